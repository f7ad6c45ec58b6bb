// How a terminal shows things: colours where they are wanted, lines wrapped to its width.
#ifndef PROPOS_QUERY_STYLE_H
#define PROPOS_QUERY_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct query_style {
    bool colours;                    // a terminal, and NO_COLOR is not set
    unsigned width;                  // characters a line
    const char *word, *word_end;     // around a highlighted word
    const char *shared, *shared_end; // around what coders share
    const char *head, *head_end;     // around a heading
    const char *faint, *faint_end;   // around what matters less
} query_style;

// For `out`; `plain` forbids colours.
query_style query_style_for(FILE *out, bool plain);

// Prints `text` (which may hold escape sequences) wrapped, each line after `indent` spaces.
void query_wrap(FILE *out, const query_style *style, unsigned indent, const char *text);

#endif
