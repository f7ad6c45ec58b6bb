#include "search/planner.h"

#include "base/buffer.h"
#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

// Longest run of words that is looked up among the synonyms ("réunion de concertation
// pluridisciplinaire").
enum { RUN_LONGEST = 5 };

static planner_pair exactly(propos_node *node)
{
    return (planner_pair){.full = node, .wide = node};
}

// ---- words of a group ----

// The runs of words in the query that the i-th word is part of ("médecin généraliste" is MG).
static size_t runs_of(planner *p, const planner_word *words, size_t count, size_t i,
                      const char **runs, size_t room)
{
    size_t found = 0;
    for (size_t length = 2; length <= RUN_LONGEST; length++) {
        size_t first = i + 1 >= length ? i + 1 - length : 0;
        for (size_t from = first; from <= i && from + length <= count && found < room; from++) {
            propos_buffer key = {0};
            for (size_t j = from; j < from + length; j++) {
                propos_buffer_printf(&key, "%s%s", j > from ? " " : "", words[j].slots.key);
            }
            runs[found++] = propos_arena_strdup(p->plan->arena, propos_buffer_text(&key));
            propos_buffer_free(&key);
        }
    }
    return found;
}

// Cuts the words; drops what holds no word at all, and stop words unless there is nothing else.
size_t planner_content_words(planner *p, const planner_group *g, planner_word *all,
                             size_t *all_count, planner_word *kept)
{
    size_t count = 0;
    *all_count = 0;
    for (size_t i = 0; i < g->word_count; i++) {
        planner_word w = {.query = g->words[i],
                          .slots = propos_words_cut(&p->plan->words, g->words[i]->text, false)};
        if (w.slots.count > 0) {
            all[(*all_count)++] = w;
        }
    }
    bool nothing_else = g->musts.count == 0 && g->about_count == 0 && g->filters.count == 0;
    for (size_t i = 0; i < *all_count; i++) {
        if (!all[i].slots.stop) {
            kept[count++] = all[i];
        }
    }
    if (count == 0 && nothing_else) {
        memcpy(kept, all, *all_count * sizeof *all);
        count = *all_count;
    }
    return count;
}

typedef struct word_nodes {
    planner_nodes full, wide;
    bool partial;
} word_nodes;

// A few words may be meant as a phrase: where they stand side by side as they were typed, that
// counts. In a longer question it would cost more than it tells.
static void add_together(planner *p, const planner_word *words, size_t count, propos_scope scope,
                         word_nodes *out)
{
    propos_buffer text = {0};
    for (size_t i = 0; i < count; i++) {
        propos_buffer_printf(&text, "%s%s", i > 0 ? " " : "", words[i].query->text);
    }
    propos_node *phrase = propos_words_together(&p->plan->words, propos_buffer_text(&text), scope);
    out->full.items[0] = propos_node_maybe(p->plan->arena, out->full.items[0], phrase);
    out->wide.items[0] = propos_node_maybe(p->plan->arena, out->wide.items[0], phrase);
    propos_buffer_free(&text);
}

static void compile_words(planner *p, const planner_group *g, propos_scope scope, word_nodes *out)
{
    planner_word *all = propos_arena_alloc(p->plan->arena, g->word_count, sizeof *all);
    planner_word *kept = propos_arena_alloc(p->plan->arena, g->word_count, sizeof *kept);
    size_t all_count;
    size_t count = planner_content_words(p, g, all, &all_count, kept);
    bool empty = g->word_count > 0 && all_count == 0 && g->musts.count == 0 &&
                 g->about_count == 0 && g->filters.count == 0 && g->not_count == 0;
    if (empty) {
        planner_refuse(p, g->words[0],
                       propos_arena_printf(p->plan->arena,
                                           _("there is no word to look for in “%s”"),
                                           g->words[0]->text));
    }
    for (size_t i = 0, at = 0; i < count; i++) {
        const char *runs[2 * RUN_LONGEST * RUN_LONGEST];
        while (all[at].query != kept[i].query) {
            at++;
        }
        size_t run_count = runs_of(p, all, all_count, at, runs, sizeof runs / sizeof *runs);
        propos_word w = propos_words_bare(&p->plan->words, kept[i].query->text, &kept[i].slots,
                                          runs, run_count, scope);
        planner_push(&out->full, w.full);
        planner_push(&out->wide, w.wide);
        out->partial = out->partial || w.wide != w.full;
    }
    if (count > 1 && count <= PROPOS_AUTO_WORDS) {
        size_t first = 0;
        while (all[first].query != kept[0].query) {
            first++;
        }
        size_t last = all_count - 1;
        while (all[last].query != kept[count - 1].query) {
            last--;
        }
        add_together(p, all + first, last + 1 - first, scope, out);
    }
}

bool planner_all_required(const planner *p, size_t words)
{
    return p->plan->mode == PROPOS_MATCH_ALL ||
           (p->plan->mode == PROPOS_MATCH_AUTO && words <= PROPOS_AUTO_WORDS);
}

// ---- putting a group together ----

static propos_node *with(propos_arena *arena, const planner_nodes *filters,
                         const planner_nodes *musts, propos_node *const *more, size_t count)
{
    planner_nodes all = {0};
    for (size_t i = 0; i < filters->count; i++) {
        planner_push(&all, filters->items[i]);
    }
    for (size_t i = 0; i < musts->count; i++) {
        planner_push(&all, musts->items[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (more[i] != NULL) {
            planner_push(&all, more[i]);
        }
    }
    propos_node *node = propos_node_and(arena, all.items, all.count);
    free(all.items);
    return node;
}

// The words, in full and in part, that come on top of what must hold.
static planner_pair combine_words(planner *p, const planner_group *g, const word_nodes *words,
                                  planner_pair base)
{
    propos_arena *arena = p->plan->arena;
    bool all = g->explicit || planner_all_required(p, words->full.count);
    bool scored = g->musts.count > 0 || g->about_count > 0;
    propos_node *each = propos_node_and(arena, words->full.items, words->full.count);
    propos_node *some_full = propos_node_or(arena, words->full.items, words->full.count);
    propos_node *some_wide = propos_node_or(arena, words->wide.items, words->wide.count);
    planner_pair out = {.partial = true};
    if (all) {
        out.full = propos_node_and(arena, (propos_node *[]){base.full, each}, 2);
        out.wide = scored ? propos_node_maybe(arena, base.wide, some_wide)
                          : propos_node_and(arena, (propos_node *[]){base.wide, some_wide}, 2);
        out.partial =
            !g->explicit && (words->partial || base.partial || words->full.count > 1 || scored);
    } else if (scored) {
        out.full = propos_node_maybe(arena, base.full, some_wide);
        out.wide = propos_node_maybe(arena, base.wide, some_wide);
        out.partial = base.partial;
    } else {
        out.full = propos_node_and(arena, (propos_node *[]){base.full, some_full}, 2);
        out.wide = propos_node_and(arena, (propos_node *[]){base.wide, some_wide}, 2);
        out.one_order = true;
    }
    return out;
}

static void drop_all(planner_nodes *list)
{
    // An AND must not begin with "everything": it would be asked for nothing.
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind != PROPOS_NODE_ALL) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
}

// Whatever is excluded: coder filters in it see the codes of the group they are excluded from.
static void plan_nots(planner *p, planner_group *g, propos_scope scope)
{
    const uint32_t *codes = p->outer_codes;
    size_t count = p->outer_code_count;
    if (g->code_count > 0) {
        p->outer_codes = g->codes;
        p->outer_code_count = g->code_count;
    }
    bool by_coding = p->plan->by_coding;
    bool asks_people = p->plan->asks_people;
    bool excluding = p->excluding;
    propos_asked **last = p->plan->words.last;
    p->excluding = true;
    for (size_t i = 0; i < g->not_count; i++) {
        planner_push(&g->nots, planner_compile(p, g->nots_left[i], scope).full);
    }
    p->plan->by_coding = by_coding;
    p->plan->asks_people = asks_people;
    p->excluding = excluding;
    *last = NULL; // what must not be there is not looked for in the hits
    p->plan->words.last = last;
    p->outer_codes = codes;
    p->outer_code_count = count;
}

static planner_pair without(propos_arena *arena, const planner_group *g, planner_pair from)
{
    if (g->nots.count == 0) {
        return from;
    }
    propos_node *none_of = propos_node_or(arena, g->nots.items, g->nots.count);
    return (planner_pair){.full = propos_node_not(arena, from.full, none_of),
                          .wide = propos_node_not(arena, from.wide, none_of),
                          .partial = from.partial,
                          .one_order = from.one_order};
}

static bool asks_spans(const planner_group *g)
{
    return g->coders_count > 0 || g->ask_agreed || g->overlap_least > 0;
}

static planner_pair assemble(planner *p, planner_group *g, propos_scope scope)
{
    propos_arena *arena = p->plan->arena;
    propos_node *decided_full = NULL;
    propos_node *decided_wide = NULL;
    bool spans = asks_spans(g);
    if (spans) {
        planner_decide(p, g, &decided_full, &decided_wide);
    }
    drop_all(&g->filters);
    planner_nodes about_full = {0};
    planner_nodes about_wide = {0};
    bool partial = decided_full != decided_wide || g->inexact;
    bool one_order = false;
    for (size_t i = 0; i < g->about_count; i++) {
        planner_pair about = planner_compile(p, g->abouts[i]->children[0], p->plan->scope);
        // Where coders' stretches decide, an X that is there only in part is not what was asked
        // for.
        planner_push(&about_full, about.full);
        planner_push(&about_wide, spans || g->explicit ? about.full : about.wide);
        partial = partial || (!spans && !g->explicit && about.partial);
        one_order = one_order || (!spans && !g->explicit && about.one_order);
    }
    propos_node *full_about = propos_node_and(arena, about_full.items, about_full.count);
    propos_node *wide_about = propos_node_and(arena, about_wide.items, about_wide.count);
    bool has_about = g->about_count > 0;
    planner_pair base = {.partial = partial, .one_order = one_order};
    base.full = with(arena, &g->filters, &g->musts,
                     (propos_node *[]){has_about ? full_about : NULL, decided_full}, 2);
    base.wide = with(arena, &g->filters, &g->loose,
                     (propos_node *[]){has_about ? wide_about : NULL, decided_wide}, 2);
    free(about_full.items);
    free(about_wide.items);
    word_nodes words = {0};
    compile_words(p, g, scope, &words);
    planner_pair all = words.full.count > 0 ? combine_words(p, g, &words, base) : base;
    free(words.full.items);
    free(words.wide.items);
    plan_nots(p, g, scope);
    return without(arena, g, all);
}

static planner_pair compile_group(planner *p, const propos_query *query, propos_scope scope)
{
    planner_group g = {.only_presence = true, .explicit = query->kind == PROPOS_QUERY_AND};
    if (query->kind == PROPOS_QUERY_GROUP || query->kind == PROPOS_QUERY_AND) {
        for (size_t i = 0; i < query->child_count; i++) {
            planner_gather(p, &g, query->children[i], scope);
        }
    } else {
        planner_gather(p, &g, query, scope);
    }
    planner_pair out =
        g.impossible ? exactly(propos_node_none(p->plan->arena)) : assemble(p, &g, scope);
    planner_group_free(&g);
    return out;
}

static planner_pair compile_or(planner *p, const propos_query *query, propos_scope scope)
{
    planner_nodes nodes = {0};
    for (size_t i = 0; i < query->child_count; i++) {
        planner_push(&nodes, planner_compile(p, query->children[i], scope).full);
    }
    propos_node *node = propos_node_or(p->plan->arena, nodes.items, nodes.count);
    free(nodes.items);
    return exactly(node);
}

planner_pair planner_compile(planner *p, const propos_query *query, propos_scope scope)
{
    switch (query->kind) {
    case PROPOS_QUERY_EXACT:
    case PROPOS_QUERY_PREFIX:
    case PROPOS_QUERY_NEAR:
        return exactly(propos_words_operator(&p->plan->words, query, scope).full);
    case PROPOS_QUERY_OR:
        return compile_or(p, query, scope);
    case PROPOS_QUERY_WORD:
    case PROPOS_QUERY_PHRASE:
    case PROPOS_QUERY_GROUP:
    case PROPOS_QUERY_AND:
    case PROPOS_QUERY_NOT:
    case PROPOS_QUERY_FILTER:
    case PROPOS_QUERY_PREFER:
        break;
    }
    return compile_group(p, query, scope);
}

propos_status propos_plan_make(propos_plan *plan, const propos_query *query, propos_error *error)
{
    plan->weights = plan->weights != NULL ? plan->weights : &propos_weights_usual;
    plan->words = (propos_words){.arena = plan->arena,
                                 .analyser = plan->analyser,
                                 .weights = plan->weights,
                                 .expander = {.record = plan->record,
                                              .thesaurus = plan->thesaurus,
                                              .dictionary = plan->dictionary}};
    plan->words.last = &plan->words.first;
    plan->resolver = (propos_resolver){.arena = plan->arena,
                                       .snapshot = plan->snapshot,
                                       .catalogue = plan->catalogue,
                                       .analyser = plan->analyser,
                                       .notices = plan->notices};
    propos_error_clear(&plan->resolver.unknown);
    planner p = {.plan = plan, .error = error, .status = PROPOS_OK};
    p.last_decision = &plan->decisions;
    p.last_retained = &plan->retained;
    planner_pair all = planner_compile(&p, query, plan->scope);
    plan->full = all.full;
    plan->wide = all.partial ? all.wide : NULL;
    plan->one_order = all.partial && all.one_order;
    plan->favours =
        propos_arena_copy(plan->arena, p.favours.items, p.favours.count, sizeof *p.favours.items);
    plan->favour_count = p.favours.count;
    free(p.favours.items);
    return p.status;
}

void propos_plan_free(propos_plan *plan)
{
    propos_words_free(&plan->words);
}

static bool sees_coder(const propos_plan *plan, uint32_t coder)
{
    bool asked = false;
    for (const propos_decision *d = plan->decisions; d != NULL; d = d->next) {
        if (!d->excluded) {
            asked = true;
            if (propos_decision_concerns(d, coder)) {
                return true;
            }
        }
    }
    return !asked;
}

bool propos_plan_sees(const propos_plan *plan, const propos_snap_coding *coding)
{
    if (!sees_coder(plan, coding->coder)) {
        return false;
    }
    bool asked = false;
    for (const propos_retained *r = plan->retained; r != NULL; r = r->next) {
        for (size_t i = 0; i < r->codes.count && !r->excluded; i++) {
            asked = true;
            if (propos_snapshot_below(plan->snapshot, coding->code, r->codes.items[i])) {
                return true;
            }
        }
    }
    return !asked;
}
