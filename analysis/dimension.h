// By what a table of codings is laid out: codes, coders, groups, speakers, documents, roles, guide
// questions, or an attribute of the speakers.
#ifndef PROPOS_ANALYSIS_DIMENSION_H
#define PROPOS_ANALYSIS_DIMENSION_H

#include "base/error.h"
#include "search/operation.h"
#include "search/part.h"

#include <stddef.h>
#include <stdint.h>

typedef struct dimension_value {
    const char *value; // an id, a label, an attribute's value; NULL: not known
    const char *name;  // of a code or document, or NULL
    const char *query; // the filter that opens it, NULL: none
    uint32_t depth;    // of a code in its tree, 0 for a root
} dimension_value;

typedef struct dimension dimension;

// Lays out `name` ("code", "group", "speaker", "coder", "document", "role", "question", or an
// attribute's name) for a part. `level`: for codes, each counts for its ancestor at that level of
// the tree (1: roots); 0: every code, with its descendants. Error: USAGE, with what there is. The
// request's memory.
propos_status dimension_new(const propos_session *session, const propos_part *part,
                            const char *name, uint32_t level, dimension **out, propos_error *error);

size_t dimension_count(const dimension *dimension);
const dimension_value *dimension_at(const dimension *dimension, size_t index);

// The values under which a stretch of a coding in a turn falls: one, but for codes, which count for
// their ancestors. Written to `out`; returns how many, at most DIMENSION_DEPTH.
#define DIMENSION_DEPTH 64
size_t dimension_of(const dimension *dimension, uint32_t coding, uint32_t turn, size_t *out);

// True when the values are codes.
bool dimension_is_of_codes(const dimension *dimension);

// True when turns fall under the values, whatever is coded there; false for codes and coders.
bool dimension_is_of_turns(const dimension *dimension);

// The value under which a turn falls whatever is coded there; SIZE_MAX where this is about codings
// (codes, coders).
size_t dimension_of_turn(const dimension *dimension, uint32_t turn);

#endif
