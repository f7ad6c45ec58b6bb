// Who may ask over TCP: whoever knows the token and calls this machine by its own name. (Over a
// Unix socket the system itself says who asks: peer.h.)
#ifndef PROPOS_DAEMON_ACCESS_H
#define PROPOS_DAEMON_ACCESS_H

#include "base/error.h"
#include "daemon/http.h"

// A token that is shorter can be guessed.
#define DAEMON_TOKEN_SHORTEST 16

// Reads the token from `file` (which nobody else may read), else from PROPOS_TOKEN. The caller
// frees *token. Errors: USAGE (none, too short, or a file that others can read), IO, NOT_FOUND.
propos_status daemon_token_read(const char *file, char **token, propos_error *error);

// The status to refuse a request with: 401 (no or a wrong token), 421 (a Host that is not this
// machine: a web page elsewhere that was given our address); 0: welcome.
int daemon_access_check(const daemon_head *head, const char *token);

#endif
