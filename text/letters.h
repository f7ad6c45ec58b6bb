// The letters of a text as the analyser reads them: composed (NFC), casefolded, apostrophes and
// hyphens unified, soft hyphens gone; each knows where it stood in the text. Private to text/.
#ifndef PROPOS_TEXT_LETTERS_H
#define PROPOS_TEXT_LETTERS_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum text_class {
    TEXT_OTHER,
    TEXT_SPACE,
    TEXT_LETTER,
    TEXT_DIGIT,
    TEXT_COMBINING // an accent that composes with nothing: continues a word, begins none
} text_class;

typedef struct text_letter {
    uint32_t value;
    uint32_t start, end;           // code points in the text; end-exclusive
    uint32_t start_byte, end_byte; // bytes
    uint8_t class;                 // text_class
    bool upper;                    // was a capital
} text_letter;

typedef struct text_letters {
    text_letter *items;
    size_t count, capacity;
    bool has_lower; // some letter is no capital
} text_letters;

// Reads a text into `letters`, whose old content goes. Texts of 4 GiB and more are cut.
void text_letters_read(text_letters *letters, const char *text, size_t length);
void text_letters_free(text_letters *letters);

static inline bool text_in_word(const text_letter *letter)
{
    return letter->class >= TEXT_LETTER;
}

static inline bool text_begins_word(const text_letter *letter)
{
    return letter->class == TEXT_LETTER || letter->class == TEXT_DIGIT;
}

// Adds `length` bytes of valid UTF-8 with the accents off, œ -> oe, æ -> ae.
void text_fold(const char *text, size_t length, propos_buffer *out);

#endif
