// CSV tables with a header row: RFC 4180, comma or semicolon (found from the header), BOM
// tolerated, quoted line ends kept. Over libcsv; adds line numbers and column names in French and
// English.
#ifndef PROPOS_FORMATS_CSV_H
#define PROPOS_FORMATS_CSV_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct propos_table {
    const char *file;
    const char **columns; // as written
    size_t column_count;
    const char **cells; // row-major, row_count * column_count; short rows are filled with ""
    long *lines;        // the first line of each row in the file
    size_t row_count;
} propos_table;

// Parses `text` (UTF-8, LF; see propos_to_utf8). Rows with more cells than columns, bad quoting and
// two columns of one name are BAD_INPUT with the line. Rows with nothing in them are passed over,
// and so are empty cells past the last column (spreadsheets write them). Blanks around an unquoted
// cell do not count. All memory is the arena's.
propos_status propos_csv_read(propos_arena *arena, const char *text, size_t length,
                              const char *file, propos_table *table, propos_error *error);

// The column called by one of `names`, a '|'-separated list ("code|id|identifiant"), compared
// folded and without case; -1 when there is none.
int propos_csv_column(const propos_table *table, const char *names);

// The cell, "" when `column` is -1.
const char *propos_csv_cell(const propos_table *table, size_t row, int column);

#endif
