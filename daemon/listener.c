#include "daemon/listener.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"

#include <errno.h>
#include <event2/listener.h>
#include <event2/util.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef PROPOS_HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

struct daemon_listener {
    int fd;      // ours until libevent has it
    int lock_fd; // held while we own the socket's path; -1: we do not
    bool tcp;
    char *name;
    dev_t device; // of the socket that we created
    ino_t inode;
    struct evconnlistener *events;
    struct event *again; // after an accept that the system refused
    daemon_accepted accepted;
    void *context;
    bool paused;
};

static daemon_listener *listener_new(int fd, bool tcp, const char *name)
{
    daemon_listener *listener = propos_alloc(1, sizeof *listener);
    listener->fd = fd;
    listener->lock_fd = -1;
    listener->tcp = tcp;
    listener->name = propos_strdup(name);
    return listener;
}

static propos_status refused(propos_error *error, const char *name)
{
    return propos_fail(error, PROPOS_IO, _("cannot listen on %s: %s"), name,
                       propos_system_message(errno));
}

static propos_status already(propos_error *error, const char *path)
{
    return propos_fail(error, PROPOS_UNAVAILABLE, _("a proposd already answers on %s"), path);
}

// Another user who can write in the folder could put his own socket in the place of ours.
static propos_status check_folder(const char *path, propos_error *error)
{
    char folder[PROPOS_PATH_SIZE];
    (void)snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash == NULL) {
        (void)snprintf(folder, sizeof folder, ".");
    } else if (slash == folder) {
        folder[1] = '\0';
    } else {
        *slash = '\0';
    }
    propos_status status = propos_make_dir(folder, error);
    if (status != PROPOS_OK) {
        return status;
    }
    struct stat facts;
    if (stat(folder, &facts) != 0) {
        return refused(error, path);
    }
    bool others = (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (facts.st_mode & S_ISVTX) == 0;
    if (others || (facts.st_uid != geteuid() && facts.st_uid != 0 && geteuid() != 0)) {
        return propos_fail(error, PROPOS_USAGE,
                           _("other users can write in %s: choose a folder of your own for the "
                             "socket (--socket)"),
                           folder);
    }
    return PROPOS_OK;
}

// One daemon per path: the lock is held for the daemon's life, so that of two that start together
// one gives way before either looks at the socket. The empty file stays: to remove it would open
// that gap again.
static propos_status lock_path(const char *path, int *lock_fd, propos_error *error)
{
    char *lock = propos_printf("%s.lock", path);
    propos_status status = PROPOS_OK;
    *lock_fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*lock_fd < 0) {
        status = refused(error, path);
    } else if (flock(*lock_fd, LOCK_EX | LOCK_NB) != 0) {
        status = errno == EWOULDBLOCK ? already(error, path) : refused(error, path);
        (void)close(*lock_fd);
        *lock_fd = -1;
    }
    free(lock);
    return status;
}

// Makes room at `path`: nothing is there, or a socket that nobody listens to, which is removed.
static propos_status clear_path(const char *path, const struct sockaddr_un *address,
                                propos_error *error)
{
    struct stat facts;
    if (lstat(path, &facts) != 0) {
        return errno == ENOENT ? PROPOS_OK : refused(error, path);
    }
    if (!S_ISSOCK(facts.st_mode)) {
        return propos_fail(error, PROPOS_USAGE, _("%s is there already and is not a socket"), path);
    }
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe < 0) {
        return refused(error, path);
    }
    int connected = connect(probe, (const struct sockaddr *)address, sizeof *address);
    int why = errno;
    (void)close(probe);
    if (connected == 0 || why == EAGAIN) {
        return already(error, path);
    }
    errno = why;
    if (why != ECONNREFUSED || unlink(path) != 0) {
        return refused(error, path);
    }
    return PROPOS_OK;
}

static propos_status bind_unix(const char *path, const struct sockaddr_un *address, int *out,
                               propos_error *error)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return refused(error, path);
    }
    mode_t before = umask(0177); // 0600 from the first moment; no thread runs yet
    int failed = bind(fd, (const struct sockaddr *)address, sizeof *address);
    (void)umask(before);
    if (failed != 0 || listen(fd, SOMAXCONN) != 0) {
        propos_status status = refused(error, path);
        (void)close(fd);
        return status;
    }
    *out = fd;
    return PROPOS_OK;
}

propos_status daemon_listen_unix(const char *path, daemon_listener **out, propos_error *error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        return propos_fail(error, PROPOS_USAGE,
                           _("the path of the socket is too long (%zu bytes at most): %s"),
                           sizeof address.sun_path - 1, path);
    }
    memcpy(address.sun_path, path, strlen(path));
    int fd = -1;
    int lock_fd = -1;
    propos_status status = check_folder(path, error);
    if (status != PROPOS_OK || (status = lock_path(path, &lock_fd, error)) != PROPOS_OK) {
        return status;
    }
    status = clear_path(path, &address, error);
    if (status == PROPOS_OK) {
        status = bind_unix(path, &address, &fd, error);
    }
    if (status != PROPOS_OK) {
        (void)close(lock_fd);
        return status;
    }
    daemon_listener *listener = listener_new(fd, false, path);
    listener->lock_fd = lock_fd;
    struct stat facts;
    if (lstat(path, &facts) == 0) {
        listener->device = facts.st_dev;
        listener->inode = facts.st_ino;
    }
    *out = listener;
    return PROPOS_OK;
}

propos_status daemon_listen_inherited(daemon_listener ***out, size_t *count, propos_error *error)
{
    *out = NULL;
    *count = 0;
#ifdef PROPOS_HAVE_SYSTEMD
    int handed = sd_listen_fds(1);
    if (handed <= 0) {
        return PROPOS_OK;
    }
    for (int fd = SD_LISTEN_FDS_START; fd < SD_LISTEN_FDS_START + handed; fd++) {
        if (sd_is_socket_unix(fd, SOCK_STREAM, 1, NULL, 0) <= 0) {
            return propos_fail(error, PROPOS_USAGE,
                               _("systemd hands over something that is not a Unix socket: use "
                                 "ListenStream= with a path"));
        }
    }
    *out = propos_alloc((size_t)handed, sizeof(daemon_listener *));
    for (int i = 0; i < handed; i++) {
        int fd = SD_LISTEN_FDS_START + i;
        struct sockaddr_un address = {0};
        socklen_t size = sizeof address - 1; // leaves the end of the path terminated
        (void)getsockname(fd, (struct sockaddr *)&address, &size);
        (void)evutil_make_socket_nonblocking(fd);
        (*out)[i] = listener_new(fd, false, address.sun_path);
    }
    *count = (size_t)handed;
#else
    (void)error;
#endif
    return PROPOS_OK;
}

static bool is_loopback(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)address;
        return ntohl(four->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)address;
    return address->ss_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

propos_status daemon_listen_tcp(const char *address, daemon_listener **out, propos_error *error)
{
    static const char LOCAL[] = "localhost:";
    struct sockaddr_storage parsed = {0};
    int size = sizeof parsed;
    bool local = strncmp(address, LOCAL, sizeof LOCAL - 1) == 0;
    char *numbers =
        local ? propos_printf("127.0.0.1:%s", address + sizeof LOCAL - 1) : propos_strdup(address);
    int failed = evutil_parse_sockaddr_port(numbers, (struct sockaddr *)&parsed, &size);
    bool has_port = strrchr(numbers, ':') != NULL && (numbers[0] != '[' || strstr(numbers, "]:"));
    free(numbers);
    if (failed != 0 || !has_port || !is_loopback(&parsed)) {
        return propos_fail(error, PROPOS_USAGE,
                           _("--listen takes an address of this machine alone, such as "
                             "127.0.0.1:8765, not \"%s\""),
                           address);
    }
    int fd = socket(parsed.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return refused(error, address);
    }
    (void)evutil_make_listen_socket_reuseable(fd);
    if (bind(fd, (const struct sockaddr *)&parsed, (socklen_t)size) != 0 ||
        listen(fd, SOMAXCONN) != 0) {
        propos_status status =
            errno == EADDRINUSE
                ? propos_fail(error, PROPOS_UNAVAILABLE,
                              _("another program listens on %s: choose another port"), address)
                : refused(error, address);
        (void)close(fd);
        return status;
    }
    *out = listener_new(fd, true, address);
    return PROPOS_OK;
}

static void on_accept(struct evconnlistener *events, evutil_socket_t fd, struct sockaddr *address,
                      int length, void *context)
{
    (void)events;
    (void)address;
    (void)length;
    daemon_listener *listener = context;
    listener->accepted(listener->context, fd, listener->tcp);
}

// No descriptor or memory left: the clients wait in the system's queue for a moment.
static void on_accept_error(struct evconnlistener *events, void *context)
{
    daemon_listener *listener = context;
    static const struct timeval moment = {0, 200000};
    (void)evconnlistener_disable(events);
    (void)event_add(listener->again, &moment);
}

static void on_again(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    daemon_listener *listener = context;
    if (!listener->paused) {
        (void)evconnlistener_enable(listener->events);
    }
}

propos_status daemon_listener_start(daemon_listener *listener, struct event_base *base,
                                    daemon_accepted accepted, void *context, propos_error *error)
{
    listener->accepted = accepted;
    listener->context = context;
    listener->again = event_new(base, -1, 0, on_again, listener);
    listener->events = evconnlistener_new(
        base, on_accept, listener, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, listener->fd);
    if (listener->events == NULL || listener->again == NULL) {
        return refused(error, listener->name);
    }
    listener->fd = -1;
    evconnlistener_set_error_cb(listener->events, on_accept_error);
    return PROPOS_OK;
}

void daemon_listener_pause(daemon_listener *listener, bool pause)
{
    listener->paused = pause;
    if (pause) {
        (void)evconnlistener_disable(listener->events);
    } else {
        (void)evconnlistener_enable(listener->events);
    }
}

const char *daemon_listener_name(const daemon_listener *listener)
{
    return listener->name;
}

void daemon_listener_free(daemon_listener *listener)
{
    if (listener == NULL) {
        return;
    }
    struct stat facts;
    if (listener->lock_fd >= 0 && lstat(listener->name, &facts) == 0 &&
        facts.st_dev == listener->device && facts.st_ino == listener->inode) {
        (void)unlink(listener->name);
    }
    if (listener->events != NULL) {
        evconnlistener_free(listener->events);
    } else if (listener->fd >= 0) {
        (void)close(listener->fd);
    }
    if (listener->again != NULL) {
        event_free(listener->again);
    }
    if (listener->lock_fd >= 0) {
        (void)close(listener->lock_fd);
    }
    free(listener->name);
    free(listener);
}
