// Where indexes lie: STUDY_DIR/index.N, and the link "index" that names the one in use.
#include "engine/private.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME "index.lock"
#define NEW_LINK "index.new"
// Directories that nftw() keeps open at once; an index is flat.
enum { OPEN_AT_ONCE = 8 };

static propos_status cannot_write(const char *path, propos_error *error)
{
    return propos_fail_at(error, PROPOS_IO, path, 0, _("cannot write the index: %s"),
                          propos_system_message(errno));
}

propos_status engine_index_lock(const char *study_dir, int *lock, propos_error *error)
{
    char path[PROPOS_PATH_SIZE];
    propos_status status = propos_path_join(path, study_dir, LOCK_NAME, error);
    if (status != PROPOS_OK) {
        return status;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return cannot_write(path, error);
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        status = errno == EWOULDBLOCK
                     ? propos_fail_at(error, PROPOS_BUSY, path, 0,
                                      _("the index is being written by another program: try again "
                                        "later"))
                     : cannot_write(path, error);
        (void)close(fd);
        return status;
    }
    *lock = fd;
    return PROPOS_OK;
}

void engine_index_unlock(int lock)
{
    (void)close(lock);
}

// The N of "index.N", 0 for any other name.
static unsigned long number_of(const char *name)
{
    const char *digits = name + strlen(PROPOS_INDEX_NAME) + 1;
    if (strncmp(name, PROPOS_INDEX_NAME ".", strlen(PROPOS_INDEX_NAME) + 1) != 0 ||
        *digits == '\0' || strspn(digits, "0123456789") != strlen(digits) || strlen(digits) > 9) {
        return 0;
    }
    return strtoul(digits, NULL, 10);
}

static unsigned long largest_number(const char *study_dir)
{
    unsigned long largest = 0;
    DIR *folder = opendir(study_dir);
    // Only this thread reads `folder`.
    for (struct dirent *e; folder != NULL && (e = readdir(folder)) != NULL;) { // NOLINT
        unsigned long number = number_of(e->d_name);
        largest = number > largest ? number : largest;
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return largest;
}

propos_status engine_index_new(const char *study_dir, char name[ENGINE_INDEX_NAME_SIZE], char *path,
                               propos_error *error)
{
    (void)snprintf(name, ENGINE_INDEX_NAME_SIZE, "%s.%lu", PROPOS_INDEX_NAME,
                   largest_number(study_dir) + 1);
    propos_status status = propos_path_join(path, study_dir, name, error);
    if (status == PROPOS_OK && mkdir(path, 0700) != 0) {
        status = cannot_write(path, error);
    }
    return status;
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *where)
{
    (void)about;
    (void)type;
    (void)where;
    (void)remove(path);
    return 0;
}

void engine_index_remove(const char *path)
{
    (void)nftw(path, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS);
}

// Makes a renamed name last through a power cut.
static propos_status sync_folder(const char *path, propos_error *error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    propos_status status = fd >= 0 && fsync(fd) == 0 ? PROPOS_OK : cannot_write(path, error);
    if (fd >= 0) {
        (void)close(fd);
    }
    return status;
}

propos_status engine_index_swap(const char *study_dir, const char *name, propos_error *error)
{
    char link[PROPOS_PATH_SIZE];
    char fresh[PROPOS_PATH_SIZE];
    propos_status status = propos_path_join(link, study_dir, PROPOS_INDEX_NAME, error);
    if (status == PROPOS_OK) {
        status = propos_path_join(fresh, study_dir, NEW_LINK, error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    (void)unlink(fresh); // of a run that was killed
    if (symlink(name, fresh) != 0 || rename(fresh, link) != 0) {
        return cannot_write(link, error);
    }
    return sync_folder(study_dir, error);
}

void engine_index_sweep(const char *study_dir)
{
    char link[PROPOS_PATH_SIZE];
    char path[PROPOS_PATH_SIZE];
    char used[PROPOS_PATH_SIZE];
    if (propos_path_join(link, study_dir, PROPOS_INDEX_NAME, NULL) != PROPOS_OK) {
        return;
    }
    ssize_t length = readlink(link, used, sizeof used - 1);
    DIR *folder = length > 0 ? opendir(study_dir) : NULL;
    if (folder == NULL) {
        return;
    }
    used[length] = '\0';
    for (struct dirent *e; (e = readdir(folder)) != NULL;) { // NOLINT(concurrency-mt-unsafe)
        if (number_of(e->d_name) != 0 && strcmp(e->d_name, used) != 0 &&
            propos_path_join(path, study_dir, e->d_name, NULL) == PROPOS_OK) {
            engine_index_remove(path);
        }
    }
    (void)closedir(folder);
}
