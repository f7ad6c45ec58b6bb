// Bad things: kills, damage, other versions, other programs' files, rights, locks, deadlines.
#include "studies.h"
#include "suites.h"

#include "corpus/schema.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bench b;

static void setup(void)
{
    bench_open(&b);
}

static void teardown(void)
{
    bench_close(&b);
}

static void reopen(propos_record_mode mode)
{
    propos_record_close(b.record);
    b.record = NULL;
    ck_ok(&b, propos_record_open(b.path, mode, b.analyser, &b.record, &b.error));
}

static propos_status open_status(propos_record_mode mode)
{
    propos_record_close(b.record);
    b.record = NULL;
    propos_error_clear(&b.error);
    return propos_record_open(b.path, mode, b.analyser, &b.record, &b.error);
}

// The nurses' study with a larger second version, so that an import has a duration.
static propos_study_data *long_study(uint32_t version)
{
    propos_study_data *study = study_of_nurses(b.arena);
    propos_document_data *document = &study->documents[0];
    document->turn_count = 60;
    document->turns = propos_arena_alloc(b.arena, 60, sizeof *document->turns);
    for (uint32_t i = 0; i < 60; i++) {
        document->turns[i] =
            (propos_turn_data){.number = i + 1,
                               .speaker = "I",
                               .text = propos_arena_printf(b.arena, "Version %u. %s", version,
                                                           long_speech(b.arena, 240)),
                               .time_ms = -1};
    }
    return study;
}

static void child_imports(uint32_t version)
{
    // A handle of its own: SQLite's do not survive a fork.
    propos_record *record = NULL;
    propos_error error;
    propos_import_counts counts;
    propos_error_clear(&error);
    if (propos_record_open(b.path, PROPOS_RECORD_WRITE, b.analyser, &record, &error) == PROPOS_OK) {
        (void)propos_record_import(record, long_study(version), NULL, NULL, &counts, &error);
    }
    _exit(0);
}

START_TEST(a_kill_in_mid_import_leaves_the_old_or_the_new)
{
    bench_import(&b, long_study(1));
    propos_record_close(b.record);
    b.record = NULL;
    unsigned delay = 500; // microseconds; grows, so that the kill falls everywhere
    unsigned killed = 0;
    uint64_t before = 1;
    for (uint32_t round = 0; round < 16; round++) {
        const pid_t child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0) {
            child_imports(round + 2);
        }
        usleep(delay);
        kill(child, SIGKILL);
        int status = 0;
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        killed += WIFSIGNALED(status);
        delay += delay / 2;
        ck_ok(&b, propos_record_open(b.path, PROPOS_RECORD_READ, b.analyser, &b.record, &b.error));
        uint64_t revision = 0;
        ck_ok(&b, propos_record_revision(b.record, &revision, &b.error));
        ck_assert(revision == before || revision == before + 1);
        before = revision;
        propos_snapshot *snapshot = NULL;
        ck_ok(&b, propos_snapshot_load(b.record, &snapshot, &b.error));
        ck_assert_uint_eq(snapshot->revision, revision);
        propos_snapshot_release(snapshot);
        ck_ok(&b, propos_record_check(b.record, &b.error));
        propos_record_close(b.record);
        b.record = NULL;
    }
    ck_assert_uint_gt(killed, 0);
    reopen(PROPOS_RECORD_WRITE);
    ck_assert_uint_eq(bench_import(&b, long_study(99)).revision, before + 1);
}
END_TEST

START_TEST(files_are_for_their_owner_alone)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    bench_import(&b, study_of_nurses(b.arena));
    // The handle is open, so all three files are there.
    ck_assert_int_eq(chmod(b.path, 0644), 0);
    for (int again = 0; again < 2; again++) {
        reopen(PROPOS_RECORD_WRITE);
        propos_study_data *study = study_of_nurses(b.arena);
        study->title = again ? "Un" : "Deux";
        bench_import(&b, study);
        for (size_t i = 0; i < 3; i++) {
            char path[320];
            struct stat about;
            snprintf(path, sizeof path, "%s%s", b.path, ends[i]);
            ck_assert_int_eq(stat(path, &about), 0);
            ck_assert_uint_eq(about.st_mode & 0777, 0600);
        }
    }
}
END_TEST

START_TEST(a_missing_record_is_not_indexed_yet)
{
    snprintf(b.path, sizeof b.path, "%s/rien.db", b.dir);
    ck_assert_int_eq(open_status(PROPOS_RECORD_READ), PROPOS_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(b.error.file, "rien.db"));
    struct stat about;
    ck_assert_int_ne(stat(b.path, &about), 0); // and it was not made
    snprintf(b.path, sizeof b.path, "%s/record.db", b.dir);
}
END_TEST

START_TEST(an_empty_file_is_not_indexed_yet)
{
    propos_record_close(b.record);
    b.record = NULL;
    fclose(fopen(b.path, "w"));
    ck_assert_int_eq(open_status(PROPOS_RECORD_READ), PROPOS_UNAVAILABLE);
    ck_assert_int_eq(open_status(PROPOS_RECORD_WRITE), PROPOS_OK);
    bench_import(&b, study_of_nurses(b.arena));
}
END_TEST

START_TEST(no_place_to_write)
{
    char kept[sizeof b.path];
    memcpy(kept, b.path, sizeof kept);
    snprintf(b.path, sizeof b.path, "%s/nulle/part.db", b.dir);
    ck_assert_int_eq(open_status(PROPOS_RECORD_WRITE), PROPOS_IO);
    ck_assert_ptr_nonnull(strstr(b.error.file, "part.db"));
    memcpy(b.path, kept, sizeof kept);
}
END_TEST

START_TEST(another_programs_file_is_refused_untouched)
{
    static const char text[] =
        "Ceci n'est pas une base de données, mais un texte assez long pour en avoir l'air, "
        "et même davantage, car cent octets sont lus d'abord.";
    propos_record_close(b.record);
    b.record = NULL;
    FILE *file = fopen(b.path, "w");
    fputs(text, file);
    fclose(file);
    for (int mode = PROPOS_RECORD_READ; mode <= PROPOS_RECORD_WRITE; mode++) {
        ck_assert_int_eq(open_status((propos_record_mode)mode), PROPOS_DAMAGED);
        char back[sizeof text + 1] = {0};
        file = fopen(b.path, "r");
        ck_assert_uint_eq(fread(back, 1, sizeof back, file), sizeof text - 1);
        fclose(file);
        ck_assert_str_eq(back, text);
    }
}
END_TEST

static void make_database(const char *sql)
{
    propos_record_close(b.record);
    b.record = NULL;
    unlink(b.path);
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(b.path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

START_TEST(another_programs_database_is_refused)
{
    make_database("CREATE TABLE source(id, name)");
    ck_assert_int_eq(open_status(PROPOS_RECORD_READ), PROPOS_DAMAGED);
    ck_assert_int_eq(open_status(PROPOS_RECORD_WRITE), PROPOS_DAMAGED);
    make_database(
        "CREATE TABLE t(x); PRAGMA application_id = 1347571536; PRAGMA user_version = -3");
    ck_assert_int_eq(open_status(PROPOS_RECORD_WRITE), PROPOS_DAMAGED);
}
END_TEST

START_TEST(a_newer_record_is_left_alone)
{
    make_database(
        "CREATE TABLE t(x); PRAGMA application_id = 1347571536; PRAGMA user_version = 900");
    ck_assert_int_eq(open_status(PROPOS_RECORD_READ), PROPOS_REBUILD);
    ck_assert_int_eq(open_status(PROPOS_RECORD_WRITE), PROPOS_REBUILD);
    ck_assert_ptr_nonnull(strstr(b.error.text, "900"));
}
END_TEST

// A record of version 1, as the first step alone makes it, with a document in it.
static void make_version_1(void)
{
    static const char sql[] =
        "INSERT INTO note VALUES('id', 'infirmieres'), ('source_path', '/études/infirmières'), "
        "('revision', '4');"
        "INSERT INTO document(id, name, position, digest, turn_count) VALUES(7, 'FG', 1, 'ancien', "
        "1);"
        "INSERT INTO turn(id, document, number, length, lines_complete) VALUES(30, 7, 1, 3, 0);"
        "INSERT INTO turn_text VALUES(30, 'Oui');";
    propos_record_close(b.record);
    b.record = NULL;
    unlink(b.path);
    struct propos_record old = {.path = b.path, .writable = true, .analyser = b.analyser};
    ck_assert_int_eq(sqlite3_open(b.path, &old.db), SQLITE_OK);
    ck_ok(&b, corpus_schema_migrate(&old, 0, 1, &b.error));
    ck_assert_int_eq(sqlite3_exec(old.db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(old.db);
}

START_TEST(an_older_record_is_brought_up_to_date)
{
    make_version_1();
    ck_assert_int_eq(open_status(PROPOS_RECORD_READ), PROPOS_REBUILD); // a reader changes nothing
    reopen(PROPOS_RECORD_WRITE);
    propos_document_data document;
    ck_ok(&b, propos_record_document(b.record, b.arena, "FG", &document, &b.error));
    ck_assert_str_eq(document.turns[0].text, "Oui");
    uint64_t revision = 0;
    ck_ok(&b, propos_record_revision(b.record, &revision, &b.error));
    ck_assert_uint_eq(revision, 4);
    propos_import_counts counts = bench_import(&b, study_of_nurses(b.arena));
    ck_assert_uint_eq(counts.revision, 5);
    ck_assert_uint_eq(counts.documents_changed, 1);
    ck_assert_uint_eq(counts.passages_changed, 13);
    ck_ok(&b, propos_record_check(b.record, &b.error));
    // It has the tables that a new record has.
    const char *migrated = dump(&b);
    ck_assert_ptr_nonnull(strstr(migrated, "== passage_fts\n"));
    reopen(PROPOS_RECORD_READ);
}
END_TEST

START_TEST(passages_that_were_never_made_are_made)
{
    // As after a migration of a study that did not change since.
    const propos_study_data *study = study_of_nurses(b.arena);
    bench_import(&b, study);
    ck_assert_int_eq(
        sqlite3_exec(propos_record_sqlite(b.record),
                     "DELETE FROM passage; DELETE FROM passage_filter; DELETE FROM passage_fts;"
                     "UPDATE note SET value = '0' WHERE name = 'rules'",
                     NULL, NULL, NULL),
        SQLITE_OK);
    propos_import_counts counts = bench_import(&b, study);
    ck_assert_uint_eq(counts.documents_kept, 3);
    ck_assert_uint_eq(counts.passages_changed, 13);
    ck_assert_uint_eq(counts.revision, 2);
    ck_ok(&b, propos_record_check(b.record, &b.error));
}
END_TEST

// One byte or row changed behind Propos's back.
START_TEST(damage_is_noticed)
{
    static const char *const harm[] = {
        "UPDATE turn_text SET text = replace(text, 'patients', 'patientes') WHERE text LIKE "
        "'%patients nous%'",
        "UPDATE turn SET speaker = '2' WHERE speaker = '1'",
        "UPDATE line SET line = line + 1 WHERE turn = 4",
        "DELETE FROM turn WHERE number = 6",
        "UPDATE coding SET \"end\" = \"end\" + 1 WHERE id = 1",
        "UPDATE coding SET memo = 'Autre' WHERE id = 1",
        "DELETE FROM attribute WHERE name = 'métier'",
        "UPDATE code SET name = 'La rentrée' WHERE code = '1'",
        "UPDATE progress SET done = 1",
        "UPDATE document SET title = 'Les médecins' WHERE name = 'FG'",
        "UPDATE passage SET start = 1 WHERE id = 1",
        "UPDATE passage_fts SET codes = 'La sortie' WHERE rowid = 1",
        "DELETE FROM passage_fts WHERE rowid = 1",
        "DELETE FROM passage_filter WHERE term = 'XX' AND passage = 3",
        "INSERT INTO passage_filter VALUES('XWAnne', 1)",
        "DELETE FROM note WHERE name = 'digest:coding'",
        "INSERT INTO passage_fts(passage_fts, rowid, text, codes, memos, definitions, context, "
        "filters)"
        " VALUES('delete', 1, 'Comment', '', '', '', '', '')",
    };
    bench_import(&b, study_of_nurses(b.arena));
    ck_ok(&b, propos_record_check(b.record, &b.error));
    sqlite3 *db = propos_record_sqlite(b.record);
    sqlite3_exec(db, "PRAGMA foreign_keys = OFF", NULL, NULL, NULL);
    for (size_t i = 0; i < sizeof harm / sizeof harm[0]; i++) {
        ck_assert_int_eq(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL), SQLITE_OK);
        const int code = sqlite3_exec(db, harm[i], NULL, NULL, NULL);
        sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
        if (code != SQLITE_OK) { // FTS5 forbids the last one for a table that keeps its texts
            ck_assert_uint_eq(i, sizeof harm / sizeof harm[0] - 1);
            continue;
        }
        propos_error_clear(&b.error);
        ck_assert_msg(propos_record_check(b.record, &b.error) == PROPOS_DAMAGED, "%s: %s", harm[i],
                      b.error.text);
        ck_assert_ptr_nonnull(strstr(b.error.file, "record.db"));
        // Back to a sound record.
        propos_record_close(b.record);
        unlink(b.path);
        ck_ok(&b, propos_record_open(b.path, PROPOS_RECORD_WRITE, b.analyser, &b.record, &b.error));
        db = propos_record_sqlite(b.record);
        sqlite3_exec(db, "PRAGMA foreign_keys = OFF", NULL, NULL, NULL);
        bench_import(&b, study_of_nurses(b.arena));
    }
}
END_TEST

START_TEST(overwritten_blocks_are_noticed_or_harmless)
{
    unsigned noticed = 0;
    srand(7);
    for (int round = 0; round < 20; round++) {
        bench_import(&b, study_of_nurses(b.arena));
        const char *sound = dump(&b);
        propos_record_close(b.record);
        b.record = NULL;
        struct stat about;
        ck_assert_int_eq(stat(b.path, &about), 0);
        const int fd = open(b.path, O_RDWR);
        for (int i = 0; i < 4; i++) {
            const off_t at = 100 + (off_t)rand() % (about.st_size - 108);
            ck_assert_int_eq(pwrite(fd, "\x5a\xa5\x5a\xa5\x5a\xa5\x5a\xa5", 8, at), 8);
        }
        close(fd);
        propos_status status = open_status(PROPOS_RECORD_WRITE);
        if (status == PROPOS_OK) {
            status = propos_record_check(b.record, &b.error);
        }
        ck_assert_msg(status == PROPOS_OK || status == PROPOS_DAMAGED, "%s", b.error.text);
        if (status == PROPOS_OK) { // then free space was hit, and every row is as it was
            ck_assert_str_eq(sound, dump(&b));
        }
        noticed += status == PROPOS_DAMAGED;
        propos_record_close(b.record);
        unlink(b.path);
        ck_ok(&b, propos_record_open(b.path, PROPOS_RECORD_WRITE, b.analyser, &b.record, &b.error));
    }
    ck_assert_uint_gt(noticed, 5);
}
END_TEST

START_TEST(a_reader_checks_too)
{
    bench_import(&b, study_of_nurses(b.arena));
    reopen(PROPOS_RECORD_READ);
    ck_ok(&b, propos_record_check(b.record, &b.error));
    propos_import_counts counts;
    ck_assert_int_eq(
        propos_record_import(b.record, study_of_nurses(b.arena), NULL, NULL, &counts, &b.error),
        PROPOS_IO);
}
END_TEST

START_TEST(a_second_writer_waits_and_gives_up)
{
    propos_record *other = NULL;
    propos_import_counts counts;
    bench_import(&b, study_of_nurses(b.arena));
    ck_ok(&b, propos_record_open(b.path, PROPOS_RECORD_WRITE, b.analyser, &other, &b.error));
    sqlite3_busy_timeout(propos_record_sqlite(other), 10);
    ck_assert_int_eq(
        sqlite3_exec(propos_record_sqlite(b.record), "BEGIN IMMEDIATE", NULL, NULL, NULL),
        SQLITE_OK);
    ck_assert_int_eq(propos_record_import(other, long_study(2), NULL, NULL, &counts, &b.error),
                     PROPOS_BUSY);
    // A reader is not disturbed.
    propos_snapshot *snapshot = NULL;
    ck_ok(&b, propos_snapshot_load(other, &snapshot, &b.error));
    propos_snapshot_release(snapshot);
    ck_assert_int_eq(sqlite3_exec(propos_record_sqlite(b.record), "ROLLBACK", NULL, NULL, NULL),
                     SQLITE_OK);
    ck_ok(&b, propos_record_import(other, long_study(2), NULL, NULL, &counts, &b.error));
    ck_assert_uint_eq(counts.revision, 2);
    propos_record_close(other);
}
END_TEST

START_TEST(a_full_disk_changes_nothing)
{
    bench_import(&b, study_of_nurses(b.arena));
    const char *before = dump(&b);
    sqlite3 *db = propos_record_sqlite(b.record);
    sqlite3_exec(db, "PRAGMA max_page_count = 60", NULL, NULL, NULL);
    propos_import_counts counts;
    ck_assert_int_eq(propos_record_import(b.record, long_study(2), NULL, NULL, &counts, &b.error),
                     PROPOS_IO);
    ck_assert_ptr_nonnull(strstr(b.error.text, "disk"));
    ck_assert_str_eq(before, dump(&b));
    sqlite3_exec(db, "PRAGMA max_page_count = 1000000", NULL, NULL, NULL);
    ck_assert_uint_eq(bench_import(&b, long_study(2)).revision, 2);
    ck_ok(&b, propos_record_check(b.record, &b.error));
}
END_TEST

static bool at_once(void *context)
{
    ++*(int *)context;
    return true;
}

static bool all_rows(void *context, const propos_passage_row *row)
{
    (void)row;
    ++*(int *)context;
    return true;
}

START_TEST(a_deadline_stops_a_read)
{
    int asked = 0;
    int rows = 0;
    bench_import(&b, long_study(1));
    propos_record_watch(b.record, at_once, &asked);
    sqlite3_stmt *statement = NULL;
    propos_snapshot *snapshot = NULL;
    ck_assert_int_eq(propos_record_check(b.record, &b.error), PROPOS_DEADLINE);
    ck_assert_int_gt(asked, 0);
    ck_assert_ptr_null(statement);
    propos_record_watch(b.record, NULL, NULL);
    ck_ok(&b, propos_record_passages(b.record, 0, all_rows, &rows, &b.error));
    ck_assert_int_gt(rows, 100);
    ck_ok(&b, propos_snapshot_load(b.record, &snapshot, &b.error));
    propos_snapshot_release(snapshot);
}
END_TEST

START_TEST(nothing_can_be_attached)
{
    char *sql = sqlite3_mprintf("ATTACH '%s/ailleurs.db' AS ailleurs", b.dir);
    ck_assert_int_ne(sqlite3_exec(propos_record_sqlite(b.record), sql, NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_free(sql);
}
END_TEST

START_TEST(a_withdrawn_text_is_not_left_in_the_file)
{
    propos_study_data *study = study_of_nurses(b.arena);
    bench_import(&b, study);
    study->documents[1].turns[4].text = "(retiré)";
    bench_import(&b, study);
    reopen(PROPOS_RECORD_WRITE);
    char *bytes = NULL;
    FILE *file = fopen(b.path, "r");
    struct stat about;
    ck_assert_int_eq(stat(b.path, &about), 0);
    bytes = malloc((size_t)about.st_size);
    ck_assert_uint_eq(fread(bytes, 1, (size_t)about.st_size, file), (size_t)about.st_size);
    fclose(file);
    ck_assert_ptr_null(memmem(bytes, (size_t)about.st_size, "reprend la main", 15));
    free(bytes);
}
END_TEST

Suite *safety_suite(void)
{
    Suite *suite = suite_create("safety");
    TCase *tests = tcase_create("safety");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_kill_in_mid_import_leaves_the_old_or_the_new);
    tcase_add_test(tests, files_are_for_their_owner_alone);
    tcase_add_test(tests, a_missing_record_is_not_indexed_yet);
    tcase_add_test(tests, an_empty_file_is_not_indexed_yet);
    tcase_add_test(tests, no_place_to_write);
    tcase_add_test(tests, another_programs_file_is_refused_untouched);
    tcase_add_test(tests, another_programs_database_is_refused);
    tcase_add_test(tests, a_newer_record_is_left_alone);
    tcase_add_test(tests, an_older_record_is_brought_up_to_date);
    tcase_add_test(tests, passages_that_were_never_made_are_made);
    tcase_add_test(tests, damage_is_noticed);
    tcase_add_test(tests, overwritten_blocks_are_noticed_or_harmless);
    tcase_add_test(tests, a_reader_checks_too);
    tcase_add_test(tests, a_second_writer_waits_and_gives_up);
    tcase_add_test(tests, a_full_disk_changes_nothing);
    tcase_add_test(tests, a_deadline_stops_a_read);
    tcase_add_test(tests, nothing_can_be_attached);
    tcase_add_test(tests, a_withdrawn_text_is_not_left_in_the_file);
    suite_add_tcase(suite, tests);
    return suite;
}
