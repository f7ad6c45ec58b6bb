#include "base/paths.h"

#include "base/i18n.h"
#include "base/memory.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STUDY_ID_LONGEST = 100 };

static const char *set_variable(const char *name)
{
    const char *value = getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets them later
    return value != NULL && value[0] != '\0' ? value : NULL;
}

static propos_status put(char out[PROPOS_PATH_SIZE], propos_error *error, const char *a,
                         const char *b)
{
    int length = snprintf(out, PROPOS_PATH_SIZE, "%s%s", a, b);
    if (length < 0 || length >= PROPOS_PATH_SIZE) {
        return propos_fail(error, PROPOS_IO, _("the path is too long: %.200s…"), a);
    }
    return PROPOS_OK;
}

propos_status propos_state_dir(char out[PROPOS_PATH_SIZE], propos_error *error)
{
    const char *value = NULL;
    if ((value = set_variable("PROPOS_HOME")) != NULL ||
        (value = set_variable("STATE_DIRECTORY")) != NULL) {
        return put(out, error, value, "");
    }
    if ((value = set_variable("XDG_DATA_HOME")) != NULL) {
        return put(out, error, value, "/propos");
    }
    if ((value = set_variable("HOME")) != NULL) {
        return put(out, error, value, "/.local/share/propos");
    }
    return propos_fail(error, PROPOS_USAGE,
                       _("no place to keep the studies: set PROPOS_HOME or HOME"));
}

propos_status propos_socket_path(char out[PROPOS_PATH_SIZE], propos_error *error)
{
    const char *value = NULL;
    if ((value = set_variable("PROPOS_SOCKET")) != NULL) {
        return put(out, error, value, "");
    }
    if ((value = set_variable("XDG_RUNTIME_DIR")) != NULL) {
        return put(out, error, value, "/propos/propos.sock");
    }
    return put(out, error, "/run/propos/propos.sock", "");
}

// The first of $PROPOS_DATA/NAME, the installed folder and the build's own folder that exists.
static const char *data_dir(char out[PROPOS_PATH_SIZE], const char *name, const char *installed,
                            const char *built)
{
    const char *data = set_variable("PROPOS_DATA");
    if (data != NULL) {
        (void)snprintf(out, PROPOS_PATH_SIZE, "%s/%s", data, name);
        return out;
    }
    return access(built, R_OK) == 0 ? built : installed;
}

const char *propos_stopwords_dir(void)
{
    static _Thread_local char path[PROPOS_PATH_SIZE];
    return data_dir(path, "stopwords", PROPOS_INSTALL_DATA "/stopwords",
                    PROPOS_SOURCE_DIR "/stopwords");
}

const char *propos_locale_dir(void)
{
    static _Thread_local char path[PROPOS_PATH_SIZE];
    return data_dir(path, "locale", PROPOS_INSTALL_LOCALE, PROPOS_BUILD_LOCALE);
}

propos_status propos_make_dir(const char *path, propos_error *error)
{
    char part[PROPOS_PATH_SIZE];
    propos_status status = put(part, error, path, "");
    if (status != PROPOS_OK) {
        return status;
    }
    for (char *at = part + 1;; at++) {
        if (*at != '/' && *at != '\0') {
            continue;
        }
        char kept = *at;
        *at = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST) {
            return propos_fail(error, PROPOS_IO, _("cannot create the folder %s: %s"), part,
                               propos_system_message(errno));
        }
        if (kept == '\0') {
            return PROPOS_OK;
        }
        *at = kept;
    }
}

propos_status propos_path_join(char out[PROPOS_PATH_SIZE], const char *dir, const char *name,
                               propos_error *error)
{
    int length = snprintf(out, PROPOS_PATH_SIZE, "%s/%s", dir, name);
    if (length < 0 || length >= PROPOS_PATH_SIZE) {
        return propos_fail(error, PROPOS_IO, _("the path is too long: %.200s…"), dir);
    }
    return PROPOS_OK;
}

bool propos_is_study_id(const char *id)
{
    size_t length = strlen(id);
    if (length == 0 || length > STUDY_ID_LONGEST || id[0] == '.') {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)id[i]) && strchr("-_.", id[i]) == NULL) {
            return false;
        }
    }
    return true;
}

propos_status propos_read_file(const char *path, size_t limit, char **bytes, size_t *length,
                               propos_error *error)
{
    *bytes = NULL;
    *length = 0;
    // Without O_NONBLOCK a pipe that lies among the files would be waited for, for ever.
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        propos_status status = errno == ENOENT || errno == ENOTDIR ? PROPOS_NOT_FOUND : PROPOS_IO;
        return propos_fail_at(error, status, path, 0, _("cannot be opened: %s"),
                              propos_system_message(errno));
    }
    struct stat info;
    if (fstat(fd, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) {
        (void)close(fd);
        return propos_fail_at(error, PROPOS_BAD_INPUT, path, 0,
                              _("is not a file but a pipe or a device: take it out"));
    }
    propos_status status = PROPOS_OK;
    char *content = NULL;
    size_t capacity = 0;
    size_t used = 0;
    for (;;) {
        PROPOS_GROW(content, capacity, used + 65536 + 1);
        ssize_t got = read(fd, content + used, capacity - used - 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            status = propos_fail_at(error, PROPOS_IO, path, 0, _("cannot be read: %s"),
                                    propos_system_message(errno));
            break;
        }
        used += (size_t)got;
        if (used > limit) {
            status =
                propos_fail_at(error, PROPOS_BAD_INPUT, path, 0,
                               _("is larger than %zu MB, the most that Propos reads"), limit >> 20);
            break;
        }
        if (got == 0) {
            break;
        }
    }
    (void)close(fd);
    if (status != PROPOS_OK) {
        free(content);
        return status;
    }
    content[used] = '\0';
    *bytes = content;
    *length = used;
    return PROPOS_OK;
}
