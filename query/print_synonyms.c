// What a word is joined with, as a table; what nobody says in the study stands under it.
#include "base/buffer.h"
#include "base/i18n.h"
#include "query/cut.h"
#include "query/print.h"
#include "query/table.h"

#include <string.h>

// Where a synonym comes from, for people.
static const char *source_name(const char *source)
{
    static const struct {
        const char *source, *name;
    } NAMES[] = {{"accent", N_("with its accents")},
                 {"lemma", N_("another form of the word")},
                 {"acronym", N_("acronym")},
                 {"short", N_("short form")},
                 {"study", N_("the study's own list")},
                 {"family", N_("word family")},
                 {"everyday", N_("everyday equivalents")},
                 {"thesaurus", N_("thesaurus")}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (strcmp(NAMES[i].source, source) == 0) {
            return _(NAMES[i].name);
        }
    }
    return source;
}

static void add_row(query_table *table, const json_t *item)
{
    query_table_cell(table, query_text(item, "words"));
    query_table_integer(table, json_integer_value(json_object_get(item, "passages")));
    query_table_cell(table, source_name(query_text(item, "source")));
    query_table_cell(table,
                     json_is_true(json_object_get(item, "full")) ? _("in full") : _("in part"));
}

// The words of the lists that the study does not have; `unsaid` receives them.
static void add_rows(query_table *table, const json_t *answer, bool all, propos_buffer *unsaid)
{
    size_t i = 0;
    const json_t *item = NULL;
    json_array_foreach(json_object_get(answer, "synonyms"), i, item)
    {
        if (all || json_integer_value(json_object_get(item, "passages")) > 0) {
            add_row(table, item);
        } else {
            propos_buffer_printf(unsaid, "%s%s", unsaid->length > 0 ? ", " : "",
                                 query_text(item, "words"));
        }
    }
}

void query_print_synonyms(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = query_style_for(out, options->format == QUERY_FORMAT_PLAIN);
    query_table table = {0};
    propos_buffer unsaid = {0};
    propos_buffer title = {0};
    propos_buffer_printf(&title, _("“%s” (%lld passages) is joined with"),
                         query_text(answer, "word"),
                         (long long)json_integer_value(json_object_get(answer, "passages")));
    query_table_title(&table, propos_buffer_text(&title));
    query_table_column(&table, _("word"), false);
    query_table_column(&table, _("passages"), true);
    query_table_column(&table, _("from"), false);
    query_table_column(&table, _("counts"), false);
    add_rows(&table, answer, options->format == QUERY_FORMAT_CSV, &unsaid);
    if (table.cell_count > 0) {
        query_table_print(&table, options, &style, out);
    }
    if (unsaid.length > 0) {
        propos_buffer line = {0};
        propos_buffer_printf(&line, _("Not said here: %s"), propos_buffer_text(&unsaid));
        query_wrap(out, &style, 0, propos_buffer_text(&line));
        propos_buffer_free(&line);
    }
    size_t i = 0;
    const json_t *notice = NULL;
    json_array_foreach(json_object_get(answer, "notices"), i, notice)
    {
        (void)fprintf(stderr, "propos: %s\n", json_string_value(notice));
    }
    propos_buffer_free(&title);
    propos_buffer_free(&unsaid);
    query_table_free(&table);
}

bool query_synonyms_found(const json_t *answer)
{
    return json_array_size(json_object_get(answer, "synonyms")) > 0;
}
