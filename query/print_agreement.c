// Agreement of coders, as tables.
#include "base/i18n.h"
#include "query/cut.h"
#include "query/print.h"
#include "query/table.h"

// The share of cells, kappa and alpha are read to three decimals.
enum { DECIMALS = 3 };

static void add_columns(query_table *table, const json_t *coders, const char *first)
{
    query_table_column(table, first, false);
    size_t i = 0;
    const json_t *coder = NULL;
    json_array_foreach(coders, i, coder)
    {
        query_table_column(table, query_text(coder, "coder"), true);
        query_table_column(table, _("units"), true);
    }
    query_table_column(table, coders != NULL && json_array_size(coders) == 2 ? _("both") : _("all"),
                       true);
    query_table_column(table, _("overlap (%)"), true);
    query_table_column(table, _("agreement (%)"), true);
    query_table_column(table, "kappa", true);
    query_table_column(table, "alpha", true);
}

static void add_row(query_table *table, const char *name, const json_t *row, const json_t *coders)
{
    query_table_cell(table, name);
    const json_t *own = json_object_get(row, "coders");
    size_t i = 0;
    const json_t *ignored = NULL;
    json_array_foreach(coders, i, ignored)
    {
        const json_t *coder = json_array_get(own, i);
        query_table_number(table, json_object_get(coder, "coded"), 0);
        query_table_number(table, json_object_get(json_object_get(coder, "counts"), "units"), 0);
    }
    query_table_number(table, json_object_get(row, "all_coders"), 0);
    query_table_percent(table, json_object_get(row, "overlap"));
    query_table_percent(table, json_object_get(row, "percent"));
    query_table_number(table, json_object_get(row, "kappa"), DECIMALS);
    query_table_number(table, json_object_get(row, "alpha"), DECIMALS);
}

static const char *unit_name(const char *unit)
{
    if (unit[0] == 'p') {
        return _("passages");
    }
    return unit[0] == 't' ? _("turns") : _("characters");
}

// Where the figures come from: how much text, which documents, which were left out.
static void print_ground(const json_t *study, const char *unit, const query_options *options,
                         const query_style *style, FILE *out)
{
    query_table ground = {0};
    const json_t *counts = json_object_get(study, "counts");
    query_table_title(&ground, _("What was compared"));
    query_table_column(&ground, "", false);
    query_table_column(&ground, _("number"), true);
    static const struct {
        const char *key, *name;
    } ROWS[] = {{"documents", N_("documents")},       {"groups", N_("groups")},
                {"participants", N_("participants")}, {"turns", N_("turns")},
                {"passages", N_("passages")},         {"units", N_("coded units")}};
    query_table_cell(&ground, unit);
    query_table_number(&ground, json_object_get(study, "denominator"), 0);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        query_table_cell(&ground, _(ROWS[i].name));
        query_table_number(&ground, json_object_get(counts, ROWS[i].key), 0);
    }
    query_table_print(&ground, options, style, out);
    query_table_free(&ground);
}

void query_print_left_out(const json_t *study, const query_options *options,
                          const query_style *style, FILE *out)
{
    const json_t *list = json_object_get(study, "left_out");
    if (json_array_size(list) == 0) {
        return;
    }
    query_table table = {0};
    query_table_title(&table, _("Left out: not finished by all the coders compared"));
    query_table_column(&table, _("document"), false);
    query_table_column(&table, _("not finished by"), false);
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(list, i, row)
    {
        propos_buffer names = {0};
        size_t j = 0;
        const json_t *name = NULL;
        json_array_foreach(json_object_get(row, "not_finished_by"), j, name)
        {
            propos_buffer_printf(&names, "%s%s", j > 0 ? ", " : "", json_string_value(name));
        }
        query_table_cell(&table, query_text(row, "document"));
        query_table_cell(&table, propos_buffer_text(&names));
        propos_buffer_free(&names);
    }
    query_table_print(&table, options, style, out);
    query_table_free(&table);
}

static void print_study(const json_t *study, const char *unit, const query_options *options,
                        const query_style *style, FILE *out)
{
    const json_t *overall = json_object_get(study, "overall");
    if (!json_is_object(overall)) {
        return; // the notice says why
    }
    const json_t *coded = json_object_get(overall, "coded");
    const json_t *coders = json_object_get(coded, "coders");
    bool csv = options->format == QUERY_FORMAT_CSV; // one table: the rows of codes
    if (!csv) {
        print_ground(study, unit, options, style, out);
        query_print_left_out(study, options, style, out);
    }
    query_table table = {0};
    propos_buffer title = {0};
    propos_buffer_printf(&title, _("Agreement, counted in %s"), unit);
    query_table_title(&table, propos_buffer_text(&title));
    add_columns(&table, coders, _("code"));
    add_row(&table, _("coded at all"), coded, coders);
    add_row(&table, _("all codes together"), json_object_get(overall, "codes"), coders);
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(json_object_get(study, "codes"), i, row)
    {
        const char *id = query_text(row, "code");
        propos_buffer_cut(&title, 0);
        propos_buffer_printf(&title, "%s%s%s%s", id, id[0] == '\0' ? "" : " ",
                             query_text(row, "name"),
                             json_is_string(json_object_get(row, "warning")) ? " (!)" : "");
        add_row(&table, propos_buffer_text(&title), row, coders);
    }
    query_table_print(&table, options, style, out);
    query_table_free(&table);
    propos_buffer_free(&title);
}

static bool has_warning(const json_t *answer)
{
    size_t i = 0;
    size_t j = 0;
    const json_t *study = NULL;
    const json_t *row = NULL;
    json_array_foreach(json_object_get(answer, "agreement"), i, study)
    {
        json_array_foreach(json_object_get(study, "codes"), j, row)
        {
            if (json_is_string(json_object_get(row, "warning"))) {
                return true;
            }
        }
    }
    return false;
}

void query_print_agreement(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = query_style_for(out, options->format == QUERY_FORMAT_PLAIN);
    query_stamp_print(answer, options, &style, out);
    size_t i = 0;
    const json_t *study = NULL;
    json_array_foreach(json_object_get(answer, "agreement"), i, study)
    {
        print_study(study, unit_name(query_text(answer, "unit")), options, &style, out);
    }
    if (has_warning(answer) && options->format != QUERY_FORMAT_CSV) {
        query_note_print(
            _("(!) Nearly nothing, or nearly everything, is coded so: percent agreement is "
              "high by itself, and kappa and alpha rest on very little. Look at the "
              "overlap."),
            options, &style, out);
    }
    query_stamp_end(options, out);
}

bool query_agreement_found(const json_t *answer)
{
    size_t i = 0;
    const json_t *study = NULL;
    bool found = false;
    json_array_foreach(json_object_get(answer, "agreement"), i, study)
    {
        found = found || json_is_object(json_object_get(study, "overall"));
    }
    return found;
}
