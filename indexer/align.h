// Two transcripts of one conversation, word by word.
//
// Two researchers who kept their projects apart have the same transcript twice, and never quite the
// same: retyped spaces, other apostrophes, a word corrected, another file name. Words are compared
// folded, spaces and punctuation not at all; a span of one text becomes one of the other.
#ifndef PROPOS_INDEXER_ALIGN_H
#define PROPOS_INDEXER_ALIGN_H

#include "base/study.h"
#include "formats/placing.h"

#include <stdbool.h>

typedef struct indexer_words indexer_words;

// The words of a document, which must outlive them. Free with indexer_words_free().
indexer_words *indexer_words_new(const propos_document_data *document);
void indexer_words_free(indexer_words *words);

// How much of the shorter text is in the other one, 0 to 1: the share of its runs of five words
// (by a sample of them when that is clearly too low for one text).
double indexer_words_shared(const indexer_words *a, const indexer_words *b);

// From this share on, two texts are one conversation. Interviews of one study share the questions
// of the guide and turns of phrase, which are a small part of them; corrections leave nearly all.
#define INDEXER_SAME_TEXT 0.6

typedef struct indexer_alignment indexer_alignment;

// Aligns `from` with `to`, which both must outlive the alignment. Takes time in proportion to the
// words, but for stretches where the texts differ. Free with indexer_alignment_free().
indexer_alignment *indexer_align(const indexer_words *from, const indexer_words *to);
void indexer_alignment_free(indexer_alignment *alignment);

// Carries a span over: its words are those between its first and last one that the other text has,
// with a corrected word at either end. False when less than half of its words are there, or they
// lie far apart.
bool indexer_carry(const indexer_alignment *alignment, const formats_place *from,
                   formats_place *to);

#endif
