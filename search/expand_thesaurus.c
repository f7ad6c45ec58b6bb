// A word's neighbours in the French thesaurus, as far as the study has them.
#include "search/expander.h"

#include "base/memory.h"
#include "corpus/vocabulary.h"

#include <stdlib.h>
#include <string.h>

// Neighbours looked at; long entries mix the senses of a word, and the farther ones stand behind.
#define NEIGHBOURS_SEEN 60
// Neighbours asked: each costs a list of passages.
#define NEIGHBOURS_MAX 12
// Dictionary words of one form whose neighbours are taken.
#define ENTRIES_MAX 3
// Bytes: what is shorter ("eau", "pot") stands for too many things.
#define NEIGHBOUR_BYTES_MIN 4

// ---- reading entries ----

static bool keep_neighbour(void *context, const char *neighbour)
{
    return strchr(neighbour, ' ') != NULL || expander_keep(context, neighbour);
}

typedef struct sought {
    const char *word;
    bool found;
} sought;

static bool find_word(void *context, const char *neighbour)
{
    sought *s = context;
    s->found = strcmp(s->word, neighbour) == 0;
    return !s->found;
}

// True when the entry of `neighbour` leads back to `word`.
static bool is_mutual(const propos_thesaurus *thesaurus, const char *word, const char *neighbour)
{
    sought s = {.word = word};
    propos_thesaurus_neighbours(thesaurus, neighbour, find_word, &s);
    return s.found;
}

// ---- choosing ----

static bool occurs(const expander_work *w, const char *word)
{
    const propos_expander *e = w->expander;
    expander_words one = {.arena = e->arena, .limit = 1};
    (void)propos_vocabulary_stemmed(e->record, expander_stem(w, word), expander_keep, &one, NULL);
    bool any = one.count > 0;
    free(one.items);
    return any;
}

static bool worth_asking(const expander_work *w, const char *word)
{
    return strlen(word) >= NEIGHBOUR_BYTES_MIN &&
           !propos_lists_is_stop(propos_analyser_lists(w->expander->analyser), word) &&
           !propos_lists_is_request(propos_analyser_lists(w->expander->analyser), word) &&
           strcmp(expander_stem(w, word), expander_stem(w, w->key)) != 0 && occurs(w, word);
}

// Adds the neighbours of one entry: first those that lead back to it, which share its main sense;
// `mutual_only`: no others. False when there is no such entry.
static bool add_entry(expander_work *w, const char *entry, bool mutual_only, size_t *room)
{
    const propos_expander *e = w->expander;
    expander_words seen = {.arena = e->arena, .limit = NEIGHBOURS_SEEN};
    propos_thesaurus_neighbours(e->thesaurus, entry, keep_neighbour, &seen);
    for (int mutual = 1; mutual >= (mutual_only ? 1 : 0); mutual--) {
        for (size_t i = 0; *room > 0 && i < seen.count; i++) {
            if (seen.items[i] != NULL &&
                (mutual == 0 || is_mutual(e->thesaurus, entry, seen.items[i])) &&
                worth_asking(w, seen.items[i])) {
                size_t before = w->count;
                expander_add(w, PROPOS_BRIDGE_THESAURUS, seen.items[i], false);
                seen.items[i] = NULL;
                *room -= w->count - before;
            }
        }
    }
    bool any = seen.count > 0;
    free(seen.items);
    return any;
}

void expander_thesaurus(expander_work *w)
{
    const propos_expander *e = w->expander;
    size_t room = NEIGHBOURS_MAX;
    if (e->thesaurus == NULL || e->record == NULL || w->key[0] == '\0' ||
        (e->without & (1U << PROPOS_BRIDGE_THESAURUS)) != 0) {
        return;
    }
    bool has_own = add_entry(w, w->key, false, &room);
    // What a form leads to is farther: "larmes" are not the drop that a "larme" can be.
    for (size_t i = 0; i < w->lemmas.count && i < ENTRIES_MAX; i++) {
        if (strcmp(w->lemmas.items[i], w->key) != 0) {
            (void)add_entry(w, w->lemmas.items[i], has_own, &room);
        }
    }
}
