// Runs a plan on an engine: full matches before partial ones, participants before those who ask the
// questions, exact totals, adjacent passages of one coding as one hit.
#ifndef PROPOS_SEARCH_MATCH_H
#define PROPOS_SEARCH_MATCH_H

#include "base/error.h"
#include "engine/engine.h"
#include "search/bits.h"
#include "search/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A hit: passages `first` to `last` (indexes) of one turn.
typedef struct propos_find {
    uint32_t study; // the caller's number for the study
    uint32_t first, last;
    double score;
    bool partial;
    bool asker; // said by a moderator or an interviewer
} propos_find;

typedef struct propos_wanted {
    size_t window;   // the best so many hits; SIZE_MAX: all
    bool text_order; // in the order of the transcripts instead of by score
    bool counts;     // exact totals and `full`; without them only the window is looked for
    bool (*stop)(void *context);
    void *stop_context;
} propos_wanted;

typedef struct propos_found {
    propos_find *items; // malloc'ed, in the order to show
    size_t count, capacity;
    size_t total, total_partial; // hits, when counted
    propos_bits full;            // passages that match in full, when counted
    bool stale;                  // the engine named a passage that the snapshot does not have
} propos_found;

// Errors: those of propos_engine_match(). Free *out with propos_found_free(), also after an error.
propos_status propos_match_run(propos_engine *engine, const propos_plan *plan,
                               const propos_wanted *wanted, propos_found *out, propos_error *error);
void propos_found_free(propos_found *found);

// The order of hits of several studies (qsort): in full, then participants, then by score.
int propos_find_by_score(const void *a, const void *b);
// Participants, then by score, full or partial alike.
int propos_find_in_one_order(const void *a, const void *b);
// In full, then by study and place in the text.
int propos_find_by_text(const void *a, const void *b);

#endif
