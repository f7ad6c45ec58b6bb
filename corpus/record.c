#include "corpus/record.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "corpus/schema.h"
#include "corpus/store.h"
#include "corpus/tokenizer.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// How long to wait for another writer before saying so.
enum { BUSY_MS = 5000 };
// SQLite instructions between two looks at the deadline: some tens of microseconds.
enum { WATCH_EVERY = 4000 };

// What each connection is set to. Sorting stays in memory: nothing confidential may land in a
// temporary file.
static const char PRAGMAS[] = "PRAGMA temp_store = MEMORY;"
                              "PRAGMA trusted_schema = OFF;"
                              "PRAGMA cell_size_check = ON;"
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA cache_size = -16000;"; // 16 MB
// What a writer adds. FULL: a committed import survives a power cut.
// Secure delete: what is taken out is overwritten, not only forgotten; somebody may have withdrawn
// his interview. (Only from the first import on: else copies stay in the corners of pages that were
// split.)
static const char WRITE_PRAGMAS[] = "PRAGMA journal_mode = WAL;"
                                    "PRAGMA synchronous = FULL;"
                                    "PRAGMA secure_delete = ON;"
                                    "PRAGMA cache_size = -200000;" // 200 MB: an import fits
                                    "PRAGMA journal_size_limit = 4194304;";

// SQLite gives -wal and -shm the rights of the file itself, so this settles all three.
static propos_status make_private(const char *path, propos_error *error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    struct stat about;
    bool failed = fd < 0 || fstat(fd, &about) != 0;
    if (!failed && (about.st_mode & 077) != 0) {
        failed = fchmod(fd, 0600) != 0;
    }
    propos_status status = PROPOS_OK;
    if (failed) {
        status = propos_fail_at(error, PROPOS_IO, path, 0, _("cannot be written: %s"),
                                propos_system_message(errno));
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return status;
}

// SQLite's count of its own memory is one lock for all threads, which the workers of a daemon would
// queue at.
static void no_memory_count(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static void set_up_sqlite(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, no_memory_count);
}

static propos_status check_exists(const char *path, propos_error *error)
{
    struct stat about;
    if (stat(path, &about) == 0) {
        return PROPOS_OK;
    }
    if (errno == ENOENT || errno == ENOTDIR) {
        return propos_fail_at(error, PROPOS_UNAVAILABLE, path, 0,
                              _("this study was not indexed yet: run propos-index on its folder"));
    }
    return propos_fail_at(error, PROPOS_IO, path, 0, _("cannot be opened: %s"),
                          propos_system_message(errno));
}

static propos_status settle_version(const propos_record *record, propos_error *error)
{
    int version = 0;
    const int newest = corpus_schema_newest();
    propos_status status = corpus_schema_version(record, &version, error);
    if (status != PROPOS_OK || version == newest) {
        return status;
    }
    if (version > newest) {
        return propos_fail_at(error, PROPOS_REBUILD, record->path, 0,
                              _("was written by a newer Propos (record version %d; this Propos, "
                                "%s, knows versions up to %d): install that one"),
                              version, PROPOS_VERSION, newest);
    }
    if (record->writable) {
        return corpus_schema_migrate(record, version, newest, error);
    }
    if (version == 0) {
        return propos_fail_at(error, PROPOS_UNAVAILABLE, record->path, 0,
                              _("this study was not indexed yet: run propos-index on its folder"));
    }
    return propos_fail_at(
        error, PROPOS_REBUILD, record->path, 0,
        _("was written by an older Propos: run propos-index on the study's folder "
          "once, which brings it up to date"));
}

static propos_status open_database(propos_record *record, propos_error *error)
{
    const int flags = record->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    set_up_sqlite();
    int code = sqlite3_open_v2(record->path, &record->db,
                               flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK) {
        return corpus_fail(record, code, error);
    }
    (void)sqlite3_busy_timeout(record->db, BUSY_MS);
    (void)sqlite3_limit(record->db, SQLITE_LIMIT_ATTACHED, 0); // the record never writes elsewhere
    (void)sqlite3_db_config(record->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    propos_status status = corpus_exec(record, PRAGMAS, error);
    if (status == PROPOS_OK && record->writable) {
        status = corpus_exec(record, WRITE_PRAGMAS, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_tokenizer_register(record, error);
    }
    return status != PROPOS_OK ? status : settle_version(record, error);
}

propos_status propos_record_open(const char *path, propos_record_mode mode,
                                 propos_analyser *analyser, propos_record **out,
                                 propos_error *error)
{
    *out = NULL;
    const bool writable = mode == PROPOS_RECORD_WRITE;
    propos_status status = writable ? make_private(path, error) : check_exists(path, error);
    if (status != PROPOS_OK) {
        return status;
    }
    propos_record *record = propos_alloc(1, sizeof *record);
    record->path = propos_strdup(path);
    record->writable = writable;
    record->analyser = analyser;
    status = open_database(record, error);
    if (status != PROPOS_OK) {
        propos_record_close(record);
        return status;
    }
    *out = record;
    return PROPOS_OK;
}

void propos_record_close(propos_record *record)
{
    if (record == NULL) {
        return;
    }
    corpus_finalise(record);
    (void)sqlite3_close(record->db);
    free(record->path);
    free(record);
}

struct sqlite3 *propos_record_sqlite(propos_record *record)
{
    return record->db;
}

static int watch(void *context)
{
    const propos_record *record = context;
    return record->stop(record->stop_context) ? 1 : 0;
}

void propos_record_watch(propos_record *record, bool (*stop)(void *context), void *context)
{
    record->stop = stop;
    record->stop_context = context;
    sqlite3_progress_handler(record->db, stop != NULL ? WATCH_EVERY : 0,
                             stop != NULL ? watch : NULL, record);
}

propos_status propos_record_note(propos_record *record, const char *name, propos_buffer *out,
                                 propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status = corpus_start(record, SQL_NOTE_GET, &statement, error, "t", name);
    if (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
    }
    if (row) {
        propos_buffer_puts(out, corpus_text(statement, 0));
    } else if (status == PROPOS_OK) {
        status = propos_fail(error, PROPOS_NOT_FOUND, _("the study has no note named “%s”"), name);
    }
    (void)sqlite3_reset(statement);
    return status;
}

propos_status propos_record_revision(propos_record *record, uint64_t *revision, propos_error *error)
{
    propos_buffer note = {0};
    propos_status status = propos_record_note(record, "revision", &note, error);
    *revision = status == PROPOS_OK ? strtoull(propos_buffer_text(&note), NULL, 10) : 0;
    propos_buffer_free(&note);
    return status == PROPOS_NOT_FOUND ? PROPOS_OK : status;
}
