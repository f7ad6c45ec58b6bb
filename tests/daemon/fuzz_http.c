// Whatever a client sends: a head, more to come, or a fault that can be answered; never a crash,
// and nothing read beyond the bytes given.
#include "base/arena.h"
#include "daemon/http.h"
#include "daemon/reply.h"
#include "daemon/routes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    daemon_head head;
    daemon_fault fault = {0};
    size_t used = 0;
    daemon_reading reading = daemon_head_read((const char *)bytes, length, &head, &used, &fault);
    if (reading == DAEMON_READ_BAD && (fault.status < 400 || fault.why == NULL)) {
        abort();
    }
    if (reading != DAEMON_READ_DONE) {
        return 0;
    }
    if (used == 0 || used > length || head.body_length > DAEMON_BODY_BYTES) {
        abort();
    }
    // What follows the head is the body, as far as it goes.
    size_t left = length - used;
    head.body_length = left < head.body_length ? left : head.body_length;
    char *body = calloc(head.body_length + 1, 1);
    if (body == NULL) {
        abort();
    }
    memcpy(body, bytes + used, head.body_length);
    propos_arena *arena = propos_arena_new();
    propos_request request;
    propos_language language = PROPOS_ENGLISH;
    daemon_reply reply = {0};
    daemon_route route =
        daemon_route_read(arena, &head, body, PROPOS_ENGLISH, &request, &language, &reply);
    if ((route == DAEMON_ROUTE_PROBLEM) != (reply.status != 0) ||
        (route == DAEMON_ROUTE_LIBRARY && request.operation == NULL)) {
        abort();
    }
    daemon_reply_free(&reply);
    propos_arena_free(arena);
    daemon_head_free(&head);
    free(body);
    return 0;
}
