#include "analysis/options.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "search/session.h"
#include "text/unicode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const UNITS[] = {
    [AXIS_CHARACTERS] = "characters", [AXIS_PASSAGES] = "passages", [AXIS_TURNS] = "turns"};

const char *options_unit_name(axis_unit unit)
{
    return UNITS[unit];
}

propos_status options_unit(const propos_session *session, axis_unit *unit, propos_error *error)
{
    const char *value = propos_session_parameter(session, "unit");
    *unit = AXIS_CHARACTERS;
    for (size_t i = 0; value != NULL && i < sizeof UNITS / sizeof *UNITS; i++) {
        if (strcmp(value, UNITS[i]) == 0) {
            *unit = (axis_unit)i;
            return PROPOS_OK;
        }
    }
    return value == NULL ? PROPOS_OK
                         : propos_fail(error, PROPOS_USAGE, _("%s is “%s”, but it should be %s"),
                                       "unit", value, "characters, passages, turns");
}

propos_status options_number(const propos_session *session, const char *name, size_t least,
                             size_t most, size_t otherwise, size_t *out, propos_error *error)
{
    const char *value = propos_session_parameter(session, name);
    *out = otherwise;
    if (value == NULL) {
        return PROPOS_OK;
    }
    size_t digits = strspn(value, "0123456789");
    size_t number = digits > 0 && digits < 10 ? strtoul(value, NULL, 10) : 0;
    if (digits == 0 || digits > 9 || value[digits] != '\0' || number < least || number > most) {
        return propos_fail(error, PROPOS_USAGE, _("%s is “%s”, but it should be %zu to %zu"), name,
                           value, least, most);
    }
    *out = number;
    return PROPOS_OK;
}

propos_status options_level(const propos_session *session, uint32_t *level, propos_error *error)
{
    enum { LEVELS = 100 }; // deeper than any code book
    size_t number;
    propos_status status = options_number(session, "level", 1, LEVELS, 0, &number, error);
    *level = (uint32_t)number;
    return status;
}

static bool same_name(const char *a, const char *b)
{
    char *x = propos_folded(a);
    char *y = propos_folded(b);
    bool same = strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

static propos_status unknown_coder(const propos_snapshot *s, const char *name, propos_error *error)
{
    propos_buffer list = {0};
    for (uint32_t i = 0; i < s->coder_count; i++) {
        propos_buffer_printf(&list, "%s%s", i > 0 ? ", " : "", s->coders[i]);
    }
    propos_status status =
        propos_fail(error, PROPOS_UNAVAILABLE, _("“%s” has no coder “%s”; there are: %s"),
                    s->title != NULL ? s->title : s->id, name, propos_buffer_text(&list));
    propos_buffer_free(&list);
    return status;
}

static propos_status add_coder(const propos_snapshot *s, const char *name, uint32_t *coders,
                               size_t *count, propos_error *error)
{
    uint32_t found = 0;
    while (found < s->coder_count && !same_name(s->coders[found], name)) {
        found++;
    }
    if (found == s->coder_count) {
        return unknown_coder(s, name, error);
    }
    bool twice = false;
    for (size_t i = 0; i < *count; i++) {
        twice = twice || coders[i] == found;
    }
    if (!twice) {
        coders[(*count)++] = found;
    }
    return PROPOS_OK;
}

// "A", or "A, B" unless a coder is called just that.
static propos_status add_coders(const propos_session *session, const propos_snapshot *s,
                                const char *value, uint32_t *coders, size_t *count,
                                propos_error *error)
{
    propos_status status = add_coder(s, value, coders, count, NULL);
    if (status == PROPOS_OK || strchr(value, ',') == NULL) {
        return add_coder(s, value, coders, count, error);
    }
    status = PROPOS_OK;
    for (const char *at = value; status == PROPOS_OK && *at != '\0';) {
        at += strspn(at, " ,");
        size_t length = strcspn(at, ",");
        const char *name = propos_arena_strndup(propos_session_arena(session), at, length);
        status = length == 0 ? PROPOS_OK : add_coder(s, name, coders, count, error);
        at += length;
    }
    return status;
}

propos_status options_coders(const propos_session *session, const propos_snapshot *snapshot,
                             uint32_t **coders, size_t *count, propos_error *error)
{
    propos_status status = PROPOS_OK;
    *coders = propos_arena_alloc(propos_session_arena(session), snapshot->coder_count + 1,
                                 sizeof **coders);
    *count = 0;
    bool named = false;
    for (size_t i = 0; status == PROPOS_OK && i < session->request->parameter_count; i++) {
        const propos_parameter *p = &session->request->parameters[i];
        if (strcmp(p->name, "coder") == 0) {
            named = true;
            status = add_coders(session, snapshot, p->value, *coders, count, error);
        }
    }
    for (uint32_t i = 0; !named && i < snapshot->coder_count; i++) {
        (*coders)[(*count)++] = i;
    }
    return status;
}

propos_status options_code(const propos_session *session, const propos_snapshot *snapshot,
                           uint32_t *code, propos_error *error)
{
    const char *value = propos_session_parameter(session, "code");
    *code = PROPOS_NONE;
    if (value == NULL) {
        return PROPOS_OK;
    }
    *code = propos_snapshot_code(snapshot, value);
    for (uint32_t i = 0; *code == PROPOS_NONE && i < snapshot->code_count; i++) {
        *code = same_name(snapshot->codes[i].id, value) || same_name(snapshot->codes[i].name, value)
                    ? i
                    : PROPOS_NONE;
    }
    return *code != PROPOS_NONE
               ? PROPOS_OK
               : propos_fail(error, PROPOS_UNAVAILABLE,
                             _("“%s” has no code “%s” (see propos codes)"),
                             snapshot->title != NULL ? snapshot->title : snapshot->id, value);
}
