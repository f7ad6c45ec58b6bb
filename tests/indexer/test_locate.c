// Where a quotation stands: table of documents, quotations and places, in readable French.
#include "indexer/locate.h"

#include <check.h>
#include <stdio.h>

static propos_turn_data TURNS[] = {
    {.number = 1, .speaker = "Q", .text = "Vous dormez bien ?"},
    {.number = 2, .speaker = "R", .text = "Non, je dors mal (.) depuis l’été, et je dors seul."},
    {.number = 4, .speaker = "R", .text = "C’est le cœur, voilà : le cœur   qui bat."},
};
static const propos_document_data DOCUMENT = {.id = "E1", .turns = TURNS, .turn_count = 3};

static const struct {
    const char *quote;
    uint32_t in_turn;
    size_t found;
    propos_place place; // of the first one
} CASES[] = {
    {"je dors mal", 0, 1, {2, 5, 2, 16}},
    {"je dors", 0, 2, {2, 5, 2, 12}},
    {"JE DORS MAL", 0, 1, {2, 5, 2, 16}},
    {"depuis l'été", 0, 1, {2, 21, 2, 33}},
    {"depuis l'ete", 0, 1, {2, 21, 2, 33}},
    // A pause inside does not matter, nor do commas.
    {"je dors mal depuis l'été et je dors", 0, 1, {2, 5, 2, 45}},
    {"le coeur, qui bat", 0, 1, {4, 23, 4, 40}},
    // Over the turns' edge.
    {"bien ? Non, je", 0, 1, {1, 12, 2, 7}},
    // Words are whole when compared as words, and a turn may be named.
    {"dor mal", 0, 0, {0, 0, 0, 0}},
    {"le cœur", 2, 0, {0, 0, 0, 0}},
    {"le cœur", 4, 2, {4, 6, 4, 13}},
    {"", 0, 0, {0, 0, 0, 0}},
    {"?!", 0, 0, {0, 0, 0, 0}},
};

START_TEST(quotations_are_located)
{
    propos_locator *locator = propos_locator_new(&DOCUMENT);
    propos_place place = {0};
    size_t found = propos_locate(locator, CASES[_i].quote, CASES[_i].in_turn, &place, 1);
    ck_assert_msg(found == CASES[_i].found, "« %s » found %zu times", CASES[_i].quote, found);
    if (found > 0) {
        ck_assert_msg(place.turn == CASES[_i].place.turn && place.start == CASES[_i].place.start &&
                          place.turn_end == CASES[_i].place.turn_end &&
                          place.end == CASES[_i].place.end,
                      "« %s » at %u:%u-%u:%u", CASES[_i].quote, place.turn, place.start,
                      place.turn_end, place.end);
    }
    propos_locator_free(locator);
}
END_TEST

START_TEST(nearest_turn_shares_the_longest_run_of_words)
{
    propos_locator *locator = propos_locator_new(&DOCUMENT);
    propos_place place = {0};
    ck_assert(propos_locate_nearest(locator, "et moi je dors seul aussi", &place));
    ck_assert_uint_eq(place.turn, 2);
    ck_assert(propos_locate_nearest(locator, "un grand cœur qui bat", &place));
    ck_assert_uint_eq(place.turn, 4);
    ck_assert(!propos_locate_nearest(locator, "hippopotame", &place));
    propos_locator_free(locator);
}
END_TEST

START_TEST(an_empty_document_holds_nothing)
{
    propos_document_data empty = {.id = "vide"};
    propos_locator *locator = propos_locator_new(&empty);
    propos_place place;
    ck_assert_uint_eq(propos_locate(locator, "je dors", 0, &place, 1), 0);
    ck_assert(!propos_locate_nearest(locator, "je dors", &place));
    propos_locator_free(locator);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("locate");
    TCase *tests = tcase_create("quotations");
    tcase_add_loop_test(tests, quotations_are_located, 0, (int)(sizeof CASES / sizeof CASES[0]));
    tcase_add_test(tests, nearest_turn_shares_the_longest_run_of_words);
    tcase_add_test(tests, an_empty_document_holds_nothing);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
