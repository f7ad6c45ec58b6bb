// The query language as it stands: what a text becomes, printed back, and what is refused.
#include "tests/search/invented_names.h"

#include "text/unicode.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static propos_lists *lists;
static propos_names *names;

static void set_up(void)
{
    static propos_snapshot *studies[1];
    studies[0] = invented_study();
    lists = shipped_lists();
    names = propos_names_new(studies, 1);
}

static void tear_down(void)
{
    propos_names_free(names);
    propos_lists_free(lists);
}

// Parses, checks the print, and checks that the print parses to the same tree.
static void check_read(const char *text, const char *expected)
{
    propos_arena *arena = propos_arena_new();
    propos_parsed parsed, again;
    propos_error error;
    propos_buffer printed = {0};
    propos_error_clear(&error);
    propos_status status = propos_query_parse(arena, text, names, lists, &parsed, &error);
    ck_assert_msg(status == PROPOS_OK, "%s: position %ld: %s", text, error.position, error.text);
    propos_query_print(parsed.tree, &printed);
    ck_assert_msg(strcmp(propos_buffer_text(&printed), expected) == 0,
                  "%s\n  gives    %s\n  expected %s", text, propos_buffer_text(&printed), expected);
    status = propos_query_parse(arena, propos_buffer_text(&printed), names, lists, &again, &error);
    ck_assert_msg(status == PROPOS_OK && propos_query_same(parsed.tree, again.tree),
                  "%s is not read back as it was printed", propos_buffer_text(&printed));
    propos_buffer_free(&printed);
    propos_arena_free(arena);
}

static void check_refused(const char *text, long position, const char *part)
{
    propos_arena *arena = propos_arena_new();
    propos_parsed parsed;
    propos_error error;
    propos_error_clear(&error);
    propos_status status = propos_query_parse(arena, text, names, lists, &parsed, &error);
    ck_assert_msg(status == PROPOS_BAD_QUERY, "%s should be refused", text);
    ck_assert_msg(parsed.tree == NULL, "%s leaves a tree", text);
    ck_assert_msg(error.position == position, "%s: position %ld, expected %ld (%s)", text,
                  error.position, position, error.text);
    ck_assert_msg(strstr(error.text, part) != NULL, "%s: “%s” should speak of “%s”", text,
                  error.text, part);
    propos_arena_free(arena);
}

static const struct {
    const char *text, *printed;
} readings[] = {
    // words
    {"épuisement", "épuisement"},
    {"l'épuisement", "épuisement"},
    {"l’épuisement", "épuisement"},
    {"qu'elle s'endort", "elle endort"},
    {"aujourd’hui quelqu'un", "aujourd'hui quelqu'un"},
    {"nuit, relève ; fatigue.", "nuit relève fatigue"},
    {"peut-être patient·e·s 3C", "peut-être patient·e·s 3C"},
    {"kiné/ostéopathe", "kiné ostéopathe"},
    {"nuit - relève – fin", "nuit relève fin"},
    {"le et la", "le et la"},
    {"de", "de"},
    // phrases
    {"\"la nuit tombe\"", "\"la nuit tombe\""},
    {"« la nuit tombe »", "\"la nuit tombe\""},
    {"“la nuit tombe”", "\"la nuit tombe\""},
    {"« elle dit « non » et part »", "\"elle dit « non » et part\""},
    {"\"un \\\"petit\\\" somme\"", "\"un \\\"petit\\\" somme\""},
    {"\"c'est l'heure\" nuit", "\"c'est l'heure\" nuit"},
    {"=\"Nuit\"", "=\"Nuit\""},
    {"=« Nuit blanche »", "=\"Nuit blanche\""},
    {"veill*", "veill*"},
    {"l'endorm*", "endorm*"},
    {"nuit ~5 relève", "nuit ~5 relève"},
    {"\"de nuit\" ~3 relève ~3 fatigue", "\"de nuit\" ~3 relève ~3 fatigue"},
    // operators: capitals only
    {"nuit ET relève", "nuit ET relève"},
    {"nuit AND relève OR jour", "nuit ET relève OU jour"},
    {"nuit et relève ou jour", "nuit et relève ou jour"},
    {"longue nuit OU petit jour", "longue nuit OU petit jour"},
    {"(nuit OU jour) relève", "(nuit OU jour) relève"},
    {"nuit ET (relève OU pause)", "nuit ET (relève OU pause)"},
    {"nuit SAUF relève", "nuit ET -relève"},
    {"longue nuit NOT petit jour", "longue nuit ET -(petit jour)"},
    {"nuit ET SAUF relève", "nuit ET -relève"},
    {"SAUF relève", "-relève"},
    {"nuit -relève -\"petit jour\" -(a b)", "nuit -relève -\"petit jour\" -(a b)"},
    {"-groupe:CHL", "-groupe:CHL"},
    {"((nuit))", "nuit"},
    {"(longue nuit) jour", "longue nuit jour"},
    {"(code:III codé-par:A) (code:III.B codé-par:B)",
     "(code:III codé-par:A) (code:III.B codé-par:B)"},
    // every filter, both languages, accents and case
    {"sur:nuit about:\"petit jour\" SUR:(nuit jour)",
     "sur:nuit sur:\"petit jour\" sur:(nuit jour)"},
    {"texte:nuit text:« petit jour »", "texte:nuit texte:\"petit jour\""},
    {"code:III.B CODE:\"Les nuits\"", "code:III.B code:\"Les nuits\""},
    {"codeur:A coder:B", "codeur:A codeur:B"},
    {"codé-par:A+B coded-by:A,B code-par:A-B CODÉ-PAR:2+",
     "codé-par:A+B codé-par:A,B codé-par:A-B codé-par:2+"},
    {"codé-par:tous codé-par:all codé-par:deux codé-par:both",
     "codé-par:tous codé-par:all codé-par:deux codé-par:both"},
    {"codé-par:\"Anne Roux\" codé-par:\"Anne Roux\"+Bilal",
     "codé-par:\"Anne Roux\" codé-par:\"Anne Roux\"+Bilal"},
    {"accord:même agreed:yes accord:non", "accord:même accord:yes accord:non"},
    {"recouvrement:50% overlap:75", "recouvrement:50% recouvrement:75"},
    {"locuteur:8 speaker:VO2 locuteur:\"?\"", "locuteur:8 locuteur:VO2 locuteur:\"?\""},
    {"groupe:CHL group:\"sages-femmes libérales\"", "groupe:CHL groupe:\"sages-femmes libérales\""},
    {"rôle:modérateur role:participant ROLE:moderateur",
     "rôle:modérateur rôle:participant rôle:moderateur"},
    {"document:FG1", "document:FG1"},
    {"étude:veilleuses study:trio etude:x", "étude:veilleuses étude:trio étude:x"},
    {"question:2", "question:2"},
    {"ligne:138 line:130-140", "ligne:138 ligne:130-140"},
    {"repère:K1K7 locator:12 repere:12", "repère:K1K7 repère:12 repère:12"},
    {"marque:rires mark:laughter", "marque:rires marque:laughter"},
    {"mémo:doute memo:(doute OU rappel)", "mémo:doute mémo:(doute OU rappel)"},
    {"codé:oui coded:no codé:non", "codé:oui codé:no codé:non"},
    {"code:oui code:\"oui\"", "codé:oui code:\"oui\""},
    {"métier:échographiste metier:x attribut.milieu:rural attribute.milieu:urbain",
     "attribut.métier:échographiste attribut.metier:x attribut.milieu:rural "
     "attribut.milieu:urbain"},
    {"âge:>50 age:<60 âge:>=50 âge:50-60",
     "attribut.âge:>50 attribut.age:<60 attribut.âge:>=50 attribut.âge:50-60"},
    {"plutôt:(groupe:CHL) nuit prefer:jour", "plutôt:(groupe:CHL) nuit plutôt:(jour)"},
    {"plutot:(nuit OU jour)", "plutôt:(nuit OU jour)"},
    {"nuit groupe:CHL, document:FG1.", "nuit groupe:CHL document:FG1"},
    // a colon is not always a filter, an apostrophe never a quote
    {"formation des aides : de quoi parlent-elles", "formation des aides de quoi parlent-elles"},
    {"groupe : CHL", "groupe:CHL"},
    {"sommeil: la nuit", "sommeil la nuit"},
    {"à 10:30 du soir", "à 10 30 du soir"},
    {"aujourd'hui d'accord 'bon", "aujourd'hui accord bon"},
    {"bref :-", "bref"},
    // notation
    {"nuit {rires} relève (.) fin", "nuit relève fin"},
    {"{rires}", "marque:laughter"},
    {"(.)", "marque:pause"},
};

START_TEST(reads)
{
    check_read(readings[_i].text, readings[_i].printed);
}
END_TEST

static const struct {
    const char *text;
    long position;
    const char *part;
} refusals[] = {
    {"", 0, "no word"},
    {"  ", 0, "no word"},
    {"?", 0, "no word"},
    {"...", 0, "no word"},
    {"*", 0, "stands alone"},
    {"nuit *", 5, "stands alone"},
    {"n*", 1, "two letters"},
    {"nu*it", 2, "end of a word"},
    {"(((", 3, "expected a word"},
    {"(nuit", 0, "never closed"},
    {"nuit (relève ET (fin)", 5, "never closed"},
    {"nuit)", 4, "closes nothing"},
    {"()", 0, "nothing between"},
    {"nuit ( )", 5, "nothing between"},
    {"\"\"", 0, "no word between"},
    {"nuit \"...\"", 5, "no word between"},
    {"nuit \"relève", 5, "never closed"},
    {"« relève", 0, "»"},
    {"été “relève", 4, "”"},
    {"relève »", 7, "closes nothing"},
    {"=\"\"", 0, "no word between"},
    {"ET nuit", 0, "before “ET”"},
    {"nuit ET", 7, "after “ET”"},
    {"nuit OU", 7, "after “OU”"},
    {"nuit OU OU relève", 8, "after “OU”"},
    {"(nuit ET)", 8, "after “ET”"},
    {"nuit SAUF", 9, "after SAUF"},
    {"NOT", 3, "after SAUF"},
    {"nuit ~5", 7, "after “~”"},
    {"~5 nuit", 0, "before “~”"},
    {"nuit ~ jour", 5, "from 1 to 100"},
    {"nuit ~0 jour", 5, "from 1 to 100"},
    {"nuit ~101 jour", 5, "from 1 to 100"},
    {"nuit ~2 jour ~3 soir", 13, "same number"},
    {"nui* ~2 jour", 5, "before “~”"},
    {"nuit ~2 jou*", 8, "after “~”"},
    {"groue:CHL", 0, "groupe:"},
    {"spéciallité:x", 0, "neither a filter"},
    {"été milieux:rural", 4, "milieu:"},
    {"colle:valeur", 0, "neither a filter"},
    {"attribut.inconnu:x", 0, "“inconnu:”"},
    {"groupe:", 7, "expected a value"},
    {"nuit sur:", 9, "expected a value"},
    {"groupe:(a b)", 7, "one value"},
    {"groupe:\"\"", 7, "nothing between"},
    {"groupe:\"CHL", 7, "never closed"},
    {"accord:peut-être", 7, "même, oui or non"},
    {"codé:bof", 5, "oui or non"},
    {"ligne:x", 6, "line number"},
    {"ligne:140-130", 6, "line number"},
    {"recouvrement:120%", 13, "percentage"},
    {"rôle:chef", 5, "modérateur"},
    {"marque:zut", 7, "rires"},
    {"âge:>", 4, "number"},
    {"sur:(groupe:CHL)", 5, "inside another"},
    {"texte:(nuit plutôt:(a))", 12, "inside another"},
    {"plutôt:(a plutôt:(b))", 10, "inside another"},
    {"-plutôt:(nuit)", 1, "excludes nothing"},
    {"nuit OU plutôt:(jour)", 8, "beside the parentheses"},
    {"nuit \xff", 0, "UTF-8"},
};

START_TEST(refuses)
{
    check_refused(refusals[_i].text, refusals[_i].position, refusals[_i].part);
}
END_TEST

// Without a study any name that is not built in is refused, but for attribut.NAME.
START_TEST(reads_without_a_study)
{
    propos_names *kept = names;
    names = NULL;
    check_refused("milieu:rural", 0, "neither a filter");
    check_read("attribut.milieu:rural", "attribut.milieu:rural");
    check_read("tous les passages sur la nuit codés par les deux chercheuses",
               "sur:nuit codé-par:tous");
    names = kept;
}
END_TEST

static char *repeated(const char *before, const char *piece, size_t count, const char *after)
{
    propos_buffer text = {0};
    propos_buffer_puts(&text, before);
    for (size_t i = 0; i < count; i++) {
        propos_buffer_puts(&text, piece);
    }
    propos_buffer_puts(&text, after);
    return propos_buffer_take(&text);
}

static void nested(size_t depth, bool accepted)
{
    char *open = repeated("", "(", depth, "nuit");
    char *text = repeated(open, ")", depth, "");
    if (accepted) {
        check_read(text, "nuit");
    } else {
        check_refused(text, PROPOS_QUERY_DEPTH, "at most 64");
    }
    free(open);
    free(text);
}

START_TEST(limits_depth)
{
    nested(PROPOS_QUERY_DEPTH - 1, true);
    nested(PROPOS_QUERY_DEPTH, true);
    nested(PROPOS_QUERY_DEPTH + 1, false);
}
END_TEST

START_TEST(limits_length)
{
    for (size_t length = PROPOS_QUERY_BYTES - 1; length <= PROPOS_QUERY_BYTES + 1; length++) {
        char *text = repeated("", "a", length, "");
        if (length <= PROPOS_QUERY_BYTES) {
            check_read(text, text);
        } else {
            check_refused(text, PROPOS_QUERY_BYTES, "too long");
        }
        free(text);
    }
}
END_TEST

START_TEST(limits_near)
{
    check_read("nuit ~1 jour", "nuit ~1 jour");
    check_read("nuit ~99 jour", "nuit ~99 jour");
    check_read("nuit ~100 jour", "nuit ~100 jour");
    check_refused("nuit ~4294967297 jour", 5, "from 1 to 100");
}
END_TEST

START_TEST(tells_of_a_one_sided_filter)
{
    propos_arena *arena = propos_arena_new();
    propos_parsed parsed;
    ck_assert_int_eq(
        propos_query_parse(arena, "nuit OU jour groupe:CHL", names, lists, &parsed, NULL),
        PROPOS_OK);
    ck_assert_uint_eq(parsed.notice_count, 1);
    ck_assert_ptr_nonnull(strstr(parsed.notices[0], "parentheses"));
    ck_assert_int_eq(
        propos_query_parse(arena, "(nuit OU jour) groupe:CHL", names, lists, &parsed, NULL),
        PROPOS_OK);
    ck_assert_uint_eq(parsed.notice_count, 0);
    propos_arena_free(arena);
}
END_TEST

// Positions are code points of the typed text.
START_TEST(keeps_positions)
{
    propos_arena *arena = propos_arena_new();
    propos_parsed parsed;
    ck_assert_int_eq(
        propos_query_parse(arena, "l’été à \"l’ombre\" groupe:CHL", names, lists, &parsed, NULL),
        PROPOS_OK);
    ck_assert_uint_eq(parsed.tree->child_count, 4);
    ck_assert_str_eq(parsed.tree->children[0]->text, "été");
    ck_assert_int_eq(parsed.tree->children[0]->position, 2);
    ck_assert_int_eq(parsed.tree->children[2]->position, 8);
    ck_assert_int_eq(parsed.tree->children[3]->position, 18);
    ck_assert(!parsed.was_sentence);
    propos_arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("query language");
    TCase *tests = tcase_create("language");
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, reads, 0, sizeof readings / sizeof *readings);
    tcase_add_loop_test(tests, refuses, 0, sizeof refusals / sizeof *refusals);
    tcase_add_test(tests, reads_without_a_study);
    tcase_add_test(tests, limits_depth);
    tcase_add_test(tests, limits_length);
    tcase_add_test(tests, limits_near);
    tcase_add_test(tests, tells_of_a_one_sided_filter);
    tcase_add_test(tests, keeps_positions);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
