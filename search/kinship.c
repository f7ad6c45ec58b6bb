#include "search/kinship.h"

#include "base/memory.h"

#include <stdlib.h>

// More hits would bring in what the question is not about, fewer rest on chance.
enum { BEST = 3 };
// Added to the passages of a code.
static const double RARITY = 2;

// A code and what it is worth.
typedef struct worth {
    uint32_t code;
    double value;
} worth;

typedef struct worths {
    worth *items;
    size_t count, capacity;
} worths;

static double *worth_of(worths *all, uint32_t code)
{
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].code == code) {
            return &all->items[i].value;
        }
    }
    return NULL;
}

// Writes the codes of a passage, each once; returns how many. Few codings are on one passage: a
// list does.
static size_t codes_of(const propos_snapshot *s, uint32_t passage, uint32_t *codes, size_t room)
{
    const propos_snap_passage *p = &s->passages[passage];
    size_t count = 0;
    for (uint32_t i = 0; i < p->span_count && count < room; i++) {
        uint32_t code = s->codings[s->spans[p->first_span + i].coding].code;
        size_t at = 0;
        while (at < count && codes[at] != code) {
            at++;
        }
        codes[at] = code;
        count += at == count ? 1 : 0;
    }
    return count;
}

// Codes looked at on one passage: more say nothing more.
enum { CODES_MOST = 64 };

static void add_hit(const propos_plan *plan, const propos_find *find, worths *all)
{
    uint32_t codes[CODES_MOST];
    size_t count = codes_of(plan->snapshot, find->first, codes, CODES_MOST);
    for (size_t i = 0; i < count; i++) {
        double *value = worth_of(all, codes[i]);
        if (value == NULL) {
            PROPOS_GROW(all->items, all->capacity, all->count + 1);
            all->items[all->count] = (worth){.code = codes[i]};
            value = &all->items[all->count++].value;
        }
        *value += find->score / (plan->catalogue->code_passages[codes[i]] + RARITY);
    }
}

static double gain(const propos_plan *plan, const propos_find *find, worths *all)
{
    uint32_t codes[CODES_MOST];
    size_t count = codes_of(plan->snapshot, find->first, codes, CODES_MOST);
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const double *value = worth_of(all, codes[i]);
        sum += value == NULL ? 0 : *value;
    }
    return sum * plan->weights->kinship;
}

void propos_kinship_raise(const propos_plan *plan, propos_find *finds, size_t count)
{
    worths all = {0};
    bool people = !plan->asks_people && plan->catalogue->has_moderators;
    size_t best = 0;
    for (size_t i = 0; plan->weights->kinship > 0 && i < count && best < BEST; i++) {
        if (!people || !propos_snapshot_asks(plan->snapshot, finds[i].first)) {
            add_hit(plan, &finds[i], &all);
            best++;
        }
    }
    size_t window = count < PROPOS_KINSHIP_WINDOW ? count : PROPOS_KINSHIP_WINDOW;
    double top = count > 0 ? finds[0].score : 0;
    for (size_t i = 0; i < window; i++) {
        finds[i].score += gain(plan, &finds[i], &all);
        if (people && !propos_snapshot_asks(plan->snapshot, finds[i].first)) {
            finds[i].score += top * plan->weights->participant;
        }
    }
    if (window > 1) {
        qsort(finds, window, sizeof *finds, propos_find_in_one_order);
    }
    free(all.items);
}
