// Splitting turns into passages: private to corpus/.
#ifndef PROPOS_CORPUS_PASSAGES_H
#define PROPOS_CORPUS_PASSAGES_H

#include <stddef.h>
#include <stdint.h>

// A turn of more words than this is split, into passages of about PASSAGE_WORDS. A sentence of more
// than SENTENCE_LONGEST words (speech that nobody punctuated) is cut at a word's edge.
enum { CORPUS_TURN_LONGEST = 220, CORPUS_PASSAGE_WORDS = 150, CORPUS_SENTENCE_LONGEST = 300 };

typedef struct corpus_passage {
    uint32_t turn;       // index of the turn in its document
    uint32_t number;     // 1, 2… within the turn
    uint32_t start, end; // code points in the turn
    size_t start_byte, end_byte;
} corpus_passage;

// Zero-initialise it; free with corpus_passages_free().
typedef struct corpus_passages {
    corpus_passage *items;
    size_t count, capacity;
} corpus_passages;

// Appends the passages of one turn: none for a text of white space, the whole text for one of
// ordinary length, else consecutive sentences. The same text always gives the same passages; only
// white space lies between them.
void corpus_split_turn(const char *text, uint32_t turn, corpus_passages *out);

void corpus_passages_free(corpus_passages *passages);

#endif
