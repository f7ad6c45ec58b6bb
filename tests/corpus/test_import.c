#include "studies.h"
#include "suites.h"

#include <string.h>

static bench b;

static void setup(void)
{
    bench_open(&b);
}

static void teardown(void)
{
    bench_close(&b);
}

START_TEST(first_import_counts_everything)
{
    propos_import_counts counts = bench_import(&b, study_of_nurses(b.arena));
    ck_assert_uint_eq(counts.documents_added, 3);
    ck_assert_uint_eq(counts.documents_changed + counts.documents_removed + counts.documents_kept,
                      0);
    ck_assert_uint_eq(counts.passages_changed, 6 + 2 + 3 + 2);
    ck_assert_uint_eq(counts.revision, 1);
    ck_ok(&b, propos_record_check(b.record, &b.error));
    propos_snapshot *snapshot = NULL;
    ck_ok(&b, propos_snapshot_load(b.record, &snapshot, &b.error));
    ck_assert_uint_eq(snapshot->passage_count, 13);
    ck_assert_str_eq(snapshot->documents[0].id, "FG");
    propos_snapshot_release(snapshot);
}
END_TEST

START_TEST(the_same_study_again_changes_nothing)
{
    bench_import(&b, study_of_nurses(b.arena));
    const char *before = dump(&b);
    propos_import_counts counts = bench_import(&b, study_of_nurses(b.arena));
    ck_assert_uint_eq(counts.documents_kept, 3);
    ck_assert_uint_eq(counts.passages_changed + counts.passages_removed, 0);
    ck_assert_uint_eq(counts.revision, 1);
    ck_assert_str_eq(before, dump(&b));
}
END_TEST

// The ids of a document's passages, as text.
static char *addresses(const char *document)
{
    propos_snapshot *snapshot = NULL;
    propos_buffer out = {0};
    ck_ok(&b, propos_snapshot_load(b.record, &snapshot, &b.error));
    const uint32_t index = propos_snapshot_document(snapshot, document);
    ck_assert_uint_ne(index, PROPOS_NONE);
    for (uint32_t i = 0; i < snapshot->passage_count; i++) {
        const propos_snap_turn *turn = &snapshot->turns[snapshot->passages[i].turn];
        if (turn->document == index) {
            propos_buffer_printf(&out, "%u:%u/%u.%u ", snapshot->passages[i].id, turn->id,
                                 turn->number, snapshot->passages[i].number);
        }
    }
    propos_snapshot_release(snapshot);
    char *copy = propos_arena_strdup(b.arena, propos_buffer_text(&out));
    propos_buffer_free(&out);
    return copy;
}

START_TEST(a_changed_document_leaves_the_others_addresses)
{
    bench_import(&b, study_of_nurses(b.arena));
    const char *interview = addresses("ENT");
    const char *quotes = addresses("VERB");
    const char *group = addresses("FG");
    propos_study_data *study = study_of_nurses(b.arena);
    study->documents[1].turns[3].text = "Moi, je téléphone le lendemain matin.";
    propos_import_counts counts = bench_import(&b, study);
    ck_assert_uint_eq(counts.documents_changed, 1);
    ck_assert_uint_eq(counts.documents_kept, 2);
    ck_assert_uint_eq(counts.passages_removed, 6);
    ck_assert_uint_eq(counts.passages_changed, 6);
    ck_assert_uint_eq(counts.revision, 2);
    ck_assert_str_eq(interview, addresses("ENT"));
    ck_assert_str_eq(quotes, addresses("VERB"));
    ck_assert_str_ne(group, addresses("FG"));
    ck_ok(&b, propos_record_check(b.record, &b.error));
}
END_TEST

static void collect(void *context, uint32_t id)
{
    propos_buffer_printf(context, "%u ", id);
}

static bool collect_row(void *context, const propos_passage_row *row)
{
    propos_buffer_printf(context, "%u ", row->id);
    return true;
}

START_TEST(a_removed_document_goes_from_every_table)
{
    bench_import(&b, study_of_nurses(b.arena));
    propos_study_data *study = study_of_nurses(b.arena);
    study->document_count = 2; // VERB goes, with its codings
    study->coding_count = 5;
    propos_import_counts counts = bench_import(&b, study);
    ck_assert_uint_eq(counts.documents_removed, 1);
    ck_assert_uint_eq(counts.passages_removed, 2);
    ck_assert_uint_eq(counts.passages_changed, 0);
    propos_buffer removed = {0};
    propos_buffer changed = {0};
    ck_ok(&b, propos_record_removed(b.record, 1, collect, &removed, &b.error));
    ck_ok(&b, propos_record_passages(b.record, 1, collect_row, &changed, &b.error));
    ck_assert_str_eq(propos_buffer_text(&removed), "12 13 ");
    ck_assert_str_eq(propos_buffer_text(&changed), "");
    propos_buffer_free(&removed);
    propos_buffer_free(&changed);
    ck_assert_ptr_null(strstr(dump(&b), "sans arrêt"));
    propos_buffer text = {0};
    ck_assert_int_eq(propos_record_passage_text(b.record, 12, &text, &b.error), PROPOS_NOT_FOUND);
    propos_buffer_free(&text);
    // Its ids are never given again.
    bench_import(&b, study_of_nurses(b.arena));
    ck_assert_ptr_null(strstr(addresses("VERB"), "12:"));
    ck_ok(&b, propos_record_check(b.record, &b.error));
}
END_TEST

START_TEST(a_coding_more_marks_its_passages_alone)
{
    bench_import(&b, study_of_nurses(b.arena));
    propos_study_data *study = study_of_nurses(b.arena);
    study->coding_count = 7;
    study->codings[6].code = "2"; // on VERB 2 there was 1.2
    propos_import_counts counts = bench_import(&b, study);
    ck_assert_uint_eq(counts.documents_kept, 3);
    ck_assert_uint_eq(counts.passages_changed, 1);
    ck_assert_uint_eq(counts.revision, 2);
    propos_buffer changed = {0};
    ck_ok(&b, propos_record_passages(b.record, 1, collect_row, &changed, &b.error));
    ck_assert_str_eq(propos_buffer_text(&changed), "13 ");
    propos_buffer_free(&changed);
    ck_ok(&b, propos_record_check(b.record, &b.error));
}
END_TEST

START_TEST(a_status_alone_is_a_revision_without_changed_passages)
{
    bench_import(&b, study_of_nurses(b.arena));
    propos_study_data *study = study_of_nurses(b.arena);
    study->codings[0].status = "à revoir";
    propos_import_counts counts = bench_import(&b, study);
    ck_assert_uint_eq(counts.passages_changed, 0);
    ck_assert_uint_eq(counts.revision, 2);
}
END_TEST

START_TEST(a_file_read_at_other_lines_is_no_revision)
{
    bench_import(&b, study_of_nurses(b.arena));
    propos_study_data *study = study_of_nurses(b.arena);
    study->documents[1].turns[0].source = (propos_source){"transcripts/FG.txt", 17};
    study->files[0].mtime_ns = 6;
    propos_import_counts counts = bench_import(&b, study);
    ck_assert_uint_eq(counts.revision, 1);
    propos_document_data document;
    ck_ok(&b, propos_record_document(b.record, b.arena, "FG", &document, &b.error));
    ck_assert_int_eq(document.turns[0].source.line, 17);
}
END_TEST

START_TEST(a_document_reads_back_as_it_was)
{
    const propos_study_data *study = study_of_nurses(b.arena);
    bench_import(&b, study);
    for (size_t i = 0; i < study->document_count; i++) {
        const propos_document_data *was = &study->documents[i];
        propos_document_data is;
        ck_ok(&b, propos_record_document(b.record, b.arena, was->id, &is, &b.error));
        ck_assert_pstr_eq(is.title, was->title);
        ck_assert_pstr_eq(is.group, was->group);
        ck_assert_pstr_eq(is.kind, was->kind);
        ck_assert_pstr_eq(is.date, was->date);
        ck_assert_pstr_eq(is.place, was->place);
        ck_assert_int_eq(is.order, was->order);
        ck_assert_uint_eq(is.turn_count, was->turn_count);
        for (size_t j = 0; j < was->turn_count; j++) {
            const propos_turn_data *a = &was->turns[j];
            const propos_turn_data *c = &is.turns[j];
            ck_assert_uint_eq(c->number, a->number);
            ck_assert_pstr_eq(c->speaker, a->speaker);
            ck_assert_str_eq(c->text, a->text);
            ck_assert_pstr_eq(c->locator, a->locator);
            ck_assert_int_eq(c->time_ms, a->time_ms);
            ck_assert_int_eq(c->lines_complete, a->lines_complete);
            ck_assert_uint_eq(c->line_count, a->line_count);
            for (size_t k = 0; k < a->line_count; k++) {
                ck_assert_uint_eq(c->lines[k].start, a->lines[k].start);
                ck_assert_int_eq(c->lines[k].line, a->lines[k].line);
            }
        }
    }
    propos_document_data none;
    ck_assert_int_eq(propos_record_document(b.record, b.arena, "XX", &none, &b.error),
                     PROPOS_NOT_FOUND);
}
END_TEST

static void collect_file(void *context, const propos_file_data *file)
{
    propos_buffer_printf(context, "%s %s %lld %lld", file->path, file->digest, file->size,
                         file->mtime_ns);
}

START_TEST(notes_and_files_read_back)
{
    uint64_t revision = 9;
    ck_ok(&b, propos_record_revision(b.record, &revision, &b.error));
    ck_assert_uint_eq(revision, 0);
    bench_import(&b, study_of_nurses(b.arena));
    propos_buffer out = {0};
    ck_ok(&b, propos_record_note(b.record, "title", &out, &b.error));
    ck_assert_str_eq(propos_buffer_text(&out), "Après la sortie");
    ck_assert_int_eq(propos_record_note(b.record, "rien", &out, &b.error), PROPOS_NOT_FOUND);
    propos_buffer_cut(&out, 0);
    ck_ok(&b, propos_record_files(b.record, collect_file, &out, &b.error));
    ck_assert_str_eq(propos_buffer_text(&out), "transcripts/FG.txt d1 100 5");
    propos_buffer_free(&out);
}
END_TEST

// What the caller should have found first: each is refused, and nothing has changed.
enum fault {
    OTHER_FOLDER,
    CODE_CIRCLE,
    UNKNOWN_PARENT,
    CODE_TWICE,
    UNKNOWN_CODE,
    UNKNOWN_DOCUMENT,
    UNKNOWN_TURN,
    TURN_TWICE,
    DOCUMENT_TWICE,
    ALIAS_CIRCLE,
    FAULTS
};

static void break_study(propos_study_data *study, enum fault fault)
{
    switch (fault) {
    case OTHER_FOLDER:
        study->source_path = "/ailleurs/infirmières";
        break;
    case CODE_CIRCLE:
        study->codes[1].parent = "1.1";
        break;
    case UNKNOWN_PARENT:
        study->codes[0].parent = "9";
        break;
    case CODE_TWICE:
        study->codes[2].id = "1.1";
        break;
    case UNKNOWN_CODE:
        study->codings[6].code = "9";
        break;
    case UNKNOWN_DOCUMENT:
        study->codings[6].document = "XX";
        break;
    case UNKNOWN_TURN:
        study->codings[0].turn_end = 77;
        break;
    case TURN_TWICE:
        study->documents[2].turns[1].number = 1;
        break;
    case DOCUMENT_TWICE:
        study->documents[2].id = "FG";
        break;
    default:
        study->speakers[1].alias_of = "Zoé";
        break;
    }
}

START_TEST(a_failing_import_changes_nothing)
{
    bench_import(&b, study_of_nurses(b.arena));
    const char *before = dump(&b);
    propos_study_data *study = study_of_nurses(b.arena);
    study->documents[1].turns[0].text = "Tout a changé.";
    break_study(study, (enum fault)_i);
    propos_import_counts counts;
    propos_status status = propos_record_import(b.record, study, NULL, NULL, &counts, &b.error);
    ck_assert_int_eq(status, _i == OTHER_FOLDER ? PROPOS_BAD_INPUT : PROPOS_INTERNAL);
    ck_assert_str_ne(b.error.text, "");
    ck_assert_str_eq(before, dump(&b));
    ck_ok(&b, propos_record_check(b.record, &b.error));
    // And the handle still works.
    ck_assert_uint_eq(bench_import(&b, study_of_nurses(b.arena)).revision, 1);
}
END_TEST

START_TEST(an_empty_study_is_a_study)
{
    const propos_study_data none = {
        .id = "vide", .title = "", .language = "fr", .source_path = "/vide"};
    propos_import_counts counts = bench_import(&b, &none);
    ck_assert_uint_eq(counts.revision, 1);
    ck_assert_uint_eq(bench_import(&b, &none).revision, 1);
    propos_snapshot *snapshot = NULL;
    ck_ok(&b, propos_snapshot_load(b.record, &snapshot, &b.error));
    ck_assert_uint_eq(snapshot->passage_count + snapshot->coder_count, 0);
    ck_assert_uint_eq(propos_snapshot_passage(snapshot, 1), PROPOS_NONE);
    propos_snapshot_release(snapshot);
    ck_ok(&b, propos_record_check(b.record, &b.error));
}
END_TEST

static void watch_progress(void *context, double part)
{
    double *last = context;
    ck_assert(part >= *last && part <= 1);
    *last = part;
}

START_TEST(progress_runs_from_nought_to_one)
{
    double last = 0;
    propos_import_counts counts;
    ck_ok(&b, propos_record_import(b.record, study_of_nurses(b.arena), watch_progress, &last,
                                   &counts, &b.error));
    ck_assert_double_eq(last, 1);
}
END_TEST

Suite *import_suite(void)
{
    Suite *suite = suite_create("import");
    TCase *tests = tcase_create("import");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, first_import_counts_everything);
    tcase_add_test(tests, the_same_study_again_changes_nothing);
    tcase_add_test(tests, a_changed_document_leaves_the_others_addresses);
    tcase_add_test(tests, a_removed_document_goes_from_every_table);
    tcase_add_test(tests, a_coding_more_marks_its_passages_alone);
    tcase_add_test(tests, a_status_alone_is_a_revision_without_changed_passages);
    tcase_add_test(tests, a_file_read_at_other_lines_is_no_revision);
    tcase_add_test(tests, a_document_reads_back_as_it_was);
    tcase_add_test(tests, notes_and_files_read_back);
    tcase_add_loop_test(tests, a_failing_import_changes_nothing, 0, FAULTS);
    tcase_add_test(tests, an_empty_study_is_a_study);
    tcase_add_test(tests, progress_runs_from_nought_to_one);
    suite_add_tcase(suite, tests);
    return suite;
}
