// What a match promises beside which passages: order, pages, totals, deadlines, and few questions
// to DECIDE.
#include "invented.h"

#include "base/arena.h"
#include "corpus/filters.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static invented study;
static propos_engine *engines[2];
static propos_arena *arena;

static void set_up(void)
{
    propos_error error;
    propos_error_clear(&error);
    invented_open(&study);
    invented_import(&study, 3, 4, 60);
    invented_index(&study);
    ck_assert_msg(propos_engine_open_xapian(study.index, propos_analyser_version(study.analyser),
                                            &engines[0], &error) == PROPOS_OK,
                  "%s", error.text);
    ck_assert_int_eq(propos_engine_open_fallback(study.record, study.analyser, &engines[1], &error),
                     PROPOS_OK);
    arena = propos_arena_new();
}

static void tear_down(void)
{
    propos_arena_free(arena);
    propos_engine_close(engines[0]);
    propos_engine_close(engines[1]);
    invented_close(&study);
}

static propos_node *term(const char *folded)
{
    return propos_node_term(arena, PROPOS_FIELD_TEXT, PROPOS_CHANNEL_FOLD, folded);
}

static propos_matches ask(propos_engine *engine, const propos_node *tree,
                          const propos_match_options *options)
{
    propos_matches found = {0};
    propos_error error;
    propos_error_clear(&error);
    propos_status status = propos_engine_match(engine, tree, options, &found, &error);
    ck_assert_msg(status == PROPOS_OK, "%s: %s", propos_engine_name(engine), error.text);
    return found;
}

START_TEST(test_pages_are_slices_of_the_whole)
{
    propos_node *words[] = {term("echapp"), term("soin"), term("nuit")};
    propos_node *tree = propos_node_or(arena, words, 3);
    propos_match_options all = {.limit = SIZE_MAX, .exact = true};
    propos_matches whole = ask(engines[_i], tree, &all);
    ck_assert_uint_gt(whole.count, 50);
    ck_assert_uint_eq(whole.total, whole.count);
    for (size_t first = 0; first < whole.count + 10; first += 7) {
        propos_match_options page = {.first = first, .limit = 7, .exact = true};
        propos_matches some = ask(engines[_i], tree, &page);
        size_t left = first < whole.count ? whole.count - first : 0;
        ck_assert_uint_eq(some.count, left < 7 ? left : 7);
        ck_assert_uint_eq(some.total, whole.count);
        for (size_t i = 0; i < some.count; i++) {
            ck_assert_uint_eq(some.hits[i].id, whole.hits[first + i].id);
        }
        propos_matches_free(&some);
    }
    propos_matches_free(&whole);
}
END_TEST

START_TEST(test_equal_scores_stand_by_id)
{
    propos_match_options all = {.limit = SIZE_MAX, .exact = true};
    propos_matches found =
        ask(engines[_i], propos_node_filter(arena, PROPOS_FILTER_DOCUMENT, "E2"), &all);
    ck_assert_uint_gt(found.count, 20);
    for (size_t i = 1; i < found.count; i++) {
        ck_assert(found.hits[i].score == 0);
        ck_assert_uint_gt(found.hits[i].id, found.hits[i - 1].id);
    }
    propos_matches_free(&found);
}
END_TEST

static double tier(void *context, uint32_t id)
{
    (void)context;
    return id % 2 == 0 ? 1000 : 0;
}

START_TEST(test_boost_puts_one_tier_above_the_other)
{
    propos_match_options options = {.limit = SIZE_MAX, .boost = tier, .boost_most = 1000};
    propos_matches found = ask(engines[_i], term("echapp"), &options);
    size_t above = 0;
    while (above < found.count && found.hits[above].id % 2 == 0) {
        ck_assert(found.hits[above].score >= 1000);
        above++;
    }
    ck_assert_uint_gt(above, 3);
    ck_assert_uint_lt(above, found.count);
    for (size_t i = above; i < found.count; i++) {
        ck_assert_uint_eq(found.hits[i].id % 2, 1);
        ck_assert(found.hits[i].score < 1000);
    }
    // A short page holds the same hits, although the engine may stop looking early.
    options.limit = 5;
    propos_matches few = ask(engines[_i], term("echapp"), &options);
    for (size_t i = 0; i < few.count; i++) {
        ck_assert_uint_eq(few.hits[i].id, found.hits[i].id);
    }
    propos_matches_free(&few);
    propos_matches_free(&found);
}
END_TEST

typedef struct asked {
    uint32_t ids[4096];
    size_t count;
} asked;

static bool ask_me(void *context, uint32_t id)
{
    asked *a = context;
    ck_assert_uint_lt(a->count, 4096);
    a->ids[a->count++] = id;
    return id % 3 == 0;
}

START_TEST(test_decide_is_asked_only_for_what_the_rest_matches)
{
    propos_node *phrase[] = {term("petit"), term("peu")};
    propos_node *near[] = {term("nuit"), term("jour")};
    propos_node *parts[] = {term("patient"), propos_node_phrase(arena, phrase, 2),
                            propos_node_near(arena, near, 2, 20)};
    propos_node *positional = propos_node_or(arena, parts, 3);
    propos_node *rest = propos_node_not(arena, positional, term("cancer"));
    asked a = {.count = 0};
    propos_node *last[] = {propos_node_decide(arena, ask_me, &a), rest,
                           propos_node_filter(arena, PROPOS_FILTER_KIND, "focus-group")};
    propos_match_options all = {.limit = SIZE_MAX, .exact = true};
    propos_matches without = ask(engines[_i], propos_node_and(arena, last + 1, 2), &all);
    propos_matches with = ask(engines[_i], propos_node_and(arena, last, 3), &all);
    ck_assert_uint_gt(without.count, 10);
    ck_assert_uint_eq(a.count, without.count);
    for (size_t i = 0; i < a.count; i++) {
        size_t at = 0;
        while (at < without.count && without.hits[at].id != a.ids[i]) {
            at++;
        }
        ck_assert_uint_lt(at, without.count);
    }
    for (size_t i = 0; i < with.count; i++) {
        ck_assert_uint_eq(with.hits[i].id % 3, 0);
    }
    propos_matches_free(&without);
    propos_matches_free(&with);
}
END_TEST

static bool always(void *context)
{
    size_t *polls = context;
    (*polls)++;
    return true;
}

static bool yes(void *context, uint32_t id)
{
    (void)context;
    (void)id;
    return true;
}

START_TEST(test_a_deadline_stops_the_match)
{
    propos_matches found = {0};
    propos_error error;
    size_t polls = 0;
    propos_error_clear(&error);
    // A question that looks at every passage many times over.
    propos_node *parts[200];
    for (size_t i = 0; i < 200; i++) {
        parts[i] = i % 2 == 0 ? propos_node_decide(arena, yes, NULL) : propos_node_all(arena);
    }
    propos_node *tree = propos_node_and(arena, parts, 200);
    propos_match_options options = {.limit = 10, .exact = true, .stop = always};
    options.stop_context = &polls;
    ck_assert_int_eq(propos_engine_match(engines[_i], tree, &options, &found, &error),
                     PROPOS_DEADLINE);
    ck_assert_uint_eq(polls, 1);
    ck_assert_ptr_null(found.hits);
    ck_assert_int_ne(error.text[0], '\0');
    // The engine is as good as before.
    options.stop = NULL;
    found = ask(engines[_i], tree, &options);
    ck_assert_uint_eq(found.count, 10);
    propos_matches_free(&found);
}
END_TEST

START_TEST(test_what_cannot_be_asked_is_refused)
{
    propos_node *stems[] = {
        propos_node_term(arena, PROPOS_FIELD_TEXT, PROPOS_CHANNEL_STEM, "petit"), term("peu")};
    propos_node *fields[] = {
        term("peu"), propos_node_term(arena, PROPOS_FIELD_MEMO, PROPOS_CHANNEL_FOLD, "peu")};
    const propos_node *trees[] = {
        propos_node_phrase(arena, stems, 2),
        propos_node_near(arena, fields, 2, 3),
        propos_node_term(arena, PROPOS_FIELD_CONTEXT, PROPOS_CHANNEL_EXACT, "peu"),
        propos_node_prefix(arena, PROPOS_FIELD_CONTEXT, "peu"),
    };
    propos_match_options options = {.limit = 10};
    for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++) {
        propos_matches found = {0};
        propos_error error;
        propos_error_clear(&error);
        ck_assert_int_eq(propos_engine_match(engines[_i], trees[i], &options, &found, &error),
                         PROPOS_INTERNAL);
    }
}
END_TEST

START_TEST(test_a_prefix_of_nothing_is_too_many_words)
{
    propos_match_options options = {.limit = 10};
    propos_matches found = {0};
    propos_error error;
    propos_error_clear(&error);
    ck_assert_int_eq(propos_engine_match(engines[_i], propos_node_prefix(arena, 0, ""), &options,
                                         &found, &error),
                     PROPOS_BAD_QUERY);
}
END_TEST

START_TEST(test_a_term_of_any_bytes_is_harmless)
{
    static const char *const TEXTS[] = {"\"", "\" OR \"x", "a b",      "*",
                                        "",   "l'",        "\xff\xfe", "NEAR("};
    char longest[1000];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    propos_match_options options = {.limit = 10};
    for (size_t i = 0; i <= sizeof TEXTS / sizeof TEXTS[0]; i++) {
        const char *text = i < sizeof TEXTS / sizeof TEXTS[0] ? TEXTS[i] : longest;
        propos_matches found = ask(engines[_i], term(text), &options);
        ck_assert_uint_eq(found.count, 0);
        propos_matches_free(&found);
        found = ask(engines[_i], propos_node_filter(arena, PROPOS_FILTER_CODE, text), &options);
        ck_assert_uint_eq(found.count, 0);
        propos_matches_free(&found);
    }
}
END_TEST

typedef struct words {
    char text[4000];
    size_t passages, limit, count;
} words;

static bool take_word(void *context, const char *word, size_t passages)
{
    words *w = context;
    ck_assert_uint_gt(passages, 0);
    (void)strncat(w->text, word, sizeof w->text - strlen(w->text) - 2);
    (void)strcat(w->text, " ");
    w->passages += passages;
    return ++w->count < w->limit;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// The words, sorted: engines give them in any order.
static void sort_words(words *w)
{
    char copy[4000];
    char *parts[200];
    size_t count = 0;
    char *rest = NULL;
    (void)strcpy(copy, w->text);
    for (char *p = strtok_r(copy, " ", &rest); p != NULL; p = strtok_r(NULL, " ", &rest)) {
        parts[count++] = p;
    }
    qsort(parts, count, sizeof parts[0], compare_words);
    w->text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        (void)strcat(strcat(w->text, parts[i]), " ");
    }
}

START_TEST(test_words_for_completion)
{
    static const struct {
        const char *prefix, *wanted;
    } CASES[] = {
        {"échapp", "échappe échappement échappent échapper "},
        {"echapp", "echapper échappe échappement échappent échapper "},
        {"oeu", "œuvre "},
        {"zz", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        words w = {.limit = 1000};
        propos_error error;
        ck_assert_int_eq(propos_engine_words(engines[_i], CASES[i].prefix, take_word, &w, &error),
                         PROPOS_OK);
        sort_words(&w);
        ck_assert_str_eq(w.text, CASES[i].wanted);
    }
    words one = {.limit = 1};
    propos_error error;
    ck_assert_int_eq(propos_engine_words(engines[_i], "e", take_word, &one, &error), PROPOS_OK);
    ck_assert_uint_eq(one.count, 1);
}
END_TEST

START_TEST(test_words_are_counted_alike)
{
    words w[2] = {{.limit = 1000}, {.limit = 1000}};
    propos_error error;
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(propos_engine_words(engines[i], "p", take_word, &w[i], &error), PROPOS_OK);
        sort_words(&w[i]);
    }
    ck_assert_str_eq(w[0].text, w[1].text);
    ck_assert_uint_eq(w[0].passages, w[1].passages);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("a match");
    TCase *tests = tcase_create("both engines");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, test_pages_are_slices_of_the_whole, 0, 2);
    tcase_add_loop_test(tests, test_equal_scores_stand_by_id, 0, 2);
    tcase_add_loop_test(tests, test_boost_puts_one_tier_above_the_other, 0, 2);
    tcase_add_loop_test(tests, test_decide_is_asked_only_for_what_the_rest_matches, 0, 2);
    tcase_add_loop_test(tests, test_a_deadline_stops_the_match, 0, 2);
    tcase_add_loop_test(tests, test_what_cannot_be_asked_is_refused, 0, 2);
    tcase_add_loop_test(tests, test_a_prefix_of_nothing_is_too_many_words, 0, 2);
    tcase_add_loop_test(tests, test_a_term_of_any_bytes_is_harmless, 0, 2);
    tcase_add_loop_test(tests, test_words_for_completion, 0, 2);
    tcase_add_test(tests, test_words_are_counted_alike);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
