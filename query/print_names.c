// Names that were left in transcripts, as a table.
#include "base/i18n.h"
#include "query/cut.h"
#include "query/print.h"
#include "query/table.h"

#include <string.h>

// Characters on each side of a name: enough to see what it is.
enum { AROUND = 40 };

static const char *kind_name(const char *kind)
{
    if (strcmp(kind, "person") == 0) {
        return _("person");
    }
    return strcmp(kind, "place") == 0 ? _("place") : _("unsure");
}

// "… il y a le docteur Martin qui est venu …" of the first passage.
static void add_words(query_table *table, const json_t *passage)
{
    const json_t *range = json_array_get(json_object_get(passage, "highlights"), 0);
    size_t start = (size_t)json_integer_value(json_array_get(range, 0));
    size_t end = (size_t)json_integer_value(json_array_get(range, 1));
    propos_buffer text = {0};
    query_cut(&text, query_text(passage, "text"), start > AROUND ? start - AROUND : 0, end + AROUND,
              &(query_marking){0});
    query_table_cell(table, propos_buffer_text(&text));
    propos_buffer_free(&text);
}

static void add_places(query_table *table, const json_t *passages)
{
    propos_buffer text = {0};
    size_t i = 0;
    const json_t *passage = NULL;
    json_array_foreach(passages, i, passage)
    {
        propos_buffer_printf(&text, "%s%s", i > 0 ? ", " : "", query_text(passage, "passage"));
    }
    query_table_cell(table, propos_buffer_text(&text));
    propos_buffer_free(&text);
}

void query_print_names(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = query_style_for(out, options->format == QUERY_FORMAT_PLAIN);
    query_stamp_print(answer, options, &style, out);
    size_t i = 0;
    const json_t *study = NULL;
    json_array_foreach(json_object_get(answer, "names"), i, study)
    {
        query_table table = {0};
        propos_buffer title = {0};
        propos_buffer_printf(&title, _("Likely names (%lld, in %lld turns)"),
                             (long long)json_integer_value(json_object_get(study, "total")),
                             (long long)json_integer_value(json_object_get(study, "looked_at")));
        query_table_title(&table, propos_buffer_text(&title));
        query_table_column(&table, _("name"), false);
        query_table_column(&table, _("what"), false);
        query_table_column(&table, _("times"), true);
        query_table_column(&table, _("where"), false);
        query_table_column(&table, _("passages"), false);
        size_t j = 0;
        const json_t *name = NULL;
        json_array_foreach(json_object_get(study, "names"), j, name)
        {
            const json_t *passages = json_object_get(name, "passages");
            query_table_cell(&table, query_text(name, "name"));
            query_table_cell(&table, kind_name(query_text(name, "kind")));
            query_table_number(&table, json_object_get(name, "count"), 0);
            add_words(&table, json_array_get(passages, 0));
            add_places(&table, passages);
        }
        query_table_print(&table, options, &style, out);
        query_table_free(&table);
        propos_buffer_free(&title);
    }
    query_stamp_end(options, out);
}

bool query_names_found(const json_t *answer)
{
    size_t i = 0;
    const json_t *study = NULL;
    bool found = false;
    json_array_foreach(json_object_get(answer, "names"), i, study)
    {
        found = found || json_integer_value(json_object_get(study, "total")) > 0;
    }
    return found;
}
