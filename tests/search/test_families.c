// Words that are found by another form or another word of their family: which passages, in full or
// in part, in what order, by which engine, with and without a dictionary.
#include "invented_study.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "engine/engine.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static invented_study study;
static char source[PROPOS_PATH_SIZE];
static char dictionary[PROPOS_PATH_SIZE + 8];
static propos_shelf *shelf;
static propos_library *library;

static const char TALK[] =
    "turn,speaker,text\n"
    "1,A,Elle a beaucoup souffert cet hiver.\n"
    "2,B,La souffrance ne se raconte pas à table.\n"
    "3,A,Le chirurgien a parlé au couloir.\n"
    "4,B,La chirurgie était prévue lundi.\n"
    "5,A,Il avait les yeux rouges.\n"
    "6,B,La prise électrique est derrière le lit.\n"
    "7,A,Il faut prendre le temps.\n"
    "8,B,L'élève tricote sous la lampe.\n"
    "9,A,Le médecin généraliste du village tricote aussi et le médecin généraliste rit.\n"
    "10,B,\"Elle parle de médecine générale, longuement, avec des détails sur la route, le "
    "verger, la pluie et le chien du voisin, qui aboie quand le facteur passe le matin.\"\n"
    "11,A,Le coordonnateur tient le carnet.\n"
    "12,B,\"La coordination, c'est un carnet et une gomme.\"\n"
    "13,A,Je suis né ici et je suis resté.\n"
    "14,B,On va suivre la rivière.\n"
    "15,A,Un coeur de laine rouge.\n";

// Each form with its dictionary word.
static const char FORMS[] = "16\nsouffrir\nsouffert st:souffrir\nsouffrîmes st:souffrir\n"
                            "prendre\nprise st:prendre\nprise st:prise\nsuivre\n"
                            "suis st:suivre\nsuis st:être\nœil\nyeux\ncœur\nélève\n"
                            "chirurgie\nchirurgien\nrivière\n";

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void install_dictionary(void)
{
    char path[PROPOS_PATH_SIZE + 16];
    (void)snprintf(path, sizeof path, "%s.aff", dictionary);
    put(path, "SET UTF-8\n");
    (void)snprintf(path, sizeof path, "%s.dic", dictionary);
    put(path, FORMS);
}

static void make_study(void)
{
    propos_language_init();
    invented_study_make(&study);
    ck_assert_int_eq(propos_path_join(source, study.folder, "atelier", NULL), PROPOS_OK);
    (void)snprintf(dictionary, sizeof dictionary, "%s/petit", study.folder);
    ck_assert_int_eq(setenv("PROPOS_DICTIONARY", dictionary, 1), 0);
    invented_study_write(source, "study.ini", "[study]\nid = atelier\n");
    invented_study_write(source, "documents.csv", "document,kind\nT1,quotes\n");
    invented_study_write(source, "transcripts/T1.csv", TALK);
    invented_study_index(source); // nothing is installed yet
}

static void remove_study(void)
{
    invented_study_remove(&study);
}

static void open_library(void)
{
    propos_error error;
    propos_error_clear(&error);
    ck_assert_int_eq(propos_shelf_new(study.state, NULL, 0, &shelf, &error), PROPOS_OK);
    ck_assert_int_eq(propos_library_new(shelf, &library, &error), PROPOS_OK);
}

static void close_library(void)
{
    propos_library_free(library);
    propos_shelf_free(shelf);
}

// With the dictionary, and the lemmas that it gives.
static void open_with_dictionary(void)
{
    install_dictionary();
    invented_study_index(source);
    open_library();
}

static json_t *ask(const char *operation, const char *parameters)
{
    json_t *answer = NULL;
    propos_error error;
    propos_status status =
        invented_study_ask(library, operation, NULL, parameters, &answer, &error);
    ck_assert_msg(status == PROPOS_OK, "%s: %s", parameters, error.text);
    return answer;
}

// "2 4 | 6": the turns found in full, then those in part.
static char *turns(const char *query, const char *more)
{
    char parameters[512];
    (void)snprintf(parameters, sizeof parameters, "lang=en&study=atelier&limit=0&q=%s%s", query,
                   more);
    json_t *answer = ask("search", parameters);
    propos_buffer out = {0};
    propos_buffer_puts(&out, "");
    bool partial = false;
    size_t i;
    json_t *hit;
    json_array_foreach(json_object_get(answer, "hits"), i, hit)
    {
        bool is_partial = json_is_true(json_object_get(hit, "partial"));
        propos_buffer_printf(&out, "%s%s%lld", i > 0 ? " " : "", is_partial && !partial ? "| " : "",
                             (long long)json_integer_value(json_object_get(hit, "turn")));
        partial = is_partial;
    }
    json_decref(answer);
    return propos_buffer_take(&out);
}

static void expect(const char *query, const char *more, const char *wanted)
{
    char *found = turns(query, more);
    ck_assert_msg(strcmp(found, wanted) == 0, "%s: found “%s”, wanted “%s”", query, found, wanted);
    free(found);
}

static const struct {
    const char *query, *found;
} QUESTIONS[] = {
    {"souffrir", "1 | 2"},       // souffert, souffrance
    {"souffrîmes", "1 | 2"},     // nobody says it; the dictionary knows it
    {"SOUFFRIR", "1 | 2"},       // capitals
    {"chirurgie", "4 | 3"},      // a common beginning
    {"œil", "5"},                // the dictionary has two words
    {"oeil", "5"},               // without the ligature
    {"cœur", "15"},              // said without the ligature
    {"prendre", "6 7"},          // prise is a form of it
    {"prise", "6 | 7"},          // and a word of its own
    {"eleve", "8"},              // without accents
    {"suivre", "14"},            // "je suis" is no form of anything asked
    {"coordination", "12 | 11"}, //
    {"texte:souffrir", "1"},     // families are partial
    {"souffrir hiver", "1 | 2"}, // both, one in part
    {"souffrir -hiver", "| 2"},  //
    {"\"souffrir cet\"", ""},    // a phrase asks for its stems
};

START_TEST(found)
{
    expect(QUESTIONS[_i].query, "&sort=text", QUESTIONS[_i].found);
}
END_TEST

// The turn whose very words are asked is long and says them once; the others are short and say a
// near word twice.
START_TEST(the_very_form_comes_first)
{
    expect("médecine générale", "", "10 9");
    expect("\"médecine générale\"", "", "10 9");
    expect("chirurgie", "", "4 | 3");
}
END_TEST

static const struct {
    const char *query, *kind, *word;
} REASONS[] = {
    {"souffrir", "lemma", "souffert"},          {"œil", "lemma", "yeux"},
    {"souffrir table", "family", "souffrance"}, {"coordination tient", "family", "coordonnateur"},
    {"chirurgie lundi", "exact", "chirurgie"},
};

START_TEST(why_names_the_bridge)
{
    char parameters[256];
    (void)snprintf(parameters, sizeof parameters, "lang=en&study=atelier&limit=1&q=%s",
                   REASONS[_i].query);
    json_t *answer = ask("search", parameters);
    const json_t *hit = json_array_get(json_object_get(answer, "hits"), 0);
    const json_t *why = json_array_get(json_object_get(hit, "why"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(why, "kind")), REASONS[_i].kind);
    ck_assert_str_eq(json_string_value(json_object_get(why, "found")), REASONS[_i].word);
    const json_t *range = json_array_get(json_object_get(hit, "highlights"), 0);
    ck_assert_msg(range != NULL, "nothing is highlighted");
    json_decref(answer);
}
END_TEST

// ---- both engines ----

static void path_of_index(char out[PROPOS_PATH_SIZE])
{
    char folder[PROPOS_PATH_SIZE];
    ck_assert_int_eq(propos_path_join(folder, study.state, "atelier", NULL), PROPOS_OK);
    ck_assert_int_eq(propos_path_join(out, folder, PROPOS_INDEX_NAME, NULL), PROPOS_OK);
}

// One to three words at random, some excluded: what every bridge widens is among them.
static void invent_query(unsigned *seed, char out[256])
{
    static const char *const WORDS[] = {"souffrir",  "souffrance",   "chirurgie", "chirurgien",
                                        "œil",       "yeux",         "prendre",   "prise",
                                        "eleve",     "coordination", "médecine",  "générale",
                                        "suivre",    "cœur",         "carnet",    "naissance",
                                        "maternité", "carnet*",      "texte:né",  "sur:souffrir"};
    size_t length = 0;
    *seed = *seed * 1103515245U + 12345U;
    unsigned count = 1 + (*seed >> 16) % 3;
    out[0] = '\0';
    for (unsigned i = 0; i < count; i++) {
        *seed = *seed * 1103515245U + 12345U;
        const char *word = WORDS[(*seed >> 16) % (sizeof WORDS / sizeof *WORDS)];
        bool not = i > 0 && (*seed >> 28) % 4 == 0;
        length += (size_t)snprintf(out + length, 256 - length, "%s%s%s", i > 0 ? " " : "",
                                   not ? "-" : "", word);
    }
}

enum { INVENTED = 200 };

START_TEST(both_engines_find_the_same)
{
    static const char *const MODES[] = {"&sort=text&match=auto", "&sort=text&match=any"};
    char index[PROPOS_PATH_SIZE];
    char aside[PROPOS_PATH_SIZE + 8];
    char query[256];
    char *ranked[INVENTED];
    unsigned seed = 7;
    size_t with_hits = 0;
    for (size_t i = 0; i < INVENTED; i++) {
        invent_query(&seed, query);
        ranked[i] = turns(query, MODES[i % 2]);
        with_hits += ranked[i][0] != '\0' ? 1 : 0;
    }
    ck_assert_uint_gt(with_hits, INVENTED / 3);
    path_of_index(index);
    (void)snprintf(aside, sizeof aside, "%s.aside", index);
    ck_assert_int_eq(rename(index, aside), 0);
    close_library();
    open_library();
    seed = 7;
    for (size_t i = 0; i < INVENTED; i++) {
        invent_query(&seed, query);
        expect(query, MODES[i % 2], ranked[i]);
        free(ranked[i]);
    }
    ck_assert_int_eq(rename(aside, index), 0);
}
END_TEST

// ---- the dictionary comes and goes ----

static bool notices(const json_t *object, const char *part)
{
    size_t i;
    json_t *sentence;
    json_array_foreach(json_object_get(object, "notices"), i, sentence)
    {
        if (strstr(json_string_value(sentence), part) != NULL) {
            return true;
        }
    }
    return false;
}

static bool status_says(const char *part)
{
    json_t *answer = ask("status", "lang=en&study=atelier");
    bool says = notices(answer, part) ||
                notices(json_array_get(json_object_get(answer, "studies"), 0), part);
    json_decref(answer);
    return says;
}

START_TEST(a_dictionary_is_installed)
{
    // None yet: stems and families still serve, and status says what to do.
    open_library();
    expect("souffrir", "&sort=text", "| 2");
    expect("chirurgie", "&sort=text", "4 | 3");
    ck_assert(status_says("hunspell-fr"));
    ck_assert(status_says("mythes-fr"));
    // There it is, but nobody has looked the study's words up.
    install_dictionary();
    ck_assert(!status_says("hunspell-fr"));
    ck_assert(status_says("propos-index"));
    // No file of the study has changed, and the run looks them up all the same.
    invented_study_index(source);
    ck_assert(!status_says("propos-index"));
    expect("souffrir", "&sort=text", "1 | 2");
    close_library();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("families");
    TCase *bare = tcase_create("dictionary");
    tcase_set_timeout(bare, 120);
    tcase_add_unchecked_fixture(bare, make_study, remove_study);
    tcase_add_test(bare, a_dictionary_is_installed);
    TCase *tests = tcase_create("families");
    tcase_set_timeout(tests, 120); // sanitizers on a busy machine
    tcase_add_unchecked_fixture(tests, make_study, remove_study);
    tcase_add_checked_fixture(tests, open_with_dictionary, close_library);
    tcase_add_loop_test(tests, found, 0, sizeof QUESTIONS / sizeof *QUESTIONS);
    tcase_add_test(tests, the_very_form_comes_first);
    tcase_add_loop_test(tests, why_names_the_bridge, 0, sizeof REASONS / sizeof *REASONS);
    tcase_add_test(tests, both_engines_find_the_same);
    suite_add_tcase(suite, bare);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
