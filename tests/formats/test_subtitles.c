// WebVTT, SubRip, Whisper's JSON.
#include "conversation.h"

#include <check.h>
#include <stdlib.h>

static const conversation cases[] = {
    {"noScribe: unclosed voices, overlaps inline, an event",
     "e1.vtt",
     "vtt",
     "WEBVTT Entretien\n\nNOTE\nTranscribed with noScribe vers. 0.7\n\n1\n00:00:00.000 --> "
     "00:00:03.000\n(3 secondes de pause)\n\n2\n00:00:03.500 --> 00:00:09.000\n<v S01>On dort mal, "
     "ici. //S02: Ah oui. // Surtout le lundi.\n\n3\n00:00:09.100 --> 00:00:10.000\n<v S01>Le "
     "mardi aussi.\n\n4\n00:01:00.000 --> 00:01:02.000\n<v S02>Tous les jours.\n",
     NULL,
     {"-|0|(3 secondes de pause)", "S01|3500|On dort mal, ici.", "S02|3500|Ah oui.",
      "S01|-1|Surtout le lundi. Le mardi aussi.", "S02|60000|Tous les jours."},
     NULL,
     0},
    {"Whisper: no speakers; a paragraph ends before a pause",
     "e2.vtt",
     "vtt",
     "WEBVTT\n\n00:00.000 --> 00:04.000\nOn dort mal,\n\n00:04.000 --> 00:05.000\nici.\n\n"
     "00:05.500 --> 00:06.000\nEnfin, moi.\n\n00:09.000 --> 00:10.000\nEt vous ?\n",
     NULL,
     {"-|0|On dort mal, ici. Enfin, moi.", "-|9000|Et vous ?"},
     NULL,
     0},
    {"Zoom: names before a colon",
     "e3.vtt",
     "vtt",
     "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000\r\nMarie Petit: Bonjour.\r\n\r\n2\r\n"
     "00:00:02.000 --> 00:00:03.000\r\nLéo Grand: Oui : bonjour.\r\n\r\n3\r\n00:00:03.000 --> "
     "00:00:04.000\r\nMarie Petit: On y va ?\r\n",
     NULL,
     {"Marie Petit|1000|Bonjour.", "Léo Grand|2000|Oui : bonjour.", "Marie Petit|3000|On y va ?"},
     NULL,
     0},
    {"Teams: closed voices, two in one cue, marks, entities",
     "e4.vtt",
     "vtt",
     "\xEF\xBB\xBFWEBVTT\n\nabc-12/3-0\n00:00:01.000 --> 00:00:02.000 align:start\n<v Marie "
     "Petit>Le <i>vélo</i>\nR&amp;D,</v> <v.fort Léo>x < 3&nbsp;?</v>\n\nSTYLE\n::cue { color: red "
     "}\n",
     NULL,
     {"Marie Petit|1000|Le vélo R&D,", "Léo|1000|x < 3\xC2\xA0?"},
     NULL,
     0},
    {"SubRip with bracketed speakers",
     "e5.srt",
     "srt",
     "1\n00:00:00,000 --> 00:00:04,200\n[SPEAKER_00]: Qu’est-ce qui change ?\n\n2\n00:00:04,200 "
     "--> 00:00:09,000\n[SPEAKER_01]: Le vélo.\n\n3\n00:00:09,000 --> 00:00:10,000\n[SPEAKER_01]: "
     "[rires]\n",
     NULL,
     {"SPEAKER_00|0|Qu’est-ce qui change ?", "SPEAKER_01|4200|Le vélo. [rires]"},
     NULL,
     0},
    {"SubRip: labels where the speaker changes",
     "e6.srt",
     "srt",
     "1\n0:00:00,000 --> 0:00:04,200\nM : On y va ?\n\n2\n0:00:05,000 --> 0:00:06,000\nOn y est.\n"
     "\n3\n0:00:07,000 --> 0:00:08,000\nA : Oui.\n\n4\n0:00:09,000 --> 0:00:10,000\nM : Bon.\n"
     "\n5\n0:00:11,000 --> 0:00:12,000\nA : Bon.",
     NULL,
     {"M|0|On y va ? On y est.", "A|7000|Oui.", "M|9000|Bon.", "A|11000|Bon."},
     NULL,
     0},
    {"study.ini's labels hold alone",
     "e7.srt",
     "srt",
     "1\n0:00:00,000 --> 0:00:04,200\nM : On y va ?\n\n2\n0:00:05,000 --> 0:00:06,000\nA : Oui.\n",
     "M",
     {"M|0|On y va ? A : Oui."},
     NULL,
     0},
    {"Whisper's JSON",
     "e8.json",
     "whisper",
     "{\"text\": \"Bon. Ah.\", \"segments\": [{\"id\": 0, \"start\": 0.0, \"end\": 1.5, \"text\": "
     "\" Bon.\"}, {\"start\": 1.5, \"end\": 2, \"text\": \" Ah.\"}], \"language\": \"fr\"}",
     NULL,
     {"-|0|Bon. Ah."},
     NULL,
     0},
    {"WhisperX: a speaker is missing",
     "e9.json",
     "whisper",
     "{\n\"segments\": [\n{\"start\": 0.25, \"text\": \"Oui ?\", \"speaker\": \"SPEAKER_00\"},\n"
     "{\"start\": 1, \"text\": \"Non.\", \"speaker\": \"SPEAKER_01\"},\n{\"start\": 2, \"text\": "
     "\"Si.\", \"speaker\": \"SPEAKER_01\"},\n{\"start\": 3, \"text\": \"Ah.\"}]}",
     NULL,
     {"SPEAKER_00|250|Oui ?", "SPEAKER_01|1000|Non. Si.", "-|3000|Ah."},
     "names no speaker",
     0},
    {"whisper.cpp: milliseconds",
     "e10.json",
     "whisper",
     "{\"transcription\": [{\"timestamps\": {\"from\": \"00:00:01,000\"}, \"offsets\": {\"from\": "
     "1000, \"to\": 2000}, \"text\": \" Bon.\"}]}",
     NULL,
     {"-|1000|Bon."},
     NULL,
     0},
};

START_TEST(turns)
{
    conversation_check(&cases[_i]);
}
END_TEST

static const refusal refusals[] = {
    {"no times", "a.vtt", "WEBVTT\n\nBonjour.\n", 1, "no line of times"},
    {"not subtitles", "a.srt", "Bonjour.\n", 1, "no line of times"},
    {"JSON cut short", "a.json", "{\"segments\": [\n{\"start\": 1,\n", 3, "JSON is broken"},
    {"other JSON", "a.json", "{\"name\": 1}", 0, "no segments"},
};

START_TEST(refused)
{
    refusal_check(&refusals[_i]);
}
END_TEST

// The beginning, the middle and the end of the real file.
START_TEST(noscribe_sample)
{
    propos_arena *arena = NULL;
    formats_content content;
    if (conversation_sample("vtt/noscribe_interview.vtt", &arena, &content)) {
        const propos_document_data *document = &content.documents[0];
        ck_assert_uint_gt(document->turn_count, 60);
        ck_assert_ptr_null(document->turns[0].speaker);
        ck_assert_str_eq(document->turns[0].text, "(12 seconds pause)");
        ck_assert_str_eq(document->turns[1].speaker, "S01");
        ck_assert_int_eq(document->turns[1].time_ms, 34570);
        ck_assert_str_eq(conversation_turn(arena, document, 2), "S02|34570|Ist das herrlich.");
        propos_arena_free(arena);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formats/subtitles");
    TCase *all = tcase_create("subtitles");
    tcase_add_loop_test(all, turns, 0, sizeof cases / sizeof cases[0]);
    tcase_add_loop_test(all, refused, 0, sizeof refusals / sizeof refusals[0]);
    tcase_add_test(all, noscribe_sample);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
