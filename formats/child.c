#include "formats/child.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

// A book of a thousand pages takes a few seconds and a few hundred megabytes.
#define MOST_SECONDS 120
#define MOST_MEMORY ((rlim_t)2048 << 20)
#define MOST_OUTPUT ((size_t)256 << 20)
#define MOST_MESSAGES ((size_t)8 << 10)
#define PIECE 65536

// The bytes as a file that has no name: a pipe could fill on both sides.
static int file_of(const char *bytes, size_t length)
{
    int file = memfd_create("propos-input", MFD_CLOEXEC);
    for (size_t at = 0; file >= 0 && at < length;) {
        ssize_t written = write(file, bytes + at, length - at);
        if (written < 0 && errno != EINTR) {
            (void)close(file);
            return -1;
        }
        at += written > 0 ? (size_t)written : 0;
    }
    if (file >= 0 && lseek(file, 0, SEEK_SET) != 0) {
        (void)close(file);
        return -1;
    }
    return file;
}

static long milliseconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Reads what is there; false at the end.
static bool take(int from, propos_buffer *to, size_t most, bool *too_much)
{
    char piece[PIECE];
    ssize_t got = read(from, piece, sizeof piece);
    if (got < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    size_t room = most - to->length;
    *too_much = *too_much || (size_t)got > room;
    propos_buffer_add(to, piece, (size_t)got < room ? (size_t)got : room);
    return got > 0;
}

// Reads both pipes to their ends; false when the child must be stopped.
static bool listen_to(int out, int err, formats_child_result *result)
{
    struct pollfd pipes[] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
    long deadline = milliseconds() + MOST_SECONDS * 1000L;
    bool too_much = false;
    bool chatter = false;
    while (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
        long left = deadline - milliseconds();
        if (left <= 0 || too_much) {
            return false;
        }
        if (poll(pipes, 2, (int)left) < 0 && errno != EINTR) {
            return false;
        }
        if (pipes[0].revents != 0 && !take(out, &result->out, MOST_OUTPUT, &too_much)) {
            pipes[0].fd = -1;
        }
        if (pipes[1].revents != 0 && !take(err, &result->err, MOST_MESSAGES, &chatter)) {
            pipes[1].fd = -1;
        }
        pipes[0].revents = 0;
        pipes[1].revents = 0;
    }
    return !too_much;
}

static int spawn(const char *const *arguments, int in, int out, int err, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    int fault =
        posix_spawnp(child, arguments[0], &actions, NULL, (char *const *)arguments, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    if (fault == 0) {
        struct rlimit memory = {MOST_MEMORY, MOST_MEMORY};
        struct rlimit seconds = {MOST_SECONDS, MOST_SECONDS};
        (void)prlimit(*child, RLIMIT_AS, &memory, NULL);
        (void)prlimit(*child, RLIMIT_CPU, &seconds, NULL);
    }
    return fault;
}

static void close_both(const int pipe[2])
{
    (void)close(pipe[0]);
    (void)close(pipe[1]);
}

propos_status formats_child_run(const char *const *arguments, const char *bytes, size_t length,
                                formats_child_result *result, propos_error *error)
{
    memset(result, 0, sizeof *result);
    int in = file_of(bytes, length);
    int out[2] = {-1, -1};
    int err[2] = {-1, -1};
    if (in < 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
        propos_status status = propos_fail(error, PROPOS_IO, _("%s cannot be run: %s"),
                                           arguments[0], propos_system_message(errno));
        (void)close(in);
        close_both(out);
        return status;
    }
    pid_t child = -1;
    int fault = spawn(arguments, in, out[1], err[1], &child);
    (void)close(in);
    (void)close(out[1]);
    (void)close(err[1]);
    if (fault == 0) {
        int ended = 0;
        if (!listen_to(out[0], err[0], result)) {
            result->stopped = true;
            (void)kill(child, SIGKILL);
        }
        while (waitpid(child, &ended, 0) < 0 && errno == EINTR) {
        }
        result->stopped = result->stopped || !WIFEXITED(ended);
        result->exit_code = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    }
    (void)close(out[0]);
    (void)close(err[0]);
    result->missing = fault == ENOENT;
    if (fault != 0 && fault != ENOENT) {
        return propos_fail(error, PROPOS_IO, _("%s cannot be run: %s"), arguments[0],
                           propos_system_message(fault));
    }
    return PROPOS_OK;
}

void formats_child_free(formats_child_result *result)
{
    propos_buffer_free(&result->out);
    propos_buffer_free(&result->err);
}
