// The coded units of a hit: one line per coder and span with the common part marked, its codes
// under it, and what has no part in the question folded into a count.
#include "base/i18n.h"
#include "base/memory.h"
#include "query/cut.h"
#include "query/print.h"

#include <stdlib.h>
#include <string.h>

enum { UNIT_INDENT = 4, CODE_INDENT = 8 };

static json_int_t at(const json_t *coding, const char *key)
{
    return json_integer_value(json_object_get(coding, key));
}

static bool same_span(const json_t *a, const json_t *b)
{
    return strcmp(query_text(a, "coder"), query_text(b, "coder")) == 0 &&
           at(a, "start") == at(b, "start") && at(a, "end") == at(b, "end");
}

static bool is_asked(const json_t *coding)
{
    return json_is_true(json_object_get(coding, "asked"));
}

// A highlighted word stands in the span.
static bool holds_word(const json_t *hit, const json_t *coding)
{
    size_t i = 0;
    const json_t *word = NULL;
    json_array_foreach(json_object_get(hit, "highlights"), i, word)
    {
        if (json_integer_value(json_array_get(word, 0)) >= at(coding, "start") &&
            json_integer_value(json_array_get(word, 1)) <= at(coding, "end")) {
            return true;
        }
    }
    return false;
}

// The code, or one above it, has the name through which the passage was found.
static bool named_in_question(const json_t *hit, const json_t *coding)
{
    size_t i = 0;
    size_t j = 0;
    const json_t *why = NULL;
    const json_t *name = NULL;
    json_array_foreach(json_object_get(hit, "why"), i, why)
    {
        json_array_foreach(json_object_get(coding, "path"), j, name)
        {
            if (strcmp(query_text(why, "kind"), "code") == 0 &&
                strcmp(query_text(why, "found"), json_string_value(name)) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool meets(const json_t *a, const json_t *b)
{
    return at(a, "start") < at(b, "end") && at(b, "start") < at(a, "end");
}

// shown[i]: the unit is about what was asked, or another coder's that meets such a one. Returns how
// many.
static size_t choose(const json_t *hit, const json_t *codings, bool *shown)
{
    size_t count = json_array_size(codings);
    bool *core = propos_alloc(count, sizeof *core);
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const json_t *coding = json_array_get(codings, i);
        core[i] = is_asked(coding) && (holds_word(hit, coding) || named_in_question(hit, coding));
        any = any || core[i];
    }
    size_t chosen = 0;
    for (size_t i = 0; i < count; i++) {
        const json_t *coding = json_array_get(codings, i);
        shown[i] = any ? core[i] : is_asked(coding);
        for (size_t j = 0; any && !shown[i] && is_asked(coding) && j < count; j++) {
            const json_t *other = json_array_get(codings, j);
            shown[i] = core[j] && meets(coding, other) &&
                       strcmp(query_text(coding, "coder"), query_text(other, "coder")) != 0;
        }
        chosen += shown[i];
    }
    free(core);
    return chosen;
}

static void print_span(const json_t *hit, const json_t *coding, const query_style *style, FILE *out)
{
    propos_buffer line = {0};
    const char *coder = query_text(coding, "coder");
    const json_t *continues = json_object_get(coding, "continues");
    propos_buffer_printf(
        &line, "%s%s%s %s", style->head, coder[0] == '\0' ? "·" : coder, style->head_end,
        at(coding, "start") > 0 || json_is_true(json_array_get(continues, 0)) ? "… " : "");
    query_cut(&line, query_text(hit, "text"), (size_t)at(coding, "start"),
              (size_t)at(coding, "end"),
              &(query_marking){
                  .words = json_object_get(hit, "highlights"),
                  .word = style->word,
                  .word_end = style->word_end,
                  .shared = json_object_get(json_object_get(hit, "agreement"), "overlap"),
                  .shared_start = style->shared,
                  .shared_end = style->shared_end,
              });
    propos_buffer_puts(&line, json_is_true(json_array_get(continues, 1)) ? " …" : "");
    query_wrap(out, style, UNIT_INDENT, propos_buffer_text(&line));
    propos_buffer_free(&line);
}

static void print_code(const json_t *coding, const query_style *style, FILE *out)
{
    propos_buffer line = {0};
    const json_t *path = json_object_get(coding, "path");
    const char *name = json_string_value(json_array_get(path, json_array_size(path) - 1));
    propos_buffer_printf(&line, "%s %s", query_text(coding, "code"), name == NULL ? "" : name);
    if (query_text(coding, "unit")[0] != '\0') {
        propos_buffer_printf(&line, _(" (unit %s)"), query_text(coding, "unit"));
    }
    if (query_text(coding, "memo")[0] != '\0') {
        propos_buffer_printf(&line, _(" [memo: %s]"), query_text(coding, "memo"));
    }
    (void)fputs(style->faint, out);
    query_wrap(out, style, CODE_INDENT, propos_buffer_text(&line));
    (void)fputs(style->faint_end, out);
    propos_buffer_free(&line);
}

void query_print_units(const json_t *hit, const query_style *style, FILE *out)
{
    const json_t *codings = json_object_get(hit, "codings");
    size_t count = json_array_size(codings);
    bool *shown = propos_alloc(count, sizeof *shown);
    size_t chosen = choose(hit, codings, shown);
    for (size_t i = 0; i < count; i++) {
        const json_t *coding = json_array_get(codings, i);
        if (!shown[i]) {
            continue;
        }
        print_span(hit, coding, style, out);
        for (size_t j = i; j < count; j++) { // every code of this span, at its first coding
            if (shown[j] && same_span(coding, json_array_get(codings, j))) {
                print_code(json_array_get(codings, j), style, out);
                shown[j] = false;
            }
        }
    }
    if (chosen < count) {
        size_t left = count - chosen;
        (void)fprintf(out, "%*s%s", UNIT_INDENT, "", style->faint);
        (void)fprintf(out,
                      propos_plural("+ %zu other coding of this turn",
                                    "+ %zu other codings of this turn", left),
                      left);
        (void)fprintf(out, "%s\n", style->faint_end);
    }
    free(shown);
}
