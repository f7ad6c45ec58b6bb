// What a PDF does to a transcript: printed line numbers, page tops, page numbers, a blank line
// after every line.
#include "reading.h"

#include "base/buffer.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

// An invented focus group as it stood on paper: each string is a printed line, NULL ends a page. ""
// is a blank line. Lines 10 and 30 are blank and numbered, 15 ends in a word that the number sticks
// to, the number 2010 at the end of line 12 and the 3 at the end of 23 are speech.
static const char *const paper[] = {
    "M : Alors on va commencer par vous (.) vous me direz simplement comment cela se passe quand",
    "une patiente sort de l’hôpital et qu’elle revient vous voir au cabinet la semaine d’après, "
    "sans",
    "courrier (.) et sans que personne ne vous ait téléphoné ? 1 ?",
    "",
    "{silence}",
    "",
    "1: = Alors moi je dirais que cela dépend (.) il y a des services qui appellent et puis",
    "d’autres pas du tout.",
    "",
    "",
    "M : D’accord =",
    "",
    "2 : = Chez nous c’est l’inverse {rires} depuis la grande réorganisation du printemps 2010",
    NULL,
    "on reçoit le courrier avant la patiente, et moi je n’ai plus qu’à lire le compte-",
    "rendu (.) ce qui",
    "n’est pas rien.",
    "",
    "M :[ Oui.",
    "",
    "3:[ Nous on rappelle toujours le secrétariat, mais il faut tomber sur la bonne personne, et",
    "celle qui sait, elle n’est là que le matin (.) alors on attend le lendemain.",
    "",
    "M : Vous êtes d’accord, 3",
    "ou pas ?",
    NULL,
    "3: Oui.",
    "",
    "{plusieurs personnes parlent en même temps et on n’entend plus rien de ce qui se dit pendant "
    "au",
    "moins une minute}",
    "",
    "",
    "M : On reprend. 1 ?",
    "",
    "1: Je voulais dire que la lettre, quand elle arrive, elle ne dit pas ce que la patiente sait. "
    "Et",
    "ça, c’est le plus",
    "difficile.",
    "",
    "M : Merci à tous.",
    NULL,
    NULL,
};

// The paper as PDF text. `every`: numbers stand on every so many lines; `spaced`: a blank line
// follows each; `page_numbers`: each page ends with its number, alone.
static void print(propos_buffer *out, long every, bool spaced, bool page_numbers)
{
    long number = 0;
    int page = 57;
    bool top = true;
    for (size_t i = 0; paper[i] != NULL || paper[i + 1] != NULL; i++) {
        if (paper[i] == NULL) {
            // No blank line before a page's top; the top begins with a space.
            propos_buffer_cut(out, spaced && !page_numbers ? out->length - 1 : out->length);
            if (page_numbers) {
                propos_buffer_printf(out, "%s%d\n\n", spaced ? " \n\n\n\n" : "", page++);
            }
            top = true;
            continue;
        }
        number++;
        propos_buffer_printf(out, "%s%s", top && spaced ? " " : "", paper[i]);
        bool glued = paper[i][0] != '\0' && paper[i][strlen(paper[i]) - 1] == '-';
        if (every > 0 && number % every == 0) {
            propos_buffer_printf(out, "%s%ld", glued ? "" : " ", number);
        }
        propos_buffer_puts(out, spaced ? " \n\n" : "\n");
        top = false;
    }
}

typedef struct expected {
    const char *turn;
    int32_t first, last; // printed lines
} expected;

static const expected turns[] = {
    {"M|Alors on va commencer par vous (.) vous me direz simplement comment cela se passe quand "
     "une patiente sort de l’hôpital et qu’elle revient vous voir au cabinet la semaine d’après, "
     "sans courrier (.) et sans que personne ne vous ait téléphoné ? 1 ?",
     1, 3},
    {"-|{silence}", 5, 5},
    {"1|= Alors moi je dirais que cela dépend (.) il y a des services qui appellent et puis "
     "d’autres "
     "pas du tout.",
     7, 8},
    {"M|D’accord =", 11, 11},
    {"2|= Chez nous c’est l’inverse {rires} depuis la grande réorganisation du printemps 2010 on "
     "reçoit le courrier avant la patiente, et moi je n’ai plus qu’à lire le compte-rendu (.) ce "
     "qui "
     "n’est pas rien.",
     13, 16},
    {"M|[ Oui.", 18, 18},
    {"3|[ Nous on rappelle toujours le secrétariat, mais il faut tomber sur la bonne personne, et "
     "celle qui sait, elle n’est là que le matin (.) alors on attend le lendemain.",
     20, 21},
    {"M|Vous êtes d’accord, 3 ou pas ?", 23, 24},
    {"3|Oui.", 25, 25},
    {"-|{plusieurs personnes parlent en même temps et on n’entend plus rien de ce qui se dit "
     "pendant "
     "au moins une minute}",
     27, 28},
    {"M|On reprend. 1 ?", 31, 31},
    {"1|Je voulais dire que la lettre, quand elle arrive, elle ne dit pas ce que la patiente sait. "
     "Et ça, c’est le plus difficile.",
     33, 35},
    {"M|Merci à tous.", 37, 37},
};
#define TURNS (sizeof turns / sizeof turns[0])

static void check_words(const reading *read)
{
    for (size_t i = 0; i < TURNS; i++) {
        ck_assert_str_eq(reading_turn(read, i), turns[i].turn);
    }
    ck_assert_uint_eq(read->document.turn_count, TURNS);
}

static void check_lines(const reading *read)
{
    for (size_t i = 0; i < TURNS; i++) {
        const propos_turn_data *turn = &read->document.turns[i];
        ck_assert_msg(turn->line_count == (size_t)(turns[i].last - turns[i].first) + 1,
                      "turn %zu: %zu lines", i + 1, turn->line_count);
        ck_assert(turn->lines_complete);
        ck_assert_uint_eq(turn->lines[0].start, 0);
        for (size_t l = 0; l < turn->line_count; l++) {
            ck_assert_msg(turn->lines[l].line == turns[i].first + (int32_t)l, "turn %zu: line %d",
                          i + 1, turn->lines[l].line);
        }
    }
}

static const struct {
    long every;
    bool spaced, page_numbers;
} printers[] = {
    {5, true, false}, {5, true, true}, {5, false, false}, {5, false, true},
    {1, true, false}, {1, true, true}, {1, false, false}, {2, true, true},
};

START_TEST(numbered_pages)
{
    propos_buffer text = {0};
    print(&text, printers[_i].every, printers[_i].spaced, printers[_i].page_numbers);
    reading read = reading_of(text.bytes, NULL);
    check_words(&read);
    check_lines(&read);
    ck_assert_uint_eq(reading_doubts(&read, "were taken for page numbers", NULL),
                      printers[_i].page_numbers ? 1 : 0);
    reading_free(&read);
    propos_buffer_free(&text);
}
END_TEST

START_TEST(pages_without_line_numbers)
{
    propos_buffer text = {0};
    print(&text, 0, true, true);
    reading read = reading_of(text.bytes, NULL);
    check_words(&read);
    for (size_t i = 0; i < TURNS; i++) {
        ck_assert_uint_eq(read.document.turns[i].line_count, 0);
    }
    reading_free(&read);
    propos_buffer_free(&text);
}
END_TEST

// The map points at the words: code points, not bytes.
START_TEST(line_marks_count_code_points)
{
    propos_buffer text = {0};
    print(&text, 5, true, false);
    reading read = reading_of(text.bytes, NULL);
    const propos_turn_data *turn = &read.document.turns[4];
    ck_assert_uint_eq(turn->line_count, 4);
    ck_assert_uint_eq(turn->lines[1].start, 86);  // "on reçoit"
    ck_assert_uint_eq(turn->lines[2].start, 167); // "rendu", without a space before it
    ck_assert_uint_eq(turn->lines[3].start, 184); // "n’est"
    reading_free(&read);
    propos_buffer_free(&text);
}
END_TEST

// Numbers at the left, as some printers put them.
START_TEST(numbers_at_line_starts)
{
    reading read = reading_of("1 M : Bonjour, on peut commencer si tout\n2 le monde est là ?\n"
                              "3 7 : Oui.\n4\n5 M : Bien.\n6 7 : Je suis venu en\n7 train.\n"
                              "8 M : Ah !\n",
                              NULL);
    ck_assert_uint_eq(read.document.turn_count, 5);
    ck_assert_str_eq(reading_turn(&read, 0),
                     "M|Bonjour, on peut commencer si tout le monde est là ?");
    ck_assert_str_eq(reading_turn(&read, 3), "7|Je suis venu en train.");
    ck_assert_int_eq(read.document.turns[1].lines[0].line, 3);
    ck_assert_int_eq(read.document.turns[2].lines[0].line, 5);
    ck_assert_int_eq(read.document.turns[3].lines[1].line, 7);
    reading_free(&read);
}
END_TEST

// Years, ages and doses at line ends are no line numbers.
START_TEST(other_numbers_stay)
{
    reading read = reading_of("M : En quelle année ?\n1 : Je crois que c’était en 2010\n"
                              "M : Et vous aviez 35\n1 : Non, 36\nM : Au lit 40\n1 : Au lit 12\n",
                              NULL);
    ck_assert_str_eq(reading_turn(&read, 1), "1|Je crois que c’était en 2010");
    ck_assert_str_eq(reading_turn(&read, 4), "M|Au lit 40");
    ck_assert_uint_eq(read.document.turns[4].line_count, 0);
    reading_free(&read);
}
END_TEST

START_TEST(contradicting_numbers_are_doubted)
{
    reading read = reading_of("M : un 5\nb\nc\nd\ne\nf 10\ng\nh\ni\nj\nk 15\nl\nm\nn\no\np 20\n"
                              "M : q\nr\ns\nt 25\n",
                              NULL);
    long line = 0;
    ck_assert_uint_eq(reading_doubts(&read, "line number 25 does not fit", &line), 1);
    ck_assert_int_eq(line, 20);
    ck_assert_uint_eq(reading_doubts(&read, "does not fit", NULL), 1);
    reading_free(&read);
}
END_TEST

START_TEST(false_spaces)
{
    reading read = reading_of("M!:!Vous!avez!dit!que!c’était!dur!?\n1!:!Oui,!très.\n"
                              "M!:!Et!maintenant!?\n1!:!Encore.\n",
                              NULL);
    ck_assert_uint_eq(read.document.turn_count, 4);
    ck_assert_str_eq(reading_turn(&read, 0), "M|Vous avez dit que c’était dur ?");
    ck_assert_uint_eq(reading_doubts(&read, "\"!\" stands where spaces", NULL), 1);
    reading_free(&read);
    read = reading_of("M#:#Vous#avez#dit#que#c’était#dur#?\n1#:#Oui,#très.\n"
                      "M#:#Et#maintenant#?\n1#:#Encore.\n",
                      NULL);
    ck_assert_str_eq(reading_turn(&read, 0), "M|Vous avez dit que c’était dur ?");
    reading_free(&read);
}
END_TEST

START_TEST(hyphens_at_line_ends)
{
    reading read =
        reading_of("M : il l’a fait lui-\nmême (.) c’est-\nà-dire - enfin -\nseul, une co-\n"
                   "morbidité.\n1 : oui\nM : non\n1 : si\n",
                   NULL);
    ck_assert_str_eq(reading_turn(&read, 0),
                     "M|il l’a fait lui-même (.) c’est-à-dire - enfin - seul, une co-morbidité.");
    reading_free(&read);
}
END_TEST

// The page's own hyphens go where the document has the word in one piece elsewhere.
START_TEST(hyphens_of_the_page)
{
    reading read =
        reading_of("M : c’est une infor-\nmation sans compte-\nrendu, une informa-\ntion "
                   "à lui-\nmême.\n1 : l’information, le compte-rendu, le compterendu ?\n"
                   "M : lui même.\n1 : oui.\n",
                   NULL);
    ck_assert_str_eq(reading_turn(&read, 0),
                     "M|c’est une information sans compte-rendu, une information à lui-même.");
    reading_free(&read);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formats/pages");
    TCase *cases = tcase_create("pages");
    tcase_add_loop_test(cases, numbered_pages, 0, sizeof printers / sizeof printers[0]);
    tcase_add_test(cases, pages_without_line_numbers);
    tcase_add_test(cases, line_marks_count_code_points);
    tcase_add_test(cases, numbers_at_line_starts);
    tcase_add_test(cases, other_numbers_stay);
    tcase_add_test(cases, contradicting_numbers_are_doubted);
    tcase_add_test(cases, false_spaces);
    tcase_add_test(cases, hyphens_at_line_ends);
    tcase_add_test(cases, hyphens_of_the_page);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
