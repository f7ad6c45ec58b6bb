#include "base/json.h"

#include "base/buffer.h"

#include <string.h>

// The length of the UTF-8 sequence at `at` (1 to 4), or 0 when it is not one.
static size_t sequence(const unsigned char *at, size_t left)
{
    if (at[0] < 0x80) {
        return 1;
    }
    size_t length = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : at[0] >= 0xC2 ? 2 : 0;
    if (length == 0 || at[0] > 0xF4 || left < length) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
        (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F)) {
        return 0;
    }
    return length;
}

json_t *propos_json_text_n(const char *text, size_t length)
{
    json_t *value = json_stringn(text, length);
    if (value != NULL) {
        return value;
    }
    propos_buffer clean = {0};
    for (size_t i = 0; i < length;) {
        size_t step = sequence((const unsigned char *)text + i, length - i);
        if (step == 0) {
            propos_buffer_puts(&clean, "\xEF\xBF\xBD");
            i++;
        } else {
            propos_buffer_add(&clean, text + i, step);
            i += step;
        }
    }
    value = json_string(propos_buffer_text(&clean));
    propos_buffer_free(&clean);
    return value;
}

json_t *propos_json_text(const char *text)
{
    return text == NULL ? json_null() : propos_json_text_n(text, strlen(text));
}

void propos_json_set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new(object, key, value == NULL ? json_null() : value);
}

json_t *propos_json_pair(long a, long b)
{
    return json_pack("[I,I]", (json_int_t)a, (json_int_t)b);
}
