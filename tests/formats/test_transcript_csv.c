#include "formats/transcript.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static propos_arena *arena;
static propos_document_data document;
static propos_doubts doubts;
static propos_error error;

static void set_up(void)
{
    arena = propos_arena_new();
    memset(&document, 0, sizeof document);
    memset(&doubts, 0, sizeof doubts);
    document.id = "FG1";
    propos_error_clear(&error);
}

static void tear_down(void)
{
    propos_arena_free(arena);
}

static propos_status read_text(const char *text)
{
    return propos_transcript_csv(arena, text, strlen(text), "FG1.csv", &document, &doubts, &error);
}

START_TEST(english_columns)
{
    ck_assert_int_eq(read_text("turn,speaker,line,locator,text,time\n"
                               "1,M,3,,\"Bonjour, à tous\",0:00:05\n"
                               "2,,5,V2V6,{rires},\n"
                               "7,?,,,Oui,1'25\n"),
                     PROPOS_OK);
    ck_assert_uint_eq(document.turn_count, 3);
    ck_assert_uint_eq(doubts.count, 0);
    const propos_turn_data *turn = document.turns;
    ck_assert_uint_eq(turn[0].number, 1);
    ck_assert_str_eq(turn[0].speaker, "M");
    ck_assert_str_eq(turn[0].text, "Bonjour, à tous");
    ck_assert_uint_eq(turn[0].line_count, 1);
    ck_assert_int_eq(turn[0].lines[0].line, 3);
    ck_assert_uint_eq(turn[0].lines[0].start, 0);
    ck_assert(!turn[0].lines_complete);
    ck_assert_int_eq(turn[0].time_ms, 5000);
    ck_assert_ptr_null(turn[0].locator);
    ck_assert_int_eq(turn[0].source.line, 2);
    ck_assert_str_eq(turn[0].source.file, "FG1.csv");
    ck_assert_ptr_null(turn[1].speaker);
    ck_assert_str_eq(turn[1].locator, "V2V6");
    ck_assert_int_eq(turn[1].time_ms, -1);
    ck_assert_uint_eq(turn[2].number, 7);
    ck_assert_str_eq(turn[2].speaker, "?");
    ck_assert_uint_eq(turn[2].line_count, 0);
    ck_assert_int_eq(turn[2].time_ms, 85000);
}
END_TEST

START_TEST(french_columns)
{
    ck_assert_int_eq(read_text("Tour;Locuteur;Ligne;Repère;Texte;Temps\n"
                               "3; VO 2 ;137-138;;\"dit\n\nenfin\";2:03,5\n"
                               "1;VO3;V2V6;;oui;125\n"),
                     PROPOS_OK);
    const propos_turn_data *turn = document.turns;
    ck_assert_uint_eq(document.turn_count, 2);
    ck_assert_uint_eq(turn[0].number, 3);
    ck_assert_str_eq(turn[0].speaker, "VO 2");
    ck_assert_str_eq(turn[0].text, "dit\n\nenfin");
    ck_assert_int_eq(turn[0].lines[0].line, 137);
    ck_assert_int_eq(turn[0].time_ms, 123500);
    ck_assert_str_eq(turn[1].locator, "V2V6");
    ck_assert_uint_eq(turn[1].line_count, 0);
    ck_assert_int_eq(turn[1].time_ms, 125000);
    ck_assert_int_eq(turn[1].source.line, 5);
}
END_TEST

START_TEST(only_text)
{
    ck_assert_int_eq(read_text("texte\noui\nnon\n"), PROPOS_OK);
    ck_assert_uint_eq(document.turn_count, 2);
    ck_assert_uint_eq(document.turns[1].number, 2);
    ck_assert_ptr_null(document.turns[1].speaker);
    ck_assert_str_eq(document.turns[1].text, "non");
}
END_TEST

START_TEST(doubts_name_the_row)
{
    ck_assert_int_eq(read_text("line,locator,text,time\n1,,oui,\nvers 3,V1,oui,\n4,,oui,tôt\n"),
                     PROPOS_OK);
    ck_assert_uint_eq(doubts.count, 2);
    ck_assert_int_eq(doubts.items[0].source.line, 3);
    ck_assert_str_eq(doubts.items[0].document, "FG1");
    ck_assert_ptr_nonnull(strstr(doubts.items[0].what, "vers 3"));
    ck_assert_int_eq(doubts.items[1].source.line, 4);
    ck_assert_ptr_nonnull(strstr(doubts.items[1].what, "tôt"));
}
END_TEST

static const struct {
    const char *text;
    long line;
    const char *says;
} bad[] = {
    {"turn,speaker\n1,M\n", 1, "text"},
    {"turn,text\n1,oui\n2,non\n1,si\n", 4, "turn 1 is there already, at line 2"},
    {"turn,text\n1,oui\ndeux,non\n", 3, "deux"},
    {"turn,text\n1,oui\n,non\n", 3, "turn number"},
    {"turn,text\n0,oui\n", 2, "turn number"},
    {"turn,text\n-1,oui\n", 2, "turn number"},
    {"turn,text\n99999999999999999999,oui\n", 2, "turn number"},
    {"turn,text\n1,oui\n2,non,si\n", 3, "cells"},
};

START_TEST(bad_transcripts_are_refused)
{
    ck_assert_int_eq(read_text(bad[_i].text), PROPOS_BAD_INPUT);
    ck_assert_int_eq(error.line, bad[_i].line);
    ck_assert_str_eq(error.file, "FG1.csv");
    ck_assert_msg(strstr(error.text, bad[_i].says) != NULL, "%s", error.text);
    ck_assert_uint_eq(document.turn_count, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formats/transcript_csv");
    TCase *cases = tcase_create("rows");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, english_columns);
    tcase_add_test(cases, french_columns);
    tcase_add_test(cases, only_text);
    tcase_add_test(cases, doubts_name_the_row);
    tcase_add_loop_test(cases, bad_transcripts_are_refused, 0, sizeof bad / sizeof bad[0]);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
