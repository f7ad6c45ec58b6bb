#include "search/coded.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// Coders times codes: 50 coders with 10 000 codes each. Beyond it the index terms alone preselect.
enum { CELLS_MOST = 500000 };

// The passages of a coder and a code, those of the codes below it included, stand in
// ids[first[cell]] to ids[first[cell + 1] - 1].
struct propos_coded {
    uint32_t coder_count, code_count;
    uint32_t *first;
    uint32_t *ids;
};

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

// The cell of a span's coding and, by `code` = its parent, of the codes above.
static size_t cell_of(const propos_coded *c, uint32_t coder, uint32_t code)
{
    return (size_t)coder * c->code_count + code;
}

// Counts each span's passage in the cells of its code and of the codes above; with `at`, writes it.
static void each_span(const propos_snapshot *s, propos_coded *c, uint32_t *at)
{
    for (uint32_t p = 0; p < s->passage_count; p++) {
        const propos_snap_passage *passage = &s->passages[p];
        for (uint32_t i = 0; i < passage->span_count; i++) {
            const propos_snap_coding *coding =
                &s->codings[s->spans[passage->first_span + i].coding];
            for (uint32_t code = coding->code; coding->coder != PROPOS_NONE && code != PROPOS_NONE;
                 code = s->codes[code].parent) {
                size_t cell = cell_of(c, coding->coder, code);
                if (at == NULL) {
                    c->first[cell + 1]++;
                } else {
                    c->ids[at[cell]++] = passage->id;
                }
            }
        }
    }
}

// Sorts the `count` ids and drops what is there twice; returns how many are left.
static size_t sorted(uint32_t *ids, size_t count)
{
    if (count > 1) {
        qsort(ids, count, sizeof *ids, by_number);
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || ids[kept - 1] != ids[i]) {
            ids[kept++] = ids[i];
        }
    }
    return kept;
}

propos_coded *propos_coded_new(propos_arena *arena, const propos_snapshot *snapshot)
{
    size_t cells = (size_t)snapshot->coder_count * snapshot->code_count;
    if (cells > CELLS_MOST) {
        return NULL;
    }
    propos_coded *c = propos_arena_alloc(arena, 1, sizeof *c);
    c->coder_count = snapshot->coder_count;
    c->code_count = snapshot->code_count;
    c->first = propos_arena_alloc(arena, cells + 1, sizeof *c->first);
    each_span(snapshot, c, NULL);
    for (size_t i = 0; i < cells; i++) {
        c->first[i + 1] += c->first[i];
    }
    c->ids = propos_arena_alloc(arena, (size_t)c->first[cells] + 1, sizeof *c->ids);
    uint32_t *at = propos_alloc(cells + 1, sizeof *at);
    memcpy(at, c->first, cells * sizeof *at);
    each_span(snapshot, c, at);
    free(at);
    uint32_t kept = 0;
    for (size_t i = 0; i < cells; i++) {
        uint32_t from = c->first[i];
        size_t count = sorted(c->ids + from, c->first[i + 1] - from);
        memmove(c->ids + kept, c->ids + from, count * sizeof *c->ids);
        c->first[i] = kept;
        kept += (uint32_t)count;
    }
    c->first[cells] = kept;
    return c;
}

// A list that the caller of propos_coded_among() gets, or that goes into it.
typedef struct id_list {
    const uint32_t *ids;
    size_t count;
} id_list;

// The passages that `coder` coded with any of the codes asked for.
static id_list of_coder(propos_arena *arena, const propos_coded *c, const propos_span_query *query,
                        uint32_t coder)
{
    size_t room = 0;
    for (size_t i = 0; i < query->code_count; i++) {
        size_t cell = cell_of(c, coder, query->codes[i]);
        room += c->first[cell + 1] - c->first[cell];
    }
    if (query->code_count == 1) {
        return (id_list){c->ids + c->first[cell_of(c, coder, query->codes[0])], room};
    }
    uint32_t *ids = propos_arena_alloc(arena, room, sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < query->code_count; i++) {
        size_t cell = cell_of(c, coder, query->codes[i]);
        size_t more = c->first[cell + 1] - c->first[cell];
        memcpy(ids + count, c->ids + c->first[cell], more * sizeof *ids);
        count += more;
    }
    return (id_list){ids, sorted(ids, count)};
}

static id_list in_both(propos_arena *arena, id_list a, id_list b)
{
    size_t room = a.count < b.count ? a.count : b.count;
    uint32_t *ids = propos_arena_alloc(arena, room, sizeof *ids);
    size_t count = 0;
    for (size_t i = 0, j = 0; i < a.count && j < b.count;) {
        if (a.ids[i] == b.ids[j]) {
            ids[count++] = a.ids[i];
        }
        // Without a branch that no processor can foresee.
        uint32_t x = a.ids[i];
        uint32_t y = b.ids[j];
        i += x <= y;
        j += y <= x;
    }
    return (id_list){ids, count};
}

// The coders who must all have a span, by one condition.
static size_t needed(const propos_coded *c, const propos_coders *coders)
{
    switch (coders->kind) {
    case PROPOS_CODERS_ONE:
    case PROPOS_CODERS_WITHOUT:
        return 1;
    case PROPOS_CODERS_BOTH:
        return coders->count;
    case PROPOS_CODERS_ALL:
        return c->coder_count;
    case PROPOS_CODERS_EITHER:
    case PROPOS_CODERS_COUNT:
        break;
    }
    return 0;
}

const uint32_t *propos_coded_among(propos_arena *arena, const propos_coded *coded,
                                   const propos_span_query *query, size_t *count)
{
    bool any = false;
    id_list list = {0};
    *count = 0;
    if (coded == NULL || query->codes == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < query->coders_count; i++) {
        const propos_coders *coders = &query->coders[i];
        size_t need = needed(coded, coders);
        for (size_t j = 0; j < need; j++) {
            uint32_t coder = coders->kind == PROPOS_CODERS_ALL ? (uint32_t)j : coders->coders[j];
            id_list one = of_coder(arena, coded, query, coder);
            list = any ? in_both(arena, list, one) : one;
            any = true;
        }
    }
    *count = list.count;
    return any ? list.ids : NULL;
}
