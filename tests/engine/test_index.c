// The index's life: built, kept up, killed, damaged, replaced, read meanwhile.
#include "invented.h"

#include "base/arena.h"
#include "base/memory.h"
#include "corpus/filters.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static invented study;

static void set_up(void)
{
    invented_open(&study);
    invented_import(&study, 5, 4, 40);
}

static void tear_down(void)
{
    invented_close(&study);
}

static propos_status open_index(propos_engine **engine)
{
    propos_error error;
    propos_error_clear(&error);
    propos_status status = propos_engine_open_xapian(
        study.index, propos_analyser_version(study.analyser), engine, &error);
    ck_assert(status == PROPOS_OK || error.text[0] != '\0');
    return status;
}

static propos_status update(bool rebuild)
{
    propos_error error;
    propos_error_clear(&error);
    return propos_index_update(study.dir, study.record, study.analyser, rebuild, NULL, NULL,
                               &error);
}

static propos_status check(void)
{
    propos_error error;
    propos_error_clear(&error);
    return propos_index_check(study.index, &error);
}

static int compare_ids(const void *left, const void *right)
{
    const propos_hit *a = left;
    const propos_hit *b = right;
    return (a->id > b->id) - (a->id < b->id);
}

// Everything that a reader can see of an index: for each of some questions, the passages, by score
// with the scores, or by id.
static void describe_by(propos_engine *engine, bool scores, propos_buffer *out)
{
    static const char *const WORDS[] = {"echapp", "patient", "soin", "medecin", "peur", "cancer",
                                        "euh",    "de",      "nuit", "hopital", "3c",   "voil"};
    propos_arena *arena = propos_arena_new();
    propos_match_options all = {.limit = SIZE_MAX, .exact = true};
    uint64_t revision = 0;
    propos_error error;
    propos_error_clear(&error);
    ck_assert_int_eq(propos_engine_revision(engine, &revision, &error), PROPOS_OK);
    propos_buffer_printf(out, "revision %lu\n", (unsigned long)revision);
    for (size_t i = 0; i < 2 * sizeof WORDS / sizeof WORDS[0]; i++) {
        propos_field field = i % 2 == 0 ? PROPOS_FIELD_TEXT : PROPOS_FIELD_CODE;
        propos_node *pair[] = {
            propos_node_term(arena, field, PROPOS_CHANNEL_FOLD, WORDS[i / 2]),
            propos_node_term(arena, field, PROPOS_CHANNEL_FOLD, WORDS[(i / 2 + 1) % 12]),
        };
        const propos_node *trees[] = {pair[0], propos_node_near(arena, pair, 2, 8)};
        for (size_t t = 0; t < 2; t++) {
            propos_matches found = {0};
            propos_status status = propos_engine_match(engine, trees[t], &all, &found, &error);
            ck_assert_msg(status == PROPOS_OK, "%s", error.text);
            propos_buffer_printf(out, "%s %zu:", WORDS[i / 2], found.total);
            if (!scores) {
                qsort(found.hits, found.count, sizeof found.hits[0], compare_ids);
            }
            for (size_t h = 0; h < found.count; h++) {
                propos_buffer_printf(out, " %u=%.9f", found.hits[h].id,
                                     scores ? found.hits[h].score : 0);
            }
            propos_buffer_putc(out, '\n');
            propos_matches_free(&found);
        }
    }
    propos_arena_free(arena);
}

static void describe(propos_engine *engine, propos_buffer *out)
{
    describe_by(engine, true, out);
}

static void assert_as_built_afresh(void)
{
    propos_buffer now = {0};
    propos_buffer afresh = {0};
    propos_engine *engine = NULL;
    ck_assert_int_eq(open_index(&engine), PROPOS_OK);
    describe(engine, &now);
    propos_engine_close(engine);
    ck_assert_int_eq(update(true), PROPOS_OK);
    ck_assert_int_eq(open_index(&engine), PROPOS_OK);
    describe(engine, &afresh);
    propos_engine_close(engine);
    ck_assert_str_eq(now.bytes, afresh.bytes);
    propos_buffer_free(&now);
    propos_buffer_free(&afresh);
}

static void watch(void *context, double part)
{
    double *last = context;
    ck_assert(part >= *last && part <= 1);
    *last = part;
}

START_TEST(test_no_index_is_said)
{
    propos_engine *engine = NULL;
    ck_assert_int_eq(open_index(&engine), PROPOS_REBUILD);
    ck_assert_int_eq(check(), PROPOS_REBUILD);
}
END_TEST

START_TEST(test_an_updated_index_is_as_one_built_afresh)
{
    ck_assert_int_eq(update(false), PROPOS_OK);
    for (uint64_t seed = 6; seed < 9; seed++) {
        invented_import(&study, seed, seed % 2 == 0 ? 3 : 5, 40);
        ck_assert_int_eq(update(false), PROPOS_OK);
        ck_assert_int_eq(check(), PROPOS_OK);
    }
    assert_as_built_afresh();
}
END_TEST

static size_t count_entries(const char *start)
{
    size_t count = 0;
    DIR *folder = opendir(study.dir);
    for (struct dirent *e; (e = readdir(folder)) != NULL;) {
        count += strncmp(e->d_name, start, strlen(start)) == 0;
    }
    (void)closedir(folder);
    return count;
}

static void link_target(char target[64])
{
    ssize_t length = readlink(study.index, target, 63);
    ck_assert_int_gt(length, 0);
    target[length] = '\0';
}

START_TEST(test_an_index_that_is_up_to_date_is_left_alone)
{
    char before[64];
    char after[64];
    struct stat first;
    struct stat second;
    char path[256];
    ck_assert_int_eq(update(false), PROPOS_OK);
    link_target(before);
    (void)snprintf(path, sizeof path, "%s/postlist.glass", study.index);
    ck_assert_int_eq(stat(path, &first), 0);
    ck_assert_int_eq(first.st_mode & 0777, 0600);
    ck_assert_int_eq(update(false), PROPOS_OK);
    link_target(after);
    ck_assert_int_eq(stat(path, &second), 0);
    ck_assert_str_eq(before, after);
    ck_assert(first.st_mtim.tv_nsec == second.st_mtim.tv_nsec);
}
END_TEST

START_TEST(test_a_rebuilt_index_replaces_the_old_one_under_its_readers)
{
    char before[64];
    char after[64];
    propos_engine *engine = NULL;
    propos_error error;
    propos_buffer was = {0};
    propos_buffer held = {0};
    propos_buffer now = {0};
    ck_assert_int_eq(update(false), PROPOS_OK);
    link_target(before);
    ck_assert_int_eq(open_index(&engine), PROPOS_OK);
    describe(engine, &was);
    ck_assert_int_eq(update(true), PROPOS_OK);
    link_target(after);
    ck_assert_str_ne(before, after);
    ck_assert_uint_eq(count_entries("index."), 2); // the new one and the lock
    // Who does not reopen goes on with what it had; who does sees the new one.
    describe(engine, &held);
    ck_assert_str_eq(was.bytes, held.bytes);
    ck_assert_int_eq(propos_engine_reopen(engine, &error), PROPOS_OK);
    describe(engine, &now);
    ck_assert_str_eq(was.bytes, now.bytes);
    propos_engine_close(engine);
    propos_buffer_free(&was);
    propos_buffer_free(&held);
    propos_buffer_free(&now);
}
END_TEST

START_TEST(test_another_analyser_means_another_index)
{
    propos_engine *engine = NULL;
    propos_error error;
    propos_error_clear(&error);
    ck_assert_int_eq(update(false), PROPOS_OK);
    ck_assert_int_eq(propos_engine_open_xapian(study.index, "another", &engine, &error),
                     PROPOS_REBUILD);
    ck_assert_int_ne(error.text[0], '\0');
}
END_TEST

START_TEST(test_a_second_writer_waits_its_turn)
{
    int ready[2];
    int done[2];
    ck_assert_int_eq(pipe(ready), 0);
    ck_assert_int_eq(pipe(done), 0);
    char path[256];
    (void)snprintf(path, sizeof path, "%s/index.lock", study.dir);
    pid_t child = fork();
    if (child == 0) {
        char byte = 0;
        // What a writer does first.
        int fd = open(path, O_RDWR | O_CREAT, 0600);
        int held = fd >= 0 ? 0 : 1;
        held += flock(fd, LOCK_EX | LOCK_NB) != 0;
        (void)!write(ready[1], &byte, 1);
        (void)!read(done[0], &byte, 1);
        _exit(held);
    }
    char byte = 0;
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    ck_assert_int_eq(update(false), PROPOS_BUSY);
    ck_assert_int_eq(write(done[1], &byte, 1), 1);
    int how = 0;
    ck_assert_int_eq(waitpid(child, &how, 0), child);
    ck_assert_int_eq(how, 0);
    ck_assert_int_eq(update(false), PROPOS_OK);
}
END_TEST

// Runs an update in a process of its own, which opens the record itself.
static pid_t update_elsewhere(bool rebuild)
{
    pid_t child = fork();
    if (child != 0) {
        return child;
    }
    propos_error error;
    propos_analyser *analyser = NULL;
    propos_record *record = NULL;
    if (propos_analyser_new(study.lists, &analyser, &error) != PROPOS_OK ||
        propos_record_open(study.record_path, PROPOS_RECORD_READ, analyser, &record, &error) !=
            PROPOS_OK) {
        _exit(2);
    }
    _exit(propos_index_update(study.dir, record, analyser, rebuild, NULL, NULL, &error) == PROPOS_OK
              ? 0
              : 1);
}

static void sleep_us(uint32_t us)
{
    struct timespec t = {.tv_sec = us / 1000000, .tv_nsec = (long)(us % 1000000) * 1000};
    (void)nanosleep(&t, NULL);
}

START_TEST(test_a_killed_writer_leaves_an_index_that_can_be_brought_up)
{
    chance c = {99};
    ck_assert_int_eq(update(false), PROPOS_OK);
    int killed = 0;
    for (uint64_t round = 0; round < 12; round++) {
        invented_import(&study, 100 + round, 3 + round % 3, 40);
        pid_t child = update_elsewhere(round % 4 == 3);
        sleep_us(chance_below(&c, 150000));
        ck_assert_int_eq(kill(child, SIGKILL), 0);
        int how = 0;
        ck_assert_int_eq(waitpid(child, &how, 0), child);
        killed += WIFSIGNALED(how);
        // Whatever it left can be read, and says honestly what it is good for.
        propos_engine *engine = NULL;
        ck_assert_int_eq(open_index(&engine), PROPOS_OK);
        propos_engine_close(engine);
        ck_assert_int_eq(check(), PROPOS_OK);
        if (round % 3 == 2) {
            ck_assert_int_eq(update(false), PROPOS_OK);
            ck_assert_uint_eq(count_entries("index."), 2);
            assert_as_built_afresh();
        }
    }
    ck_assert_int_gt(killed, 3);
}
END_TEST

START_TEST(test_a_large_index_is_built_by_threads_and_may_be_killed)
{
    chance c = {5};
    propos_engine *engines[2];
    propos_buffer seen[2] = {{0}, {0}};
    propos_error error;
    ck_assert_int_eq(update(false), PROPOS_OK);
    invented_import(&study, 31, 10, 420);
    for (int round = 0; round < 3; round++) {
        pid_t child = update_elsewhere(true);
        sleep_us(chance_below(&c, 600000));
        ck_assert_int_eq(kill(child, SIGKILL), 0);
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
    }
    double last = 0;
    ck_assert_int_eq(
        propos_index_update(study.dir, study.record, study.analyser, false, watch, &last, &error),
        PROPOS_OK);
    ck_assert_uint_eq(count_entries("index."), 2);
    ck_assert_int_eq(check(), PROPOS_OK);
    ck_assert_int_eq(open_index(&engines[0]), PROPOS_OK);
    ck_assert_int_eq(propos_engine_open_fallback(study.record, study.analyser, &engines[1], &error),
                     PROPOS_OK);
    for (int i = 0; i < 2; i++) {
        describe_by(engines[i], false, &seen[i]);
        propos_engine_close(engines[i]);
    }
    ck_assert_str_eq(seen[0].bytes, seen[1].bytes);
    propos_buffer_free(&seen[0]);
    propos_buffer_free(&seen[1]);
    // What was merged can be added to.
    invented_import(&study, 31, 10, 419);
    ck_assert_int_eq(update(false), PROPOS_OK);
    assert_as_built_afresh();
}
END_TEST

START_TEST(test_readers_never_fail_while_the_writer_commits)
{
    propos_engine *engine = NULL;
    ck_assert_int_eq(update(false), PROPOS_OK);
    ck_assert_int_eq(open_index(&engine), PROPOS_OK);
    size_t rounds = 0;
    for (uint64_t round = 0; round < 6; round++) {
        invented_import(&study, 200 + round, 4 + round % 2, 40);
        pid_t child = update_elsewhere(round == 3);
        int how = 0;
        do {
            propos_buffer seen = {0};
            propos_error error;
            propos_error_clear(&error);
            // Every second round without moving on, so that commits overtake the reader.
            if (rounds++ % 2 == 0) {
                ck_assert_msg(propos_engine_reopen(engine, &error) == PROPOS_OK, "%s", error.text);
            }
            describe(engine, &seen);
            propos_buffer_free(&seen);
        } while (waitpid(child, &how, WNOHANG) == 0);
        ck_assert_int_eq(how, 0);
    }
    propos_engine_close(engine);
    ck_assert_uint_gt(rounds, 12);
}
END_TEST

// Overwrites eight bytes somewhere in one of the index's files.
static void damage(chance *c)
{
    static const char *const FILES[] = {"postlist.glass", "position.glass", "termlist.glass",
                                        "iamglass",       "blocks",         "docdata.glass"};
    char path[256];
    struct stat about;
    do {
        (void)snprintf(path, sizeof path, "%s/%s", study.index, FILES[chance_below(c, 6)]);
    } while (stat(path, &about) != 0 || about.st_size < 16);
    int fd = open(path, O_RDWR);
    ck_assert_int_ge(fd, 0);
    char bytes[8];
    off_t at = chance_below(c, (uint32_t)about.st_size - 8);
    ck_assert_int_eq(pread(fd, bytes, 8, at), 8);
    for (size_t i = 0; i < 8; i++) {
        bytes[i] = (char)(bytes[i] ^ (int)(1 + chance_below(c, 255)));
    }
    ck_assert_int_eq(pwrite(fd, bytes, 8, at), 8);
    // A file system's clock may tick too slowly to tell this write from the writer's.
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = 1000000 + at}};
    ck_assert_int_eq(futimens(fd, times), 0);
    (void)close(fd);
}

START_TEST(test_damage_is_noticed_and_mended)
{
    chance c = {7};
    ck_assert_int_eq(update(false), PROPOS_OK);
    for (int i = 0; i < 12; i++) {
        propos_engine *engine = NULL;
        damage(&c);
        ck_assert_int_eq(open_index(&engine), PROPOS_DAMAGED);
        ck_assert_int_eq(check(), PROPOS_DAMAGED);
        ck_assert_int_eq(update(false), PROPOS_OK);
        ck_assert_int_eq(check(), PROPOS_OK);
        ck_assert_int_eq(open_index(&engine), PROPOS_OK);
        propos_engine_close(engine);
    }
}
END_TEST

START_TEST(test_damage_that_nothing_tells_of_does_not_crash)
{
    chance c = {8};
    char path[256];
    for (int i = 0; i < 12; i++) {
        propos_engine *engine = NULL;
        ck_assert_int_eq(update(true), PROPOS_OK);
        (void)snprintf(path, sizeof path, "%s/blocks", study.index);
        ck_assert_int_eq(unlink(path), 0);
        damage(&c);
        propos_status status = open_index(&engine);
        if (status == PROPOS_OK) {
            propos_arena *arena = propos_arena_new();
            propos_match_options all = {.limit = SIZE_MAX, .exact = true};
            propos_matches found = {0};
            propos_error error;
            propos_error_clear(&error);
            status = propos_engine_match(
                engine, propos_node_term(arena, PROPOS_FIELD_TEXT, PROPOS_CHANNEL_FOLD, "patient"),
                &all, &found, &error);
            propos_matches_free(&found);
            propos_arena_free(arena);
            propos_engine_close(engine);
        }
        ck_assert(status == PROPOS_OK || status == PROPOS_DAMAGED || status == PROPOS_REBUILD);
    }
}
END_TEST

START_TEST(test_an_index_ahead_of_its_record_is_made_anew)
{
    char before[64];
    char after[64];
    ck_assert_int_eq(update(false), PROPOS_OK);
    invented_import(&study, 6, 4, 40);
    ck_assert_int_eq(update(false), PROPOS_OK);
    link_target(before);
    // The record of an older day is put back.
    propos_record_close(study.record);
    ck_assert_int_eq(unlink(study.record_path), 0);
    propos_error error;
    ck_assert_int_eq(propos_record_open(study.record_path, PROPOS_RECORD_WRITE, study.analyser,
                                        &study.record, &error),
                     PROPOS_OK);
    invented_import(&study, 5, 2, 40);
    ck_assert_int_eq(update(false), PROPOS_OK);
    link_target(after);
    ck_assert_str_ne(before, after);
    assert_as_built_afresh();
}
END_TEST

START_TEST(test_progress_never_goes_back_and_ends_at_one)
{
    double last = 0;
    propos_error error;
    ck_assert_int_eq(
        propos_index_update(study.dir, study.record, study.analyser, false, watch, &last, &error),
        PROPOS_OK);
    ck_assert(last == 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("the index");
    TCase *tests = tcase_create("index");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, test_no_index_is_said);
    tcase_add_test(tests, test_an_updated_index_is_as_one_built_afresh);
    tcase_add_test(tests, test_an_index_that_is_up_to_date_is_left_alone);
    tcase_add_test(tests, test_a_rebuilt_index_replaces_the_old_one_under_its_readers);
    tcase_add_test(tests, test_another_analyser_means_another_index);
    tcase_add_test(tests, test_a_second_writer_waits_its_turn);
    tcase_add_test(tests, test_a_killed_writer_leaves_an_index_that_can_be_brought_up);
    tcase_add_test(tests, test_a_large_index_is_built_by_threads_and_may_be_killed);
    tcase_add_test(tests, test_readers_never_fail_while_the_writer_commits);
    tcase_add_test(tests, test_damage_is_noticed_and_mended);
    tcase_add_test(tests, test_damage_that_nothing_tells_of_does_not_crash);
    tcase_add_test(tests, test_an_index_ahead_of_its_record_is_made_anew);
    tcase_add_test(tests, test_progress_never_goes_back_and_ends_at_one);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
