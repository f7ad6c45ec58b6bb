#include "formats/foreign.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "formats/encoding.h"
#include "text/unicode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAGIC "SQLite format 3"
// The header of an SQLite file; its bytes 24 to 27 count changes.
enum { HEADER_BYTES = 100 };
// A tool that saves at every click leaves gaps far longer than a copy takes.
enum { TRIES = 20, WAIT_MS = 50 };

static const char *const COMPANIONS[] = {"", "-wal", "-journal"};
enum { COMPANION_COUNT = 3 };

// What tells whether a file was written to.
typedef struct trace {
    bool there;
    long long size, mtime_ns;
    unsigned char header[HEADER_BYTES];
} trace;

static bool same_trace(const trace *a, const trace *b)
{
    return a->there == b->there && a->size == b->size && a->mtime_ns == b->mtime_ns &&
           memcmp(a->header, b->header, HEADER_BYTES) == 0;
}

static void take_trace(const char *path, trace *t)
{
    *t = (trace){0};
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return;
    }
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
        t->there = true;
        t->size = (long long)info.st_size;
        t->mtime_ns = info.st_mtim.tv_sec * 1000000000LL + info.st_mtim.tv_nsec;
        if (read(fd, t->header, HEADER_BYTES) < 0) {
            t->there = false;
        }
    }
    (void)close(fd);
}

static propos_status write_copy(const char *path, const char *bytes, size_t length,
                                propos_error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool done = fd >= 0;
    for (size_t at = 0; done && at < length;) {
        ssize_t put = write(fd, bytes + at, length - at);
        done = put > 0 || (put < 0 && errno == EINTR);
        at += put > 0 ? (size_t)put : 0;
    }
    int saved = errno;
    if (fd >= 0) {
        (void)close(fd);
    }
    return done ? PROPOS_OK
                : propos_fail_at(error, PROPOS_IO, path, 0, _("cannot be written: %s"),
                                 propos_system_message(saved));
}

static propos_status copy_file(const char *from, const char *to, propos_error *error)
{
    char *bytes = NULL;
    size_t length = 0;
    propos_status status = propos_read_file(from, FOREIGN_BYTES, &bytes, &length, error);
    if (status == PROPOS_OK) {
        status = write_copy(to, bytes, length, error);
    }
    free(bytes);
    return status;
}

// Copies the file and its journals once. *still when nobody wrote meanwhile.
static propos_status copy_once(const char *path, const char *copy, bool *still, propos_error *error)
{
    propos_status status = PROPOS_OK;
    trace before[COMPANION_COUNT];
    for (size_t i = 0; i < COMPANION_COUNT; i++) {
        char *from = propos_printf("%s%s", path, COMPANIONS[i]);
        take_trace(from, &before[i]);
        free(from);
    }
    for (size_t i = 0; i < COMPANION_COUNT && status == PROPOS_OK; i++) {
        char *from = propos_printf("%s%s", path, COMPANIONS[i]);
        char *to = propos_printf("%s%s", copy, COMPANIONS[i]);
        (void)unlink(to);
        if (i == 0 || before[i].there) {
            status = copy_file(from, to, error);
        }
        if (i > 0 && status == PROPOS_NOT_FOUND) {
            status = PROPOS_OK; // the journal was just taken away: the traces will differ
        }
        free(to);
        free(from);
    }
    *still = true;
    for (size_t i = 0; i < COMPANION_COUNT; i++) {
        char *from = propos_printf("%s%s", path, COMPANIONS[i]);
        trace after;
        take_trace(from, &after);
        *still = *still && same_trace(&before[i], &after);
        free(from);
    }
    return status;
}

static propos_status copy_until_still(const char *path, const char *name, const char *copy,
                                      propos_error *error)
{
    for (int i = 0; i < TRIES; i++) {
        bool still = false;
        propos_status status = copy_once(path, copy, &still, error);
        if (status != PROPOS_OK || still) {
            return status;
        }
        struct timespec pause = {.tv_nsec = WAIT_MS * 1000000L};
        (void)nanosleep(&pause, NULL);
    }
    return propos_fail_at(error, PROPOS_BUSY, name, 0,
                          _("its own program writes to it without a pause; try again later"));
}

static propos_status damaged(const char *name, sqlite3 *db, propos_error *error)
{
    return propos_fail_at(error, PROPOS_BAD_INPUT, name, 0,
                          _("this database cannot be read (%s): open it in its own program, and "
                            "save or export it again"),
                          db == NULL ? "SQLite" : sqlite3_errmsg(db));
}

// Brings the copy into a consistent state and takes it into memory.
static propos_status load(const char *copy, const char *name, sqlite3 **out, propos_error *error)
{
    sqlite3 *file = NULL;
    sqlite3 *memory = NULL;
    propos_status status = PROPOS_OK;
    int code = sqlite3_open_v2(copy, &file, SQLITE_OPEN_READWRITE, NULL);
    // Out of WAL: a database in memory cannot be in it. Triggers and views of strangers run
    // nothing.
    if (code == SQLITE_OK) {
        (void)sqlite3_db_config(file, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        (void)sqlite3_db_config(file, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        code = sqlite3_exec(file, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_open_v2(":memory:", &memory, SQLITE_OPEN_READWRITE, NULL);
    }
    if (code == SQLITE_OK) {
        sqlite3_backup *backup = sqlite3_backup_init(memory, "main", file, "main");
        code = backup == NULL ? SQLITE_ERROR : sqlite3_backup_step(backup, -1);
        (void)sqlite3_backup_finish(backup);
        code = code == SQLITE_DONE ? SQLITE_OK : SQLITE_CORRUPT;
    }
    if (code == SQLITE_OK) {
        (void)sqlite3_db_config(memory, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        code = sqlite3_exec(memory, "SELECT count(*) FROM sqlite_master", NULL, NULL, NULL);
    }
    if (code != SQLITE_OK) {
        status = damaged(name, memory != NULL ? memory : file, error);
        (void)sqlite3_close(memory);
        memory = NULL;
    }
    (void)sqlite3_close(file);
    *out = memory;
    return status;
}

// A folder of our own for the copy; its name is written to `dir`.
static propos_status make_folder(char dir[PROPOS_PATH_SIZE], propos_error *error)
{
    char state[PROPOS_PATH_SIZE];
    char tmp[PROPOS_PATH_SIZE];
    propos_status status = propos_state_dir(state, error);
    if (status == PROPOS_OK) {
        status = propos_path_join(tmp, state, ".tmp", error);
    }
    if (status == PROPOS_OK) {
        status = propos_make_dir(tmp, error);
    }
    if (status == PROPOS_OK) {
        status = propos_path_join(dir, tmp, "copy-XXXXXX", error);
    }
    if (status == PROPOS_OK && mkdtemp(dir) == NULL) {
        status = propos_fail_at(error, PROPOS_IO, tmp, 0, _("cannot be written: %s"),
                                propos_system_message(errno));
    }
    return status;
}

static void remove_folder(const char *dir, const char *copy)
{
    static const char *const left[] = {"", "-wal", "-journal", "-shm"};
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        char *path = propos_printf("%s%s", copy, left[i]);
        (void)unlink(path);
        free(path);
    }
    (void)rmdir(dir);
}

propos_status foreign_open(const char *path, const char *name, sqlite3 **db, propos_error *error)
{
    *db = NULL;
    char dir[PROPOS_PATH_SIZE];
    trace first;
    take_trace(path, &first);
    if (!first.there || memcmp(first.header, MAGIC, sizeof MAGIC) != 0) {
        return propos_fail_at(error, first.there ? PROPOS_BAD_INPUT : PROPOS_NOT_FOUND, name, 0,
                              first.there ? _("this is no SQLite database")
                                          : _("this file is not there"));
    }
    propos_status status = make_folder(dir, error);
    if (status != PROPOS_OK) {
        return status;
    }
    char *copy = propos_printf("%s/copy.db", dir);
    status = copy_until_still(path, name, copy, error);
    if (status == PROPOS_OK) {
        status = load(copy, name, db, error);
    }
    remove_folder(dir, copy);
    free(copy);
    return status;
}

bool foreign_has_table(const char *bytes, size_t length, const char *table)
{
    if (bytes == NULL || length < HEADER_BYTES || memcmp(bytes, MAGIC, sizeof MAGIC) != 0) {
        return false;
    }
    // The schema holds each table's own "CREATE TABLE name": no need to open the file for that.
    size_t size = strlen(table);
    for (const char *at = bytes;
         (at = memmem(at, length - (size_t)(at - bytes), table, size)) != NULL; at++) {
        const char *before = at;
        while (before > bytes && strchr(" \"[`'\n\t", before[-1]) != NULL) {
            before--;
        }
        bool ends = at + size < bytes + length && strchr(" \"]`'\n\t(", at[size]) != NULL;
        if (ends && before - bytes >= 5 && strncasecmp(before - 5, "TABLE", 5) == 0) {
            return true;
        }
    }
    return false;
}

bool foreign_has_column(sqlite3 *db, const char *table, const char *column)
{
    return sqlite3_table_column_metadata(db, NULL, table, column, NULL, NULL, NULL, NULL, NULL) ==
           SQLITE_OK;
}

propos_status foreign_needs(sqlite3 *db, const char *name, const char *tool, const char *columns,
                            propos_error *error)
{
    for (const char *at = columns; *at != '\0';) {
        size_t length = strcspn(at, "|");
        char *table = propos_strndup(at, length);
        char *dot = strchr(table, '.');
        *dot = '\0';
        bool there = foreign_has_column(db, table, dot + 1);
        propos_status status = PROPOS_OK;
        if (!there) {
            status = propos_fail_at(
                error, PROPOS_BAD_INPUT, name, 0,
                _("this database is none of %s that Propos knows: it has no “%s” in a table “%s”; "
                  "open it in its own program and export it as REFI-QDA (.qdpx)"),
                tool, dot + 1, table);
        }
        free(table);
        if (status != PROPOS_OK) {
            return status;
        }
        at += length + (at[length] == '|');
    }
    return PROPOS_OK;
}

propos_status foreign_each(sqlite3 *db, const char *name, const char *sql, foreign_row *row,
                           void *context, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    propos_status status = PROPOS_OK;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW && (status = row(context, statement, error)) != PROPOS_OK) {
            break;
        }
    }
    if (status == PROPOS_OK && code != SQLITE_DONE) {
        status = damaged(name, db, error);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

const char *foreign_text(propos_arena *arena, sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    size_t length = text == NULL ? 0 : strlen(text); // a NUL ends what a tool can show
    if (length == 0) {
        return NULL;
    }
    if (propos_utf8_valid(text, length)) {
        return propos_arena_strndup(arena, text, length);
    }
    char *utf8 = NULL;
    size_t utf8_length = 0;
    propos_encoding found = PROPOS_ENCODING_UTF8;
    const char *copy = NULL;
    if (propos_to_utf8(text, length, "", "WINDOWS-1252", &utf8, &utf8_length, &found, NULL) ==
        PROPOS_OK) {
        copy = propos_arena_strndup(arena, utf8, utf8_length);
    }
    free(utf8);
    return copy;
}

propos_status foreign_source(propos_arena *arena, sqlite3_stmt *row, int column, const char *name,
                             offsets_text *text, propos_error *error)
{
    const char *bytes = (const char *)sqlite3_column_text(row, column);
    size_t length = (size_t)sqlite3_column_bytes(row, column);
    return offsets_text_read(arena, bytes == NULL ? "" : bytes, length, name, NULL, text, error);
}
