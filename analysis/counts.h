// How much there is of something, side by side: codings, units, passages, turns, words of people.
#ifndef PROPOS_ANALYSIS_COUNTS_H
#define PROPOS_ANALYSIS_COUNTS_H

#include "base/json.h"
#include "search/part.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct counts {
    size_t codings;
    size_t units;        // coded units: several codings of one unit count once
    size_t passages;     // passages of the part that they touch
    size_t turns;        // turns that they touch
    size_t participants; // people who speak there, without those who ask or watch
    size_t groups, documents;
} counts;

// Counts for one part of a study; keeps what it needs between two counts. Free with
// counts_free().
typedef struct counter counter;
counter *counter_new(const propos_part *part);
void counter_free(counter *counter);

// Counts codings (indexes into the snapshot) of the part.
void counter_codings(counter *counter, const uint32_t *codings, size_t count, counts *out);

// Counts everything in the part that is said by somebody (codings and units: those that touch it),
// in the documents for which documents[index] is true.
void counter_all(counter *counter, const bool *documents, counts *out);

// {"codings", "units", "passages", "turns", "participants", "groups", "documents"}
json_t *counts_json(const counts *n);

#endif
