// CSV of hits, one a row: UTF-8 with comma, as RFC 4180 has it.
#include "base/buffer.h"
#include "query/cut.h"
#include "query/print.h"

#include <string.h>

void query_csv_cell(FILE *out, const char *text, bool last)
{
    if (strpbrk(text, ",\"\r\n;") != NULL) {
        (void)fputc('"', out);
        for (const char *at = text; *at != '\0'; at++) {
            if (*at == '"') {
                (void)fputc('"', out);
            }
            (void)fputc(*at, out);
        }
        (void)fputc('"', out);
    } else {
        (void)fputs(text, out);
    }
    (void)fputs(last ? "\r\n" : ",", out);
}

static void number_cell(FILE *out, const json_t *value, bool last)
{
    char text[64] = "";
    if (json_is_integer(value)) {
        (void)snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
    } else if (json_is_real(value)) {
        (void)snprintf(text, sizeof text, "%.4f", json_real_value(value));
    }
    query_csv_cell(out, text, last);
}

// "A: code (name); B: …" of a hit's codings.
static void write_codings(propos_buffer *out, const json_t *codings)
{
    size_t i = 0;
    const json_t *coding = NULL;
    json_array_foreach(codings, i, coding)
    {
        const char *coder = query_text(coding, "coder");
        const json_t *path = json_object_get(coding, "path");
        const char *name = json_string_value(json_array_get(path, json_array_size(path) - 1));
        propos_buffer_printf(out, "%s%s%s%s%s%s", i == 0 ? "" : "; ", coder,
                             coder[0] == '\0' ? "" : ": ", query_text(coding, "code"),
                             name == NULL ? "" : " ", name == NULL ? "" : name);
    }
}

void query_print_csv(const json_t *answer, FILE *out)
{
    static const char *const columns[] = {
        "rank",    "study",      "document",  "group",           "speaker", "role",
        "turn",    "line_first", "line_last", "lines_estimated", "locator", "text",
        "codings", "partial",    "reason",    "passage",         "places"};
    enum { COLUMNS = sizeof columns / sizeof columns[0] };
    for (size_t i = 0; i < COLUMNS; i++) {
        query_csv_cell(out, columns[i], i + 1 == COLUMNS);
    }
    size_t i = 0;
    const json_t *hit = NULL;
    json_array_foreach(json_object_get(answer, "hits"), i, hit)
    {
        const json_t *speaker = json_object_get(hit, "speaker");
        const json_t *lines = json_object_get(hit, "lines");
        propos_buffer codings = {0};
        write_codings(&codings, json_object_get(hit, "codings"));
        number_cell(out, json_object_get(hit, "rank"), false);
        query_csv_cell(out, query_text(hit, "study"), false);
        query_csv_cell(out, query_text(json_object_get(hit, "document"), "id"), false);
        query_csv_cell(out, query_text(hit, "group"), false);
        query_csv_cell(out, query_text(speaker, "label"), false);
        query_csv_cell(out, query_text(speaker, "role"), false);
        number_cell(out, json_object_get(hit, "turn"), false);
        number_cell(out, json_array_get(lines, 0), false);
        number_cell(out, json_array_get(lines, 1), false);
        query_csv_cell(out, json_is_true(json_object_get(hit, "lines_estimated")) ? "1" : "0",
                       false);
        query_csv_cell(out, query_text(hit, "locator"), false);
        query_csv_cell(out, query_text(hit, "text"), false);
        query_csv_cell(out, propos_buffer_text(&codings), false);
        query_csv_cell(out, json_is_true(json_object_get(hit, "partial")) ? "1" : "0", false);
        query_csv_cell(out, query_text(hit, "reason"), false);
        query_csv_cell(out, query_text(hit, "passage"), false);
        propos_buffer places = {0};
        query_places(&places, hit);
        query_csv_cell(out, propos_buffer_text(&places), true);
        propos_buffer_free(&places);
        propos_buffer_free(&codings);
    }
}
