// Which passages each coder has coded with what: where a coder filter with codes can hold at all.
// Built once for a snapshot, immutable afterwards.
#ifndef PROPOS_SEARCH_CODED_H
#define PROPOS_SEARCH_CODED_H

#include "base/arena.h"
#include "corpus/snapshot.h"
#include "search/spans.h"

#include <stddef.h>
#include <stdint.h>

typedef struct propos_coded propos_coded;

// The arena's; NULL when there are too many coders and codes for a table.
propos_coded *propos_coded_new(propos_arena *arena, const propos_snapshot *snapshot);

// Ids of passages, ascending, outside which `query` cannot hold; *count of them, the arena's. NULL:
// nothing can be said (no codes are asked for, or `coded` is NULL).
const uint32_t *propos_coded_among(propos_arena *arena, const propos_coded *coded,
                                   const propos_span_query *query, size_t *count);

#endif
