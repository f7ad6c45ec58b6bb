// What agreement is counted on: the units of a part of a study, one after the other, and stretches
// of them.
#ifndef PROPOS_ANALYSIS_AXIS_H
#define PROPOS_ANALYSIS_AXIS_H

#include "search/part.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum axis_unit {
    AXIS_CHARACTERS, // code points in turns with a speaker
    AXIS_PASSAGES,   // passages of such turns; coded when a letter of it is
    AXIS_TURNS       // such turns; coded when a letter of it is
} axis_unit;

// Units [start, end) of the axis.
typedef struct axis_stretch {
    uint64_t start, end;
} axis_stretch;

// Zero-initialise it; free with axis_stretches_free().
typedef struct axis_stretches {
    axis_stretch *items;
    size_t count, capacity;
} axis_stretches;

typedef struct axis_piece axis_piece;

typedef struct axis {
    const propos_snapshot *snapshot;
    axis_unit unit;
    axis_piece *pieces; // in text order
    size_t piece_count, piece_capacity;
    uint32_t *first_piece; // by turn; [turn_count] is piece_count
    uint64_t length;       // units in all
} axis;

// Lays out the units of `part` in the documents for which documents[index] is true. Free with
// axis_free().
void axis_new(axis *axis, const propos_part *part, axis_unit unit, const bool *documents);
void axis_free(axis *axis);

// Appends the units that a coding covers.
void axis_add_coding(const axis *axis, const propos_snap_coding *coding, axis_stretches *out);

// Sorts the stretches and joins those that touch: a set.
void axis_stretches_settle(axis_stretches *stretches);
void axis_stretches_free(axis_stretches *stretches);

// Units in a settled set, and in two of them at once.
uint64_t axis_stretches_length(const axis_stretches *set);
uint64_t axis_stretches_shared(const axis_stretches *a, const axis_stretches *b);

// by_count[k] is the number of units that lie in exactly k of the `count` settled sets, for k from
// 1 on; by_count has count + 1 items, and by_count[0] is left alone.
void axis_stretches_depths(const axis_stretches *sets, size_t count, uint64_t *by_count);

#endif
