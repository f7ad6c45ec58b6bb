#include "daemon/http.h"

#include "base/i18n.h"
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// No method that exists is longer; a first word that is longer is not HTTP.
enum { METHOD_LONGEST = 16 };

// What a header may still say after all were read.
typedef struct headers_seen {
    bool http10;
    bool has_length;
    bool chunked;
    bool close, keep;
    size_t hosts;
} headers_seen;

static daemon_reading bad(daemon_fault *fault, int status, const char *why)
{
    fault->status = status;
    fault->why = why;
    return DAEMON_READ_BAD;
}

static const char NOT_HTTP[] = N_("this is not an HTTP request");

// RFC 9110, 5.6.2: the characters of methods and header names.
static bool is_token(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

// True when the beginning of a first line cannot be one: so a client that speaks another protocol
// (TLS, say) is told at once and not when its time is up.
static bool never_http(const char *bytes, size_t length)
{
    size_t method = 0;
    while (method < length && is_token((unsigned char)bytes[method])) {
        method++;
    }
    if (method > METHOD_LONGEST || (method < length && (bytes[method] != ' ' || method == 0))) {
        return true;
    }
    for (size_t i = method; i < length && bytes[i] != '\n'; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if ((c < ' ' && c != '\r') || c == 0x7F) {
            return true;
        }
    }
    return false;
}

// The length of the head, with the empty line that ends it; 0 when that is not there yet.
static size_t head_length(const char *bytes, size_t length)
{
    const char *end = bytes + length;
    for (const char *at = bytes; (at = memchr(at, '\n', (size_t)(end - at))) != NULL;) {
        at++;
        if (at < end && *at == '\n') {
            return (size_t)(at + 1 - bytes);
        }
        if (end - at >= 2 && at[0] == '\r' && at[1] == '\n') {
            return (size_t)(at + 2 - bytes);
        }
    }
    return 0;
}

// Cuts the next line off *rest, without its end. NULL after the last.
static char *next_line(char **rest)
{
    char *line = *rest;
    char *end = strchr(line, '\n');
    if (end == NULL) {
        return NULL;
    }
    *rest = end + 1;
    if (end > line && end[-1] == '\r') {
        end--;
    }
    *end = '\0';
    return line;
}

// A client may write the whole address ("GET http://propos/v1/status"): only its path counts.
static const char *without_authority(const char *target)
{
    if (strncasecmp(target, "http://", 7) != 0) {
        return target;
    }
    const char *path = target + 7 + strcspn(target + 7, "/?");
    return *path == '/' ? path : "/";
}

static daemon_reading read_first_line(char *line, daemon_head *head, headers_seen *seen,
                                      daemon_fault *fault)
{
    char *method = line;
    char *target = strchr(line, ' ');
    char *version = target == NULL ? NULL : strchr(target + 1, ' ');
    if (version == NULL || strncmp(version + 1, "HTTP/", 5) != 0) {
        return bad(fault, 400, NOT_HTTP);
    }
    *target++ = '\0';
    *version++ = '\0';
    if (strcmp(version, "HTTP/1.0") == 0) {
        seen->http10 = true;
    } else if (strcmp(version, "HTTP/1.1") != 0) {
        return bad(fault, 505, N_("only HTTP/1.1 and HTTP/1.0 are spoken here"));
    }
    head->method = strcmp(method, "GET") == 0    ? DAEMON_GET
                   : strcmp(method, "HEAD") == 0 ? DAEMON_HEAD
                   : strcmp(method, "POST") == 0 ? DAEMON_POST
                                                 : DAEMON_OTHER_METHOD;
    head->target = without_authority(target);
    if (head->target[0] != '/' && strcmp(head->target, "*") != 0) {
        return bad(fault, 400, N_("the address must start with a slash"));
    }
    return DAEMON_READ_DONE;
}

static daemon_reading read_length(const char *value, daemon_head *head, headers_seen *seen,
                                  daemon_fault *fault)
{
    size_t digits = strspn(value, "0123456789");
    if (digits == 0 || value[digits] != '\0') {
        return bad(fault, 400, N_("Content-Length must be a number"));
    }
    // Nineteen digits are a number that cannot be allowed anyway, and could overflow.
    size_t length = digits > 18 ? SIZE_MAX : (size_t)strtoull(value, NULL, 10);
    if (seen->has_length && length != head->body_length) {
        return bad(fault, 400, N_("two lengths are given for one request"));
    }
    seen->has_length = true;
    head->body_length = length;
    return DAEMON_READ_DONE;
}

static void read_connection(char *value, headers_seen *seen)
{
    char *rest = NULL;
    for (char *word = strtok_r(value, ", \t", &rest); word != NULL;
         word = strtok_r(NULL, ", \t", &rest)) {
        seen->close = seen->close || strcasecmp(word, "close") == 0;
        seen->keep = seen->keep || strcasecmp(word, "keep-alive") == 0;
    }
}

static daemon_reading read_header(const char *name, char *value, daemon_head *head,
                                  headers_seen *seen, daemon_fault *fault)
{
    if (strcasecmp(name, "Host") == 0) {
        head->host = value;
        seen->hosts++;
    } else if (strcasecmp(name, "Content-Length") == 0) {
        return read_length(value, head, seen, fault);
    } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
        seen->chunked = true;
    } else if (strcasecmp(name, "Connection") == 0) {
        read_connection(value, seen);
    } else if (strcasecmp(name, "Expect") == 0) {
        if (strcasecmp(value, "100-continue") != 0) {
            return bad(fault, 417, N_("only \"Expect: 100-continue\" is understood"));
        }
        head->expects_continue = true;
    } else if (strcasecmp(name, "Authorization") == 0) {
        head->authorization = value;
    } else if (strcasecmp(name, "Accept-Language") == 0) {
        head->language = value;
    } else if (strcasecmp(name, "Content-Type") == 0) {
        head->content_type = value;
    }
    return DAEMON_READ_DONE;
}

// Splits "Name: value" and reads it.
static daemon_reading read_header_line(char *line, daemon_head *head, headers_seen *seen,
                                       daemon_fault *fault)
{
    size_t name = 0;
    while (is_token((unsigned char)line[name])) {
        name++;
    }
    if (name == 0 || line[name] != ':') {
        return bad(fault, 400, N_("a header of the request cannot be read"));
    }
    line[name] = '\0';
    char *value = line + name + 1;
    value += strspn(value, " \t");
    size_t length = strlen(value);
    while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\t')) {
        value[--length] = '\0';
    }
    if (strchr(value, '\r') != NULL) {
        return bad(fault, 400, N_("a header of the request cannot be read"));
    }
    return read_header(line, value, head, seen, fault);
}

// What can only be judged when all headers are known.
static daemon_reading judge(daemon_head *head, const headers_seen *seen, daemon_fault *fault)
{
    if (seen->hosts > 1 || (seen->hosts == 0 && !seen->http10)) {
        return bad(fault, 400, N_("the request must have one Host header"));
    }
    if (seen->chunked) {
        return bad(fault, 411, N_("send the request with a Content-Length"));
    }
    if (head->body_length > DAEMON_BODY_BYTES) {
        return bad(fault, 413, N_("the request is too large"));
    }
    head->keep_alive = seen->http10 ? seen->keep && !seen->close : !seen->close;
    return DAEMON_READ_DONE;
}

static daemon_reading read_lines(char *rest, daemon_head *head, daemon_fault *fault)
{
    headers_seen seen = {0};
    char *line = next_line(&rest);
    daemon_reading reading =
        line == NULL ? bad(fault, 400, NOT_HTTP) : read_first_line(line, head, &seen, fault);
    for (size_t count = 0; reading == DAEMON_READ_DONE; count++) {
        line = next_line(&rest);
        if (line == NULL || line[0] == '\0') {
            return judge(head, &seen, fault);
        }
        reading = count < DAEMON_HEADERS_MOST
                      ? read_header_line(line, head, &seen, fault)
                      : bad(fault, 431, N_("the request has too many headers"));
    }
    return reading;
}

daemon_reading daemon_head_read(const char *bytes, size_t length, daemon_head *head, size_t *used,
                                daemon_fault *fault)
{
    memset(head, 0, sizeof *head);
    // RFC 9112, 2.2: an empty line before a request is ignored.
    size_t start = 0;
    while (start < length && (bytes[start] == '\r' || bytes[start] == '\n')) {
        start++;
    }
    bytes += start;
    length -= start;
    if (never_http(bytes, length)) {
        return bad(fault, 400, NOT_HTTP);
    }
    size_t end = head_length(bytes, length);
    if (end == 0 ? start + length >= DAEMON_HEAD_BYTES : start + end > DAEMON_HEAD_BYTES) {
        bool in_first =
            memchr(bytes, '\n', length < DAEMON_HEAD_BYTES ? length : DAEMON_HEAD_BYTES) == NULL;
        return in_first ? bad(fault, 414, N_("the address of the request is too long"))
                        : bad(fault, 431, N_("the headers of the request are too large"));
    }
    if (end == 0) {
        return DAEMON_READ_MORE;
    }
    if (memchr(bytes, '\0', end) != NULL) {
        return bad(fault, 400, NOT_HTTP);
    }
    head->storage = propos_strndup(bytes, end);
    daemon_reading reading = read_lines(head->storage, head, fault);
    if (reading == DAEMON_READ_DONE) {
        *used = start + end;
    } else {
        daemon_head_free(head);
    }
    return reading;
}

void daemon_head_free(daemon_head *head)
{
    free(head->storage);
    memset(head, 0, sizeof *head);
}

const char *daemon_phrase(int status)
{
    switch (status) {
    case 200:
        return N_("OK");
    case 400:
        return N_("Bad Request");
    case 401:
        return N_("Unauthorized");
    case 403:
        return N_("Forbidden");
    case 404:
        return N_("Not Found");
    case 405:
        return N_("Method Not Allowed");
    case 408:
        return N_("Request Timeout");
    case 411:
        return N_("Length Required");
    case 413:
        return N_("Content Too Large");
    case 414:
        return N_("URI Too Long");
    case 415:
        return N_("Unsupported Media Type");
    case 417:
        return N_("Expectation Failed");
    case 421:
        return N_("Misdirected Request");
    case 431:
        return N_("Request Header Fields Too Large");
    case 503:
        return N_("Service Unavailable");
    case 504:
        return N_("Gateway Timeout");
    case 505:
        return N_("HTTP Version Not Supported");
    default:
        return N_("Internal Server Error");
    }
}
