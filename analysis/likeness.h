// What passages have in common: the words that set some passages apart from the rest of a study,
// and the other passages that hold them.
#ifndef PROPOS_ANALYSIS_LIKENESS_H
#define PROPOS_ANALYSIS_LIKENESS_H

#include "base/error.h"
#include "base/json.h"
#include "search/answer.h"
#include "search/bits.h"
#include "search/session.h"

#include <stddef.h>
#include <stdint.h>

typedef struct likeness_word {
    const char *fold;  // the stem without accents (PROPOS_CHANNEL_FOLD)
    const char *shown; // the form of it met most often among the examples
    double weight;
    size_t inside;     // examples that hold it
    size_t everywhere; // passages of the study that hold it
} likeness_word;

typedef struct likeness {
    likeness_word *words; // the weightiest first; the request's memory
    size_t count;
} likeness;

// Code points [start, end) of a passage's turn: what is looked at of it.
typedef struct likeness_example {
    uint32_t passage; // index
    uint32_t start, end;
} likeness_example;

// Learns the characteristic words of the examples (sorted by passage; parts of one passage count as
// one example). `named` (may be NULL) is text whose words are characteristic whether the examples
// hold them or not: a code's name and definition. Errors: those of reading the record and of the
// engine, DEADLINE.
propos_status likeness_learn(propos_session *session, propos_handle *study,
                             const likeness_example *examples, size_t count, const char *named,
                             likeness *out, propos_error *error);

typedef struct likeness_finds {
    propos_find *items; // the likest first; the request's memory
    size_t count;
} likeness_finds;

// Ranks the passages of `candidates` (by index) that hold some of the words; those that people who
// ask the questions say come last. `nearness` (by passage, may be NULL) is added to the score of
// each, as a share of the best score.
propos_status likeness_find(propos_session *session, propos_handle *study, const likeness *like,
                            const propos_bits *candidates, const float *nearness,
                            likeness_finds *out, propos_error *error);

// A hit of DESIGN section 7, with "alike" (the words of the likeness it holds, as said there, the
// weightiest first) and those words highlighted.
propos_status likeness_hit(propos_session *session, propos_handle *study, const likeness *like,
                           const propos_find *find, size_t rank, json_t **hit, propos_error *error);

// [{"word", "weight", "inside", "everywhere"}]
json_t *likeness_json(const likeness *like);

#endif
