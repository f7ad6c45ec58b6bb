#include "daemon/connections.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "daemon/problems.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

// A client that keeps its connection between two questions: a page that a researcher reads.
enum { IDLE_MS = 75000 };
// To take an answer of some megabytes over a local socket.
enum { WRITE_MS = 30000 };
// To read the answer of a request that we stopped reading, before the connection is cut.
enum { LINGER_MS = 2000 };
// Read ahead at most one request and a part of the next.
enum { READ_AHEAD = DAEMON_HEAD_BYTES + DAEMON_BODY_BYTES + 1 };

typedef enum connection_state {
    READING,  // a request, or waiting for one
    WAITING,  // for the handler's reply
    WRITING,  // the reply
    LINGERING // our side is shut; what still comes is thrown away
} connection_state;

struct daemon_connection {
    daemon_connections *all;
    struct bufferevent *events;
    struct event *timer;
    connection_state state;
    bool tcp;
    bool started;      // READING: bytes of a request have come
    bool has_head;     // READING: `head` is filled, the body is awaited
    bool close;        // after the reply that is being written
    bool input_ended;  // the client has shut its side
    bool without_body; // the reply is to a HEAD
    daemon_head head;
    uint64_t job;
    TAILQ_ENTRY(daemon_connection) link;
};

struct daemon_connections {
    struct event_base *base;
    daemon_limits limits;
    daemon_handler handler;
    const char *home;
    propos_language language; // of a reply to who has not said his
    bool finishing;
    size_t count;
    TAILQ_HEAD(, daemon_connection) list;
};

static void arm(daemon_connection *connection, int ms)
{
    struct timeval span = {ms / 1000, (ms % 1000) * 1000L};
    (void)event_add(connection->timer, &span);
}

// The body of a reply is handed to libevent without a copy.
static void free_body(const void *body, size_t length, void *context)
{
    (void)length;
    (void)context;
    free((void *)(uintptr_t)body);
}

static void close_connection(daemon_connection *connection)
{
    daemon_connections *all = connection->all;
    if (connection->state == WAITING) {
        all->handler.gone(all->handler.context, connection);
    }
    TAILQ_REMOVE(&all->list, connection, link);
    event_free(connection->timer);
    bufferevent_free(connection->events);
    daemon_head_free(&connection->head);
    free(connection);
    all->count--;
    if (all->count + 1 == all->limits.connections) {
        all->handler.full(all->handler.context, false);
    }
    if (all->count == 0) {
        all->handler.empty(all->handler.context);
    }
}

static void send_reply(daemon_connection *connection, daemon_reply *reply)
{
    struct evbuffer *output = bufferevent_get_output(connection->events);
    propos_buffer head = {0};
    daemon_reply_head(reply, !connection->close, connection->tcp ? NULL : connection->all->home,
                      &head);
    (void)evbuffer_add(output, head.bytes, head.length);
    propos_buffer_free(&head);
    if (!connection->without_body && reply->length > 0) {
        (void)evbuffer_add_reference(output, reply->body, reply->length, free_body, NULL);
        reply->body = NULL;
    }
    daemon_reply_free(reply);
    connection->state = WRITING;
    arm(connection, WRITE_MS);
}

// Answers a request that cannot be read to its end: nothing after it can be understood.
static void refuse(daemon_connection *connection, int status, const char *why)
{
    propos_language_set(
        propos_language_named(connection->head.language, connection->all->language));
    daemon_reply reply;
    daemon_problem(status, _(why), &reply);
    propos_language_set(connection->all->language);
    connection->close = true;
    connection->without_body = connection->without_body && connection->state == WAITING;
    send_reply(connection, &reply);
}

// True when a head is there. Otherwise more is awaited, or the request has been refused.
static bool read_head(daemon_connection *connection, struct evbuffer *input)
{
    size_t length = evbuffer_get_length(input);
    if (length > DAEMON_HEAD_BYTES) {
        length = DAEMON_HEAD_BYTES;
    }
    const char *bytes = (const char *)evbuffer_pullup(input, (ev_ssize_t)length);
    size_t used = 0;
    daemon_fault fault = {0};
    switch (daemon_head_read(bytes, length, &connection->head, &used, &fault)) {
    case DAEMON_READ_MORE:
        return false;
    case DAEMON_READ_BAD:
        refuse(connection, fault.status, fault.why);
        return false;
    case DAEMON_READ_DONE:
        break;
    }
    (void)evbuffer_drain(input, used);
    connection->has_head = true;
    if (connection->head.expects_continue && connection->head.body_length > 0 &&
        evbuffer_get_length(input) == 0) {
        static const char GO_ON[] = "HTTP/1.1 100 Continue\r\n\r\n";
        (void)bufferevent_write(connection->events, GO_ON, sizeof GO_ON - 1);
    }
    return true;
}

static void hand_over(daemon_connection *connection, struct evbuffer *input)
{
    daemon_connections *all = connection->all;
    size_t length = connection->head.body_length;
    char *body = propos_alloc(length + 1, 1);
    (void)evbuffer_remove(input, body, length);
    daemon_head head = connection->head;
    memset(&connection->head, 0, sizeof connection->head);
    connection->has_head = false;
    connection->started = false;
    connection->close = !head.keep_alive || all->finishing;
    connection->without_body = head.method == DAEMON_HEAD;
    connection->state = WAITING;
    arm(connection, all->limits.answer_ms);
    all->handler.asked(all->handler.context, connection, &head, body);
    daemon_head_free(&head);
    free(body);
}

// Reads on; the connection may be closed by it.
static void read_on(daemon_connection *connection)
{
    struct evbuffer *input = bufferevent_get_input(connection->events);
    if (!connection->started && evbuffer_get_length(input) > 0) {
        connection->started = true;
        arm(connection, connection->all->limits.request_ms);
    }
    if (connection->started && (connection->has_head || read_head(connection, input)) &&
        evbuffer_get_length(input) >= connection->head.body_length) {
        hand_over(connection, input);
        return;
    }
    if (connection->state != READING || !connection->input_ended) {
        return;
    }
    if (connection->started) {
        refuse(connection, 400, N_("the request ended before it was complete"));
    } else {
        close_connection(connection);
    }
}

static void on_read(struct bufferevent *events, void *context)
{
    daemon_connection *connection = context;
    if (connection->state == READING) {
        read_on(connection);
    } else if (connection->state == LINGERING) {
        struct evbuffer *input = bufferevent_get_input(events);
        (void)evbuffer_drain(input, evbuffer_get_length(input));
    }
}

// A reply is out.
static void on_written(struct bufferevent *events, void *context)
{
    daemon_connection *connection = context;
    if (connection->state != WRITING) {
        return;
    }
    if (!connection->close && !connection->all->finishing) {
        connection->state = READING;
        arm(connection, IDLE_MS);
        read_on(connection);
    } else if (connection->input_ended) {
        close_connection(connection);
    } else {
        // Closing while the client still sends would make the system throw our reply away.
        connection->state = LINGERING;
        arm(connection, LINGER_MS);
        (void)shutdown(bufferevent_getfd(events), SHUT_WR);
        on_read(events, context);
    }
}

// A client may shut its side and still read: over a Unix socket the system tells that from a close.
static bool is_gone(const daemon_connection *connection)
{
    struct pollfd fd = {bufferevent_getfd(connection->events), POLLIN, 0};
    return connection->tcp || poll(&fd, 1, 0) != 1 || (fd.revents & (POLLHUP | POLLERR)) != 0;
}

static void on_event(struct bufferevent *events, short what, void *context)
{
    (void)events;
    daemon_connection *connection = context;
    if ((what & BEV_EVENT_EOF) == 0 || connection->state == LINGERING || is_gone(connection)) {
        close_connection(connection);
        return;
    }
    connection->input_ended = true;
    if (connection->state == READING) {
        read_on(connection);
    }
}

static void on_time(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    daemon_connection *connection = context;
    daemon_connections *all = connection->all;
    if (connection->state == READING && connection->started) {
        refuse(connection, 408, N_("the request took too long to arrive"));
    } else if (connection->state == WAITING) {
        all->handler.gone(all->handler.context, connection);
        refuse(connection, 504, N_("the answer took too long"));
    } else {
        close_connection(connection);
    }
}

daemon_connections *daemon_connections_new(struct event_base *base, const daemon_limits *limits,
                                           const daemon_handler *handler, const char *home)
{
    daemon_connections *all = propos_alloc(1, sizeof *all);
    all->base = base;
    all->limits = *limits;
    all->handler = *handler;
    all->home = home;
    all->language = propos_language_get();
    TAILQ_INIT(&all->list);
    return all;
}

void daemon_connections_free(daemon_connections *connections)
{
    if (connections == NULL) {
        return;
    }
    while (!TAILQ_EMPTY(&connections->list)) {
        close_connection(TAILQ_FIRST(&connections->list));
    }
    free(connections);
}

void daemon_connections_add(daemon_connections *connections, int fd, bool tcp, const char *refusal)
{
    daemon_connection *connection = propos_alloc(1, sizeof *connection);
    connection->all = connections;
    connection->tcp = tcp;
    connection->events = bufferevent_socket_new(connections->base, fd, BEV_OPT_CLOSE_ON_FREE);
    connection->timer = event_new(connections->base, -1, 0, on_time, connection);
    if (connection->events == NULL || connection->timer == NULL) {
        abort(); // no memory: as in base/memory.h
    }
    TAILQ_INSERT_TAIL(&connections->list, connection, link);
    connections->count++;
    bufferevent_setcb(connection->events, on_read, on_written, on_event, connection);
    bufferevent_setwatermark(connection->events, EV_READ, 0, READ_AHEAD);
    (void)bufferevent_enable(connection->events, EV_READ | EV_WRITE);
    arm(connection, connections->limits.request_ms);
    if (connections->count == connections->limits.connections) {
        connections->handler.full(connections->handler.context, true);
    }
    if (refusal != NULL) {
        refuse(connection, 403, refusal);
    }
}

void daemon_connections_finish(daemon_connections *connections)
{
    connections->finishing = true;
    daemon_connection *next = NULL;
    for (daemon_connection *each = TAILQ_FIRST(&connections->list); each != NULL; each = next) {
        next = TAILQ_NEXT(each, link);
        if (each->state == READING && !each->started) {
            close_connection(each);
        } else if (each->state == WAITING) {
            each->close = true;
        }
    }
}

size_t daemon_connections_count(const daemon_connections *connections)
{
    return connections->count;
}

void daemon_connection_reply(daemon_connection *connection, daemon_reply *reply)
{
    connection->job = 0;
    connection->close = connection->close || connection->all->finishing;
    send_reply(connection, reply);
}

bool daemon_connection_is_tcp(const daemon_connection *connection)
{
    return connection->tcp;
}

void daemon_connection_set_job(daemon_connection *connection, uint64_t job)
{
    connection->job = job;
}

uint64_t daemon_connection_job(const daemon_connection *connection)
{
    return connection->job;
}
