// The writer's policy: what to write, when to commit, and when to build anew beside the index in
// use.
#include "engine/private.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Passages between two commits: measured best between 1 000 and 10 000; more costs memory and time.
enum { COMMIT_EVERY = 10000 };
// A failed commit has dropped its batch without a word: the whole update is played again, once.
enum { TRIES = 2 };

typedef struct update {
    const char *study_dir;
    propos_record *record;
    propos_analyser *analyser;
    void (*progress)(void *context, double part);
    void *context;
    propos_error *error;
    uint64_t revision;      // of the record
    uint64_t after;         // of the index: what changed later is to be written
    size_t passages;        // there are
    size_t to_write, wrote; // of them
    engine_writer *writer;
    engine_document document;
    propos_status status; // of the callbacks
} update;

// ---- what there is to write ----

static propos_status count_changed(update *u)
{
    sqlite3 *db = propos_record_sqlite(u->record);
    sqlite3_stmt *statement = NULL;
    propos_status status = PROPOS_OK;
    if (sqlite3_prepare_v2(db, "SELECT count(*), total(changed > ?1) FROM passage", -1, &statement,
                           NULL) == SQLITE_OK &&
        sqlite3_bind_int64(statement, 1, (sqlite3_int64)u->after) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        u->passages = (size_t)sqlite3_column_int64(statement, 0);
        u->to_write = (size_t)sqlite3_column_int64(statement, 1);
    } else {
        status = propos_fail(u->error, PROPOS_DAMAGED, _("the study's record is damaged: %s"),
                             sqlite3_errmsg(db));
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static void show_progress(const update *u)
{
    if (u->progress != NULL && u->to_write > 0) {
        u->progress(u->context, (double)u->wrote / (double)u->to_write);
    }
}

static bool write_passage(void *context, const propos_passage_row *row)
{
    update *u = context;
    engine_document_set(&u->document, u->analyser, row);
    u->status = engine_writer_put(u->writer, &u->document, u->error);
    if (u->status == PROPOS_OK && ++u->wrote % COMMIT_EVERY == 0) {
        u->status = engine_writer_commit(u->writer, u->error);
        show_progress(u);
    }
    return u->status == PROPOS_OK;
}

static void remove_passage(void *context, uint32_t id)
{
    update *u = context;
    if (u->status == PROPOS_OK) {
        u->status = engine_writer_remove(u->writer, id, u->error);
    }
}

// The last commit, which alone says that the index is whole for the record's revision.
static propos_status finish(update *u)
{
    char revision[24];
    (void)snprintf(revision, sizeof revision, "%llu", (unsigned long long)u->revision);
    propos_status status =
        engine_writer_note(u->writer, ENGINE_NOTE_SCHEMA, ENGINE_SCHEMA, u->error);
    if (status == PROPOS_OK) {
        status = engine_writer_note(u->writer, ENGINE_NOTE_ANALYSER,
                                    propos_analyser_version(u->analyser), u->error);
    }
    if (status == PROPOS_OK) {
        status = engine_writer_note(u->writer, ENGINE_NOTE_REVISION, revision, u->error);
    }
    if (status == PROPOS_OK) {
        status = engine_writer_commit(u->writer, u->error);
    }
    return status;
}

static void count_read(void *context, size_t passages)
{
    update *u = context;
    u->wrote += passages;
    show_progress(u);
}

// Writes removals and changes through the open writer.
static propos_status write_changes(update *u)
{
    propos_status status = propos_record_removed(u->record, u->after, remove_passage, u, u->error);
    if (status == PROPOS_OK && u->status == PROPOS_OK) {
        status = propos_record_passages(u->record, u->after, write_passage, u, u->error);
    }
    return u->status != PROPOS_OK ? u->status : status;
}

// Plays what changed after `u->after` into the index at `path`; `create`: an empty folder.
static propos_status play(update *u, const char *path, bool create)
{
    bool by_threads = create && u->to_write >= ENGINE_BUILD_LEAST;
    u->wrote = 0;
    u->status = PROPOS_OK;
    propos_status status = engine_blocks_forget(path, u->error);
    if (status == PROPOS_OK && by_threads) {
        status = engine_build(u->study_dir, path, u->record, propos_analyser_lists(u->analyser),
                              u->to_write, count_read, u, u->error);
    }
    if (status == PROPOS_OK) {
        status = engine_writer_open(path, create && !by_threads, &u->writer, u->error);
    }
    if (status == PROPOS_OK && !by_threads) {
        status = write_changes(u);
    }
    if (status == PROPOS_OK) {
        status = finish(u);
    }
    engine_writer_discard(u->writer);
    u->writer = NULL;
    if (status == PROPOS_OK) {
        status = engine_blocks_write(path, u->error);
    }
    return status;
}

// ---- anew ----

static propos_status rebuild(update *u)
{
    char name[ENGINE_INDEX_NAME_SIZE];
    char path[PROPOS_PATH_SIZE];
    u->after = 0;
    propos_status status = count_changed(u);
    for (int try = 0; status == PROPOS_OK && try < TRIES; try++) {
        status = engine_index_new(u->study_dir, name, path, u->error);
        if (status != PROPOS_OK) {
            break;
        }
        status = play(u, path, true);
        if (status == PROPOS_OK) {
            break;
        }
        engine_index_remove(path);
        if (try + 1 < TRIES && status == PROPOS_DAMAGED) {
            status = PROPOS_OK;
        }
    }
    if (status == PROPOS_OK) {
        status = engine_index_swap(u->study_dir, name, u->error);
    }
    return status;
}

// ---- the index that is there ----

// What is to be done with it.
typedef enum verdict { UP_TO_DATE, BEHIND, USELESS } verdict;

static verdict judge(update *u, const char *path)
{
    engine_database *database = NULL;
    propos_error ignored;
    verdict v = USELESS;
    propos_error_clear(&ignored);
    if (engine_blocks_check(path, false, &ignored) == PROPOS_OK &&
        engine_database_open(path, &database, &ignored) == PROPOS_OK &&
        engine_database_is_ours(database, path, propos_analyser_version(u->analyser), &ignored) ==
            PROPOS_OK &&
        engine_database_revision(database, &u->after, &ignored) == PROPOS_OK) {
        // An index that is ahead was made from another record: one that was restored since.
        if (u->after <= u->revision) {
            v = u->after == u->revision ? UP_TO_DATE : BEHIND;
        }
    }
    engine_database_close(database);
    return v;
}

static propos_status catch_up(update *u, const char *path)
{
    propos_status status = PROPOS_OK;
    for (int try = 0; status == PROPOS_OK && try < TRIES; try++) {
        status = play(u, path, false);
        if (status != PROPOS_DAMAGED) {
            break;
        }
        status = try + 1 < TRIES ? PROPOS_OK : status;
    }
    return status;
}

static propos_status bring_up(update *u, bool anew)
{
    char path[PROPOS_PATH_SIZE];
    propos_status status = propos_path_join(path, u->study_dir, PROPOS_INDEX_NAME, u->error);
    if (status == PROPOS_OK) {
        status = propos_record_revision(u->record, &u->revision, u->error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    verdict v = anew ? USELESS : judge(u, path);
    if (v == UP_TO_DATE) {
        return PROPOS_OK;
    }
    if (v == BEHIND) {
        status = count_changed(u);
    }
    // Changing a passage costs more than writing it anew, and anew it is written by several
    // threads.
    bool mostly_new = u->to_write >= ENGINE_BUILD_LEAST && u->to_write > u->passages / 2;
    if (status == PROPOS_OK && v == BEHIND && !mostly_new) {
        status = catch_up(u, path);
        if (status != PROPOS_DAMAGED && status != PROPOS_REBUILD) {
            return status;
        }
        propos_error_clear(u->error);
    }
    return rebuild(u);
}

propos_status propos_index_update(const char *study_dir, propos_record *record,
                                  propos_analyser *analyser, bool rebuild_anew,
                                  void (*progress)(void *context, double part), void *context,
                                  propos_error *error)
{
    update u = {.study_dir = study_dir,
                .record = record,
                .analyser = analyser,
                .progress = progress,
                .context = context,
                .error = error};
    int lock = -1;
    propos_status status = engine_index_lock(study_dir, &lock, error);
    if (status != PROPOS_OK) {
        return status;
    }
    // One transaction, so that revision, removals and passages are those of one moment.
    sqlite3 *db = propos_record_sqlite(record);
    (void)sqlite3_exec(db, "SAVEPOINT engine_update", NULL, NULL, NULL);
    status = bring_up(&u, rebuild_anew);
    (void)sqlite3_exec(db, "RELEASE engine_update", NULL, NULL, NULL);
    if (status == PROPOS_OK) {
        engine_index_sweep(study_dir);
        if (progress != NULL) {
            progress(context, 1);
        }
    }
    engine_document_free(&u.document);
    engine_index_unlock(lock);
    return status;
}

propos_status propos_index_check(const char *index_path, propos_error *error)
{
    if (access(index_path, F_OK) != 0) {
        return propos_fail_at(error, PROPOS_REBUILD, index_path, 0,
                              _("the study has no search index yet: index it"));
    }
    propos_status status = engine_blocks_check(index_path, true, error);
    return status != PROPOS_OK ? status : engine_database_check(index_path, error);
}
