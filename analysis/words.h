// Where the words of a part begin, so that those of any stretch can be counted.
#ifndef PROPOS_ANALYSIS_WORDS_H
#define PROPOS_ANALYSIS_WORDS_H

#include "analysis/axis.h"

#include <stddef.h>
#include <stdint.h>

// Zero-initialise it; free with words_free().
typedef struct word_starts {
    uint64_t *starts; // on the axis, in order
    size_t count, capacity;
} word_starts;

// Reads and cuts the texts of an axis (in characters) into words. Errors: those of reading the
// record, DEADLINE.
propos_status words_of(const axis *on, const propos_part *part, word_starts *words,
                       propos_error *error);
void words_free(word_starts *words);

// The words that begin within a settled set of stretches.
size_t words_within(const word_starts *words, const axis_stretches *set);

#endif
