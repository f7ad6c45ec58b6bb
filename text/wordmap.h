// A map from words to numbers, for the word lists. Private to text/.
#ifndef PROPOS_TEXT_WORDMAP_H
#define PROPOS_TEXT_WORDMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct text_map_slot {
    char *word; // owned; NULL: free
    uint32_t hash;
    uint32_t value;
} text_map_slot;

// Zero-initialise it; free it with text_map_free().
typedef struct text_map {
    text_map_slot *slots;
    size_t capacity; // a power of two, or 0
    size_t count;
} text_map;

uint32_t text_hash(const char *bytes, size_t length);

// Adds a word, or keeps the value it has; returns where the value lies (until the next call). The
// word is copied.
uint32_t *text_map_put(text_map *map, const char *word, uint32_t value);

// The value of a word of `length` bytes, NULL when it is not there.
const uint32_t *text_map_get(const text_map *map, const char *word, size_t length);

void text_map_copy(const text_map *from, text_map *to);
void text_map_free(text_map *map);

#endif
