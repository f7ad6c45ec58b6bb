// The code book of a project: ids are the names, since tools' own ids say nothing to anybody.
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/project.h"
#include "formats/transcript.h"

#include <stdlib.h>
#include <string.h>

static size_t index_of(const propos_map *keys, const char *key)
{
    return key == NULL ? PROPOS_MAP_NONE : propos_map_get(keys, key);
}

// The parent of each code as an index; a circle is broken where it is met.
static size_t *find_parents(project *p)
{
    propos_map keys = {0};
    size_t *parents = propos_alloc(p->code_count + 1, sizeof *parents);
    for (size_t i = 0; i < p->code_count; i++) {
        (void)propos_map_add(&keys, p->codes[i].key, i);
    }
    for (size_t i = 0; i < p->code_count; i++) {
        parents[i] = index_of(&keys, p->codes[i].parent);
    }
    for (size_t i = 0; i < p->code_count; i++) {
        size_t steps = 0;
        size_t at = parents[i];
        while (at != PROPOS_MAP_NONE && at != i && steps++ <= p->code_count) {
            at = parents[at];
        }
        if (at != PROPOS_MAP_NONE) {
            PROJECT_DOUBT(p, NULL, _("the code “%s” is its own ancestor; it becomes a root"),
                          p->codes[i].name);
            parents[i] = PROPOS_MAP_NONE;
        }
    }
    propos_map_free(&keys);
    return parents;
}

// "name", or "parent / name" where several codes have that name, or "name (2)".
static void name_codes(project *p, const size_t *parents, const char **ids)
{
    propos_map uses = {0};
    size_t *counts = propos_alloc(p->code_count + 1, sizeof *counts);
    for (size_t i = 0; i < p->code_count; i++) {
        counts[propos_map_add(&uses, p->codes[i].name, i)]++;
    }
    propos_map taken = {0};
    for (size_t i = 0; i < p->code_count; i++) {
        const char *name = p->codes[i].name;
        bool alone = counts[propos_map_get(&uses, name)] == 1;
        const char *id = name;
        if (!alone && parents[i] != PROPOS_MAP_NONE) {
            id = propos_arena_printf(p->arena, "%s / %s", p->codes[parents[i]].name, name);
        }
        const char *wanted = id;
        for (unsigned n = 2; propos_map_add(&taken, id, i) != i; n++) {
            id = propos_arena_printf(p->arena, "%s (%u)", wanted, n);
        }
        ids[i] = id;
    }
    propos_map_free(&taken);
    propos_map_free(&uses);
    free(counts);
}

// Codes that only a speaker's mark or a circle of empty folders would need are left out.
static bool *find_needed(const project *p, const size_t *parents)
{
    bool *needed = propos_alloc(p->code_count + 1, sizeof *needed);
    propos_map used = {0};
    for (size_t i = 0; i < p->span_count; i++) {
        if (p->spans[i].code != NULL) {
            (void)propos_map_add(&used, p->spans[i].code, i);
        }
    }
    for (size_t i = 0; i < p->code_count; i++) {
        bool wanted =
            !p->codes[i].unused_hidden || propos_map_get(&used, p->codes[i].key) != PROPOS_MAP_NONE;
        for (size_t at = i; wanted && at != PROPOS_MAP_NONE && !needed[at]; at = parents[at]) {
            needed[at] = true;
        }
    }
    propos_map_free(&used);
    return needed;
}

void project_codes(project *p, const char **ids)
{
    formats_content *content = p->content;
    size_t *parents = find_parents(p);
    name_codes(p, parents, ids);
    bool *needed = find_needed(p, parents);
    content->codes = propos_arena_alloc(p->arena, p->code_count + 1, sizeof(propos_code_data));
    for (size_t i = 0; i < p->code_count; i++) {
        if (needed[i]) {
            content->codes[content->code_count++] = (propos_code_data){
                .id = ids[i],
                .parent = parents[i] == PROPOS_MAP_NONE ? NULL : ids[parents[i]],
                .name = p->codes[i].name,
                .definition = p->codes[i].definition,
                .source = {p->input->name, 0},
            };
        }
    }
    free(needed);
    free(parents);
}
