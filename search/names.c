#include "search/language.h"

#include "base/memory.h"

#include <stdlib.h>

struct propos_names {
    propos_arena *arena;
};

propos_names *propos_names_new(propos_snapshot *const *snapshots, size_t count)
{
    (void)snapshots;
    (void)count;
    propos_names *names = propos_alloc(1, sizeof *names);
    names->arena = propos_arena_new();
    return names;
}

void propos_names_free(propos_names *names)
{
    if (names != NULL) {
        propos_arena_free(names->arena);
        free(names);
    }
}

bool propos_names_attribute(const propos_names *names, const char *fold)
{
    (void)names;
    (void)fold;
    return false;
}

void propos_names_attributes(const propos_names *names,
                             void (*each)(void *context, const char *name), void *context)
{
    (void)names;
    (void)each;
    (void)context;
}
