#include "text/wordmap.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64

// FNV-1a: words are short, and nobody chooses them to collide.
uint32_t text_hash(const char *bytes, size_t length)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619U;
    return hash;
}

// The slot of a word, or the free one where it belongs.
static text_map_slot *find(const text_map *map, const char *word, size_t length, uint32_t hash)
{
    size_t at = hash & (map->capacity - 1);
    for (;;) {
        text_map_slot *slot = &map->slots[at];
        if (!slot->word || (slot->hash == hash && strncmp(slot->word, word, length) == 0 &&
                            slot->word[length] == '\0'))
            return slot;
        at = (at + 1) & (map->capacity - 1);
    }
}

static void grow(text_map *map)
{
    text_map old = *map;
    map->capacity = old.capacity ? old.capacity * 2 : FIRST_CAPACITY;
    map->slots = propos_alloc(map->capacity, sizeof *map->slots);
    for (size_t i = 0; i < old.capacity; i++) {
        const text_map_slot *slot = &old.slots[i];
        if (slot->word)
            *find(map, slot->word, strlen(slot->word), slot->hash) = *slot;
    }
    free(old.slots);
}

uint32_t *text_map_put(text_map *map, const char *word, uint32_t value)
{
    if ((map->count + 1) * 2 > map->capacity)
        grow(map);
    size_t length = strlen(word);
    uint32_t hash = text_hash(word, length);
    text_map_slot *slot = find(map, word, length, hash);
    if (!slot->word) {
        slot->word = propos_strdup(word);
        slot->hash = hash;
        slot->value = value;
        map->count++;
    }
    return &slot->value;
}

const uint32_t *text_map_get(const text_map *map, const char *word, size_t length)
{
    if (map->count == 0)
        return NULL;
    const text_map_slot *slot = find(map, word, length, text_hash(word, length));
    return slot->word ? &slot->value : NULL;
}

void text_map_copy(const text_map *from, text_map *to)
{
    *to = *from;
    if (from->capacity == 0)
        return;
    to->slots = propos_alloc(from->capacity, sizeof *to->slots);
    for (size_t i = 0; i < from->capacity; i++) {
        to->slots[i] = from->slots[i];
        to->slots[i].word = propos_strdup(from->slots[i].word);
    }
}

void text_map_free(text_map *map)
{
    for (size_t i = 0; i < map->capacity; i++)
        free(map->slots[i].word);
    free(map->slots);
    *map = (text_map){0};
}
