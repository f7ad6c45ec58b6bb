// The words of a text, as alignments compare them, and where each stands.
#ifndef PROPOS_ANALYSIS_WORDING_H
#define PROPOS_ANALYSIS_WORDING_H

#include "analysis/align.h"
#include "base/arena.h"
#include "text/analyser.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct wording_place {
    uint32_t start, end;           // code points, end-exclusive
    uint32_t start_byte, end_byte; // bytes
} wording_place;

typedef struct wording {
    align_word *words;
    wording_place *places;
    size_t count;
} wording;

// The words of a transcript's text. Marks are none; hesitations and words said again at once may be
// left out. Memory: the arena's.
void wording_said(propos_arena *arena, propos_analyser *analyser, const char *text, size_t length,
                  wording *out);

// The words of a text that quotes: signs of a cut stand as such between them, and what stands in
// square brackets was put in by the author.
void wording_quoted(propos_arena *arena, propos_analyser *analyser, const char *text, size_t length,
                    wording *out);

// True for a word that denies: ne, pas, jamais, sans…
bool wording_denies(const char *fold);

#endif
