#include "daemon/routes.h"

#include "base/memory.h"
#include "daemon/problems.h"

#include <event2/http.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct path_route {
    const char *path;      // ends in '/' when a subject follows
    const char *operation; // NULL: openapi.yaml
    bool post;             // may be asked by POST, for a query too long for an address
} path_route;

static const path_route ROUTES[] = {
    {"/v1/search", "search", true},
    {"/v1/passages/", "passage", false},
    {"/v1/documents", "documents", false},
    {"/v1/documents/", "document", false},
    {"/v1/codes", "codes", false},
    {"/v1/coders", "coders", false},
    {"/v1/speakers", "speakers", false},
    {"/v1/groups", "groups", false},
    {"/v1/studies", "studies", false},
    {"/v1/status", "status", false},
    {"/v1/complete", "complete", false},
    {"/v1/agreement", "agreement", true},
    {"/v1/check", "check", true},
    {"/v1/compare", "compare", true},
    {"/v1/saturation", "saturation", true},
    {"/v1/gaps", "gaps", true},
    {"/v1/names", "names", true},
    {"/v1/similar/", "similar", false},
    {"/v1/disagreements", "disagreements", true},
    {"/v1/decisions/", "decision", false},
    {"/v1/disagreements", "disagreements", false},
    {"/v1/decisions/", "decision", false},
    {"/v1/synonyms", "synonyms", false},
    {"/openapi.yaml", NULL, false},
};

// Parameters while they are being read.
typedef struct question {
    propos_arena *arena;
    propos_parameter items[DAEMON_PARAMETERS_MOST + 1]; // one more for "lang"
    size_t count;
    const char *fault; // what is wrong, a key for translation; NULL: nothing
    int status;        // of that fault
} question;

static void fault(question *asked, int status, const char *why)
{
    if (asked->fault == NULL) {
        asked->fault = why;
        asked->status = status;
    }
}

// jansson makes a string of nothing but UTF-8: the daemon need not know how letters are written.
static bool is_text(const char *bytes, size_t size)
{
    json_t *string = json_stringn(bytes, size);
    json_decref(string);
    return string != NULL;
}

// Decodes %XX (and '+' in queries). What cannot be text (NUL, broken UTF-8) is a fault: passed on,
// it would silently shorten the question.
static const char *decode(question *asked, const char *text, size_t length, bool plus)
{
    char *copy = propos_arena_strndup(asked->arena, text, length);
    size_t size = 0;
    char *decoded = evhttp_uridecode(copy, plus, &size);
    const char *value = "";
    if (decoded == NULL || strlen(decoded) != size || !is_text(decoded, size)) {
        fault(asked, 400, N_("the request holds bytes that are not text in UTF-8"));
    } else {
        value = propos_arena_strdup(asked->arena, decoded);
    }
    free(decoded);
    return value;
}

static void add(question *asked, const char *name, const char *value)
{
    if (asked->count == DAEMON_PARAMETERS_MOST) {
        fault(asked, 400, N_("the request has too many parameters"));
        return;
    }
    asked->items[asked->count++] = (propos_parameter){name, value};
}

// a=1&b=2, as in addresses and forms.
static void read_pairs(question *asked, const char *text)
{
    while (*text != '\0' && asked->fault == NULL) {
        size_t length = strcspn(text, "&");
        const char *equals = memchr(text, '=', length);
        size_t name = equals == NULL ? length : (size_t)(equals - text);
        size_t value = equals == NULL ? length : name + 1;
        if (length > 0) {
            const char *decoded = decode(asked, text, name, true);
            add(asked, decoded, decode(asked, text + value, length - value, true));
        }
        text += length + (text[length] == '&');
    }
}

static void add_json(question *asked, const char *name, const json_t *value)
{
    propos_arena *arena = asked->arena;
    if (json_is_string(value)) {
        if (strlen(json_string_value(value)) != json_string_length(value)) {
            fault(asked, 400, N_("the request holds bytes that are not text in UTF-8"));
            return;
        }
        add(asked, name, propos_arena_strdup(arena, json_string_value(value)));
    } else if (json_is_integer(value)) {
        add(asked, name,
            propos_arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value)));
    } else if (json_is_boolean(value)) {
        add(asked, name, json_is_true(value) ? "on" : "off");
    } else {
        fault(asked, 400,
              N_("parameters in JSON are texts, whole numbers, true or false, or lists of them"));
    }
}

// {"q": "…", "limit": 5, "study": ["a", "b"]}
static void read_json(question *asked, const char *body, size_t length)
{
    json_t *object = json_loadb(body, length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(object)) {
        fault(asked, 400, N_("the body of the request is not a JSON object"));
    }
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(object, key, value)
    {
        const char *name = propos_arena_strdup(asked->arena, key);
        if (!json_is_array(value)) {
            add_json(asked, name, value);
            continue;
        }
        for (size_t i = 0; i < json_array_size(value); i++) {
            add_json(asked, name, json_array_get(value, i));
        }
    }
    json_decref(object);
}

static bool is_type(const char *header, const char *type)
{
    size_t length = strlen(type);
    return strncasecmp(header, type, length) == 0 &&
           (header[length] == '\0' || strchr("; \t", header[length]) != NULL);
}

static void read_body(question *asked, const daemon_head *head, const char *body)
{
    const char *type = head->content_type;
    if (head->body_length == 0) {
        return;
    }
    if (type == NULL || is_type(type, "application/x-www-form-urlencoded")) {
        if (memchr(body, '\0', head->body_length) != NULL) {
            fault(asked, 400, N_("the request holds bytes that are not text in UTF-8"));
            return;
        }
        read_pairs(asked, body);
    } else if (is_type(type, "application/json")) {
        read_json(asked, body, head->body_length);
    } else {
        fault(asked, 415, N_("send the body as application/json or as a form"));
    }
}

// The route of a path, and *subject with what follows a path that ends in '/'.
static const path_route *find_route(const char *path, size_t length, const char **subject)
{
    *subject = NULL;
    for (size_t i = 0; i < sizeof ROUTES / sizeof ROUTES[0]; i++) {
        size_t known = strlen(ROUTES[i].path);
        bool open = ROUTES[i].path[known - 1] == '/';
        if (strncmp(path, ROUTES[i].path, known) == 0 &&
            (open ? length > known : length == known)) {
            *subject = open ? path + known : NULL;
            return &ROUTES[i];
        }
    }
    return NULL;
}

static propos_language choose_language(question *asked, const daemon_head *head,
                                       propos_language otherwise)
{
    propos_language language = propos_language_named(head->language, otherwise);
    bool named = false;
    for (size_t i = 0; i < asked->count; i++) {
        if (strcmp(asked->items[i].name, "lang") == 0) {
            language = propos_language_named(asked->items[i].value, language);
            named = true;
        }
    }
    if (!named) {
        asked->items[asked->count++] =
            (propos_parameter){"lang", language == PROPOS_FRENCH ? "fr" : "en"};
    }
    return language;
}

static daemon_route method_problem(const path_route *route, daemon_reply *reply)
{
    daemon_problem(405, _("this address does not answer that method"), reply);
    reply->allow = route->post ? "GET, HEAD, POST" : "GET, HEAD";
    return DAEMON_ROUTE_PROBLEM;
}

daemon_route daemon_route_read(propos_arena *arena, const daemon_head *head, const char *body,
                               propos_language otherwise, propos_request *request,
                               propos_language *language, daemon_reply *reply)
{
    question asked = {.arena = arena};
    size_t path_length = strcspn(head->target, "?#");
    const char *subject = NULL;
    const path_route *route = find_route(head->target, path_length, &subject);
    if (head->target[path_length] == '?') {
        const char *query = head->target + path_length + 1;
        read_pairs(&asked, propos_arena_strndup(arena, query, strcspn(query, "#")));
    }
    if (head->method == DAEMON_POST && route != NULL && route->post) {
        read_body(&asked, head, body);
    }
    size_t subject_length = subject == NULL ? 0 : path_length - (size_t)(subject - head->target);
    memset(request, 0, sizeof *request);
    request->subject = subject == NULL ? NULL : decode(&asked, subject, subject_length, false);
    *language = choose_language(&asked, head, otherwise);
    propos_language_set(*language);
    if (route == NULL) {
        daemon_problem(
            404, _("there is nothing at this address; /openapi.yaml lists what there is"), reply);
        return DAEMON_ROUTE_PROBLEM;
    }
    if (head->method == DAEMON_OTHER_METHOD || (head->method == DAEMON_POST && !route->post)) {
        return method_problem(route, reply);
    }
    if (asked.fault != NULL) {
        daemon_problem(asked.status, _(asked.fault), reply);
        return DAEMON_ROUTE_PROBLEM;
    }
    if (route->operation == NULL) {
        return DAEMON_ROUTE_OPENAPI;
    }
    request->operation = route->operation;
    request->parameters = propos_arena_copy(arena, asked.items, asked.count, sizeof asked.items[0]);
    request->parameter_count = asked.count;
    return DAEMON_ROUTE_LIBRARY;
}
