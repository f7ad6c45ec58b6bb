// The tree decided on one text: what is highlighted, and what a stretch of it matches.
#include "engine/local.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/paths.h"
#include "text/unicode.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static propos_lists *lists;
static propos_analyser *analyser;
static propos_arena *arena;

static void set_up(void)
{
    propos_error error;
    propos_error_clear(&error);
    ck_assert_int_eq(propos_lists_load(propos_stopwords_dir(), &lists, &error), PROPOS_OK);
    ck_assert_int_eq(propos_analyser_new(lists, &analyser, &error), PROPOS_OK);
    arena = propos_arena_new();
}

static void tear_down(void)
{
    propos_arena_free(arena);
    propos_analyser_free(analyser);
    propos_lists_free(lists);
}

// A small language for the table: words; "a b" phrase, ~N a b near, x* prefix, =x exact form, -x
// not (last).
static propos_node *word(propos_field field, const char *text)
{
    const char *terms[PROPOS_CHANNELS];
    size_t length = strlen(text);
    if (text[length - 1] == '*') {
        return propos_node_prefix(arena, field, propos_arena_strndup(arena, text, length - 1));
    }
    if (*text == '=') {
        (void)propos_analyse_word(analyser, text + 1, terms);
        return propos_node_term(arena, field, PROPOS_CHANNEL_EXACT, terms[PROPOS_CHANNEL_EXACT]);
    }
    (void)propos_analyse_word(analyser, text, terms);
    return propos_node_term(arena, field, PROPOS_CHANNEL_FOLD, terms[PROPOS_CHANNEL_FOLD]);
}

static propos_node *tree_of(propos_field field, const char *query)
{
    propos_node *words[16];
    size_t count = 0;
    char *copy = propos_arena_strdup(arena, query);
    char kind = *copy;
    unsigned long distance = 0;
    if (kind == '~') {
        distance = strtoul(copy + 1, &copy, 10);
    } else if (kind == '"' || kind == '|' || kind == '-') {
        copy++;
    }
    char *rest = NULL;
    for (char *w = strtok_r(copy, " \"", &rest); w != NULL; w = strtok_r(NULL, " \"", &rest)) {
        words[count++] = word(field, w);
    }
    switch (kind) {
    case '~':
        return propos_node_near(arena, words, count, (uint32_t)distance);
    case '"':
        return propos_node_phrase(arena, words, count);
    case '|':
        return propos_node_or(arena, words, count);
    case '-':
        return propos_node_not(arena, words[0], words[1]);
    default:
        return propos_node_and(arena, words, count);
    }
}

typedef struct highlight_case {
    const char *query;
    const char *text;
    const char *wanted; // the highlighted pieces, "/" between
    propos_field field;
} highlight_case;

static const highlight_case HIGHLIGHTS[] = {
    {"échappement", "Là, elles nous échappent. L'échappement, quoi.", "échappent/échappement", 0},
    {"=elles", "Elles, on les écoute. Et elles ?", "Elles/elles", 0},
    {"écoute patient", "J'écoute le patient, les patients.", "écoute/patient/patients", 0},
    {"échapp*", "Ça s'échappe, l’échappement, échapper", "échappe/échappement/échapper", 0},
    {"echapp*", "Ça s'échappe vers l'Échappement", "échappe/Échappement", 0},
    {"échapp*", "echapper sans accent", "", 0},
    {"oeuv*", "une œuvre, des oeuvres", "œuvre/oeuvres", 0},
    {"œuv*", "une œuvre, des oeuvres", "œuvre", 0},
    {"\"prise de sang", "la prise {rires} de euh de sang, la prise", "prise {rires} de euh de sang",
     0},
    {"\"prise de sang", "la prise du sang", "", 0},
    {"~3 patient peur", "peur du vieux patient. Un patient, et puis rien d'autre n'a fait peur",
     "peur du vieux patient", 0},
    {"~3 peur peur", "peur seulement", "", 0},
    {"~3 peur peur", "peur de la peur", "peur de la peur", 0},
    {"\"peur du soin", "la peur du\nsoin", "", PROPOS_FIELD_MEMO},
    {"\"peur du soin", "la peur du\nsoin", "peur du\nsoin", PROPOS_FIELD_TEXT},
    {"~50 peur soin", "peur\nsoin", "", PROPOS_FIELD_CODE},
    {"|nuit jour", "le jour et la nuit", "jour/nuit", 0},
    {"-nuit jour", "le jour et la nuit", "nuit", 0},
    {"rendez-vous", "un rendez-vous", "rendez-vous", 0},
};

START_TEST(test_highlights)
{
    const highlight_case *c = &HIGHLIGHTS[_i];
    propos_tokens tokens;
    propos_ranges ranges = {0};
    propos_buffer got = {0};
    size_t length = strlen(c->text);
    propos_tokens_of(analyser, c->text, length, &tokens);
    propos_local_highlights(tree_of(c->field, c->query), c->field, &tokens, c->text, &ranges);
    for (size_t i = 0; i < ranges.count; i++) {
        size_t start = propos_utf8_offset(c->text, length, ranges.items[i].start);
        size_t end = propos_utf8_offset(c->text, length, ranges.items[i].end);
        propos_buffer_puts(&got, i > 0 ? "/" : "");
        propos_buffer_add(&got, c->text + start, end - start);
    }
    ck_assert_msg(strcmp(propos_buffer_text(&got), c->wanted) == 0,
                  "%s in “%s”: got “%s”, not “%s”", c->query, c->text, propos_buffer_text(&got),
                  c->wanted);
    propos_buffer_free(&got);
    propos_ranges_free(&ranges);
    propos_tokens_free(&tokens);
}
END_TEST

static const char STRETCH[] = "Elles nous échappent un petit peu, la nuit.";

static bool stretch_matches(const propos_node *tree, uint32_t start, uint32_t end)
{
    propos_tokens tokens;
    propos_tokens_of(analyser, STRETCH, strlen(STRETCH), &tokens);
    bool matches = propos_local_matches(tree, PROPOS_FIELD_TEXT, &tokens, STRETCH, start, end);
    propos_tokens_free(&tokens);
    return matches;
}

START_TEST(test_only_whole_words_of_the_stretch_count)
{
    propos_node *tree = word(PROPOS_FIELD_TEXT, "échappent");
    ck_assert(stretch_matches(tree, 0, 43));
    ck_assert(stretch_matches(tree, 11, 20));
    ck_assert(!stretch_matches(tree, 12, 20));
    ck_assert(!stretch_matches(tree, 11, 19));
    ck_assert(!stretch_matches(tree_of(0, "\"échappent un petit"), 11, 22));
    ck_assert(stretch_matches(tree_of(0, "\"échappent un petit"), 11, 29));
}
END_TEST

START_TEST(test_what_is_not_about_the_text_is_passed_over)
{
    propos_node *here = word(PROPOS_FIELD_TEXT, "nuit");
    propos_node *not_here = word(PROPOS_FIELD_TEXT, "jour");
    propos_node *code = word(PROPOS_FIELD_CODE, "peur");
    propos_node *filter = propos_node_filter(arena, "XD", "FG1");
    propos_node *pair[] = {here, code};
    propos_node *missing[] = {not_here, filter};
    propos_node *silent[] = {code, filter};
    ck_assert(stretch_matches(propos_node_and(arena, pair, 2), 0, 43));
    ck_assert(!stretch_matches(propos_node_and(arena, missing, 2), 0, 43));
    ck_assert(!stretch_matches(propos_node_or(arena, missing, 2), 0, 43));
    ck_assert(stretch_matches(propos_node_or(arena, silent, 2), 0, 43));
    ck_assert(stretch_matches(propos_node_and(arena, silent, 2), 0, 43));
    ck_assert(!stretch_matches(propos_node_not(arena, code, here), 0, 43));
    ck_assert(stretch_matches(propos_node_not(arena, here, not_here), 0, 43));
    ck_assert(stretch_matches(propos_node_maybe(arena, here, not_here), 0, 43));
    ck_assert(!stretch_matches(propos_node_maybe(arena, not_here, here), 0, 43));
    ck_assert(!stretch_matches(propos_node_none(arena), 0, 43));
}
END_TEST

START_TEST(test_ranges_merge)
{
    propos_ranges r = {0};
    propos_ranges_merge(&r);
    ck_assert_uint_eq(r.count, 0);
    propos_ranges_add(&r, 10, 12);
    propos_ranges_add(&r, 0, 3);
    propos_ranges_add(&r, 3, 5);
    propos_ranges_add(&r, 11, 11);
    propos_ranges_add(&r, 4, 6);
    propos_ranges_merge(&r);
    ck_assert_uint_eq(r.count, 2);
    ck_assert_uint_eq(r.items[0].start, 0);
    ck_assert_uint_eq(r.items[0].end, 6);
    ck_assert_uint_eq(r.items[1].start, 10);
    ck_assert_uint_eq(r.items[1].end, 12);
    propos_ranges_free(&r);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("a tree on one text");
    TCase *tests = tcase_create("local");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, test_highlights, 0, (int)(sizeof HIGHLIGHTS / sizeof HIGHLIGHTS[0]));
    tcase_add_test(tests, test_only_whole_words_of_the_stretch_count);
    tcase_add_test(tests, test_what_is_not_about_the_text_is_passed_over);
    tcase_add_test(tests, test_ranges_merge);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
