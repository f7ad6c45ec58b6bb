// What the readers of the two kinds of spreadsheet share.
#ifndef PROPOS_FORMATS_BOOK_PARTS_H
#define PROPOS_FORMATS_BOOK_PARTS_H

#include "base/buffer.h"
#include "formats/archive.h"
#include "formats/book.h"

// Rows and columns [row, row_end], [column, column_end] that are one cell.
typedef struct book_merge {
    uint32_t row, column, row_end, column_end;
} book_merge;

// A sheet being gathered; its arrays are malloc'ed.
typedef struct book_sheet {
    const char *name;
    bool hidden;
    formats_cell *cells;
    size_t count, capacity;
    book_merge *merges;
    size_t merge_count, merge_capacity;
    bool too_large;
} book_sheet;

// Adds a cell whose text has something in it; it is copied without white space at its ends.
void book_add_cell(propos_arena *arena, book_sheet *sheet, uint32_t row, uint32_t column,
                   const char *text, size_t length);

void book_add_merge(book_sheet *sheet, book_merge merge);

// Sorts the cells, fills merged ones, and moves them into the arena; frees what `from` holds.
// BAD_INPUT when the sheet is too large.
propos_status book_finish_sheet(propos_arena *arena, book_sheet *from, const char *file,
                                formats_sheet *sheet, propos_error *error);

propos_status book_read_xlsx(propos_arena *arena, formats_archive *archive, const char *file,
                             formats_book *book, propos_error *error);

// `bytes` is content.xml, or the whole flat file.
propos_status book_read_ods(propos_arena *arena, const char *bytes, size_t length, const char *file,
                            formats_book *book, propos_error *error);

#endif
