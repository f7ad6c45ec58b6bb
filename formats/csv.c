#include "formats/csv.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

// No table that people keep by hand comes near; more is a file of another kind. The product is held
// apart because short rows are filled, so that a small file could ask for much memory.
#define CSV_COLUMNS 256
#define CSV_CELLS 20000000

// libcsv's buffer for one cell grows by this; its default of 128 bytes makes long cells slow.
#define CSV_BLOCK 65536

// What libcsv's callbacks fill.
typedef struct reading {
    propos_arena *arena;
    propos_table *table;
    size_t cell_capacity;
    size_t cell_count; // all rows'
    size_t line_capacity;
    const char **row; // the row under way
    size_t row_count;
    size_t row_capacity;
    bool row_has_text;
    bool row_ended; // by the last line that was parsed
    long row_line;  // first line of the row under way
    long line;      // the line being parsed
    propos_status status;
    propos_error *error;
} reading;

static void stop(reading *r, propos_status status)
{
    r->status = status;
}

static void on_cell(void *bytes, size_t length, void *context)
{
    reading *r = context;
    if (r->status != PROPOS_OK) {
        return;
    }
    if (r->row_count == CSV_COLUMNS) {
        stop(r, propos_fail_at(r->error, PROPOS_BAD_INPUT, r->table->file, r->row_line,
                               _("the row has more than %d cells: is this a table?"), CSV_COLUMNS));
        return;
    }
    PROPOS_GROW(r->row, r->row_capacity, r->row_count + 1);
    r->row[r->row_count++] = propos_arena_strndup(r->arena, bytes == NULL ? "" : bytes, length);
    r->row_has_text = r->row_has_text || length > 0;
}

static void keep_header(reading *r)
{
    propos_table *table = r->table;
    table->columns = propos_arena_copy(r->arena, r->row, r->row_count, sizeof *r->row);
    table->column_count = r->row_count;
    for (size_t i = 1; i < table->column_count; i++) {
        int first = table->columns[i][0] == '\0' ? -1 : propos_csv_column(table, table->columns[i]);
        if (first >= 0 && (size_t)first < i) {
            stop(r, propos_fail_at(r->error, PROPOS_BAD_INPUT, table->file, r->row_line,
                                   _("two columns are called \"%s\": rename one of them"),
                                   table->columns[i]));
            return;
        }
    }
}

static void keep_row(reading *r)
{
    propos_table *table = r->table;
    size_t width = table->column_count;
    // Spreadsheets write empty cells past the table's edge.
    while (r->row_count > width && r->row[r->row_count - 1][0] == '\0') {
        r->row_count--;
    }
    if (r->row_count > width) {
        stop(r, propos_fail_at(r->error, PROPOS_BAD_INPUT, table->file, r->row_line,
                               _("the row has %zu cells, but the table has %zu columns: put a cell "
                                 "that holds the separator between double quotes"),
                               r->row_count, width));
        return;
    }
    if (r->cell_count + width > CSV_CELLS) {
        stop(r, propos_fail_at(r->error, PROPOS_BAD_INPUT, table->file, r->row_line,
                               _("the table has more than %d cells: divide it"), CSV_CELLS));
        return;
    }
    PROPOS_GROW(table->cells, r->cell_capacity, r->cell_count + width);
    PROPOS_GROW(table->lines, r->line_capacity, table->row_count + 1);
    for (size_t i = 0; i < width; i++) {
        table->cells[r->cell_count++] = i < r->row_count ? r->row[i] : "";
    }
    table->lines[table->row_count++] = r->row_line;
}

static void on_row(int end, void *context)
{
    (void)end;
    reading *r = context;
    if (r->status == PROPOS_OK && r->row_has_text) {
        if (r->table->columns == NULL) {
            keep_header(r);
        } else {
            keep_row(r);
        }
    }
    r->row_count = 0;
    r->row_has_text = false;
    r->row_ended = true;
}

// The separator of the header row: whichever of comma and semicolon stands there more often outside
// double quotes.
static unsigned char find_separator(const char *text, size_t length)
{
    size_t commas = 0;
    size_t semicolons = 0;
    bool quoted = false;
    bool seen = false;
    for (size_t i = 0; i < length && (quoted || !seen || text[i] != '\n'); i++) {
        quoted = quoted != (text[i] == '"');
        seen = seen || (text[i] != '\n' && text[i] != ' ' && text[i] != '\t');
        commas += !quoted && text[i] == ',';
        semicolons += !quoted && text[i] == ';';
    }
    return semicolons > commas ? ';' : ',';
}

static bool is_blank(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\n') {
            return false;
        }
    }
    return true;
}

static void bad_quotes(reading *r)
{
    stop(r,
         propos_fail_at(r->error, PROPOS_BAD_INPUT, r->table->file, r->row_line,
                        _("the double quotes of the row that begins here do not pair: write \"\" "
                          "for a quote inside a cell, and quote the whole cell")));
}

// libcsv does not say where it is, so it gets one line at a time.
static void parse_lines(reading *r, struct csv_parser *parser, const char *text, size_t length)
{
    size_t at = 0;
    bool open = false; // a row goes on from the line before
    while (at < length && r->status == PROPOS_OK) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t size = end == NULL ? length - at : (size_t)(end - (text + at)) + 1;
        r->line++;
        if (!open) {
            r->row_line = r->line;
        }
        r->row_ended = false;
        if (csv_parse(parser, text + at, size, on_cell, on_row, r) != size &&
            r->status == PROPOS_OK) {
            bad_quotes(r);
        }
        open = !r->row_ended && (open || !is_blank(text + at, size));
        at += size;
    }
    if (r->status == PROPOS_OK && csv_fini(parser, on_cell, on_row, r) != 0) {
        bad_quotes(r);
    }
}

propos_status propos_csv_read(propos_arena *arena, const char *text, size_t length,
                              const char *file, propos_table *table, propos_error *error)
{
    struct csv_parser parser;
    memset(table, 0, sizeof *table);
    table->file = propos_arena_strdup(arena, file);
    reading r = {.arena = arena, .table = table, .status = PROPOS_OK, .error = error};
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return propos_fail(error, PROPOS_INTERNAL, "libcsv: csv_init");
    }
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    csv_set_blk_size(&parser, CSV_BLOCK);
    csv_set_delim(&parser, find_separator(text, length));
    parse_lines(&r, &parser, text, length);
    csv_free(&parser);
    const char **cells = table->cells;
    long *lines = table->lines;
    table->cells = propos_arena_copy(arena, cells, r.cell_count, sizeof *cells);
    table->lines = propos_arena_copy(arena, lines, table->row_count, sizeof *lines);
    free(cells);
    free(lines);
    free(r.row);
    if (r.status == PROPOS_OK && table->columns == NULL) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                              _("the table is empty: its first line should name the columns"));
    }
    return r.status;
}

int propos_csv_column(const propos_table *table, const char *names)
{
    int found = -1;
    char *wanted = propos_folded(names);
    for (size_t i = 0; i < table->column_count && found < 0; i++) {
        char *column = propos_folded(table->columns[i]);
        size_t length = strlen(column);
        const char *at = wanted;
        while (at != NULL && length > 0 && found < 0) {
            const char *end = strchr(at, '|');
            size_t size = end == NULL ? strlen(at) : (size_t)(end - at);
            if (size == length && memcmp(at, column, size) == 0) {
                found = (int)i;
            }
            at = end == NULL ? NULL : end + 1;
        }
        free(column);
    }
    free(wanted);
    return found;
}

const char *propos_csv_cell(const propos_table *table, size_t row, int column)
{
    if (column < 0 || row >= table->row_count || (size_t)column >= table->column_count) {
        return "";
    }
    return table->cells[row * table->column_count + (size_t)column];
}
