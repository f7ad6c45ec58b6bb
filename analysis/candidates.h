// The turns in which a quotation may have been said, and their words.
#ifndef PROPOS_ANALYSIS_CANDIDATES_H
#define PROPOS_ANALYSIS_CANDIDATES_H

#include "analysis/reference.h"
#include "analysis/wording.h"
#include "base/error.h"
#include "search/part.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A study in which quotations are looked for, with what was read of it so far.
typedef struct candidates_study {
    const propos_part *part;
    const propos_snapshot *snapshot;
    propos_arena *arena;
    struct candidates_turn *by_id; // every turn, by id
    const wording **turns;         // by index; NULL: not read yet
    const char **texts;
} candidates_study;

void candidates_open(propos_arena *arena, const propos_part *part, candidates_study *out);

// The words of a turn; *text (may be NULL) is what was said. Errors: those of reading.
propos_status candidates_turn_words(candidates_study *study, uint32_t turn, const wording **words,
                                    const char **text, propos_error *error);

// A turn that holds some of the quotation's runs of words, and how many of them, rare ones counting
// more.
typedef struct candidate {
    uint32_t turn;
    double votes;
    uint32_t apart; // how far from the place that was stated; 0: there, or none was stated
} candidate;

typedef enum candidates_by { CANDIDATES_BY_RUNS, CANDIDATES_BY_WORDS } candidates_by;

// The turns that hold most of the quotation: by its runs of three words, or by its words alone, for
// a quotation of which hardly a run is left. Writes at most `most`, best first; of equals those
// nearer to `stated` (may be NULL). Errors: those of reading.
propos_status candidates_find(candidates_study *study, const char *text, const wording *words,
                              candidates_by by, const reference *stated, candidate *out,
                              size_t most, size_t *count, propos_error *error);

// Calls `each` with the turns of the part that hold words `from` to `to` of the text, which
// nothing but blanks and apostrophes may part. Errors: those of reading.
propos_status candidates_of_run(candidates_study *study, const char *text, const wording *words,
                                size_t from, size_t to, size_t most,
                                void (*each)(void *context, uint32_t turn), void *context,
                                propos_error *error);

// True when nothing but blanks, apostrophes and hyphens parts words `from` to `to`, and they are
// letters enough to be looked up.
bool candidates_is_run(const char *text, const wording *words, size_t from, size_t to);

#endif
