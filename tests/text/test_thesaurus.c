// The thesaurus: an invented one, damaged ones, and Debian's when it is installed.
#include "base/buffer.h"
#include "base/error.h"
#include "text/thesaurus.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static void path_of(char out[128], const char *extension)
{
    (void)snprintf(out, 128, "%s/petit%s", folder, extension);
}

static void put(const char *extension, const char *bytes, size_t length)
{
    char path[128];
    path_of(path, extension);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
}

static void open_folder(void)
{
    char path[128];
    (void)snprintf(folder, sizeof folder, "/tmp/propos-thesaurus-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    path_of(path, ".dat");
    ck_assert_int_eq(setenv("PROPOS_THESAURUS", path, 1), 0);
}

static void drop_folder(void)
{
    char path[128];
    path_of(path, ".dat");
    (void)unlink(path);
    path_of(path, ".idx");
    (void)unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static propos_thesaurus *opened(void)
{
    propos_error error;
    propos_thesaurus *thesaurus = NULL;
    propos_error_clear(&error);
    ck_assert_msg(propos_thesaurus_open(&thesaurus, &error) == PROPOS_OK, "%s", error.text);
    return thesaurus;
}

static bool note(void *context, const char *neighbour)
{
    propos_buffer *out = context;
    propos_buffer_printf(out, "%s%s", out->length > 0 ? ", " : "", neighbour);
    return true;
}

static void check_neighbours(const propos_thesaurus *thesaurus, const char *word,
                             const char *expected)
{
    propos_buffer out = {0};
    propos_thesaurus_neighbours(thesaurus, word, note, &out);
    ck_assert_msg(strcmp(propos_buffer_text(&out), expected) == 0,
                  "« %s »\n  gives    %s\n  expected %s", word, propos_buffer_text(&out), expected);
    propos_buffer_free(&out);
}

// Entries, in the order of their bytes. The last line of the .dat has no end.
static const char *const entries[] = {"Loire|1\n(Nom)|fleuve\n",
                                      "barque|2\n(Nom)|canot|Canoë|barque\n(?)|esquif|canot\n",
                                      "petit bateau|1\n(Nom)|nacelle\n",
                                      "noyer|1\n(Verbe)|(se) perdre|engloutir|l’emporter|\n",
                                      "rien|0\n",
                                      "écluse|1\n(Nom)|porte d'eau|sas"};
#define ENTRIES (sizeof entries / sizeof *entries)

// Writes the invented thesaurus; `index` receives its .idx, `data` its .dat.
static void invent(propos_buffer *index, propos_buffer *data)
{
    static const size_t order[ENTRIES] = {0, 1, 3, 2, 4, 5};
    size_t offsets[ENTRIES];
    propos_buffer_puts(data, "UTF-8\n");
    for (size_t i = 0; i < ENTRIES; i++) {
        offsets[i] = data->length;
        propos_buffer_puts(data, entries[i]);
    }
    propos_buffer_printf(index, "UTF-8\n%zu\n", ENTRIES);
    for (size_t i = 0; i < ENTRIES; i++) {
        const char *entry = entries[order[i]];
        propos_buffer_add(index, entry, strcspn(entry, "|"));
        propos_buffer_printf(index, "|%zu\n", offsets[order[i]]);
    }
    put(".idx", index->bytes, index->length);
    put(".dat", data->bytes, data->length);
}

START_TEST(finds_neighbours)
{
    propos_buffer index = {0};
    propos_buffer data = {0};
    invent(&index, &data);
    ck_assert(propos_thesaurus_is_installed());
    propos_thesaurus *thesaurus = opened();
    check_neighbours(thesaurus, "barque", "canot, canoë, esquif");
    check_neighbours(thesaurus, "loire", "fleuve");
    check_neighbours(thesaurus, "petit bateau", "nacelle");
    check_neighbours(thesaurus, "noyer", "perdre, engloutir, l'emporter");
    check_neighbours(thesaurus, "rien", "");
    check_neighbours(thesaurus, "écluse", "porte d'eau, sas");
    const char *const absent[] = {"", "a", "barqu", "barques", "petit", "zzz", "|", "6", "ž"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        check_neighbours(thesaurus, absent[i], "");
    propos_thesaurus_free(thesaurus);
    propos_buffer_free(&index);
    propos_buffer_free(&data);
}
END_TEST

static bool first_only(void *context, const char *neighbour)
{
    (void)note(context, neighbour);
    return false;
}

START_TEST(stops_when_told)
{
    propos_buffer index = {0};
    propos_buffer data = {0};
    propos_buffer out = {0};
    invent(&index, &data);
    propos_thesaurus *thesaurus = opened();
    propos_thesaurus_neighbours(thesaurus, "barque", first_only, &out);
    ck_assert_str_eq(propos_buffer_text(&out), "canot");
    propos_thesaurus_free(thesaurus);
    propos_buffer_free(&out);
    propos_buffer_free(&index);
    propos_buffer_free(&data);
}
END_TEST

START_TEST(none_installed)
{
    propos_error error;
    propos_thesaurus *thesaurus = NULL;
    propos_error_clear(&error);
    ck_assert(!propos_thesaurus_is_installed());
    ck_assert_int_eq(propos_thesaurus_open(&thesaurus, &error), PROPOS_UNAVAILABLE);
    ck_assert_ptr_null(thesaurus);
    ck_assert_ptr_nonnull(strstr(error.text, "mythes-fr"));
    put(".dat", "UTF-8\n", 6);
    ck_assert(!propos_thesaurus_is_installed());
    ck_assert_int_eq(propos_thesaurus_open(&thesaurus, &error), PROPOS_UNAVAILABLE);
}
END_TEST

// Files that are refused at once.
static const struct {
    const char *index, *data;
} refused[] = {
    {"", "UTF-8\n"},
    {"UTF-8", "UTF-8\n"},
    {"UTF-8\n", "UTF-8\n"},
    {"UTF-8\n12", "UTF-8\n"},
    {"ISO8859-1\n0\n", "ISO8859-1\n"},
    {"UTF-8\n0\n", ""},
    {"UTF-8\n0\n", "UTF"},
    {"UTF-8\n0\n", "UTF-8X\n"},
};

START_TEST(refuses_what_is_no_thesaurus)
{
    propos_error error;
    propos_thesaurus *thesaurus = NULL;
    propos_error_clear(&error);
    put(".idx", refused[_i].index, strlen(refused[_i].index));
    put(".dat", refused[_i].data, strlen(refused[_i].data));
    ck_assert_int_eq(propos_thesaurus_open(&thesaurus, &error), PROPOS_DAMAGED);
    ck_assert_ptr_null(thesaurus);
    ck_assert_ptr_nonnull(strstr(error.file, "petit"));
}
END_TEST

// Damage behind the head: the entries it hits are not there.
static const struct {
    const char *index, *data, *word, *expected;
} broken[] = {
    {"UTF-8\n1\n", "UTF-8\n", "eau", ""},
    {"UTF-8\n1\neau|6", "UTF-8\neau|1\n(Nom)|pluie", "eau", "pluie"},
    {"UTF-8\r\n1\r\neau|7\r\n", "UTF-8\r\neau|1\r\n(Nom)|pluie\r\n", "eau", "pluie"},
    {"UTF-8\n1\neau", "UTF-8\neau|1\n(Nom)|pluie\n", "eau", ""},
    {"UTF-8\n1\neau|", "UTF-8\neau|1\n(Nom)|pluie\n", "eau", ""},
    {"UTF-8\n1\neau|x\n", "UTF-8\neau|1\n(Nom)|pluie\n", "eau", ""},
    {"UTF-8\n1\neau|-6\n", "UTF-8\neau|1\n(Nom)|pluie\n", "eau", ""},
    {"UTF-8\n1\neau|7\n", "UTF-8\neau|1\n(Nom)|pluie\n", "eau", ""},
    {"UTF-8\n1\neau|500\n", "UTF-8\neau|1\n(Nom)|pluie\n", "eau", ""},
    {"UTF-8\n1\neau|99999999999999999999999\n", "UTF-8\neau|1\n(Nom)|pluie\n", "eau", ""},
    {"UTF-8\n1\neau|6\n", "UTF-8\neau", "eau", ""},
    {"UTF-8\n1\neau|6\n", "UTF-8\neau|", "eau", ""},
    {"UTF-8\n1\neau|6\n", "UTF-8\neau|1", "eau", ""},
    {"UTF-8\n1\neau|6\n", "UTF-8\neau|9\n(Nom)|pluie\n", "eau", "pluie"},
    {"UTF-8\n1\neau|6\n", "UTF-8\neau|un\n(Nom)|pluie\n", "eau", ""},
    {"UTF-8\n1\neau|6\n", "UTF-8\neau|1\nNom sans barre\n", "eau", ""},
    {"UTF-8\n1\neau|6\n", "UTF-8\neau|1\n(Nom)|(se|\xff\xfe| |pluie\n", "eau", "pluie"},
    {"UTF-8\n1\n\n\n\n|||\n\n", "UTF-8\n", "eau", ""},
    {"UTF-8\n3\nzèbre|6\neau|6\nair|6\n", "UTF-8\nair|1\n(Nom)|vent\n", "air", ""},
};

START_TEST(damage_hides_entries_only)
{
    put(".idx", broken[_i].index, strlen(broken[_i].index));
    put(".dat", broken[_i].data, strlen(broken[_i].data));
    propos_thesaurus *thesaurus = opened();
    check_neighbours(thesaurus, broken[_i].word, broken[_i].expected);
    propos_thesaurus_free(thesaurus);
}
END_TEST

// Asks for every entry of a thesaurus that may be damaged.
static void ask_all(const propos_thesaurus *thesaurus)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        propos_buffer out = {0};
        char word[32];
        (void)snprintf(word, sizeof word, "%.*s", (int)strcspn(entries[i], "|"), entries[i]);
        propos_thesaurus_neighbours(thesaurus, word, note, &out);
        propos_buffer_free(&out);
    }
}

// Every byte of a file overwritten in turn: it opens or is refused, and every question ends.
static size_t overwrite(const char *extension, const propos_buffer *content)
{
    static const char wrong[] = {'\0', '\n', '9'};
    char path[128];
    size_t opens = 0;
    path_of(path, extension);
    int file = open(path, O_WRONLY);
    ck_assert_int_ge(file, 0);
    for (size_t i = 0; i < content->length * sizeof wrong; i++) {
        off_t at = (off_t)(i / sizeof wrong);
        propos_thesaurus *thesaurus = NULL;
        ck_assert_int_eq(pwrite(file, &wrong[i % sizeof wrong], 1, at), 1);
        if (propos_thesaurus_open(&thesaurus, NULL) == PROPOS_OK) {
            opens++;
            ask_all(thesaurus);
        }
        propos_thesaurus_free(thesaurus);
        ck_assert_int_eq(pwrite(file, content->bytes + at, 1, at), 1);
    }
    ck_assert_int_eq(close(file), 0);
    return opens;
}

START_TEST(no_byte_makes_it_fall)
{
    propos_buffer index = {0};
    propos_buffer data = {0};
    invent(&index, &data);
    ck_assert_uint_gt(overwrite(".idx", &index), index.length);
    ck_assert_uint_gt(overwrite(".dat", &data), data.length);
    propos_buffer_free(&index);
    propos_buffer_free(&data);
}
END_TEST

static bool seeks(void *context, const char *neighbour)
{
    const char **sought = context;
    if (strcmp(neighbour, *sought) == 0)
        *sought = NULL;
    return *sought != NULL;
}

START_TEST(debians)
{
    ck_assert_int_eq(unsetenv("PROPOS_THESAURUS"), 0);
    if (!propos_thesaurus_is_installed()) {
        (void)fprintf(stderr, "mythes-fr is not installed: skipped\n");
        return;
    }
    static const char *const pairs[][2] = {{"vacances", "repos"},
                                           {"confrère", "collègue"},
                                           {"larmes", "sanglot"},
                                           {"à", "chez"},
                                           {"œuvrer", "travailler"}};
    propos_thesaurus *thesaurus = opened();
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *sought = pairs[i][1];
        propos_thesaurus_neighbours(thesaurus, pairs[i][0], seeks, &sought);
        ck_assert_msg(sought == NULL, "%s: %s", pairs[i][0], pairs[i][1]);
    }
    propos_thesaurus_free(thesaurus);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("thesaurus");
    TCase *tests = tcase_create("thesaurus");
    tcase_add_checked_fixture(tests, open_folder, drop_folder);
    tcase_add_test(tests, finds_neighbours);
    tcase_add_test(tests, stops_when_told);
    tcase_add_test(tests, none_installed);
    tcase_add_loop_test(tests, refuses_what_is_no_thesaurus, 0, sizeof refused / sizeof *refused);
    tcase_add_loop_test(tests, damage_hides_entries_only, 0, sizeof broken / sizeof *broken);
    tcase_add_test(tests, no_byte_makes_it_fall);
    tcase_add_test(tests, debians);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
