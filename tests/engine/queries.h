// Queries by chance, of every kind, over the words of a corpus; and a query in print.
#ifndef TESTS_ENGINE_QUERIES_H
#define TESTS_ENGINE_QUERIES_H

#include "invented.h"
#include "naive.h"

#include "base/buffer.h"

typedef struct query_maker {
    propos_arena *arena;
    chance *chance;
    const naive_corpus *corpus;
    size_t kinds[PROPOS_NODE_DECIDE + 1]; // how many nodes of each kind were made
} query_maker;

propos_node *query_make(query_maker *maker, int depth);
void query_print(const propos_node *node, propos_buffer *out);

#endif
