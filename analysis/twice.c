#include "analysis/twice.h"

#include <stdbool.h>
#include <string.h>

// Single words come again in any text.
enum { WORDS_LEAST = 4 };

// By weight, the lightest first.
static const char *const VERDICTS[] = {"exact",     "marks",   "twice",  "cut",
                                       "elsewhere", "altered", "missing"};

typedef struct place {
    const char *study, *document;
    json_int_t turn, start, turn_end, end;
} place;

static bool place_of(const json_t *quote, place *out)
{
    const json_t *found = json_object_get(quote, "found");
    if (!json_is_object(found)) {
        return false;
    }
    *out = (place){json_string_value(json_object_get(found, "study")),
                   json_string_value(json_object_get(found, "document")),
                   json_integer_value(json_object_get(found, "turn")),
                   json_integer_value(json_object_get(found, "start")),
                   json_integer_value(json_object_get(found, "turn_end")),
                   json_integer_value(json_object_get(found, "end"))};
    size_t words = 1;
    for (const char *at = json_string_value(json_object_get(found, "text")); *at != '\0'; at++) {
        words += *at == ' ';
    }
    return words >= WORDS_LEAST && out->study != NULL && out->document != NULL;
}

// A turn's span as the quotation has it; to its end where the quotation runs on.
static bool overlap(const place *a, const place *b)
{
    if (strcmp(a->study, b->study) != 0 || strcmp(a->document, b->document) != 0) {
        return false;
    }
    if (a->turn != a->turn_end || b->turn != b->turn_end) {
        return a->turn == b->turn && a->turn_end == b->turn_end;
    }
    json_int_t from = a->start > b->start ? a->start : b->start;
    json_int_t to = a->end < b->end ? a->end : b->end;
    json_int_t x = a->end - a->start;
    json_int_t y = b->end - b->start;
    return a->turn == b->turn && 2 * (to - from) > (x < y ? x : y);
}

static void forget(json_t *quote)
{
    json_t *also = json_object_get(quote, "also");
    const char *verdict = json_string_value(json_object_get(quote, "verdict"));
    if (verdict != NULL && strcmp(verdict, "twice") == 0 && json_array_size(also) > 0) {
        (void)json_object_set(quote, "verdict", json_array_get(also, 0));
        (void)json_array_remove(also, 0);
    }
    for (size_t i = json_array_size(also); i > 0; i--) {
        const char *name = json_string_value(json_array_get(also, i - 1));
        if (name != NULL && strcmp(name, "twice") == 0) {
            (void)json_array_remove(also, i - 1);
        }
    }
    (void)json_object_set_new(quote, "first", json_null());
}

static void tell(json_t *quote, size_t first)
{
    json_t *also = json_object_get(quote, "also");
    const char *verdict = json_string_value(json_object_get(quote, "verdict"));
    if (strcmp(verdict, "exact") == 0 || strcmp(verdict, "marks") == 0) {
        (void)json_array_insert(also, 0, json_object_get(quote, "verdict"));
        (void)json_object_set_new(quote, "verdict", json_string("twice"));
    } else {
        (void)json_array_append_new(also, json_string("twice"));
    }
    (void)json_object_set_new(quote, "first", json_integer((json_int_t)first));
}

void propos_check_twice(json_t *quotes)
{
    for (size_t i = 0; i < json_array_size(quotes); i++) {
        json_t *quote = json_array_get(quotes, i);
        place here;
        forget(quote);
        bool told = !place_of(quote, &here);
        for (size_t j = 0; j < i && !told; j++) {
            place there;
            told = place_of(json_array_get(quotes, j), &there) && overlap(&there, &here);
            if (told) {
                tell(quote, j);
            }
        }
    }
}

json_t *propos_check_counts(const json_t *quotes)
{
    json_t *counts = json_object();
    for (size_t i = 0; i < sizeof VERDICTS / sizeof *VERDICTS; i++) {
        (void)json_object_set_new(counts, VERDICTS[i], json_integer(0));
    }
    size_t i = 0;
    const json_t *quote = NULL;
    json_array_foreach(quotes, i, quote)
    {
        const char *verdict = json_string_value(json_object_get(quote, "verdict"));
        json_int_t so_far = json_integer_value(json_object_get(counts, verdict));
        (void)json_object_set_new(counts, verdict, json_integer(so_far + 1));
    }
    (void)json_object_set_new(counts, "all", json_integer((json_int_t)json_array_size(quotes)));
    return counts;
}
