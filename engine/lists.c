#include "engine/lists.h"

#include "base/memory.h"

#include <stdlib.h>

void engine_list_add(engine_list *l, uint32_t id, double score)
{
    PROPOS_GROW(l->items, l->capacity, l->count + 1);
    l->items[l->count++] = (propos_hit){id, score};
}

void engine_list_free(engine_list *l)
{
    free(l->items);
    *l = (engine_list){0};
}

void engine_list_keep(engine_list *l, const engine_list *other, bool in)
{
    size_t kept = 0;
    size_t o = 0;
    for (size_t i = 0; i < l->count; i++) {
        propos_hit hit = l->items[i];
        while (o < other->count && other->items[o].id < hit.id) {
            o++;
        }
        if ((o < other->count && other->items[o].id == hit.id) == in) {
            l->items[kept++] = hit;
        }
    }
    l->count = kept;
}

void engine_list_score(engine_list *left, const engine_list *right)
{
    size_t r = 0;
    for (size_t i = 0; i < left->count; i++) {
        while (r < right->count && right->items[r].id < left->items[i].id) {
            r++;
        }
        if (r < right->count && right->items[r].id == left->items[i].id) {
            left->items[i].score += right->items[r].score;
        }
    }
}

void engine_list_unite(engine_list *left, const engine_list *right)
{
    engine_list out = {0};
    size_t l = 0;
    size_t r = 0;
    while (l < left->count || r < right->count) {
        if (r == right->count || (l < left->count && left->items[l].id < right->items[r].id)) {
            engine_list_add(&out, left->items[l].id, left->items[l].score);
            l++;
        } else if (l == left->count || right->items[r].id < left->items[l].id) {
            engine_list_add(&out, right->items[r].id, right->items[r].score);
            r++;
        } else {
            engine_list_add(&out, left->items[l].id, left->items[l].score + right->items[r].score);
            l++;
            r++;
        }
    }
    engine_list_free(left);
    *left = out;
}

static int compare_hits(const void *left, const void *right)
{
    const propos_hit *a = left;
    const propos_hit *b = right;
    if (a->score != b->score) {
        return a->score > b->score ? -1 : 1;
    }
    return (a->id > b->id) - (a->id < b->id);
}

void engine_list_rank(engine_list *l)
{
    if (l->count > 0) {
        qsort(l->items, l->count, sizeof *l->items, compare_hits);
    }
}
