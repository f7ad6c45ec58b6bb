// The parts of an AND-group: what the query says about codes, coders and their agreement, people
// and places is put where assembling finds it.
#include "search/planner.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "corpus/filters.h"

#include <stdlib.h>
#include <string.h>

// Of a phrase with more words of content than these, some are enough for a passage to be near it.
enum { PHRASE_SHORT = 2 };
// What parts the words of a phrase.
#define PHRASE_GAPS " \t\n,;:.!?()[]"

void planner_push(planner_nodes *list, propos_node *node)
{
    PROPOS_GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count++] = node;
}

void planner_must(planner_group *g, propos_node *full, propos_node *loose)
{
    planner_push(&g->musts, full);
    planner_push(&g->loose, loose);
    g->inexact = g->inexact || full != loose;
}

void planner_group_free(planner_group *g)
{
    free(g->words);
    free(g->filters.items);
    free(g->musts.items);
    free(g->loose.items);
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

static void add_codes(planner *p, planner_group *g, const propos_query *filter,
                      planner_nodes *terms)
{
    propos_indexes codes = propos_resolve_codes(&p->plan->resolver, filter);
    for (size_t i = 0; i < codes.count; i++) {
        PROPOS_GROW(g->codes, g->code_capacity, g->code_count + 1);
        g->codes[g->code_count++] = codes.items[i];
        planner_push(terms, propos_node_filter(p->plan->arena, PROPOS_FILTER_CODE,
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

static void gather_codes(planner *p, planner_group *g, const propos_query *query)
{
    planner_nodes terms = {0};
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
    planner_push(&g->filters, propos_node_or(p->plan->arena, terms.items, terms.count));
    free(terms.items);
}

// ---- coders ----

// Too few coders for what is asked: no hits, and the reason is told.
static bool too_few_coders(planner *p, planner_group *g, size_t need)
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

static void gather_coders(planner *p, planner_group *g, const propos_query *filter)
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

void planner_refuse(planner *p, const propos_query *filter, const char *sentence)
{
    if (p->status == PROPOS_OK) {
        p->status = propos_fail_query(p->error, filter->position, "%s", sentence);
    }
}

static void gather_agreed(planner *p, planner_group *g, const propos_query *filter)
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
        planner_refuse(p, filter, _("accord: is même, oui or non (agreed: same, yes or no)"));
    }
    p->plan->by_coding = true;
    g->ask_agreed = true;
    g->only_presence = false;
    (void)too_few_coders(p, g, 2);
}

static void gather_overlap(planner *p, planner_group *g, const propos_query *filter)
{
    char *end;
    const char *at = filter->text + strspn(filter->text, " >=≥");
    double value = strtod(at, &end);
    bool percent = *end == '%' || value > 1;
    end += strspn(end, " %");
    value = percent ? value / 100 : value;
    if (end == at || *end != '\0' || !(value > 0 && value <= 1)) {
        planner_refuse(p, filter, _("recouvrement: is a share of letters, such as 50%"));
        return;
    }
    p->plan->by_coding = true;
    g->overlap_least = value > g->overlap_least ? value : g->overlap_least;
    g->only_presence = false;
    (void)too_few_coders(p, g, 2);
}

// ---- phrases ----

static void must_in_full(planner_group *g, propos_node *node)
{
    planner_must(g, node, node);
}

// The words of a phrase that say something, each as a word of what was said. They are looked for in
// the hits that do not hold the phrase.
static void words_of_phrase(planner *p, const char *phrase, planner_nodes *out)
{
    propos_words *words = &p->plan->words;
    propos_arena *arena = p->plan->arena;
    char *text = propos_arena_strdup(arena, phrase);
    char *rest = NULL;
    for (char *word = strtok_r(text, PHRASE_GAPS, &rest); word != NULL;
         word = strtok_r(NULL, PHRASE_GAPS, &rest)) {
        propos_slots slots = propos_words_cut(words, word, false);
        if (slots.count == 0 || slots.stop) {
            continue;
        }
        propos_asked **asked = words->last;
        planner_push(out, propos_words_bare(words, word, &slots, NULL, 0, PROPOS_SCOPE_TEXT).full);
        for (propos_asked *one = *asked; one != NULL; one = one->next) {
            one->loose = true;
        }
    }
}

// Who looks for a half-remembered quotation gets the nearest passages after those that hold it: all
// words of a short phrase, some of a long one.
static void gather_phrase(planner *p, planner_group *g, const propos_query *query,
                          propos_scope scope)
{
    propos_node *full = propos_words_operator(&p->plan->words, query, scope).full;
    propos_node *loose = full;
    if (scope == p->plan->scope && scope != PROPOS_SCOPE_CODE && !g->explicit && !p->excluding) {
        planner_nodes words = {0};
        words_of_phrase(p, query->text, &words);
        if (words.count > 1) {
            propos_node *some = words.count > PHRASE_SHORT
                                    ? propos_node_or(p->plan->arena, words.items, words.count)
                                    : propos_node_and(p->plan->arena, words.items, words.count);
            loose = propos_node_or(p->plan->arena, (propos_node *[]){full, some}, 2);
        }
        free(words.items);
    }
    planner_must(g, full, loose);
}

// ---- gathering an AND-group ----

static void gather_filter(planner *p, planner_group *g, const propos_query *query)
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
        must_in_full(g, planner_compile(p, query->children[0], PROPOS_SCOPE_TEXT).full);
        break;
    case PROPOS_BY_MEMO:
        must_in_full(g, planner_compile(p, query->children[0], PROPOS_SCOPE_MEMO).full);
        break;
    case PROPOS_BY_ROLE:
    case PROPOS_BY_SPEAKER:
        p->plan->asks_people = true;
        planner_push(&g->filters, propos_resolve_filter(&p->plan->resolver, query));
        break;
    default:
        planner_push(&g->filters, propos_resolve_filter(&p->plan->resolver, query));
        break;
    }
}

// A group within a group: its filters hold for the outer one too, so that `(sur:x) ET
// codé-par:tous` is one question. Its words stay together.
static void gather_inner(planner *p, planner_group *g, const propos_query *query,
                         propos_scope scope)
{
    propos_query words = *query;
    words.children = propos_arena_alloc(p->plan->arena, query->child_count, sizeof *words.children);
    words.child_count = 0;
    for (size_t i = 0; i < query->child_count; i++) {
        propos_query *child = query->children[i];
        if (child->kind == PROPOS_QUERY_FILTER || child->kind == PROPOS_QUERY_NOT ||
            child->kind == PROPOS_QUERY_PREFER || is_code_choice(child)) {
            planner_gather(p, g, child, scope);
        } else {
            words.children[words.child_count++] = child;
        }
    }
    if (words.child_count == query->child_count) {
        must_in_full(g, planner_compile(p, query, scope).full);
    } else if (words.child_count == 1 && query->child_count == 1) {
        planner_gather(p, g, words.children[0], scope);
    } else if (words.child_count > 0) {
        must_in_full(g, planner_compile(p, &words, scope).full);
    }
}

void planner_gather(planner *p, planner_group *g, const propos_query *query, propos_scope scope)
{
    switch (query->kind) {
    case PROPOS_QUERY_WORD:
        PROPOS_GROW(g->words, g->word_capacity, g->word_count + 1);
        g->words[g->word_count++] = query;
        break;
    case PROPOS_QUERY_FILTER:
        gather_filter(p, g, query);
        break;
    case PROPOS_QUERY_NOT:
        PROPOS_GROW(g->nots_left, g->not_capacity, g->not_count + 1);
        g->nots_left[g->not_count++] = query->children[0];
        break;
    case PROPOS_QUERY_PREFER:
        planner_push(&p->favours, planner_compile(p, query->children[0], scope).full);
        break;
    case PROPOS_QUERY_AND:
        for (size_t i = 0; i < query->child_count; i++) {
            planner_gather(p, g, query->children[i], scope);
        }
        break;
    case PROPOS_QUERY_GROUP:
        gather_inner(p, g, query, scope);
        break;
    case PROPOS_QUERY_OR:
        if (is_code_choice(query)) {
            gather_codes(p, g, query);
        } else {
            must_in_full(g, planner_compile(p, query, scope).full);
        }
        break;
    case PROPOS_QUERY_PHRASE:
        gather_phrase(p, g, query, scope);
        break;
    case PROPOS_QUERY_EXACT:
    case PROPOS_QUERY_PREFIX:
    case PROPOS_QUERY_NEAR:
        must_in_full(g, planner_compile(p, query, scope).full);
        break;
    }
}
