// Where coders differ: stretches of a document that at least one of them coded, in which their
// codes are not the same on every letter.
//
// A stretch is what codings of the coders compared cover that share letters with one another, from
// the first letter of the first to the last of the last. Within it every letter is looked at: which
// codes each coder put there. Codings of a consensus round or of a director take no part.
#ifndef PROPOS_CORPUS_DISPUTES_H
#define PROPOS_CORPUS_DISPUTES_H

#include "base/arena.h"
#include "corpus/record.h"
#include "corpus/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How two coders differ on a letter; on one letter the gravest of all pairs counts.
typedef enum propos_dispute_kind {
    PROPOS_DISPUTE_NONE,
    PROPOS_DISPUTE_BOUNDS,  // one coded it, and the other put the same codes elsewhere in the
                            // stretch
    PROPOS_DISPUTE_ONLY,    // one coded it, the other did not see that there
    PROPOS_DISPUTE_RELATED, // both coded it, with codes partly the same, or one above another
    PROPOS_DISPUTE_CODE,    // both coded it, with codes that have nothing to do with one another
    PROPOS_DISPUTE_KINDS
} propos_dispute_kind;

// What a letter in dispute counts, in quarters: another code is another reading of the same words;
// a code that one coder alone has may be an oversight; bounds seldom change what is found.
extern const unsigned propos_dispute_quarters[PROPOS_DISPUTE_KINDS];

// Letters [start, end) of a turn on which the coders differ in one way.
typedef struct propos_dispute_part {
    uint32_t turn; // index into turns
    uint32_t start, end;
    propos_dispute_kind kind;
} propos_dispute_part;

typedef struct propos_dispute {
    uint32_t document;
    uint32_t first_turn, last_turn; // indexes into turns
    uint32_t start, end;            // code points in the first and the last turn
    const uint32_t *codings;        // indexes into the snapshot, in text order
    size_t coding_count;
    const propos_dispute_part *parts; // in text order; none: the coders agree on every letter
    size_t part_count;
    uint64_t letters[PROPOS_DISPUTE_KINDS]; // by kind; NONE: those on which they agree
    uint64_t quarters;                      // letters in dispute, weighed
} propos_dispute;

typedef struct propos_disputes {
    propos_dispute *items; // in text order; those without parts too
    size_t count, capacity;
} propos_disputes;

// Finds the stretches of `count` coders (indexes) in every document that all of them have finished.
// What the stretches point to is the arena's; free the list with free(out->items).
void propos_disputes_find(const propos_snapshot *snapshot, const uint32_t *coders, size_t count,
                          propos_arena *arena, propos_disputes *out);

// The names of the coders, sorted, joined by " + ". In the arena.
const char *propos_disputes_coders(const propos_snapshot *snapshot, const uint32_t *coders,
                                   size_t count, propos_arena *arena);

// Appends the words of a stretch; turns are parted by " / ". Errors: those of reading.
propos_status propos_dispute_words(propos_record *record, const propos_snapshot *snapshot,
                                   const propos_dispute *dispute, propos_buffer *out,
                                   propos_error *error);

// The number of a stretch between coders (as propos_disputes_coders() writes them), NULL when it
// has none: numbers are given to all coders of a study together and to each two of them.
const propos_snap_number *propos_dispute_number(const propos_snapshot *snapshot, const char *coders,
                                                const propos_dispute *dispute);

#endif
