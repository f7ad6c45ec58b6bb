#include "daemon/problems.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/memory.h"
#include "daemon/http.h"

#include <stdlib.h>
#include <string.h>

static int http_status(propos_status status)
{
    switch (status) {
    case PROPOS_OK:
        return 200;
    case PROPOS_BAD_QUERY:
    case PROPOS_BAD_INPUT:
    case PROPOS_USAGE:
        return 400;
    case PROPOS_NOT_FOUND:
    case PROPOS_UNAVAILABLE:
        return 404;
    case PROPOS_BUSY:
    case PROPOS_DAMAGED:
    case PROPOS_REBUILD:
        return 503;
    case PROPOS_DEADLINE:
        return 504;
    case PROPOS_IO:
    case PROPOS_INTERNAL:
        break;
    }
    return 500;
}

const char *daemon_problem_kind(propos_status status)
{
    switch (status) {
    case PROPOS_OK:
        return "ok";
    case PROPOS_NOT_FOUND:
        return "not-found";
    case PROPOS_BAD_QUERY:
        return "bad-query";
    case PROPOS_BAD_INPUT:
        return "bad-input";
    case PROPOS_USAGE:
        return "usage";
    case PROPOS_UNAVAILABLE:
        return "unavailable";
    case PROPOS_DAMAGED:
        return "damaged";
    case PROPOS_REBUILD:
        return "rebuild";
    case PROPOS_BUSY:
        return "busy";
    case PROPOS_DEADLINE:
        return "deadline";
    case PROPOS_IO:
        return "io";
    case PROPOS_INTERNAL:
        break;
    }
    return "internal";
}

static void fill(daemon_reply *reply, int status, const char *kind, const char *detail,
                 const propos_error *error)
{
    json_t *document = json_object();
    propos_json_set(document, "type", json_string("about:blank"));
    propos_json_set(document, "title", propos_json_text(_(daemon_phrase(status))));
    propos_json_set(document, "status", json_integer(status));
    propos_json_set(document, "detail", propos_json_text(detail));
    propos_json_set(document, "kind", json_string(kind));
    if (error != NULL && error->position >= 0) {
        propos_json_set(document, "position", json_integer(error->position));
    }
    if (error != NULL && error->file[0] != '\0') {
        propos_json_set(document, "file", propos_json_text(error->file));
        if (error->line > 0) {
            propos_json_set(document, "line", json_integer(error->line));
        }
    }
    memset(reply, 0, sizeof *reply);
    reply->status = status;
    reply->content_type = "application/problem+json";
    char *text = json_dumps(document, JSON_COMPACT);
    reply->body = propos_printf("%s\n", text == NULL ? "{}" : text);
    reply->length = strlen(reply->body);
    free(text);
    json_decref(document);
}

void daemon_problem_from(const propos_error *error, daemon_reply *reply)
{
    int status = http_status(error->status);
    fill(reply, status, daemon_problem_kind(error->status), error->text, error);
    if (error->status == PROPOS_BUSY) {
        reply->retry_after_s = DAEMON_RETRY_S;
    }
}

void daemon_problem(int status, const char *detail, daemon_reply *reply)
{
    fill(reply, status, "http", detail, NULL);
}

void daemon_problem_busy(const char *detail, daemon_reply *reply)
{
    fill(reply, 503, "busy", detail, NULL);
    reply->retry_after_s = DAEMON_RETRY_S;
}
