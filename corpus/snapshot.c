#include "corpus/snapshot.h"

#include "corpus/snapshot_parts.h"

#include <stdlib.h>

propos_snapshot *propos_snapshot_keep(propos_snapshot *snapshot)
{
    (void)atomic_fetch_add_explicit(&snapshot->inside->owners, 1, memory_order_relaxed);
    return snapshot;
}

void propos_snapshot_release(propos_snapshot *snapshot)
{
    if (snapshot == NULL ||
        atomic_fetch_sub_explicit(&snapshot->inside->owners, 1, memory_order_acq_rel) != 1) {
        return;
    }
    struct propos_snapshot_private *inside = snapshot->inside;
    propos_map_free(&inside->documents);
    propos_map_free(&inside->codes);
    propos_map_free(&inside->coders);
    propos_arena_free(inside->arena);
    free(inside);
    free(snapshot);
}

uint32_t propos_snapshot_passage(const propos_snapshot *snapshot, uint32_t id)
{
    const struct propos_snapshot_private *inside = snapshot->inside;
    uint32_t slot = snapshot_slot(id, inside->by_id_size);
    while (inside->by_id[slot] != PROPOS_NONE) {
        if (snapshot->passages[inside->by_id[slot]].id == id) {
            return inside->by_id[slot];
        }
        slot = (slot + 1) & (inside->by_id_size - 1);
    }
    return PROPOS_NONE;
}

static uint32_t find(const propos_map *map, const char *key)
{
    const size_t index = propos_map_get(map, key);
    return index == PROPOS_MAP_NONE ? PROPOS_NONE : (uint32_t)index;
}

uint32_t propos_snapshot_document(const propos_snapshot *snapshot, const char *id)
{
    return find(&snapshot->inside->documents, id);
}

uint32_t propos_snapshot_code(const propos_snapshot *snapshot, const char *id)
{
    return find(&snapshot->inside->codes, id);
}

uint32_t propos_snapshot_coder(const propos_snapshot *snapshot, const char *name)
{
    return find(&snapshot->inside->coders, name);
}

bool propos_snapshot_below(const propos_snapshot *snapshot, uint32_t code, uint32_t ancestor)
{
    while (code != PROPOS_NONE && code != ancestor) {
        code = snapshot->codes[code].parent;
    }
    return code != PROPOS_NONE;
}

bool propos_snapshot_asks(const propos_snapshot *snapshot, uint32_t passage)
{
    uint32_t speaker = snapshot->turns[snapshot->passages[passage].turn].speaker;
    return speaker != PROPOS_NONE && propos_role_asks(snapshot->speakers[speaker].role);
}
