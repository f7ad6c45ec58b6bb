// What goes into a thesis: « … souvent elles nous échappent un petit peu » (FG2, participant 6, UMS
// 39, l. 137-138)
#include "base/i18n.h"
#include "query/cut.h"
#include "query/print.h"

#include <string.h>

static void write_unit(propos_buffer *out, const json_t *citation)
{
    const char *unit = query_text(citation, "unit");
    if (unit[0] != '\0') {
        propos_buffer_printf(out, _(", unit %s"), unit);
    }
}

static void write_speaker(propos_buffer *out, const json_t *hit)
{
    const json_t *speaker = json_object_get(hit, "speaker");
    const char *label = query_text(speaker, "label");
    const char *role = query_text(speaker, "role");
    if (label[0] == '\0') {
        return;
    }
    if (strcmp(role, "moderator") == 0) {
        propos_buffer_printf(out, _(", moderator %s"), label);
    } else if (strcmp(role, "interviewer") == 0) {
        propos_buffer_printf(out, _(", interviewer %s"), label);
    } else if (strcmp(role, "observer") == 0) {
        propos_buffer_printf(out, _(", observer %s"), label);
    } else if (strcmp(role, "participant") == 0) {
        propos_buffer_printf(out, _(", participant %s"), label);
    } else {
        propos_buffer_printf(out, ", %s", label);
    }
}

void query_citation(propos_buffer *out, const json_t *hit)
{
    const json_t *citation = json_object_get(hit, "citation");
    const char *locator = query_text(hit, "locator");
    propos_buffer where = {0};
    propos_buffer_puts(&where, query_text(json_object_get(hit, "document"), "id"));
    write_speaker(&where, hit);
    write_unit(&where, citation);
    if (locator[0] != '\0') {
        propos_buffer_printf(&where, ", %s", locator);
    }
    propos_buffer lines = {0};
    query_lines(&lines, json_object_get(citation, "lines"),
                json_is_true(json_object_get(citation, "lines_estimated")));
    if (lines.length > 0) {
        propos_buffer_printf(&where, ", %s", propos_buffer_text(&lines));
    }
    propos_buffer places = {0};
    query_places(&places, hit);
    if (places.length > 0) {
        propos_buffer_puts(&where, "; ");
        propos_buffer_printf(&where, _("also: %s"), propos_buffer_text(&places));
    }
    propos_buffer_free(&places);
    propos_buffer_printf(out, "« %s » (%s)", query_text(citation, "text"),
                         propos_buffer_text(&where));
    propos_buffer_free(&lines);
    propos_buffer_free(&where);
}

void query_print_citations(const json_t *answer, FILE *out)
{
    size_t i = 0;
    const json_t *hit = NULL;
    json_array_foreach(json_object_get(answer, "hits"), i, hit)
    {
        propos_buffer text = {0};
        query_citation(&text, hit);
        (void)fprintf(out, "%s\n", propos_buffer_text(&text));
        propos_buffer_free(&text);
    }
}
