// What the files that widen a word share. Private to search/.
#ifndef PROPOS_SEARCH_EXPANDER_H
#define PROPOS_SEARCH_EXPANDER_H

#include "search/expand.h"

// Words kept while the record is read.
typedef struct expander_words {
    propos_arena *arena;
    const char **items; // malloc'ed; the words are the arena's
    size_t count, capacity;
    size_t limit;
} expander_words;

// A word being widened.
typedef struct expander_work {
    const propos_expander *expander;
    const char *key;
    propos_expansion *items; // malloc'ed
    size_t count, capacity;
    expander_words lemmas; // the dictionary words of a single word, once expander_forms() has run
} expander_work;

// A propos_vocabulary_fn: keeps the word in an expander_words; stops at its limit.
bool expander_keep(void *context, const char *word);

// Adds an expansion, unless its bridge is not used or the same words are there already.
void expander_add(expander_work *w, propos_bridge bridge, const char *words, bool exact);

// The word's stem without accents, the arena's: what every word matches by.
const char *expander_stem(const expander_work *w, const char *word);

// expand_forms.c: ACCENT, LEMMA and FAMILY of a single word.
void expander_forms(expander_work *w);

// expand_thesaurus.c: THESAURUS of a single word.
void expander_thesaurus(expander_work *w);

#endif
