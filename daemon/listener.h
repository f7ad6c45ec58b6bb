// The sockets that clients come to: our own Unix socket, one that systemd hands over, and TCP on
// loopback.
#ifndef PROPOS_DAEMON_LISTENER_H
#define PROPOS_DAEMON_LISTENER_H

#include "base/error.h"

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct daemon_listener daemon_listener;

// A client has come: `fd` is non-blocking and now the handler's.
typedef void (*daemon_accepted)(void *context, int fd, bool tcp);

// Creates the Unix socket at `path`, 0600 from its first moment, in a folder that is created 0700
// when missing. A socket left by a daemon that is dead is taken over; one that answers never is.
// Errors: UNAVAILABLE (a daemon runs there already), IO, USAGE (the path is too long, or its folder
// is open to others' writing).
propos_status daemon_listen_unix(const char *path, daemon_listener **out, propos_error *error);

// Takes sockets that systemd hands over (LISTEN_FDS); *count is 0 when it hands none. Free each
// listener and the array. Error: USAGE when one is not a listening Unix stream socket.
propos_status daemon_listen_inherited(daemon_listener ***out, size_t *count, propos_error *error);

// Listens on "127.0.0.1:PORT", "[::1]:PORT" or "localhost:PORT". Errors: USAGE (another address),
// UNAVAILABLE (the port is taken), IO.
propos_status daemon_listen_tcp(const char *address, daemon_listener **out, propos_error *error);

// Begins to accept on `base`. Error: IO.
propos_status daemon_listener_start(daemon_listener *listener, struct event_base *base,
                                    daemon_accepted accepted, void *context, propos_error *error);

// Stops accepting for a while, and goes on.
void daemon_listener_pause(daemon_listener *listener, bool pause);

// What a person would call it: the path, or the address.
const char *daemon_listener_name(const daemon_listener *listener);

// Closes it. The file of a socket is unlinked only when we created it and it is still that one.
void daemon_listener_free(daemon_listener *listener);

#endif
