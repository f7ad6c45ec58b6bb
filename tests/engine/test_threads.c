// Engines of several threads at once, each with its own: what they share inside libxapian must not
// be touched. (Its static queries MatchAll and MatchNothing count their users without a lock: two
// workers of the daemon that used them freed memory that was in use.)
#include "invented.h"

#include "base/arena.h"
#include "corpus/filters.h"

#include <check.h>
#include <pthread.h>
#include <stdlib.h>

// The fault needs two threads at the same nanoseconds: the more rounds, the surer.
enum { THREADS = 4, ROUNDS = 20000 };

static invented study;

static bool even(void *context, uint32_t id)
{
    (void)context;
    return id % 2 == 0;
}

// Every kind of node that needs "all passages" or "none" somewhere.
static propos_node *tree_of(propos_arena *arena, int round)
{
    propos_node *word = propos_node_term(arena, PROPOS_FIELD_TEXT, PROPOS_CHANNEL_FOLD, "soin");
    propos_node *decide = propos_node_decide(arena, even, NULL);
    propos_node *pair[] = {word,
                           propos_node_term(arena, PROPOS_FIELD_TEXT, PROPOS_CHANNEL_FOLD, "soin")};
    switch (round % 4) {
    case 0:
        return propos_node_not(arena, propos_node_all(arena), word);
    case 1:
        return decide;
    case 2:
        return propos_node_near(arena, pair, 2, 5);
    default:
        return propos_node_and(arena, &decide, 1);
    }
}

static void *ask_again_and_again(void *context)
{
    size_t *wrong = context;
    propos_error error;
    propos_error_clear(&error);
    propos_lists *lists = study.lists;
    propos_analyser *analyser = NULL;
    propos_engine *engine = NULL;
    *wrong = propos_analyser_new(lists, &analyser, &error) != PROPOS_OK ||
             propos_engine_open_xapian(study.index, propos_analyser_version(analyser), &engine,
                                       &error) != PROPOS_OK;
    for (int round = 0; *wrong == 0 && round < ROUNDS; round++) {
        propos_arena *arena = propos_arena_new();
        propos_matches found = {0};
        propos_match_options options = {.limit = 3};
        *wrong += propos_engine_match(engine, tree_of(arena, round), &options, &found, &error) !=
                  PROPOS_OK;
        propos_matches_free(&found);
        propos_arena_free(arena);
    }
    propos_engine_close(engine);
    propos_analyser_free(analyser);
    return NULL;
}

START_TEST(test_threads_share_nothing_inside_the_library)
{
    pthread_t threads[THREADS];
    size_t wrong[THREADS] = {0};
    invented_open(&study);
    invented_import(&study, 3, 1, 20);
    invented_index(&study);
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_again_and_again, &wrong[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        ck_assert_uint_eq(wrong[i], 0);
    }
    invented_close(&study);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("threads");
    TCase *tests = tcase_create("threads");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, test_threads_share_nothing_inside_the_library);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
