// Quotations checked: for people as a list of what needs a look, else as a table.
#include "base/i18n.h"
#include "query/cut.h"
#include "query/print.h"
#include "query/table.h"

#include <string.h>

// What a verdict says, for people.
static const char *verdict_name(const char *verdict)
{
    static const struct {
        const char *name, *said;
    } NAMES[] = {{"exact", N_("to the letter")},
                 {"marks", N_("only marks or spelling differ")},
                 {"twice", N_("used twice")},
                 {"cut", N_("cut")},
                 {"elsewhere", N_("said elsewhere than printed")},
                 {"altered", N_("words changed")},
                 {"missing", N_("not found")}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (strcmp(verdict, NAMES[i].name) == 0) {
            return _(NAMES[i].said);
        }
    }
    return verdict;
}

static bool is_fine(const json_t *quote)
{
    const char *verdict = query_text(quote, "verdict");
    return strcmp(verdict, "exact") == 0 || strcmp(verdict, "marks") == 0;
}

bool query_check_found(const json_t *answer)
{
    size_t i = 0;
    const json_t *quote = NULL;
    json_array_foreach(json_object_get(answer, "quotes"), i, quote)
    {
        if (!is_fine(quote)) {
            return false;
        }
    }
    return true;
}

// The verdict and what else is to be said: "words changed; said elsewhere than printed".
static void write_verdicts(propos_buffer *out, const json_t *quote)
{
    propos_buffer_puts(out, verdict_name(query_text(quote, "verdict")));
    size_t i = 0;
    const json_t *also = NULL;
    json_array_foreach(json_object_get(quote, "also"), i, also)
    {
        propos_buffer_printf(out, "; %s", verdict_name(json_string_value(also)));
    }
}

static void write_difference(propos_buffer *out, const json_t *d)
{
    const char *kind = query_text(d, "kind");
    const char *printed = query_text(d, "quote");
    const char *said = query_text(d, "said");
    if (strcmp(kind, "cut") == 0) {
        propos_buffer_printf(out, _("left out: “%s”"), said);
    } else if (strcmp(kind, "lost") == 0) {
        propos_buffer_printf(out, _("“%s” is lacking"), said);
    } else if (strcmp(kind, "added") == 0) {
        propos_buffer_printf(out, _("“%s” was not said"), printed);
    } else {
        propos_buffer_printf(out, _("“%s” was said, “%s” is printed"), said, printed);
    }
    const char *negation = query_text(d, "negation");
    if (strcmp(negation, "lost") == 0) {
        propos_buffer_printf(out, " (%s)", _("a negation is lost"));
    } else if (strcmp(negation, "added") == 0) {
        propos_buffer_printf(out, " (%s)", _("a negation is added"));
    }
}

static void write_differences(propos_buffer *out, const json_t *quote, const char *between)
{
    size_t i = 0;
    const json_t *d = NULL;
    propos_buffer_puts(out, "");
    json_array_foreach(json_object_get(quote, "differences"), i, d)
    {
        propos_buffer_puts(out, i > 0 ? between : "");
        write_difference(out, d);
    }
}

// The citation as it should stand; nothing for what was not found.
static void write_citation(propos_buffer *out, const json_t *quote)
{
    const json_t *found = json_object_get(quote, "found");
    propos_buffer_puts(out, "");
    if (!json_is_object(found)) {
        return;
    }
    bool whole = json_is_true(json_object_get(found, "whole_sentence"));
    json_t *hit = json_pack(
        "{s:{s:s},s:{s:s,s:s},s:s,s:{s:s+,s:O,s:O,s:O}}", "document", "id",
        query_text(found, "document"), "speaker", "label", query_text(found, "speaker"), "role",
        query_text(found, "role"), "locator", query_text(found, "locator"), "citation", "text",
        whole ? "" : "… ", query_text(found, "text"), "lines", json_object_get(found, "lines"),
        "lines_estimated", json_object_get(found, "lines_estimated"), "unit",
        json_object_get(found, "unit"));
    query_citation(out, hit);
    json_decref(hit);
}

static void write_place(propos_buffer *out, const json_t *quote)
{
    const json_t *line = json_object_get(quote, "line");
    if (json_is_integer(line)) {
        propos_buffer_printf(out, _("draft, line %lld"), (long long)json_integer_value(line));
    }
}

static const char *printed_reference(const json_t *quote)
{
    return query_text(json_object_get(quote, "reference"), "text");
}

// ---- for people ----

static void print_one(const json_t *quote, size_t number, FILE *out)
{
    propos_buffer verdicts = {0};
    propos_buffer differences = {0};
    propos_buffer citation = {0};
    propos_buffer place = {0};
    propos_buffer_puts(&place, "");
    write_verdicts(&verdicts, quote);
    write_differences(&differences, quote, "\n   ");
    write_citation(&citation, quote);
    write_place(&place, quote);
    (void)fprintf(out, "\n%zu. %s%s%s\n   « %s »", number, propos_buffer_text(&verdicts),
                  place.length > 0 ? " — " : "", propos_buffer_text(&place),
                  query_text(quote, "quote"));
    const char *reference = printed_reference(quote);
    (void)fprintf(out, reference[0] != '\0' ? " (%s)\n" : "%s\n", reference);
    if (differences.length > 0) {
        (void)fprintf(out, "   %s\n", propos_buffer_text(&differences));
    }
    if (citation.length > 0) {
        (void)fprintf(out, "   → %s\n", propos_buffer_text(&citation));
    }
    propos_buffer_free(&verdicts);
    propos_buffer_free(&differences);
    propos_buffer_free(&citation);
    propos_buffer_free(&place);
}

static void print_list(const json_t *answer, FILE *out)
{
    size_t i = 0;
    const json_t *quote = NULL;
    json_array_foreach(json_object_get(answer, "quotes"), i, quote)
    {
        if (!is_fine(quote)) {
            print_one(quote, i + 1, out);
        }
    }
}

// ---- tables ----

static void print_counts(const json_t *answer, const query_options *options,
                         const query_style *style, FILE *out)
{
    query_table table = {0};
    query_table_title(&table, _("Quotations checked"));
    query_table_column(&table, _("verdict"), false);
    query_table_column(&table, _("quotations"), true);
    const char *name = NULL;
    json_t *count = NULL;
    json_object_foreach(json_object_get(answer, "counts"), name, count)
    {
        query_table_cell(&table, strcmp(name, "all") == 0 ? _("all") : verdict_name(name));
        query_table_number(&table, count, 0);
    }
    query_table_print(&table, options, style, out);
    query_table_free(&table);
}

static void add_row(query_table *table, const json_t *quote, size_t number)
{
    propos_buffer verdicts = {0};
    propos_buffer differences = {0};
    propos_buffer citation = {0};
    write_verdicts(&verdicts, quote);
    write_differences(&differences, quote, "; ");
    write_citation(&citation, quote);
    query_table_integer(table, (long long)number);
    const json_t *line = json_object_get(quote, "line");
    if (json_is_integer(line)) {
        query_table_number(table, line, 0);
    } else {
        query_table_cell(table, NULL);
    }
    query_table_cell(table, query_text(quote, "quote"));
    query_table_cell(table, printed_reference(quote));
    query_table_cell(table, propos_buffer_text(&verdicts));
    query_table_cell(table, propos_buffer_text(&differences));
    query_table_cell(table, propos_buffer_text(&citation));
    propos_buffer_free(&verdicts);
    propos_buffer_free(&differences);
    propos_buffer_free(&citation);
}

static void print_table(const json_t *answer, const query_options *options,
                        const query_style *style, FILE *out)
{
    query_table table = {0};
    query_table_column(&table, _("no."), true);
    query_table_column(&table, _("line of the draft"), true);
    query_table_column(&table, _("quotation"), false);
    query_table_column(&table, _("reference printed"), false);
    query_table_column(&table, _("verdict"), false);
    query_table_column(&table, _("what differs"), false);
    query_table_column(&table, _("citation"), false);
    size_t i = 0;
    const json_t *quote = NULL;
    json_array_foreach(json_object_get(answer, "quotes"), i, quote)
    {
        add_row(&table, quote, i + 1);
    }
    query_table_print(&table, options, style, out);
    query_table_free(&table);
}

// The units of the code asked for that the draft does not quote.
static void print_unquoted(const json_t *answer, const query_options *options,
                           const query_style *style, FILE *out)
{
    const json_t *unquoted = json_object_get(answer, "unquoted");
    if (!json_is_object(unquoted)) {
        return;
    }
    const json_t *left = json_object_get(unquoted, "left");
    query_table table = {0};
    propos_buffer title = {0};
    propos_buffer_printf(&title, _("Units of %s that are not quoted: %zu of %lld"),
                         query_text(unquoted, "code"), json_array_size(left),
                         (long long)json_integer_value(json_object_get(unquoted, "units")));
    query_table_title(&table, propos_buffer_text(&title));
    propos_buffer_free(&title);
    query_table_column(&table, _("document"), false);
    query_table_column(&table, _("turn"), true);
    query_table_column(&table, _("lines"), false);
    query_table_column(&table, _("speaker"), false);
    query_table_column(&table, _("coder"), false);
    query_table_column(&table, _("unit"), false);
    query_table_column(&table, _("text"), false);
    size_t i = 0;
    const json_t *unit = NULL;
    json_array_foreach(left, i, unit)
    {
        propos_buffer lines = {0};
        query_lines(&lines, json_object_get(unit, "lines"),
                    json_is_true(json_object_get(unit, "lines_estimated")));
        query_table_cell(&table, query_text(unit, "document"));
        query_table_number(&table, json_object_get(unit, "turn"), 0);
        query_table_cell(&table, propos_buffer_text(&lines));
        query_table_cell(&table, query_text(unit, "speaker"));
        query_table_cell(&table, query_text(unit, "coder"));
        query_table_cell(&table, query_text(unit, "unit"));
        query_table_cell(&table, query_text(unit, "text"));
        propos_buffer_free(&lines);
    }
    query_table_print(&table, options, style, out);
    query_table_free(&table);
}

static void print_citations(const json_t *answer, FILE *out)
{
    size_t i = 0;
    const json_t *quote = NULL;
    json_array_foreach(json_object_get(answer, "quotes"), i, quote)
    {
        propos_buffer citation = {0};
        write_citation(&citation, quote);
        if (citation.length > 0) {
            (void)fprintf(out, "%s\n", propos_buffer_text(&citation));
        }
        propos_buffer_free(&citation);
    }
}

void query_print_check(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = query_style_for(out, options->format == QUERY_FORMAT_PLAIN);
    bool plainly = options->format == QUERY_FORMAT_AUTO || options->format == QUERY_FORMAT_PLAIN;
    if (options->format == QUERY_FORMAT_CITATION) {
        print_citations(answer, out);
        return;
    }
    query_stamp_print(answer, options, &style, out);
    if (options->format != QUERY_FORMAT_CSV) {
        print_counts(answer, options, &style, out);
    }
    if (plainly) {
        print_list(answer, out);
    } else {
        print_table(answer, options, &style, out);
    }
    if (options->format != QUERY_FORMAT_CSV) {
        print_unquoted(answer, options, &style, out);
    }
    query_stamp_end(options, out);
}
