// Counts and facets of the passages that match in full, over one or several studies.
#ifndef PROPOS_SEARCH_FACETS_H
#define PROPOS_SEARCH_FACETS_H

#include "base/json.h"
#include "search/bits.h"
#include "search/match.h"
#include "search/plan.h"

#include <stdbool.h>
#include <stddef.h>

// Values shown of a facet: beyond this nobody reads, and an answer grows for nothing.
#define PROPOS_FACET_VALUES 200

typedef enum propos_facet {
    PROPOS_FACET_GROUP,
    PROPOS_FACET_SPEAKER,
    PROPOS_FACET_CODE,
    PROPOS_FACET_CODER,
    PROPOS_FACET_DOCUMENT
} propos_facet;
#define PROPOS_FACETS 5

typedef struct propos_facet_value {
    const char *value, *name; // name: of a code or document, or NULL
    size_t order, count;
} propos_facet_value;

// Zero-initialise, add each study, then turn into JSON and free.
typedef struct propos_tally {
    size_t passages, turns, units, speakers, groups, documents, moderator;
    struct {
        propos_facet_value *items;
        size_t count, capacity;
    } facets[PROPOS_FACETS];
    bool faceted;
} propos_tally;

// Adds one study's full matches. The plan's snapshot and arena must outlive the tally.
void propos_tally_add(propos_tally *tally, const propos_plan *plan, const propos_found *found);

// {"passages", "turns", …}
json_t *propos_tally_counts(const propos_tally *tally);
// {"group": [{"value", "count"}…], …}: by count, highest first.
json_t *propos_tally_facets(propos_tally *tally);
void propos_tally_free(propos_tally *tally);

#endif
