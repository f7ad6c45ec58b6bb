// Invented studies for the tests of the record, and a place to put it.
#ifndef PROPOS_TESTS_CORPUS_STUDIES_H
#define PROPOS_TESTS_CORPUS_STUDIES_H

#include "base/arena.h"
#include "corpus/record.h"
#include "corpus/snapshot.h"

#include <check.h>

// A folder of its own with a record in it, and the analyser on the shipped lists.
typedef struct bench {
    char dir[256];
    char path[300];
    propos_lists *lists;
    propos_analyser *analyser;
    propos_arena *arena;
    propos_error error;
    propos_record *record; // open for writing
} bench;

void bench_open(bench *b);
void bench_close(bench *b);

// Imports and expects success.
propos_import_counts bench_import(bench *b, const propos_study_data *study);

// A study of three documents, two coders and a code tree; a fresh copy each time, to be changed at
// will.
propos_study_data *study_of_nurses(propos_arena *arena);

// A turn of `words` invented words in sentences of about twelve.
char *long_speech(propos_arena *arena, size_t words);

// Every table's rows in one text, to compare records with.
char *dump(bench *b);

#define FAIL_TEXT(b) (b)->error.text
#define ck_ok(b, status) ck_assert_msg((status) == PROPOS_OK, "%s", FAIL_TEXT(b))

#endif
