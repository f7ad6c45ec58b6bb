// Hits for people: the passage with its words marked, who speaks, where, and who coded what.
#include "base/i18n.h"
#include "query/cut.h"
#include "query/print.h"

#include <string.h>

enum { TEXT_INDENT = 4, CODING_INDENT = 6 };

static long long count_of(const json_t *counts, const char *key)
{
    return (long long)json_integer_value(json_object_get(counts, key));
}

// "6 passages · 6 turns · 4 speakers …"
static void print_counts(const json_t *answer, const query_style *style, FILE *out)
{
    const json_t *counts = json_object_get(answer, "counts");
    unsigned long total = (unsigned long)json_integer_value(json_object_get(answer, "total"));
    unsigned long partial =
        (unsigned long)json_integer_value(json_object_get(answer, "total_partial"));
    (void)fputs(style->head, out);
    (void)fprintf(out, propos_plural("%lu passage", "%lu passages", total), total);
    (void)fputs(style->head_end, out);
    if (json_is_object(counts)) {
        (void)fprintf(
            out, _(" (turns %lld, coded units %lld, speakers %lld, groups %lld, documents %lld)"),
            count_of(counts, "turns"), count_of(counts, "units"), count_of(counts, "speakers"),
            count_of(counts, "groups"), count_of(counts, "documents"));
        if (count_of(counts, "moderator") > 0) {
            (void)fprintf(out, _("; the moderator's among them: %lld"),
                          count_of(counts, "moderator"));
        }
    }
    if (partial > 0) {
        (void)fprintf(out, propos_plural("; %lu answers in part", "; %lu answer in part", partial),
                      partial);
    }
    (void)fputc('\n', out);
}

static void print_sentences(const json_t *sentences, const query_style *style, FILE *out)
{
    size_t i = 0;
    const json_t *sentence = NULL;
    json_array_foreach(sentences, i, sentence)
    {
        const char *text = json_string_value(sentence);
        (void)fputs(style->faint, out);
        query_wrap(out, style, 0, text == NULL ? "" : text);
        (void)fputs(style->faint_end, out);
    }
}

static void write_attributes(propos_buffer *out, const json_t *speaker)
{
    const char *key = NULL;
    const json_t *value = NULL;
    bool first = true;
    json_object_foreach((json_t *)json_object_get(speaker, "attributes"), key, value)
    {
        if (json_is_string(value)) {
            propos_buffer_printf(out, "%s%s", first ? " (" : ", ", json_string_value(value));
            first = false;
        }
    }
    propos_buffer_puts(out, first ? "" : ")");
}

static const char *role_name(const char *role)
{
    static const struct {
        const char *role, *shown;
    } names[] = {
        {"moderator", N_("moderator")},
        {"interviewer", N_("interviewer")},
        {"observer", N_("observer")},
        {"participant", N_("participant")},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(role, names[i].role) == 0) {
            return _(names[i].shown);
        }
    }
    return "";
}

static void print_place(const json_t *hit, const query_style *style, FILE *out)
{
    propos_buffer line = {0};
    const json_t *speaker = json_object_get(hit, "speaker");
    const char *group = query_text(hit, "group");
    const char *locator = query_text(hit, "locator");
    propos_buffer_printf(&line, "%s%s%s", style->head,
                         query_text(json_object_get(hit, "document"), "id"), style->head_end);
    propos_buffer_printf(&line, _(" · turn %lld"),
                         (long long)json_integer_value(json_object_get(hit, "turn")));
    propos_buffer lines = {0};
    query_lines(&lines, json_object_get(hit, "lines"),
                json_is_true(json_object_get(hit, "lines_estimated")));
    if (lines.length > 0) {
        propos_buffer_printf(&line, " · %s", propos_buffer_text(&lines));
    }
    if (locator[0] != '\0') {
        propos_buffer_printf(&line, " · %s", locator);
    }
    if (json_is_object(speaker)) {
        const char *role = role_name(query_text(speaker, "role"));
        propos_buffer_printf(&line, " · %s%s%s", role, role[0] == '\0' ? "" : " ",
                             query_text(speaker, "label"));
        write_attributes(&line, speaker);
    }
    if (group[0] != '\0') {
        propos_buffer_printf(&line, _(" · group: %s"), group);
    }
    (void)fprintf(out, "%3lld. ", (long long)json_integer_value(json_object_get(hit, "rank")));
    (void)fprintf(out, "%s\n", propos_buffer_text(&line));
    propos_buffer_free(&lines);
    propos_buffer_free(&line);
}

static void print_context(const json_t *turns, const query_style *style, FILE *out)
{
    size_t i = 0;
    const json_t *turn = NULL;
    json_array_foreach(turns, i, turn)
    {
        propos_buffer line = {0};
        const json_t *speaker = json_object_get(turn, "speaker");
        const char *label =
            json_is_string(speaker) ? json_string_value(speaker) : query_text(speaker, "label");
        propos_buffer_printf(&line, "%s%s%s", label, label[0] == '\0' ? "" : _(": "),
                             query_text(turn, "text"));
        (void)fputs(style->faint, out);
        query_wrap(out, style, TEXT_INDENT, propos_buffer_text(&line));
        (void)fputs(style->faint_end, out);
        propos_buffer_free(&line);
    }
}

// One line per coding, without its text: the passage is shown whole above it.
static void write_code_alone(propos_buffer *line, const json_t *coding, const query_style *style)
{
    const char *coder = query_text(coding, "coder");
    const json_t *path = json_object_get(coding, "path");
    const char *name = json_string_value(json_array_get(path, json_array_size(path) - 1));
    propos_buffer_printf(line, "%s%s%s %s %s", style->head, coder[0] == '\0' ? "·" : coder,
                         style->head_end, query_text(coding, "code"), name == NULL ? "" : name);
}

// The same code by the same coder stands before: on another printing of the passage.
static bool is_repeated(const json_t *codings, size_t at)
{
    const json_t *coding = json_array_get(codings, at);
    for (size_t i = 0; i < at && query_text(coding, "place")[0] != '\0'; i++) {
        const json_t *earlier = json_array_get(codings, i);
        if (strcmp(query_text(earlier, "coder"), query_text(coding, "coder")) == 0 &&
            strcmp(query_text(earlier, "code"), query_text(coding, "code")) == 0) {
            return true;
        }
    }
    return false;
}

static void print_codings(const json_t *hit, const query_style *style, FILE *out)
{
    size_t i = 0;
    const json_t *coding = NULL;
    const json_t *codings = json_object_get(hit, "codings");
    json_array_foreach(codings, i, coding)
    {
        if (is_repeated(codings, i)) {
            continue;
        }
        propos_buffer line = {0};
        write_code_alone(&line, coding, style);
        (void)fputs(style->faint, out);
        query_wrap(out, style, CODING_INDENT, propos_buffer_text(&line));
        (void)fputs(style->faint_end, out);
        propos_buffer_free(&line);
    }
}

static void print_text(const json_t *hit, const query_style *style, FILE *out)
{
    propos_buffer text = {0};
    query_cut(&text, query_text(hit, "text"), 0, (size_t)-1,
              &(query_marking){.words = json_object_get(hit, "highlights"),
                               .word = style->word,
                               .word_end = style->word_end});
    print_context(json_object_get(hit, "before"), style, out);
    query_wrap(out, style, TEXT_INDENT, propos_buffer_text(&text));
    print_context(json_object_get(hit, "after"), style, out);
    propos_buffer_free(&text);
}

static void print_places(const json_t *hit, const query_style *style, FILE *out)
{
    propos_buffer places = {0};
    query_places(&places, hit);
    if (places.length > 0) {
        propos_buffer line = {0};
        propos_buffer_printf(&line, _("also: %s"), propos_buffer_text(&places));
        (void)fputs(style->faint, out);
        query_wrap(out, style, TEXT_INDENT, propos_buffer_text(&line));
        (void)fputs(style->faint_end, out);
        propos_buffer_free(&line);
    }
    propos_buffer_free(&places);
}

// A question about codes or coders is answered with the coded units, the rest of the turn folded.
static bool asks_for_units(const json_t *answer)
{
    static const char *const filters[] = {
        "code:", "codeur:", "codé-par:", "accord:", "recouvrement:"};
    const char *interpreted = query_text(answer, "interpreted");
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        const char *at = interpreted;
        while ((at = strstr(at, filters[i])) != NULL) {
            if (at == interpreted || strchr(" (-", at[-1]) != NULL) {
                return true;
            }
            at++;
        }
    }
    return false;
}

static void print_facets(const json_t *facets, const query_style *style, FILE *out)
{
    const char *name = NULL;
    const json_t *values = NULL;
    json_object_foreach((json_t *)facets, name, values)
    {
        propos_buffer line = {0};
        size_t i = 0;
        const json_t *entry = NULL;
        propos_buffer_printf(&line, "%s%s%s", style->head, _(name), style->head_end);
        json_array_foreach(values, i, entry)
        {
            const json_t *value = json_object_get(entry, "value");
            propos_buffer_printf(&line, "%s %s %lld", i == 0 ? ":" : ",",
                                 json_is_string(value) ? json_string_value(value) : "–",
                                 (long long)json_integer_value(json_object_get(entry, "count")));
        }
        query_wrap(out, style, 2, propos_buffer_text(&line));
        propos_buffer_free(&line);
    }
}

void query_print_plain(const json_t *answer, bool facets, const query_style *style, FILE *out)
{
    bool units = asks_for_units(answer);
    (void)fprintf(out, _("%sRead as:%s %s\n"), style->faint, style->faint_end,
                  query_text(answer, "interpreted"));
    print_counts(answer, style, out);
    print_sentences(json_object_get(answer, "degraded"), style, out);
    print_sentences(json_object_get(answer, "notices"), style, out);
    if (query_text(answer, "did_you_mean")[0] != '\0') {
        (void)fprintf(out, _("Did you mean: %s\n"), query_text(answer, "did_you_mean"));
    }
    size_t i = 0;
    const json_t *hit = NULL;
    json_array_foreach(json_object_get(answer, "hits"), i, hit)
    {
        (void)fputc('\n', out);
        print_place(hit, style, out);
        print_places(hit, style, out);
        if (query_text(hit, "reason")[0] != '\0') {
            query_wrap(out, style, TEXT_INDENT, query_text(hit, "reason"));
        }
        if (units && json_array_size(json_object_get(hit, "codings")) > 0) {
            query_print_units(hit, style, out);
        } else {
            print_text(hit, style, out);
            print_codings(hit, style, out);
        }
    }
    if (facets) {
        (void)fprintf(out, _("\n%sDistribution%s\n"), style->head, style->head_end);
        print_facets(json_object_get(answer, "facets"), style, out);
    }
}

// The facets' names, for xgettext: N_("group") N_("speaker") N_("code") N_("coder") N_("document")
