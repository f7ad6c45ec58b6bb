// A seeded generator of studies: as large as wanted, always the same for one seed.
#ifndef PROPOS_BENCH_GENERATE_H
#define PROPOS_BENCH_GENERATE_H

#include "base/arena.h"
#include "base/study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// splitmix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
typedef struct bench_random {
    uint64_t state;
} bench_random;

uint64_t bench_next(bench_random *random);
// From 0 to limit - 1.
uint32_t bench_below(bench_random *random, uint32_t limit);

// A content word by its rank: 0 is the most frequent. Ranks follow Zipf's law (s = 1), and the
// larger the study, the more of them there are, as in any corpus. Written to `out` (at least 48
// bytes).
void bench_word(uint32_t rank, char *out);

// Makes the words real ones, those of the installed French thesaurus, in two forms each: so that
// lemmas, families and neighbours are found. False: there is none, words are invented. To be called
// once, at the start.
bool bench_words_load(void);

// A study of about `passages` passages: documents of 200 turns of 20 to 120 words, eight speakers
// and a moderator each, a tree of 3 x 8 x 8 codes, two coders who coded 30 % of the turns each,
// half of the time the same turns.
propos_study_data *bench_study(propos_arena *arena, uint64_t seed, size_t passages);

#endif
