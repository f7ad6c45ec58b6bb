#include "indexer/run.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "corpus/vocabulary.h"
#include "engine/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// The lists of a study act at query time, where its own folder may be out of reach: the state
// folder has copies.
static const char *const LISTS[] = {"stopwords.txt", "synonyms.txt"};

typedef struct stage_reporter {
    const propos_run_options *options;
    propos_stage stage;
} stage_reporter;

static void report_stage(void *context, double part)
{
    const stage_reporter *reporter = context;
    if (reporter->options->progress != NULL) {
        reporter->options->progress(reporter->options->progress_context, reporter->stage, part);
    }
}

// Takes the study's lock; *fd stays open as long as it is held.
static propos_status lock_study(const char *dir, int *fd, propos_error *error)
{
    char path[PROPOS_PATH_SIZE];
    propos_status status = propos_path_join(path, dir, "lock", error);
    if (status != PROPOS_OK) {
        return status;
    }
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0) {
        return propos_fail_at(error, PROPOS_IO, path, 0, _("cannot be written: %s"),
                              propos_system_message(errno));
    }
    if (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
        (void)close(*fd);
        *fd = -1;
        return propos_fail(
            error, PROPOS_BUSY,
            _("another propos-index is at work on this study; try again when it is done"));
    }
    return PROPOS_OK;
}

static propos_status write_all(const char *path, const char *bytes, size_t length,
                               propos_error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool done = fd >= 0;
    for (size_t at = 0; done && at < length;) {
        ssize_t put = write(fd, bytes + at, length - at);
        done = put > 0 || (put < 0 && errno == EINTR);
        at += put > 0 ? (size_t)put : 0;
    }
    done = done && fsync(fd) == 0;
    int saved = errno;
    if (fd >= 0) {
        (void)close(fd);
    }
    return done ? PROPOS_OK
                : propos_fail_at(error, PROPOS_IO, path, 0, _("cannot be written: %s"),
                                 propos_system_message(saved));
}

// The file of the reading that plays this role, or NULL.
static const char *file_with_role(const propos_reading *reading, reading_file_kind kind)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        if (reading->files[i].kind == kind) {
            return reading->files[i].path;
        }
    }
    return NULL;
}

// Puts a copy of one list into the state folder (or takes an old one away), by renaming.
static propos_status copy_list(const propos_reading *reading, const char *dir,
                               reading_file_kind kind, const char *name, propos_error *error)
{
    char target[PROPOS_PATH_SIZE];
    propos_status status = propos_path_join(target, dir, name, error);
    const char *source = file_with_role(reading, kind);
    if (status != PROPOS_OK || source == NULL) {
        if (status == PROPOS_OK) {
            (void)unlink(target);
        }
        return status;
    }
    char from[PROPOS_PATH_SIZE];
    char *bytes = NULL;
    size_t length = 0;
    char *temporary = propos_printf("%s.new", target);
    status = propos_path_join(from, reading->root, source, error);
    if (status == PROPOS_OK) {
        status = propos_read_file(from, PROPOS_FILE_BYTES, &bytes, &length, error);
    }
    if (status == PROPOS_OK) {
        status = write_all(temporary, bytes, length, error);
    }
    if (status == PROPOS_OK && rename(temporary, target) != 0) {
        status = propos_fail_at(error, PROPOS_IO, target, 0, _("cannot be written: %s"),
                                propos_system_message(errno));
    }
    free(temporary);
    free(bytes);
    return status;
}

// The lists must be readable before anything is imported: a bad line is the user's to mend first.
static propos_status check_lists(const propos_reading *reading, propos_error *error)
{
    propos_lists *lists = NULL;
    propos_status status = propos_lists_load_study(propos_analyser_lists(reading->analyser),
                                                   reading->root, &lists, error);
    propos_lists_free(lists);
    return status;
}

static propos_status check_owner(propos_record *record, const propos_reading *reading,
                                 propos_error *error)
{
    propos_buffer owner = {0};
    propos_status status = propos_record_note(record, "source_path", &owner, error);
    if (status == PROPOS_NOT_FOUND) {
        status = PROPOS_OK; // a new record
    } else if (status == PROPOS_OK &&
               strcmp(propos_buffer_text(&owner), reading->study.source_path) != 0) {
        status = propos_fail(error, PROPOS_BAD_INPUT,
                             _("the study “%s” was read from %s; give this folder another id in "
                               "study.ini, or remove the other study"),
                             reading->study.id, propos_buffer_text(&owner));
    }
    propos_buffer_free(&owner);
    return status;
}

// Puts a damaged record aside, where somebody may still look at it.
static propos_status put_aside(const char *path, propos_error *error)
{
    static const char *const COMPANIONS[] = {"-wal", "-shm"};
    char *aside = propos_printf("%s.damaged", path);
    propos_status status = PROPOS_OK;
    if (rename(path, aside) != 0) {
        status = propos_fail_at(error, PROPOS_IO, path, 0, _("cannot be written: %s"),
                                propos_system_message(errno));
    }
    for (size_t i = 0; i < 2 && status == PROPOS_OK; i++) {
        char *companion = propos_printf("%s%s", path, COMPANIONS[i]);
        (void)unlink(companion);
        free(companion);
    }
    free(aside);
    return status;
}

// Opens the record and looks it over: what it says must be what was imported. A damaged one is made
// anew from the user's files, but only when that was asked for.
static propos_status open_record(const propos_reading *reading, const char *path, bool rebuild,
                                 propos_record **record, propos_error *error)
{
    propos_status status =
        propos_record_open(path, PROPOS_RECORD_WRITE, reading->analyser, record, error);
    if (status == PROPOS_OK) {
        status = propos_record_check(*record, error);
    }
    if (status != PROPOS_DAMAGED) {
        return status;
    }
    propos_record_close(*record);
    *record = NULL;
    if (rebuild) {
        status = put_aside(path, error);
        return status != PROPOS_OK ? status
                                   : propos_record_open(path, PROPOS_RECORD_WRITE,
                                                        reading->analyser, record, error);
    }
    char what[PROPOS_ERROR_TEXT + PROPOS_ERROR_FILE + 64];
    (void)propos_error_line(error, what, sizeof what);
    return propos_fail(
        error, PROPOS_DAMAGED,
        _("%.800s; to make it anew from your files: propos-index --rebuild (the damaged one is "
          "kept beside)"),
        what);
}

// True when the index's files are not what was written: it is made anew without asking, since
// nothing is lost.
static bool index_is_damaged(const char *dir)
{
    char path[PROPOS_PATH_SIZE];
    propos_error ignored;
    propos_error_clear(&ignored);
    return propos_path_join(path, dir, PROPOS_INDEX_NAME, &ignored) == PROPOS_OK &&
           access(path, F_OK) == 0 && propos_index_check(path, &ignored) == PROPOS_DAMAGED;
}

// Brings the vocabulary up to date; a dictionary that was installed since the last run is noticed.
// Without one, words are found by their stems alone, which is no error.
static propos_status update_vocabulary(propos_record *record, propos_error *error)
{
    propos_buffer version = {0};
    propos_dictionary *dictionary = NULL;
    propos_error ignored;
    propos_error_clear(&ignored);
    bool installed = propos_dictionary_installed_version(&version, &ignored) == PROPOS_OK;
    bool old = false;
    propos_status status = propos_vocabulary_is_old(
        record, installed ? propos_buffer_text(&version) : NULL, &old, error);
    if (status == PROPOS_OK && old) {
        if (installed && propos_dictionary_open(&dictionary, &ignored) != PROPOS_OK) {
            dictionary = NULL;
        }
        status = propos_vocabulary_update(record, dictionary, error);
        propos_dictionary_free(dictionary);
    }
    propos_buffer_free(&version);
    return status;
}

// Words were withdrawn, and the record's file may still hold them.
static propos_status wipe(propos_record *record, const char *path, const char *journal, bool *wiped,
                          propos_error *error)
{
    propos_buffer noted = {0};
    propos_status status = propos_record_note(record, "withdrawn", &noted, error);
    bool done = status == PROPOS_OK && strcmp(propos_buffer_text(&noted), journal) == 0;
    propos_buffer_free(&noted);
    if (status != PROPOS_OK && status != PROPOS_NOT_FOUND) {
        return status;
    }
    if (!done) {
        char *aside = propos_printf("%s.damaged", path);
        (void)unlink(aside); // an old one, which may hold them too
        free(aside);
        status = propos_record_scrub(record, journal, error);
        *wiped = true;
    }
    return done ? PROPOS_OK : status;
}

propos_status propos_run(const propos_reading *reading, const propos_run_options *options,
                         propos_import_counts *counts, propos_error *error)
{
    char state[PROPOS_PATH_SIZE];
    char dir[PROPOS_PATH_SIZE];
    char path[PROPOS_PATH_SIZE];
    int lock = -1;
    propos_record *record = NULL;
    stage_reporter reporter = {options, PROPOS_STAGE_IMPORT};
    mode_t old_mask = umask(0077);
    propos_status status = propos_state_dir(state, error);
    if (status == PROPOS_OK && (status = check_lists(reading, error)) == PROPOS_OK &&
        (status = propos_path_join(dir, state, reading->study.id, error)) == PROPOS_OK &&
        (status = propos_path_join(path, dir, PROPOS_RECORD_NAME, error)) == PROPOS_OK) {
        status = propos_make_dir(dir, error);
    }
    if (status != PROPOS_OK || (status = lock_study(dir, &lock, error)) != PROPOS_OK) {
        goto done;
    }
    status = open_record(reading, path, options->rebuild, &record, error);
    if (status != PROPOS_OK || (status = check_owner(record, reading, error)) != PROPOS_OK) {
        goto done;
    }
    status = propos_record_import(record, &reading->study, report_stage, &reporter, counts, error);
    for (size_t i = 0; i < 2 && status == PROPOS_OK; i++) {
        status =
            copy_list(reading, dir, i == 0 ? READING_STOPWORDS : READING_SYNONYMS, LISTS[i], error);
    }
    if (status == PROPOS_OK) {
        status = update_vocabulary(record, error);
    }
    bool wiped = false;
    if (status == PROPOS_OK && options->withdrawn != NULL) {
        status = wipe(record, path, options->withdrawn, &wiped, error);
    }
    if (status == PROPOS_OK) {
        reporter.stage = PROPOS_STAGE_INDEX;
        status = propos_index_update(dir, record, reading->analyser,
                                     options->rebuild || wiped || index_is_damaged(dir),
                                     report_stage, &reporter, error);
    }
done:
    propos_record_close(record);
    if (lock >= 0) {
        (void)close(lock);
    }
    (void)umask(old_mask);
    return status;
}
