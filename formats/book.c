#include "formats/book_parts.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "formats/xml.h"

#include <stdlib.h>
#include <string.h>

static const char ODS[] = "application/vnd.oasis.opendocument.spreadsheet";

void book_add_cell(propos_arena *arena, book_sheet *sheet, uint32_t row, uint32_t column,
                   const char *text, size_t length)
{
    while (length > 0 && strchr(" \t\r\n", text[0]) != NULL) {
        text++;
        length--;
    }
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) {
        length--;
    }
    if (length == 0) {
        return;
    }
    if (sheet->count == FORMATS_BOOK_CELLS || column >= FORMATS_BOOK_COLUMNS) {
        sheet->too_large = true;
        return;
    }
    PROPOS_GROW(sheet->cells, sheet->capacity, sheet->count + 1);
    sheet->cells[sheet->count++] =
        (formats_cell){row, column, propos_arena_strndup(arena, text, length)};
}

void book_add_merge(book_sheet *sheet, book_merge merge)
{
    PROPOS_GROW(sheet->merges, sheet->merge_capacity, sheet->merge_count + 1);
    sheet->merges[sheet->merge_count++] = merge;
}

static int by_place(const void *a, const void *b)
{
    const formats_cell *x = a;
    const formats_cell *y = b;
    if (x->row != y->row) {
        return x->row < y->row ? -1 : 1;
    }
    return x->column < y->column ? -1 : x->column > y->column;
}

static const formats_cell *cell_at(const book_sheet *sheet, size_t count, uint32_t row,
                                   uint32_t column)
{
    formats_cell wanted = {.row = row, .column = column};
    return count == 0 ? NULL
                      : bsearch(&wanted, sheet->cells, count, sizeof *sheet->cells, by_place);
}

// A theme written once beside ten rows is the theme of each. A title over several columns is one.
static void fill_merged(propos_arena *arena, book_sheet *sheet)
{
    size_t count = sheet->count;
    uint32_t last = count == 0 ? 0 : sheet->cells[count - 1].row;
    for (size_t i = 0; i < sheet->merge_count; i++) {
        const book_merge *merge = &sheet->merges[i];
        const formats_cell *found = cell_at(sheet, count, merge->row, merge->column);
        const char *text = found == NULL ? NULL : found->text;
        for (uint32_t row = merge->row + 1; text != NULL && row <= merge->row_end && row <= last;
             row++) {
            book_add_cell(arena, sheet, row, merge->column, text, strlen(text));
        }
    }
}

propos_status book_finish_sheet(propos_arena *arena, book_sheet *from, const char *file,
                                formats_sheet *sheet, propos_error *error)
{
    *sheet =
        (formats_sheet){.name = propos_arena_strdup(arena, from->name), .hidden = from->hidden};
    if (from->count > 0) {
        qsort(from->cells, from->count, sizeof *from->cells, by_place);
        fill_merged(arena, from);
        qsort(from->cells, from->count, sizeof *from->cells, by_place);
    }
    size_t kept = 0;
    for (size_t i = 0; i < from->count; i++) {
        if (kept == 0 || by_place(&from->cells[kept - 1], &from->cells[i]) != 0) {
            from->cells[kept++] = from->cells[i];
        }
    }
    sheet->cells = propos_arena_copy(arena, from->cells, kept, sizeof *from->cells);
    sheet->cell_count = kept;
    bool too_large = from->too_large;
    free(from->cells);
    free(from->merges);
    *from = (book_sheet){0};
    if (too_large) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                              _("the sheet \"%s\" has more than %d columns or %d cells: is it a "
                                "table?"),
                              sheet->name, FORMATS_BOOK_COLUMNS, FORMATS_BOOK_CELLS);
    }
    return PROPOS_OK;
}

bool formats_book_is(const char *bytes, size_t length)
{
    return formats_archive_holds(bytes, length, "xl/") ||
           formats_archive_is_odf(bytes, length, ODS) ||
           formats_xml_begins(bytes, length, "document", ODS);
}

static propos_status read_packed(propos_arena *arena, formats_archive *archive, const char *file,
                                 formats_book *book, propos_error *error)
{
    if (formats_archive_find(archive, "content.xml") == FORMATS_ARCHIVE_NONE) {
        return book_read_xlsx(arena, archive, file, book, error);
    }
    if (formats_archive_is_locked_odf(archive)) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                              _("the file is protected by a password: open it and save a copy "
                                "without one"));
    }
    char *content = NULL;
    size_t size = 0;
    propos_status status =
        formats_archive_read_named(archive, "content.xml", &content, &size, error);
    if (status == PROPOS_OK) {
        status = book_read_ods(arena, content, size, file, book, error);
    }
    free(content);
    return status;
}

propos_status formats_book_read(propos_arena *arena, const char *bytes, size_t length,
                                const char *file, formats_book *book, propos_error *error)
{
    *book = (formats_book){0};
    if (!formats_archive_is(bytes, length)) {
        return book_read_ods(arena, bytes, length, file, book, error);
    }
    formats_archive *archive = NULL;
    propos_status status = formats_archive_open(bytes, length, file, &archive, error);
    if (status == PROPOS_OK) {
        status = read_packed(arena, archive, file, book, error);
    }
    formats_archive_close(archive);
    return status;
}
