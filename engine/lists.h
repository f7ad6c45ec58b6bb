// Lists of passages, sorted by id, and the algebra that makes the operators of a tree out of them.
#ifndef PROPOS_ENGINE_LISTS_H
#define PROPOS_ENGINE_LISTS_H

#include "engine/engine.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Each passage once, ids ascending. {0} is empty; its owner frees it with engine_list_free().
typedef struct engine_list {
    propos_hit *items;
    size_t count, capacity;
} engine_list;

// Adds a passage at the end: its id is greater than those that are there.
void engine_list_add(engine_list *l, uint32_t id, double score);
// Leaves the list empty.
void engine_list_free(engine_list *l);
// Keeps the passages that are in `other` too or, with `in` false, those that are not.
void engine_list_keep(engine_list *l, const engine_list *other, bool in);
// Adds the scores of `right` to those of `left` that are there too.
void engine_list_score(engine_list *left, const engine_list *right);
// Makes `left` the passages of either list, with the sum of their scores.
void engine_list_unite(engine_list *left, const engine_list *right);
// Puts the best score first, equal ones by id. That is the end of it: the functions above want ids
// ascending.
void engine_list_rank(engine_list *l);

#endif
