#include "studies.h"
#include "suites.h"

#include <string.h>

static bench b;

static void setup(void)
{
    bench_open(&b);
}

static void teardown(void)
{
    bench_close(&b);
}

START_TEST(first_import_counts_everything)
{
    propos_import_counts counts = bench_import(&b, study_of_nurses(b.arena));
    ck_assert_uint_eq(counts.documents_added, 3);
    ck_assert_uint_eq(counts.documents_changed + counts.documents_removed + counts.documents_kept,
                      0);
    ck_assert_uint_eq(counts.passages_changed, 6 + 2 + 3 + 2);
    ck_assert_uint_eq(counts.revision, 1);
    ck_ok(&b, propos_record_check(b.record, &b.error));
    propos_snapshot *snapshot = NULL;
    ck_ok(&b, propos_snapshot_load(b.record, &snapshot, &b.error));
    ck_assert_uint_eq(snapshot->passage_count, 13);
    ck_assert_str_eq(snapshot->documents[0].id, "FG");
    propos_snapshot_release(snapshot);
}
END_TEST

START_TEST(the_same_study_again_changes_nothing)
{
    bench_import(&b, study_of_nurses(b.arena));
    const char *before = dump(&b);
    propos_import_counts counts = bench_import(&b, study_of_nurses(b.arena));
    ck_assert_uint_eq(counts.documents_kept, 3);
    ck_assert_uint_eq(counts.passages_changed + counts.passages_removed, 0);
    ck_assert_uint_eq(counts.revision, 1);
    ck_assert_str_eq(before, dump(&b));
}
END_TEST

Suite *import_suite(void)
{
    Suite *suite = suite_create("import");
    TCase *tests = tcase_create("import");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, first_import_counts_everything);
    tcase_add_test(tests, the_same_study_again_changes_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
