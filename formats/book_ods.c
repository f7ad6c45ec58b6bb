// OpenDocument spreadsheets (ISO/IEC 26300): every cell carries the text that it shows.
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/book_parts.h"
#include "formats/xml.h"

#include <stdlib.h>
#include <string.h>

// A row or cell repeated more often than this is how the empty rest of a sheet is written.
#define MOST_REPEATS 1024

typedef struct ods {
    propos_arena *arena;
    const char *file;
    propos_error *error;
    propos_status status;
    formats_sheet *sheets; // malloc'ed
    size_t sheet_count, sheet_capacity;
    book_sheet sheet;
    unsigned depth; // of tables: a table in a cell is not read
    unsigned skip;  // depth inside something that is not read
    uint32_t row, column;
    uint32_t row_repeats, column_repeats, row_span;
    size_t row_first; // index in sheet.cells of the row's first cell
    bool in_cell;
    unsigned paragraphs, paragraph_count; // open ones; of the cell
    propos_buffer text;
} ods;

static uint32_t number(const formats_xml_element *element, const char *name, uint32_t most)
{
    const char *value = formats_xml_get(element, name);
    long read = value == NULL ? 1 : strtol(value, NULL, 10);
    return read < 1 ? 1 : read > (long)most ? most : (uint32_t)read;
}

static void start_table(ods *o, const formats_xml_element *element)
{
    if (o->depth++ > 0) {
        return;
    }
    const char *name = formats_xml_get(element, "name");
    o->sheet = (book_sheet){.name = propos_arena_strdup(o->arena, name == NULL ? "" : name)};
    o->row = 0;
}

static void start_cell(ods *o, const formats_xml_element *element)
{
    o->in_cell = true;
    o->column_repeats = number(element, "number-columns-repeated", UINT32_MAX / 4);
    o->row_span = number(element, "number-rows-spanned", UINT32_MAX / 4);
    o->paragraph_count = 0;
    propos_buffer_cut(&o->text, 0);
}

static bool on_start(void *context, const formats_xml_element *element)
{
    ods *o = context;
    const char *name = element->name;
    if (o->skip > 0) {
        o->skip++;
    } else if (strcmp(name, "annotation") == 0 || strcmp(name, "tracked-changes") == 0 ||
               strcmp(name, "shapes") == 0 || (o->depth > 0 && strcmp(name, "frame") == 0)) {
        o->skip = 1;
    } else if (strcmp(name, "table") == 0) {
        start_table(o, element);
    } else if (o->depth != 1) {
        return true;
    } else if (strcmp(name, "table-row") == 0) {
        o->column = 0;
        o->row_first = o->sheet.count;
        o->row_repeats = number(element, "number-rows-repeated", UINT32_MAX / 4);
    } else if (strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0) {
        start_cell(o, element);
    } else if (o->in_cell && strcmp(name, "p") == 0) {
        if (o->paragraph_count++ > 0) {
            propos_buffer_putc(&o->text, '\n');
        }
        o->paragraphs++;
    } else if (o->paragraphs > 0 && (strcmp(name, "s") == 0 || strcmp(name, "tab") == 0)) {
        propos_buffer_putc(&o->text, ' ');
    } else if (o->paragraphs > 0 && strcmp(name, "line-break") == 0) {
        propos_buffer_putc(&o->text, '\n');
    }
    return true;
}

static void end_cell(ods *o)
{
    bool filled = o->text.length > 0;
    for (uint32_t i = 0; filled && i < o->column_repeats && i < MOST_REPEATS; i++) {
        book_add_cell(o->arena, &o->sheet, o->row, o->column + i, o->text.bytes, o->text.length);
    }
    if (filled && o->row_span > 1) {
        book_add_merge(&o->sheet,
                       (book_merge){o->row, o->column, o->row + o->row_span - 1, o->column});
    }
    o->column = o->column < UINT32_MAX / 2 ? o->column + o->column_repeats : o->column;
    o->in_cell = false;
}

static void end_row(ods *o)
{
    size_t end = o->sheet.count;
    for (uint32_t i = 1; end > o->row_first && i < o->row_repeats && i < MOST_REPEATS; i++) {
        for (size_t at = o->row_first; at < end; at++) {
            formats_cell cell = o->sheet.cells[at];
            book_add_cell(o->arena, &o->sheet, o->row + i, cell.column, cell.text,
                          strlen(cell.text));
        }
    }
    o->row = o->row < UINT32_MAX / 2 ? o->row + o->row_repeats : o->row;
}

static void end_table(ods *o)
{
    if (o->depth == 0 || --o->depth > 0) {
        return;
    }
    PROPOS_GROW(o->sheets, o->sheet_capacity, o->sheet_count + 1);
    propos_status status =
        book_finish_sheet(o->arena, &o->sheet, o->file, &o->sheets[o->sheet_count++], o->error);
    o->status = o->status == PROPOS_OK ? status : o->status;
}

static void on_end(void *context, const char *name)
{
    ods *o = context;
    if (o->skip > 0) {
        o->skip--;
    } else if (strcmp(name, "table") == 0) {
        end_table(o);
    } else if (o->depth != 1) {
        return;
    } else if (strcmp(name, "table-row") == 0) {
        end_row(o);
    } else if (o->in_cell && strcmp(name, "p") == 0 && o->paragraphs > 0) {
        o->paragraphs--;
    } else if (strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0) {
        end_cell(o);
    }
}

static void on_text(void *context, const char *text, size_t length)
{
    ods *o = context;
    if (o->skip == 0 && o->depth == 1 && o->paragraphs > 0) {
        propos_buffer_add(&o->text, text, length);
    }
}

propos_status book_read_ods(propos_arena *arena, const char *bytes, size_t length, const char *file,
                            formats_book *book, propos_error *error)
{
    static const formats_xml_handler HANDLER = {.start = on_start, .end = on_end, .text = on_text};
    ods o = {.arena = arena, .file = file, .error = error, .status = PROPOS_OK};
    propos_status status = formats_xml_read(bytes, length, file, NULL, &HANDLER, &o, error);
    status = status == PROPOS_OK ? o.status : status;
    book->sheets = propos_arena_copy(arena, o.sheets, o.sheet_count, sizeof *o.sheets);
    book->sheet_count = o.sheet_count;
    free(o.sheets);
    free(o.sheet.cells);
    free(o.sheet.merges);
    propos_buffer_free(&o.text);
    return status;
}
