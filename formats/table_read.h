// A table in whatever file people keep it: .csv, .xlsx or .ods, read into the same struct.
#ifndef PROPOS_FORMATS_TABLE_READ_H
#define PROPOS_FORMATS_TABLE_READ_H

#include "formats/book.h"
#include "formats/csv.h"
#include "formats/reader.h"

#include <stdbool.h>

// Reads the table of `input`. Of a spreadsheet: the sheet called `sheet` (study.ini; case apart),
// or, when that is NULL, the first visible one that holds anything. The header is the first row
// with two filled cells or more (rows above it are a title); `lines` are the sheet's row numbers,
// dates are 2024-03-01. Two columns of one name are BAD_INPUT unless `repeated`: then the second
// stays, to be found by its place. Errors as propos_csv_read() and formats_book_read().
propos_status formats_table_read(propos_arena *arena, const formats_input *input, const char *sheet,
                                 bool repeated, propos_table *table, propos_error *error);

// Every visible sheet of a spreadsheet that holds anything, as a table.
typedef struct formats_tables {
    propos_table *tables;
    const char **names;
    size_t count;
} formats_tables;

// Repeated column names stay. BAD_INPUT as formats_book_read(), or when all sheets are empty.
propos_status formats_tables_read(propos_arena *arena, const formats_input *input,
                                  formats_tables *tables, propos_error *error);

#endif
