#include "search/spans.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// Spans on one passage that fit on the stack; a passage of 150 words seldom carries a tenth of it.
enum { SPANS_AT_HAND = 64 };

// A span that the query sees: of a named coder, with one of the codes asked.
typedef struct seen {
    uint32_t coder, code, start, end;
} seen;

typedef struct seen_list {
    seen *items;
    size_t count;
    seen at_hand[SPANS_AT_HAND];
} seen_list;

// Where a coder's coverage begins (+1) or ends (-1).
typedef struct edge {
    uint32_t at, coder;
    int step;
} edge;

static bool code_asked(const propos_snapshot *snapshot, const propos_span_query *query,
                       uint32_t code)
{
    if (query == NULL || query->codes == NULL) {
        return true;
    }
    for (size_t i = 0; i < query->code_count; i++) {
        if (propos_snapshot_below(snapshot, code, query->codes[i])) {
            return true;
        }
    }
    return false;
}

static void see(const propos_snapshot *snapshot, uint32_t passage, const propos_span_query *query,
                seen_list *out)
{
    const propos_snap_passage *p = &snapshot->passages[passage];
    out->count = 0;
    out->items = p->span_count <= SPANS_AT_HAND ? out->at_hand
                                                : propos_alloc(p->span_count, sizeof *out->items);
    for (uint32_t i = 0; i < p->span_count; i++) {
        const propos_snap_span *span = &snapshot->spans[p->first_span + i];
        const propos_snap_coding *coding = &snapshot->codings[span->coding];
        if (coding->coder != PROPOS_NONE && span->start < span->end &&
            code_asked(snapshot, query, coding->code)) {
            out->items[out->count++] = (seen){.coder = coding->coder,
                                              .code = coding->code,
                                              .start = span->start,
                                              .end = span->end};
        }
    }
}

static void seen_free(seen_list *list)
{
    if (list->items != list->at_hand) {
        free(list->items);
    }
}

static bool in_set(const uint32_t *set, size_t count, uint32_t coder)
{
    for (size_t i = 0; i < count; i++) {
        if (set[i] == coder) {
            return true;
        }
    }
    return false;
}

static size_t distinct(const uint32_t *set, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += in_set(set, i, set[i]) ? 0 : 1;
    }
    return found;
}

static bool has_span(const seen_list *list, uint32_t coder)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].coder == coder) {
            return true;
        }
    }
    return false;
}

static int by_place(const void *a, const void *b)
{
    const edge *x = a;
    const edge *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

// Adds to `out` the stretches that at least `need` of the coders of `set` (NULL: of all coders)
// cover, and returns the number of letters in them. `out` may be NULL.
static uint64_t covered(const propos_snapshot *snapshot, const seen_list *list, const uint32_t *set,
                        size_t set_count, size_t need, propos_ranges *out)
{
    edge edges_at_hand[2 * SPANS_AT_HAND];
    uint32_t open_at_hand[SPANS_AT_HAND] = {0};
    edge *edges =
        list->count <= SPANS_AT_HAND ? edges_at_hand : propos_alloc(2 * list->count, sizeof *edges);
    uint32_t *open = snapshot->coder_count <= SPANS_AT_HAND
                         ? open_at_hand
                         : propos_alloc(snapshot->coder_count, sizeof *open);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const seen *s = &list->items[i];
        if (set == NULL || in_set(set, set_count, s->coder)) {
            edges[count++] = (edge){.at = s->start, .coder = s->coder, .step = 1};
            edges[count++] = (edge){.at = s->end, .coder = s->coder, .step = -1};
        }
    }
    qsort(edges, count, sizeof *edges, by_place);
    uint64_t letters = 0;
    size_t active = 0;
    uint32_t since = 0;
    bool inside = false;
    for (size_t i = 0; i < count;) {
        uint32_t at = edges[i].at;
        for (; i < count && edges[i].at == at; i++) {
            // Spans are never empty, so that a coder's end is always met after its start.
            uint32_t before = open[edges[i].coder];
            open[edges[i].coder] = before + (uint32_t)edges[i].step;
            if (before == 0) {
                active++;
            } else if (open[edges[i].coder] == 0) {
                active--;
            }
        }
        if (!inside && active >= need) {
            inside = true;
            since = at;
        } else if (inside && active < need) {
            inside = false;
            letters += at - since;
            if (out != NULL) {
                propos_ranges_add(out, since, at);
            }
        }
    }
    if (edges != edges_at_hand) {
        free(edges);
    }
    if (open != open_at_hand) {
        free(open);
    }
    return letters;
}

propos_level propos_codes_level(const propos_snapshot *snapshot, uint32_t a, uint32_t b)
{
    if (a == b) {
        return PROPOS_LEVEL_SAME;
    }
    const propos_snap_code *x = &snapshot->codes[a];
    const propos_snap_code *y = &snapshot->codes[b];
    if (x->theme != PROPOS_NONE && x->theme == y->theme) {
        return PROPOS_LEVEL_RELATED;
    }
    uint32_t above = PROPOS_NONE;
    if (propos_snapshot_below(snapshot, a, b)) {
        above = b;
    } else if (propos_snapshot_below(snapshot, b, a)) {
        above = a;
    }
    // Everything lies below some root: a root that has children says nothing about what two coders
    // share. (A root above another code has children by that very fact.)
    bool related = above != PROPOS_NONE && snapshot->codes[above].parent != PROPOS_NONE;
    return related ? PROPOS_LEVEL_RELATED : PROPOS_LEVEL_NONE;
}

// The coders whose meeting is asked about: those named together, or NULL for all.
static const propos_coders *concerned(const propos_span_query *query)
{
    for (size_t i = 0; query != NULL && i < query->coders_count; i++) {
        if (query->coders[i].kind == PROPOS_CODERS_BOTH) {
            return &query->coders[i];
        }
    }
    return NULL;
}

static bool pair_meets(const seen *a, const seen *b, const propos_coders *who)
{
    return a->coder != b->coder && a->start < b->end && b->start < a->end &&
           (who == NULL || (in_set(who->coders, who->count, a->coder) &&
                            in_set(who->coders, who->count, b->coder)));
}

// The best level of any pair of spans that overlap; false when none overlap.
static bool best_level(const propos_snapshot *snapshot, const seen_list *list,
                       const propos_coders *who, propos_level *best)
{
    bool any = false;
    *best = PROPOS_LEVEL_NONE;
    for (size_t i = 0; i < list->count && *best != PROPOS_LEVEL_SAME; i++) {
        for (size_t j = i + 1; j < list->count; j++) {
            if (pair_meets(&list->items[i], &list->items[j], who)) {
                any = true;
                propos_level level =
                    propos_codes_level(snapshot, list->items[i].code, list->items[j].code);
                *best = level > *best ? level : *best;
            }
        }
    }
    return any;
}

// The places where pairs of spans meet at `level` or above.
static void pair_places(const propos_snapshot *snapshot, const seen_list *list,
                        const propos_coders *who, propos_level level, propos_ranges *out)
{
    for (size_t i = 0; i < list->count; i++) {
        for (size_t j = i + 1; j < list->count; j++) {
            const seen *a = &list->items[i];
            const seen *b = &list->items[j];
            if (pair_meets(a, b, who) && propos_codes_level(snapshot, a->code, b->code) >= level) {
                propos_ranges_add(out, a->start > b->start ? a->start : b->start,
                                  a->end < b->end ? a->end : b->end);
            }
        }
    }
    propos_ranges_merge(out);
}

static bool agreed(const propos_snapshot *snapshot, const seen_list *list,
                   const propos_span_query *query, propos_ranges *places)
{
    const propos_coders *who = concerned(query);
    propos_level best;
    if (!best_level(snapshot, list, who, &best)) {
        return false;
    }
    bool holds = (query->agreed_same && best == PROPOS_LEVEL_SAME) ||
                 (query->agreed_yes && best >= PROPOS_LEVEL_RELATED) ||
                 (query->agreed_no && best == PROPOS_LEVEL_NONE);
    if (holds) {
        propos_level least = best == PROPOS_LEVEL_NONE ? PROPOS_LEVEL_NONE
                             : query->agreed_yes       ? PROPOS_LEVEL_RELATED
                                                       : PROPOS_LEVEL_SAME;
        pair_places(snapshot, list, who, least, places);
    }
    return holds;
}

static double ratio(const propos_snapshot *snapshot, const seen_list *list, const uint32_t *set,
                    size_t count)
{
    uint64_t all = covered(snapshot, list, set, count, 1, NULL);
    uint64_t shared = covered(snapshot, list, set, count, count, NULL);
    return all == 0 ? 0 : (double)shared / (double)all;
}

// Letters shared / letters in the union: of the coders named together, of all for "tous", else of
// the pair that shares most.
static double overlap_ratio(const propos_snapshot *snapshot, const seen_list *list,
                            const propos_span_query *query)
{
    const propos_coders *who = concerned(query);
    if (who != NULL) {
        uint64_t all = covered(snapshot, list, who->coders, who->count, 1, NULL);
        uint64_t shared = covered(snapshot, list, who->coders, who->count,
                                  distinct(who->coders, who->count), NULL);
        return all == 0 ? 0 : (double)shared / (double)all;
    }
    for (size_t i = 0; i < query->coders_count; i++) {
        if (query->coders[i].kind == PROPOS_CODERS_ALL) {
            uint64_t all = covered(snapshot, list, NULL, 0, 1, NULL);
            uint64_t shared = covered(snapshot, list, NULL, 0, snapshot->coder_count, NULL);
            return all == 0 ? 0 : (double)shared / (double)all;
        }
    }
    double best = 0;
    for (uint32_t a = 0; a < snapshot->coder_count; a++) {
        for (uint32_t b = a + 1; has_span(list, a) && b < snapshot->coder_count; b++) {
            double r = has_span(list, b) ? ratio(snapshot, list, (uint32_t[]){a, b}, 2) : 0;
            best = r > best ? r : best;
        }
    }
    return best;
}

static bool finished(const propos_snapshot *snapshot, uint32_t passage, uint32_t coder)
{
    uint32_t document = snapshot->turns[snapshot->passages[passage].turn].document;
    return snapshot->finished[(size_t)document * snapshot->coder_count + coder];
}

static bool is_shared_kind(propos_coders_kind kind)
{
    return kind == PROPOS_CODERS_BOTH || kind == PROPOS_CODERS_COUNT || kind == PROPOS_CODERS_ALL;
}

// One coder condition: true when it holds; its stretches are added to `out`.
static bool condition(const propos_snapshot *snapshot, uint32_t passage, const seen_list *list,
                      const propos_coders *c, propos_ranges *out)
{
    switch (c->kind) {
    case PROPOS_CODERS_ONE:
    case PROPOS_CODERS_EITHER:
        return covered(snapshot, list, c->coders, c->count, 1, out) > 0;
    case PROPOS_CODERS_BOTH:
        return covered(snapshot, list, c->coders, c->count, distinct(c->coders, c->count), out) > 0;
    case PROPOS_CODERS_WITHOUT:
        for (size_t i = 1; i < c->count; i++) {
            if (has_span(list, c->coders[i]) || !finished(snapshot, passage, c->coders[i])) {
                return false;
            }
        }
        return c->count > 0 && covered(snapshot, list, c->coders, 1, 1, out) > 0;
    case PROPOS_CODERS_COUNT:
        return covered(snapshot, list, NULL, 0, c->least > 0 ? c->least : 1, out) > 0;
    case PROPOS_CODERS_ALL:
        return snapshot->coder_count >= 2 &&
               covered(snapshot, list, NULL, 0, snapshot->coder_count, out) > 0;
    }
    return false;
}

// What two lists of ranges, each merged, have in common.
static void in_common(const propos_ranges *a, const propos_ranges *b, propos_ranges *out)
{
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        uint32_t start =
            a->items[i].start > b->items[j].start ? a->items[i].start : b->items[j].start;
        uint32_t end = a->items[i].end < b->items[j].end ? a->items[i].end : b->items[j].end;
        if (start < end) {
            propos_ranges_add(out, start, end);
        }
        if (a->items[i].end < b->items[j].end) {
            i++;
        } else {
            j++;
        }
    }
}

// Narrows `stretches` to `places`; where they have nothing in common (three coders share one
// sentence and two of them agree on another) the places themselves are what was asked for.
static void narrow(propos_ranges *stretches, propos_ranges *places)
{
    propos_ranges common = {0};
    in_common(stretches, places, &common);
    if (common.count == 0) {
        propos_ranges_free(&common);
        common = *places;
        *places = (propos_ranges){0};
    }
    propos_ranges_free(stretches);
    *stretches = common;
}

// The coders' conditions, all of them. Where some ask for a meeting and others for a mere presence,
// the stretches are those of the meetings.
static bool conditions(const propos_snapshot *snapshot, uint32_t passage, const seen_list *list,
                       const propos_span_query *query, propos_ranges *out)
{
    bool shared = false;
    for (size_t i = 0; i < query->coders_count; i++) {
        shared = shared || is_shared_kind(query->coders[i].kind);
    }
    for (size_t i = 0; i < query->coders_count; i++) {
        const propos_coders *c = &query->coders[i];
        propos_ranges *into = shared && !is_shared_kind(c->kind) ? NULL : out;
        if (!condition(snapshot, passage, list, c, into)) {
            return false;
        }
    }
    if (query->coders_count == 0 && (query->ask_agreed || query->overlap_least > 0)) {
        return covered(snapshot, list, NULL, 0, 2, out) > 0;
    }
    if (query->coders_count == 0) {
        return covered(snapshot, list, NULL, 0, 1, out) > 0;
    }
    return true;
}

bool propos_spans_match(const propos_snapshot *snapshot, uint32_t passage,
                        const propos_span_query *query, propos_ranges *stretches)
{
    seen_list list;
    propos_ranges places = {0};
    see(snapshot, passage, query, &list);
    bool holds = list.count > 0 && conditions(snapshot, passage, &list, query, stretches);
    if (holds && query->ask_agreed) {
        holds = agreed(snapshot, &list, query, &places);
    }
    if (holds && query->overlap_least > 0) {
        // A hair of tolerance: 50 % of three letters out of six must not fail on a rounding.
        holds = overlap_ratio(snapshot, &list, query) + 1e-9 >= query->overlap_least;
    }
    if (stretches != NULL) {
        propos_ranges_merge(stretches);
        if (holds && places.count > 0) {
            narrow(stretches, &places);
        }
        stretches->count = holds ? stretches->count : 0;
    }
    propos_ranges_free(&places);
    seen_free(&list);
    return holds;
}

static void add_once(uint32_t *set, size_t *count, uint32_t value)
{
    if (!in_set(set, *count, value)) {
        set[(*count)++] = value;
    }
}

bool propos_spans_meeting(propos_arena *arena, const propos_snapshot *snapshot, uint32_t passage,
                          const propos_span_query *query, propos_meeting *out)
{
    *out = (propos_meeting){0};
    seen_list list;
    see(snapshot, passage, query, &list);
    const propos_coders *who = concerned(query);
    bool meet = best_level(snapshot, &list, who, &out->level);
    if (meet) {
        uint32_t *coders = propos_arena_alloc(arena, list.count, sizeof *coders);
        uint32_t *codes = propos_arena_alloc(arena, list.count, sizeof *codes);
        for (size_t i = 0; i < list.count; i++) {
            for (size_t j = 0; j < list.count; j++) {
                const seen *a = &list.items[i];
                const seen *b = &list.items[j];
                if (pair_meets(a, b, who)) {
                    add_once(coders, &out->coder_count, a->coder);
                    if (propos_codes_level(snapshot, a->code, b->code) == out->level) {
                        add_once(codes, &out->code_count, a->code);
                    }
                }
            }
        }
        out->coders = coders;
        out->codes = codes;
        pair_places(snapshot, &list, who, PROPOS_LEVEL_NONE, &out->overlap);
    }
    seen_free(&list);
    return meet;
}
