#include "formats/table_read.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "formats/book.h"
#include "formats/content.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// A title stands alone in its row; a header names two columns at least.
#define HEADER_CELLS 2

static bool same_name(const char *a, const char *b)
{
    char *x = propos_folded(a);
    char *y = propos_folded(b);
    bool same = strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

static const formats_sheet *choose(const formats_book *book, const char *name)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        const formats_sheet *sheet = &book->sheets[i];
        if (name != NULL ? same_name(sheet->name, name) : !sheet->hidden && sheet->cell_count > 0) {
            return sheet;
        }
    }
    return NULL;
}

// The end of the row that cell `i` stands in.
static size_t row_end(const formats_sheet *sheet, size_t i)
{
    size_t end = i;
    while (end < sheet->cell_count && sheet->cells[end].row == sheet->cells[i].row) {
        end++;
    }
    return end;
}

static size_t header_of(const formats_sheet *sheet)
{
    for (size_t i = 0; i < sheet->cell_count; i = row_end(sheet, i)) {
        if (row_end(sheet, i) - i >= HEADER_CELLS) {
            return i;
        }
    }
    return 0;
}

static void fill(propos_arena *arena, const formats_sheet *sheet, propos_table *table)
{
    size_t header = header_of(sheet);
    size_t body = row_end(sheet, header);
    for (size_t i = header; i < sheet->cell_count; i++) {
        size_t column = sheet->cells[i].column;
        table->column_count = column >= table->column_count ? column + 1 : table->column_count;
    }
    size_t rows = 0;
    for (size_t i = body; i < sheet->cell_count; i = row_end(sheet, i)) {
        rows++;
    }
    table->columns = propos_arena_alloc(arena, table->column_count, sizeof *table->columns);
    table->cells = propos_arena_alloc(arena, rows * table->column_count, sizeof *table->cells);
    table->lines = propos_arena_alloc(arena, rows, sizeof *table->lines);
    for (size_t i = 0; i < table->column_count; i++) {
        table->columns[i] = "";
    }
    for (size_t i = 0; i < rows * table->column_count; i++) {
        table->cells[i] = "";
    }
    for (size_t i = header; i < body; i++) {
        table->columns[sheet->cells[i].column] = sheet->cells[i].text;
    }
    for (size_t i = body; i < sheet->cell_count; table->row_count++) {
        size_t end = row_end(sheet, i);
        table->lines[table->row_count] = (long)sheet->cells[i].row + 1;
        for (; i < end; i++) {
            table->cells[table->row_count * table->column_count + sheet->cells[i].column] =
                sheet->cells[i].text;
        }
    }
}

static propos_status is_empty(const formats_input *input, propos_error *error)
{
    return propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                          _("the table is empty: its first line should name the columns"));
}

static propos_status check_names(const propos_table *table, long line, propos_error *error)
{
    for (size_t i = 1; i < table->column_count; i++) {
        int first = table->columns[i][0] == '\0' ? -1 : propos_csv_column(table, table->columns[i]);
        if (first >= 0 && (size_t)first < i) {
            return propos_fail_at(error, PROPOS_BAD_INPUT, table->file, line,
                                  _("two columns are called \"%s\": rename one of them"),
                                  table->columns[i]);
        }
    }
    return PROPOS_OK;
}

static propos_status read_book(propos_arena *arena, const formats_input *input, const char *name,
                               bool repeated, propos_table *table, propos_error *error)
{
    formats_book book;
    propos_status status =
        formats_book_read(arena, input->bytes, input->length, input->name, &book, error);
    if (status != PROPOS_OK) {
        return status;
    }
    const formats_sheet *sheet = choose(&book, name);
    if (sheet == NULL && name != NULL) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                              _("there is no sheet called \"%s\""), name);
    }
    if (sheet == NULL || sheet->cell_count == 0) {
        return is_empty(input, error);
    }
    fill(arena, sheet, table);
    long line = (long)sheet->cells[header_of(sheet)].row + 1;
    return repeated ? PROPOS_OK : check_names(table, line, error);
}

propos_status formats_table_read(propos_arena *arena, const formats_input *input, const char *sheet,
                                 bool repeated, propos_table *table, propos_error *error)
{
    memset(table, 0, sizeof *table);
    table->file = propos_arena_strdup(arena, input->name);
    if (formats_book_is(input->bytes, input->length) ||
        formats_name_ends(input->name, "xlsx|xlsm|ods|fods")) {
        return read_book(arena, input, sheet, repeated, table, error);
    }
    const char *text = NULL;
    size_t length = 0;
    propos_status status = formats_content_text(arena, input, &text, &length, error);
    return status == PROPOS_OK ? propos_csv_read(arena, text, length, input->name, table, error)
                               : status;
}

propos_status formats_tables_read(propos_arena *arena, const formats_input *input,
                                  formats_tables *tables, propos_error *error)
{
    formats_book book;
    *tables = (formats_tables){0};
    propos_status status =
        formats_book_read(arena, input->bytes, input->length, input->name, &book, error);
    if (status != PROPOS_OK) {
        return status;
    }
    tables->tables = propos_arena_alloc(arena, book.sheet_count + 1, sizeof *tables->tables);
    tables->names = propos_arena_alloc(arena, book.sheet_count + 1, sizeof *tables->names);
    for (size_t i = 0; i < book.sheet_count; i++) {
        const formats_sheet *sheet = &book.sheets[i];
        if (!sheet->hidden && sheet->cell_count > 0) {
            propos_table *table = &tables->tables[tables->count];
            table->file = propos_arena_strdup(arena, input->name);
            fill(arena, sheet, table);
            tables->names[tables->count++] = sheet->name;
        }
    }
    return tables->count > 0 ? PROPOS_OK : is_empty(input, error);
}
