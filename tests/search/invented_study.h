// An invented study about a street market, written to a temporary folder and indexed there: what
// the tests of answers ask.
#ifndef PROPOS_TESTS_SEARCH_INVENTED_STUDY_H
#define PROPOS_TESTS_SEARCH_INVENTED_STUDY_H

#include "base/paths.h"
#include "search/library.h"

typedef struct invented_study {
    char folder[PROPOS_PATH_SIZE]; // all of it; removed at the end
    char state[PROPOS_PATH_SIZE];  // the state folder
    char source[PROPOS_PATH_SIZE]; // the study "marche"
    char other[PROPOS_PATH_SIZE];  // a study "quai", which names no coder
} invented_study;

// Writes and indexes both studies. Fails the test when that fails.
void invented_study_make(invented_study *study);
void invented_study_remove(invented_study *study);

// Writes a file of a study ("codes.csv") and indexes it again when `index` is set.
void invented_study_write(const char *source, const char *name, const char *text);
void invented_study_index(const char *source);

// Asks with parameters "name=value&name=value" (values as they are, without %XX). *answer is the
// caller's.
propos_status invented_study_ask(propos_library *library, const char *operation,
                                 const char *subject, const char *parameters, json_t **answer,
                                 propos_error *error);

#endif
