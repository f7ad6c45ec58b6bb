// The snapshot: everything of a revision but the words.
#include "studies.h"
#include "suites.h"

#include "base/buffer.h"

#include <string.h>

static bench b;
static propos_snapshot *s;

static void load(const propos_study_data *study)
{
    bench_import(&b, study);
    ck_ok(&b, propos_snapshot_load(b.record, &s, &b.error));
}

static void setup(void)
{
    bench_open(&b);
    s = NULL;
}

static void teardown(void)
{
    propos_snapshot_release(s);
    bench_close(&b);
}

static const propos_snap_turn *turn(const char *document, uint32_t number)
{
    const propos_snap_document *d = &s->documents[propos_snapshot_document(s, document)];
    for (uint32_t i = 0; i < d->turn_count; i++) {
        if (s->turns[d->first_turn + i].number == number) {
            return &s->turns[d->first_turn + i];
        }
    }
    ck_abort_msg("no turn %u in %s", number, document);
    return NULL;
}

START_TEST(documents_stand_in_the_order_of_analysis)
{
    static const char *const order[] = {"FG", "ENT", "VERB"};
    load(study_of_nurses(b.arena));
    ck_assert_str_eq(s->id, "infirmieres");
    ck_assert_str_eq(s->title, "Après la sortie");
    ck_assert_str_eq(s->source_path, "/études/infirmières");
    ck_assert_uint_eq(s->revision, 1);
    ck_assert_uint_eq(s->document_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        ck_assert_str_eq(s->documents[i].id, order[i]);
        ck_assert_uint_eq(propos_snapshot_document(s, order[i]), i);
    }
    ck_assert(s->documents[0].conversation && s->documents[1].conversation &&
              !s->documents[2].conversation);
    ck_assert_uint_eq(s->group_count, 1);
    ck_assert_str_eq(s->groups[s->documents[0].group], "Service d'Été");
    ck_assert_uint_eq(s->documents[1].group, PROPOS_NONE);
    ck_assert_ptr_null(s->documents[1].title);
    ck_assert_uint_eq(propos_snapshot_document(s, "fg"), PROPOS_NONE);
    uint32_t at = 0;
    for (uint32_t i = 0; i < s->turn_count; i++) {
        ck_assert_uint_eq(s->turns[i].first_passage, at);
        at += s->turns[i].passage_count;
    }
    ck_assert_uint_eq(at, s->passage_count);
}
END_TEST

START_TEST(passages_are_found_by_id)
{
    propos_study_data *study = study_of_nurses(b.arena);
    bench_import(&b, study);
    study->documents[1].turns[5].text = "Non."; // FG comes first but has the newest ids now
    load(study);
    for (uint32_t i = 0; i < s->passage_count; i++) {
        ck_assert_uint_eq(propos_snapshot_passage(s, s->passages[i].id), i);
        propos_buffer text = {0};
        propos_buffer whole = {0};
        ck_ok(&b, propos_record_passage_text(b.record, s->passages[i].id, &text, &b.error));
        ck_ok(&b, propos_record_turn_text(b.record, s->turns[s->passages[i].turn].id, &whole,
                                          &b.error));
        ck_assert_ptr_nonnull(strstr(propos_buffer_text(&whole), propos_buffer_text(&text)));
        propos_buffer_free(&text);
        propos_buffer_free(&whole);
    }
    ck_assert_uint_eq(propos_snapshot_passage(s, 0), PROPOS_NONE);
    ck_assert_uint_eq(propos_snapshot_passage(s, 1000), PROPOS_NONE);
    ck_assert_uint_gt(s->passages[0].id, s->passages[12].id);
}
END_TEST

START_TEST(speakers_aliases_and_labels_that_name_nobody)
{
    load(study_of_nurses(b.arena));
    const propos_snap_speaker *zoe = &s->speakers[turn("FG", 4)->speaker];
    ck_assert_str_eq(zoe->label, "Zoé");
    ck_assert_str_eq(s->speakers[zoe->person].label, "1");
    ck_assert_int_eq(zoe->role, PROPOS_ROLE_PARTICIPANT);
    ck_assert_uint_eq(zoe->attribute_count, 2);
    ck_assert_str_eq(zoe->attributes[0].name, "métier");
    ck_assert_str_eq(zoe->attributes[1].value, "42");
    const propos_snap_speaker *nobody = &s->speakers[turn("FG", 6)->speaker];
    ck_assert_str_eq(nobody->label, "?");
    ck_assert_uint_eq(nobody->person, PROPOS_NONE);
    ck_assert_uint_eq(turn("FG", 3)->speaker, PROPOS_NONE);
    const propos_snap_speaker *unlisted = &s->speakers[turn("ENT", 2)->speaker];
    ck_assert_str_eq(unlisted->label, "I");
    ck_assert_int_eq(unlisted->role, PROPOS_ROLE_UNKNOWN);
    ck_assert_ptr_eq(&s->speakers[unlisted->person], unlisted);
    for (uint32_t i = 0; i < s->speaker_count; i++) {
        ck_assert_uint_lt(s->speakers[i].document, 3);
    }
}
END_TEST

START_TEST(an_alias_keeps_what_it_has_itself)
{
    static const propos_attribute own[] = {{"métier", "cadre"}};
    propos_study_data *study = study_of_nurses(b.arena);
    study->speakers[3].attributes = own;
    study->speakers[3].attribute_count = 1;
    study->speakers[3].role = PROPOS_ROLE_OBSERVER;
    load(study);
    const propos_snap_speaker *zoe = &s->speakers[turn("FG", 4)->speaker];
    ck_assert_int_eq(zoe->role, PROPOS_ROLE_OBSERVER);
    ck_assert_uint_eq(zoe->attribute_count, 1);
    ck_assert_str_eq(zoe->attributes[0].value, "cadre");
}
END_TEST

START_TEST(codes_come_after_their_parents)
{
    static const char *const order[] = {"1", "1.1", "1.2", "2", "2.1"};
    load(study_of_nurses(b.arena));
    ck_assert_uint_eq(s->code_count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        ck_assert_str_eq(s->codes[i].id, order[i]);
        ck_assert_uint_eq(propos_snapshot_code(s, order[i]), i);
        ck_assert_uint_eq(s->codes[i].depth, strlen(order[i]) > 1);
        ck_assert_int_eq(s->codes[i].has_children, strlen(order[i]) == 1);
    }
    ck_assert_uint_eq(s->codes[1].parent, 0);
    ck_assert_uint_eq(s->codes[3].parent, PROPOS_NONE);
    ck_assert(propos_snapshot_below(s, 1, 0) && propos_snapshot_below(s, 1, 1));
    ck_assert(!propos_snapshot_below(s, 0, 1) && !propos_snapshot_below(s, 4, 0));
    // 1.2 and 2.1 mean one thing.
    ck_assert_uint_ne(s->codes[2].theme, PROPOS_NONE);
    ck_assert_uint_eq(s->codes[2].theme, s->codes[4].theme);
    ck_assert_uint_eq(s->codes[0].theme, PROPOS_NONE);
}
END_TEST

START_TEST(a_code_of_two_themes_unites_them)
{
    static propos_equivalence_data pairs[] = {{.code = "1", .theme = "a"},
                                              {.code = "1", .theme = "b"},
                                              {.code = "2", .theme = "b"},
                                              {.code = "2.1", .theme = "c"}};
    propos_study_data *study = study_of_nurses(b.arena);
    study->equivalences = pairs;
    study->equivalence_count = 4;
    load(study);
    ck_assert_uint_eq(s->codes[0].theme, s->codes[3].theme);
    ck_assert_uint_ne(s->codes[0].theme, s->codes[4].theme);
}
END_TEST

// "coder code start-end, " for each span of a turn's first passage.
static const char *spans_of(const propos_snap_turn *t)
{
    propos_buffer out = {0};
    const propos_snap_passage *p = &s->passages[t->first_passage];
    for (uint32_t i = 0; i < p->span_count; i++) {
        const propos_snap_span *span = &s->spans[p->first_span + i];
        const propos_snap_coding *coding = &s->codings[span->coding];
        propos_buffer_printf(&out, "%s %s %u-%u, ",
                             coding->coder == PROPOS_NONE ? "-" : s->coders[coding->coder],
                             s->codes[coding->code].id, span->start, span->end);
    }
    const char *text = propos_arena_strdup(b.arena, propos_buffer_text(&out));
    propos_buffer_free(&out);
    return text;
}

START_TEST(spans_are_clipped_to_passages)
{
    load(study_of_nurses(b.arena));
    const char *expected = propos_arena_printf(
        b.arena, "Anne 1.1 5-49, Basile 1 20-30, Anne 1.2 60-%u, Anne 2 60-%u, ",
        turn("FG", 2)->length, turn("FG", 2)->length);
    ck_assert_str_eq(spans_of(turn("FG", 2)), expected);
    ck_assert_str_eq(spans_of(turn("FG", 3)), "Anne 1.2 0-7, Anne 2 0-7, ");
    ck_assert_str_eq(spans_of(turn("FG", 4)), "Anne 1.2 0-10, Anne 2 0-10, ");
    ck_assert_str_eq(spans_of(turn("FG", 5)), "");
    ck_assert_str_eq(spans_of(turn("VERB", 2)), "- 1.2 0-5, ");
}
END_TEST

START_TEST(a_span_over_a_long_turn_is_on_each_passage)
{
    propos_study_data *study = study_of_nurses(b.arena);
    study->codings[0] = (propos_coding_data){.coder = "Anne",
                                             .code = "1",
                                             .document = "ENT",
                                             .turn = 1,
                                             .start = 3,
                                             .turn_end = 3,
                                             .end = 2};
    load(study);
    const propos_snap_turn *t = turn("ENT", 2);
    ck_assert_uint_eq(t->passage_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        const propos_snap_passage *p = &s->passages[t->first_passage + i];
        ck_assert_uint_eq(p->span_count, 1);
        ck_assert_uint_eq(s->spans[p->first_span].start, p->start);
        ck_assert_uint_eq(s->spans[p->first_span].end, p->end);
    }
    ck_assert_str_eq(spans_of(turn("ENT", 3)), "Anne 1 0-2, ");
}
END_TEST

START_TEST(units_rounds_and_coders)
{
    load(study_of_nurses(b.arena));
    ck_assert_uint_eq(s->coder_count, 2);
    ck_assert_uint_eq(propos_snapshot_coder(s, "Basile"), 1);
    ck_assert_uint_eq(propos_snapshot_coder(s, "basile"), PROPOS_NONE);
    ck_assert_uint_eq(s->codings[1].unit_key, s->codings[2].unit_key); // unit 8
    ck_assert_uint_ne(s->codings[0].unit_key, s->codings[1].unit_key);
    ck_assert_uint_ne(s->codings[3].unit_key, s->codings[4].unit_key);
    ck_assert_str_eq(s->codings[0].round, "individual");
    ck_assert_str_eq(s->codings[3].round, "consensus");
    ck_assert_str_eq(s->codings[0].memo, "Le mot fort");
    ck_assert_uint_eq(s->codings[6].coder, PROPOS_NONE);
}
END_TEST

START_TEST(without_a_number_the_span_makes_the_unit)
{
    propos_study_data *study = study_of_nurses(b.arena);
    study->codings[1].unit = study->codings[2].unit = NULL;
    load(study);
    ck_assert_uint_eq(s->codings[1].unit_key, s->codings[2].unit_key);
    propos_snapshot_release(s);
    study->codings[2].start++;
    load(study);
    ck_assert_uint_ne(s->codings[1].unit_key, s->codings[2].unit_key);
}
END_TEST

START_TEST(who_has_finished_what)
{
    static const bool expected[3][2] = {
        {true, false}, // FG: Anne has codings, Basile's progress says no
        {true, false}, // ENT: Anne's progress says yes, without a coding
        {false, true}, // VERB: Basile has a coding
    };
    load(study_of_nurses(b.arena));
    for (uint32_t d = 0; d < 3; d++) {
        for (uint32_t c = 0; c < 2; c++) {
            ck_assert_msg(s->finished[d * 2 + c] == expected[d][c], "%s %s", s->documents[d].id,
                          s->coders[c]);
        }
    }
}
END_TEST

START_TEST(guide_questions_lie_on_turns)
{
    load(study_of_nurses(b.arena));
    ck_assert_uint_eq(s->question_count, 1);
    ck_assert_str_eq(s->questions[0].text, "La fin du service");
    ck_assert_uint_eq(turn("FG", 3)->question, 0);
    ck_assert_uint_eq(turn("FG", 4)->question, PROPOS_NONE);
    ck_assert_uint_eq(turn("ENT", 1)->question, PROPOS_NONE);
    ck_assert_str_eq(turn("VERB", 1)->locator, "V2V6");
    ck_assert_int_eq(turn("FG", 4)->time_ms, 61000);
    ck_assert_int_eq(turn("FG", 1)->time_ms, -1);
}
END_TEST

START_TEST(printed_lines)
{
    static const struct {
        uint32_t number, start, end;
        bool known;
        int32_t first, last;
        bool estimated;
    } cases[] = {
        {1, 0, 36, true, 1, 1, false}, // short: one line
        {2, 0, 40, true, 3, 3, false}, // the beginning of a longer turn
        {2, 0, 170, true, 3, 4, true}, // two lines by its length, although the next turn stands on
                                       // line 9
        {2, 150, 170, true, 4, 4, true},
        {3, 0, 7, false, 0, 0, false},   // no line printed
        {5, 0, 39, true, 10, 10, false}, // a whole map
        {5, 39, 41, true, 10, 11, false},
        {5, 40, 90, true, 11, 11, false},
        {5, 0, 110, true, 10, 12, false},
    };
    load(study_of_nurses(b.arena));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t lines[2];
        bool estimated = true;
        const uint32_t index = (uint32_t)(turn("FG", cases[i].number) - s->turns);
        const bool known =
            propos_snapshot_lines(s, index, cases[i].start, cases[i].end, lines, &estimated);
        ck_assert_msg(known == cases[i].known && lines[0] == cases[i].first &&
                          lines[1] == cases[i].last && estimated == cases[i].estimated,
                      "case %zu: %d-%d %d", i, lines[0], lines[1], estimated);
    }
    ck_assert_int_eq(turn("FG", 2)->line_last, 4);
    ck_assert_int_eq(turn("FG", 5)->line_last, 12);
}
END_TEST

START_TEST(an_estimate_stops_before_the_next_turn)
{
    static const propos_line_mark at_20[] = {{0, 20}};
    static const propos_line_mark at_22[] = {{0, 22}};
    propos_study_data *study = study_of_nurses(b.arena);
    study->documents[0].turns[1].lines = at_20; // 500 words: some 25 lines by length
    study->documents[0].turns[1].line_count = 1;
    study->documents[0].turns[2].lines = at_22;
    study->documents[0].turns[2].line_count = 1;
    load(study);
    ck_assert_int_eq(turn("ENT", 2)->line_last, 21);
    int32_t lines[2];
    bool estimated = false;
    const uint32_t index = (uint32_t)(turn("ENT", 2) - s->turns);
    ck_assert(propos_snapshot_lines(s, index, 0, turn("ENT", 2)->length, lines, &estimated));
    ck_assert(lines[0] == 20 && lines[1] == 21 && estimated);
}
END_TEST

START_TEST(owners_share_a_snapshot)
{
    load(study_of_nurses(b.arena));
    propos_snapshot *again = propos_snapshot_keep(s);
    ck_assert_ptr_eq(again, s);
    propos_snapshot_release(again);
    ck_assert_str_eq(s->documents[0].id, "FG"); // still there (ASan would tell)
}
END_TEST

Suite *snapshot_suite(void)
{
    Suite *suite = suite_create("snapshot");
    TCase *tests = tcase_create("snapshot");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, documents_stand_in_the_order_of_analysis);
    tcase_add_test(tests, passages_are_found_by_id);
    tcase_add_test(tests, speakers_aliases_and_labels_that_name_nobody);
    tcase_add_test(tests, an_alias_keeps_what_it_has_itself);
    tcase_add_test(tests, codes_come_after_their_parents);
    tcase_add_test(tests, a_code_of_two_themes_unites_them);
    tcase_add_test(tests, spans_are_clipped_to_passages);
    tcase_add_test(tests, a_span_over_a_long_turn_is_on_each_passage);
    tcase_add_test(tests, units_rounds_and_coders);
    tcase_add_test(tests, without_a_number_the_span_makes_the_unit);
    tcase_add_test(tests, who_has_finished_what);
    tcase_add_test(tests, guide_questions_lie_on_turns);
    tcase_add_test(tests, printed_lines);
    tcase_add_test(tests, an_estimate_stops_before_the_next_turn);
    tcase_add_test(tests, owners_share_a_snapshot);
    suite_add_tcase(suite, tests);
    return suite;
}
