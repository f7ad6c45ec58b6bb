// Both engines match exactly the passages that a plain reading of the tree matches.
#include "invented.h"
#include "naive.h"
#include "queries.h"

#include "base/memory.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUERIES_PER_SEED = 800, DOCUMENTS = 6, TURNS = 50 };
static const uint64_t SEEDS[] = {1, 20, 4711};

// The passages that an engine gave, one flag a passage of the corpus.
typedef struct answer {
    const naive_corpus *corpus;
    bool *there;
    size_t count;
    bool twice;
} answer;

static void mark(void *context, uint32_t id)
{
    answer *a = context;
    for (size_t i = 0; i < a->corpus->count; i++) {
        if (a->corpus->items[i].id == id) {
            a->twice = a->twice || a->there[i];
            a->there[i] = true;
        }
    }
    a->count++;
}

static double no_boost(void *context, uint32_t id)
{
    (void)context;
    return id % 3;
}

// Asks, and fails with the query in print when the engine says something else than the plain
// reading.
static void compare(propos_engine *engine, const naive_corpus *corpus, const propos_node *tree,
                    const bool *wanted, size_t wanted_count, uint64_t seed, int number)
{
    answer seen = {corpus, propos_alloc(corpus->count, sizeof(bool)), 0, false};
    answer hits = {corpus, propos_alloc(corpus->count, sizeof(bool)), 0, false};
    propos_match_options options = {.limit = SIZE_MAX, .exact = true};
    if (number % 2 == 0) {
        options.every = mark;
        options.every_context = &seen;
    }
    if (number % 3 == 0) {
        options.boost = no_boost;
        options.boost_most = 2;
    }
    propos_matches found = {0};
    propos_error error;
    propos_error_clear(&error);
    propos_status status = propos_engine_match(engine, tree, &options, &found, &error);
    propos_buffer print = {0};
    query_print(tree, &print);
    ck_assert_msg(status == PROPOS_OK, "%s, seed %lu, query %d: %s\n%s", propos_engine_name(engine),
                  (unsigned long)seed, number, error.text, print.bytes);
    for (size_t i = 0; i < found.count; i++) {
        mark(&hits, found.hits[i].id);
        if (i > 0) {
            const propos_hit *a = &found.hits[i - 1];
            const propos_hit *b = &found.hits[i];
            ck_assert_msg(a->score > b->score || (a->score == b->score && a->id < b->id),
                          "%s, seed %lu, query %d: hits out of order\n%s",
                          propos_engine_name(engine), (unsigned long)seed, number, print.bytes);
        }
    }
    for (size_t i = 0; i < corpus->count; i++) {
        bool same = hits.there[i] == wanted[i];
        same = same && (options.every == NULL || seen.there[i] == wanted[i]);
        ck_assert_msg(same, "%s, seed %lu, query %d: passage %u %s\n%s", propos_engine_name(engine),
                      (unsigned long)seed, number, corpus->items[i].id,
                      wanted[i] ? "is missing" : "should not be there", print.bytes);
    }
    ck_assert_msg(found.total == wanted_count && found.count == wanted_count && !seen.twice,
                  "%s, seed %lu, query %d: total %zu, %zu hits, wanted %zu\n%s",
                  propos_engine_name(engine), (unsigned long)seed, number, found.total, found.count,
                  wanted_count, print.bytes);
    propos_buffer_free(&print);
    propos_matches_free(&found);
    free(seen.there);
    free(hits.there);
}

START_TEST(test_engines_agree_with_plain_reading)
{
    uint64_t seed = SEEDS[_i];
    invented study;
    propos_engine *xapian = NULL;
    propos_engine *fallback = NULL;
    propos_error error;
    naive_corpus corpus;
    propos_error_clear(&error);
    invented_open(&study);
    invented_import(&study, seed, DOCUMENTS, TURNS);
    invented_index(&study);
    // A second import, so that removed and changed passages are in play too.
    invented_import(&study, seed + 1, DOCUMENTS - 1, TURNS);
    invented_index(&study);
    naive_load(&corpus, study.record, study.analyser);
    ck_assert_uint_gt(corpus.count, 200);
    ck_assert_msg(propos_engine_open_xapian(study.index, propos_analyser_version(study.analyser),
                                            &xapian, &error) == PROPOS_OK,
                  "%s", error.text);
    ck_assert_int_eq(propos_engine_open_fallback(study.record, study.analyser, &fallback, &error),
                     PROPOS_OK);

    chance c = {seed * 7919 + 1};
    query_maker maker = {.chance = &c, .corpus = &corpus};
    bool *wanted = propos_alloc(corpus.count, sizeof(bool));
    size_t neither_all_nor_none = 0;
    for (int number = 0; number < QUERIES_PER_SEED; number++) {
        maker.arena = propos_arena_new();
        const propos_node *tree = query_make(&maker, number % 4);
        size_t count = 0;
        for (size_t i = 0; i < corpus.count; i++) {
            wanted[i] = naive_matches(tree, &corpus.items[i]);
            count += wanted[i];
        }
        neither_all_nor_none += count > 0 && count < corpus.count;
        compare(xapian, &corpus, tree, wanted, count, seed, number);
        compare(fallback, &corpus, tree, wanted, count, seed, number);
        propos_arena_free(maker.arena);
    }
    // The generator itself: every kind of node, and questions that mean something.
    for (int kind = 0; kind <= PROPOS_NODE_DECIDE; kind++) {
        ck_assert_uint_gt(maker.kinds[kind], 20);
    }
    ck_assert_uint_gt(neither_all_nor_none, QUERIES_PER_SEED / 2);

    free(wanted);
    propos_engine_close(xapian);
    propos_engine_close(fallback);
    naive_free(&corpus);
    invented_close(&study);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("the engines agree");
    TCase *tests = tcase_create("oracle");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, test_engines_agree_with_plain_reading, 0,
                        (int)(sizeof SEEDS / sizeof SEEDS[0]));
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
