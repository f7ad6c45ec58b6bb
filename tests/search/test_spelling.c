// How near spellings are: what a French hand slips on is near, another word is not.
#include "search/spelling.h"

#include <check.h>
#include <stdlib.h>

typedef struct row {
    const char *asked, *word;
    unsigned cost; // PROPOS_SPELLING_FAR: not near
} row;

static const row rows[] = {
    {"epuisement", "epuisement", 0},
    {"epuisemment", "epuisement", 2},     // a doubled letter, not heard
    {"coordinateure", "coordinateur", 2}, // a silent end
    {"annonse", "annonce", 2},            // s and c before e
    {"pasient", "patient", 4},            // heard, one letter
    {"farmacie", "pharmacie", 4},         // two letters, not heard
    {"opital", "hopital", 2},
    {"bato", "bateau", 6}, // three letters, not heard
    {"apartement", "appartement", 2},
    {"disponibiliter", "disponibilite", 2},
    {"surmneage", "surmenage", 4}, // neighbours swapped, and heard so
    {"mort", "mot", 4},
    {"mer", "mere", PROPOS_SPELLING_FAR}, // three letters are too few
    {"epuisemment", "evidemment", PROPOS_SPELLING_FAR},
    {"patience", "absence", PROPOS_SPELLING_FAR},
    {"douleur", "couloir", PROPOS_SPELLING_FAR},
    {"", "mot", PROPOS_SPELLING_FAR},
    {"mot", "", PROPOS_SPELLING_FAR},
    {"anticonstitutionnellementanticonstitutionnellement", "mot", PROPOS_SPELLING_FAR},
};

START_TEST(spellings_are_as_near_as_they_look_and_sound)
{
    const row *r = &rows[_i];
    propos_spelling asked;
    propos_spelling_of(r->asked, &asked);
    unsigned cost = propos_spelling_cost(&asked, r->word);
    ck_assert_msg(cost == r->cost, "%s, %s: %u instead of %u", r->asked, r->word, cost, r->cost);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spelling");
    TCase *tests = tcase_create("table");
    tcase_add_loop_test(tests, spellings_are_as_near_as_they_look_and_sound, 0,
                        sizeof rows / sizeof *rows);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
