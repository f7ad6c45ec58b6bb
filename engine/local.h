// The tree decided on one text in memory: for highlights, for "the shared stretch holds a word that
// matches", and for phrases in the fallback engine.
#ifndef PROPOS_ENGINE_LOCAL_H
#define PROPOS_ENGINE_LOCAL_H

#include "engine/tree.h"

// Code points in the text.
typedef struct propos_range {
    uint32_t start, end;
} propos_range;

typedef struct propos_ranges {
    propos_range *items; // malloc'ed; zero-initialise, free with propos_ranges_free()
    size_t count, capacity;
} propos_ranges;

void propos_ranges_add(propos_ranges *ranges, uint32_t start, uint32_t end);
// Sorts and merges overlapping and touching ranges.
void propos_ranges_merge(propos_ranges *ranges);
void propos_ranges_free(propos_ranges *ranges);

// True when the positive words, phrases and prefixes of `tree` in `field` match the tokens that lie
// wholly in code points [start, end). AND needs all, OR one, NOT the first and none of the others;
// leaves of other fields, FILTER and DECIDE are passed over (an AND or OR of nothing but those is
// true). A phrase in PROPOS_FIELD_CODE, MEMO or DEFINITION never crosses "\n" of `text`.
bool propos_local_matches(const propos_node *tree, propos_field field, const propos_tokens *tokens,
                          const char *text, uint32_t start, uint32_t end);

// The ranges of the tokens (whole phrases for PHRASE and NEAR) that positive leaves of `tree` in
// `field` match, sorted and merged.
void propos_local_highlights(const propos_node *tree, propos_field field,
                             const propos_tokens *tokens, const char *text, propos_ranges *out);

#endif
