// An invented study, made anew from a seed, for the tests of engine/: interviews in spoken French
// with marks, hesitations, repeats, hyphens and elisions, codes, memos, two coders.
#ifndef TESTS_ENGINE_INVENTED_H
#define TESTS_ENGINE_INVENTED_H

#include "engine/engine.h"

#include <stdint.h>

// A repeatable source of chance (xorshift64*): the same on every machine.
typedef struct chance {
    uint64_t state;
} chance;
uint32_t chance_below(chance *c, uint32_t limit);

// A study in a folder of its own, with everything open that a test may want.
typedef struct invented {
    char dir[64];
    char index[80];
    char record_path[80];
    propos_lists *lists;
    propos_analyser *analyser;
    propos_record *record;
} invented;

// Makes the folder and an empty record in it.
void invented_open(invented *study);
// Imports what `seed` gives: `documents` documents of `turns` turns. The same id each time, so that
// a second import changes the first.
void invented_import(invented *study, uint64_t seed, size_t documents, size_t turns);
// Brings the index up to the record.
void invented_index(invented *study);
// Closes all and removes the folder.
void invented_close(invented *study);

#endif
