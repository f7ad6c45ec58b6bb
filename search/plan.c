#include "search/plan.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "corpus/filters.h"
#include "search/weights.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Longest run of words that is looked up among the synonyms ("réunion de concertation
// pluridisciplinaire").
enum { RUN_LONGEST = 5 };

// What a part of the query matches. `wide` is never NULL here; `partial` says whether it can differ
// from `full`.
typedef struct pair {
    propos_node *full, *wide;
    bool partial;
    bool one_order; // full and partial are ranked together
} pair;

typedef struct node_list {
    propos_node **items;
    size_t count, capacity;
} node_list;

// The parts of one AND-group.
typedef struct group {
    const propos_query **words; // bare words
    size_t word_count, word_capacity;
    node_list filters; // boolean terms and decisions: they hold, and add no score
    node_list musts;   // phrases and the like: they hold, and add their score
    node_list nots;
    const propos_query **abouts; // sur: texte: and mémo: do not wait for coders; sur: may
    size_t about_count, about_capacity;
    const propos_query **nots_left; // excluded filters that see the codes of the group
    size_t not_count, not_capacity;
    uint32_t *codes; // all codes that the group names
    size_t code_count, code_capacity;
    propos_coders *coders;
    size_t coders_count, coders_capacity;
    bool only_presence; // no coder condition but "has a span"
    bool ask_agreed, agreed_same, agreed_yes, agreed_no;
    double overlap_least;
    bool impossible; // a value that this study does not know
    bool explicit;   // ET: nothing in it is partial
} group;

typedef struct planner {
    propos_plan *plan;
    propos_error *error;
    propos_status status;
    node_list favours;
    propos_decision **last_decision;
    propos_retained **last_retained;
    // Codes that restrict the spans of the enclosing group: an excluded filter sees them too.
    const uint32_t *outer_codes;
    size_t outer_code_count;
    bool excluding; // within what is excluded
} planner;

static pair compile(planner *p, const propos_query *query, propos_scope scope);

static void push(node_list *list, propos_node *node)
{
    PROPOS_GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count++] = node;
}

static pair exactly(propos_node *node)
{
    return (pair){.full = node, .wide = node};
}

static void group_free(group *g)
{
    free(g->words);
    free(g->filters.items);
    free(g->musts.items);
    free(g->nots.items);
    free(g->abouts);
    free(g->nots_left);
    free(g->codes);
    free(g->coders);
}

static const char *study_name(const planner *p)
{
    const propos_snapshot *s = p->plan->snapshot;
    return s->title != NULL ? s->title : s->id;
}

// ---- codes ----

static void add_codes(planner *p, group *g, const propos_query *filter, node_list *terms)
{
    propos_indexes codes = propos_resolve_codes(&p->plan->resolver, filter);
    for (size_t i = 0; i < codes.count; i++) {
        PROPOS_GROW(g->codes, g->code_capacity, g->code_count + 1);
        g->codes[g->code_count++] = codes.items[i];
        push(terms, propos_node_filter(p->plan->arena, PROPOS_FILTER_CODE,
                                       p->plan->snapshot->codes[codes.items[i]].id));
    }
    propos_retained *kept = propos_arena_alloc(p->plan->arena, 1, sizeof *kept);
    *kept = (propos_retained){.filter = filter, .codes = codes, .excluded = p->excluding};
    *p->last_retained = kept;
    p->last_retained = &kept->next;
    p->plan->by_coding = true;
}

static bool is_code_filter(const propos_query *query)
{
    return query->kind == PROPOS_QUERY_FILTER && query->filter == PROPOS_BY_CODE;
}

// (code:A OU code:B) names codes as code:A does.
static bool is_code_choice(const propos_query *query)
{
    if (query->kind != PROPOS_QUERY_OR) {
        return false;
    }
    for (size_t i = 0; i < query->child_count; i++) {
        const propos_query *child = query->children[i];
        while (child->kind == PROPOS_QUERY_GROUP && child->child_count == 1) {
            child = child->children[0];
        }
        if (!is_code_filter(child)) {
            return false;
        }
    }
    return query->child_count > 0;
}

static void gather_codes(planner *p, group *g, const propos_query *query)
{
    node_list terms = {0};
    if (is_code_filter(query)) {
        add_codes(p, g, query, &terms);
    } else {
        for (size_t i = 0; i < query->child_count; i++) {
            const propos_query *child = query->children[i];
            while (child->kind == PROPOS_QUERY_GROUP) {
                child = child->children[0];
            }
            add_codes(p, g, child, &terms);
        }
    }
    g->impossible = g->impossible || terms.count == 0;
    push(&g->filters, propos_node_or(p->plan->arena, terms.items, terms.count));
    free(terms.items);
}

// ---- coders ----

// Too few coders for what is asked: no hits, and the reason is told.
static bool too_few_coders(planner *p, group *g, size_t need)
{
    size_t have = p->plan->snapshot->coder_count;
    if (have >= need) {
        return false;
    }
    const char *sentence =
        have == 0 ? _("the study “%s” names no coder: who coded what is not known, so no "
                      "passage can be found by coder")
                  : _("the study “%s” has one coder: nothing in it can be coded by several");
    // The two sentences take the same argument.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    propos_notices_add(p->plan->notices,
                       propos_arena_printf(p->plan->arena, sentence, study_name(p)));
#pragma GCC diagnostic pop
    g->impossible = true;
    return true;
}

static void gather_coders(planner *p, group *g, const propos_query *filter)
{
    propos_coders coders;
    p->plan->by_coding = true;
    if (too_few_coders(p, g, 1)) {
        return;
    }
    if (!propos_resolve_coders(&p->plan->resolver, filter, &coders)) {
        g->impossible = true;
        return;
    }
    bool several = coders.kind == PROPOS_CODERS_ALL ||
                   (coders.kind == PROPOS_CODERS_COUNT && coders.least > 1);
    if (several && too_few_coders(p, g, 2)) {
        return;
    }
    PROPOS_GROW(g->coders, g->coders_capacity, g->coders_count + 1);
    g->coders[g->coders_count++] = coders;
    g->only_presence = g->only_presence &&
                       (coders.kind == PROPOS_CODERS_ONE || coders.kind == PROPOS_CODERS_EITHER);
}

static void refuse(planner *p, const propos_query *filter, const char *sentence)
{
    if (p->status == PROPOS_OK) {
        p->status = propos_fail_query(p->error, filter->position, "%s", sentence);
    }
}

static void gather_agreed(planner *p, group *g, const propos_query *filter)
{
    static const char *const SAME[] = {"meme", "same", "identique", "exact"};
    static const char *const YES[] = {"oui", "yes", "o", "y"};
    static const char *const NO[] = {"non", "no", "n"};
    const char *value = propos_catalogue_fold(p->plan->arena, filter->text);
    bool known = false;
    for (size_t i = 0; i < 4; i++) {
        bool same = strcmp(value, SAME[i]) == 0;
        bool yes = strcmp(value, YES[i]) == 0;
        bool no = i < 3 && strcmp(value, NO[i]) == 0;
        g->agreed_same = g->agreed_same || same;
        g->agreed_yes = g->agreed_yes || yes;
        g->agreed_no = g->agreed_no || no;
        known = known || same || yes || no;
    }
    if (!known) {
        refuse(p, filter, _("accord: is même, oui or non (agreed: same, yes or no)"));
    }
    p->plan->by_coding = true;
    g->ask_agreed = true;
    g->only_presence = false;
    (void)too_few_coders(p, g, 2);
}

static void gather_overlap(planner *p, group *g, const propos_query *filter)
{
    char *end;
    const char *at = filter->text + strspn(filter->text, " >=≥");
    double value = strtod(at, &end);
    bool percent = *end == '%' || value > 1;
    end += strspn(end, " %");
    value = percent ? value / 100 : value;
    if (end == at || *end != '\0' || !(value > 0 && value <= 1)) {
        refuse(p, filter, _("recouvrement: is a share of letters, such as 50%"));
        return;
    }
    p->plan->by_coding = true;
    g->overlap_least = value > g->overlap_least ? value : g->overlap_least;
    g->only_presence = false;
    (void)too_few_coders(p, g, 2);
}

// ---- gathering an AND-group ----

static void gather(planner *p, group *g, const propos_query *query, propos_scope scope);

static void gather_filter(planner *p, group *g, const propos_query *query, propos_scope scope)
{
    switch (query->filter) {
    case PROPOS_BY_CODE:
        gather_codes(p, g, query);
        break;
    case PROPOS_BY_CODER:
    case PROPOS_BY_CODED_BY:
        gather_coders(p, g, query);
        break;
    case PROPOS_BY_AGREED:
        gather_agreed(p, g, query);
        break;
    case PROPOS_BY_OVERLAP:
        gather_overlap(p, g, query);
        break;
    case PROPOS_BY_ABOUT:
        PROPOS_GROW(g->abouts, g->about_capacity, g->about_count + 1);
        g->abouts[g->about_count++] = query;
        break;
    case PROPOS_BY_TEXT:
        push(&g->musts, compile(p, query->children[0], PROPOS_SCOPE_TEXT).full);
        break;
    case PROPOS_BY_MEMO:
        push(&g->musts, compile(p, query->children[0], PROPOS_SCOPE_MEMO).full);
        break;
    case PROPOS_BY_ROLE:
    case PROPOS_BY_SPEAKER:
        p->plan->asks_people = true;
        push(&g->filters, propos_resolve_filter(&p->plan->resolver, query));
        break;
    default:
        push(&g->filters, propos_resolve_filter(&p->plan->resolver, query));
        break;
    }
    (void)scope;
}

// A group within a group: its filters hold for the outer one too, so that `(sur:x) ET
// codé-par:tous` is one question. Its words stay together.
static void gather_inner(planner *p, group *g, const propos_query *query, propos_scope scope)
{
    propos_query words = *query;
    words.children = propos_arena_alloc(p->plan->arena, query->child_count, sizeof *words.children);
    words.child_count = 0;
    for (size_t i = 0; i < query->child_count; i++) {
        propos_query *child = query->children[i];
        if (child->kind == PROPOS_QUERY_FILTER || child->kind == PROPOS_QUERY_NOT ||
            child->kind == PROPOS_QUERY_PREFER || is_code_choice(child)) {
            gather(p, g, child, scope);
        } else {
            words.children[words.child_count++] = child;
        }
    }
    if (words.child_count == query->child_count) {
        push(&g->musts, compile(p, query, scope).full);
    } else if (words.child_count == 1 && query->child_count == 1) {
        gather(p, g, words.children[0], scope);
    } else if (words.child_count > 0) {
        push(&g->musts, compile(p, &words, scope).full);
    }
}

static void gather(planner *p, group *g, const propos_query *query, propos_scope scope)
{
    switch (query->kind) {
    case PROPOS_QUERY_WORD:
        PROPOS_GROW(g->words, g->word_capacity, g->word_count + 1);
        g->words[g->word_count++] = query;
        break;
    case PROPOS_QUERY_FILTER:
        gather_filter(p, g, query, scope);
        break;
    case PROPOS_QUERY_NOT:
        PROPOS_GROW(g->nots_left, g->not_capacity, g->not_count + 1);
        g->nots_left[g->not_count++] = query->children[0];
        break;
    case PROPOS_QUERY_PREFER:
        push(&p->favours, compile(p, query->children[0], scope).full);
        break;
    case PROPOS_QUERY_AND:
        for (size_t i = 0; i < query->child_count; i++) {
            gather(p, g, query->children[i], scope);
        }
        break;
    case PROPOS_QUERY_GROUP:
        gather_inner(p, g, query, scope);
        break;
    case PROPOS_QUERY_OR:
        if (is_code_choice(query)) {
            gather_codes(p, g, query);
        } else {
            push(&g->musts, compile(p, query, scope).full);
        }
        break;
    case PROPOS_QUERY_PHRASE:
    case PROPOS_QUERY_EXACT:
    case PROPOS_QUERY_PREFIX:
    case PROPOS_QUERY_NEAR:
        push(&g->musts, compile(p, query, scope).full);
        break;
    }
}

// ---- words of a group ----

typedef struct cut_word {
    const propos_query *query;
    propos_slots slots;
} cut_word;

// The runs of words in the query that the i-th word is part of ("médecin généraliste" is MG).
static size_t runs_of(planner *p, const cut_word *words, size_t count, size_t i, const char **runs,
                      size_t room)
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
static size_t content_words(planner *p, const group *g, cut_word *all, size_t *all_count,
                            cut_word *kept)
{
    size_t count = 0;
    *all_count = 0;
    for (size_t i = 0; i < g->word_count; i++) {
        cut_word w = {.query = g->words[i],
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
    node_list full, wide;
    bool partial;
} word_nodes;

static void compile_words(planner *p, const group *g, propos_scope scope, word_nodes *out)
{
    cut_word *all = propos_arena_alloc(p->plan->arena, g->word_count, sizeof *all);
    cut_word *kept = propos_arena_alloc(p->plan->arena, g->word_count, sizeof *kept);
    size_t all_count;
    size_t count = content_words(p, g, all, &all_count, kept);
    bool empty = g->word_count > 0 && all_count == 0 && g->musts.count == 0 &&
                 g->about_count == 0 && g->filters.count == 0 && g->not_count == 0;
    if (empty) {
        refuse(p, g->words[0],
               propos_arena_printf(p->plan->arena, _("there is no word to look for in “%s”"),
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
        push(&out->full, w.full);
        push(&out->wide, w.wide);
        out->partial = out->partial || w.wide != w.full;
    }
}

static bool all_required(const planner *p, size_t words)
{
    return p->plan->mode == PROPOS_MATCH_ALL ||
           (p->plan->mode == PROPOS_MATCH_AUTO && words <= PROPOS_AUTO_WORDS);
}

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

// The words of X for a stretch. They were compiled for the engine already; `quiet` keeps them from
// being listed twice among what was asked.
static propos_about *about_of(planner *p, const propos_query *query)
{
    if (query->kind == PROPOS_QUERY_GROUP || query->kind == PROPOS_QUERY_AND ||
        query->kind == PROPOS_QUERY_OR) {
        propos_about **children =
            propos_arena_alloc(p->plan->arena, query->child_count, sizeof *children);
        size_t count = 0;
        group g = {0};
        for (size_t i = 0; i < query->child_count; i++) {
            if (query->children[i]->kind == PROPOS_QUERY_WORD) {
                gather(p, &g, query->children[i], PROPOS_SCOPE_BARE);
            }
        }
        cut_word *all = propos_arena_alloc(p->plan->arena, g.word_count, sizeof *all);
        cut_word *kept = propos_arena_alloc(p->plan->arena, g.word_count, sizeof *kept);
        size_t all_count;
        size_t words = content_words(p, &g, all, &all_count, kept);
        group_free(&g);
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
                   (query->kind == PROPOS_QUERY_GROUP && !all_required(p, words));
        return count == 0
                   ? NULL
                   : about_group(p, any ? PROPOS_ABOUT_ANY : PROPOS_ABOUT_ALL, children, count);
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
    propos_words quiet = {.arena = p->plan->arena, .analyser = p->plan->analyser};
    quiet.last = &quiet.first;
    propos_word word;
    if (query->kind == PROPOS_QUERY_WORD) {
        propos_slots slots = propos_words_cut(&quiet, query->text, false);
        word = propos_words_bare(&quiet, query->text, &slots, NULL, 0, PROPOS_SCOPE_BARE);
    } else {
        word = propos_words_operator(&quiet, query, PROPOS_SCOPE_BARE);
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
    node_list terms = {0};
    propos_node *node = NULL;
    switch (c->kind) {
    case PROPOS_CODERS_ONE:
    case PROPOS_CODERS_WITHOUT:
        node = coder_term(p, c->coders[0]);
        break;
    case PROPOS_CODERS_BOTH:
    case PROPOS_CODERS_EITHER:
        for (size_t i = 0; i < c->count; i++) {
            push(&terms, coder_term(p, c->coders[i]));
        }
        node = c->kind == PROPOS_CODERS_BOTH
                   ? propos_node_and(p->plan->arena, terms.items, terms.count)
                   : propos_node_or(p->plan->arena, terms.items, terms.count);
        break;
    case PROPOS_CODERS_ALL:
        for (uint32_t i = 0; i < snapshot->coder_count; i++) {
            push(&terms, coder_term(p, i));
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

static bool asks_spans(const group *g)
{
    return g->coders_count > 0 || g->ask_agreed || g->overlap_least > 0;
}

static propos_decision *decision_of(planner *p, group *g)
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
// leaves that decide (NULL where index terms alone do).
static void plan_coders(planner *p, group *g, propos_node **decided_full,
                        propos_node **decided_wide)
{
    propos_arena *arena = p->plan->arena;
    for (size_t i = 0; i < g->coders_count; i++) {
        push(&g->filters, preselect(p, &g->coders[i]));
    }
    if (g->coders_count == 0) {
        push(&g->filters, propos_node_filter(arena, PROPOS_FILTER_CODED, "1"));
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
}

// ---- putting a group together ----

static propos_node *with(propos_arena *arena, const node_list *filters, const node_list *musts,
                         propos_node *const *more, size_t count)
{
    node_list all = {0};
    for (size_t i = 0; i < filters->count; i++) {
        push(&all, filters->items[i]);
    }
    for (size_t i = 0; i < musts->count; i++) {
        push(&all, musts->items[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (more[i] != NULL) {
            push(&all, more[i]);
        }
    }
    propos_node *node = propos_node_and(arena, all.items, all.count);
    free(all.items);
    return node;
}

// The words, in full and in part, that come on top of what must hold.
static pair combine_words(planner *p, const group *g, const word_nodes *words, pair base)
{
    propos_arena *arena = p->plan->arena;
    bool all = g->explicit || all_required(p, words->full.count);
    bool scored = g->musts.count > 0 || g->about_count > 0;
    propos_node *each = propos_node_and(arena, words->full.items, words->full.count);
    propos_node *some_full = propos_node_or(arena, words->full.items, words->full.count);
    propos_node *some_wide = propos_node_or(arena, words->wide.items, words->wide.count);
    pair out = {.partial = true};
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

static void drop_all(node_list *list)
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
static void plan_nots(planner *p, group *g, propos_scope scope)
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
        push(&g->nots, compile(p, g->nots_left[i], scope).full);
    }
    p->plan->by_coding = by_coding;
    p->plan->asks_people = asks_people;
    p->excluding = excluding;
    *last = NULL; // what must not be there is not looked for in the hits
    p->plan->words.last = last;
    p->outer_codes = codes;
    p->outer_code_count = count;
}

static pair without(propos_arena *arena, const group *g, pair from)
{
    if (g->nots.count == 0) {
        return from;
    }
    propos_node *none_of = propos_node_or(arena, g->nots.items, g->nots.count);
    return (pair){.full = propos_node_not(arena, from.full, none_of),
                  .wide = propos_node_not(arena, from.wide, none_of),
                  .partial = from.partial,
                  .one_order = from.one_order};
}

static pair assemble(planner *p, group *g, propos_scope scope)
{
    propos_arena *arena = p->plan->arena;
    propos_node *decided_full = NULL;
    propos_node *decided_wide = NULL;
    bool spans = asks_spans(g);
    if (spans) {
        plan_coders(p, g, &decided_full, &decided_wide);
    }
    drop_all(&g->filters);
    node_list about_full = {0};
    node_list about_wide = {0};
    bool partial = decided_full != decided_wide;
    bool one_order = false;
    for (size_t i = 0; i < g->about_count; i++) {
        pair about = compile(p, g->abouts[i]->children[0], PROPOS_SCOPE_BARE);
        // Where coders' stretches decide, an X that is there only in part is not what was asked
        // for.
        push(&about_full, about.full);
        push(&about_wide, spans || g->explicit ? about.full : about.wide);
        partial = partial || (!spans && !g->explicit && about.partial);
        one_order = one_order || (!spans && !g->explicit && about.one_order);
    }
    propos_node *full_about = propos_node_and(arena, about_full.items, about_full.count);
    propos_node *wide_about = propos_node_and(arena, about_wide.items, about_wide.count);
    bool has_about = g->about_count > 0;
    pair base = {.partial = partial, .one_order = one_order};
    base.full = with(arena, &g->filters, &g->musts,
                     (propos_node *[]){has_about ? full_about : NULL, decided_full}, 2);
    base.wide = with(arena, &g->filters, &g->musts,
                     (propos_node *[]){has_about ? wide_about : NULL, decided_wide}, 2);
    free(about_full.items);
    free(about_wide.items);
    word_nodes words = {0};
    compile_words(p, g, scope, &words);
    pair all = words.full.count > 0 ? combine_words(p, g, &words, base) : base;
    free(words.full.items);
    free(words.wide.items);
    plan_nots(p, g, scope);
    return without(arena, g, all);
}

static pair compile_group(planner *p, const propos_query *query, propos_scope scope)
{
    group g = {.only_presence = true, .explicit = query->kind == PROPOS_QUERY_AND};
    if (query->kind == PROPOS_QUERY_GROUP || query->kind == PROPOS_QUERY_AND) {
        for (size_t i = 0; i < query->child_count; i++) {
            gather(p, &g, query->children[i], scope);
        }
    } else {
        gather(p, &g, query, scope);
    }
    pair out = g.impossible ? exactly(propos_node_none(p->plan->arena)) : assemble(p, &g, scope);
    group_free(&g);
    return out;
}

static pair compile_or(planner *p, const propos_query *query, propos_scope scope)
{
    node_list nodes = {0};
    for (size_t i = 0; i < query->child_count; i++) {
        push(&nodes, compile(p, query->children[i], scope).full);
    }
    propos_node *node = propos_node_or(p->plan->arena, nodes.items, nodes.count);
    free(nodes.items);
    return exactly(node);
}

static pair compile(planner *p, const propos_query *query, propos_scope scope)
{
    switch (query->kind) {
    case PROPOS_QUERY_PHRASE:
    case PROPOS_QUERY_EXACT:
    case PROPOS_QUERY_PREFIX:
    case PROPOS_QUERY_NEAR:
        return exactly(propos_words_operator(&p->plan->words, query, scope).full);
    case PROPOS_QUERY_OR:
        return compile_or(p, query, scope);
    case PROPOS_QUERY_WORD:
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
    plan->words = (propos_words){.arena = plan->arena, .analyser = plan->analyser};
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
    pair all = compile(&p, query, PROPOS_SCOPE_BARE);
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
