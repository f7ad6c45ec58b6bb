// The shipped lists and an analyser, for the tests of text/.
#ifndef PROPOS_TESTS_TEXT_FRENCH_H
#define PROPOS_TESTS_TEXT_FRENCH_H

#include "base/paths.h"
#include "text/analyser.h"

#include <check.h>
#include <stdlib.h>

static propos_lists *lists;
static propos_analyser *analyser;

static void french_open(void)
{
    propos_error error;
    char line[PROPOS_ERROR_TEXT + PROPOS_ERROR_FILE];
    propos_error_clear(&error);
    ck_assert_msg(propos_lists_load(propos_stopwords_dir(), &lists, &error) == PROPOS_OK, "%s",
                  propos_error_line(&error, line, sizeof line));
    ck_assert_msg(propos_analyser_new(lists, &analyser, &error) == PROPOS_OK, "%s",
                  propos_error_line(&error, line, sizeof line));
}

static void french_close(void)
{
    propos_analyser_free(analyser);
    propos_lists_free(lists);
}

// Runs a suite of one case with the lists open, and returns the exit code.
static int french_run(TCase *tests, const char *name)
{
    Suite *suite = suite_create(name);
    tcase_add_unchecked_fixture(tests, french_open, french_close);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
