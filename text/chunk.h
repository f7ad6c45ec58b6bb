// A chunk: letters without a space, cut into the words that take positions. Private to text/.
#ifndef PROPOS_TEXT_CHUNK_H
#define PROPOS_TEXT_CHUNK_H

#include "text/inclusive.h"
#include "text/letters.h"
#include "text/lists.h"

// A word of a chunk.
typedef struct text_part {
    size_t start, end;  // letters
    bool elided;        // l', qu'
    bool hyphen_after;  // a hyphen joins it to the next part
    bool has_inclusive; // read `inclusive` instead of the letters
    text_inclusive inclusive;
} text_part;

typedef struct text_chunk {
    text_part *parts;
    size_t count, capacity;
    size_t end; // the letter after the chunk
    // The parts [whole_first, whole_last] are also one hyphenated word, when whole_last >
    // whole_first.
    size_t whole_first, whole_last;
} text_chunk;

// Reads the chunk that begins at letter `at`, which begins a word.
void text_chunk_read(const propos_lists *lists, const text_letters *letters, size_t at,
                     text_chunk *chunk);
void text_chunk_free(text_chunk *chunk);

// Writes the word of the letters [start, end): notation inside it left out, cut at
// PROPOS_WORD_BYTES, not terminated. Returns its length.
size_t text_word_bytes(const text_letter *letters, size_t start, size_t end,
                       char out[PROPOS_WORD_BYTES + 1]);

#endif
