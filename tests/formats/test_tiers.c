// Annotations on a line of time: Praat, ELAN, Transcriber.
#include "conversation.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define UTF16_GRID                                                                                 \
    "\xFF\xFE"                                                                                     \
    "F\0i\0l\0e\0 \0t\0y\0p\0e\0 \0=\0 \0\"\0o\0o\0T\0e\0x\0t\0F\0i\0l\0e\0\"\0\n\0"               \
    "\"\0T\0e\0x\0t\0G\0r\0i\0d\0\"\0\n\0"                                                         \
    "0\0\n\0"                                                                                      \
    "1\0\n\0"                                                                                      \
    "<\0e\0x\0i\0s\0t\0s\0>\0\n\0"                                                                 \
    "1\0\n\0"                                                                                      \
    "\"\0I\0n\0t\0e\0r\0v\0a\0l\0T\0i\0e\0r\0\"\0\n\0"                                             \
    "\"\0A\0\"\0\n\0"                                                                              \
    "0\0\n\0"                                                                                      \
    "1\0\n\0"                                                                                      \
    "1\0\n\0"                                                                                      \
    "0\0\n\0"                                                                                      \
    "1\0\n\0"                                                                                      \
    "\"\0\xE9\0t\0\xE9\0\"\0\n\0"

static const conversation cases[] = {
    {"TextGrid, long: a tier a speaker, merged by time; silence and doubled quotation marks",
     "a.TextGrid",
     "textgrid",
     "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = 10\ntiers? "
     "<exists>\nsize = 3\nitem []:\n    item [1]:\n        class = \"IntervalTier\"\n        name "
     "= "
     "\"Anne (ENQ)\"\n        xmin = 0\n        xmax = 10\n        intervals: size = 3\n        "
     "intervals [1]:\n            xmin = 0\n            xmax = 2.5\n            text = \"vous "
     "dormez \"\n        intervals [2]:\n            xmin = 2.5\n            xmax = 6\n            "
     "text = \"\"\n        intervals [3]:\n            xmin = 6\n            xmax = 10\n           "
     " "
     "text = \"ah \"\"bon\"\" 3\"\n    item [2]:\n        class = \"IntervalTier\"\n        name = "
     "\"Léo\"\n        xmin = 0\n        xmax = 10\n        intervals: size = 2\n        intervals "
     "[1]:\n            xmin = 2\n            xmax = 4\n            text = \"oui\n\"\n        "
     "intervals [2]:\n            xmin = 4\n            xmax = 6\n            text = \"bien\"\n    "
     "item [3]:\n        class = \"IntervalTier\"\n        name = \"mots\"\n        xmin = 0\n     "
     " "
     "  xmax = 10\n        intervals: size = 1\n        intervals [1]:\n            xmin = 0\n     "
     " "
     "      xmax = 10\n            text = \"vous\"\n",
     NULL,
     {"Anne (ENQ)|0|vous dormez", "Léo|2000|oui bien", "Anne (ENQ)|6000|ah \"bon\" 3"},
     "\"mots\"",
     0},
    {"TextGrid, short, with points and a comment",
     "a.txt",
     "textgrid",
     "File type = \"ooTextFile\"\n\"TextGrid\"\n! rien "
     "3\n0\n5\n<exists>\n2\n\"TextTier\"\n\"A\"\n0\n"
     "5\n1\n1.5\n\"ici\"\n\"IntervalTier\"\n\"B\"\n0\n5\n1\n0\n5\n\"là\"\n",
     NULL,
     {"B|0|là", "A|1500|ici"},
     NULL,
     0},
    {"TextGrid in UTF-16",
     "a.TextGrid",
     "textgrid",
     UTF16_GRID,
     NULL,
     {"A|0|été"},
     NULL,
     sizeof UTF16_GRID - 1},
    {"ELAN: participants, a tier of notes, a gloss",
     "a.eaf",
     "eaf",
     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT "
     "TIME_SLOT_ID=\"t1\" TIME_VALUE=\"100\"/><TIME_SLOT TIME_SLOT_ID=\"t2\" TIME_VALUE=\"900\"/>"
     "<TIME_SLOT TIME_SLOT_ID=\"t3\"/></TIME_ORDER><TIER TIER_ID=\"x\" PARTICIPANT=\"Anne\">"
     "<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a1\" TIME_SLOT_REF1=\"t2\" "
     "TIME_SLOT_REF2=\"t3\"><ANNOTATION_VALUE>R&amp;D, oui</ANNOTATION_VALUE>"
     "</ALIGNABLE_ANNOTATION></ANNOTATION></TIER><TIER TIER_ID=\"y\" PARTICIPANT=\"Léo\">"
     "<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a2\" TIME_SLOT_REF1=\"t1\" "
     "TIME_SLOT_REF2=\"t2\"><ANNOTATION_VALUE>alors ?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>"
     "</ANNOTATION></TIER><TIER TIER_ID=\"en\" PARENT_REF=\"y\" PARTICIPANT=\"Léo\"><ANNOTATION>"
     "<REF_ANNOTATION ANNOTATION_ID=\"a3\" ANNOTATION_REF=\"a2\"><ANNOTATION_VALUE>so?"
     "</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>",
     NULL,
     {"Léo|100|alors ?", "Anne|900|R&D, oui"},
     "hangs on",
     0},
    {"ELAN: tiers without participants are speakers",
     "a.eaf",
     "eaf",
     "<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID=\"t1\" TIME_VALUE=\"100\"/>"
     "</TIME_ORDER><TIER TIER_ID=\"Anne\"><ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1=\"t1\">"
     "<ANNOTATION_VALUE>oui</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>"
     "</ANNOTATION_DOCUMENT>",
     NULL,
     {"Anne|100|oui"},
     NULL,
     0},
    {"Transcriber: two at a time, events, a turn without anybody",
     "a.trs",
     "trs",
     "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!DOCTYPE Trans SYSTEM \"trans-14.dtd\">\n"
     "<Trans><Speakers><Speaker id=\"sp1\" name=\"Zo\xE9\"/><Speaker id=\"sp2\" name=\"Luc\"/>"
     "</Speakers><Episode><Section><Turn speaker=\"sp1 sp2\" startTime=\"0\" endTime=\"1.5\"><Sync "
     "time=\"0\"/><Who nb=\"1\"/>\nah\n<Who nb=\"2\"/>\ns\xFBr ?\n</Turn><Turn speaker=\"sp2\" "
     "startTime=\"1.5\" endTime=\"3\"><Sync time=\"1.5\"/>\noui<Event desc=\"rire\" "
     "extent=\"begin\"/> voil\xE0<Event desc=\"rire\" extent=\"end\"/><Event desc=\"b\"/></Turn>"
     "<Turn startTime=\"3\" endTime=\"9\">musique</Turn><Turn speaker=\"sp3\" startTime=\"9\" "
     "endTime=\"10\">bon</Turn></Section></Episode></Trans>",
     NULL,
     {"Zoé|0|ah", "Luc|0|sûr ? oui {rire} voilà", "-|3000|musique", "sp3|9000|bon"},
     NULL,
     0},
};

START_TEST(turns)
{
    conversation_check(&cases[_i]);
}
END_TEST

static const refusal refusals[] = {
    {"a TextGrid cut short", "a.TextGrid",
     "\"ooTextFile\"\n\"TextGrid\"\n0\n5\n<exists>"
     "\n1\n\"IntervalTier\"\n\"A\"\n0\n5\n9\n0\n5\n\"a\"\n",
     15, "cut short"},
    {"a quotation mark that never closes", "a.TextGrid", "\"ooTextFile\"\n\"TextGr\n", 3,
     "cut short"},
    {"another object of Praat", "a.TextGrid", "\"ooTextFile\"\n\"Pitch 1\"\n", 2, "no TextGrid"},
    {"broken XML", "a.eaf", "<ANNOTATION_DOCUMENT>\n<TIER>\n</X>", 3, "broken"},
    {"entities", "a.trs",
     "<?xml version=\"1.0\"?>\n<!DOCTYPE Trans [\n<!ENTITY a \"aaaa\">\n]>\n<Trans>&a;</Trans>", 3,
     "entity"},
};

START_TEST(refused)
{
    refusal_check(&refusals[_i]);
}
END_TEST

// Each interval of the tiers, by eye: the beginning, the middle and the end.
START_TEST(textgrid_sample)
{
    propos_arena *arena = NULL;
    formats_content content;
    if (conversation_sample("textgrid/cfpp_Leblond_Zanotti_7e-1.TextGrid", &arena, &content)) {
        const propos_document_data *document = &content.documents[0];
        ck_assert_uint_gt(document->turn_count, 300);
        int64_t before = 0;
        const char *speaker = "";
        for (size_t i = 0; i < document->turn_count; i++) {
            const propos_turn_data *turn = &document->turns[i];
            ck_assert_int_ge(turn->time_ms, before);
            ck_assert_str_ne(turn->speaker, speaker); // one speaker's pieces are one turn
            before = turn->time_ms;
            speaker = turn->speaker;
        }
        ck_assert_str_eq(document->turns[0].speaker, "Florence Lefeuvre (ENQ)");
        ck_assert_ptr_nonnull(strstr(document->turns[0].text, "par cette belle journée"));
        propos_arena_free(arena);
    }
}
END_TEST

START_TEST(trs_sample)
{
    propos_arena *arena = NULL;
    formats_content content;
    if (conversation_sample("trs/frint980428.trs", &arena, &content)) {
        const propos_document_data *document = &content.documents[0];
        ck_assert_uint_eq(document->turn_count, 5);
        ck_assert_str_eq(conversation_turn(arena, document, 1), "Patricia Martin|0|sûr ?");
        ck_assert_str_eq(conversation_turn(arena, document, 3),
                         "Patricia Martin|9609|le journal , Simon Tivolle :");
        ck_assert_int_eq(document->turns[4].time_ms, 10790);
        propos_arena_free(arena);
    }
}
END_TEST

START_TEST(eaf_sample)
{
    propos_arena *arena = NULL;
    formats_content content;
    if (conversation_sample("eaf/speach_test.eaf", &arena, &content)) {
        const propos_document_data *document = &content.documents[0];
        ck_assert_str_eq(conversation_turn(arena, document, 0), "-|830|convo start");
        ck_assert_str_eq(
            conversation_turn(arena, document, 1),
            "P001|1040|How do you read this? このリンゴ、おいしいね！ What does it mean?");
        propos_arena_free(arena);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formats/tiers");
    TCase *all = tcase_create("tiers");
    tcase_add_loop_test(all, turns, 0, sizeof cases / sizeof cases[0]);
    tcase_add_loop_test(all, refused, 0, sizeof refusals / sizeof refusals[0]);
    tcase_add_test(all, textgrid_sample);
    tcase_add_test(all, trs_sample);
    tcase_add_test(all, eaf_sample);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
