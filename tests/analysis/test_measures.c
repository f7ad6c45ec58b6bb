// Measures of agreement against worked examples from print, and at their edges.
#include "analysis/measures.h"

#include <check.h>
#include <string.h>

// Ratings as letters, a line per observer; '.' is missing. Krippendorff, "Computing Krippendorff's
// Alpha-Reliability" (2011), sections A to C.
static const struct {
    const char *what;
    const char *observers[4];
    double alpha; // to the three decimals of the text
} PRINTED[] = {
    {"two values, two observers", {"0100000010", "1110010000"}, 0.095},
    {"nominal, two observers", {"aabbdcccedda", "babbbccceddd"}, 0.692},
    {"nominal, four observers, values missing",
     {"123321412...", "1233224125.3", ".3332342251.", "12332441251."},
     0.743},
};

enum { UNITS_MOST = 16, VALUES = 128 };

START_TEST(alpha_is_the_printed_one)
{
    static uint32_t values[UNITS_MOST][VALUES];
    measures_units rows[UNITS_MOST];
    memset(values, 0, sizeof values);
    size_t units = strlen(PRINTED[_i].observers[0]);
    for (size_t u = 0; u < units; u++) {
        for (size_t o = 0; o < 4 && PRINTED[_i].observers[o] != NULL; o++) {
            char value = PRINTED[_i].observers[o][u];
            values[u][(unsigned char)value] += value == '.' ? 0 : 1;
        }
        rows[u] = (measures_units){.units = 1, .values = values[u]};
    }
    double alpha;
    ck_assert(measures_alpha(rows, units, VALUES, &alpha));
    ck_assert_double_eq_tol(alpha, PRINTED[_i].alpha, 0.0005);
}
END_TEST

// Kappa of two-by-two tables, worked out by hand: (p_o - p_e) / (1 - p_e).
static const struct {
    measures_pair pair;
    double percent, kappa;
} TABLES[] = {
    {{20, 5, 10, 15}, 0.70, 0.40},        // p_e 0.5
    {{45, 15, 25, 15}, 0.60, 3.0 / 23.0}, // p_e 0.54
    {{25, 35, 5, 35}, 0.60, 7.0 / 27.0},  // p_e 0.46: the same percentage, another kappa
    {{0, 10, 10, 0}, 0.0, -1.0},          // never the same
    {{5, 0, 0, 5}, 1.0, 1.0},             // always the same
    {{0, 5, 0, 95}, 0.95, 0.0},           // one coder never codes: 95 % and nothing in it
};

START_TEST(kappa_and_percent)
{
    double value;
    ck_assert(measures_percent(&TABLES[_i].pair, &value));
    ck_assert_double_eq_tol(value, TABLES[_i].percent, 1e-12);
    ck_assert(measures_kappa(&TABLES[_i].pair, &value));
    ck_assert_double_eq_tol(value, TABLES[_i].kappa, 1e-12);
}
END_TEST

START_TEST(what_is_not_defined_is_said)
{
    double value;
    ck_assert(!measures_percent(&(measures_pair){0}, &value));
    ck_assert(!measures_kappa(&(measures_pair){0}, &value));
    ck_assert(!measures_kappa(&(measures_pair){.both = 7}, &value));
    ck_assert(!measures_kappa(&(measures_pair){.neither = 7}, &value));
    ck_assert(!measures_alpha(NULL, 0, 2, &value));
    // One category only, and a unit that one coder alone has rated.
    measures_units same[] = {{4, (uint32_t[]){2, 0}}, {3, (uint32_t[]){0, 1}}};
    ck_assert(!measures_alpha(same, 2, 2, &value));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("measures of agreement");
    TCase *tests = tcase_create("measures");
    suite_add_tcase(suite, tests);
    tcase_add_loop_test(tests, alpha_is_the_printed_one, 0, sizeof PRINTED / sizeof *PRINTED);
    tcase_add_loop_test(tests, kappa_and_percent, 0, sizeof TABLES / sizeof *TABLES);
    tcase_add_test(tests, what_is_not_defined_is_said);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
