// One quotation looked for in the transcripts: the place that is most like it, and how like it is.
#ifndef PROPOS_ANALYSIS_QUOTATION_H
#define PROPOS_ANALYSIS_QUOTATION_H

#include "analysis/align.h"
#include "analysis/candidates.h"
#include "analysis/reference.h"
#include "analysis/wording.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The words of a turn with those said just before and after it, for a quotation that runs over
// several turns. A speaker's label stands before each further turn, as a word that may be left out.
typedef struct quotation_window {
    align_word *words;
    wording_place *places; // in the word's turn; a label's is empty
    uint32_t *turns;       // of each word, by index
    size_t count;
} quotation_window;

// What of the reference is not so.
typedef enum quotation_wrong {
    QUOTATION_WRONG_DOCUMENT = 1,
    QUOTATION_WRONG_SPEAKER = 2,
    QUOTATION_WRONG_LINES = 4
} quotation_wrong;

typedef struct quotation {
    const char *text;
    wording words;
    const reference *stated; // NULL: nothing is said of where it was said
    // What was found; `study` is NULL when nothing was.
    candidates_study *study;
    quotation_window window;
    alignment alignment;
    uint32_t turn, start, turn_end, end; // code points in the first and the last turn
    unsigned wrong;                      // quotation_wrong
    size_t places;                       // how many places are as like it
} quotation;

// Looks for `text` in the studies. Nothing is found when less than six in ten of its words are said
// anywhere in this order, or, of three words and fewer, when one is missing. Errors: those of
// reading. Free with quotation_free().
propos_status quotation_find(candidates_study *studies, size_t study_count, const char *text,
                             const reference *stated, quotation *out, propos_error *error);
void quotation_free(quotation *q);

// What was said from one word of the window to another, marks and all; turns are parted by LF.
// Memory: the arena's. Every turn of the window has been read.
const char *quotation_said(const quotation *q, size_t first, size_t last);

// The words of `turn` and of those around it, so many as a quotation of `words` words may need.
// Errors: those of reading.
propos_status quotation_window_make(candidates_study *study, uint32_t turn, size_t words,
                                    quotation_window *out, propos_error *error);

#endif
