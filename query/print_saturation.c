// Saturation, as tables: one for all coders together and one for each.
#include "base/i18n.h"
#include "query/cut.h"
#include "query/print.h"
#include "query/table.h"

static void add_new_codes(query_table *table, const json_t *codes)
{
    propos_buffer text = {0};
    size_t i = 0;
    const json_t *code = NULL;
    json_array_foreach(codes, i, code)
    {
        propos_buffer_printf(&text, "%s%s", i > 0 ? ", " : "", query_text(code, "code"));
    }
    query_table_cell(table, propos_buffer_text(&text));
    propos_buffer_free(&text);
}

static void add_document(query_table *table, const json_t *document, size_t place)
{
    bool coded = json_is_true(json_object_get(document, "coded"));
    const json_t *counts = json_object_get(document, "counts");
    query_table_integer(table, (long long)place);
    query_table_cell(table, query_text(document, "document"));
    query_table_cell(table, query_text(document, "group"));
    query_table_cell(table, query_text(document, "date"));
    query_table_number(table, json_object_get(counts, "units"), 0);
    query_table_number(table, json_object_get(counts, "participants"), 0);
    query_table_number(table, coded ? json_object_get(document, "new") : NULL, 0);
    query_table_number(table, json_object_get(document, "codes"), 0);
    add_new_codes(table, json_object_get(document, "new_codes"));
}

static void add_columns(query_table *table)
{
    query_table_column(table, _("order"), true);
    query_table_column(table, _("document"), false);
    query_table_column(table, _("group"), false);
    query_table_column(table, _("date"), false);
    query_table_column(table, _("coded units"), true);
    query_table_column(table, _("participants"), true);
    query_table_column(table, _("new codes"), true);
    query_table_column(table, _("codes so far"), true);
    query_table_column(table, _("which are new"), false);
}

static void print_curve(const json_t *curve, const query_options *options, const query_style *style,
                        FILE *out)
{
    const char *coder = query_text(curve, "coder");
    query_table table = {0};
    query_table_title(&table, coder[0] == '\0' ? _("All coders together") : coder);
    add_columns(&table);
    size_t i = 0;
    const json_t *document = NULL;
    json_array_foreach(json_object_get(curve, "documents"), i, document)
    {
        add_document(&table, document, i + 1);
    }
    query_table_print(&table, options, style, out);
    query_table_free(&table);
}

// All curves in one table: study and coder stand in columns.
static void print_csv(const json_t *studies, const query_options *options, const query_style *style,
                      FILE *out)
{
    query_table table = {0};
    query_table_column(&table, _("study"), false);
    query_table_column(&table, _("coder"), false);
    add_columns(&table);
    size_t i = 0;
    size_t j = 0;
    size_t k = 0;
    const json_t *study = NULL;
    const json_t *curve = NULL;
    const json_t *document = NULL;
    json_array_foreach(studies, i, study)
    {
        json_array_foreach(json_object_get(study, "curves"), j, curve)
        {
            json_array_foreach(json_object_get(curve, "documents"), k, document)
            {
                query_table_cell(&table, query_text(study, "study"));
                query_table_cell(&table, query_text(curve, "coder"));
                add_document(&table, document, k + 1);
            }
        }
    }
    query_table_print(&table, options, style, out);
    query_table_free(&table);
}

void query_print_saturation(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = query_style_for(out, options->format == QUERY_FORMAT_PLAIN);
    const json_t *studies = json_object_get(answer, "saturation");
    query_stamp_print(answer, options, &style, out);
    size_t i = 0;
    size_t j = 0;
    const json_t *study = NULL;
    const json_t *curve = NULL;
    if (options->format == QUERY_FORMAT_CSV) {
        print_csv(studies, options, &style, out);
        return;
    }
    json_array_foreach(studies, i, study)
    {
        if (json_array_size(studies) > 1) {
            query_note_print(query_text(study, "study"), options, &style, out);
        }
        json_array_foreach(json_object_get(study, "curves"), j, curve)
        {
            print_curve(curve, options, &style, out);
        }
    }
    query_note_print(_("Documents in the order of analysis. A code is new where it is used first; "
                       "“–” stands for a document that has not been coded yet."),
                     options, &style, out);
    query_stamp_end(options, out);
}

bool query_saturation_found(const json_t *answer)
{
    size_t i = 0;
    const json_t *study = NULL;
    bool found = false;
    json_array_foreach(json_object_get(answer, "saturation"), i, study)
    {
        const json_t *all = json_array_get(json_object_get(study, "curves"), 0);
        found = found || json_integer_value(json_object_get(all, "codes")) > 0;
    }
    return found;
}
