// A set of small numbers: which passages, turns or units have been met.
#ifndef PROPOS_SEARCH_BITS_H
#define PROPOS_SEARCH_BITS_H

#include "base/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct propos_bits {
    uint64_t *words; // malloc'ed
    size_t size;     // numbers from 0 to size - 1
} propos_bits;

static inline propos_bits propos_bits_new(size_t size)
{
    return (propos_bits){.words = propos_alloc(size / 64 + 1, sizeof(uint64_t)), .size = size};
}

static inline void propos_bits_free(propos_bits *bits)
{
    free(bits->words);
    *bits = (propos_bits){0};
}

static inline bool propos_bits_has(const propos_bits *bits, size_t number)
{
    return number < bits->size && (bits->words[number / 64] >> (number % 64) & 1) != 0;
}

// Adds a number; true when it was not there yet.
static inline bool propos_bits_add(propos_bits *bits, size_t number)
{
    uint64_t bit = (uint64_t)1 << (number % 64);
    bool fresh = (bits->words[number / 64] & bit) == 0;
    bits->words[number / 64] |= bit;
    return fresh;
}

#endif
