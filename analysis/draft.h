// The quotations that an author marked in a draft, and the brackets that stand beside them.
#ifndef PROPOS_ANALYSIS_DRAFT_H
#define PROPOS_ANALYSIS_DRAFT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

// A stretch of the draft, in bytes, end-exclusive.
typedef struct draft_stretch {
    size_t start, end;
} draft_stretch;

// Everything between « », “ ” or " ", and Markdown's block quotes (lines that begin with >), in the
// order of the text. Of marks within marks the outer ones count. Returns the number; memory: the
// arena's.
size_t draft_quotations(propos_arena *arena, const char *text, size_t length, draft_stretch **out);

// The insides of all round and square brackets that hold a digit and are short enough for a
// reference.
size_t draft_brackets(propos_arena *arena, const char *text, size_t length, draft_stretch **out);

// True when nothing but blanks and signs, or a closing mark, parts a quotation's end from the
// bracket whose inside begins at `bracket`.
bool draft_stands_beside(const char *text, size_t end, size_t bracket);

// The text of a stretch with its white space made single blanks and the signs of block quotes taken
// out.
char *draft_text(propos_arena *arena, const char *text, draft_stretch stretch);

#endif
