// A request's parameters, read and checked.
#ifndef PROPOS_SEARCH_PARAMETERS_H
#define PROPOS_SEARCH_PARAMETERS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/i18n.h"
#include "search/library.h"
#include "search/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROPOS_LIMIT_DEFAULT 20

typedef struct propos_parameters {
    const char *q; // NULL: none
    const char **studies;
    size_t study_count;
    size_t limit, offset; // limit: SIZE_MAX for all
    bool text_order;
    uint32_t context;
    propos_match_mode match;
    propos_scope in; // what was said, what was coded, or both (BARE)
    bool facets;
    propos_language language;
} propos_parameters;

// Reads the parameters of `request` for an operation that takes `takes` ("q|limit") besides study
// and lang; those of them that are no field of *out are left to the operation. Errors: USAGE,
// naming the parameter and what exists. Memory: the arena's.
propos_status propos_parameters_read(propos_arena *arena, const propos_request *request,
                                     const char *takes, propos_parameters *out,
                                     propos_error *error);

#endif
