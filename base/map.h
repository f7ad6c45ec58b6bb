// A hash map from texts to numbers: ids to indexes.
#ifndef PROPOS_BASE_MAP_H
#define PROPOS_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

// Zero-initialise it: `propos_map ids = {0};`. Keys are kept by address: they must outlive the map.
typedef struct propos_map {
    struct propos_map_slot *slots;
    size_t slot_count; // a power of two
    size_t used;
} propos_map;

#define PROPOS_MAP_NONE ((size_t)-1)

// Adds `key`, unless it is there. Returns the value that now stands there: `value`, or the older
// one.
size_t propos_map_add(propos_map *map, const char *key, size_t value);

// The value of `key`, or PROPOS_MAP_NONE.
size_t propos_map_get(const propos_map *map, const char *key);

void propos_map_free(propos_map *map);

#endif
