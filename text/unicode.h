// Code points, UTF-8 and folding.
#ifndef PROPOS_TEXT_UNICODE_H
#define PROPOS_TEXT_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Reads one code point at `at` (of `left` > 0 bytes) and sets *value. Broken bytes give U+FFFD and
// length 1. Returns the number of bytes read, 1 to 4.
size_t propos_utf8_read(const char *at, size_t left, uint32_t *value);

// Appends `value` as UTF-8; returns the bytes written (1 to 4). `out` has room for 4.
size_t propos_utf8_write(uint32_t value, char *out);

// The number of code points of `length` bytes.
size_t propos_utf8_count(const char *text, size_t length);

// The byte offset of code point `index` (the length when the text is shorter).
size_t propos_utf8_offset(const char *text, size_t length, size_t index);

bool propos_utf8_valid(const char *text, size_t length);

// NFC, casefolded, apostrophes and hyphens unified: what names are compared by when accents count.
// Malloc'ed.
char *propos_normalised(const char *text);

// The same with accents off and œ -> oe, æ -> ae: what names of codes, groups and speakers are
// compared by. Runs of white space become one space, none at the ends. Malloc'ed.
char *propos_folded(const char *text);

#endif
