// Passages that were printed twice. A list of quotations may print the same words under several
// themes: that is one passage with several places, and one hit.
//
// The same: passages of documents of kind "quotes" whose words are the same, one after the other,
// whatever their case, accents, marks and punctuation, eight words or more. A longer printing that
// holds a shorter one whole says more, and was chosen to: it stays a hit of its own.
#ifndef PROPOS_SEARCH_DUPLICATES_H
#define PROPOS_SEARCH_DUPLICATES_H

#include "base/arena.h"
#include "base/error.h"
#include "corpus/record.h"
#include "corpus/snapshot.h"
#include "search/match.h"
#include "text/analyser.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Shorter passages ("Oui, tout à fait.") may well be said twice.
#define PROPOS_DUPLICATE_WORDS 8

// The printings of a study, by index of the passage in the snapshot.
typedef struct propos_duplicates {
    uint32_t *first; // the first printing of the same words: the passage itself when there is none
                     // before it
    uint32_t *next;  // the next printing, PROPOS_NONE after the last
    uint32_t count;  // passages
} propos_duplicates;

// Looks for them in every text of the study; *out is NULL when nothing was printed twice, else the
// arena's. Errors: those of reading the record.
propos_status propos_duplicates_find(propos_arena *arena, propos_record *record,
                                     const propos_snapshot *snapshot, propos_analyser *analyser,
                                     const propos_duplicates **out, propos_error *error);

// Makes one hit of those that were printed twice: in full when one of them is, with the best score,
// standing where the first of those stands. Counts `found` anew. The order is lost.
void propos_duplicates_merge(const propos_duplicates *duplicates, propos_found *found);

// The printing after `passage` (PROPOS_NONE: from the first one) of the words of passages
// find->first to find->last: where its first passage is; PROPOS_NONE when there is none.
uint32_t propos_duplicates_next(const propos_duplicates *duplicates, const propos_find *find,
                                uint32_t passage);

#endif
