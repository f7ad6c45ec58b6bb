// Codings as students keep them: a spreadsheet with one coded unit a row.
//
// What stands above in a group of rows is often written once: a theme (or document) that a row
// leaves blank is the one of the row above, and so is the quotation when several codes follow it.
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/columns.h"
#include "formats/content.h"
#include "formats/readers.h"
#include "formats/table_read.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

typedef struct sheet_reading {
    propos_arena *arena;
    const formats_input *input;
    formats_content *content;
    const propos_table *table;
    formats_columns columns;
    const char *sheet;                       // its name: the document's where no column says one
    const char *above[FORMATS_CODE_COLUMNS]; // the row's code names, blanks filled from above
    const char *document, *quote;
    propos_map codes;     // id -> index in content->codes
    propos_map documents; // id -> index in content->documents
    size_t code_capacity, coding_capacity, document_capacity;
    size_t *turn_capacities; // by document
    size_t turn_capacities_capacity;
} sheet_reading;

static const char *cell(const sheet_reading *s, size_t row, int column)
{
    const char *text = propos_csv_cell(s->table, row, column);
    return text[0] == '\0' ? NULL : text;
}

// ---- the words that the table brings with it ----

static propos_document_data *document_of(sheet_reading *s, const char *id)
{
    formats_content *content = s->content;
    size_t index = propos_map_add(&s->documents, id, content->document_count);
    if (index == content->document_count) {
        PROPOS_GROW(content->documents, s->document_capacity, index + 1);
        PROPOS_GROW(s->turn_capacities, s->turn_capacities_capacity, index + 1);
        s->turn_capacities[index] = 0;
        content->documents[index] =
            (propos_document_data){.id = id, .kind = "quotes", .source = {.file = s->table->file}};
        content->document_count++;
    }
    return &content->documents[index];
}

// The turn that is the quotation: the last one when that says the same.
static uint32_t turn_of(sheet_reading *s, const char *id, const char *quote, size_t row)
{
    propos_document_data *document = document_of(s, id);
    size_t index = (size_t)(document - s->content->documents);
    size_t count = document->turn_count;
    if (count > 0 && strcmp(document->turns[count - 1].text, quote) == 0) {
        return (uint32_t)count;
    }
    PROPOS_GROW(document->turns, s->turn_capacities[index], count + 1);
    document->turns[count] = (propos_turn_data){.number = (uint32_t)count + 1,
                                                .speaker = cell(s, row, s->columns.speaker),
                                                .text = quote,
                                                .time_ms = -1,
                                                .source = {s->table->file, s->table->lines[row]}};
    document->turn_count++;
    return (uint32_t)count + 1;
}

// ---- codes ----

static const char *code_named(sheet_reading *s, const char *name, const char *parent, size_t row)
{
    formats_content *content = s->content;
    const char *id = parent == NULL ? name : propos_arena_printf(s->arena, "%s / %s", parent, name);
    if (propos_map_add(&s->codes, id, content->code_count) == content->code_count) {
        PROPOS_GROW(content->codes, s->code_capacity, content->code_count + 1);
        content->codes[content->code_count++] =
            (propos_code_data){.id = id,
                               .parent = parent,
                               .name = name,
                               .source = {s->table->file, s->table->lines[row]}};
    }
    return id;
}

static void add_coding(sheet_reading *s, size_t row, const char *code)
{
    formats_content *content = s->content;
    const formats_columns *c = &s->columns;
    const char *document = s->document != NULL ? s->document : s->sheet;
    PROPOS_GROW(content->codings, s->coding_capacity, content->coding_count + 1);
    content->codings[content->coding_count++] = (propos_coding_data){
        .coder = cell(s, row, c->coder),
        .code = code,
        .document = document,
        .turn = turn_of(s, document, s->quote, row),
        .turn_end = turn_of(s, document, s->quote, row),
        .end = (uint32_t)propos_utf8_count(s->quote, strlen(s->quote)),
        .quote = s->quote,
        .memo = cell(s, row, c->memo),
        .unit = cell(s, row, c->unit),
        .round = cell(s, row, c->round),
        .status = cell(s, row, c->status),
        .source = {s->table->file, s->table->lines[row]},
    };
}

// "Peur; Solitude" and one code a line are several codes.
static void add_codes(sheet_reading *s, size_t row, const char *names, const char *parent)
{
    while (*names != '\0') {
        size_t length = strcspn(names, ";\n");
        const char *start = names + strspn(names, " \t");
        size_t size = start < names + length ? (size_t)(names + length - start) : 0;
        while (size > 0 && strchr(" \t\r", start[size - 1]) != NULL) {
            size--;
        }
        if (size > 0) {
            const char *name = propos_arena_strndup(s->arena, start, size);
            add_coding(s, row, code_named(s, name, parent, row));
        }
        names += length + (names[length] != '\0');
    }
}

// ---- rows ----

// Takes what the row says, and from the row above what it leaves blank. False when it codes
// nothing.
static bool take_row(sheet_reading *s, size_t row)
{
    const formats_columns *c = &s->columns;
    const char *document = cell(s, row, c->document);
    const char *quote = cell(s, row, c->quote);
    bool any = false;
    for (size_t i = 0; i < c->code_count; i++) {
        any = any || cell(s, row, c->codes[i]) != NULL;
    }
    if (document != NULL && (s->document == NULL || strcmp(document, s->document) != 0)) {
        s->document = document;
        s->quote = NULL;
    }
    s->quote = quote != NULL ? quote : s->quote;
    return s->quote != NULL && (any || quote != NULL);
}

// The deepest level that the row names, by its index among the levels; the upper ones filled from
// above unless an upper one changed.
static void take_codes(sheet_reading *s, size_t row)
{
    const formats_columns *c = &s->columns;
    const char *parent = NULL;
    bool changed = false;
    size_t first = 0; // of the level under way
    size_t codings = s->content->coding_count;
    while (first < c->code_count) {
        size_t end = first;
        while (end < c->code_count && c->levels[end] == c->levels[first]) {
            end++;
        }
        bool deepest = end == c->code_count;
        const char *here = cell(s, row, c->codes[first]);
        if (!deepest) {
            changed = changed || here != NULL;
            s->above[first] = here != NULL ? here : changed ? NULL : s->above[first];
            if (s->above[first] != NULL) {
                parent = code_named(s, s->above[first], parent, row);
            }
        }
        for (size_t i = first; deepest && i < end; i++) {
            const char *names = cell(s, row, c->codes[i]);
            add_codes(s, row, names == NULL ? "" : names, parent);
        }
        first = end;
    }
    if (s->content->coding_count == codings && parent != NULL) {
        add_coding(s, row, parent); // a theme alone
    }
}

static bool read_sheet(sheet_reading *s, const propos_table *table, const char *name)
{
    s->table = table;
    s->sheet = name;
    s->document = NULL;
    s->quote = NULL;
    memset((void *)s->above, 0, sizeof s->above);
    if (!formats_columns_guess(table, &s->columns)) {
        return false;
    }
    FORMATS_DOUBT(s->arena, s->content, s->input, 0,
                  _("the sheet “%s” was read as coded units: %s"), name,
                  formats_columns_said(s->arena, table, &s->columns));
    for (size_t row = 0; row < table->row_count; row++) {
        if (take_row(s, row)) {
            take_codes(s, row);
        }
    }
    return true;
}

static void finish(sheet_reading *s)
{
    formats_content *content = s->content;
    propos_document_data *documents = content->documents;
    for (size_t i = 0; i < content->document_count; i++) {
        propos_turn_data *turns = documents[i].turns;
        documents[i].turns =
            propos_arena_copy(s->arena, turns, documents[i].turn_count, sizeof *turns);
        free(turns);
    }
    content->documents =
        propos_arena_copy(s->arena, documents, content->document_count, sizeof *documents);
    propos_code_data *codes = content->codes;
    propos_coding_data *codings = content->codings;
    content->codes = propos_arena_copy(s->arena, codes, content->code_count, sizeof *codes);
    content->codings = propos_arena_copy(s->arena, codings, content->coding_count, sizeof *codings);
    free(documents);
    free(codes);
    free(codings);
    free(s->turn_capacities);
    propos_map_free(&s->codes);
    propos_map_free(&s->documents);
}

static propos_status read_codings(propos_arena *arena, const formats_input *input,
                                  formats_content *content, propos_error *error)
{
    formats_tables tables;
    propos_status status = formats_tables_read(arena, input, &tables, error);
    if (status != PROPOS_OK) {
        return status;
    }
    sheet_reading s = {.arena = arena, .input = input, .content = content};
    bool any = false;
    for (size_t i = 0; i < tables.count; i++) {
        if (read_sheet(&s, &tables.tables[i], tables.names[i])) {
            any = true;
        } else {
            FORMATS_DOUBT(arena, content, input, 0,
                          _("the sheet “%s” holds no coded units; not read"), tables.names[i]);
        }
    }
    finish(&s);
    if (!any) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                              _("no column of this spreadsheet was recognised as quotations and "
                                "codes: call them \"verbatim\" and \"code\" in the first row"));
    }
    return PROPOS_OK;
}

static bool recognises(const formats_input *input)
{
    return formats_book_is(input->bytes, input->length);
}

const formats_reader formats_read_sheet = {
    .name = "sheet",
    .what = N_("a spreadsheet of coded units"),
    .extensions = "xlsx|xlsm|ods|fods",
    .kind = FORMATS_CODINGS,
    .recognises = recognises,
    .read = read_codings,
};
