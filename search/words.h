// Words of a query made into terms: what a word, a phrase or a prefix matches in full and in part,
// and the probes that say afterwards why a passage was found.
#ifndef PROPOS_SEARCH_WORDS_H
#define PROPOS_SEARCH_WORDS_H

#include "base/arena.h"
#include "engine/tree.h"
#include "search/expand.h"
#include "search/query.h"
#include "search/weights.h"
#include "text/analyser.h"

#include <stdbool.h>
#include <stddef.h>

// Where words are looked for.
typedef enum propos_scope {
    PROPOS_SCOPE_BARE, // in what was said, or in the name of a code
    PROPOS_SCOPE_TEXT, // in what was said only
    PROPOS_SCOPE_MEMO, // in memos only
    PROPOS_SCOPE_CODE  // in the names of codes; in part in memos and definitions
} propos_scope;

// How a word was found, from the nearest to the farthest; the order in which an answer tries them.
typedef enum propos_why {
    PROPOS_WHY_EXACT,
    PROPOS_WHY_STEM,
    PROPOS_WHY_FOLD,
    PROPOS_WHY_LEMMA,   // another form of the same dictionary word
    PROPOS_WHY_SYNONYM, // in full: acronym, short form, the study's own
    PROPOS_WHY_CODE,
    PROPOS_WHY_FAMILY,    // from here on partial
    PROPOS_WHY_EVERYDAY,  // shown as a synonym
    PROPOS_WHY_THESAURUS, // likewise
    PROPOS_WHY_MEMO,
    PROPOS_WHY_DEFINITION, // shown as a code
    PROPOS_WHY_CONTEXT
} propos_why;

// One way in which an asked word can be on a passage: `node` holds in `field`.
typedef struct propos_probe {
    propos_why why;
    propos_field field;
    const propos_node *node;
    const char *source; // of a synonym: propos_bridge_name(); else NULL
} propos_probe;

#define PROPOS_PROBES 18

// Something asked for, as typed, with its probes in the order of propos_why.
typedef struct propos_asked propos_asked;
struct propos_asked {
    const char *asked;
    propos_probe probes[PROPOS_PROBES];
    size_t probe_count;
    bool loose; // a word of a phrase: looked for where the phrase is not
    propos_asked *next;
};

// A word (or phrase, or prefix) compiled. Nodes are NONE where they do not apply.
typedef struct propos_word {
    propos_node *full; // in full: text or code name, as the scope has it
    propos_node *wide; // in full or in part; the same as `full` when there is no part
    propos_node *text; // the part of `full` in PROPOS_FIELD_TEXT
    propos_node *code; // and in PROPOS_FIELD_CODE
} propos_word;

// One position of a word or phrase: readings of one token.
typedef struct propos_slot {
    const propos_token *readings[4]; // patient·e·s has four
    size_t count;
} propos_slot;

// A text cut into positions. `key` joins its casefolded words with spaces: how synonyms are looked
// up.
typedef struct propos_slots {
    propos_slot *items;
    size_t count;
    const char *key;
    bool stop; // nothing but stop words
} propos_slots;

typedef struct propos_words {
    propos_arena *arena;
    propos_analyser *analyser;
    const propos_weights *weights;
    propos_expander expander;    // its record, thesaurus and dictionary; the rest is filled in here
    propos_asked *first, **last; // zero-initialised with last = &first
    // Tokens that slots point into, freed with propos_words_free().
    propos_tokens *kept;
    size_t kept_count, kept_capacity;
} propos_words;

void propos_words_free(propos_words *words);

// Cuts `text` into positions; `phrase`: elided words and hesitations are kept as positions, as they
// stand.
propos_slots propos_words_cut(propos_words *words, const char *text, bool phrase);

// A bare word. `runs` are further keys whose synonyms count for it (a run of words that it is part
// of).
propos_word propos_words_bare(propos_words *words, const char *asked, const propos_slots *slots,
                              const char *const *runs, size_t run_count, propos_scope scope);

// These very words side by side, with the weight that this adds to a match of the words: where they
// are said, and in the names of codes (memos, for memos).
propos_node *propos_words_together(propos_words *words, const char *text, propos_scope scope);

// A leaf of the query with an operator of its own: PHRASE, EXACT, PREFIX or NEAR.
propos_word propos_words_operator(propos_words *words, const propos_query *query,
                                  propos_scope scope);

#endif
