// What only stretches can decide: the coder filters of an AND-group, and the X of "about X" with
// them. Index terms preselect, a decision is left to the spans.
#include "search/planner.h"

#include "corpus/filters.h"
#include "search/coded.h"

#include <stdlib.h>

// ---- about X, decided on stretches ----

static propos_about *about_leaf(planner *p, const propos_word *word)
{
    propos_about *leaf = propos_arena_alloc(p->plan->arena, 1, sizeof *leaf);
    leaf->kind = PROPOS_ABOUT_LEAF;
    leaf->text = word->text;
    leaf->code = word->code;
    leaf->names = propos_arena_alloc(p->plan->arena, p->plan->snapshot->code_count + 1, 1);
    return leaf;
}

static propos_about *about_group(planner *p, propos_about_kind kind, propos_about **children,
                                 size_t count)
{
    if (count == 1) {
        return children[0];
    }
    propos_about *about = propos_arena_alloc(p->plan->arena, 1, sizeof *about);
    about->kind = kind;
    about->children = children;
    about->child_count = count;
    return about;
}

static propos_about *about_of(planner *p, const propos_query *query);

// The bare words of X that count: *count of them, the arena's.
static planner_word *about_words(planner *p, const propos_query *query, size_t *count)
{
    planner_group g = {0};
    for (size_t i = 0; i < query->child_count; i++) {
        if (query->children[i]->kind == PROPOS_QUERY_WORD) {
            planner_gather(p, &g, query->children[i], p->plan->scope);
        }
    }
    planner_word *all = propos_arena_alloc(p->plan->arena, g.word_count, sizeof *all);
    planner_word *kept = propos_arena_alloc(p->plan->arena, g.word_count, sizeof *kept);
    size_t all_count;
    *count = planner_content_words(p, &g, all, &all_count, kept);
    planner_group_free(&g);
    return kept;
}

// Several words or sub-queries; NULL when none of them counts.
static propos_about *about_several(planner *p, const propos_query *query)
{
    propos_about **children =
        propos_arena_alloc(p->plan->arena, query->child_count, sizeof *children);
    size_t count = 0;
    size_t words;
    const planner_word *kept = about_words(p, query, &words);
    for (size_t i = 0; i < query->child_count; i++) {
        const propos_query *child = query->children[i];
        bool wanted = child->kind != PROPOS_QUERY_WORD && child->kind != PROPOS_QUERY_PREFER;
        for (size_t j = 0; j < words && !wanted; j++) {
            wanted = kept[j].query == child;
        }
        propos_about *about = wanted ? about_of(p, child) : NULL;
        if (about != NULL) {
            children[count++] = about;
        }
    }
    bool any = query->kind == PROPOS_QUERY_OR ||
               (query->kind == PROPOS_QUERY_GROUP && !planner_all_required(p, words));
    return count == 0 ? NULL
                      : about_group(p, any ? PROPOS_ABOUT_ANY : PROPOS_ABOUT_ALL, children, count);
}

// The words of X for a stretch. They were compiled for the engine already; `quiet` keeps them from
// being listed twice among what was asked.
static propos_about *about_of(planner *p, const propos_query *query)
{
    if (query->kind == PROPOS_QUERY_GROUP || query->kind == PROPOS_QUERY_AND ||
        query->kind == PROPOS_QUERY_OR) {
        return about_several(p, query);
    }
    if (query->kind == PROPOS_QUERY_NOT) {
        propos_about *about = about_of(p, query->children[0]);
        if (about != NULL) {
            about->negated = !about->negated;
        }
        return about;
    }
    if (query->kind == PROPOS_QUERY_FILTER || query->kind == PROPOS_QUERY_PREFER) {
        return NULL; // a filter within sur: holds for the passage, and the engine has seen to it
    }
    propos_words quiet = {.arena = p->plan->arena,
                          .analyser = p->plan->analyser,
                          .weights = p->plan->weights,
                          .expander = p->plan->words.expander};
    quiet.last = &quiet.first;
    propos_word word;
    if (query->kind == PROPOS_QUERY_WORD) {
        propos_slots slots = propos_words_cut(&quiet, query->text, false);
        word = propos_words_bare(&quiet, query->text, &slots, NULL, 0, p->plan->scope);
    } else {
        word = propos_words_operator(&quiet, query, p->plan->scope);
    }
    propos_words_free(&quiet);
    return about_leaf(p, &word);
}

// ---- coder filters ----

static propos_node *coder_term(const planner *p, uint32_t coder)
{
    return propos_node_filter(p->plan->arena, PROPOS_FILTER_CODER,
                              p->plan->snapshot->coders[coder]);
}

// What a coder condition needs at the least, in index terms.
static propos_node *preselect(const planner *p, const propos_coders *c)
{
    const propos_snapshot *snapshot = p->plan->snapshot;
    planner_nodes terms = {0};
    propos_node *node = NULL;
    switch (c->kind) {
    case PROPOS_CODERS_ONE:
    case PROPOS_CODERS_WITHOUT:
        node = coder_term(p, c->coders[0]);
        break;
    case PROPOS_CODERS_BOTH:
    case PROPOS_CODERS_EITHER:
        for (size_t i = 0; i < c->count; i++) {
            planner_push(&terms, coder_term(p, c->coders[i]));
        }
        node = c->kind == PROPOS_CODERS_BOTH
                   ? propos_node_and(p->plan->arena, terms.items, terms.count)
                   : propos_node_or(p->plan->arena, terms.items, terms.count);
        break;
    case PROPOS_CODERS_ALL:
        for (uint32_t i = 0; i < snapshot->coder_count; i++) {
            planner_push(&terms, coder_term(p, i));
        }
        node = propos_node_and(p->plan->arena, terms.items, terms.count);
        break;
    case PROPOS_CODERS_COUNT:
        node = propos_node_filter(p->plan->arena, PROPOS_FILTER_CODED, "1");
        break;
    }
    free(terms.items);
    return node;
}

static propos_decision *decision_of(planner *p, planner_group *g)
{
    propos_arena *arena = p->plan->arena;
    propos_decision *d = propos_arena_alloc(arena, 1, sizeof *d);
    const uint32_t *codes = g->code_count > 0 ? g->codes : p->outer_codes;
    size_t code_count = g->code_count > 0 ? g->code_count : p->outer_code_count;
    *d = (propos_decision){
        .excluded = p->excluding,
        .arena = arena,
        .snapshot = p->plan->snapshot,
        .record = p->plan->record,
        .analyser = p->plan->analyser,
        .query = {.codes = code_count > 0
                               ? propos_arena_copy(arena, codes, code_count, sizeof *codes)
                               : NULL,
                  .code_count = code_count,
                  .coders = propos_arena_copy(arena, g->coders, g->coders_count, sizeof *g->coders),
                  .coders_count = g->coders_count,
                  .ask_agreed = g->ask_agreed,
                  .agreed_same = g->agreed_same,
                  .agreed_yes = g->agreed_yes,
                  .agreed_no = g->agreed_no,
                  .overlap_least = g->overlap_least}};
    *p->last_decision = d;
    p->last_decision = &d->next;
    return d;
}

// Adds the coder filters of the group to its filters; *decided_full and *decided_wide are the
// leaves that decide (left alone where index terms alone do).
void planner_decide(planner *p, planner_group *g, propos_node **decided_full,
                    propos_node **decided_wide)
{
    propos_arena *arena = p->plan->arena;
    for (size_t i = 0; i < g->coders_count; i++) {
        planner_push(&g->filters, preselect(p, &g->coders[i]));
    }
    if (g->coders_count == 0) {
        planner_push(&g->filters, propos_node_filter(arena, PROPOS_FILTER_CODED, "1"));
    }
    propos_decision *d = decision_of(p, g);
    if (g->only_presence && d->query.codes == NULL && g->about_count == 0) {
        return; // the index terms say it all
    }
    d->abouts = propos_arena_alloc(arena, g->about_count, sizeof(propos_about *));
    for (size_t i = 0; i < g->about_count; i++) {
        propos_about *about = about_of(p, g->abouts[i]->children[0]);
        if (about != NULL) {
            d->abouts[d->about_count++] = about;
        }
    }
    *decided_full = propos_node_decide(arena, propos_decide_full, d);
    *decided_wide = d->about_count > 0 && !g->explicit
                        ? propos_node_decide(arena, propos_decide_partial, d)
                        : *decided_full;
    size_t count = 0;
    const uint32_t *among = propos_coded_among(arena, p->plan->catalogue->coded, &d->query, &count);
    propos_node_decide_among(*decided_full, among, count);
    propos_node_decide_among(*decided_wide, among, count);
}
