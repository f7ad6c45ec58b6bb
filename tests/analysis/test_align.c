// Quotations laid beside what was said, word by word.
#include "analysis/align.h"
#include "analysis/draft.h"
#include "analysis/reference.h"
#include "analysis/wording.h"
#include "base/buffer.h"
#include "base/paths.h"

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
    arena = propos_arena_new();
    ck_assert_msg(propos_lists_load(propos_stopwords_dir(), &lists, &error) == PROPOS_OK, "%s",
                  error.text);
    ck_assert(propos_analyser_new(lists, &analyser, &error) == PROPOS_OK);
}

static void tear_down(void)
{
    propos_analyser_free(analyser);
    propos_lists_free(lists);
    propos_arena_free(arena);
}

// One letter a step: = same, ~ spelled, j joined, s split, x changed, - lost, + added, / passed
// over, l left out, i inserted, c sign of a cut.
static const char LETTERS[] = "=~jsx-+/lic";

static const struct {
    const char *quote, *said, *steps;
    uint32_t first, last; // words of what was said
} CASES[] = {
    {"la soupe est froide", "Moi je dis que la soupe est froide ce midi", "====", 4, 7},
    {"LA SOUPE, est (.) froidé !", "la soupe est froide", "====", 0, 3},
    {"la soupe est chaude", "la soupe est froide", "===x", 0, 2},
    {"ils mangent du pain", "ils ne mangent pas du pain", "=-=-==", 0, 5},
    {"ils ne mangent pas du pain", "ils mangent du pain", "=+=+==", 0, 3},
    {"ils euh mangent du pain", "ils mangent du du pain", "=i==l=", 0, 4},
    {"le réfectoir ferme à midi", "le réfectoire ferme à midi", "=~===", 0, 4},
    {"parceque le bruit fatigue", "parce que le bruit fatigue", "j===", 0, 4},
    {"parce que le bruit fatigue", "parceque le bruit fatigue", "s===", 0, 3},
    {"les enfants (…) sortent dehors après",
     "les enfants qui ont fini leur pain sortent dehors après", "==c/////===", 0, 9},
    {"les enfants [...] sortent dehors", "les enfants sortent dehors", "==c==", 0, 3},
    {"elle [la cantinière] sert vite les petits", "elle sert vite les petits", "=ii====", 0, 4},
};

START_TEST(words_are_laid_side_by_side)
{
    wording quote;
    wording said;
    alignment a;
    wording_quoted(arena, analyser, CASES[_i].quote, strlen(CASES[_i].quote), &quote);
    wording_said(arena, analyser, CASES[_i].said, strlen(CASES[_i].said), &said);
    ck_assert(align_words(quote.words, quote.count, said.words, said.count, ALIGN_WHOLE, &a));
    char steps[64] = "";
    for (size_t i = 0; i < a.count && i + 1 < sizeof steps; i++) {
        steps[i] = LETTERS[a.steps[i].kind];
        steps[i + 1] = '\0';
    }
    ck_assert_str_eq(steps, CASES[_i].steps);
    ck_assert_uint_eq(a.first, CASES[_i].first);
    ck_assert_uint_eq(a.last, CASES[_i].last);
    alignment_free(&a);
}
END_TEST

START_TEST(a_part_is_found_in_a_page)
{
    const char *draft = "Comme le dit une mère, il faut que la soupe soit chaude quand les petits "
                        "arrivent, ce qui demande du personnel.";
    const char *said = "Enfin voilà. Il faut que la soupe soit chaude quand les petits arrivent et "
                       "puis le reste.";
    wording d;
    wording s;
    alignment a;
    wording_quoted(arena, analyser, draft, strlen(draft), &d);
    wording_said(arena, analyser, said, strlen(said), &s);
    ck_assert(align_words(d.words, d.count, s.words, s.count, ALIGN_PART, &a));
    ck_assert_uint_eq(a.same, 11);
    ck_assert_str_eq(d.words[a.quote_first].fold, "il");
    ck_assert_str_eq(d.words[a.quote_last].fold, "arrivent");
    alignment_free(&a);
}
END_TEST

START_TEST(nothing_in_common_is_no_alignment)
{
    alignment a;
    align_word soup = {"soupe", 0};
    align_word bread = {"pain", 0};
    ck_assert(!align_words(&soup, 1, &bread, 1, ALIGN_WHOLE, &a));
    ck_assert(!align_words(&soup, 1, &bread, 0, ALIGN_WHOLE, &a));
    ck_assert(!align_words(&soup, 0, &bread, 1, ALIGN_PART, &a));
}
END_TEST

START_TEST(near_spellings)
{
    static const struct {
        const char *a, *b;
        bool alike;
    } WORDS[] = {
        {"refectoire", "refectoir", true},
        {"demandait", "demandaient", true},
        {"pas", "par", false},
        {"peut", "peur", false},
        {"avale", "cavale", false},
        {"generaliste", "generalites", true},
        {"chaude", "froide", false},
        {"", "", false},
    };
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        ck_assert_msg(align_spelled_alike(WORDS[i].a, WORDS[i].b) == WORDS[i].alike, "%s %s",
                      WORDS[i].a, WORDS[i].b);
    }
}
END_TEST

START_TEST(marked_quotations)
{
    static const struct {
        const char *draft, *found; // parted by |
    } DRAFTS[] = {
        {"Elle dit « la soupe est froide » puis “du pain” et \"rien\".",
         "la soupe est froide|du pain|rien"},
        {"« Il m'a dit « viens » et voilà »", "Il m'a dit « viens » et voilà"},
        {"> la soupe\n> est froide\n\nfin", "la soupe est froide"},
        {"une marque « jamais fermée", ""},
        {"douze pouces 12\" et l'apostrophe d'hier", ""},
    };
    for (size_t i = 0; i < sizeof DRAFTS / sizeof *DRAFTS; i++) {
        draft_stretch *all = NULL;
        size_t count = draft_quotations(arena, DRAFTS[i].draft, strlen(DRAFTS[i].draft), &all);
        propos_buffer found = {0};
        propos_buffer_puts(&found, "");
        for (size_t j = 0; j < count; j++) {
            propos_buffer_printf(&found, "%s%s", j > 0 ? "|" : "",
                                 draft_text(arena, DRAFTS[i].draft, all[j]));
        }
        ck_assert_str_eq(propos_buffer_text(&found), DRAFTS[i].found);
        propos_buffer_free(&found);
    }
}
END_TEST

START_TEST(lines_of_references)
{
    static const struct {
        const char *text;
        int32_t first, last; // 0: no reference
    } REFERENCES[] = {
        {"928, 929", 928, 929}, {"l. 137-138", 137, 138}, {"p. 4, l. 12", 12, 12},
        {"lignes 3 à 5", 3, 5}, {"Dupont, 2012", 0, 0},   {"voir le tableau 3", 0, 0},
        {"M, l. 45", 45, 45},   {"(l.7", 7, 7},
    };
    for (size_t i = 0; i < sizeof REFERENCES / sizeof *REFERENCES; i++) {
        reference r;
        bool is =
            reference_read(arena, NULL, 0, REFERENCES[i].text, strlen(REFERENCES[i].text), &r);
        ck_assert_msg(is == (REFERENCES[i].first > 0) && r.lines[0] == REFERENCES[i].first &&
                          r.lines[1] == REFERENCES[i].last,
                      "%s: %d-%d", REFERENCES[i].text, r.lines[0], r.lines[1]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quotations");
    TCase *tests = tcase_create("alignment");
    suite_add_tcase(suite, tests);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, words_are_laid_side_by_side, 0, sizeof CASES / sizeof *CASES);
    tcase_add_test(tests, a_part_is_found_in_a_page);
    tcase_add_test(tests, nothing_in_common_is_no_alignment);
    tcase_add_test(tests, near_spellings);
    tcase_add_test(tests, marked_quotations);
    tcase_add_test(tests, lines_of_references);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
