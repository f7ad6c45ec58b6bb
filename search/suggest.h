// Did you mean: words of a query that match nothing, corrected from the studies' own vocabulary and
// names. A query whose words are all known costs a few look-ups in the record.
#ifndef PROPOS_SEARCH_SUGGEST_H
#define PROPOS_SEARCH_SUGGEST_H

#include "base/arena.h"
#include "engine/engine.h"
#include "search/plan.h"
#include "search/query.h"
#include "search/view.h"

#include <stddef.h>

// A study asked: its names and record, what its query was made into, and who counts.
typedef struct propos_suggest_study {
    const propos_view *view;
    const propos_plan *plan; // made
    propos_engine *engine;
} propos_suggest_study;

// `typed` with the words that no study has replaced by the nearest ones: ready to be asked again.
// NULL when every word is known or nothing is near. `tree` is `typed`, parsed. The arena's. Trouble
// with a record or an index makes no suggestion.
const char *propos_suggest_query(propos_arena *arena, const char *typed, const propos_query *tree,
                                 const propos_suggest_study *studies, size_t count);

// The name nearest to the value of a filter that names nothing; NULL: none is near. The arena's or
// the snapshots'.
const char *propos_suggest_value(propos_arena *arena, const propos_query *filter,
                                 const propos_suggest_study *studies, size_t count);

#endif
