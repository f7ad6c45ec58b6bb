// Formats of linguists' corpora and of transcription programs: CHAT, TEI, oTranscribe, IRaMuTeQ.
#include "conversation.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const conversation cases[] = {
    {"CHAT: names, times, what the transcriber marked, tiers that are no speech",
     "a.cha",
     "cha",
     "@UTF8\n@Begin\n@Participants:\tENQ Anne Investigator, PAU Paul "
     "Adult\n@ID:\tfra|x|PAU|34;|male|"
     "||Adult|||\n*ENQ:\tvous dormez (.) bien ? \x15"
     "0_4200\x15\n*PAU:\t<on on> [//] on &-euh dort\n\tmal &=rires (par)ce+que +... "
     "\x15"
     "4200_9000\x15\n%com:\til rit\n*PAU:\tvoil\xC3\xA0@\xC3\xA9 .\n@End\n",
     NULL,
     {"Anne|0|vous dormez (.) bien ?",
      "Paul|4200|on on on euh dort mal {rires} parce+que … voilà ."},
     NULL,
     0},
    {"TEI: people listed, a timeline, blocks, pauses and laughter, notes left out",
     "a.xml",
     "tei",
     "<?xml version=\"1.0\"?><TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><listPerson>"
     "<person xml:id=\"PAU\" role=\"participant\" sex=\"1\"><persName>\n Paul </persName></person>"
     "<person xml:id=\"ANN\"><persName><forename>Anne</forename></persName></person></listPerson>"
     "</teiHeader><text><timeline unit=\"s\"><when xml:id=\"T0\" absolute=\"0\"/><when "
     "xml:id=\"T1\" interval=\"4.2\" since=\"#T0\"/></timeline><body><u who=\"#ANN\" "
     "start=\"#T0\">vous<pause/>dormez<note>doute</note> ?</u><annotationBlock who=\"#PAU\" "
     "start=\"#T1\"><u><seg><w>on</w><w>dort</w><pc>.</pc></seg> <vocal><desc> rire</desc></vocal> "
     "<incident/>bien</u><spanGrp><span>VER</span></spanGrp></annotationBlock><u>oui</u></body>"
     "</text></TEI>",
     NULL,
     {"Anne|0|vous (.) dormez ?", "Paul|4200|on dort. {rire} bien", "-|-1|oui"},
     NULL,
     0},
    {"oTranscribe: times between the words, marks, entities",
     "a.otr",
     "otr",
     "{\"text\": \"<p><span class=\\\"timestamp\\\" data-timestamp=\\\"4.2\\\">00:04</span> "
     "<b>Paul "
     ":</b> Moi l&#39;&eacute;t&#233;, c'est R&amp;D.</p><p>Anne : Ah <span "
     "class=\\\"timestamp\\\" "
     "data-timestamp=\\\"8\\\">00:08</span>oui ?<br />Paul : <i>Oui.</i></p><p><span "
     "class=\\\"timestamp\\\" data-timestamp=\\\"9\\\">00:09</span>Anne : Bon.</p>\", \"media\": "
     "\"a.mp3\", \"media-time\": 12}",
     NULL,
     {"Paul|4200|Moi l'&eacute;té, c'est R&D.", "Anne|-1|Ah oui ?", "Paul|-1|Oui.",
      "Anne|9000|Bon."},
     NULL,
     0},
    {"Sonal: a text in Windows-1252",
     "a.rtr",
     "rtr",
     "Enqu\xEAteur : \xC7"
     "a va ?\r\nLuc : Oui.\r\nEnqu\xEAteur : Bien.\r\nLuc : Ah.\r\n",
     NULL,
     {"Enquêteur|-1|Ça va ?", "Luc|-1|Oui.", "Enquêteur|-1|Bien.", "Luc|-1|Ah."},
     "Sonal",
     0},
};

START_TEST(turns)
{
    conversation_check(&cases[_i]);
}
END_TEST

static const refusal refusals[] = {
    {"XML without utterances", "a.xml", "<TEI><text><p>Bonjour</p></text></TEI>", 0,
     "no utterance"},
    {"XML of another kind", "a.xml", "<html><p>Bonjour</p></html>", 0, "no utterance"},
    {"broken TEI", "a.xml", "<TEI>\n<u>oui</TEI>", 2, "broken"},
    {"oTranscribe cut short", "a.otr", "{\"text\": \"<p>oui", 1, "JSON is broken"},
    {"no text", "a.otr", "{\"media-time\": 1, \"text\": 3}", 0, "no \"text\""},
};

START_TEST(refused)
{
    refusal_check(&refusals[_i]);
}
END_TEST

static formats_content content_of(propos_arena *arena, const char *name, const char *bytes,
                                  const char *reader_name)
{
    formats_content content = {0};
    propos_error error;
    propos_error_clear(&error);
    formats_input input = {.path = name, .name = name, .bytes = bytes, .length = strlen(bytes)};
    const formats_reader *reader = formats_reader_for(&input);
    ck_assert_ptr_nonnull(reader);
    ck_assert_str_eq(reader->name, reader_name);
    ck_assert_msg(reader->read(arena, &input, &content, &error) == PROPOS_OK, "%s", error.text);
    return content;
}

START_TEST(people_of_chat)
{
    propos_arena *arena = propos_arena_new();
    formats_content content = content_of(arena, "a.cha", cases[0].bytes, "cha");
    ck_assert_uint_eq(content.speaker_count, 2);
    ck_assert_str_eq(content.speakers[0].label, "Anne");
    ck_assert_int_eq(content.speakers[0].role, PROPOS_ROLE_INTERVIEWER);
    ck_assert_str_eq(content.speakers[1].label, "Paul");
    ck_assert_uint_eq(content.speakers[1].attribute_count, 2);
    ck_assert_str_eq(content.speakers[1].attributes[0].name, "age");
    ck_assert_str_eq(content.speakers[1].attributes[0].value, "34;");
    propos_arena_free(arena);
}
END_TEST

START_TEST(two_of_one_name)
{
    propos_arena *arena = propos_arena_new();
    formats_content content = content_of(
        arena, "a.cha",
        "@UTF8\n@Begin\n@Participants:\tA1 Anne Adult, A2 Anne Adult\n*A1:\toui .\n*A2:\tnon .\n",
        "cha");
    ck_assert_str_eq(content.documents[0].turns[0].speaker, "A1");
    ck_assert_str_eq(content.documents[0].turns[1].speaker, "A2");
    propos_arena_free(arena);
}
END_TEST

// Each text is a document; its variables are its speaker's attributes.
START_TEST(iramuteq)
{
    propos_arena *arena = propos_arena_new();
    formats_content content =
        content_of(arena, "corpus.txt",
                   "\n**** *ent_1 *groupe_nuit *seul\non dort\nmal\n-*theme_repos\npeu aussi\n\n"
                   "**** *ent_2 *groupe_jour\nça va\n**** *ent_2 *groupe_soir\nbof\n",
                   "iramuteq");
    ck_assert_uint_eq(content.document_count, 3);
    ck_assert_str_eq(content.documents[0].id, "ent_1");
    ck_assert_str_eq(conversation_turn(arena, &content.documents[0], 0), "ent_1|-1|on dort mal");
    ck_assert_str_eq(conversation_turn(arena, &content.documents[0], 1), "ent_1|-1|peu aussi");
    ck_assert_uint_eq(content.documents[0].turn_count, 2);
    ck_assert_str_eq(content.documents[1].id, "ent_2");
    ck_assert_str_eq(content.documents[2].id, "ent_2-3");
    ck_assert_uint_eq(content.speaker_count, 3);
    ck_assert_uint_eq(content.speakers[0].attribute_count, 2);
    ck_assert_str_eq(content.speakers[0].attributes[1].name, "groupe");
    ck_assert_str_eq(content.speakers[0].attributes[1].value, "nuit");
    ck_assert_str_eq(content.speakers[2].document, "ent_2-3");
    propos_arena_free(arena);
}
END_TEST

// The invented samples, by one sentence each.
static const struct {
    const char *path;
    const char *turn; // the second one, or the first of the only
    size_t number;
} samples[] = {
    {"synthetic/entretien.cha", "Paul|4200|moi l'échappement (.) c'est le vélo .", 1},
    {"synthetic/entretien_tei.xml",
     "Paul|0|moi l’échappement c’est le vélo "
     "les travailleur·se·s s’échappent",
     0},
    {"synthetic/entretien.otr", "Paul|4200|Moi l'échappement, c'est le vélo.", 0},
    {"synthetic/entretien_iramuteq.txt", "ent_1|-1|on n'échappe jamais aux courriels", 1},
    {"synthetic/noscribe_fr.vtt", "S01|4200|Moi l'échappement, c'est le vélo.", 1},
    {"synthetic/whisper_fr.srt", "SPEAKER_01|4200|Moi l'échappement, c'est le vélo.", 1},
    {"synthetic/whisperx_fr.json", "SPEAKER_01|4200|Moi l'échappement, c'est le vélo.", 1},
};

START_TEST(samples_read)
{
    propos_arena *arena = NULL;
    formats_content content;
    if (conversation_sample(samples[_i].path, &arena, &content)) {
        ck_assert_str_eq(conversation_turn(arena, &content.documents[0], samples[_i].number),
                         samples[_i].turn);
        propos_arena_free(arena);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formats/corpora");
    TCase *all = tcase_create("corpora");
    tcase_add_loop_test(all, turns, 0, sizeof cases / sizeof cases[0]);
    tcase_add_loop_test(all, refused, 0, sizeof refusals / sizeof refusals[0]);
    tcase_add_loop_test(all, samples_read, 0, sizeof samples / sizeof samples[0]);
    tcase_add_test(all, people_of_chat);
    tcase_add_test(all, two_of_one_name);
    tcase_add_test(all, iramuteq);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
