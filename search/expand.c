#include "search/expand.h"

#include "base/memory.h"
#include "corpus/vocabulary.h"
#include "search/expander.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// ---- what the bridges share ----

void expander_add(expander_work *w, propos_bridge bridge, const char *words, bool exact)
{
    if ((w->expander->without & (1U << bridge)) != 0 || strcmp(words, w->key) == 0) {
        return;
    }
    for (size_t i = 0; i < w->count; i++) {
        if (strcmp(w->items[i].words, words) == 0 && w->items[i].exact == exact) {
            // The nearer bridge counts, in whatever order they came.
            w->items[i].bridge = bridge < w->items[i].bridge ? bridge : w->items[i].bridge;
            return;
        }
    }
    PROPOS_GROW(w->items, w->capacity, w->count + 1);
    w->items[w->count++] = (propos_expansion){
        .bridge = bridge, .words = propos_arena_strdup(w->expander->arena, words), .exact = exact};
}

const char *expander_stem(const expander_work *w, const char *word)
{
    const char *terms[PROPOS_CHANNELS];
    (void)propos_analyse_word(w->expander->analyser, word, terms);
    return propos_arena_strdup(w->expander->arena, terms[PROPOS_CHANNEL_FOLD]);
}

bool expander_keep(void *context, const char *word)
{
    expander_words *list = context;
    if (list->count == list->limit) {
        return false;
    }
    PROPOS_GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count++] = propos_arena_strdup(list->arena, word);
    return true;
}

// ---- lists of synonyms ----

static void add_synonyms(expander_work *w, const char *key)
{
    static const propos_bridge BRIDGES[] = {[PROPOS_SYNONYM_ACRONYM] = PROPOS_BRIDGE_ACRONYM,
                                            [PROPOS_SYNONYM_SHORT] = PROPOS_BRIDGE_SHORT,
                                            [PROPOS_SYNONYM_STUDY] = PROPOS_BRIDGE_STUDY,
                                            [PROPOS_SYNONYM_EVERYDAY] = PROPOS_BRIDGE_EVERYDAY,
                                            [PROPOS_SYNONYM_FORM] = PROPOS_BRIDGE_LEMMA,
                                            [PROPOS_SYNONYM_FAMILY] = PROPOS_BRIDGE_FAMILY};
    propos_synonym *found = NULL;
    size_t count = propos_lists_synonyms(propos_analyser_lists(w->expander->analyser), key, &found);
    for (size_t i = 0; i < count; i++) {
        expander_add(w, BRIDGES[found[i].source], found[i].words, false);
    }
    free(found);
}

// ---- all of them ----

static int by_bridge(const void *a, const void *b)
{
    const propos_expansion *x = a;
    const propos_expansion *y = b;
    return x->bridge != y->bridge ? (int)x->bridge - (int)y->bridge : strcmp(x->words, y->words);
}

// What is worth nothing is not looked for.
#define ALL_BRIDGES ((1U << PROPOS_BRIDGES) - 1U)

propos_expansions propos_expand(const propos_expander *expander, const char *key,
                                const char *const *runs, size_t run_count)
{
    expander_work w = {.expander = expander, .key = key};
    if ((expander->without & ALL_BRIDGES) == ALL_BRIDGES) {
        return (propos_expansions){0};
    }
    if (expander->record != NULL && strchr(key, ' ') == NULL && key[0] != '\0') {
        expander_forms(&w);
    }
    add_synonyms(&w, key);
    for (size_t i = 0; i < run_count; i++) {
        add_synonyms(&w, runs[i]);
    }
    if (strchr(key, ' ') == NULL) {
        expander_thesaurus(&w);
    }
    if (w.count > 1) {
        qsort(w.items, w.count, sizeof *w.items, by_bridge);
    }
    propos_expansions out = {
        .items = propos_arena_copy(expander->arena, w.items, w.count, sizeof *w.items),
        .count = w.count};
    free(w.items);
    free(w.lemmas.items);
    return out;
}

const char *propos_bridge_name(propos_bridge bridge)
{
    static const char *const NAMES[PROPOS_BRIDGES] = {"accent", "lemma",  "acronym",  "short",
                                                      "study",  "family", "everyday", "thesaurus"};
    return NAMES[bridge];
}
