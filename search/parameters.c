#include "search/parameters.h"

#include "base/buffer.h"
#include "search/answer.h"

#include <stdlib.h>
#include <string.h>

typedef enum known {
    KNOWN_Q = 1,
    KNOWN_STUDY = 2,
    KNOWN_LIMIT = 4,
    KNOWN_OFFSET = 8,
    KNOWN_SORT = 16,
    KNOWN_CONTEXT = 32,
    KNOWN_MATCH = 64,
    KNOWN_FACETS = 128,
    KNOWN_LANG = 256
} known;

static const struct {
    const char *name;
    known bit;
} NAMES[] = {
    {"q", KNOWN_Q},           {"study", KNOWN_STUDY},   {"limit", KNOWN_LIMIT},
    {"offset", KNOWN_OFFSET}, {"sort", KNOWN_SORT},     {"context", KNOWN_CONTEXT},
    {"match", KNOWN_MATCH},   {"facets", KNOWN_FACETS}, {"lang", KNOWN_LANG},
};
enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES };

static const struct {
    const char *operation;
    unsigned takes;
} OPERATIONS[] = {
    {"search", KNOWN_Q | KNOWN_STUDY | KNOWN_LIMIT | KNOWN_OFFSET | KNOWN_SORT | KNOWN_CONTEXT |
                   KNOWN_MATCH | KNOWN_FACETS | KNOWN_LANG},
    {"passage", KNOWN_STUDY | KNOWN_CONTEXT | KNOWN_LANG},
    {"documents", KNOWN_STUDY | KNOWN_LANG},
    {"document", KNOWN_STUDY | KNOWN_LANG},
    {"codes", KNOWN_STUDY | KNOWN_LANG},
    {"coders", KNOWN_STUDY | KNOWN_LANG},
    {"speakers", KNOWN_STUDY | KNOWN_LANG},
    {"groups", KNOWN_STUDY | KNOWN_LANG},
    {"studies", KNOWN_STUDY | KNOWN_LANG},
    {"status", KNOWN_STUDY | KNOWN_LANG},
    {"complete", KNOWN_Q | KNOWN_STUDY | KNOWN_LIMIT | KNOWN_LANG},
};

static propos_status unknown_name(const char *name, unsigned takes, propos_error *error)
{
    propos_buffer list = {0};
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if ((takes & (unsigned)NAMES[i].bit) != 0) {
            propos_buffer_printf(&list, "%s%s", list.length > 0 ? ", " : "", NAMES[i].name);
        }
    }
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
                                     propos_parameters *out, propos_error *error)
{
    *out = (propos_parameters){.limit = PROPOS_LIMIT_DEFAULT,
                               .context = PROPOS_CONTEXT_DEFAULT,
                               .facets = true,
                               .language = propos_language_get()};
    out->studies = propos_arena_alloc(arena, request->parameter_count + 1, sizeof *out->studies);
    unsigned takes = 0;
    for (size_t i = 0; i < sizeof OPERATIONS / sizeof *OPERATIONS; i++) {
        takes =
            strcmp(OPERATIONS[i].operation, request->operation) == 0 ? OPERATIONS[i].takes : takes;
    }
    if (takes == 0) {
        return propos_fail(error, PROPOS_USAGE, _("no operation is called “%s”"),
                           request->operation);
    }
    for (size_t i = 0; i < request->parameter_count; i++) {
        const propos_parameter *p = &request->parameters[i];
        size_t at = 0;
        while (at < NAME_COUNT && strcmp(NAMES[at].name, p->name) != 0) {
            at++;
        }
        if (at == NAME_COUNT || (takes & (unsigned)NAMES[at].bit) == 0) {
            return unknown_name(p->name, takes, error);
        }
        propos_status status = read_one(p, NAMES[at].bit, out, error);
        if (status != PROPOS_OK) {
            return status;
        }
    }
    return PROPOS_OK;
}
