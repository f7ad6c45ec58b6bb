// Speakers, as tables: who says how much, with which marks; the roles; the conversations; and which
// words of a theme the moderator said first.
#include "base/i18n.h"
#include "query/cut.h"
#include "query/print.h"
#include "query/table.h"

#include <string.h>

typedef struct output {
    const query_options *options;
    const query_style *style;
    FILE *out;
} output;

// The kinds of marks, as the answer names them.
static const struct {
    const char *key, *name;
} MARKS[] = {
    {"pause", N_("pauses")},      {"laughter", N_("laughter")}, {"overlap", N_("overlaps")},
    {"quick", N_("quick takes")}, {"ellipsis", N_("ellipses")}, {"inaudible", N_("inaudible")},
    {"cut", N_("cuts")},          {"clock", N_("times")},       {"event", N_("other events")},
};
enum { MARK_COUNT = sizeof MARKS / sizeof MARKS[0] };

// Columns for the kinds that occur at all.
static void find_marks(const json_t *documents, bool occurs[MARK_COUNT])
{
    size_t i = 0;
    const json_t *document = NULL;
    memset(occurs, 0, MARK_COUNT * sizeof *occurs);
    json_array_foreach(documents, i, document)
    {
        for (size_t m = 0; m < MARK_COUNT; m++) {
            occurs[m] = occurs[m] ||
                        json_object_get(json_object_get(document, "marks"), MARKS[m].key) != NULL;
        }
    }
}

// A terminal is narrow: there marks stand in one column, and attributes in a table of their own.
static bool is_for_terminal(const output *o)
{
    return o->options->format == QUERY_FORMAT_AUTO || o->options->format == QUERY_FORMAT_PLAIN;
}

static void add_said_columns(const output *o, query_table *table, const bool occurs[MARK_COUNT])
{
    query_table_column(table, _("turns"), true);
    query_table_column(table, _("words"), true);
    for (size_t m = 0; m < MARK_COUNT && !is_for_terminal(o); m++) {
        if (occurs[m]) {
            query_table_column(table, _(MARKS[m].name), true);
        }
    }
}

static void add_said(const output *o, query_table *table, const json_t *row,
                     const bool occurs[MARK_COUNT])
{
    query_table_number(table, json_object_get(row, "turns"), 0);
    query_table_number(table, json_object_get(row, "words"), 0);
    for (size_t m = 0; m < MARK_COUNT && !is_for_terminal(o); m++) {
        if (occurs[m]) {
            const json_t *count = json_object_get(json_object_get(row, "marks"), MARKS[m].key);
            query_table_integer(table, (long long)json_integer_value(count));
        }
    }
}

// "pauses 8, laughter 3"; on a terminal, as the last column.
static void add_marks_column(const output *o, query_table *table)
{
    if (is_for_terminal(o)) {
        query_table_column(table, _("marks"), false);
    }
}

static void add_marks(const output *o, query_table *table, const json_t *row)
{
    propos_buffer text = {0};
    for (size_t m = 0; m < MARK_COUNT; m++) {
        const json_t *count = json_object_get(json_object_get(row, "marks"), MARKS[m].key);
        if (count != NULL) {
            propos_buffer_printf(&text, "%s%s %lld", text.length > 0 ? ", " : "", _(MARKS[m].name),
                                 (long long)json_integer_value(count));
        }
    }
    if (is_for_terminal(o)) {
        query_table_cell(table, propos_buffer_text(&text));
    }
    propos_buffer_free(&text);
}

static void add_attributes(query_table *table, const json_t *attributes)
{
    propos_buffer text = {0};
    const char *name = NULL;
    const json_t *value = NULL;
    json_object_foreach((json_t *)attributes, name, value)
    {
        propos_buffer_printf(&text, "%s%s%s%s", text.length > 0 ? "; " : "", name, _(": "),
                             json_is_string(value) ? json_string_value(value) : "");
    }
    query_table_cell(table, propos_buffer_text(&text));
    propos_buffer_free(&text);
}

static void print_table(const output *o, query_table *table)
{
    if (table->cell_count > 0) {
        query_table_print(table, o->options, o->style, o->out);
    }
    query_table_free(table);
}

// ---- speakers, roles, conversations ----

static void print_attributes(const output *o, const json_t *answer)
{
    query_table table = {0};
    query_table_title(&table, _("What is known of the speakers"));
    query_table_column(&table, _("document"), false);
    query_table_column(&table, _("speaker"), false);
    query_table_column(&table, _("attributes"), false);
    size_t i = 0;
    const json_t *speaker = NULL;
    json_array_foreach(json_object_get(answer, "speakers"), i, speaker)
    {
        const json_t *attributes = json_object_get(speaker, "attributes");
        if (json_object_size(attributes) > 0) {
            query_table_cell(&table, query_text(speaker, "document"));
            query_table_cell(&table, query_text(speaker, "label"));
            add_attributes(&table, attributes);
        }
    }
    print_table(o, &table);
}

static void print_people(const output *o, const json_t *answer, const bool occurs[MARK_COUNT])
{
    bool csv = o->options->format == QUERY_FORMAT_CSV;
    bool attributes = !is_for_terminal(o);
    query_table table = {0};
    query_table_title(&table, _("Speakers; the share is of the words of the conversation"));
    if (csv) {
        query_table_column(&table, _("study"), false);
    }
    query_table_column(&table, _("document"), false);
    query_table_column(&table, _("speaker"), false);
    query_table_column(&table, _("role"), false);
    add_said_columns(o, &table, occurs);
    query_table_column(&table, _("share of speech (%)"), true);
    add_marks_column(o, &table);
    if (attributes) {
        query_table_column(&table, _("attributes"), false);
    }
    size_t i = 0;
    const json_t *speaker = NULL;
    json_array_foreach(json_object_get(answer, "speakers"), i, speaker)
    {
        if (csv) {
            query_table_cell(&table, query_text(speaker, "study"));
        }
        query_table_cell(&table, query_text(speaker, "document"));
        query_table_cell(&table, query_text(speaker, "label"));
        query_table_cell(&table, _(query_text(speaker, "role")));
        add_said(o, &table, speaker, occurs);
        query_table_percent(&table, json_object_get(speaker, "share"));
        add_marks(o, &table, speaker);
        if (attributes) {
            add_attributes(&table, json_object_get(speaker, "attributes"));
        }
    }
    print_table(o, &table);
}

static void print_roles(const output *o, const json_t *answer, const bool occurs[MARK_COUNT])
{
    bool several = json_array_size(json_object_get(answer, "studies")) > 1;
    query_table table = {0};
    query_table_title(&table, _("Roles; the share is of the words of all conversations"));
    if (several) {
        query_table_column(&table, _("study"), false);
    }
    query_table_column(&table, _("role"), false);
    query_table_column(&table, _("speakers"), true);
    add_said_columns(o, &table, occurs);
    query_table_column(&table, _("share of speech (%)"), true);
    add_marks_column(o, &table);
    size_t i = 0;
    const json_t *role = NULL;
    json_array_foreach(json_object_get(answer, "roles"), i, role)
    {
        if (several) {
            query_table_cell(&table, query_text(role, "study"));
        }
        query_table_cell(&table, _(query_text(role, "role")));
        query_table_number(&table, json_object_get(role, "speakers"), 0);
        add_said(o, &table, role, occurs);
        query_table_percent(&table, json_object_get(role, "share"));
        add_marks(o, &table, role);
    }
    print_table(o, &table);
}

static void print_documents(const output *o, const json_t *answer, const bool occurs[MARK_COUNT])
{
    query_table table = {0};
    query_table_title(&table, _("Documents, with the marks of events that are nobody's turn"));
    query_table_column(&table, _("document"), false);
    add_said_columns(o, &table, occurs);
    query_table_column(&table, _("events of their own"), true);
    add_marks_column(o, &table);
    size_t i = 0;
    const json_t *document = NULL;
    json_array_foreach(json_object_get(answer, "documents"), i, document)
    {
        query_table_cell(&table, query_text(document, "document"));
        add_said(o, &table, document, occurs);
        query_table_number(&table, json_object_get(document, "events"), 0);
        add_marks(o, &table, document);
    }
    print_table(o, &table);
}

// ---- words that the moderator said first ----

static void add_turn(propos_buffer *text, const json_t *turn)
{
    propos_buffer_printf(text, _("%s, turn %lld"), query_text(turn, "label"),
                         (long long)json_integer_value(json_object_get(turn, "turn")));
}

static void print_said_first(const output *o, const json_t *answer)
{
    const json_t *words = json_object_get(answer, "said_first");
    if (!json_is_array(words)) {
        return;
    }
    query_table table = {0};
    query_table_title(&table, _("Words of the theme that participants use after the moderator"));
    query_table_column(&table, _("document"), false);
    query_table_column(&table, _("word"), false);
    query_table_column(&table, _("already used by"), false);
    query_table_column(&table, _("turns"), true);
    query_table_column(&table, _("participants"), true);
    query_table_column(&table, _("then by"), false);
    size_t i = 0;
    size_t j = 0;
    const json_t *word = NULL;
    const json_t *use = NULL;
    json_array_foreach(words, i, word)
    {
        propos_buffer text = {0};
        add_turn(&text, json_object_get(word, "first"));
        query_table_cell(&table, query_text(word, "document"));
        query_table_cell(&table, query_text(word, "word"));
        query_table_cell(&table, propos_buffer_text(&text));
        query_table_number(&table, json_object_get(word, "turns"), 0);
        query_table_number(&table, json_object_get(word, "participants"), 0);
        propos_buffer_cut(&text, 0);
        json_array_foreach(json_object_get(word, "uses"), j, use)
        {
            propos_buffer_puts(&text, j > 0 ? "; " : "");
            add_turn(&text, use);
        }
        query_table_cell(&table, propos_buffer_text(&text));
        propos_buffer_free(&text);
    }
    if (table.cell_count == 0) {
        query_note_print(_("No word of the theme was said by a moderator or interviewer first."),
                         o->options, o->style, o->out);
    }
    print_table(o, &table);
}

void query_print_speakers(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = query_style_for(out, options->format == QUERY_FORMAT_PLAIN);
    const output o = {.options = options, .style = &style, .out = out};
    bool occurs[MARK_COUNT];
    find_marks(json_object_get(answer, "documents"), occurs);
    query_stamp_print(answer, options, &style, out);
    // CSV is one table: the words when a code was asked, else the speakers.
    if (options->format != QUERY_FORMAT_CSV) {
        print_people(&o, answer, occurs);
        print_roles(&o, answer, occurs);
        print_documents(&o, answer, occurs);
        if (is_for_terminal(&o)) {
            print_attributes(&o, answer);
        }
        print_said_first(&o, answer);
    } else if (json_is_string(json_object_get(answer, "code"))) {
        print_said_first(&o, answer);
    } else {
        print_people(&o, answer, occurs);
    }
    query_stamp_end(options, out);
}
