// What the parts of the benchmark share.
#ifndef PROPOS_BENCH_BENCH_H
#define PROPOS_BENCH_BENCH_H

#include "base/error.h"
#include "base/paths.h"
#include "base/study.h"
#include "corpus/record.h"
#include "text/analyser.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bench {
    size_t passages;
    uint64_t seed;
    int runs;                         // counted runs of each measurement; the median is printed
    const char *class;                // the one class of queries that is wanted, or NULL
    const char *keep;                 // where the study is to stay, or NULL
    bool there;                       // it was there: nothing is indexed
    char home[PROPOS_PATH_SIZE];      // state folder, thrown away at the end
    char study_dir[PROPOS_PATH_SIZE]; // home/bench
    propos_lists *lists;
    propos_analyser *analyser;
    propos_record *record;
} bench;

// Ends the program with the error's text when `status` is not OK: a benchmark has nobody to report
// to.
void bench_must(propos_status status, const propos_error *error, const char *what);

// The middle of `count` values, which are sorted.
double bench_median(double *values, int count);

// Indexing: import, Xapian phase against bare libxapian, FTS5 alone; leaves record and index for
// what follows.
void bench_indexing(bench *b);

// Imports of one long transcript and of many files, as multiples of merely reading and tokenising
// them. Needs `home` and `analyser` alone.
void bench_import(bench *b);

// Query CPU per class against bare libxapian.
void bench_queries(bench *b);

// Quotations looked up beside plain queries, in CPU for each.
void bench_check(bench *b);

// The daemon at 1, 10, 100 and 1 000 clients against an in-process loop.
void bench_daemon(bench *b);

#endif
