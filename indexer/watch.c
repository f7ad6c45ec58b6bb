#include "indexer/watch.h"

#include "base/buffer.h"
#include "base/digest.h"
#include "base/i18n.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// Programs write a file in several steps, and people several files: so long must all be quiet.
#define QUIET_MS 2000
// … but somebody who never stops is read all the same.
#define MOST_WAIT_MS 60000
// Between two looks at every file.
#define RESCAN_MS 15000
// Folders in folders that are looked into: transcripts/, codings/, a project's own folders.
#define DEPTH 2
// More files than any study has.
#define MOST_FILES 100000

struct propos_watch {
    char *path;
    int inotify; // -1: the system gives none; looking now and then must do
    int signals;
    sigset_t old_mask;
    char seen[PROPOS_DIGEST_SIZE]; // of the names, sizes and times of all files
    bool again;
};

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// What a look at the files gathers.
typedef struct look {
    const propos_watch *watch;
    propos_buffer list;
    size_t files;
} look;

static void watch_folder(const propos_watch *watch, const char *path)
{
    if (watch->inotify >= 0) {
        (void)inotify_add_watch(watch->inotify, path,
                                IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_TO |
                                    IN_MOVED_FROM | IN_ONLYDIR);
    }
}

static void look_at(look *l, const char *path, int depth)
{
    struct stat info;
    if (stat(path, &info) != 0 || ++l->files > MOST_FILES) {
        return;
    }
    if (S_ISREG(info.st_mode)) {
        propos_buffer_printf(&l->list, "%s %lld %lld.%09ld\n", path, (long long)info.st_size,
                             (long long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
        return;
    }
    struct dirent **entries = NULL;
    int count = S_ISDIR(info.st_mode) && depth >= 0 ? scandir(path, &entries, NULL, alphasort) : 0;
    if (S_ISDIR(info.st_mode) && depth >= 0) {
        watch_folder(l->watch, path);
    }
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            char *inner = propos_printf("%s/%s", path, entries[i]->d_name);
            look_at(l, inner, depth - 1);
            free(inner);
        }
        free(entries[i]);
    }
    free(entries);
}

// Watches every folder (a known one again does no harm) and notes all files. For one file its
// folder is watched: programs replace files.
static void scan(const propos_watch *watch, char digest[PROPOS_DIGEST_SIZE])
{
    look l = {.watch = watch};
    struct stat info;
    look_at(&l, watch->path, DEPTH);
    const char *slash = strrchr(watch->path, '/');
    if (slash != NULL && (stat(watch->path, &info) != 0 || S_ISREG(info.st_mode))) {
        char *folder =
            propos_strndup(watch->path, slash == watch->path ? 1 : (size_t)(slash - watch->path));
        watch_folder(watch, folder);
        free(folder);
    }
    propos_digest(propos_buffer_text(&l.list), l.list.length, digest);
    propos_buffer_free(&l.list);
}

propos_status propos_watch_new(const char *path, propos_watch **out, propos_error *error)
{
    propos_watch *watch = propos_alloc(1, sizeof *watch);
    sigset_t stopping;
    (void)sigemptyset(&stopping);
    (void)sigaddset(&stopping, SIGTERM);
    (void)sigaddset(&stopping, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &stopping, &watch->old_mask);
    char *real = realpath(path, NULL);
    watch->path = real != NULL ? real : propos_strdup(path);
    watch->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    watch->signals = signalfd(-1, &stopping, SFD_NONBLOCK | SFD_CLOEXEC);
    *out = watch;
    if (watch->signals < 0) {
        propos_status status =
            propos_fail(error, PROPOS_INTERNAL, "signalfd: %s", propos_system_message(errno));
        propos_watch_free(watch);
        *out = NULL;
        return status;
    }
    scan(watch, watch->seen);
    return PROPOS_OK;
}

// Reads and forgets what inotify has to say; true when it said anything.
static bool drain(int fd)
{
    char events[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
    bool any = false;
    while (fd >= 0 && read(fd, events, sizeof events) > 0) {
        any = true;
    }
    return any;
}

// Waits at most so long. True: a signal came; *news: files may have changed.
static bool wait_ms(propos_watch *watch, int64_t milliseconds, bool *news)
{
    struct pollfd handles[2] = {{.fd = watch->signals, .events = POLLIN},
                                {.fd = watch->inotify, .events = POLLIN}};
    int limit = milliseconds < 0 ? 0 : milliseconds > RESCAN_MS ? RESCAN_MS : (int)milliseconds;
    int ready = poll(handles, 2, limit);
    *news = ready > 0 && drain(watch->inotify);
    struct signalfd_siginfo info;
    return ready > 0 && read(watch->signals, &info, sizeof info) == (ssize_t)sizeof info;
}

propos_watch_event propos_watch_wait(propos_watch *watch)
{
    char current[PROPOS_DIGEST_SIZE];
    char before[PROPOS_DIGEST_SIZE];
    for (;;) {
        bool news = false;
        if (wait_ms(watch, RESCAN_MS, &news)) {
            return PROPOS_WATCH_STOP;
        }
        int64_t first = now_ms();
        scan(watch, current);
        bool changed = strcmp(current, watch->seen) != 0 || (watch->again && !news);
        while (changed) {
            // Quiet: no news, and a drive that tells none shows the same files.
            memcpy(before, current, sizeof before);
            if (wait_ms(watch, QUIET_MS, &news)) {
                return PROPOS_WATCH_STOP;
            }
            scan(watch, current);
            if ((!news && strcmp(current, before) == 0) || now_ms() - first >= MOST_WAIT_MS) {
                memcpy(watch->seen, current, sizeof current);
                watch->again = false;
                return PROPOS_WATCH_CHANGED;
            }
        }
    }
}

void propos_watch_again(propos_watch *watch)
{
    watch->again = true;
}

void propos_watch_free(propos_watch *watch)
{
    if (watch == NULL) {
        return;
    }
    if (watch->inotify >= 0) {
        (void)close(watch->inotify);
    }
    if (watch->signals >= 0) {
        (void)close(watch->signals);
    }
    (void)sigprocmask(SIG_SETMASK, &watch->old_mask, NULL);
    free(watch->path);
    free(watch);
}
