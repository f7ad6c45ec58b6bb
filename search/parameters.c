#include "search/parameters.h"

#include "base/buffer.h"
#include "search/answer.h"

#include <stdlib.h>
#include <string.h>

// Parameters that several operations share.
typedef enum known {
    KNOWN_Q,
    KNOWN_STUDY,
    KNOWN_LIMIT,
    KNOWN_OFFSET,
    KNOWN_SORT,
    KNOWN_CONTEXT,
    KNOWN_MATCH,
    KNOWN_IN,
    KNOWN_FACETS,
    KNOWN_LANG
} known;

static const struct {
    const char *name;
    known which;
} NAMES[] = {
    {"q", KNOWN_Q},           {"study", KNOWN_STUDY}, {"limit", KNOWN_LIMIT},
    {"offset", KNOWN_OFFSET}, {"sort", KNOWN_SORT},   {"context", KNOWN_CONTEXT},
    {"match", KNOWN_MATCH},   {"in", KNOWN_IN},       {"facets", KNOWN_FACETS},
    {"lang", KNOWN_LANG},
};
enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES };

// True when `list` ("q|limit") holds `name`.
static bool is_in(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; *at != '\0';) {
        size_t part = strcspn(at, "|");
        if (part == length && strncmp(at, name, part) == 0) {
            return true;
        }
        at += part + (at[part] == '|');
    }
    return false;
}

static bool is_taken(const char *takes, const char *name)
{
    return is_in("study|lang", name) || is_in(takes, name);
}

static propos_status unknown_name(const char *name, const char *takes, propos_error *error)
{
    propos_buffer list = {0};
    for (const char *at = takes; *at != '\0';) {
        size_t part = strcspn(at, "|");
        propos_buffer_printf(&list, "%.*s, ", (int)part, at);
        at += part + (at[part] == '|');
    }
    propos_buffer_printf(&list, "study, lang");
    propos_status status =
        propos_fail(error, PROPOS_USAGE, _("no parameter is called “%s” here; there are: %s"), name,
                    propos_buffer_text(&list));
    propos_buffer_free(&list);
    return status;
}

static propos_status bad_value(const propos_parameter *p, const char *wanted, propos_error *error)
{
    return propos_fail(error, PROPOS_USAGE, _("%s is “%s”, but it should be %s"), p->name, p->value,
                       wanted);
}

static propos_status number(const propos_parameter *p, size_t most, size_t *out,
                            propos_error *error)
{
    size_t digits = strspn(p->value, "0123456789");
    if (digits == 0 || digits > 9 || p->value[digits] != '\0') {
        return bad_value(p, _("a whole number"), error);
    }
    size_t value = strtoul(p->value, NULL, 10);
    if (value > most) {
        char text[32];
        (void)snprintf(text, sizeof text, "0-%zu", most);
        return bad_value(p, text, error);
    }
    *out = value;
    return PROPOS_OK;
}

// One of two or three words.
static propos_status choice(const propos_parameter *p, const char *const *words, int *out,
                            propos_error *error)
{
    propos_buffer list = {0};
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(p->value, words[i]) == 0) {
            *out = i;
            propos_buffer_free(&list);
            return PROPOS_OK;
        }
        propos_buffer_printf(&list, "%s%s", i > 0 ? ", " : "", words[i]);
    }
    propos_status status = bad_value(p, propos_buffer_text(&list), error);
    propos_buffer_free(&list);
    return status;
}

static propos_status read_one(const propos_parameter *p, known which, propos_parameters *out,
                              propos_error *error)
{
    static const char *const SORTS[] = {"relevance", "text", NULL};
    static const char *const MATCHES[] = {"auto", "all", "any", NULL};
    static const char *const PARTS[] = {"all", "said", "coded", NULL};
    static const propos_scope SCOPES[] = {PROPOS_SCOPE_BARE, PROPOS_SCOPE_TEXT, PROPOS_SCOPE_CODE};
    static const char *const SWITCH[] = {"on", "off", NULL};
    enum { NUMBER_MOST = 999999999 };
    propos_status status = PROPOS_OK;
    size_t value = 0;
    int chosen = 0;
    switch (which) {
    case KNOWN_Q:
        out->q = p->value;
        break;
    case KNOWN_STUDY:
        out->studies[out->study_count++] = p->value;
        break;
    case KNOWN_LIMIT:
        status = number(p, NUMBER_MOST, &value, error);
        out->limit = value == 0 ? SIZE_MAX : value;
        break;
    case KNOWN_OFFSET:
        status = number(p, NUMBER_MOST, &out->offset, error);
        break;
    case KNOWN_SORT:
        status = choice(p, SORTS, &chosen, error);
        out->text_order = chosen == 1;
        break;
    case KNOWN_CONTEXT:
        status = number(p, PROPOS_CONTEXT_MOST, &value, error);
        out->context = (uint32_t)value;
        break;
    case KNOWN_MATCH:
        status = choice(p, MATCHES, &chosen, error);
        out->match = (propos_match_mode)chosen;
        break;
    case KNOWN_IN:
        status = choice(p, PARTS, &chosen, error);
        out->in = SCOPES[chosen];
        break;
    case KNOWN_FACETS:
        status = choice(p, SWITCH, &chosen, error);
        out->facets = chosen == 0;
        break;
    case KNOWN_LANG:
        out->language = propos_language_named(p->value, out->language);
        break;
    }
    return status;
}

propos_status propos_parameters_read(propos_arena *arena, const propos_request *request,
                                     const char *takes, propos_parameters *out, propos_error *error)
{
    *out = (propos_parameters){.limit = PROPOS_LIMIT_DEFAULT,
                               .context = PROPOS_CONTEXT_DEFAULT,
                               .facets = true,
                               .language = propos_language_get()};
    out->studies = propos_arena_alloc(arena, request->parameter_count + 1, sizeof *out->studies);
    for (size_t i = 0; i < request->parameter_count; i++) {
        const propos_parameter *p = &request->parameters[i];
        if (!is_taken(takes, p->name)) {
            return unknown_name(p->name, takes, error);
        }
        size_t at = 0;
        while (at < NAME_COUNT && strcmp(NAMES[at].name, p->name) != 0) {
            at++;
        }
        propos_status status =
            at == NAME_COUNT ? PROPOS_OK : read_one(p, NAMES[at].which, out, error);
        if (status != PROPOS_OK) {
            return status;
        }
    }
    return PROPOS_OK;
}
