// Line numbers that a printed transcript carries at its line ends or line starts, every line or
// every fifth.
#ifndef PROPOS_FORMATS_LINENUMBERS_H
#define PROPOS_FORMATS_LINENUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Longest line or page number, in digits.
#define LINE_NUMBER_DIGITS 5

typedef struct printed_line {
    const char *text; // without its line number once that is found
    size_t length;
    long index;     // which line of the paper it is, blank ones counted; page breaks may lose some
    int32_t mark;   // the number printed on it, 0: none
    int32_t number; // its number, counted from the marks of its page; 0: unknown
    bool page_top;  // first of its page
    bool blank_before; // a blank line of the paper stands before it
    bool page_number;  // it is nothing but the page's number
    bool doubtful;     // its number contradicts the mark before it on the same page
} printed_line;

// Finds the line numbers by their order through the whole text and takes them out of the lines.
// False when the text has none.
bool linenumbers_find(printed_line *lines, size_t count);

// Gives every line its number: forward from a mark to the end of its page, backward from the first
// mark of a page to its top.
void linenumbers_count(printed_line *lines, size_t count);

#endif
