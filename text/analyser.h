// French analysis: one tokeniser for the index, the query, highlights and FTS5 (DESIGN section 5).
//
// A text becomes tokens; each has its place in the text (code points and bytes), a word position,
// and its terms in four channels. Marks (pauses, {laughter}, overlaps, quick takes, …) take no
// position; hesitations and immediate repeats share the position of the word before them (or of the
// next, at the beginning), so that a phrase matches across them.
#ifndef PROPOS_TEXT_ANALYSER_H
#define PROPOS_TEXT_ANALYSER_H

#include "base/error.h"
#include "text/lists.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Longest word, in bytes of its casefolded form, that becomes a term; longer ones are cut at a
// character's edge (Xapian refuses terms over 245 bytes; no French word comes near).
#define PROPOS_WORD_BYTES 200

typedef enum propos_channel {
    PROPOS_CHANNEL_EXACT,    // the word itself: NFC, casefolded
    PROPOS_CHANNEL_STEM,     // S = stem(word); a plural verb in -ent is stemmed like its singular
    PROPOS_CHANNEL_FOLD,     // F = fold(S): accents off, œ -> oe
    PROPOS_CHANNEL_FOLD_STEM // G = stem(fold(word)): what an unaccented query word asks besides
} propos_channel;
#define PROPOS_CHANNELS 4

typedef enum propos_token_flag {
    PROPOS_TOKEN_HESITATION = 1, // euh
    PROPOS_TOKEN_REPEAT = 2,     // the second and later "de" of "de de de"
    PROPOS_TOKEN_WHOLE =
        4, // a hyphenated word as a whole; its parts follow, the first at its position
    PROPOS_TOKEN_VARIANT = 8, // a further reading at the same position (patient·e·s -> patiente)
    PROPOS_TOKEN_UNACCENTED = 16, // holds no accented letter, so a query also asks channel G
    PROPOS_TOKEN_ELIDED = 32,     // stood before an apostrophe (l', qu', jusqu')
    PROPOS_TOKEN_UNSTEMMED =
        64 // an acronym, a number or a word of one or two characters: never stemmed
} propos_token_flag;

typedef struct propos_token {
    uint32_t start, end; // code points in the text, end-exclusive, marks inside a word included
    uint32_t start_byte, end_byte; // the same in bytes
    uint32_t position;             // from 1; never goes down from one token to the next
    unsigned flags;                // propos_token_flag
    const char
        *terms[PROPOS_CHANNELS]; // by propos_channel; never empty; valid during the call only
} propos_token;

// True for what counts as one word of a text: neither euh nor a word said again at once (they say
// more about the transcriber than about the speaker), nor a second reading of what is counted
// already.
static inline bool propos_token_is_word(const propos_token *token)
{
    return (token->flags & (PROPOS_TOKEN_WHOLE | PROPOS_TOKEN_VARIANT | PROPOS_TOKEN_HESITATION |
                            PROPOS_TOKEN_REPEAT)) == 0;
}

// Receives each token in text order. Return false to stop. It does not call the analyser that calls
// it.
typedef bool (*propos_token_fn)(void *context, const propos_token *token);

typedef struct propos_analyser propos_analyser;

// One per thread (it holds libstemmer's buffers). `lists` must outlive it. Error: INTERNAL when
// libstemmer has no French.
propos_status propos_analyser_new(const propos_lists *lists, propos_analyser **out,
                                  propos_error *error);
void propos_analyser_free(propos_analyser *analyser);

const propos_lists *propos_analyser_lists(const propos_analyser *analyser);

// Tokenises `length` bytes. Broken UTF-8 is read as U+FFFD, one code point a byte, and separates
// words.
void propos_analyse(propos_analyser *analyser, const char *text, size_t length,
                    propos_token_fn on_token, void *context);

// What must be equal for an index to be valid: our version, libstemmer's, the index-time lists'
// digest. Owned by the analyser.
const char *propos_analyser_version(const propos_analyser *analyser);

// The tokens of a text, kept: for highlights, phrases in the fallback engine, and tests.
typedef struct propos_tokens {
    propos_token *items; // terms point into memory owned by this struct
    size_t count;
    void *memory;
} propos_tokens;

void propos_tokens_of(propos_analyser *analyser, const char *text, size_t length,
                      propos_tokens *out);
// Those alone that start before code point `end`, and the parts of a hyphenated word that does: the
// same as among all the tokens.
void propos_tokens_until(propos_analyser *analyser, const char *text, size_t length, uint32_t end,
                         propos_tokens *out);
void propos_tokens_free(propos_tokens *tokens);

// A single word's terms, as the analyser would give them, in buffers of the analyser (valid until
// its next call): for query words. Returns the token's flags; terms of "" when the text holds no
// word.
unsigned propos_analyse_word(propos_analyser *analyser, const char *word,
                             const char *terms[PROPOS_CHANNELS]);

#endif
