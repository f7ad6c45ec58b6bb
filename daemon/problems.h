// Problem documents (RFC 9457): how every error is answered.
#ifndef PROPOS_DAEMON_PROBLEMS_H
#define PROPOS_DAEMON_PROBLEMS_H

#include "base/error.h"
#include "daemon/reply.h"

// Seconds after which a client that was turned away may try again.
#define DAEMON_RETRY_S 1

// An error of the library: the status that fits, `detail` with the sentence, `kind` with the name
// of the status ("bad-query"), `position` for queries, `file` and `line` where the error names
// them. In the thread's language.
void daemon_problem_from(const propos_error *error, daemon_reply *reply);

// An error of HTTP itself, `kind` "http". `detail` is already translated.
void daemon_problem(int status, const char *detail, daemon_reply *reply);

// The queue is full, or the daemon stops: 503 with Retry-After, `kind` "busy".
void daemon_problem_busy(const char *detail, daemon_reply *reply);

// The name of a status in `kind`: "bad-query", "not-found"…
const char *daemon_problem_kind(propos_status status);

#endif
