#include "base/map.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct propos_map_slot {
    const char *key; // NULL: empty
    size_t value;
};

// FNV-1a: short keys from the user's own files; nobody floods his own study.
static size_t hash_of(const char *key)
{
    uint64_t hash = 1469598103934665603U;
    for (const unsigned char *at = (const unsigned char *)key; *at != '\0'; at++) {
        hash = (hash ^ *at) * 1099511628211U;
    }
    return (size_t)(hash ^ (hash >> 32));
}

static struct propos_map_slot *slot_of(const propos_map *map, const char *key)
{
    size_t at = hash_of(key) & (map->slot_count - 1);
    while (map->slots[at].key != NULL && strcmp(map->slots[at].key, key) != 0) {
        at = (at + 1) & (map->slot_count - 1);
    }
    return &map->slots[at];
}

static void grow(propos_map *map)
{
    propos_map larger = {.slot_count = map->slot_count == 0 ? 64 : map->slot_count * 2};
    larger.slots = propos_alloc(larger.slot_count, sizeof *larger.slots);
    for (size_t i = 0; i < map->slot_count; i++) {
        if (map->slots[i].key != NULL) {
            *slot_of(&larger, map->slots[i].key) = map->slots[i];
        }
    }
    larger.used = map->used;
    free(map->slots);
    *map = larger;
}

size_t propos_map_add(propos_map *map, const char *key, size_t value)
{
    if ((map->used + 1) * 2 > map->slot_count) { // at most half full: short probes
        grow(map);
    }
    struct propos_map_slot *slot = slot_of(map, key);
    if (slot->key == NULL) {
        *slot = (struct propos_map_slot){key, value};
        map->used++;
    }
    return slot->value;
}

size_t propos_map_get(const propos_map *map, const char *key)
{
    if (map->slot_count == 0) {
        return PROPOS_MAP_NONE;
    }
    const struct propos_map_slot *slot = slot_of(map, key);
    return slot->key == NULL ? PROPOS_MAP_NONE : slot->value;
}

void propos_map_free(propos_map *map)
{
    free(map->slots);
    *map = (propos_map){0};
}
