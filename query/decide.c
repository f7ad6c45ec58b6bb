#include "query/decide.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "formats/csv.h"
#include "query/commands.h"
#include "query/cut.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// The columns of decisions.csv, in the order of a new file, with the French names that one written
// by hand may have.
static const struct {
    const char *name, *names;
} COLUMNS[] = {
    {"document", "document"},
    {"turn", "turn|tour"},
    {"quote", "quote|citation|extrait|verbatim"},
    {"coders", "coders|codeurs"},
    {"code", "code"},
    {"stage", "stage|étape"},
    {"why", "why|pourquoi|raison"},
    {"date", "date"},
    {"decided_by", "decided_by|décidé_par"},
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };

// More decisions than people take; a larger file is something else.
static const size_t MOST_BYTES = (size_t)64 << 20;

bool query_decides(const query_options *options)
{
    return strcmp(options->command->operation, "decision") == 0;
}

static propos_status cannot_write(const char *path, propos_error *error)
{
    bool refused = errno == EACCES || errno == EROFS || errno == EPERM;
    return propos_fail_at(error, refused ? PROPOS_UNAVAILABLE : PROPOS_IO, path, 0,
                          _("the decision cannot be written there: %s"),
                          propos_system_message(errno));
}

// ---- the row ----

static void add_today(json_t *row)
{
    char date[sizeof "2024-01-01" + 16];
    time_t now = time(NULL);
    struct tm parts;
    (void)localtime_r(&now, &parts);
    (void)strftime(date, sizeof date, "%Y-%m-%d", &parts);
    propos_json_set(row, "date", propos_json_text(date));
}

// The name that the system knows the user by, else the login name.
static void add_user(json_t *row)
{
    enum { ROOM = 4096 }; // names, shell and home of one account
    char *bytes = propos_alloc(ROOM, 1);
    struct passwd account;
    struct passwd *found = NULL;
    const char *name = NULL;
    if (getpwuid_r(getuid(), &account, bytes, ROOM, &found) == 0 && found != NULL) {
        account.pw_gecos[strcspn(account.pw_gecos, ",")] = '\0';
        name = account.pw_gecos[0] != '\0' ? account.pw_gecos : account.pw_name;
    }
    propos_json_set(row, "decided_by", propos_json_text(name));
    free(bytes);
}

static void put_cell(propos_buffer *line, const char *text, char separator)
{
    const char special[] = {separator, '"', '\n', '\r', '\0'};
    bool quoted = text[strcspn(text, special)] != '\0' || text[0] == ' ';
    propos_buffer_puts(line, quoted ? "\"" : "");
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            propos_buffer_putc(line, '"');
        }
        propos_buffer_putc(line, *text);
    }
    propos_buffer_puts(line, quoted ? "\"" : "");
}

static void put_value(propos_buffer *line, const json_t *value, char separator)
{
    if (json_is_integer(value)) {
        propos_buffer_printf(line, "%lld", (long long)json_integer_value(value));
    } else if (json_is_string(value)) {
        put_cell(line, json_string_value(value), separator);
    }
}

// ---- the file ----

// How the rows of a file are laid out.
typedef struct layout {
    int columns[COLUMN_COUNT]; // where each of ours stands; -1: it has none
    size_t count;              // columns in all
    char separator;
    bool open_line; // the last line has no end
} layout;

static layout new_layout(void)
{
    layout l = {.count = COLUMN_COUNT, .separator = ','};
    for (int i = 0; i < COLUMN_COUNT; i++) {
        l.columns[i] = i;
    }
    return l;
}

// What is in the file already says how its rows are written.
static propos_status read_layout(const char *path, const char *bytes, size_t length, layout *l,
                                 propos_error *error)
{
    propos_arena *arena = propos_arena_new();
    propos_table table;
    bool is_text = true;
    json_t *text = json_stringn(bytes, length);
    is_text = text != NULL;
    json_decref(text);
    propos_status status =
        is_text ? propos_csv_read(arena, bytes, length, path, &table, error)
                : propos_fail_at(error, PROPOS_BAD_INPUT, path, 0,
                                 _("this file is not in UTF-8: save it as UTF-8 first, so that "
                                   "nothing in it gets lost"));
    if (status == PROPOS_OK) {
        *l = (layout){
            .count = table.column_count, .separator = ',', .open_line = bytes[length - 1] != '\n'};
        size_t head = strcspn(bytes, "\r\n");
        size_t commas = 0;
        size_t semicolons = 0;
        for (size_t i = 0; i < head; i++) {
            commas += bytes[i] == ',' ? 1 : 0;
            semicolons += bytes[i] == ';' ? 1 : 0;
        }
        l->separator = semicolons > commas ? ';' : ',';
        for (int i = 0; i < COLUMN_COUNT && status == PROPOS_OK; i++) {
            l->columns[i] = propos_csv_column(&table, COLUMNS[i].names);
            if (l->columns[i] < 0) {
                status = propos_fail_at(error, PROPOS_BAD_INPUT, path, 1,
                                        _("the column “%s” is missing: add it, and decide again"),
                                        COLUMNS[i].name);
            }
        }
    }
    propos_arena_free(arena);
    return status;
}

static void write_row(const layout *l, const json_t *row, propos_buffer *out)
{
    for (size_t column = 0; column < l->count; column++) {
        if (column > 0) {
            propos_buffer_putc(out, l->separator);
        }
        for (int i = 0; i < COLUMN_COUNT; i++) {
            if (l->columns[i] == (int)column) {
                put_value(out, json_object_get(row, COLUMNS[i].name), l->separator);
            }
        }
    }
    propos_buffer_putc(out, '\n');
}

// What is appended: a header when the file is new, an end for its last line, the row.
static propos_status compose(int fd, const char *path, const json_t *row, propos_buffer *out,
                             propos_error *error)
{
    struct stat info;
    if (fstat(fd, &info) != 0) {
        return cannot_write(path, error);
    }
    layout l = new_layout();
    if (info.st_size == 0) {
        for (int i = 0; i < COLUMN_COUNT; i++) {
            propos_buffer_printf(out, "%s%s", i > 0 ? "," : "", COLUMNS[i].name);
        }
        propos_buffer_putc(out, '\n');
    } else {
        char *bytes = NULL;
        size_t length = 0;
        propos_status status = propos_read_file(path, MOST_BYTES, &bytes, &length, error);
        if (status == PROPOS_OK) {
            status = read_layout(path, bytes, length, &l, error);
        }
        free(bytes);
        if (status != PROPOS_OK) {
            return status;
        }
        propos_buffer_puts(out, l.open_line ? "\n" : "");
    }
    write_row(&l, row, out);
    return PROPOS_OK;
}

// Puts the bytes at the end, all or none: what a full disk has let through is taken off again.
static propos_status append(int fd, const char *path, const propos_buffer *bytes,
                            propos_error *error)
{
    off_t before = lseek(fd, 0, SEEK_END);
    size_t at = 0;
    bool done = before >= 0;
    while (done && at < bytes->length) {
        ssize_t put = write(fd, bytes->bytes + at, bytes->length - at);
        done = put > 0 || (put < 0 && errno == EINTR);
        at += put > 0 ? (size_t)put : 0;
    }
    if (done && fsync(fd) == 0) {
        return PROPOS_OK;
    }
    propos_status status = cannot_write(path, error);
    if (before >= 0 && at > 0 && ftruncate(fd, before) != 0) {
        status = cannot_write(path, error); // the line that was begun stays: its reader tells of it
    }
    return status;
}

// The name of a new file lasts when its folder is written, too.
static void keep_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder =
        slash == NULL ? propos_strdup(".") : propos_strndup(path, (size_t)(slash - path));
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
    free(folder);
}

propos_status query_decide(json_t *answer, propos_error *error)
{
    const char *path = json_string_value(json_object_get(answer, "file"));
    json_t *row = json_object_get(answer, "row");
    if (path == NULL) {
        return propos_fail(error, PROPOS_UNAVAILABLE,
                           _("the study “%s” was read from one file (%s), so it has no folder for "
                             "decisions.csv: put that file into a folder, transcripts/, and index "
                             "the folder"),
                           query_text(answer, "study"), query_text(answer, "source"));
    }
    add_today(row);
    add_user(row);
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666); // the umask has its say
    if (fd < 0) {
        return cannot_write(path, error);
    }
    propos_buffer bytes = {0};
    propos_status status = flock(fd, LOCK_EX) == 0 ? PROPOS_OK : cannot_write(path, error);
    if (status == PROPOS_OK) {
        status = compose(fd, path, row, &bytes, error);
    }
    if (status == PROPOS_OK) {
        status = append(fd, path, &bytes, error);
    }
    (void)close(fd);
    propos_buffer_free(&bytes);
    if (status == PROPOS_OK) {
        keep_name(path);
    }
    return status;
}

// ---- what is said about it ----

void query_print_decision(const query_options *options, const json_t *answer, FILE *out)
{
    (void)options;
    const json_t *row = json_object_get(answer, "row");
    const json_t *disagreement = json_object_get(answer, "disagreement");
    (void)fprintf(out, _("%s: “%s”, written to %s\n"), query_text(disagreement, "id"),
                  query_text(row, "code"), query_text(answer, "file"));
    (void)fprintf(out, _("For it to count: propos-index %s\n"), query_text(answer, "source"));
}
