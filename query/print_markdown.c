// Hits as Markdown: one quotation block each, its reference and its codes.
#include "base/i18n.h"
#include "query/cut.h"
#include "query/print.h"

#include <string.h>

static void print_codings(const json_t *hit, FILE *out)
{
    size_t i = 0;
    const json_t *coding = NULL;
    json_array_foreach(json_object_get(hit, "codings"), i, coding)
    {
        const char *coder = query_text(coding, "coder");
        propos_buffer line = {0};
        size_t j = 0;
        const json_t *name = NULL;
        json_array_foreach(json_object_get(coding, "path"), j, name)
        {
            const char *text = json_string_value(name);
            propos_buffer_puts(&line, j == 0 ? "" : " › ");
            query_cut(&line, text == NULL ? "" : text, 0, (size_t)-1,
                      &(query_marking){.escape = QUERY_MARKDOWN_SIGNS});
        }
        (void)fprintf(out, "- %s%s%s%s — %s\n", coder[0] == '\0' ? "" : "**", coder,
                      coder[0] == '\0' ? "" : "** ", query_text(coding, "code"),
                      propos_buffer_text(&line));
        propos_buffer_free(&line);
    }
}

static void print_hit(const json_t *hit, FILE *out)
{
    propos_buffer text = {0};
    propos_buffer lines = {0};
    query_cut(&text, query_text(hit, "text"), 0, (size_t)-1,
              &(query_marking){.words = json_object_get(hit, "highlights"),
                               .word = "**",
                               .word_end = "**",
                               .escape = QUERY_MARKDOWN_SIGNS});
    query_lines(&lines, json_object_get(hit, "lines"),
                json_is_true(json_object_get(hit, "lines_estimated")));
    (void)fprintf(out, "> %s\n>\n> — %s", propos_buffer_text(&text),
                  query_text(json_object_get(hit, "document"), "id"));
    const char *label = query_text(json_object_get(hit, "speaker"), "label");
    const char *group = query_text(hit, "group");
    if (label[0] != '\0') {
        (void)fprintf(out, ", %s", label);
    }
    if (group[0] != '\0') {
        (void)fprintf(out, ", %s", group);
    }
    (void)fprintf(out, _(", turn %lld"),
                  (long long)json_integer_value(json_object_get(hit, "turn")));
    if (lines.length > 0) {
        (void)fprintf(out, ", %s", propos_buffer_text(&lines));
    }
    propos_buffer places = {0};
    query_places(&places, hit);
    if (places.length > 0) {
        (void)fputs("; ", out);
        (void)fprintf(out, _("also: %s"), propos_buffer_text(&places));
    }
    propos_buffer_free(&places);
    (void)fputs("\n\n", out);
    if (query_text(hit, "reason")[0] != '\0') {
        (void)fprintf(out, "*%s*\n\n", query_text(hit, "reason"));
    }
    print_codings(hit, out);
    (void)fputc('\n', out);
    propos_buffer_free(&lines);
    propos_buffer_free(&text);
}

void query_print_markdown(const json_t *answer, FILE *out)
{
    (void)fprintf(out, "## %s\n\n", query_text(answer, "query"));
    (void)fprintf(out, _("Read as: `%s`\n\n"), query_text(answer, "interpreted"));
    size_t i = 0;
    const json_t *item = NULL;
    json_array_foreach(json_object_get(answer, "notices"), i, item)
    {
        (void)fprintf(out, "*%s*\n\n", json_string_value(item));
    }
    json_array_foreach(json_object_get(answer, "hits"), i, item)
    {
        print_hit(item, out);
    }
}
