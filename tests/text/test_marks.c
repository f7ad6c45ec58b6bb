// Marks: which notation is one, of what kind, and where.
#include "tests/text/french.h"

#include "base/buffer.h"
#include "text/marks.h"

#include <string.h>

typedef struct row {
    const char *text, *marks; // each as kind[start-end], in code points
} row;

static const row rows[] = {
    {"", ""},
    {"Rien du tout (pas même un rire forcé chez lui).", ""},
    {"un (.) deux (..)", "pause[3-6] pause[12-16]"},
    {"{pause de 17 secondes}", "pause[0-22]"},
    {"oui (silence)", "pause[4-13]"},
    {"oui (0.5) non", "pause[4-9]"},
    {"{rires} (Rire.) (rires du groupe) {sourires}",
     "laughter[0-7] laughter[8-15] laughter[16-33] laughter[34-44]"},
    {"à côté (ému, rire nerveux)", "event[7-26]"},
    {"il a dit [ oui *non", "overlap[9-10] overlap[15-16]"},
    {"Mme B*** et Mme C*", ""},
    {"bon= =oui ==", "quick[3-4] quick[5-6] quick[10-12]"},
    {"alors… enfin... voilà.", "ellipsis[5-6] ellipsis[12-15]"},
    {"{inaudible} (inaudible) [incompréhensible] (xxx)",
     "inaudible[0-11] inaudible[12-23] inaudible[24-42] inaudible[43-48]"},
    {"un (…) deux (...) […] [...] *…+ *...+",
     "cut[3-6] cut[12-17] cut[18-21] cut[22-27] cut[28-31] cut[32-37]"},
    {"(1'25) (1’25) [0:08:47] (0:01 - 0:11)", "clock[0-6] clock[7-13] clock[14-23] clock[24-37]"},
    {"(7) (2019) (12-15) (17h30) (2, 3)", ""},
    {"{accord de tête 7 et 3} {sonnerie de téléphone}", "event[0-23] event[24-47]"},
    {"(toux) (gros soupir) (il tousse beaucoup)", "event[0-6] event[7-20]"},
    {"[vers les hôpitaux] oui", "overlap[0-1]"},
    {"{jamais fermée et (jamais non plus", ""},
    {"() {} []", "overlap[6-7]"},
    {"e\xCC\x81te\xCC\x81 (.) é", "pause[6-9]"},
};

START_TEST(marks_of_a_text)
{
    propos_buffer out = {0};
    propos_mark *marks = NULL;
    const char *text = rows[_i].text;
    size_t count = propos_marks_of(lists, text, strlen(text), &marks);
    for (size_t i = 0; i < count; i++)
        propos_buffer_printf(&out, "%s%s[%u-%u]", i > 0 ? " " : "", propos_mark_name(marks[i].kind),
                             marks[i].start, marks[i].end);
    ck_assert_msg(strcmp(propos_buffer_text(&out), rows[_i].marks) == 0,
                  "« %s »\n  gives    %s\n  expected %s", text, propos_buffer_text(&out),
                  rows[_i].marks);
    free(marks);
    propos_buffer_free(&out);
}
END_TEST

START_TEST(bytes_and_code_points_agree)
{
    propos_mark *marks = NULL;
    const char *text = "été (.) où {rires}";
    ck_assert_uint_eq(propos_marks_of(lists, text, strlen(text), &marks), 2);
    ck_assert_int_eq(strncmp(text + marks[0].start_byte, "(.)", 3), 0);
    ck_assert_uint_eq(marks[0].end_byte - marks[0].start_byte, 3);
    ck_assert_uint_eq(marks[1].end_byte, strlen(text));
    free(marks);
}
END_TEST

typedef struct named {
    const char *word;
    propos_mark_kind kind;
} named;

static const named names[] = {
    {"rires", PROPOS_MARK_LAUGHTER},      {"Rire", PROPOS_MARK_LAUGHTER},
    {"laughter", PROPOS_MARK_LAUGHTER},   {"pause", PROPOS_MARK_PAUSE},
    {"SILENCE", PROPOS_MARK_PAUSE},       {"chevauchement", PROPOS_MARK_OVERLAP},
    {"overlap", PROPOS_MARK_OVERLAP},     {"enchainement", PROPOS_MARK_QUICK},
    {"enchaînement", PROPOS_MARK_QUICK},  {"ellipsis", PROPOS_MARK_ELLIPSIS},
    {"suspension", PROPOS_MARK_ELLIPSIS}, {"inaudible", PROPOS_MARK_INAUDIBLE},
    {"coupure", PROPOS_MARK_CUT},         {"cut", PROPOS_MARK_CUT},
    {"minutage", PROPOS_MARK_CLOCK},      {"clock", PROPOS_MARK_CLOCK},
    {"evenement", PROPOS_MARK_EVENT},     {"Événement", PROPOS_MARK_EVENT},
};

START_TEST(kinds_by_their_names)
{
    propos_mark_kind kind = PROPOS_MARK_EVENT;
    ck_assert_msg(propos_mark_from(lists, names[_i].word, &kind), "%s is unknown", names[_i].word);
    ck_assert_str_eq(propos_mark_name(kind), propos_mark_name(names[_i].kind));
    ck_assert(!propos_mark_from(lists, "prostate", &kind));
    ck_assert(!propos_mark_from(lists, "", &kind));
}
END_TEST

START_TEST(every_kind_is_found_by_its_own_name)
{
    propos_mark_kind kind = PROPOS_MARK_EVENT;
    ck_assert(propos_mark_from(lists, propos_mark_name((propos_mark_kind)_i), &kind));
    ck_assert_int_eq((int)kind, _i);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("marks");
    tcase_add_loop_test(tests, marks_of_a_text, 0, sizeof rows / sizeof *rows);
    tcase_add_test(tests, bytes_and_code_points_agree);
    tcase_add_loop_test(tests, kinds_by_their_names, 0, sizeof names / sizeof *names);
    tcase_add_loop_test(tests, every_kind_is_found_by_its_own_name, 0, PROPOS_MARK_KINDS);
    return french_run(tests, "text: marks");
}
