#include "query/cut.h"

#include "base/i18n.h"
#include "text/unicode.h"

#include <stdint.h>
#include <string.h>

static bool inside(const json_t *ranges, size_t at)
{
    size_t i = 0;
    const json_t *range = NULL;
    json_array_foreach(ranges, i, range)
    {
        if ((json_int_t)at >= json_integer_value(json_array_get(range, 0)) &&
            (json_int_t)at < json_integer_value(json_array_get(range, 1))) {
            return true;
        }
    }
    return false;
}

void query_cut(propos_buffer *out, const char *text, size_t start, size_t end,
               const query_marking *marking)
{
    size_t length = strlen(text);
    size_t at = 0;
    bool in_word = false;
    bool in_shared = false;
    for (size_t i = 0; i < length && at < end; at++) {
        uint32_t value = 0;
        size_t step = propos_utf8_read(text + i, length - i, &value);
        if (at >= start) {
            bool word = marking->word != NULL && inside(marking->words, at);
            bool shared = marking->shared_start != NULL && inside(marking->shared, at);
            if (in_word && !word) {
                propos_buffer_puts(out, marking->word_end);
            }
            if (in_shared != shared) {
                propos_buffer_puts(out, shared ? marking->shared_start : marking->shared_end);
            }
            if (!in_word && word) {
                propos_buffer_puts(out, marking->word);
            }
            in_word = word;
            in_shared = shared;
            if (marking->escape != NULL && step == 1 && strchr(marking->escape, text[i]) != NULL) {
                propos_buffer_putc(out, '\\');
            }
            propos_buffer_add(out, text + i, step);
        }
        i += step;
    }
    propos_buffer_puts(out, in_word ? marking->word_end : "");
    propos_buffer_puts(out, in_shared ? marking->shared_end : "");
}

void query_lines(propos_buffer *out, const json_t *lines, bool estimated)
{
    if (!json_is_array(lines) || json_array_size(lines) != 2) {
        return;
    }
    json_int_t first = json_integer_value(json_array_get(lines, 0));
    json_int_t last = json_integer_value(json_array_get(lines, 1));
    const char *about = estimated ? "~" : "";
    if (first == last) {
        propos_buffer_printf(out, _("l. %s%lld"), about, (long long)first);
    } else {
        propos_buffer_printf(out, _("l. %s%lld-%lld"), about, (long long)first, (long long)last);
    }
}

static const char *document_of(const json_t *place)
{
    return query_text(json_object_get(place, "document"), "id");
}

static json_int_t turn_of(const json_t *place)
{
    return json_integer_value(json_object_get(place, "turn"));
}

static void write_place(propos_buffer *out, const json_t *hit, const json_t *place)
{
    const char *group = query_text(place, "group");
    const char *locator = query_text(place, "locator");
    const char *speaker = query_text(json_object_get(place, "speaker"), "label");
    propos_buffer_printf(out, _("%s turn %lld"), document_of(place), (long long)turn_of(place));
    propos_buffer lines = {0};
    query_lines(&lines, json_object_get(place, "lines"),
                json_is_true(json_object_get(place, "lines_estimated")));
    if (lines.length > 0) {
        propos_buffer_printf(out, ", %s", propos_buffer_text(&lines));
    }
    propos_buffer_free(&lines);
    if (locator[0] != '\0') {
        propos_buffer_printf(out, ", %s", locator);
    }
    if (strcmp(speaker, query_text(json_object_get(hit, "speaker"), "label")) != 0) {
        propos_buffer_printf(out, ", %s", speaker[0] == '\0' ? "–" : speaker);
    }
    if (strcmp(group, query_text(hit, "group")) != 0) {
        propos_buffer_printf(out, ", %s", group[0] == '\0' ? "–" : group);
    }
}

void query_places(propos_buffer *out, const json_t *hit)
{
    const json_t *last = hit; // the passages of one turn are one place
    size_t i = 0;
    const json_t *place = NULL;
    json_array_foreach(json_object_get(hit, "places"), i, place)
    {
        if (strcmp(document_of(place), document_of(last)) != 0 || turn_of(place) != turn_of(last)) {
            last = place;
            if (turn_of(place) != turn_of(hit) ||
                strcmp(document_of(place), document_of(hit)) != 0) {
                propos_buffer_puts(out, out->length > 0 ? "; " : "");
                write_place(out, hit, place);
            }
        }
    }
}

const char *query_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}
