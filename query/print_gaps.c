// Passages to read: those that lack a code but resemble what has it, and those like a given one.
#include "base/i18n.h"
#include "query/cut.h"
#include "query/print.h"
#include "query/table.h"

#include <string.h>

// How many of the words that were looked for are shown over the passages.
enum { WORDS_TOLD = 15 };

static const char *speaker_of(const json_t *hit)
{
    return query_text(json_object_get(hit, "speaker"), "label");
}

static void add_list(query_table *table, const json_t *words)
{
    propos_buffer text = {0};
    size_t i = 0;
    const json_t *word = NULL;
    json_array_foreach(words, i, word)
    {
        propos_buffer_printf(&text, "%s%s", i > 0 ? ", " : "", json_string_value(word));
    }
    query_table_cell(table, propos_buffer_text(&text));
    propos_buffer_free(&text);
}

// One row a passage.
static void add_hit(query_table *table, const json_t *hit)
{
    propos_buffer text = {0};
    query_table_number(table, json_object_get(hit, "rank"), 0);
    query_table_cell(table, query_text(hit, "passage"));
    query_table_cell(table, speaker_of(hit));
    query_lines(&text, json_object_get(hit, "lines"),
                json_is_true(json_object_get(hit, "lines_estimated")));
    query_table_cell(table, propos_buffer_text(&text));
    propos_buffer_free(&text);
    query_table_cell(table, query_text(hit, "text"));
    add_list(table, json_object_get(hit, "alike"));
}

static void print_hits(const json_t *study, const char *title, const query_options *options,
                       const query_style *style, FILE *out)
{
    query_table table = {0};
    query_table_title(&table, title);
    query_table_column(&table, "", true);
    query_table_column(&table, _("passage"), false);
    query_table_column(&table, _("speaker"), false);
    query_table_column(&table, _("lines"), false);
    query_table_column(&table, _("text"), false);
    query_table_column(&table, _("words in common"), false);
    size_t i = 0;
    const json_t *hit = NULL;
    json_array_foreach(json_object_get(study, "hits"), i, hit)
    {
        add_hit(&table, hit);
    }
    query_table_print(&table, options, style, out);
    query_table_free(&table);
}

// The words that were looked for, with how many passages hold them, there and everywhere.
static void print_words(const json_t *study, const query_options *options, const query_style *style,
                        FILE *out)
{
    query_table table = {0};
    if (options->format == QUERY_FORMAT_CSV) {
        return; // one table: the passages
    }
    query_table_title(&table, _("The words that were looked for"));
    query_table_column(&table, _("word"), false);
    query_table_column(&table, _("examples with it"), true);
    query_table_column(&table, _("passages with it"), true);
    size_t i = 0;
    const json_t *word = NULL;
    json_array_foreach(json_object_get(study, "words"), i, word)
    {
        if (i < WORDS_TOLD) {
            query_table_cell(&table, query_text(word, "word"));
            query_table_number(&table, json_object_get(word, "inside"), 0);
            query_table_number(&table, json_object_get(word, "everywhere"), 0);
        }
    }
    query_table_print(&table, options, style, out);
    query_table_free(&table);
}

void query_print_gaps(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = query_style_for(out, options->format == QUERY_FORMAT_PLAIN);
    query_stamp_print(answer, options, &style, out);
    size_t i = 0;
    const json_t *study = NULL;
    json_array_foreach(json_object_get(answer, "gaps"), i, study)
    {
        propos_buffer title = {0};
        const json_t *coded = json_object_get(study, "coded");
        propos_buffer_printf(
            &title,
            _("To read: not coded “%s” but alike (coded so: %lld units, %lld passages; looked at: "
              "%lld passages)"),
            query_text(study, "name"),
            (long long)json_integer_value(json_object_get(coded, "units")),
            (long long)json_integer_value(json_object_get(coded, "passages")),
            (long long)json_integer_value(json_object_get(study, "looked_at")));
        print_words(study, options, &style, out);
        print_hits(study, propos_buffer_text(&title), options, &style, out);
        propos_buffer_free(&title);
    }
    query_stamp_end(options, out);
}

bool query_gaps_found(const json_t *answer)
{
    size_t i = 0;
    const json_t *study = NULL;
    bool found = false;
    json_array_foreach(json_object_get(answer, "gaps"), i, study)
    {
        found = found || json_array_size(json_object_get(study, "hits")) > 0;
    }
    return found;
}

void query_print_similar(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = query_style_for(out, options->format == QUERY_FORMAT_PLAIN);
    propos_buffer title = {0};
    query_stamp_print(answer, options, &style, out);
    propos_buffer_printf(&title, _("Passages like %s (looked at: %lld passages)"),
                         query_text(json_object_get(answer, "given"), "passage"),
                         (long long)json_integer_value(json_object_get(answer, "looked_at")));
    print_hits(answer, propos_buffer_text(&title), options, &style, out);
    query_stamp_end(options, out);
    propos_buffer_free(&title);
}

bool query_similar_found(const json_t *answer)
{
    return json_array_size(json_object_get(answer, "hits")) > 0;
}
