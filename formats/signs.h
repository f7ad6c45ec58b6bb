// Signs at the edges of a stretch of UTF-8: white space, digits, letters.
#ifndef PROPOS_FORMATS_SIGNS_H
#define PROPOS_FORMATS_SIGNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The bytes of one white space at the start (blank, tab, no-break spaces…), 0 when there is none.
size_t signs_space(const char *text, size_t length);

// The same at the end of `length` bytes.
size_t signs_space_before(const char *text, size_t length);

// The number of digits (0-9) at the start.
size_t signs_digits(const char *text, size_t length);

// What the text begins with.
bool signs_small_letter(const char *text, size_t length);
bool signs_capital_letter(const char *text, size_t length);
bool signs_letter(const char *text, size_t length);

// True when a sentence may end here: after . ! ? …, a closing quote or bracket, or a mark (=, *).
bool signs_sentence_end(const char *text, size_t length);

#endif
