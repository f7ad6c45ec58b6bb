// Spreadsheets as people see them: sheets of cells, each as it is shown. Shared by .xlsx and .ods.
#ifndef PROPOS_FORMATS_BOOK_H
#define PROPOS_FORMATS_BOOK_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct formats_cell {
    uint32_t row, column; // from 0
    const char *text;     // never ""
} formats_cell;

// Cells in order of row, then column; no place twice.
typedef struct formats_sheet {
    const char *name;
    bool hidden;
    formats_cell *cells;
    size_t cell_count, cell_capacity;
} formats_sheet;

// All memory is the arena's.
typedef struct formats_book {
    formats_sheet *sheets;
    size_t sheet_count;
} formats_book;

// Columns and cells that a table kept by people never reaches.
#define FORMATS_BOOK_COLUMNS 256
#define FORMATS_BOOK_CELLS 2000000

// True when the bytes are a spreadsheet that formats_book_read() reads.
bool formats_book_is(const char *bytes, size_t length);

// Reads an Excel (.xlsx, .xlsm) or OpenDocument (.ods, .fods) spreadsheet. Cells merged over
// several rows have their text in each of these. BAD_INPUT: damaged, behind a password, too large.
propos_status formats_book_read(propos_arena *arena, const char *bytes, size_t length,
                                const char *file, formats_book *book, propos_error *error);

#endif
