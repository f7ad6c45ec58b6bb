// Where coders differ: to read on the screen, or as a table for a discussion.
#include "base/i18n.h"
#include "base/memory.h"
#include "query/cut.h"
#include "query/print.h"
#include "query/table.h"

#include <stdlib.h>
#include <string.h>

static const char *kind_name(const char *kind)
{
    static const struct {
        const char *kind, *name;
    } NAMES[] = {{"code", N_("another code")},
                 {"related", N_("a related code")},
                 {"only", N_("one coder only")},
                 {"bounds", N_("other bounds")}};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcmp(kind, NAMES[i].kind) == 0) {
            return _(NAMES[i].name);
        }
    }
    return kind;
}

// "another code 32, one coder only 40"
static void put_kinds(propos_buffer *out, const json_t *item)
{
    size_t i = 0;
    const json_t *kind = NULL;
    json_array_foreach(json_object_get(item, "kinds"), i, kind)
    {
        propos_buffer_printf(out, "%s%s %lld", i > 0 ? ", " : "",
                             kind_name(query_text(kind, "kind")),
                             (long long)json_integer_value(json_object_get(kind, "letters")));
    }
}

// "FG1, participant 3, turn 5, l. 20-22"
static void put_place(propos_buffer *out, const json_t *item)
{
    const json_t *speaker = json_object_get(item, "speaker");
    long long first = (long long)json_integer_value(json_object_get(item, "turn"));
    long long last = (long long)json_integer_value(json_object_get(item, "turn_end"));
    propos_buffer_puts(out, query_text(json_object_get(item, "document"), "id"));
    if (json_is_object(speaker)) {
        propos_buffer_printf(out, ", %s", query_text(speaker, "label"));
    }
    propos_buffer_printf(out, first == last ? _(", turn %lld") : _(", turns %lld-%lld"), first,
                         last);
    if (json_is_array(json_object_get(item, "lines"))) {
        propos_buffer_puts(out, ", ");
        query_lines(out, json_object_get(item, "lines"),
                    json_is_true(json_object_get(item, "lines_estimated")));
    }
}

// "2.1.1 Le midi: « ça vous échappe » [memo]"; the words are left out where they are all of it.
static void put_coding(propos_buffer *out, const json_t *coding, const char *all)
{
    const char *code = query_text(coding, "code");
    const char *name = query_text(coding, "name");
    const char *memo = query_text(coding, "memo");
    propos_buffer_printf(out, "%s%s%s", code, strcmp(code, name) == 0 ? "" : " ",
                         strcmp(code, name) == 0 ? "" : name);
    if (strcmp(query_text(coding, "text"), all) != 0) {
        propos_buffer_printf(out, _(": “%s”"), query_text(coding, "text"));
    }
    if (memo[0] != '\0') {
        propos_buffer_printf(out, _(" [memo: %s]"), memo);
    }
}

static void put_codings(propos_buffer *out, const json_t *coder, const char *all,
                        const char *between)
{
    size_t i = 0;
    const json_t *coding = NULL;
    json_array_foreach(json_object_get(coder, "codings"), i, coding)
    {
        propos_buffer_puts(out, i > 0 ? between : "");
        put_coding(out, coding, all);
    }
    propos_buffer_puts(out, i == 0 ? "–" : "");
}

static const char *stage_name(const char *stage)
{
    static const struct {
        const char *stage, *name;
    } NAMES[] = {{"reheard", N_("heard again")},
                 {"discussed", N_("discussed")},
                 {"director", N_("settled by the director")}};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcmp(stage, NAMES[i].stage) == 0) {
            return _(NAMES[i].name);
        }
    }
    return stage;
}

// "2.1.1 Le midi (discussed, Anne, 2024-05-02): why"
static void put_decision(propos_buffer *out, const json_t *decision)
{
    const char *code = query_text(decision, "code");
    const char *why = query_text(decision, "why");
    propos_buffer_puts(out, code[0] != '\0' ? code : _("no code"));
    if (query_text(decision, "name")[0] != '\0') {
        propos_buffer_printf(out, " %s", query_text(decision, "name"));
    }
    const char *facts[] = {stage_name(query_text(decision, "stage")),
                           query_text(decision, "decided_by"), query_text(decision, "date")};
    bool any = false;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        if (facts[i][0] != '\0') {
            propos_buffer_printf(out, "%s%s", any ? ", " : " (", facts[i]);
            any = true;
        }
    }
    propos_buffer_puts(out, any ? ")" : "");
    if (why[0] != '\0') {
        propos_buffer_printf(out, _(": %s"), why);
    }
}

// The latest decision counts, so it stands last.
static void put_decisions(propos_buffer *out, const json_t *item)
{
    size_t i = 0;
    const json_t *decision = NULL;
    json_array_foreach(json_object_get(item, "decisions"), i, decision)
    {
        propos_buffer_puts(out, i > 0 ? " → " : "");
        put_decision(out, decision);
    }
}

// ---- on the screen ----

static void print_line(propos_buffer *line, unsigned indent, const query_style *style, FILE *out)
{
    query_wrap(out, style, indent, propos_buffer_text(line));
    propos_buffer_cut(line, 0);
}

static void print_item(const json_t *item, const query_style *style, FILE *out)
{
    enum { INDENT = 2, DEEPER = 4 };
    propos_buffer line = {0};
    const char *all = query_text(item, "text");
    const char *id = query_text(item, "id");
    propos_buffer_printf(&line, "%s%s%s  ", style->head, id[0] != '\0' ? id : "–", style->head_end);
    put_place(&line, item);
    print_line(&line, 0, style, out);
    put_kinds(&line, item);
    propos_buffer_printf(&line, _(" (letters; weight %.2f)"),
                         json_number_value(json_object_get(item, "weight")));
    print_line(&line, INDENT, style, out);
    propos_buffer_printf(&line, _("“%s”"), all);
    print_line(&line, INDENT, style, out);
    size_t i = 0;
    const json_t *coder = NULL;
    json_array_foreach(json_object_get(item, "coders"), i, coder)
    {
        propos_buffer_printf(&line, "%s%s%s", style->head, query_text(coder, "coder"),
                             style->head_end);
        propos_buffer_puts(&line, "  ");
        if (json_array_size(json_object_get(coder, "codings")) <= 1) {
            put_codings(&line, coder, all, "");
            print_line(&line, INDENT, style, out);
            continue;
        }
        print_line(&line, INDENT, style, out);
        size_t j = 0;
        const json_t *coding = NULL;
        json_array_foreach(json_object_get(coder, "codings"), j, coding)
        {
            put_coding(&line, coding, all);
            print_line(&line, DEEPER, style, out);
        }
    }
    if (json_array_size(json_object_get(item, "decisions")) > 0) {
        bool settled = strcmp(query_text(item, "state"), "settled") == 0;
        propos_buffer_puts(&line, settled ? _("settled: ") : _("settled in part: "));
        put_decisions(&line, item);
        print_line(&line, INDENT, style, out);
    }
    (void)fputs("\n", out);
    propos_buffer_free(&line);
}

// ---- as a table ----

static void add_text_cell(query_table *table, propos_buffer *text)
{
    query_table_cell(table, propos_buffer_text(text));
    propos_buffer_cut(text, 0);
}

static void add_row(query_table *table, const json_t *item)
{
    propos_buffer text = {0};
    query_table_cell(table, query_text(item, "id"));
    put_place(&text, item);
    add_text_cell(table, &text);
    put_kinds(&text, item);
    add_text_cell(table, &text);
    query_table_number(table, json_object_get(item, "weight"), 2);
    query_table_cell(table, query_text(item, "text"));
    size_t i = 0;
    const json_t *coder = NULL;
    json_array_foreach(json_object_get(item, "coders"), i, coder)
    {
        put_codings(&text, coder, query_text(item, "text"), " · ");
        add_text_cell(table, &text);
    }
    put_decisions(&text, item);
    add_text_cell(table, &text);
    propos_buffer_free(&text);
}

static void print_table(const json_t *study, const query_options *options, const query_style *style,
                        FILE *out)
{
    query_table table = {0};
    query_table_title(&table, _("Where the coders differ"));
    query_table_column(&table, _("number"), false);
    query_table_column(&table, _("where"), false);
    query_table_column(&table, _("letters in dispute"), false);
    query_table_column(&table, _("weight"), true);
    query_table_column(&table, _("words"), false);
    size_t i = 0;
    const json_t *coder = NULL;
    json_array_foreach(json_object_get(study, "coders"), i, coder)
    {
        query_table_column(&table, json_string_value(coder), false);
    }
    query_table_column(&table, _("decided"), false);
    const json_t *item = NULL;
    json_array_foreach(json_object_get(study, "items"), i, item)
    {
        add_row(&table, item);
    }
    query_table_print(&table, options, style, out);
    query_table_free(&table);
}

// ---- one study ----

static void print_ground(const json_t *study, const query_options *options,
                         const query_style *style, FILE *out)
{
    static const struct {
        const char *key, *name;
    } ROWS[] = {{"stretches", N_("stretches coded by one of them at least")},
                {"disagreements", N_("stretches on which they differ")},
                {"open", N_("open")},
                {"settled", N_("settled")},
                {"listed", N_("listed here")}};
    static const struct {
        const char *key, *name;
    } COUNTS[] = {{"units", N_("coded units")},
                  {"turns", N_("turns")},
                  {"participants", N_("participants")},
                  {"groups", N_("groups")},
                  {"documents", N_("documents")}};
    query_table table = {0};
    query_table_title(&table, _("What was compared"));
    query_table_column(&table, "", false);
    query_table_column(&table, _("number"), true);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        query_table_cell(&table, _(ROWS[i].name));
        query_table_number(&table, json_object_get(study, ROWS[i].key), 0);
    }
    for (size_t i = 0; i < sizeof COUNTS / sizeof COUNTS[0]; i++) {
        query_table_cell(&table, _(COUNTS[i].name));
        query_table_number(&table, json_object_get(json_object_get(study, "counts"), COUNTS[i].key),
                           0);
    }
    query_table_print(&table, options, style, out);
    query_table_free(&table);
}

static void print_study(const json_t *study, const query_options *options, const query_style *style,
                        FILE *out)
{
    if (json_is_string(json_object_get(study, "why_not"))) {
        return; // a notice says so
    }
    bool plain = options->format == QUERY_FORMAT_AUTO || options->format == QUERY_FORMAT_PLAIN;
    if (options->format != QUERY_FORMAT_CSV) {
        print_ground(study, options, style, out);
        query_print_left_out(study, options, style, out);
    }
    if (!plain) {
        print_table(study, options, style, out);
        return;
    }
    (void)fputs("\n", out);
    size_t i = 0;
    const json_t *item = NULL;
    json_array_foreach(json_object_get(study, "items"), i, item)
    {
        print_item(item, style, out);
    }
}

void query_print_disagreements(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = query_style_for(out, options->format == QUERY_FORMAT_PLAIN);
    query_stamp_print(answer, options, &style, out);
    size_t i = 0;
    const json_t *study = NULL;
    json_array_foreach(json_object_get(answer, "disagreements"), i, study)
    {
        print_study(study, options, &style, out);
    }
    query_stamp_end(options, out);
}

bool query_disagreements_found(const json_t *answer)
{
    size_t i = 0;
    const json_t *study = NULL;
    bool found = false;
    json_array_foreach(json_object_get(answer, "disagreements"), i, study)
    {
        found = found || json_integer_value(json_object_get(study, "listed")) > 0;
    }
    return found;
}
