// Comparisons, as tables: one for each thing that is counted, and what the codings do not reach.
#include "base/i18n.h"
#include "base/memory.h"
#include "query/cut.h"
#include "query/print.h"
#include "query/table.h"

#include <stdlib.h>

typedef struct output {
    const query_options *options;
    const query_style *style;
    FILE *out;
} output;

// What a cell holds, in the order of the tables.
static const struct {
    const char *key, *name;
} MEASURES[] = {
    {"units", N_("Coded units")},
    {"passages", N_("Passages")},
    {"turns", N_("Turns")},
    {"words", N_("Words")},
    {"participants", N_("Participants")},
    {"speakers", N_("Speakers, those who ask included")},
    {"groups", N_("Groups")},
};
enum { MEASURE_COUNT = sizeof MEASURES / sizeof MEASURES[0] };

// "2.1 name", indented by depth; a blank that no format drops.
static void add_label(query_table *table, const json_t *value)
{
    propos_buffer text = {0};
    const char *id = query_text(value, "value");
    const char *name = query_text(value, "name");
    for (json_int_t i = 0; i < json_integer_value(json_object_get(value, "depth")); i++) {
        propos_buffer_puts(&text, "\u00a0\u00a0");
    }
    propos_buffer_puts(&text, id[0] == '\0' ? _("not known") : id);
    if (name[0] != '\0') {
        propos_buffer_printf(&text, " %s", name);
    }
    query_table_cell(table, propos_buffer_text(&text));
    propos_buffer_free(&text);
}

static void add_cells(query_table *table, const json_t *line, const char *key, bool again)
{
    size_t i = 0;
    const json_t *cell = NULL;
    json_array_foreach(json_object_get(line, "cells"), i, cell)
    {
        query_table_number(table, json_object_get(cell, key), 0);
    }
    if (again) {
        query_table_number(table, json_object_get(line, "counted_again"), 0);
    }
    query_table_number(table, json_object_get(json_object_get(line, "total"), key), 0);
}

// What was said in each column at all, coded or not: what its figures are to be held against.
static void add_ground(query_table *table, const json_t *columns, const char *key, bool again)
{
    const json_t *first = json_object_get(json_array_get(columns, 0), "said");
    if (!json_is_integer(json_object_get(first, key))) {
        return;
    }
    query_table_cell(table, _("(all that was said)"));
    size_t i = 0;
    const json_t *column = NULL;
    json_array_foreach(columns, i, column)
    {
        query_table_number(table, json_object_get(json_object_get(column, "said"), key), 0);
    }
    if (again) {
        query_table_cell(table, "");
    }
    query_table_cell(table, "");
}

static bool counts_again(const json_t *study)
{
    bool again =
        json_integer_value(json_object_get(json_object_get(study, "total"), "counted_again")) > 0;
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(json_object_get(study, "rows"), i, row)
    {
        again = again || json_integer_value(json_object_get(row, "counted_again")) > 0;
    }
    return again;
}

static void print_measure(const output *o, const json_t *study, size_t measure)
{
    const json_t *columns = json_object_get(study, "columns");
    const char *key = MEASURES[measure].key;
    bool again = measure == 0 && counts_again(study);
    query_table table = {0};
    query_table_title(&table, _(MEASURES[measure].name));
    query_table_column(&table, "", false);
    size_t i = 0;
    const json_t *item = NULL;
    json_array_foreach(columns, i, item)
    {
        const char *value = query_text(item, "value");
        query_table_column(&table, value[0] == '\0' ? _("not known") : value, true);
    }
    if (again) {
        query_table_column(&table, _("counted again"), true);
    }
    query_table_column(&table, _("total"), true);
    json_array_foreach(json_object_get(study, "rows"), i, item)
    {
        add_label(&table, item);
        add_cells(&table, item, key, again);
    }
    query_table_cell(&table, _("total"));
    add_cells(&table, json_object_get(study, "total"), key, again);
    add_ground(&table, columns, key, again);
    query_table_print(&table, o->options, o->style, o->out);
    query_table_free(&table);
}

// ---- what the codings do not reach ----

static void add_codes(query_table *table, const json_t *list)
{
    query_table_column(table, _("code"), false);
    query_table_column(table, _("name"), false);
    size_t i = 0;
    const json_t *code = NULL;
    json_array_foreach(list, i, code)
    {
        query_table_cell(table, query_text(code, "code"));
        query_table_cell(table, query_text(code, "name"));
    }
}

static void add_documents(query_table *table, const json_t *list)
{
    query_table_column(table, _("document"), false);
    size_t i = 0;
    const json_t *document = NULL;
    json_array_foreach(list, i, document)
    {
        query_table_cell(table, json_string_value(document));
    }
}

static void add_person(query_table *table, const json_t *person)
{
    query_table_cell(table, query_text(person, "document"));
    query_table_cell(table, query_text(person, "label"));
    query_table_cell(table, _(query_text(person, "role")));
}

static void add_person_columns(query_table *table)
{
    query_table_column(table, _("document"), false);
    query_table_column(table, _("speaker"), false);
    query_table_column(table, _("role"), false);
}

static void add_speakers(query_table *table, const json_t *list)
{
    add_person_columns(table);
    size_t i = 0;
    const json_t *person = NULL;
    json_array_foreach(list, i, person)
    {
        add_person(table, person);
    }
}

static void add_resting(query_table *table, const json_t *list)
{
    query_table_column(table, _("code"), false);
    query_table_column(table, _("name"), false);
    add_person_columns(table);
    size_t i = 0;
    const json_t *one = NULL;
    json_array_foreach(list, i, one)
    {
        query_table_cell(table, query_text(one, "code"));
        query_table_cell(table, query_text(one, "name"));
        add_person(table, json_object_get(one, "speaker"));
    }
}

static void print_lists(const output *o, const json_t *study)
{
    static const struct {
        const char *key, *title;
        void (*add)(query_table *table, const json_t *list);
    } LISTS[] = {
        {"one_speaker", N_("Codes that rest on one speaker"), add_resting},
        {"unused_codes", N_("Codes that are not used here"), add_codes},
        {"uncoded_documents", N_("Documents without a code"), add_documents},
        {"uncoded_speakers", N_("Speakers who are never coded"), add_speakers},
    };
    for (size_t i = 0; i < sizeof LISTS / sizeof LISTS[0]; i++) {
        const json_t *list = json_object_get(study, LISTS[i].key);
        if (json_array_size(list) > 0) {
            query_table table = {0};
            query_table_title(&table, _(LISTS[i].title));
            LISTS[i].add(&table, list);
            query_table_print(&table, o->options, o->style, o->out);
            query_table_free(&table);
        }
    }
}

// ---- CSV: one row a cell ----

static void add_csv_row(query_table *table, const json_t *study, const json_t *row,
                        const json_t *column, const json_t *cell)
{
    query_table_cell(table, query_text(study, "study"));
    query_table_cell(table, row == NULL ? _("total") : query_text(row, "value"));
    query_table_cell(table, query_text(row, "name"));
    query_table_cell(table, column == NULL ? _("total") : query_text(column, "value"));
    for (size_t i = 0; i < MEASURE_COUNT; i++) {
        query_table_number(table, json_object_get(cell, MEASURES[i].key), 0);
    }
    const char *rows = query_text(row, "query");
    const char *columns = query_text(column, "query");
    char *query =
        propos_printf("%s%s%s", rows, rows[0] != '\0' && columns[0] != '\0' ? " " : "", columns);
    query_table_cell(table, query);
    free(query);
}

static void add_csv_line(query_table *table, const json_t *study, const json_t *row,
                         const json_t *line)
{
    size_t i = 0;
    const json_t *cell = NULL;
    json_array_foreach(json_object_get(line, "cells"), i, cell)
    {
        add_csv_row(table, study, row, json_array_get(json_object_get(study, "columns"), i), cell);
    }
    add_csv_row(table, study, row, NULL, json_object_get(line, "total"));
}

static void print_csv(const output *o, const json_t *studies)
{
    static const char *const FIRST[] = {"study", "row", "name", "column"};
    query_table table = {0};
    for (size_t i = 0; i < sizeof FIRST / sizeof FIRST[0]; i++) {
        query_table_column(&table, FIRST[i], false);
    }
    for (size_t i = 0; i < MEASURE_COUNT; i++) {
        query_table_column(&table, MEASURES[i].key, true);
    }
    query_table_column(&table, "query", false);
    size_t i = 0;
    size_t j = 0;
    const json_t *study = NULL;
    const json_t *row = NULL;
    json_array_foreach(studies, i, study)
    {
        json_array_foreach(json_object_get(study, "rows"), j, row)
        {
            add_csv_line(&table, study, row, row);
        }
        add_csv_line(&table, study, NULL, json_object_get(study, "total"));
    }
    query_table_print(&table, o->options, o->style, o->out);
    query_table_free(&table);
}

// ---- all ----

void query_print_compare(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = query_style_for(out, options->format == QUERY_FORMAT_PLAIN);
    const output o = {.options = options, .style = &style, .out = out};
    const json_t *studies = json_object_get(answer, "compare");
    query_stamp_print(answer, options, &style, out);
    size_t i = 0;
    const json_t *study = NULL;
    if (options->format == QUERY_FORMAT_CSV) {
        print_csv(&o, studies);
        studies = NULL;
    }
    json_array_foreach(studies, i, study)
    {
        if (json_array_size(studies) > 1) {
            query_note_print(query_text(study, "study"), options, &style, out);
        }
        for (size_t measure = 0; measure < MEASURE_COUNT; measure++) {
            print_measure(&o, study, measure);
        }
        print_lists(&o, study);
    }
    if (studies != NULL) {
        query_note_print(_("A code counts for the codes above it. What falls into several columns "
                           "counts in each of them and once in the total: units less those counted "
                           "again make the total. Totals of people, passages, turns, words and "
                           "groups count each once."),
                         options, &style, out);
    }
    query_stamp_end(options, out);
}

bool query_compare_found(const json_t *answer)
{
    size_t i = 0;
    const json_t *study = NULL;
    bool found = false;
    json_array_foreach(json_object_get(answer, "compare"), i, study)
    {
        const json_t *total = json_object_get(json_object_get(study, "total"), "total");
        found = found || json_integer_value(json_object_get(total, "units")) > 0;
    }
    return found;
}
