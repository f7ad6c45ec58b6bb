// An answer on its way to a client.
#ifndef PROPOS_DAEMON_REPLY_H
#define PROPOS_DAEMON_REPLY_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct daemon_reply {
    int status;               // 0: no reply yet
    const char *content_type; // static
    char *body;               // malloc'ed; owned by the reply
    size_t length;
    const char *allow;        // "Allow" of a 405, static; else NULL
    const char *authenticate; // "WWW-Authenticate" of a 401, static; else NULL
    int retry_after_s;        // "Retry-After" of a 503; 0: none
} daemon_reply;

// Appends the status line and the headers, with the empty line that ends them. `home`: the folder
// of the studies that are served, for "Propos-Home" (a client that keeps its studies elsewhere
// wants no answer from here); NULL: not said.
void daemon_reply_head(const daemon_reply *reply, bool keep_alive, const char *home,
                       propos_buffer *out);

// Frees the body; the reply is empty then.
void daemon_reply_free(daemon_reply *reply);

#endif
