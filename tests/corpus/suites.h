#ifndef PROPOS_TESTS_CORPUS_SUITES_H
#define PROPOS_TESTS_CORPUS_SUITES_H

#include <check.h>

Suite *import_suite(void);
Suite *passages_suite(void);
Suite *rows_suite(void);
Suite *safety_suite(void);
Suite *snapshot_suite(void);
Suite *vocabulary_suite(void);

#endif
