// The connections: reading requests under limits of size and of total time, writing replies,
// keep-alive and pipelining. One request of a connection is answered at a time, in order.
//
// Every time limit is a total: a client that sends one byte a second is as late as one that sends
// none.
#ifndef PROPOS_DAEMON_CONNECTIONS_H
#define PROPOS_DAEMON_CONNECTIONS_H

#include "daemon/http.h"
#include "daemon/reply.h"

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct daemon_connections daemon_connections;
typedef struct daemon_connection daemon_connection;

// Whom the connections call. All on the event loop's thread.
typedef struct daemon_handler {
    void *context;
    // A whole request is there: reply now or later. `head` and `body` (terminated) last for the
    // call only.
    void (*asked)(void *context, daemon_connection *connection, const daemon_head *head,
                  const char *body);
    // Nobody waits any more for the reply to what was asked.
    void (*gone)(void *context, daemon_connection *connection);
    // There are as many connections as there may be (true), or fewer again (false).
    void (*full)(void *context, bool full);
    // The last one has been closed.
    void (*empty)(void *context);
} daemon_handler;

typedef struct daemon_limits {
    size_t connections; // at once
    int request_ms; // to send a whole request, from its first byte (or from the connection's start)
    int answer_ms;  // until an answer is given up by the event loop itself
} daemon_limits;

// `home`: what every reply over a Unix socket says in "Propos-Home"; it must outlive the
// connections.
daemon_connections *daemon_connections_new(struct event_base *base, const daemon_limits *limits,
                                           const daemon_handler *handler, const char *home);

// Closes all that are left.
void daemon_connections_free(daemon_connections *connections);

// Takes over an accepted, non-blocking socket. `tcp`: it came over the network's loopback.
// `refusal` (English, marked for translation) turns the client away with 403; NULL: welcome.
void daemon_connections_add(daemon_connections *connections, int fd, bool tcp, const char *refusal);

// Closes the idle ones; the others after the reply that they wait for.
void daemon_connections_finish(daemon_connections *connections);

size_t daemon_connections_count(const daemon_connections *connections);

// Sends a reply and takes over its body. Only after asked(), and once for each call of it.
void daemon_connection_reply(daemon_connection *connection, daemon_reply *reply);

bool daemon_connection_is_tcp(const daemon_connection *connection);

// The job that the connection waits for: a number that the handler keeps here (0: none).
void daemon_connection_set_job(daemon_connection *connection, uint64_t job);
uint64_t daemon_connection_job(const daemon_connection *connection);

#endif
