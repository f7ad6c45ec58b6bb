// A word's terms in the four channels, with a memory of those already made. Private to text/.
#ifndef PROPOS_TEXT_TERMS_H
#define PROPOS_TEXT_TERMS_H

#include "base/buffer.h"
#include "text/analyser.h"

typedef enum text_word_kind {
    TEXT_WORD_PLAIN,
    TEXT_WORD_ACRONYM, // never stemmed
    TEXT_WORD_COMPOUND // hyphenated, as a whole: the folded channels join it ("week-end": weekend)
} text_word_kind;

typedef struct text_terms {
    const char *channel[PROPOS_CHANNELS];
    unsigned flags; // HESITATION, UNACCENTED, UNSTEMMED, as they apply
} text_terms;

typedef struct text_termbook text_termbook;

// Error: INTERNAL when libstemmer has no French.
propos_status text_termbook_new(const propos_lists *lists, text_termbook **out,
                                propos_error *error);
void text_termbook_free(text_termbook *book);

// The terms of a word (casefolded NFC, 1 to PROPOS_WORD_BYTES bytes, no NUL). Valid until
// text_termbook_trim().
const text_terms *text_terms_of(text_termbook *book, const char *word, size_t length,
                                text_word_kind kind);

// Forgets everything when the memory has grown over its limit.
void text_termbook_trim(text_termbook *book);

// What tells one libstemmer from another that stems differently: a digest of the stems of some
// words (the library does not say its version).
void text_stemmer_fingerprint(text_termbook *book, propos_buffer *out);

#endif
