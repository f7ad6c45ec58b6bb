// Marks: notation inside a turn (DESIGN section 1 and 5).
#ifndef PROPOS_TEXT_MARKS_H
#define PROPOS_TEXT_MARKS_H

#include "text/lists.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum propos_mark_kind {
    PROPOS_MARK_PAUSE,     // (.) {pause de 17 secondes} (silence)
    PROPOS_MARK_LAUGHTER,  // {rires} (Rire.) {sourires}
    PROPOS_MARK_OVERLAP,   // [ or the * that a PDF makes of it
    PROPOS_MARK_QUICK,     // =
    PROPOS_MARK_ELLIPSIS,  // …
    PROPOS_MARK_INAUDIBLE, // {inaudible}
    PROPOS_MARK_CUT,       // (…) […]: left out by the author
    PROPOS_MARK_CLOCK,     // (1'25) [0:08:47]
    PROPOS_MARK_EVENT      // any other {…}: {accord de tête 7 et 3}
} propos_mark_kind;
#define PROPOS_MARK_KINDS 9

typedef struct propos_mark {
    propos_mark_kind kind;
    uint32_t start, end;           // code points, end-exclusive
    uint32_t start_byte, end_byte; // bytes
} propos_mark;

// Finds the marks of a text in order, not overlapping: writes a malloc'ed array to *out, returns
// the number. A parenthesis is a mark only when it holds one of the words of the mark list (or a
// dot, or a clock time): other parentheses are speech.
size_t propos_marks_of(const propos_lists *lists, const char *text, size_t length,
                       propos_mark **out);

// "pause", "laughter"… as in the query language and JSON; and back from a French or English word
// ("rires", "rire", "laughter"), accents and case not mattering. False when unknown.
const char *propos_mark_name(propos_mark_kind kind);
bool propos_mark_from(const propos_lists *lists, const char *word, propos_mark_kind *kind);

#endif
