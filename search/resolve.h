// The values of filters looked up in one study: what a researcher types (an id, a name, a word of a
// name) becomes the indexes and boolean terms of one snapshot.
#ifndef PROPOS_SEARCH_RESOLVE_H
#define PROPOS_SEARCH_RESOLVE_H

#include "base/arena.h"
#include "base/error.h"
#include "corpus/snapshot.h"
#include "engine/tree.h"
#include "search/catalogue.h"
#include "search/query.h"
#include "search/spans.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Sentences for the asker, each once; the arena's.
typedef struct propos_notices {
    propos_arena *arena;
    const char **items; // malloc'ed: free with propos_notices_free()
    size_t count, capacity;
} propos_notices;

void propos_notices_add(propos_notices *notices, const char *sentence);
void propos_notices_free(propos_notices *notices);

typedef struct propos_resolver {
    propos_arena *arena;
    const propos_snapshot *snapshot;
    const propos_catalogue *catalogue;
    propos_analyser *analyser;
    propos_notices *notices;
    // The first value that this study does not know (status BAD_QUERY), or OK. It fails the query
    // only when no other study knows it.
    propos_error unknown;
} propos_resolver;

typedef struct propos_indexes {
    const uint32_t *items; // the arena's
    size_t count;
} propos_indexes;

// The codes that a value names: by id, else by name, else by words of their names. Codes that lie
// below another one of the list are left out, since a code includes its descendants. None:
// `unknown` is set.
propos_indexes propos_resolve_codes(propos_resolver *resolver, const propos_query *filter);

// The boolean terms of a filter other than code, coder and word filters: NONE when nothing fits
// (and `unknown` is set when the value names something that the study does not have).
propos_node *propos_resolve_filter(propos_resolver *resolver, const propos_query *filter);

// Reads the value of codé-par: or codeur:. False when it names a coder that the study does not have
// (`unknown` is set with the coders there are) or cannot be read.
bool propos_resolve_coders(propos_resolver *resolver, const propos_query *filter,
                           propos_coders *out);

// Remembers that `filter` names something unknown (only the first time).
void propos_resolver_unknown(propos_resolver *resolver, const propos_query *filter,
                             const char *sentence);

// "a, b, c…": at most a dozen names.
const char *propos_resolver_list(propos_resolver *resolver, const char *const *names, size_t count);

#endif
