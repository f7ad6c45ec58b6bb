// What of a hit goes into a thesis: the quoted words and where they stand.
#ifndef PROPOS_SEARCH_CITATION_H
#define PROPOS_SEARCH_CITATION_H

#include "base/json.h"
#include "engine/local.h"
#include "search/plan.h"

#include <stddef.h>
#include <stdint.h>

// A hit's text: code points [start, …) of a turn, and the codings that touch it.
typedef struct propos_quotable {
    const propos_snapshot *snapshot;
    const propos_plan *plan; // NULL: no query
    uint32_t turn, start;
    const char *text;
    size_t length;
    const uint32_t *codings; // indexes into the snapshot
    size_t coding_count;
    const propos_range *highlight; // the first word found, in the hit's text; NULL: none
} propos_quotable;

// {"text", "span", "lines", "lines_estimated", "unit"}: the smallest coded unit that the query
// looks at and that holds the word found (one with the author's own number before others), else the
// sentence around the word, else the whole text. "… " stands before it when it does not begin a
// sentence. "span" is in code points of the hit's text, "lines" are those of the quoted words.
json_t *propos_citation(const propos_quotable *quotable);

#endif
