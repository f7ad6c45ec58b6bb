#include "query/ask.h"

#include "analysis/analysis.h"
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "query/commands.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// A daemon that does not answer in this time is not waited for; its own deadline is shorter.
static const long ANSWER_SECONDS = 60;
// More than any answer: a study of a million passages, all of them shown.
static const size_t ANSWER_BYTES = (size_t)4 << 30;

typedef struct reply {
    propos_buffer body;
    propos_buffer home; // the state folder that the daemon serves
} reply;

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    reply *r = context;
    if (r->body.length + size * count > ANSWER_BYTES) {
        return 0;
    }
    propos_buffer_add(&r->body, bytes, size * count);
    return size * count;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    static const char name[] = "Propos-Home:";
    reply *r = context;
    size_t length = size * count;
    if (length > sizeof name && strncasecmp(bytes, name, sizeof name - 1) == 0) {
        const char *at = bytes + sizeof name - 1;
        size_t left = length - (sizeof name - 1);
        while (left > 0 && (*at == ' ' || *at == '\t')) {
            at++;
            left--;
        }
        while (left > 0 && strchr("\r\n ", at[left - 1]) != NULL) {
            left--;
        }
        propos_buffer_cut(&r->home, 0);
        propos_buffer_add(&r->home, at, left);
    }
    return length;
}

// NAME=VALUE&… percent-encoded.
static void encode_parameters(CURL *curl, const query_options *options, propos_buffer *out)
{
    for (size_t i = 0; i < options->parameter_count; i++) {
        const char *value = options->parameters[i].value;
        char *encoded = curl_easy_escape(curl, value, (int)strlen(value));
        propos_buffer_printf(out, "%s%s=%s", i == 0 ? "" : "&", options->parameters[i].name,
                             encoded);
        curl_free(encoded);
    }
}

// {"study": ["a", "b"], "draft": "…"}: for what is too long for an address. Malloc'ed.
static char *write_body(const query_options *options)
{
    json_t *body = json_object();
    for (size_t i = 0; i < options->parameter_count; i++) {
        const propos_parameter *p = &options->parameters[i];
        json_t *values = json_object_get(body, p->name);
        if (values == NULL) {
            values = json_array();
            propos_json_set(body, p->name, values);
        }
        (void)json_array_append_new(values, propos_json_text(p->value));
    }
    char *text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    return text;
}

static void write_url(CURL *curl, const query_options *options, propos_buffer *url)
{
    propos_buffer_printf(url, "http://propos%s", options->command->path);
    if (options->subject != NULL) {
        char *encoded = curl_easy_escape(curl, options->subject, 0);
        propos_buffer_puts(url, encoded);
        curl_free(encoded);
    }
    if (options->file == NULL) {
        propos_buffer_putc(url, '?');
        encode_parameters(curl, options, url);
    }
}

// By the problem's kind where it says one, else by HTTP's own number.
static propos_status status_of(long http, const json_t *body)
{
    const char *kind = json_string_value(json_object_get(body, "kind"));
    if (kind != NULL && strcmp(kind, "not-found") == 0) {
        return PROPOS_NOT_FOUND;
    }
    switch (http) {
    case 400:
    case 413:
    case 414:
        return PROPOS_BAD_QUERY;
    case 404:
        return PROPOS_UNAVAILABLE;
    case 503:
        return PROPOS_BUSY;
    case 504:
        return PROPOS_DEADLINE;
    default:
        return PROPOS_INTERNAL;
    }
}

// Turns a problem document (RFC 9457) into an error.
static propos_status problem(long http, const json_t *body, propos_error *error)
{
    const char *detail = json_string_value(json_object_get(body, "detail"));
    detail = detail != NULL ? detail : json_string_value(json_object_get(body, "title"));
    propos_status status = status_of(http, body);
    (void)propos_fail(error, status, "%s",
                      detail != NULL ? detail : _("the daemon answered oddly"));
    const json_t *position = json_object_get(body, "position");
    if (error != NULL && json_is_integer(position)) {
        error->position = (long)json_integer_value(position);
    }
    return status;
}

// True when the daemon serves the state folder that this program would open.
static bool same_home(const reply *r)
{
    char ours[PROPOS_PATH_SIZE];
    propos_error ignored;
    propos_error_clear(&ignored);
    if (r->home.length == 0 || propos_state_dir(ours, &ignored) != PROPOS_OK) {
        return true;
    }
    char *a = realpath(ours, NULL);
    char *b = realpath(propos_buffer_text(&r->home), NULL);
    bool same = strcmp(a != NULL ? a : ours, b != NULL ? b : propos_buffer_text(&r->home)) == 0;
    free(a);
    free(b);
    return same;
}

// False: no daemon there (or another folder's): the caller opens the studies itself.
static bool ask_daemon(const query_options *options, const char *socket, propos_status *status,
                       json_t **answer, propos_error *error)
{
    CURL *curl = curl_easy_init();
    if (curl == NULL) {
        return false;
    }
    reply r = {0};
    propos_buffer url = {0};
    bool answered = false;
    write_url(curl, options, &url);
    (void)curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket);
    (void)curl_easy_setopt(curl, CURLOPT_URL, propos_buffer_text(&url));
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, &r);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, &r);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, ANSWER_SECONDS);
    (void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
    char *body_text = options->file != NULL ? write_body(options) : NULL;
    struct curl_slist *headers = NULL;
    if (body_text != NULL) {
        headers = curl_slist_append(headers, "Content-Type: application/json");
        (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body_text);
    }
    long http = 0;
    if (curl_easy_perform(curl) == CURLE_OK && same_home(&r)) {
        (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &http);
        json_t *body = json_loadb(propos_buffer_text(&r.body), r.body.length, 0, NULL);
        if (http == 200 && body != NULL) {
            *answer = json_incref(body);
            *status = PROPOS_OK;
        } else {
            *status = problem(http, body, error);
        }
        json_decref(body);
        answered = true;
    }
    propos_buffer_free(&url);
    propos_buffer_free(&r.body);
    propos_buffer_free(&r.home);
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    free(body_text);
    return answered;
}

static propos_status ask_directly(const query_options *options, json_t **answer,
                                  propos_error *error)
{
    char state[PROPOS_PATH_SIZE];
    propos_shelf *shelf = NULL;
    propos_library *library = NULL;
    propos_status status = propos_state_dir(state, error);
    if (status == PROPOS_OK) {
        status = propos_shelf_new(state, NULL, 0, &shelf, error);
    }
    if (status == PROPOS_OK) {
        propos_analysis_add(shelf);
        status = propos_library_new(shelf, &library, error);
    }
    if (status == PROPOS_OK) {
        propos_request request = {
            .operation = options->command->operation,
            .subject = options->subject,
            .parameters = options->parameters,
            .parameter_count = options->parameter_count,
        };
        status = propos_library_answer(library, &request, answer, error);
    }
    propos_library_free(library);
    propos_shelf_free(shelf);
    return status;
}

propos_status query_ask(const query_options *options, json_t **answer, propos_error *error)
{
    char socket[PROPOS_PATH_SIZE];
    propos_status status = PROPOS_OK;
    const char *path = options->socket;
    if (path == NULL) {
        status = propos_socket_path(socket, error);
        path = socket;
    }
    if (status != PROPOS_OK) {
        return status;
    }
    if (!options->direct && ask_daemon(options, path, &status, answer, error)) {
        // A daemon may serve some studies only: what it does not know may still be on the disk.
        if (status != PROPOS_UNAVAILABLE || options->socket != NULL) {
            return status;
        }
    } else if (options->socket != NULL && !options->direct) {
        return propos_fail(error, PROPOS_UNAVAILABLE, _("no daemon answers on %s"),
                           options->socket);
    }
    return ask_directly(options, answer, error);
}
