// Speaker labels: what is one, by the whole document's evidence.
#include "reading.h"

#include "base/buffer.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define TURNS 10

// A text, the labels that study.ini lists (or NULL), and the turns that it should give.
typedef struct labelled {
    const char *what, *labels, *text;
    const char *turns[TURNS];
} labelled;

static const labelled cases[] = {
    {"letters and numbers, several separators",
     NULL,
     "M : On commence par vous ?\n7: Moi, je dirais oui.\nM\xC2\xA0: Et vous ?\n"
     "3:[ Oui\n10:= Pas moi.\nM :=D’accord\n7 : Non.\n3\xE2\x80\xAF: [ Si.\n10 := Bon.\n",
     {"M|On commence par vous ?", "7|Moi, je dirais oui.", "M|Et vous ?", "3|[ Oui",
      "10|= Pas moi.", "M|=D’accord", "7|Non.", "3|[ Si.", "10|= Bon."}},
    {"codes without a colon, glued, with a dash",
     NULL,
     "VO2 Dans mon cabinet, c’est rare.\n\nVO3 : Chez moi aussi.\n\nVO 2 Et le soir ?\n\n"
     "VO3mais pas le soir.\n\nVO2(choquée) Ah non !\n\n- VO3 : Si.\n",
     {"VO2|Dans mon cabinet, c’est rare.", "VO3|Chez moi aussi.", "VO2|Et le soir ?",
      "VO3|mais pas le soir.", "VO2|(choquée) Ah non !", "VO3|Si."}},
    {"codes of two letters: glued, with a dash, apart, two in one line",
     NULL,
     "MM1 : On s’échappe le soir ?\n\nMM3mais pas toujours.\n\nMM5(choquée) Jamais !\n\n- MM2 : "
     "Si.\n\n"
     "MM3 : Ah. MM5 : Voilà.\n\nMM 2 Moi, je dors.\n\nMM1 : Bon.\n",
     {"MM1|On s’échappe le soir ?", "MM3|mais pas toujours.", "MM5|(choquée) Jamais !", "MM2|Si.",
      "MM3|Ah.", "MM5|Voilà.", "MM2|Moi, je dors.", "MM1|Bon."}},
    {"Moi alone with its colon, mixed with numbers",
     NULL,
     "Moi : Vous dormez ?\n1 : Moi : jamais, je dis.\nMoi : Bien.\n1 : Moi, je lis.\nMoi je note.\n"
     "Moi : Merci.\n",
     {"Moi|Vous dormez ?", "1|Moi : jamais, je dis.", "Moi|Bien.", "1|Moi, je lis. Moi je note.",
      "Moi|Merci."}},
    {"false labels that come again",
     NULL,
     "M : On y va ?\n\n1 : Oui.\n\nNB : rires.\n\nM : Et donc ?\n\n1 : Voilà.\n\nNB : silence.\n\n"
     "M : Ah.\n\n1 : Bon.\n",
     {"M|On y va ?", "1|Oui. NB : rires.", "M|Et donc ?", "1|Voilà. NB : silence.", "M|Ah.",
      "1|Bon."}},
    {"overlaps and quick takes after a colon",
     NULL,
     "1:= Oui.\n10:= Non.\n3:[ Si.\n10:[ Bon.\n1: Ah.\n3:= Eh.\n",
     {"1|= Oui.", "10|= Non.", "3|[ Si.", "10|[ Bon.", "1|Ah.", "3|= Eh."}},
    {"names, and text on several lines",
     NULL,
     "Chercheuse : Bonjour,\nvous allez bien ?\n\nMme Petit : Oui.\n\nEnfin, presque.\n\n"
     "Chercheuse : Presque ?\n\nMme Petit : Les genoux.\n",
     {"Chercheuse|Bonjour, vous allez bien ?", "Mme Petit|Oui. Enfin, presque.",
      "Chercheuse|Presque ?", "Mme Petit|Les genoux."}},
    {"Participant 5",
     NULL,
     "Participant 5 : Oui.\nParticipant 1 : Non.\nParticipant 5 : Si.\nParticipant 1 : Ah.\n",
     {"Participant 5|Oui.", "Participant 1|Non.", "Participant 5|Si.", "Participant 1|Ah."}},
    {"Moi is the interviewer, but not in “Moi, je”",
     NULL,
     "Moi : Et ici ?\n\nIDE : Ici non.\n\nMoi, je crois que non.\n\nMoi : Jamais ?\n\nIDE : "
     "Jamais.\n",
     {"Moi|Et ici ?", "IDE|Ici non. Moi, je crois que non.", "Moi|Jamais ?", "IDE|Jamais."}},
    {"false labels stay in the text",
     NULL,
     "M : On y va ?\n\n1 : Oui.\n\nNB : le groupe rit.\n\nM : Et donc ?\n\n39 : 12-17.\n\n"
     "1 : Voilà.\n\nUSP : unité de soins.\n\nIl me dit : non.\n",
     {"M|On y va ?", "1|Oui. NB : le groupe rit.", "M|Et donc ? 39 : 12-17.",
      "1|Voilà. USP : unité de soins. Il me dit : non."}},
    {"two speakers on one line",
     NULL,
     "M : Et toi ? 2 : Pareil. M : Merci.\n2: Il y en a 3 : un, deux, trois.\nM : Bien.\n",
     {"M|Et toi ?", "2|Pareil.", "M|Merci.", "2|Il y en a 3 : un, deux, trois.", "M|Bien."}},
    {"a clock time and a web address are no labels",
     NULL,
     "A : On s’arrête à\n17:30 au plus tard.\nB : Oui.\nhttps://exemple.fr\nA : Bon.\nB : Bon.\n",
     {"A|On s’arrête à 17:30 au plus tard.", "B|Oui. https://exemple.fr", "A|Bon.", "B|Bon."}},
    {"brackets, with times",
     NULL,
     "[Chercheur] (0:01 - 0:11)\nBonjour.\n\n[Patient 1] (0:12 - 1:10)\nBonjour à vous.\n",
     {"Chercheur|Bonjour.", "Patient 1|Bonjour à vous."}},
    {"brackets, and marks that are none",
     NULL,
     "[id1] Oui.\n\n[id2] Non.\n\n[rires]\n\n[id1] [0:08:47] Si.\n\n[id2] Bon.\n",
     {"id1|Oui.", "id2|Non. [rires]", "id1|[0:08:47] Si.", "id2|Bon."}},
    {"a tab",
     NULL,
     "INT\tBonjour\nP1\tBonjour, oui\nINT\tMerci\nP1\tRien\n",
     {"INT|Bonjour", "P1|Bonjour, oui", "INT|Merci", "P1|Rien"}},
    {"Markdown",
     NULL,
     "**M :** Bonjour.\n\n**Mme Petit** : Oui.\n\n**M :** Et **là** ?\n\n**Mme Petit :** Non.\n",
     {"M|Bonjour.", "Mme Petit|Oui.", "M|Et **là** ?", "Mme Petit|Non."}},
    {"events are turns without a speaker",
     NULL,
     "M : Bonjour.\n{rires}\n1 : Oui {il tousse} voilà.\n(1'25)\nM : Bon.\n{rires\n"
     "de tous}\n1 : (.) Ah.\n",
     {"M|Bonjour.", "-|{rires}", "1|Oui {il tousse} voilà.", "-|(1'25)", "M|Bon.",
      "-|{rires de tous}", "1|(.) Ah."}},
    {"speech after an event has no known speaker",
     NULL,
     "M : Bonjour.\n\n{entrée de 4}\n\nBonjour !\n\nM : Donc ?\n\n4 : Oui.\n\nM : Bien.\n\n4 : "
     "Oui.\n",
     {"M|Bonjour.", "-|{entrée de 4}", "-|Bonjour !", "M|Donc ?", "4|Oui.", "M|Bien.", "4|Oui."}},
    {"what stands before the first label",
     NULL,
     "Groupe du 3 mars\n\nM : Bonjour.\n\n1 : Oui.\n\nM : Bien.\n\n1 : Oui.\n",
     {"-|Groupe du 3 mars", "M|Bonjour.", "1|Oui.", "M|Bien.", "1|Oui."}},
    {"study.ini's labels hold alone",
     "M, la voisine",
     "M : Oui.\n1 : Non.\n1 : Si.\nla voisine : Ah.\n1 : Non.\n",
     {"M|Oui. 1 : Non. 1 : Si.", "la voisine|Ah. 1 : Non."}},
    {"no labels: a turn a paragraph",
     NULL,
     "Je dirais que oui : il le faut.\nEnsuite, on verra.\n\nVoilà tout.\n",
     {"-|Je dirais que oui : il le faut.", "-|Ensuite, on verra.", "-|Voilà tout."}},
    {"no labels: paragraphs broken at the page’s width",
     NULL,
     "Il faut dire que nous étions partis de très loin et que\npersonne ne savait "
     "encore où tout cela nous mènerait un\njour. Voilà.\nLa suite est connue de tous ceux qui ont "
     "vécu ces années\nà l’hôpital.\n",
     {"-|Il faut dire que nous étions partis de très loin et que personne ne savait encore où tout "
      "cela nous mènerait un jour. Voilà.",
      "-|La suite est connue de tous ceux qui ont vécu ces années à l’hôpital."}},
    {"each speaks once",
     NULL,
     "M : Un tour de table : 1 ?\n\n1 : Oui.\n\nM : 2 ?\n\n2 : Non.\n\nM : 3 ?\n\n3 : Si.\n",
     {"M|Un tour de table : 1 ?", "1|Oui.", "M|2 ?", "2|Non.", "M|3 ?", "3|Si."}},
    {"a glossary has no speakers",
     NULL,
     "SSIAD : soins à domicile\n\nUSP : unité de soins\n\nHAD : hospitalisation\n",
     {"-|SSIAD : soins à domicile", "-|USP : unité de soins", "-|HAD : hospitalisation"}},
    {"numbered units are no speakers",
     NULL,
     "UMS 1 : oui\n\nUMS 2 : non\n\nUMS 3 : si\n\nUMS 4 : bon\n\nUMS 5 : ah\n\nUMS 6 : eh\n\n"
     "UMS 7 : oh\n",
     {"-|UMS 1 : oui", "-|UMS 2 : non", "-|UMS 3 : si", "-|UMS 4 : bon", "-|UMS 5 : ah",
      "-|UMS 6 : eh", "-|UMS 7 : oh"}},
    {"nothing", NULL, "", {NULL}},
    {"white space", NULL, " \n\t\n\n", {NULL}},
};

START_TEST(turns)
{
    const labelled *one = &cases[_i];
    reading read = reading_of(one->text, one->labels);
    size_t count = 0;
    for (; count < TURNS && one->turns[count] != NULL; count++) {
        const char *got = reading_turn(&read, count);
        ck_assert_msg(strcmp(got, one->turns[count]) == 0, "%s: turn %zu: “%s”, not “%s”",
                      one->what, count + 1, got, one->turns[count]);
    }
    ck_assert_msg(read.document.turn_count == count, "%s: %zu turns", one->what,
                  read.document.turn_count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(read.document.turns[i].number, i + 1);
        ck_assert_uint_eq(read.document.turns[i].line_count, 0);
        ck_assert(!read.document.turns[i].lines_complete);
    }
    reading_check_runs(&read.document, one->text);
    reading_free(&read);
}
END_TEST

// Texts with one thing that may be wrong, its line and words of the doubt.
static const struct {
    const char *labels, *text;
    long line;
    const char *says;
} doubtful[] = {
    {NULL, "M : a ?\n1 : b.\nM : c.\nJP: d.\n1 : e.\n", 4, "\"JP\" is there only once"},
    {NULL, "M : a ?\n1 : b.\nM : c.\nUSP : d.\n1 : e.\n", 4, "\"USP\" looks like a speaker label"},
    {NULL, "M : a ?\n1 : b.\nM : c.\n39 : d.\n1 : e.\n", 4, "\"39\" looks like a speaker label"},
    {NULL, "V1 a.\n\nV2 : b.\n\nV1mais.\n\nV2 d.\n", 5, "glued"},
    {NULL, "M : a ?\n1 : b. M : c.\n1 : d.\nM : e.\n", 2, "two speakers on one line"},
    {NULL, "M : a ?\n{rires}\nb.\n1 : c.\nM : d.\n1 : e.\n", 3, "follows an event"},
    {NULL, "M : a ?\n1 :\nM : b.\n1 : c.\n", 2, "empty"},
    {"M, Zoé", "M : a ?\nM : b.\n", 0, "\"Zoé\" of study.ini"},
    {NULL, "M : a ?\n7\nb.\nM : c.\n1 : d.\n1 : e.\n", 2, "stands alone"},
};

START_TEST(doubts)
{
    reading read = reading_of(doubtful[_i].text, doubtful[_i].labels);
    long line = -1;
    ck_assert_msg(reading_doubts(&read, doubtful[_i].says, &line) == 1, "%s", doubtful[_i].says);
    ck_assert_msg(line == doubtful[_i].line, "%s: line %ld", doubtful[_i].says, line);
    ck_assert_uint_eq(read.doubts.count, 1);
    reading_free(&read);
}
END_TEST

START_TEST(times_after_labels)
{
    // The number of a question of the guide is no speaker where speakers have times.
    reading guide = reading_of("[A] (0:01 - 0:11)\n3 : Et ensuite ?\n\n[B] (0:12)\nOui.\n", NULL);
    ck_assert_str_eq(reading_turn(&guide, 0), "A|3 : Et ensuite ?");
    ck_assert_uint_eq(guide.document.turn_count, 2);
    reading_free(&guide);
    reading read = reading_of("[A] (0:01 - 0:11)\noui\n[B] (1:02:03)\nnon\n", NULL);
    ck_assert_uint_eq(read.document.turn_count, 2);
    ck_assert_int_eq(read.document.turns[0].time_ms, 1000);
    ck_assert_int_eq(read.document.turns[1].time_ms, 3723000);
    ck_assert_int_eq(read.document.turns[1].source.line, 3);
    reading_free(&read);
}
END_TEST

// Lines of a megabyte and a hundred thousand lines: a test that takes long says that something is
// quadratic.
START_TEST(sizes)
{
    static const char *const pieces[] = {"M : ", "1: ", "{",   ":",    "a ! ", "M : a ! ",
                                         "(",    "12 ", "V1 ", "[a] ", "** "};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        propos_buffer text = {0};
        for (int n = 0; n < 200000; n++) {
            propos_buffer_puts(&text, pieces[i]);
        }
        for (int n = 0; n < 50000; n++) {
            propos_buffer_printf(&text, "\n%s", pieces[i]);
        }
        reading read = reading_of(text.bytes, NULL);
        ck_assert_uint_ge(read.document.turn_count, 1);
        reading_free(&read);
        propos_buffer_free(&text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formats/labels");
    TCase *all = tcase_create("labels");
    tcase_set_timeout(all, 60);
    tcase_add_loop_test(all, turns, 0, sizeof cases / sizeof cases[0]);
    tcase_add_loop_test(all, doubts, 0, sizeof doubtful / sizeof doubtful[0]);
    tcase_add_test(all, times_after_labels);
    tcase_add_test(all, sizes);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
