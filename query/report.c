#include "query/report.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "formats/write_table.h"

#include <stdlib.h>
#include <string.h>

// A table, or the note in `note`.
typedef struct report_piece {
    char *note;
    query_table table;
} report_piece;

struct query_report {
    report_piece *pieces;
    size_t count, capacity;
};

query_report *query_report_new(void)
{
    return propos_alloc(1, sizeof(query_report));
}

void query_report_free(query_report *report)
{
    for (size_t i = 0; report != NULL && i < report->count; i++) {
        free(report->pieces[i].note);
        query_table_free(&report->pieces[i].table);
    }
    if (report != NULL) {
        free(report->pieces);
    }
    free(report);
}

static report_piece *add(query_report *report)
{
    PROPOS_GROW(report->pieces, report->capacity, report->count + 1);
    report->pieces[report->count] = (report_piece){0};
    return &report->pieces[report->count++];
}

void query_report_note(query_report *report, const char *text)
{
    add(report)->note = propos_strdup(text);
}

void query_report_table(query_report *report, const query_table *table)
{
    query_table *copy = &add(report)->table;
    if (table->title != NULL) {
        query_table_title(copy, table->title);
    }
    for (size_t i = 0; i < table->column_count; i++) {
        query_table_column(copy, table->columns[i].heading, table->columns[i].number);
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        query_table_cell(copy, table->cells[i]);
    }
}

// What a column takes of the page: by its longest cell, within reason.
static unsigned width_of(const query_table *table, size_t column)
{
    enum { LEAST = 6, MOST = 60 };
    size_t longest = strlen(table->columns[column].heading);
    for (size_t i = column; i < table->cell_count; i += table->column_count) {
        size_t length = strlen(table->cells[i]);
        longest = length > longest ? length : longest;
    }
    return longest < LEAST ? LEAST : longest > MOST ? MOST : (unsigned)longest;
}

// The arrays that a formats_report points to; freed with free_arrays().
static void lay_out(const query_table *table, formats_report *out)
{
    const char **headings = propos_alloc(table->column_count + 1, sizeof *headings);
    unsigned *widths = propos_alloc(table->column_count + 1, sizeof *widths);
    bool *numbers = propos_alloc(table->column_count + 1, sizeof *numbers);
    for (size_t i = 0; i < table->column_count; i++) {
        headings[i] = table->columns[i].heading;
        widths[i] = width_of(table, i);
        numbers[i] = table->columns[i].number;
    }
    *out = (formats_report){
        .title = table->title,
        .columns = headings,
        .widths = widths,
        .column_count = table->column_count,
        .cells = (const char *const *)table->cells,
        .row_count = table->column_count == 0 ? 0 : table->cell_count / table->column_count,
        .numbers = numbers};
}

static void free_arrays(formats_report *report)
{
    free((void *)report->columns);
    free((void *)report->widths);
    free((void *)report->numbers);
}

void query_report_write(const query_report *report, FILE *out)
{
    formats_report *items = propos_alloc(report->count + 1, sizeof *items);
    items[0].title = "Propos";
    for (size_t i = 0; i < report->count; i++) {
        if (report->pieces[i].note != NULL) {
            items[i + 1].subtitle = report->pieces[i].note;
        } else {
            lay_out(&report->pieces[i].table, &items[i + 1]);
        }
    }
    propos_buffer bytes = {0};
    propos_error error;
    propos_error_clear(&error);
    if (formats_write_odt_tables(items, report->count + 1, &bytes, &error) == PROPOS_OK) {
        (void)fwrite(bytes.bytes, 1, bytes.length, out);
    } else {
        char line[PROPOS_ERROR_TEXT + PROPOS_ERROR_FILE + 64];
        (void)fprintf(stderr, "propos: %s\n", propos_error_line(&error, line, sizeof line));
    }
    propos_buffer_free(&bytes);
    for (size_t i = 0; i <= report->count; i++) {
        free_arrays(&items[i]);
    }
    free(items);
}
