// The dictionary: an invented one, none, and Debian's when it is installed.
#include "base/buffer.h"
#include "text/dictionary.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static void put(const char *ending, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/petit%s", folder, ending);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void make_dictionary(void)
{
    char path[128];
    (void)snprintf(folder, sizeof folder, "/tmp/propos-dictionary-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/petit", folder);
    ck_assert_int_eq(setenv("PROPOS_DICTIONARY", path, 1), 0);
    put(".aff", "SET UTF-8\n");
    put(".dic",
        "7\ntricoter\ntricotent st:tricoter\nsuis st:être\nsuis st:suivre\ncœur\ncoexister\n"
        "Loire\n");
}

static void drop_dictionary(void)
{
    static const char *const ENDINGS[] = {".aff", ".dic"};
    for (size_t i = 0; i < 2; i++) {
        char path[128];
        (void)snprintf(path, sizeof path, "%s/petit%s", folder, ENDINGS[i]);
        (void)unlink(path);
    }
    ck_assert_int_eq(rmdir(folder), 0);
}

static void add(void *context, const char *lemma)
{
    propos_buffer *out = context;
    propos_buffer_printf(out, "%s%s", out->length > 0 ? " " : "", lemma);
}

static void expect(const char *form, const char *wanted)
{
    propos_error error;
    propos_error_clear(&error);
    propos_dictionary *dictionary = NULL;
    propos_buffer found = {0};
    ck_assert_int_eq(propos_dictionary_open(&dictionary, &error), PROPOS_OK);
    propos_dictionary_lemmas(dictionary, form, add, &found);
    ck_assert_str_eq(propos_buffer_text(&found), wanted);
    propos_buffer_free(&found);
    propos_dictionary_free(dictionary);
}

static const struct {
    const char *form, *lemmas;
} INVENTED[] = {{"tricotent", "tricoter"},
                {"tricoter", "tricoter"},
                {"suis", "être suivre"},
                {"coeur", "cœur"},
                {"cœur", "cœur"},
                {"cœxister", "coexister"},
                {"zzz", ""},
                {"", ""},
                {"\xff\xfe", ""}};

START_TEST(lemmas_of_an_invented_one)
{
    expect(INVENTED[_i].form, INVENTED[_i].lemmas);
}
END_TEST

START_TEST(versions_tell_dictionaries_apart)
{
    propos_error error;
    propos_error_clear(&error);
    propos_buffer before = {0};
    propos_buffer after = {0};
    propos_dictionary *dictionary = NULL;
    ck_assert(propos_dictionary_is_installed());
    ck_assert_int_eq(propos_dictionary_installed_version(&before, &error), PROPOS_OK);
    ck_assert_int_eq(propos_dictionary_open(&dictionary, &error), PROPOS_OK);
    ck_assert_str_eq(propos_dictionary_version(dictionary), propos_buffer_text(&before));
    propos_dictionary_free(dictionary);
    put(".dic", "1\nlaine\n");
    ck_assert_int_eq(propos_dictionary_installed_version(&after, &error), PROPOS_OK);
    ck_assert_str_ne(propos_buffer_text(&before), propos_buffer_text(&after));
    propos_buffer_free(&before);
    propos_buffer_free(&after);
}
END_TEST

START_TEST(none_is_installed)
{
    propos_error error;
    propos_error_clear(&error);
    propos_buffer version = {0};
    propos_dictionary *dictionary = NULL;
    ck_assert_int_eq(setenv("PROPOS_DICTIONARY", "/nowhere/petit", 1), 0);
    ck_assert(!propos_dictionary_is_installed());
    ck_assert_int_eq(propos_dictionary_open(&dictionary, &error), PROPOS_UNAVAILABLE);
    ck_assert_ptr_null(dictionary);
    ck_assert_int_eq(propos_dictionary_installed_version(&version, &error), PROPOS_UNAVAILABLE);
    ck_assert_uint_eq(version.length, 0);
    propos_buffer_free(&version);
}
END_TEST

START_TEST(debians)
{
    ck_assert_int_eq(unsetenv("PROPOS_DICTIONARY"), 0);
    if (!propos_dictionary_is_installed()) {
        puts("skipped: hunspell-fr is not installed");
        return;
    }
    expect("échappent", "échapper");
    expect("peut", "pouvoir");
    expect("pleurais", "pleurer");
    expect("hôpitaux", "hôpital");
    expect("coeurs", "cœur");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text: dictionary");
    TCase *tests = tcase_create("dictionary");
    tcase_add_checked_fixture(tests, make_dictionary, drop_dictionary);
    tcase_add_loop_test(tests, lemmas_of_an_invented_one, 0, sizeof INVENTED / sizeof *INVENTED);
    tcase_add_test(tests, versions_tell_dictionaries_apart);
    tcase_add_test(tests, none_is_installed);
    tcase_add_test(tests, debians);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
