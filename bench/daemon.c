// Requests a second of proposd with N keep-alive clients, beside one thread that renders the same
// JSON in process.
#include "bench/bench.h"
#include "bench/clock.h"
#include "bench/generate.h"

#include "base/memory.h"
#include "search/library.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { QUERIES = 64, SECONDS = 3, READ_SIZE = 1 << 16, MOST_CLIENTS = 1000 };

static const int CLIENTS[] = {1, 10, 100, 1000};

typedef struct load {
    char *requests[QUERIES]; // HTTP, percent-encoded
    char *queries[QUERIES];
    char socket[PROPOS_PATH_SIZE];
} load;

// A connection with one request under way.
typedef struct client {
    int fd;
    unsigned next;       // which query
    char *bytes;         // the answer so far; its head is kept, the body only counted
    size_t head, wanted; // bytes of the head read; bytes of the whole answer once known
    size_t got;
} client;

typedef struct tally {
    size_t answered, busy, failed;
    double *times; // seconds, `answered` of them
    size_t capacity;
} tally;

static void make_load(bench *b, load *l)
{
    bench_random random = {b->seed + 3};
    for (int i = 0; i < QUERIES; i++) {
        char one[48];
        char two[48];
        bench_word(5 + bench_below(&random, 500), one);
        bench_word(5 + bench_below(&random, 500), two);
        l->queries[i] = propos_printf("texte:(%s OU %s)", one, two);
        propos_buffer path = {0};
        for (const unsigned char *at = (const unsigned char *)l->queries[i]; *at != '\0'; at++) {
            propos_buffer_printf(&path, "%%%02X", *at);
        }
        l->requests[i] =
            propos_printf("GET /v1/search?facets=off&limit=10&lang=fr&q=%s HTTP/1.1\r\n"
                          "Host: propos\r\n\r\n",
                          propos_buffer_text(&path));
        propos_buffer_free(&path);
    }
    (void)snprintf(l->socket, sizeof l->socket, "%.4000s/run/propos.sock", b->home);
}

// ---- in process ----

static double run_loop(bench *b, load *l)
{
    propos_error error;
    propos_error_clear(&error);
    propos_shelf *shelf = NULL;
    propos_library *library = NULL;
    bench_must(propos_shelf_new(b->home, NULL, 0, &shelf, &error), &error, "shelf");
    bench_must(propos_library_new(shelf, &library, &error), &error, "library");
    size_t answered = 0;
    double start = 0;
    for (size_t i = 0;; i++) {
        if (i == QUERIES) {
            start = bench_wall(); // the first round only warms up
            answered = 0;
        } else if (i > QUERIES && bench_wall() - start > SECONDS) {
            break;
        }
        propos_parameter parameters[] = {
            {"q", l->queries[i % QUERIES]}, {"facets", "off"}, {"limit", "10"}, {"lang", "fr"}};
        propos_request request = {
            .operation = "search", .parameters = parameters, .parameter_count = 4};
        json_t *answer = NULL;
        bench_must(propos_library_answer(library, &request, &answer, &error), &error, "answer");
        char *text = json_dumps(answer, JSON_COMPACT);
        free(text);
        json_decref(answer);
        answered++;
    }
    double rate = (double)answered / (bench_wall() - start);
    propos_library_free(library);
    propos_shelf_free(shelf);
    return rate;
}

// ---- over the socket ----

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        (void)fprintf(stderr, "propos-bench: set TMPDIR to a shorter path\n");
        exit(1);
    }
    (void)strcpy(address.sun_path,
                 path); // NOLINT(clang-analyzer-security.insecureAPI.strcpy): checked above
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

static pid_t start_daemon(bench *b, const load *l)
{
    pid_t child = fork();
    if (child == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGTERM); // a bench that is stopped leaves no daemon behind
        (void)setenv("PROPOS_HOME", b->home, 1);
        (void)execl(PROPOS_BENCH_PROPOSD, "proposd", "--socket", l->socket, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 100; i++) {
        int fd = connect_to(l->socket);
        if (fd >= 0) {
            (void)close(fd);
            return child;
        }
        (void)usleep(50000);
    }
    (void)fprintf(stderr, "propos-bench: proposd does not answer\n");
    exit(1);
}

static bool send_next(client *c, const load *l)
{
    const char *request = l->requests[c->next++ % QUERIES];
    size_t length = strlen(request);
    c->got = 0;
    c->head = 0;
    c->wanted = 0;
    return send(c->fd, request, length, MSG_NOSIGNAL) == (ssize_t)length;
}

// Looks for the end of the head and the body's length in what was read; false: not an answer.
static bool read_head(client *c)
{
    c->bytes[c->got] = '\0';
    char *end = strstr(c->bytes, "\r\n\r\n");
    if (end == NULL) {
        return true;
    }
    const char *length = strcasestr(c->bytes, "Content-Length:");
    if (length == NULL || length > end) {
        return false;
    }
    c->head = (size_t)(end - c->bytes) + 4;
    c->wanted = c->head + strtoul(length + strlen("Content-Length:"), NULL, 10);
    return true;
}

typedef enum progress { MORE, WHOLE, BROKEN } progress;

static progress read_some(client *c)
{
    size_t room = c->wanted == 0 ? READ_SIZE - 1 - c->got : READ_SIZE - 1;
    char *into = c->wanted == 0 ? c->bytes + c->got : c->bytes + c->head;
    room = c->wanted == 0 ? room : room - c->head; // the status line stays readable
    ssize_t got = recv(c->fd, into, room, 0);
    if (got <= 0) {
        return got < 0 && (errno == EAGAIN || errno == EINTR) ? MORE : BROKEN;
    }
    c->got += (size_t)got;
    if (c->wanted == 0 && !read_head(c)) {
        return BROKEN;
    }
    return c->wanted > 0 && c->got >= c->wanted ? WHOLE : MORE;
}

static void note(tally *t, const client *c, double seconds)
{
    int status =
        atoi(c->bytes + strlen("HTTP/1.1 ")); // NOLINT(cert-err34-c): checked by the comparison
    if (status == 200) {
        PROPOS_GROW(t->times, t->capacity, t->answered + 1);
        t->times[t->answered++] = seconds;
    } else if (status == 503 && strcasestr(c->bytes, "Retry-After:") != NULL) {
        t->busy++;
    } else {
        t->failed++;
    }
}

static void run_clients(const load *l, int count, double seconds, tally *t)
{
    client *clients = propos_alloc((size_t)count, sizeof *clients);
    double *sent = propos_alloc((size_t)count, sizeof *sent);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < count; i++) {
        client *c = &clients[i];
        *c = (client){
            .fd = connect_to(l->socket), .next = (unsigned)i, .bytes = propos_alloc(READ_SIZE, 1)};
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
        if (c->fd < 0 || epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &event) != 0) {
            t->failed++;
            continue;
        }
        sent[i] = bench_wall();
        t->failed += send_next(c, l) ? 0 : 1;
    }
    double end = bench_wall() + seconds;
    struct epoll_event events[64];
    while (bench_wall() < end) {
        int ready = epoll_wait(poll, events, 64, 100);
        for (int i = 0; i < ready; i++) {
            uint32_t index = events[i].data.u32;
            client *c = &clients[index];
            progress p = read_some(c);
            if (p == WHOLE) {
                double now = bench_wall();
                note(t, c, now - sent[index]);
                sent[index] = now;
                p = send_next(c, l) ? MORE : BROKEN;
            }
            if (p == BROKEN) {
                t->failed++;
                (void)epoll_ctl(poll, EPOLL_CTL_DEL, c->fd, NULL);
            }
        }
    }
    for (int i = 0; i < count; i++) {
        (void)close(clients[i].fd);
        free(clients[i].bytes);
    }
    (void)close(poll);
    free(sent);
    free(clients);
}

static double measure(const load *l, int clients, double loop_rate, double ten_rate)
{
    tally warm = {0};
    run_clients(l, clients, 0.5, &warm);
    free(warm.times);
    tally t = {0};
    run_clients(l, clients, SECONDS, &t);
    double rate = (double)t.answered / SECONDS;
    double middle = 0;
    double slow = 0;
    if (t.answered > 0) {
        middle = bench_median(t.times, (int)t.answered);
        slow = t.times[t.answered * 99 / 100];
    }
    (void)printf("  %5d clients %9.0f requests/s  p50 %7.2f ms  p99 %8.2f ms  503: %zu  failed: "
                 "%zu  of loop %.2f",
                 clients, rate, middle * 1e3, slow * 1e3, t.busy, t.failed, rate / loop_rate);
    if (ten_rate > 0) {
        (void)printf("  of 10 clients %.2f", rate / ten_rate);
    }
    (void)putchar('\n');
    free(t.times);
    return rate;
}

void bench_daemon(bench *b)
{
    load l = {0};
    make_load(b, &l);
    struct rlimit files = {4096, 4096};
    (void)setrlimit(RLIMIT_NOFILE, &files);
    pid_t daemon = start_daemon(b, &l);
    double loop = run_loop(b, &l);
    (void)printf("\ndaemon (loop: one thread in process, the same JSON: %.0f requests/s)\n", loop);
    double ten = 0;
    for (size_t i = 0; i < sizeof CLIENTS / sizeof CLIENTS[0]; i++) {
        double rate = measure(&l, CLIENTS[i], loop, ten);
        ten = CLIENTS[i] == 10 ? rate : ten;
        loop = run_loop(b, &l); // again beside each, since machines drift
    }
    (void)kill(daemon, SIGTERM);
    int status = 0;
    (void)waitpid(daemon, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        (void)printf("  THE DAEMON FAILED: %s %d\n", WIFSIGNALED(status) ? "signal" : "exit",
                     WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
    for (int i = 0; i < QUERIES; i++) {
        free(l.queries[i]);
        free(l.requests[i]);
    }
}
