#include "search/match.h"

#include "base/memory.h"
#include "corpus/filters.h"
#include "search/duplicates.h"
#include "search/kinship.h"
#include "search/weights.h"

#include <stdlib.h>
#include <string.h>

// What is under way.
typedef struct run {
    propos_engine *engine;
    const propos_plan *plan;
    const propos_wanted *wanted;
    propos_found *found;
    propos_error *error;
    propos_bits *favoured; // by favour: the passages it favours
    bool merges;           // all hits are needed before any can be counted
    propos_bits *every_into;
} run;

static uint32_t index_of(run *r, uint32_t id)
{
    uint32_t index = propos_snapshot_passage(r->plan->snapshot, id);
    r->found->stale = r->found->stale || index == PROPOS_NONE;
    return index;
}

static void note_passage(void *context, uint32_t id)
{
    run *r = context;
    uint32_t index = index_of(r, id);
    if (index != PROPOS_NONE) {
        (void)propos_bits_add(r->every_into, index);
    }
}

static double favour(void *context, uint32_t id)
{
    run *r = context;
    uint32_t index = index_of(r, id);
    double boost = 0;
    for (size_t i = 0; index != PROPOS_NONE && i < r->plan->favour_count; i++) {
        boost += propos_bits_has(&r->favoured[i], index) ? r->plan->weights->prefer : 0;
    }
    return boost;
}

// One pass of the engine; `into` (may be NULL) receives every passage that matches.
static propos_status pass(run *r, const propos_node *tree, size_t limit, bool exact,
                          propos_bits *into, propos_matches *matches)
{
    r->every_into = into;
    propos_match_options options = {.limit = limit,
                                    .exact = exact,
                                    .every = into != NULL ? note_passage : NULL,
                                    .every_context = r,
                                    .stop = r->wanted->stop,
                                    .stop_context = r->wanted->stop_context};
    if (r->favoured != NULL && limit > 0) {
        options.boost = favour;
        options.boost_most = r->plan->weights->prefer * (double)r->plan->favour_count;
        options.boost_context = r;
    }
    return propos_engine_match(r->engine, tree, &options, matches, r->error);
}

static propos_status find_favoured(run *r)
{
    size_t count = r->plan->favour_count;
    propos_status status = PROPOS_OK;
    propos_bits *bits = propos_alloc(count + 1, sizeof *bits);
    for (size_t i = 0; i < count && status == PROPOS_OK; i++) {
        propos_matches none;
        bits[i] = propos_bits_new(r->plan->snapshot->passage_count);
        status = pass(r, r->plan->favours[i], 0, true, &bits[i], &none);
        if (status == PROPOS_OK) {
            propos_matches_free(&none);
        }
    }
    r->favoured = bits;
    return status;
}

static void keep(run *r, const propos_matches *matches, bool partial, bool asker)
{
    propos_found *f = r->found;
    PROPOS_GROW(f->items, f->capacity, f->count + matches->count);
    for (size_t i = 0; i < matches->count; i++) {
        uint32_t index = index_of(r, matches->hits[i].id);
        if (index != PROPOS_NONE) {
            f->items[f->count++] = (propos_find){.first = index,
                                                 .last = index,
                                                 .score = matches->hits[i].score,
                                                 .partial = partial,
                                                 .asker = asker};
        }
    }
}

static size_t room(const run *r)
{
    if (r->merges || r->wanted->text_order || r->wanted->window == SIZE_MAX) {
        return SIZE_MAX;
    }
    return r->found->count < r->wanted->window ? r->wanted->window - r->found->count : 0;
}

// Those who ask the questions are ranked behind those who answer, when there are such people and
// the query does not speak of people itself.
static propos_node *askers_of(const run *r)
{
    const propos_plan *plan = r->plan;
    if (!plan->catalogue->has_moderators || plan->asks_people) {
        return NULL;
    }
    propos_node *roles[] = {propos_node_filter(plan->arena, PROPOS_FILTER_ROLE,
                                               propos_role_name(PROPOS_ROLE_MODERATOR)),
                            propos_node_filter(plan->arena, PROPOS_FILTER_ROLE,
                                               propos_role_name(PROPOS_ROLE_INTERVIEWER))};
    return propos_node_or(plan->arena, roles, 2);
}

static bool is_asker(const run *r, uint32_t id)
{
    uint32_t index = propos_snapshot_passage(r->plan->snapshot, id);
    return index != PROPOS_NONE && propos_snapshot_asks(r->plan->snapshot, index);
}

// The tier in two passes of the engine: those who answer, then those who ask.
static propos_status in_two_passes(run *r, propos_node *tree, propos_node *askers, bool partial)
{
    propos_arena *arena = r->plan->arena;
    propos_node *parts[] = {propos_node_not(arena, tree, askers),
                            propos_node_and(arena, (propos_node *[]){tree, askers}, 2)};
    propos_status status = PROPOS_OK;
    for (int i = 0; i < 2 && status == PROPOS_OK && room(r) > 0; i++) {
        propos_matches matches;
        status = pass(r, parts[i], room(r), false, NULL, &matches);
        if (status == PROPOS_OK) {
            keep(r, &matches, partial, i == 1);
            propos_matches_free(&matches);
        }
    }
    return status;
}

// Takes those who answer, then those who ask, out of the best `asked` hits. False when these do not
// tell: too many of them are by those who ask, and there are more.
static bool take_apart(run *r, const propos_matches *matches, size_t asked, bool partial)
{
    bool all = matches->count < asked;
    size_t limit = room(r);
    propos_matches parts[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++) {
        parts[i].hits = propos_alloc(matches->count + 1, sizeof *parts[i].hits);
    }
    for (size_t i = 0; i < matches->count; i++) {
        propos_matches *part = &parts[is_asker(r, matches->hits[i].id) ? 1 : 0];
        part->hits[part->count++] = matches->hits[i];
    }
    bool told = all || parts[0].count >= limit;
    for (int i = 0; told && i < 2; i++) {
        parts[i].count = parts[i].count < room(r) ? parts[i].count : room(r);
        keep(r, &parts[i], partial, i == 1);
    }
    free(parts[0].hits);
    free(parts[1].hits);
    return told;
}

// Passages by those who ask that a pass has met.
typedef struct met {
    run *r;
    uint32_t *ids; // malloc'ed
    size_t count, capacity;
} met;

// Engine callback: false for those who ask, who are noted.
static bool answers(void *context, uint32_t id)
{
    met *m = context;
    if (!is_asker(m->r, id)) {
        return true;
    }
    PROPOS_GROW(m->ids, m->capacity, m->count + 1);
    m->ids[m->count++] = id;
    return false;
}

static bool asks(void *context, uint32_t id)
{
    return is_asker(context, id);
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

// Those who ask, out of the passages that the first pass has met: these are all there are.
static propos_status add_askers(run *r, propos_node *tree, met *m, bool partial)
{
    propos_arena *arena = r->plan->arena;
    size_t kept = 0;
    qsort(m->ids, m->count, sizeof *m->ids, by_id);
    for (size_t i = 0; i < m->count; i++) {
        if (kept == 0 || m->ids[kept - 1] != m->ids[i]) {
            m->ids[kept++] = m->ids[i];
        }
    }
    propos_node *asker = propos_node_decide(arena, asks, r);
    propos_node_decide_among(asker, m->ids, kept);
    propos_matches matches;
    propos_status status = pass(r, propos_node_and(arena, (propos_node *[]){tree, asker}, 2),
                                room(r), false, NULL, &matches);
    if (status == PROPOS_OK) {
        keep(r, &matches, partial, true);
        propos_matches_free(&matches);
    }
    return status;
}

// One tier without counts. To ask for a page of those who answer costs less than to ask for more
// hits and to drop those who ask: the score above which a passage must be looked at is higher.
static propos_status page(run *r, propos_node *tree, bool partial)
{
    met m = {.r = r};
    size_t limit = room(r);
    propos_matches matches;
    propos_node *answering[] = {tree, propos_node_decide(r->plan->arena, answers, &m)};
    propos_status status =
        pass(r, propos_node_and(r->plan->arena, answering, 2), limit, false, NULL, &matches);
    if (status == PROPOS_OK) {
        keep(r, &matches, partial, false);
        // A full page says nothing of what else there is; a shorter one has met all that match.
        if (matches.count < limit && m.count > 0 && room(r) > 0) {
            status = add_askers(r, tree, &m, partial);
        }
        propos_matches_free(&matches);
    }
    free(m.ids);
    return status;
}

// One tier: those who answer first. One pass is enough as a rule, since those who ask are few among
// the best hits. *total is the number of passages that match (when counted).
static propos_status tier(run *r, propos_node *tree, bool partial, propos_bits *into, size_t *total)
{
    // Hits beyond the page that leave room for those who ask: half a page and a few.
    enum { ASKERS_EXPECTED = 4 };
    size_t limit = room(r);
    if (limit == 0 && !r->wanted->counts) {
        return PROPOS_OK;
    }
    propos_node *askers = askers_of(r);
    if (askers != NULL && !r->wanted->counts && limit <= SIZE_MAX / 4) {
        return page(r, tree, partial);
    }
    size_t asked = askers == NULL || limit == 0 || limit > SIZE_MAX / 4
                       ? limit
                       : limit + limit / 2 + ASKERS_EXPECTED;
    propos_matches matches;
    propos_status status = pass(r, tree, asked, r->wanted->counts, into, &matches);
    if (status != PROPOS_OK) {
        return status;
    }
    *total += matches.total;
    if (askers == NULL) {
        keep(r, &matches, partial, false);
    } else if (limit > 0 && !take_apart(r, &matches, asked, partial)) {
        status = in_two_passes(r, tree, askers, partial);
    }
    propos_matches_free(&matches);
    return status;
}

// True for a passage that does not match in full; the full ones have been counted.
static bool is_not_full(void *context, uint32_t id)
{
    run *r = context;
    uint32_t index = propos_snapshot_passage(r->plan->snapshot, id);
    return index == PROPOS_NONE || !propos_bits_has(&r->found->full, index);
}

// What matches in part only. Where the full ones are known already, to look them up is cheaper than
// to match them again, and tells no passage twice.
static propos_node *rest_of(run *r)
{
    propos_arena *arena = r->plan->arena;
    if (!r->wanted->counts) {
        return propos_node_not(arena, r->plan->wide, r->plan->full);
    }
    propos_node *parts[] = {r->plan->wide, propos_node_decide(arena, is_not_full, r)};
    return propos_node_and(arena, parts, 2);
}

// Full hits, then partial ones.
static propos_status in_two_tiers(run *r)
{
    propos_found *f = r->found;
    propos_bits *into = r->wanted->counts ? &f->full : NULL;
    propos_status status = tier(r, r->plan->full, false, into, &f->total);
    if (status == PROPOS_OK && r->plan->wide != NULL) {
        status = tier(r, rest_of(r), true, NULL, &f->total_partial);
    }
    return status;
}

// Everybody's hits by score, those that are coded like the best ones raised. *total as in tier().
static propos_status raised(run *r, size_t *total)
{
    size_t limit = room(r);
    if (limit > 0 && limit < PROPOS_KINSHIP_WINDOW) {
        limit = PROPOS_KINSHIP_WINDOW;
    }
    if (limit == 0 && !r->wanted->counts) {
        return PROPOS_OK;
    }
    propos_matches matches;
    propos_status status = pass(r, r->plan->wide, limit, r->wanted->counts, NULL, &matches);
    if (status == PROPOS_OK) {
        *total += matches.total;
        keep(r, &matches, false, false);
        propos_kinship_raise(r->plan, r->found->items, r->found->count);
        propos_matches_free(&matches);
    }
    return status;
}

// Full and partial hits by score alone: whether a hit is full is looked up.
static propos_status in_one_order(run *r)
{
    propos_found *f = r->found;
    propos_status status = PROPOS_OK;
    if (r->wanted->counts) {
        propos_wanted nothing = *r->wanted;
        nothing.window = 0;
        nothing.text_order = false;
        run counting = *r;
        counting.wanted = &nothing;
        counting.merges = false;
        status = tier(&counting, r->plan->full, false, &f->full, &f->total);
    }
    size_t all = 0;
    if (status == PROPOS_OK) {
        status = raised(r, &all);
    }
    f->total_partial = all > f->total ? all - f->total : 0;
    for (size_t i = 0; r->wanted->counts && i < f->count; i++) {
        f->items[i].partial = !propos_bits_has(&f->full, f->items[i].first);
    }
    return status;
}

// ---- adjacent passages of one coding ----

static bool share_a_coding(const propos_plan *plan, uint32_t a, uint32_t b)
{
    const propos_snapshot *s = plan->snapshot;
    const propos_snap_passage *x = &s->passages[a];
    const propos_snap_passage *y = &s->passages[b];
    for (uint32_t i = 0; i < x->span_count; i++) {
        uint32_t coding = s->spans[x->first_span + i].coding;
        for (uint32_t j = 0; j < y->span_count; j++) {
            if (s->spans[y->first_span + j].coding == coding &&
                propos_plan_sees(plan, &s->codings[coding])) {
                return true;
            }
        }
    }
    return false;
}

static void merge_adjacent(run *r)
{
    propos_found *f = r->found;
    const propos_snap_passage *passages = r->plan->snapshot->passages;
    if (f->count > 0) {
        qsort(f->items, f->count, sizeof *f->items, propos_find_by_text);
    }
    size_t kept = 0;
    f->total = f->total_partial = 0;
    for (size_t i = 0; i < f->count; i++) {
        propos_find *last = kept > 0 ? &f->items[kept - 1] : NULL;
        propos_find *next = &f->items[i];
        if (last != NULL && last->partial == next->partial && last->last + 1 == next->first &&
            passages[last->last].turn == passages[next->first].turn &&
            share_a_coding(r->plan, last->last, next->first)) {
            last->last = next->first;
            last->score = next->score > last->score ? next->score : last->score;
        } else {
            f->items[kept++] = *next;
            f->total += next->partial ? 0 : 1;
            f->total_partial += next->partial ? 1 : 0;
        }
    }
    f->count = kept;
}

int propos_find_by_text(const void *a, const void *b)
{
    const propos_find *x = a;
    const propos_find *y = b;
    if (x->partial != y->partial) {
        return x->partial ? 1 : -1;
    }
    if (x->study != y->study) {
        return x->study < y->study ? -1 : 1;
    }
    return x->first < y->first ? -1 : x->first > y->first;
}

static int by_score(const propos_find *x, const propos_find *y)
{
    if (x->asker != y->asker) {
        return x->asker ? 1 : -1;
    }
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    if (x->study != y->study) {
        return x->study < y->study ? -1 : 1;
    }
    return x->first < y->first ? -1 : x->first > y->first;
}

int propos_find_by_score(const void *a, const void *b)
{
    const propos_find *x = a;
    const propos_find *y = b;
    if (x->partial != y->partial) {
        return x->partial ? 1 : -1;
    }
    return by_score(x, y);
}

int propos_find_in_one_order(const void *a, const void *b)
{
    return by_score(a, b);
}

static void put_in_order(run *r)
{
    propos_found *f = r->found;
    if (f->count > 1 && (r->merges || r->wanted->text_order)) {
        qsort(f->items, f->count, sizeof *f->items,
              r->wanted->text_order ? propos_find_by_text
              : r->plan->one_order  ? propos_find_in_one_order
                                    : propos_find_by_score);
    }
    if (r->wanted->window < f->count) {
        f->count = r->wanted->window;
    }
}

propos_status propos_match_run(propos_engine *engine, const propos_plan *plan,
                               const propos_wanted *wanted, propos_found *out, propos_error *error)
{
    *out = (propos_found){0};
    run r = {.engine = engine, .plan = plan, .wanted = wanted, .found = out, .error = error};
    const propos_duplicates *duplicates = plan->catalogue->duplicates;
    bool adjoins = plan->by_coding && plan->catalogue->has_long_turns;
    r.merges = adjoins || duplicates != NULL;
    if (wanted->counts) {
        out->full = propos_bits_new(plan->snapshot->passage_count);
    }
    bool favours = plan->favour_count > 0 && plan->weights->prefer > 0;
    propos_status status = favours ? find_favoured(&r) : PROPOS_OK;
    if (status == PROPOS_OK) {
        status = plan->one_order ? in_one_order(&r) : in_two_tiers(&r);
    }
    if (status == PROPOS_OK) {
        if (adjoins) {
            merge_adjacent(&r);
        }
        if (duplicates != NULL) {
            propos_duplicates_merge(duplicates, out);
        }
        put_in_order(&r);
    }
    for (size_t i = 0; r.favoured != NULL && i < plan->favour_count; i++) {
        propos_bits_free(&r.favoured[i]);
    }
    free(r.favoured);
    return status;
}

void propos_found_free(propos_found *found)
{
    free(found->items);
    propos_bits_free(&found->full);
    *found = (propos_found){0};
}
