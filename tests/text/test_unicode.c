// Code points, UTF-8, and what names are compared by.
#include "text/unicode.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(every_code_point_reads_back)
{
    for (uint32_t value = 1; value <= 0x10FFFF; value += value < 0x3000 ? 1 : 97) {
        char bytes[4];
        uint32_t read = 0;
        if (value >= 0xD800 && value <= 0xDFFF)
            continue;
        size_t size = propos_utf8_write(value, bytes);
        ck_assert_uint_eq(propos_utf8_read(bytes, size, &read), size);
        ck_assert_uint_eq(read, value);
        ck_assert(propos_utf8_valid(bytes, size));
        if (size > 1) // cut short
            ck_assert_uint_eq(propos_utf8_read(bytes, size - 1, &read), 1);
    }
}
END_TEST

START_TEST(what_is_no_character_is_written_as_the_replacement)
{
    char bytes[4];
    ck_assert_uint_eq(propos_utf8_write(0xD800, bytes), 3);
    ck_assert_int_eq(memcmp(bytes, "\xEF\xBF\xBD", 3), 0);
    ck_assert_uint_eq(propos_utf8_write(0x110000, bytes), 3);
    ck_assert_int_eq(memcmp(bytes, "\xEF\xBF\xBD", 3), 0);
}
END_TEST

typedef struct broken {
    const char *bytes;
    size_t count; // code points, one for each broken byte
} broken;

static const broken broken_texts[] = {
    {"\xFF", 1},         {"\x80\x80", 2},         {"\xC0\xAF", 2},     {"\xE0\x80\x80", 3},
    {"\xED\xA0\x80", 3}, {"\xF4\x90\x80\x80", 4}, {"\xC3", 1},         {"a\xE2\x82", 3},
    {"\xC3(", 2},        {"\xF0\x9F\x91", 3},     {"\xC3\xA9\xC3", 2}, {"\xF8\x88\x80\x80\x80", 5},
};

START_TEST(broken_bytes_are_one_code_point_each)
{
    const char *bytes = broken_texts[_i].bytes;
    ck_assert(!propos_utf8_valid(bytes, strlen(bytes)));
    ck_assert_uint_eq(propos_utf8_count(bytes, strlen(bytes)), broken_texts[_i].count);
    ck_assert_uint_eq(propos_utf8_offset(bytes, strlen(bytes), broken_texts[_i].count),
                      strlen(bytes));
}
END_TEST

START_TEST(counts_and_offsets)
{
    const char *text = "où — 👍!";
    ck_assert_uint_eq(propos_utf8_count(text, strlen(text)), 7);
    ck_assert_uint_eq(propos_utf8_offset(text, strlen(text), 0), 0);
    ck_assert_uint_eq(propos_utf8_offset(text, strlen(text), 2), 3);
    ck_assert_uint_eq(propos_utf8_offset(text, strlen(text), 6), 12);
    ck_assert_uint_eq(propos_utf8_offset(text, strlen(text), 99), strlen(text));
    ck_assert_uint_eq(propos_utf8_count("", 0), 0);
}
END_TEST

typedef struct name {
    const char *text, *normalised, *folded;
} name;

static const name names[] = {
    {"", "", ""},
    {"Échappement", "échappement", "echappement"},
    {"E\xCC\x81"
     "chappement",
     "échappement", "echappement"},
    {"L’ŒUVRE", "l'œuvre", "l'oeuvre"},
    {"ex æquo", "ex æquo", "ex aequo"},
    {"Centre‑Ville", "centre-ville", "centre-ville"},
    {"ren­dez-vous", "rendez-vous", "rendez-vous"},
    {"  Médecin \t généraliste\n", "  médecin \t généraliste\n", "medecin generaliste"},
    {"GARÇON NAÏF À NOËL", "garçon naïf à noël", "garcon naif a noel"},
    {"ﬁn Straße", "fin strasse", "fin strasse"},
    {"a\xFF"
     "b",
     "a\xEF\xBF\xBD"
     "b",
     "a\xEF\xBF\xBD"
     "b"},
};

START_TEST(names_are_compared_without_case_and_accents)
{
    char *normalised = propos_normalised(names[_i].text);
    char *folded = propos_folded(names[_i].text);
    ck_assert_str_eq(normalised, names[_i].normalised);
    ck_assert_str_eq(folded, names[_i].folded);
    // doing it twice changes nothing
    char *again = propos_normalised(normalised);
    ck_assert_str_eq(again, normalised);
    free(again);
    again = propos_folded(folded);
    ck_assert_str_eq(again, folded);
    free(again);
    free(normalised);
    free(folded);
}
END_TEST

// Latin letters alone are folded by a table; beside a letter of another kind they take the long
// way, which must lead to the same place.
START_TEST(the_quick_way_folds_as_the_long_one)
{
    static const char *const OTHER = "\xC4\xB0"; // İ: no table has it
    char *other = propos_folded(OTHER);
    for (uint32_t value = 1; value < 0x250; value++) {
        char bytes[4];
        char quick_text[16];
        char long_text[16];
        int size = (int)propos_utf8_write(value, bytes);
        (void)snprintf(quick_text, sizeof quick_text, "x%.*sy", size, bytes);
        (void)snprintf(long_text, sizeof long_text, "x%.*sy%s", size, bytes, OTHER);
        char *quick = propos_folded(quick_text);
        char *slow = propos_folded(long_text);
        ck_assert_uint_gt(strlen(slow), strlen(other));
        slow[strlen(slow) - strlen(other)] = '\0';
        ck_assert_msg(strcmp(quick, slow) == 0, "U+%04X: %s, %s", (unsigned)value, quick, slow);
        free(quick);
        free(slow);
    }
    free(other);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("unicode");
    Suite *suite = suite_create("text: unicode");
    tcase_add_test(tests, every_code_point_reads_back);
    tcase_add_test(tests, what_is_no_character_is_written_as_the_replacement);
    tcase_add_loop_test(tests, broken_bytes_are_one_code_point_each, 0,
                        sizeof broken_texts / sizeof *broken_texts);
    tcase_add_test(tests, counts_and_offsets);
    tcase_add_test(tests, the_quick_way_folds_as_the_long_one);
    tcase_add_loop_test(tests, names_are_compared_without_case_and_accents, 0,
                        sizeof names / sizeof *names);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
