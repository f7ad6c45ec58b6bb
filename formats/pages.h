// What a page did to a text: lines broken at its width, numbers printed at line ends, page tops,
// page numbers, a blank line after every line.
#ifndef PROPOS_FORMATS_PAGES_H
#define PROPOS_FORMATS_PAGES_H

#include "base/arena.h"
#include "base/study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One printed line that holds something. Line numbers and page numbers are already taken out.
typedef struct formats_line {
    const char *text; // into the source text, no white space at either end
    size_t length;    // never 0
    size_t source;    // the code point of the source text at which it begins
    long source_line; // 1-based, in the file
    int32_t printed;  // its printed line number, 0: unknown
    bool after_blank; // a blank printed line stands before it
    bool paragraph; // a paragraph begins here: after a blank line, or after a short one that ends a
                    // sentence
    bool page_top;  // first of its page, so that it may or may not follow a blank line
} formats_line;

typedef struct formats_pages {
    formats_line *lines;
    size_t count;
    bool numbered; // the text has printed line numbers
    bool spaced;   // blank lines part its paragraphs
} formats_pages;

// Cuts `text` (UTF-8, LF) into printed lines that live in the arena; what may be wrong goes to
// `doubts`. With `paragraphs` each line is a paragraph that no page has touched.
void formats_pages_read(propos_arena *arena, const char *text, size_t length, bool paragraphs,
                        const char *document, const char *file, formats_pages *pages,
                        propos_doubts *doubts);

#endif
