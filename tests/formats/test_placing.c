// From places in a source text to places in its turns.
#include "formats/placing.h"
#include "reading.h"
#include "text/unicode.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

// A text with a label, a line broken inside a word and one between words, an event.
static const char *const TEXT = "M : L’après-midi, on déborde ?\n\n1 : Oui, l’été surtout\n"
                                "quand tout ferme. M : Et l’hiver ?\n\n{rires}\n\n1 : Non.\n";

// What somebody marked in the source, and what it is of the turns: "TURN:START-TURN:END words".
static const struct {
    const char *marked;
    uint32_t turn, start, turn_end, end;
} marked[] = {
    {"après-midi", 1, 2, 1, 12},
    {"M : L’après-midi", 1, 0, 1, 12},       // the label is left out
    {"été surtout\nquand", 2, 7, 2, 24},     // across a line's end
    {" ?\n\n1 : Oui", 1, 24, 2, 3},          // from one turn into the next
    {"1 : ", 0, 0, 0, 0},                    // a label alone
    {"\n\n", 0, 0, 0, 0},                    // nothing
    {"ferme. M : Et", 2, 30, 3, 2},          // two speakers on one line
    {"hiver ?\n\n{rires}\n\n1", 3, 5, 4, 7}, // into an event, past which a label stands
};

START_TEST(places)
{
    reading read = reading_of(TEXT, "M, 1");
    ck_assert_uint_eq(read.document.turn_count, 5);
    const char *found = strstr(TEXT, marked[_i].marked);
    ck_assert_ptr_nonnull(found);
    uint32_t start = (uint32_t)propos_utf8_count(TEXT, (size_t)(found - TEXT));
    uint32_t end = start + (uint32_t)propos_utf8_count(found, strlen(marked[_i].marked));
    formats_place place = {0};
    ck_assert_int_eq(formats_place_source(&read.document, start, end, &place), marked[_i].turn > 0);
    if (marked[_i].turn > 0) {
        ck_assert_uint_eq(place.turn, marked[_i].turn);
        ck_assert_uint_eq(place.start, marked[_i].start);
        ck_assert_uint_eq(place.turn_end, marked[_i].turn_end);
        ck_assert_uint_eq(place.end, marked[_i].end);
    }
    reading_free(&read);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formats/placing");
    TCase *all = tcase_create("placing");
    tcase_add_loop_test(all, places, 0, sizeof marked / sizeof marked[0]);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
