// An import from beginning to end: one transaction, all or nothing.
#include "corpus/import.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Raised when the rules of what goes into a passage's row change, so that the next import applies
// them.
#define PASSAGE_RULES "1"

enum { TIME_SIZE = 32 };

static void now_utc(char out[TIME_SIZE])
{
    struct timespec now;
    struct tm parts;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &parts);
    const size_t length = strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &parts);
    (void)snprintf(out + length, TIME_SIZE - length, ".%03ldZ", now.tv_nsec / 1000000);
}

// True when the note is set to `value`.
static propos_status note_is(propos_record *record, const char *name, const char *value, bool *same,
                             bool *set, propos_error *error)
{
    propos_buffer note = {0};
    propos_status status = propos_record_note(record, name, &note, error);
    *set = status == PROPOS_OK;
    *same = *set && strcmp(propos_buffer_text(&note), value) == 0;
    propos_buffer_free(&note);
    return status == PROPOS_NOT_FOUND ? PROPOS_OK : status;
}

// A study's state belongs to one place: a second folder with the same id is somebody else's study.
static propos_status check_owner(const corpus_import *import, propos_error *error)
{
    propos_buffer owner = {0};
    propos_status status = propos_record_note(import->record, "source_path", &owner, error);
    if (status == PROPOS_OK &&
        strcmp(propos_buffer_text(&owner), import->study->source_path) != 0) {
        status =
            propos_fail(error, PROPOS_BAD_INPUT,
                        _("a study named “%s” was already indexed from %s: give this one another "
                          "id in its study.ini"),
                        import->study->id, propos_buffer_text(&owner));
    }
    propos_buffer_free(&owner);
    return status == PROPOS_NOT_FOUND ? PROPOS_OK : status;
}

// FTS5 takes words out of its index by analysing the old text again, so what another analyser put
// in must be indexed anew before anything is taken out.
static propos_status settle_analyser(corpus_import *import, propos_error *error)
{
    const char *version = propos_analyser_version(import->record->analyser);
    bool same = false;
    bool set = false;
    propos_status status = note_is(import->record, "analyser", version, &same, &set, error);
    if (status == PROPOS_OK && set && !same) {
        status = corpus_exec(import->record,
                             "INSERT INTO passage_fts(passage_fts) VALUES('rebuild');"
                             "INSERT INTO code_fts(code_fts) VALUES('rebuild');"
                             "INSERT INTO memo_fts(memo_fts) VALUES('rebuild');",
                             error);
    }
    if (status == PROPOS_OK && !same) {
        status = corpus_note_set(import->record, "analyser", version, error);
    }
    return status;
}

static propos_status put_groups(corpus_import *import, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < import->document_count; i++) {
        const char *group = import->documents[i].data->group;
        if (group != NULL) {
            status = corpus_run(import->record, SQL_GROUP_ADD, error, "t", group);
        }
    }
    return status;
}

static propos_status put_all(corpus_import *import, propos_error *error)
{
    // Children before parents, although the constraints wait for the commit: they are then never in
    // the way.
    propos_status status =
        corpus_exec(import->record,
                    "DELETE FROM decision; DELETE FROM progress; DELETE FROM question;"
                    "DELETE FROM memo_fts; DELETE FROM coding; DELETE FROM coder;"
                    "DELETE FROM equivalence; DELETE FROM code_fts;"
                    "DELETE FROM code; DELETE FROM attribute;"
                    "DELETE FROM speaker; UPDATE document SET study_group = NULL;"
                    "DELETE FROM study_group;",
                    error);
    if (status == PROPOS_OK) {
        status = put_groups(import, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_import_documents(import, error);
    }
    return status == PROPOS_OK ? corpus_import_lists(import, error) : status;
}

static propos_status put_notes(corpus_import *import, const char *rest, propos_error *error)
{
    const propos_study_data *study = import->study;
    const char *const notes[][2] = {{"id", study->id},
                                    {"title", study->title},
                                    {"language", study->language},
                                    {"source_path", study->source_path},
                                    {"rest", rest},
                                    {"rules", PASSAGE_RULES}};
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < sizeof notes / sizeof notes[0]; i++) {
        if (notes[i][1] != NULL) {
            status = corpus_note_set(import->record, notes[i][0], notes[i][1], error);
        }
    }
    return status;
}

static propos_status put_batch(corpus_import *import, const char *started, propos_error *error)
{
    char revision[24];
    const propos_import_counts *counts = &import->counts;
    (void)snprintf(revision, sizeof revision, "%" PRIu64, import->revision);
    propos_status status = corpus_note_set(import->record, "revision", revision, error);
    if (status != PROPOS_OK) {
        return status;
    }
    return corpus_run(import->record, SQL_BATCH_ADD, error, "itiiiiii", (int64_t)import->revision,
                      started, (int64_t)counts->documents_added, (int64_t)counts->documents_changed,
                      (int64_t)counts->documents_removed, (int64_t)counts->documents_kept,
                      (int64_t)counts->passages_changed, (int64_t)counts->passages_removed);
}

// True when every document is there as it is.
static bool documents_same(const corpus_import *import)
{
    bool same = import->gone == 0;
    for (size_t i = 0; same && i < import->document_count; i++) {
        same = import->documents[i].fate == CORPUS_KEPT && !import->documents[i].moved;
    }
    return same;
}

static bool documents_say_the_same(const corpus_import *import)
{
    bool same = import->gone == 0;
    for (size_t i = 0; same && i < import->document_count; i++) {
        same = import->documents[i].fate == CORPUS_KEPT;
    }
    return same;
}

static propos_status import_changes(corpus_import *import, const char *rest, bool rest_same,
                                    const char *started, propos_error *error)
{
    import->changed = !rest_same || !documents_say_the_same(import);
    propos_status status = corpus_import_names(import, error);
    if (status == PROPOS_OK) {
        status = put_all(import, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_import_passages(import, error);
    }
    if (status == PROPOS_OK) {
        status = put_notes(import, rest, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_import_disputes(import, error);
    }
    if (status == PROPOS_OK && import->changed) {
        status = put_batch(import, started, error);
    }
    return status == PROPOS_OK ? corpus_seal(import->record, error) : status;
}

// Everything inside the transaction.
static propos_status import_study(corpus_import *import, const char *started, propos_error *error)
{
    char rest[PROPOS_DIGEST_SIZE];
    bool rest_same = false;
    bool rules_same = false;
    bool set = false;
    uint64_t before = 0;
    propos_status status = check_owner(import, error);
    if (status == PROPOS_OK) {
        status = propos_record_revision(import->record, &before, error);
    }
    import->revision = before + 1;
    if (status == PROPOS_OK) {
        status = settle_analyser(import, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_import_compare(import, error);
    }
    corpus_digest_rest(import->study, rest);
    if (status == PROPOS_OK) {
        status = note_is(import->record, "rest", rest, &rest_same, &set, error);
    }
    if (status == PROPOS_OK) {
        status = note_is(import->record, "rules", PASSAGE_RULES, &rules_same, &set, error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    if (rest_same && rules_same && documents_same(import)) {
        import->counts.documents_kept = import->document_count;
    } else {
        status = import_changes(import, rest, rest_same, started, error);
    }
    import->counts.revision = import->changed ? import->revision : before;
    return status == PROPOS_OK ? corpus_import_files(import, error) : status;
}

static void release(corpus_import *import)
{
    propos_map_free(&import->document_map);
    propos_map_free(&import->code_map);
    propos_map_free(&import->coder_map);
    propos_map_free(&import->speaker_map);
    free(import->speakers);
    propos_arena_free(import->arena);
}

propos_status propos_record_import(propos_record *record, const propos_study_data *study,
                                   void (*progress)(void *context, double part), void *context,
                                   propos_import_counts *counts, propos_error *error)
{
    char started[TIME_SIZE];
    corpus_import import = {.record = record,
                            .study = study,
                            .arena = propos_arena_new(),
                            .progress = progress,
                            .progress_context = context};
    *counts = (propos_import_counts){0};
    now_utc(started);
    propos_status status = corpus_exec(record, "BEGIN IMMEDIATE", error);
    if (status == PROPOS_OK) {
        status = import_study(&import, started, error);
        if (status == PROPOS_OK) {
            status = corpus_exec(record, "COMMIT", error);
        }
        if (status != PROPOS_OK) {
            // A full disk has rolled it back already; then this says so and does nothing.
            (void)sqlite3_exec(record->db, "ROLLBACK", NULL, NULL, NULL);
        }
    }
    if (status == PROPOS_OK) {
        *counts = import.counts;
        // A long reader may stop it; the next import tries again.
        (void)sqlite3_wal_checkpoint_v2(record->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        if (progress != NULL) {
            progress(context, 1.0);
        }
    }
    release(&import);
    return status;
}
