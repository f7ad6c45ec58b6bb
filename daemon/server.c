#include "daemon/server.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "daemon/access.h"
#include "daemon/connections.h"
#include "daemon/jobs.h"
#include "daemon/listener.h"
#include "daemon/notify.h"
#include "daemon/openapi.h"
#include "daemon/peer.h"
#include "daemon/problems.h"
#include "daemon/queue.h"
#include "daemon/routes.h"
#include "daemon/workers.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

// What was asked before a stop is finished within this time; the rest is cancelled.
enum { STOP_MS = 5000 };
// What a cancelled job may still take: it looks at its stop function all the time.
enum { CANCEL_MS = 2000 };
// The loop's own patience with a worker, beyond the deadline that the worker keeps itself.
enum { GRACE_MS = 2000 };
// Beside connections: the record and index files of each worker, and our own.
enum { DESCRIPTORS_EACH = 64, DESCRIPTORS_OWN = 64 };
// However few descriptors there are.
enum { CONNECTIONS_LEAST = 16 };

typedef struct server {
    const daemon_options *options;
    struct event_base *base;
    daemon_listener **listeners;
    size_t listener_count;
    daemon_connections *connections;
    size_t connections_most;
    daemon_jobs *jobs;
    daemon_queue *queue;
    daemon_workers *workers;
    struct event *on_results, *on_term, *on_int, *on_stop_time, *on_watchdog;
    char *token; // of TCP; NULL: no TCP
    propos_language language;
    int64_t started_ms;
    bool stopping;
    struct { // since the start
        json_int_t requests, refused, cancelled;
    } counts;
} server;

// ---- Requests
// -------------------------------------------------------------------------------------------

static json_t *facts(server *self)
{
    json_t *facts = json_object();
    propos_json_set(facts, "version", json_string(PROPOS_VERSION));
    propos_json_set(facts, "pid", json_integer(getpid()));
    propos_json_set(facts, "uptime_s", json_integer((daemon_now_ms() - self->started_ms) / 1000));
    propos_json_set(facts, "workers", json_integer((json_int_t)self->options->workers));
    propos_json_set(facts, "queue",
                    json_pack("{s:I,s:I}", "waiting", (json_int_t)daemon_queue_length(self->queue),
                              "most", (json_int_t)self->options->queue));
    propos_json_set(facts, "jobs", json_integer((json_int_t)daemon_jobs_count(self->jobs)));
    propos_json_set(facts, "connections",
                    json_pack("{s:I,s:I}", "open",
                              (json_int_t)daemon_connections_count(self->connections), "most",
                              (json_int_t)self->connections_most));
    propos_json_set(facts, "requests", json_integer(self->counts.requests));
    propos_json_set(facts, "refused", json_integer(self->counts.refused));
    propos_json_set(facts, "cancelled", json_integer(self->counts.cancelled));
    return facts;
}

// Lends the job to the workers; or says at once that it cannot.
static bool lend(server *self, daemon_connection *connection, daemon_job *job, daemon_reply *reply)
{
    // How the daemon is must be told when it has too much to do, more than ever.
    bool urgent = strcmp(job->request.operation, "status") == 0;
    job->facts = urgent ? facts(self) : NULL;
    job->deadline_ms = daemon_now_ms() + self->options->deadline_ms;
    // Entered first: once a worker has the job it can come back at any moment.
    bool lent = daemon_jobs_add(self->jobs, job, connection);
    if (lent && !daemon_queue_push(self->queue, job, urgent)) {
        daemon_jobs_remove(self->jobs, job->id);
        lent = false;
    }
    if (lent) {
        daemon_connection_set_job(connection, job->id);
    } else {
        self->counts.refused++;
        daemon_problem_busy(_("too many questions at once: try again in a moment"), reply);
    }
    return lent;
}

static bool admit(const server *self, const daemon_connection *connection, const daemon_head *head,
                  daemon_reply *reply)
{
    int refused = daemon_connection_is_tcp(connection) ? daemon_access_check(head, self->token) : 0;
    if (refused == 401) {
        daemon_problem(401, _("the token is missing or wrong"), reply);
        reply->authenticate = "Bearer realm=\"propos\"";
    } else if (refused != 0) {
        daemon_problem(refused, _("this daemon does not answer under that host name"), reply);
    }
    return refused == 0;
}

static void reply_openapi(daemon_reply *reply)
{
    reply->status = 200;
    reply->content_type = "application/yaml; charset=utf-8";
    reply->length = DAEMON_OPENAPI_LENGTH;
    reply->body = propos_alloc(reply->length + 1, 1);
    memcpy(reply->body, DAEMON_OPENAPI, reply->length);
}

static void on_asked(void *context, daemon_connection *connection, const daemon_head *head,
                     const char *body)
{
    server *self = context;
    self->counts.requests++;
    propos_language_set(propos_language_named(head->language, self->language));
    daemon_reply reply = {0};
    daemon_job *job = NULL;
    if (admit(self, connection, head, &reply)) {
        job = daemon_job_new();
        switch (daemon_route_read(job->arena, head, body, self->language, &job->request,
                                  &job->language, &reply)) {
        case DAEMON_ROUTE_LIBRARY:
            if (lend(self, connection, job, &reply)) {
                job = NULL;
            }
            break;
        case DAEMON_ROUTE_OPENAPI:
            reply_openapi(&reply);
            break;
        case DAEMON_ROUTE_PROBLEM:
            break;
        }
    }
    propos_language_set(self->language);
    daemon_job_free(job);
    if (reply.status != 0) {
        daemon_connection_reply(connection, &reply);
    }
}

static void on_gone(void *context, daemon_connection *connection)
{
    server *self = context;
    uint64_t id = daemon_connection_job(connection);
    daemon_job *job = daemon_jobs_find(self->jobs, id);
    daemon_connection_set_job(connection, 0);
    if (job == NULL) {
        return;
    }
    self->counts.cancelled++;
    daemon_jobs_cancel(self->jobs, id);
    if (daemon_queue_remove(self->queue, job)) {
        daemon_jobs_remove(self->jobs, id);
        daemon_job_free(job);
    }
}

static void stop_when_done(server *self)
{
    if (self->stopping && daemon_connections_count(self->connections) == 0 &&
        daemon_jobs_count(self->jobs) == 0) {
        (void)event_base_loopbreak(self->base);
    }
}

static void on_results(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    server *self = context;
    daemon_job *next = NULL;
    for (daemon_job *job = daemon_workers_results(self->workers); job != NULL; job = next) {
        next = job->next;
        daemon_connection *asker = daemon_jobs_asker(self->jobs, job->id);
        daemon_jobs_remove(self->jobs, job->id);
        if (asker != NULL) {
            daemon_connection_reply(asker, &job->reply);
        }
        daemon_job_free(job);
    }
    stop_when_done(self);
}

// ---- Connections
// ----------------------------------------------------------------------------------------

static void on_accepted(void *context, int fd, bool tcp)
{
    server *self = context;
    const char *refusal = NULL;
    if (!tcp && !daemon_peer_allowed(fd, self->options->group)) {
        refusal = N_("this daemon answers the user who started it, and you are another");
        self->counts.refused++;
    }
    daemon_connections_add(self->connections, fd, tcp, refusal);
}

static void on_full(void *context, bool full)
{
    server *self = context;
    for (size_t i = 0; i < self->listener_count && !self->stopping; i++) {
        daemon_listener_pause(self->listeners[i], full);
    }
}

static void on_empty(void *context)
{
    stop_when_done(context);
}

// ---- Start and stop
// -------------------------------------------------------------------------------------

static void arm(struct event *timer, long ms)
{
    struct timeval span = {ms / 1000, (ms % 1000) * 1000};
    (void)event_add(timer, &span);
}

static void free_listeners(server *self)
{
    for (size_t i = 0; i < self->listener_count; i++) {
        daemon_listener_free(self->listeners[i]);
    }
    free(self->listeners);
    self->listeners = NULL;
    self->listener_count = 0;
}

static void on_signal(evutil_socket_t signal, short what, void *context)
{
    (void)signal;
    (void)what;
    server *self = context;
    if (self->stopping) {
        return;
    }
    self->stopping = true;
    daemon_notify_stopping();
    free_listeners(self);
    arm(self->on_stop_time, STOP_MS);
    daemon_connections_finish(self->connections);
    stop_when_done(self);
}

static void on_stop_time(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    server *self = context;
    (void)event_base_loopbreak(self->base);
}

static void on_watchdog(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    server *self = context;
    daemon_notify_alive();
    arm(self->on_watchdog, daemon_notify_period_ms());
}

// Asks the system for as many descriptors as connections and workers may need. Where it gives
// fewer, fewer clients are let in at once, so that workers can always open their files. Returns how
// many.
static size_t allow_connections(const daemon_options *options)
{
    struct rlimit limit;
    rlim_t own = DESCRIPTORS_EACH * options->workers + DESCRIPTORS_OWN;
    rlim_t need = options->connections + own;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return options->connections;
    }
    if (limit.rlim_cur < need) {
        limit.rlim_cur = need < limit.rlim_max ? need : limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur >= need) {
        return options->connections;
    }
    size_t left = limit.rlim_cur > own ? (size_t)(limit.rlim_cur - own) : 0;
    size_t most = left > CONNECTIONS_LEAST ? left : CONNECTIONS_LEAST;
    return most < options->connections ? most : options->connections;
}

static void add_listener(server *self, daemon_listener *listener)
{
    self->listeners =
        propos_realloc(self->listeners, self->listener_count + 1, sizeof(daemon_listener *));
    self->listeners[self->listener_count++] = listener;
}

static propos_status open_listeners(server *self, propos_error *error)
{
    const daemon_options *options = self->options;
    propos_status status = daemon_listen_inherited(&self->listeners, &self->listener_count, error);
    daemon_listener *listener = NULL;
    if (status == PROPOS_OK && (self->listener_count == 0 || options->socket_given)) {
        status = daemon_listen_unix(options->socket, &listener, error);
        if (status == PROPOS_OK) {
            add_listener(self, listener);
        }
    }
    if (status == PROPOS_OK && options->listen != NULL) {
        status = daemon_token_read(options->token_file, &self->token, error);
        if (status == PROPOS_OK) {
            status = daemon_listen_tcp(options->listen, &listener, error);
        }
        if (status == PROPOS_OK) {
            add_listener(self, listener);
        }
    }
    return status;
}

// Before the socket is there: who sees it may ask at once to stop.
static propos_status catch_signals(server *self, propos_error *error)
{
    self->on_term = evsignal_new(self->base, SIGTERM, on_signal, self);
    self->on_int = evsignal_new(self->base, SIGINT, on_signal, self);
    if (self->on_term == NULL || self->on_int == NULL) {
        return propos_fail(error, PROPOS_INTERNAL, _("the event loop cannot be started"));
    }
    (void)event_add(self->on_term, NULL);
    (void)event_add(self->on_int, NULL);
    // A client that hangs up is told by the write itself.
    (void)signal(SIGPIPE, SIG_IGN);
    return PROPOS_OK;
}

static propos_status make_events(server *self, propos_error *error)
{
    self->on_stop_time = event_new(self->base, -1, 0, on_stop_time, self);
    self->on_watchdog = event_new(self->base, -1, 0, on_watchdog, self);
    self->on_results = event_new(self->base, daemon_workers_fd(self->workers), EV_READ | EV_PERSIST,
                                 on_results, self);
    if (self->on_stop_time == NULL || self->on_watchdog == NULL || self->on_results == NULL) {
        return propos_fail(error, PROPOS_INTERNAL, _("the event loop cannot be started"));
    }
    (void)event_add(self->on_results, NULL);
    if (daemon_notify_period_ms() > 0) {
        arm(self->on_watchdog, daemon_notify_period_ms());
    }
    return PROPOS_OK;
}

static void announce(const server *self)
{
    for (size_t i = 0; i < self->listener_count; i++) {
        (void)fprintf(stderr, _("proposd: answers on %s\n"),
                      daemon_listener_name(self->listeners[i]));
    }
    char status[PROPOS_PATH_SIZE + 64];
    (void)snprintf(status, sizeof status, _("answers on %s"),
                   daemon_listener_name(self->listeners[0]));
    daemon_notify_ready(status);
}

static propos_status start(server *self, propos_shelf *shelf, propos_error *error)
{
    const daemon_options *options = self->options;
    self->base = event_base_new();
    if (self->base == NULL) {
        return propos_fail(error, PROPOS_INTERNAL, _("the event loop cannot be started"));
    }
    self->connections_most = allow_connections(options);
    propos_status status = catch_signals(self, error);
    if (status == PROPOS_OK) {
        status = open_listeners(self, error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    status = daemon_workers_start(shelf, self->queue, options->workers, &self->workers, error);
    if (status == PROPOS_OK) {
        status = make_events(self, error);
    }
    for (size_t i = 0; i < self->listener_count && status == PROPOS_OK; i++) {
        status = daemon_listener_start(self->listeners[i], self->base, on_accepted, self, error);
    }
    return status;
}

// Frees what only the event loop knows: results that came too late.
static void free_results(server *self)
{
    daemon_job *next = NULL;
    for (daemon_job *job = daemon_workers_results(self->workers); job != NULL; job = next) {
        next = job->next;
        daemon_jobs_remove(self->jobs, job->id);
        daemon_job_free(job);
    }
}

static void stop_workers(server *self)
{
    daemon_jobs_cancel_all(self->jobs);
    daemon_queue_close(self->queue);
    for (int waited = 0; waited < CANCEL_MS && daemon_jobs_count(self->jobs) > 0; waited++) {
        free_results(self);
        (void)usleep(1000);
    }
    if (daemon_jobs_count(self->jobs) > 0 || !daemon_workers_stop(self->workers, CANCEL_MS)) {
        // A worker that hears nothing: nothing of ours is half written, so leaving is safe.
        (void)fputs(_("proposd: a question could not be stopped; leaving all the same\n"), stderr);
        _exit(propos_exit_code(PROPOS_INTERNAL));
    }
    self->workers = NULL;
}

static void free_event(struct event *event)
{
    if (event != NULL) {
        event_free(event);
    }
}

static void finish(server *self)
{
    free_listeners(self);
    daemon_connections_free(self->connections);
    if (self->workers != NULL) {
        stop_workers(self);
    }
    free_event(self->on_results);
    free_event(self->on_term);
    free_event(self->on_int);
    free_event(self->on_stop_time);
    free_event(self->on_watchdog);
    daemon_queue_free(self->queue);
    daemon_jobs_free(self->jobs);
    if (self->base != NULL) {
        event_base_free(self->base);
    }
    free(self->token);
}

propos_status daemon_serve(propos_shelf *shelf, const char *home, const daemon_options *options,
                           propos_error *error)
{
    server self = {
        .options = options,
        .language = propos_language_get(),
        .started_ms = daemon_now_ms(),
        .jobs = daemon_jobs_new(options->queue + DAEMON_URGENT_MOST + options->workers),
        .queue = daemon_queue_new(options->queue),
    };
    // A header is one line: a folder with a line's end in its name is not named in it.
    const char *named = strpbrk(home, "\r\n") == NULL ? home : NULL;
    propos_status status = start(&self, shelf, error);
    if (status == PROPOS_OK) {
        daemon_limits limits = {self.connections_most, options->request_ms,
                                options->deadline_ms + GRACE_MS};
        daemon_handler handler = {&self, on_asked, on_gone, on_full, on_empty};
        self.connections = daemon_connections_new(self.base, &limits, &handler, named);
        announce(&self);
        (void)event_base_dispatch(self.base);
    }
    finish(&self);
    return status;
}
