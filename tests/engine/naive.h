// The slow and plain reading of a tree over a list of passages: what both engines must agree with.
// It shares nothing with them but the tokeniser and the folding of letters.
#ifndef TESTS_ENGINE_NAIVE_H
#define TESTS_ENGINE_NAIVE_H

#include "corpus/record.h"
#include "engine/tree.h"

typedef struct naive_word {
    const char *terms[PROPOS_CHANNELS];
    char *folded; // the exact form with its accents off
    uint32_t position, line;
} naive_word;

typedef struct naive_field {
    propos_tokens tokens;
    naive_word *words;
    size_t count;
} naive_field;

typedef struct naive_passage {
    uint32_t id;
    naive_field fields[PROPOS_FIELDS];
    char *filters;
} naive_passage;

typedef struct naive_corpus {
    naive_passage *items;
    size_t count, capacity;
    propos_analyser *analyser;
} naive_corpus;

void naive_load(naive_corpus *corpus, propos_record *record, propos_analyser *analyser);
void naive_free(naive_corpus *corpus);
bool naive_matches(const propos_node *node, const naive_passage *passage);

#endif
