// The word lists: what they hold, a study's own, and what a bad file says.
#include "tests/text/french.h"

#include "base/buffer.h"
#include "text/lists.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void make_folder(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/propos-lists-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void put_file(const char *name, const char *content)
{
    char path[200];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(content, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void drop_folder(void)
{
    char path[200];
    (void)snprintf(path, sizeof path, "%s/stopwords.txt", folder);
    (void)unlink(path);
    (void)snprintf(path, sizeof path, "%s/synonyms.txt", folder);
    (void)unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static const char *const stops[] = {
    "le",    "l",   "qu'est-ce", "est-ce", "quels", "même", "meme", "the",  "of",    "voilà",
    "voila", "euh", "à",         "jusqu",  "both",  "what", "été",  "donc", "avons", "celles-ci"};
static const char *const no_stops[] = {"échappement", "personne", "soi", "temps",
                                       "prostate",    "but",      ""};

START_TEST(function_words_are_stop_words)
{
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        ck_assert_msg(propos_lists_is_stop(lists, stops[i]), "%s", stops[i]);
    for (size_t i = 0; i < sizeof no_stops / sizeof *no_stops; i++)
        ck_assert_msg(!propos_lists_is_stop(lists, no_stops[i]), "%s", no_stops[i]);
}
END_TEST

START_TEST(request_words_and_hesitations)
{
    ck_assert(propos_lists_is_request(lists, "passages"));
    ck_assert(propos_lists_is_request(lists, "disent"));
    ck_assert(propos_lists_is_request(lists, "évoquent"));
    ck_assert(propos_lists_is_request(lists, "evoquent"));
    ck_assert(propos_lists_is_request(lists, "find"));
    ck_assert(!propos_lists_is_request(lists, "vacances"));
    ck_assert(propos_lists_is_hesitation(lists, "euh"));
    ck_assert(propos_lists_is_hesitation(lists, "euuuuh"));
    ck_assert(propos_lists_is_hesitation(lists, "hmmmmmm"));
    ck_assert(!propos_lists_is_hesitation(lists, "mm-hmm-non"));
    ck_assert(!propos_lists_is_hesitation(lists, "heure"));
    ck_assert(!propos_lists_is_hesitation(lists, ""));
}
END_TEST

// The synonyms of `words` in order, as "word(source)".
static void check_synonyms(const propos_lists *of, const char *words, const char *expected)
{
    static const char *const sources[] = {"acronym", "short", "study", "everyday"};
    propos_synonym *found = NULL;
    propos_buffer out = {0};
    size_t count = propos_lists_synonyms(of, words, &found);
    for (size_t i = 0; i < count; i++)
        propos_buffer_printf(&out, "%s%s(%s)", i > 0 ? ", " : "", found[i].words,
                             sources[found[i].source]);
    ck_assert_msg(strstr(propos_buffer_text(&out), expected) && (*expected || out.length == 0),
                  "« %s »\n  gives    %s\n  expected %s", words, propos_buffer_text(&out),
                  expected);
    propos_buffer_free(&out);
    free(found);
}

START_TEST(synonyms_of_the_shipped_lists)
{
    check_synonyms(lists, "has", "haute autorité de santé(acronym)");
    check_synonyms(lists, "haute autorité de santé", "has(acronym)");
    check_synonyms(lists, "haute autorite de sante", "has(acronym)");
    check_synonyms(lists, "chimio", "chimiothérapie(short)");
    check_synonyms(lists, "chimiothérapies", "chimio(short)");
    check_synonyms(lists, "kine", "kinésithérapeute(short)");
    check_synonyms(lists, "congé", "vacances(everyday)");
    check_synonyms(lists, "vacances", "congés(everyday)");
    check_synonyms(lists, "confrères", "collègue(everyday)");
    check_synonyms(lists, "larmes", "pleurer(everyday)");
    check_synonyms(lists, "attaché de recherche clinique", "arc(acronym)");
    check_synonyms(lists, "caisse primaire d'assurance maladie", "cpam(acronym)");
    check_synonyms(lists, "caisse primaire d assurance maladie", "cpam(acronym)");
    check_synonyms(lists, "rendez vous", "consultation(everyday)");
    check_synonyms(lists, "trottinette", "");
    check_synonyms(lists, "", "");
}
END_TEST

START_TEST(a_short_form_does_not_join_its_full_ones)
{
    check_synonyms(lists, "psy", "psychologue(short), ");
    check_synonyms(lists, "psy", "psychiatre(short)");
    propos_synonym *found = NULL;
    size_t count = propos_lists_synonyms(lists, "psychiatre", &found);
    ck_assert_uint_ge(count, 1);
    for (size_t i = 0; i < count; i++)
        ck_assert(strcmp(found[i].words, "psychologue") != 0 ||
                  found[i].source == PROPOS_SYNONYM_EVERYDAY);
    free(found);
}
END_TEST

START_TEST(an_accent_typed_counts)
{
    // "congès" is neither "congés" nor a word without accents
    check_synonyms(lists, "congès", "");
}
END_TEST

START_TEST(a_study_adds_its_own_lists)
{
    propos_lists *own = NULL;
    propos_error error;
    propos_error_clear(&error);
    make_folder();
    put_file("stopwords.txt", "\xEF\xBB\xBF# à nous\r\nTrottinette, Vélo\r\n\r\n");
    put_file("synonyms.txt",
             "le deal = dispositif d’annonce # maison\nPompe à vélo; gonfleur, chimio\n");
    ck_assert_int_eq(propos_lists_load_study(lists, folder, &own, &error), PROPOS_OK);
    ck_assert(propos_lists_is_stop(own, "trottinette"));
    ck_assert(propos_lists_is_stop(own, "velo"));
    ck_assert(propos_lists_is_stop(own, "le"));
    ck_assert(!propos_lists_is_stop(lists, "trottinette"));
    check_synonyms(own, "le deal", "dispositif d annonce(study)");
    check_synonyms(own, "gonfleur", "pompe à vélo(study)");
    check_synonyms(own, "chimio", "gonfleur(study)");
    check_synonyms(own, "chimio", "chimiothérapie(short)");
    check_synonyms(lists, "le deal", "");
    ck_assert_str_eq(propos_lists_index_digest(own), propos_lists_index_digest(lists));
    propos_lists_free(own);
    drop_folder();
}
END_TEST

START_TEST(a_study_without_lists_has_the_shipped_ones)
{
    propos_lists *own = NULL;
    propos_error error;
    propos_error_clear(&error);
    make_folder();
    ck_assert_int_eq(propos_lists_load_study(lists, folder, &own, &error), PROPOS_OK);
    check_synonyms(own, "chimio", "chimiothérapie(short)");
    propos_lists_free(own);
    drop_folder();
}
END_TEST

typedef struct bad {
    const char *name, *content;
    long line;
} bad;

static const bad bad_files[] = {
    {"synonyms.txt", "chimio = chimiothérapie\n\nseul\n", 3},
    {"synonyms.txt", "groupe: un, deux\n", 1},
    {"synonyms.txt", "un = deux\ntrois = qua\xE9tre\n", 2},
    {"stopwords.txt", "un\ndeux\nmots: trois\n", 3},
    {"stopwords.txt", "\xFF\xFE", 1},
};

START_TEST(a_bad_list_is_named_with_its_line)
{
    propos_lists *own = NULL;
    propos_error error;
    propos_error_clear(&error);
    make_folder();
    put_file(bad_files[_i].name, bad_files[_i].content);
    ck_assert_int_eq(propos_lists_load_study(lists, folder, &own, &error), PROPOS_BAD_INPUT);
    ck_assert_ptr_null(own);
    ck_assert_ptr_nonnull(strstr(error.file, bad_files[_i].name));
    ck_assert_int_eq(error.line, bad_files[_i].line);
    ck_assert_int_gt((int)strlen(error.text), 10);
    drop_folder();
}
END_TEST

START_TEST(a_missing_folder_is_said)
{
    propos_lists *none = NULL;
    propos_error error;
    propos_error_clear(&error);
    ck_assert_int_eq(propos_lists_load("/nowhere/at/all", &none, &error), PROPOS_UNAVAILABLE);
    ck_assert_ptr_null(none);
    ck_assert_ptr_nonnull(strstr(error.text, "/nowhere/at/all"));
}
END_TEST

START_TEST(the_digest_is_stable)
{
    propos_lists *again = NULL;
    propos_error error;
    propos_error_clear(&error);
    ck_assert_int_eq(propos_lists_load(propos_stopwords_dir(), &again, &error), PROPOS_OK);
    ck_assert_str_eq(propos_lists_index_digest(again), propos_lists_index_digest(lists));
    ck_assert_uint_eq(strlen(propos_lists_index_digest(lists)), 32);
    propos_lists_free(again);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("lists");
    tcase_add_test(tests, function_words_are_stop_words);
    tcase_add_test(tests, request_words_and_hesitations);
    tcase_add_test(tests, synonyms_of_the_shipped_lists);
    tcase_add_test(tests, a_short_form_does_not_join_its_full_ones);
    tcase_add_test(tests, an_accent_typed_counts);
    tcase_add_test(tests, a_study_adds_its_own_lists);
    tcase_add_test(tests, a_study_without_lists_has_the_shipped_ones);
    tcase_add_loop_test(tests, a_bad_list_is_named_with_its_line, 0,
                        sizeof bad_files / sizeof *bad_files);
    tcase_add_test(tests, a_missing_folder_is_said);
    tcase_add_test(tests, the_digest_is_stable);
    return french_run(tests, "text: lists");
}
