// Digests of an index's files, a block each: Xapian's own format has none, and reads changed bytes
// as postings.
//
// The file "blocks" in the index's folder holds, for each other file there, a line "file NAME SIZE
// MTIME" and a line with the digest of each block; its last line is the digest of all lines before.
// It is written after the last commit of an update and removed before the next one starts: while it
// is there, it is true.
#include "engine/private.h"

#include "base/digest.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCKS_NAME "blocks"
#define BLOCKS_NEW "blocks.new"
// Small enough to name what is damaged, large enough that the list is short: 40 KB for 100 000
// passages.
enum { BLOCK = 65536 };
// The list of an index of 100 GB.
enum { LIST_MOST = 64 * 1024 * 1024 };

static propos_status cannot_read(const char *path, propos_error *error)
{
    return propos_fail_at(error, PROPOS_IO, path, 0, _("cannot read or write the index: %s"),
                          propos_system_message(errno));
}

// Reads up to a block; the number of bytes, -1 on an error.
static ssize_t read_block(int fd, char *block)
{
    size_t have = 0;
    while (have < BLOCK) {
        ssize_t more = read(fd, block + have, BLOCK - have);
        if (more < 0 && errno == EINTR) {
            continue;
        }
        if (more < 0) {
            return -1;
        }
        if (more == 0) {
            break;
        }
        have += (size_t)more;
    }
    return (ssize_t)have;
}

// Appends a line with the digest of each block of the file `fd`.
static bool add_digests(int fd, propos_buffer *out)
{
    char *block = propos_alloc(1, BLOCK);
    char digest[PROPOS_DIGEST_SIZE];
    ssize_t length = 0;
    while ((length = read_block(fd, block)) > 0) {
        propos_digest(block, (size_t)length, digest);
        propos_buffer_puts(out, digest);
        propos_buffer_putc(out, '\n');
    }
    free(block);
    return length == 0;
}

static int64_t mtime_of(const struct stat *about)
{
    return (int64_t)about->st_mtim.tv_sec * 1000000000 + about->st_mtim.tv_nsec;
}

static propos_status add_file(const char *folder, const char *name, propos_buffer *out,
                              propos_error *error)
{
    char path[PROPOS_PATH_SIZE];
    struct stat about;
    propos_status status = propos_path_join(path, folder, name, error);
    if (status != PROPOS_OK) {
        return status;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    // The folder is private; the files are made so too, in case it is moved.
    if (fd < 0 || fchmod(fd, 0600) != 0 || fstat(fd, &about) != 0) {
        status = cannot_read(path, error);
    } else {
        propos_buffer_printf(out, "file %s %jd %" PRId64 "\n", name, (intmax_t)about.st_size,
                             mtime_of(&about));
        status = add_digests(fd, out) ? PROPOS_OK : cannot_read(path, error);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return status;
}

// "iamglass" and the tables; not the lock, nor our own list.
static bool is_part(const char *name)
{
    size_t length = strlen(name);
    return strcmp(name, "iamglass") == 0 ||
           (length > 6 && strcmp(name + length - 6, ".glass") == 0);
}

static propos_status write_list(const char *folder, const propos_buffer *list, propos_error *error)
{
    char path[PROPOS_PATH_SIZE];
    char fresh[PROPOS_PATH_SIZE];
    propos_status status = propos_path_join(path, folder, BLOCKS_NAME, error);
    if (status == PROPOS_OK) {
        status = propos_path_join(fresh, folder, BLOCKS_NEW, error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool written = fd >= 0;
    for (size_t done = 0; written && done < list->length;) {
        ssize_t some = write(fd, list->bytes + done, list->length - done);
        written = some > 0;
        done += written ? (size_t)some : 0;
    }
    if (fd >= 0) {
        written = fsync(fd) == 0 && written;
        (void)close(fd);
    }
    if (!written || rename(fresh, path) != 0) {
        return cannot_read(path, error);
    }
    return PROPOS_OK;
}

propos_status engine_blocks_write(const char *folder, propos_error *error)
{
    propos_buffer list = {0};
    char digest[PROPOS_DIGEST_SIZE];
    propos_status status = PROPOS_OK;
    DIR *files = opendir(folder);
    if (files == NULL) {
        return cannot_read(folder, error);
    }
    // Only this thread reads `files`.
    for (struct dirent *e; status == PROPOS_OK && (e = readdir(files)) != NULL;) { // NOLINT
        if (is_part(e->d_name)) {
            status = add_file(folder, e->d_name, &list, error);
        }
    }
    (void)closedir(files);
    if (status == PROPOS_OK) {
        propos_digest(list.bytes, list.length, digest);
        propos_buffer_puts(&list, digest);
        propos_buffer_putc(&list, '\n');
        status = write_list(folder, &list, error);
    }
    propos_buffer_free(&list);
    return status;
}

propos_status engine_blocks_forget(const char *folder, propos_error *error)
{
    char path[PROPOS_PATH_SIZE];
    propos_status status = propos_path_join(path, folder, BLOCKS_NAME, error);
    if (status == PROPOS_OK && unlink(path) != 0 && errno != ENOENT) {
        status = cannot_read(path, error);
    }
    return status;
}

// Compares one file with its lines of the list: `digests` has `length` bytes.
static bool file_is_sound(const char *folder, const char *name, intmax_t size, int64_t mtime,
                          const char *digests, size_t length, bool thorough)
{
    char path[PROPOS_PATH_SIZE];
    struct stat about;
    if (propos_path_join(path, folder, name, NULL) != PROPOS_OK) {
        return false;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool sound = fd >= 0 && fstat(fd, &about) == 0 && about.st_size == size;
    if (sound && (thorough || mtime_of(&about) != mtime)) {
        propos_buffer now = {0};
        sound = add_digests(fd, &now) && now.length == length &&
                (length == 0 || memcmp(now.bytes, digests, length) == 0);
        propos_buffer_free(&now);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return sound;
}

// The list without its last line, which must be the digest of what stands before it.
static bool list_is_sound(char *list, size_t length)
{
    char digest[PROPOS_DIGEST_SIZE];
    if (length < PROPOS_DIGEST_SIZE || list[length - 1] != '\n') {
        return false;
    }
    size_t before = length - PROPOS_DIGEST_SIZE;
    propos_digest(list, before, digest);
    bool sound = memcmp(list + before, digest, PROPOS_DIGEST_SIZE - 1) == 0;
    list[before] = '\0';
    return sound;
}

// Reads "file NAME SIZE MTIME".
static bool read_file_line(const char *line, char name[ENGINE_FILE_NAME_SIZE], intmax_t *size,
                           int64_t *mtime)
{
    static const char START[] = "file ";
    const char *start = line + sizeof START - 1;
    if (strncmp(line, START, sizeof START - 1) != 0) {
        return false;
    }
    size_t length = strcspn(start, " \n");
    char *end = NULL;
    if (length == 0 || length >= ENGINE_FILE_NAME_SIZE) {
        return false;
    }
    memcpy(name, start, length);
    name[length] = '\0';
    *size = strtoimax(start + length, &end, 10);
    *mtime = strtoimax(end, &end, 10);
    return *end == '\n';
}

// Writes the name of the first file that is not what the list says; false when all are.
static bool find_damage(const char *folder, const char *list, bool thorough,
                        char name[ENGINE_FILE_NAME_SIZE])
{
    while (*list != '\0') {
        intmax_t size = 0;
        int64_t mtime = 0;
        if (!read_file_line(list, name, &size, &mtime)) {
            return true;
        }
        const char *digests = strchr(list, '\n') + 1;
        const char *next = digests;
        while (*next != '\0' && strncmp(next, "file ", 5) != 0) {
            next = strchr(next, '\n') + 1;
        }
        if (!file_is_sound(folder, name, size, mtime, digests, (size_t)(next - digests),
                           thorough)) {
            return true;
        }
        list = next;
    }
    return false;
}

propos_status engine_blocks_check(const char *folder, bool thorough, propos_error *error)
{
    char path[PROPOS_PATH_SIZE];
    char name[ENGINE_FILE_NAME_SIZE] = BLOCKS_NAME;
    char *list = NULL;
    size_t length = 0;
    propos_status status = propos_path_join(path, folder, BLOCKS_NAME, error);
    if (status == PROPOS_OK) {
        status = propos_read_file(path, LIST_MOST, &list, &length, error);
    }
    if (status == PROPOS_NOT_FOUND) {
        propos_error_clear(error);
        return PROPOS_OK; // an update is under way, or was killed: nothing to compare with
    }
    if (status != PROPOS_OK) {
        return status;
    }
    if (!list_is_sound(list, length) || find_damage(folder, list, thorough, name)) {
        // Unless an update has begun meanwhile, which takes the list away first.
        if (access(path, F_OK) == 0) {
            (void)propos_path_join(path, folder, name, NULL);
            status = propos_fail_at(error, PROPOS_DAMAGED, path, 0,
                                    _("the index is damaged: index the study again"));
        }
    }
    free(list);
    return status;
}
