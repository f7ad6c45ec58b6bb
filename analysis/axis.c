#include "analysis/axis.h"

#include "base/memory.h"

#include <stdlib.h>

// Units that stand side by side in the text and on the axis.
struct axis_piece {
    uint32_t turn;
    uint32_t start, end; // code points of the turn
    uint64_t base;       // on the axis: of the first letter, or of the one unit that this is
};

static void add_piece(axis *a, uint32_t turn, uint32_t start, uint32_t end)
{
    PROPOS_GROW(a->pieces, a->piece_capacity, a->piece_count + 1);
    a->pieces[a->piece_count++] =
        (axis_piece){.turn = turn, .start = start, .end = end, .base = a->length};
    a->length += a->unit == AXIS_CHARACTERS ? end - start : 1;
}

static void add_turn(axis *a, const propos_part *part, uint32_t turn)
{
    const propos_snapshot *s = a->snapshot;
    const propos_snap_turn *t = &s->turns[turn];
    uint32_t wanted = 0;
    for (uint32_t i = 0; i < t->passage_count; i++) {
        wanted += propos_bits_has(&part->passages, t->first_passage + i) ? 1 : 0;
    }
    if (a->unit != AXIS_PASSAGES && wanted > 0 &&
        (a->unit == AXIS_TURNS || wanted == t->passage_count)) {
        add_piece(a, turn, 0, t->length);
        return;
    }
    for (uint32_t i = 0; i < t->passage_count; i++) {
        const propos_snap_passage *p = &s->passages[t->first_passage + i];
        if (propos_bits_has(&part->passages, t->first_passage + i)) {
            add_piece(a, turn, p->start, p->end);
        }
    }
}

void axis_new(axis *a, const propos_part *part, axis_unit unit, const bool *documents)
{
    const propos_snapshot *s = part->view->snapshot;
    *a = (axis){.snapshot = s, .unit = unit};
    a->first_piece = propos_alloc((size_t)s->turn_count + 1, sizeof *a->first_piece);
    for (uint32_t turn = 0; turn < s->turn_count; turn++) {
        a->first_piece[turn] = (uint32_t)a->piece_count;
        if (s->turns[turn].speaker != PROPOS_NONE && documents[s->turns[turn].document]) {
            add_turn(a, part, turn);
        }
    }
    a->first_piece[s->turn_count] = (uint32_t)a->piece_count;
}

void axis_free(axis *a)
{
    free(a->pieces);
    free(a->first_piece);
    *a = (axis){0};
}

static void push(axis_stretches *out, uint64_t start, uint64_t end)
{
    PROPOS_GROW(out->items, out->capacity, out->count + 1);
    out->items[out->count++] = (axis_stretch){start, end};
}

void axis_add_coding(const axis *a, const propos_snap_coding *coding, axis_stretches *out)
{
    for (uint32_t turn = coding->first_turn; turn <= coding->last_turn; turn++) {
        uint32_t start = turn == coding->first_turn ? coding->start : 0;
        uint32_t end = turn == coding->last_turn ? coding->end : a->snapshot->turns[turn].length;
        for (uint32_t i = a->first_piece[turn]; i < a->first_piece[turn + 1]; i++) {
            const axis_piece *p = &a->pieces[i];
            uint32_t from = start > p->start ? start : p->start;
            uint32_t to = end < p->end ? end : p->end;
            if (from < to && a->unit == AXIS_CHARACTERS) {
                push(out, p->base + (from - p->start), p->base + (to - p->start));
            } else if (from < to) {
                push(out, p->base, p->base + 1);
            }
        }
    }
}

static int by_start(const void *a, const void *b)
{
    const axis_stretch *x = a;
    const axis_stretch *y = b;
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    return x->end < y->end ? -1 : x->end > y->end;
}

void axis_stretches_settle(axis_stretches *stretches)
{
    if (stretches->count > 1) {
        qsort(stretches->items, stretches->count, sizeof *stretches->items, by_start);
    }
    size_t kept = 0;
    for (size_t i = 0; i < stretches->count; i++) {
        axis_stretch *last = kept > 0 ? &stretches->items[kept - 1] : NULL;
        const axis_stretch next = stretches->items[i];
        if (last != NULL && next.start <= last->end) {
            last->end = next.end > last->end ? next.end : last->end;
        } else {
            stretches->items[kept++] = next;
        }
    }
    stretches->count = kept;
}

void axis_stretches_free(axis_stretches *stretches)
{
    free(stretches->items);
    *stretches = (axis_stretches){0};
}

uint64_t axis_stretches_length(const axis_stretches *set)
{
    uint64_t length = 0;
    for (size_t i = 0; i < set->count; i++) {
        length += set->items[i].end - set->items[i].start;
    }
    return length;
}

uint64_t axis_stretches_shared(const axis_stretches *a, const axis_stretches *b)
{
    uint64_t shared = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        const axis_stretch *x = &a->items[i];
        const axis_stretch *y = &b->items[j];
        uint64_t start = x->start > y->start ? x->start : y->start;
        uint64_t end = x->end < y->end ? x->end : y->end;
        shared += start < end ? end - start : 0;
        if (x->end < y->end) {
            i++;
        } else {
            j++;
        }
    }
    return shared;
}

// A place where a set begins or ends.
typedef struct edge {
    uint64_t at;
    int step; // +1 or -1
} edge;

static int by_place(const void *a, const void *b)
{
    const edge *x = a;
    const edge *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

void axis_stretches_depths(const axis_stretches *sets, size_t count, uint64_t *by_count)
{
    size_t edge_count = 0;
    for (size_t i = 0; i < count; i++) {
        edge_count += 2 * sets[i].count;
    }
    edge *edges = propos_alloc(edge_count + 1, sizeof *edges);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < sets[i].count; j++) {
            edges[at++] = (edge){sets[i].items[j].start, 1};
            edges[at++] = (edge){sets[i].items[j].end, -1};
        }
    }
    if (edge_count > 0) {
        qsort(edges, edge_count, sizeof *edges, by_place);
    }
    int depth = 0;
    for (size_t i = 0; i < edge_count; i++) {
        depth += edges[i].step;
        // Edges at one place change the depth for no unit in between.
        if (i + 1 < edge_count && depth > 0) {
            by_count[depth] += edges[i + 1].at - edges[i].at;
        }
    }
    free(edges);
}
