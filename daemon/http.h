// Reading HTTP/1.1 requests: bytes in, a head out. Knows no socket.
//
// Why not evhttp: the one of libevent 2.1 (Debian 12) answers a bad or too large request in HTML
// with no way to say it otherwise (evhttp_set_errorcb came with 2.2; RFC 9457 is promised for every
// error), stops reading while an answer is made, so that a client that went away is not noticed
// (libevent issue 608), and has no total time for a request. Buffers, timers and sockets are
// libevent's all the same.
#ifndef PROPOS_DAEMON_HTTP_H
#define PROPOS_DAEMON_HTTP_H

#include <stdbool.h>
#include <stddef.h>

// The head: a query of PROPOS_QUERY_BYTES (8192) percent-encoded in full, and ordinary headers.
#define DAEMON_HEAD_BYTES 32768
// The body: the same query written in JSON with each character as \uXXXX, and more.
#define DAEMON_BODY_BYTES 65536
// A browser sends about fifteen.
#define DAEMON_HEADERS_MOST 100

typedef enum daemon_method {
    DAEMON_GET,
    DAEMON_HEAD,
    DAEMON_POST,
    DAEMON_OTHER_METHOD
} daemon_method;

typedef struct daemon_head {
    daemon_method method;
    bool keep_alive;
    bool expects_continue;
    size_t body_length;
    const char *target; // "/path?query", still percent-encoded; never NULL
    // Headers, NULL when absent.
    const char *host, *authorization, *language, *content_type;
    char *storage; // what all of them point into
} daemon_head;

typedef enum daemon_reading {
    DAEMON_READ_MORE, // no complete head yet
    DAEMON_READ_DONE, // *head is filled; the caller empties it with daemon_head_free()
    DAEMON_READ_BAD   // *fault says what to answer
} daemon_reading;

typedef struct daemon_fault {
    int status;      // of the answer: 400, 411, 413, 414, 417, 431, 505
    const char *why; // a sentence in English, marked for translation
} daemon_fault;

// Reads a head at `bytes`; *used is its length when done. Bytes that can never become a head are
// BAD at once, complete or not.
daemon_reading daemon_head_read(const char *bytes, size_t length, daemon_head *head, size_t *used,
                                daemon_fault *fault);
void daemon_head_free(daemon_head *head);

// The reason phrase of a status that this daemon uses ("Not Found").
const char *daemon_phrase(int status);

#endif
