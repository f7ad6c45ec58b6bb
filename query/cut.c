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

const char *query_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}
