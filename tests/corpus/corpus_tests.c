#include "suites.h"

#include <stdlib.h>

int main(void)
{
    SRunner *runner = srunner_create(import_suite());
    srunner_add_suite(runner, passages_suite());
    srunner_add_suite(runner, rows_suite());
    srunner_add_suite(runner, safety_suite());
    srunner_add_suite(runner, snapshot_suite());
    srunner_add_suite(runner, vocabulary_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
