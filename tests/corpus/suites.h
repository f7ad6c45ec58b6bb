#ifndef PROPOS_TESTS_CORPUS_SUITES_H
#define PROPOS_TESTS_CORPUS_SUITES_H

#include <check.h>

Suite *import_suite(void);

#endif
