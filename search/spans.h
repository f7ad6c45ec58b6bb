// The algebra of coders: who has a span where, where spans meet, whether they agree. One
// implementation for both engines and for analysis/ (DESIGN section 6, "Coder filters are decided
// on spans").
#ifndef PROPOS_SEARCH_SPANS_H
#define PROPOS_SEARCH_SPANS_H

#include "base/arena.h"
#include "base/error.h"
#include "corpus/snapshot.h"
#include "engine/local.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum propos_coders_kind {
    PROPOS_CODERS_ONE,     // A
    PROPOS_CODERS_BOTH,    // A+B+…: their spans share at least one letter
    PROPOS_CODERS_EITHER,  // A,B,…
    PROPOS_CODERS_WITHOUT, // A-B: A has a span, B none, and B has finished the document
    PROPOS_CODERS_COUNT,   // 2+: any N overlap
    PROPOS_CODERS_ALL      // all coders of the study overlap
} propos_coders_kind;

typedef struct propos_coders {
    propos_coders_kind kind;
    const uint32_t *coders; // indexes into the snapshot; the arena's
    size_t count;
    uint32_t least; // COUNT
} propos_coders;

typedef enum propos_level {
    PROPOS_LEVEL_NONE,
    PROPOS_LEVEL_RELATED,
    PROPOS_LEVEL_SAME
} propos_level;

// What an AND-group asks of the spans on one passage.
typedef struct propos_span_query {
    const uint32_t *codes; // restrict to these codes and their descendants; NULL: any
    size_t code_count;
    const propos_coders *coders; // all must hold
    size_t coders_count;
    bool ask_agreed;
    bool agreed_same, agreed_yes, agreed_no; // which of accord:même / oui / non
    double overlap_least;                    // 0 to 1; 0: not asked
} propos_span_query;

// The stretches of a passage (code points in the turn) that satisfy the coder conditions: the
// shared stretches for BOTH, COUNT and ALL, the coder's own spans otherwise. No stretch: the
// passage does not match.
bool propos_spans_match(const propos_snapshot *snapshot, uint32_t passage,
                        const propos_span_query *query, propos_ranges *stretches);

// How the coders of a passage meet, for an answer's "agreement".
typedef struct propos_meeting {
    const uint32_t *coders;
    size_t coder_count;
    propos_ranges overlap; // code points in the turn
    propos_level level;
    const uint32_t *codes; // the codes that agree (SAME or RELATED), or all that meet
    size_t code_count;
} propos_meeting;

// Memory: the arena's, but for `overlap`, which the caller frees. False when fewer than two coders
// meet.
bool propos_spans_meeting(propos_arena *arena, const propos_snapshot *snapshot, uint32_t passage,
                          const propos_span_query *query, propos_meeting *out);

// Same code, or one an ancestor of the other (a root with children makes nothing related), or
// equivalent.
propos_level propos_codes_level(const propos_snapshot *snapshot, uint32_t a, uint32_t b);

#endif
