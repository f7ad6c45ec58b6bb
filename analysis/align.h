// Two texts laid side by side, word by word: a quotation and what was said.
//
// Dynamic programming over the two sequences of words (Needleman and Wunsch 1970; Smith and
// Waterman 1981 for the part of a text that is most like a part of another). Words are compared
// without case and accents; a word spelled nearly alike is the same word misspelled; two words that
// one writes together are one. A sign of a cut passes over any number of words.
#ifndef PROPOS_ANALYSIS_ALIGN_H
#define PROPOS_ANALYSIS_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum align_flag {
    ALIGN_OPTIONAL = 1, // may lack on the other side: hesitations, repeats, speakers' labels,
                        // what the author put in brackets
    ALIGN_CUT = 2,      // no word: words were left out here, (…)
    ALIGN_STOP = 4      // no alignment runs over it: a reference
} align_flag;

typedef struct align_word {
    const char *fold; // without case and accents; never NULL
    unsigned flags;
} align_word;

typedef enum align_kind {
    ALIGN_SAME,     // the same word
    ALIGN_SPELLED,  // nearly so
    ALIGN_JOINED,   // one word of the quotation, two of the text: the first of the two
    ALIGN_SPLIT,    // two words of the quotation, one of the text: the first of the two
    ALIGN_CHANGED,  // another word
    ALIGN_LOST,     // only in the text
    ALIGN_ADDED,    // only in the quotation
    ALIGN_PASSED,   // only in the text, under a sign of a cut
    ALIGN_LEFT,     // only in the text, and may be left out
    ALIGN_INSERTED, // only in the quotation, and may be put in
    ALIGN_SIGN      // the sign of a cut
} align_kind;

typedef struct align_step {
    align_kind kind;
    uint32_t quote, text; // indexes of the words; of the next word where a side has none
} align_step;

typedef struct alignment {
    align_step *steps; // malloc'ed
    size_t count;
    int score;
    size_t same;          // words of the quotation that the text has, spelled alike or nearly
    uint32_t first, last; // words of the text from the first to the last shared one
    uint32_t quote_first, quote_last; // the same in the quotation
} alignment;

typedef enum align_mode {
    ALIGN_WHOLE, // all of the quotation, wherever it stands in the text
    ALIGN_PART   // the parts of both that are most alike
} align_mode;

// Aligns; false when no word is shared, or the texts are too long to be laid side by side (then
// *out is empty). Free with alignment_free().
bool align_words(const align_word *quote, size_t quote_count, const align_word *text,
                 size_t text_count, align_mode mode, alignment *out);
void alignment_free(alignment *a);

// True when `a` is `b` misspelled or in another form that sounds alike: one letter in a word of
// five or more, two in a word of nine or more, the first letter apart. Words compared are folded.
bool align_spelled_alike(const char *a, const char *b);

#endif
