// What a query word is widened with: the other words that count for it in this study, each with
// where it comes from. `propos synonyms` prints the same list.
#ifndef PROPOS_SEARCH_EXPAND_H
#define PROPOS_SEARCH_EXPAND_H

#include "base/arena.h"
#include "base/error.h"
#include "corpus/record.h"
#include "text/analyser.h"
#include "text/dictionary.h"
#include "text/thesaurus.h"

#include <stdbool.h>
#include <stddef.h>

// Where an expansion comes from; in this order in lists. The first five count in full, the others
// in part (DESIGN section 6).
typedef enum propos_bridge {
    PROPOS_BRIDGE_ACCENT,   // an unaccented word: its accented spelling
    PROPOS_BRIDGE_LEMMA,    // another form of the same dictionary word
    PROPOS_BRIDGE_ACRONYM,  // shipped: acronyms and their expansions
    PROPOS_BRIDGE_SHORT,    // shipped: spoken short forms
    PROPOS_BRIDGE_STUDY,    // the study's own synonyms.txt
    PROPOS_BRIDGE_FAMILY,   // a word of the same family (coordination, coordonnateur)
    PROPOS_BRIDGE_EVERYDAY, // shipped: everyday equivalents
    PROPOS_BRIDGE_THESAURUS // a neighbour in the French thesaurus
} propos_bridge;
#define PROPOS_BRIDGES 8

typedef struct propos_expansion {
    propos_bridge bridge;
    const char *words; // one word or several, parted by spaces; casefolded NFC; the arena's
    bool exact;        // these very letters (a form found in the vocabulary), not their stem
} propos_expansion;

typedef struct propos_expansions {
    propos_expansion *items; // the arena's; by bridge, then as found; each words once, the word
                             // itself never
    size_t count;
} propos_expansions;

// From where expansions come.
typedef struct propos_expander {
    propos_arena *arena;
    propos_analyser *analyser;
    propos_record *record;             // its vocabulary
    const propos_thesaurus *thesaurus; // may be NULL
    propos_dictionary **dictionary;    // this thread's: opened when a word is asked that the study
                                       // does not have; NULL: never
    unsigned without;                  // bridges (1 << propos_bridge) that are not used
} propos_expander;

// Widens `key` (casefolded words joined by spaces, see propos_slots.key); `runs` are further keys
// whose synonyms count for it (a run of words that it is part of). A vocabulary that cannot be read
// gives nothing: expansions never fail a search.
propos_expansions propos_expand(const propos_expander *expander, const char *key,
                                const char *const *runs, size_t run_count);

// "accent", "lemma", "acronym"…
const char *propos_bridge_name(propos_bridge bridge);

#endif
