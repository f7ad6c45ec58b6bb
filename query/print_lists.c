// What is not a search: a document, the code book, the state of the studies.
#include "base/i18n.h"
#include "query/cut.h"
#include "query/print.h"

#include <string.h>

static long long number_at(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

static void print_turn(const json_t *turn, const query_style *style, FILE *out)
{
    propos_buffer line = {0};
    propos_buffer lines = {0};
    query_lines(&lines, json_object_get(turn, "lines"),
                json_is_true(json_object_get(turn, "lines_estimated")));
    propos_buffer_printf(&line, "%s%lld%s", style->head, number_at(turn, "turn"), style->head_end);
    if (lines.length > 0) {
        propos_buffer_printf(&line, " (%s)", propos_buffer_text(&lines));
    }
    const char *label = query_text(json_object_get(turn, "speaker"), "label");
    propos_buffer_printf(&line, " %s%s%s", label, label[0] == '\0' ? "" : _(": "),
                         query_text(turn, "text"));
    query_wrap(out, style, 0, propos_buffer_text(&line));
    size_t i = 0;
    const json_t *coding = NULL;
    json_array_foreach(json_object_get(turn, "codings"), i, coding)
    {
        const json_t *path = json_object_get(coding, "path");
        const char *name = json_string_value(json_array_get(path, json_array_size(path) - 1));
        propos_buffer_cut(&line, 0);
        propos_buffer_printf(&line, "%s %s %s", query_text(coding, "coder"),
                             query_text(coding, "code"), name == NULL ? "" : name);
        (void)fputs(style->faint, out);
        query_wrap(out, style, 4, propos_buffer_text(&line));
        (void)fputs(style->faint_end, out);
    }
    propos_buffer_free(&lines);
    propos_buffer_free(&line);
}

void query_print_document(const json_t *answer, const query_style *style, FILE *out)
{
    const json_t *document = json_object_get(answer, "document");
    (void)fprintf(out, "%s%s%s", style->head, query_text(document, "id"), style->head_end);
    if (query_text(document, "title")[0] != '\0') {
        (void)fprintf(out, " — %s", query_text(document, "title"));
    }
    (void)fputs("\n\n", out);
    size_t i = 0;
    const json_t *turn = NULL;
    json_array_foreach(json_object_get(answer, "turns"), i, turn)
    {
        print_turn(turn, style, out);
    }
}

void query_print_codes(const json_t *answer, const query_style *style, FILE *out)
{
    size_t i = 0;
    const json_t *code = NULL;
    (void)fprintf(out, "%s%8s %8s%s\n", style->faint, _("units"), _("passages"), style->faint_end);
    json_array_foreach(json_object_get(answer, "codes"), i, code)
    {
        propos_buffer line = {0};
        propos_buffer_printf(&line, "%s%s%s %s", style->head, query_text(code, "id"),
                             style->head_end, query_text(code, "name"));
        (void)fprintf(out, "%8lld %8lld  %*s%s\n", number_at(code, "units"),
                      number_at(code, "passages"), (int)(2 * number_at(code, "depth")), "",
                      propos_buffer_text(&line));
        propos_buffer_free(&line);
    }
}

static void print_study(const json_t *study, const query_style *style, FILE *out)
{
    (void)fprintf(out, "%s%s%s — %s\n", style->head, query_text(study, "id"), style->head_end,
                  query_text(study, "title"));
    (void)fprintf(out, _("  documents %lld, turns %lld, passages %lld, codes %lld, codings %lld\n"),
                  number_at(study, "documents"), number_at(study, "turns"),
                  number_at(study, "passages"), number_at(study, "codes"),
                  number_at(study, "codings"));
    size_t i = 0;
    const json_t *item = NULL;
    json_array_foreach(json_object_get(study, "coders"), i, item)
    {
        const char *name =
            json_is_string(item) ? json_string_value(item) : query_text(item, "name");
        (void)fprintf(out, "%s%s", i == 0 ? _("  coders: ") : ", ", name);
    }
    (void)fputs(i > 0 ? "\n" : "", out);
    json_array_foreach(json_object_get(study, "degraded"), i, item)
    {
        query_wrap(out, style, 2, json_is_string(item) ? json_string_value(item) : "");
    }
    json_array_foreach(json_object_get(study, "notices"), i, item)
    {
        query_wrap(out, style, 2, json_is_string(item) ? json_string_value(item) : "");
    }
}

void query_print_status(const json_t *answer, const query_style *style, FILE *out)
{
    const json_t *studies = json_object_get(answer, "studies");
    size_t i = 0;
    const json_t *study = NULL;
    if (json_array_size(studies) == 0) {
        (void)fputs(_("No study is indexed yet. Try: propos-index FOLDER\n"), out);
    }
    json_array_foreach(studies, i, study)
    {
        print_study(study, style, out);
    }
    json_array_foreach(json_object_get(answer, "notices"), i, study)
    {
        query_wrap(out, style, 0, json_is_string(study) ? json_string_value(study) : "");
    }
}
