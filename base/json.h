// Small helpers over jansson, the JSON library.
#ifndef PROPOS_BASE_JSON_H
#define PROPOS_BASE_JSON_H

#include <jansson.h>

// A JSON string of `text`, or null for NULL. Bytes that are not UTF-8 become U+FFFD: an answer is
// never lost for one bad byte.
json_t *propos_json_text(const char *text);
json_t *propos_json_text_n(const char *text, size_t length);

// Sets object[key] to `value`, taking it over; NULL is stored as null.
void propos_json_set(json_t *object, const char *key, json_t *value);

// [a, b]
json_t *propos_json_pair(long a, long b);

#endif
