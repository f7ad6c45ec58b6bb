// The words of the passages and their dictionary words: what an update adds, takes away and leaves.
#include "studies.h"
#include "suites.h"

#include "base/buffer.h"
#include "corpus/vocabulary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bench b;
static char base[300];

static void put_dictionary(const char *words)
{
    static const char *const ENDINGS[] = {".aff", ".dic"};
    for (size_t i = 0; i < 2; i++) {
        char path[310];
        (void)snprintf(path, sizeof path, "%s%s", base, ENDINGS[i]);
        FILE *file = fopen(path, "w");
        ck_assert_ptr_nonnull(file);
        ck_assert_int_ge(fputs(i == 0 ? "SET UTF-8\n" : words, file), 0);
        ck_assert_int_eq(fclose(file), 0);
    }
}

static void set_up(void)
{
    bench_open(&b);
    (void)snprintf(base, sizeof base, "%s/petit", b.dir);
    ck_assert_int_eq(setenv("PROPOS_DICTIONARY", base, 1), 0);
    put_dictionary("3\npatient\npatients st:patient\nservice\n");
}

static void tear_down(void)
{
    char path[310];
    (void)snprintf(path, sizeof path, "%s.aff", base);
    (void)remove(path);
    (void)snprintf(path, sizeof path, "%s.dic", base);
    (void)remove(path);
    bench_close(&b);
}

static void update(bool with_dictionary)
{
    propos_dictionary *dictionary = NULL;
    if (with_dictionary) {
        ck_ok(&b, propos_dictionary_open(&dictionary, &b.error));
    }
    ck_ok(&b, propos_vocabulary_update(b.record, dictionary, &b.error));
    ck_ok(&b, propos_record_check(b.record, &b.error));
    propos_dictionary_free(dictionary);
}

static bool add(void *context, const char *word)
{
    propos_buffer *out = context;
    propos_buffer_printf(out, "%s%s", out->length > 0 ? " " : "", word);
    return true;
}

typedef propos_status (*reader)(propos_record *record, const char *key, propos_vocabulary_fn each,
                                void *context, propos_error *error);

static void expect(reader read, const char *key, const char *wanted)
{
    propos_buffer found = {0};
    ck_ok(&b, read(b.record, key, add, &found, &b.error));
    ck_assert_msg(strcmp(propos_buffer_text(&found), wanted) == 0, "%s: “%s”, wanted “%s”", key,
                  propos_buffer_text(&found), wanted);
    propos_buffer_free(&found);
}

static bool is_old(void)
{
    propos_buffer version = {0};
    bool old = false;
    ck_ok(&b, propos_dictionary_installed_version(&version, &b.error));
    ck_ok(&b, propos_vocabulary_is_old(b.record, propos_buffer_text(&version), &old, &b.error));
    propos_buffer_free(&version);
    return old;
}

START_TEST(words_and_lemmas)
{
    bool has = false;
    bench_import(&b, study_of_nurses(b.arena));
    update(true);
    ck_assert(!is_old());
    ck_ok(&b, propos_vocabulary_has(b.record, "échappent", &has, &b.error));
    ck_assert(has);
    ck_ok(&b, propos_vocabulary_has(b.record, "Féchapp", &has, &b.error));
    ck_assert_msg(!has, "a stem is no word");
    expect(propos_vocabulary_lemmas, "patients", "patient");
    expect(propos_vocabulary_forms, "patient", "patient patients");
    expect(propos_vocabulary_spellings, "telephone", "téléphone");
    expect(propos_vocabulary_starting, "echapp", "échappent");
    expect(propos_vocabulary_starting, "zzz", "");
}
END_TEST

START_TEST(words_come_and_go)
{
    bool has = true;
    bench_import(&b, study_of_nurses(b.arena));
    update(true);
    propos_study_data *none = study_of_nurses(b.arena);
    none->document_count = 0;
    none->speaker_count = none->coding_count = none->guide_count = none->progress_count = 0;
    bench_import(&b, none);
    ck_assert(is_old());
    update(true);
    ck_assert(!is_old());
    // What only the documents that went had said.
    ck_ok(&b, propos_vocabulary_has(b.record, "alors0", &has, &b.error));
    ck_assert(!has);
}
END_TEST

START_TEST(another_dictionary_looks_all_up_again)
{
    bench_import(&b, study_of_nurses(b.arena));
    update(false);
    expect(propos_vocabulary_lemmas, "patients", "");
    ck_assert_msg(is_old(), "a dictionary that came later is noticed");
    update(true);
    expect(propos_vocabulary_lemmas, "patients", "patient");
    put_dictionary("1\npatients st:patienter\n");
    ck_assert(is_old());
    update(true);
    expect(propos_vocabulary_lemmas, "patients", "patienter");
    // Without one, what was looked up stays.
    update(false);
    expect(propos_vocabulary_lemmas, "patients", "patienter");
}
END_TEST

Suite *vocabulary_suite(void)
{
    Suite *suite = suite_create("vocabulary");
    TCase *tests = tcase_create("vocabulary");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, words_and_lemmas);
    tcase_add_test(tests, words_come_and_go);
    tcase_add_test(tests, another_dictionary_looks_all_up_again);
    suite_add_tcase(suite, tests);
    return suite;
}
