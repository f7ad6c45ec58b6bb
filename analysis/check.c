// The operation "check": quotations laid beside what was said.
#include "analysis/check.h"

#include "analysis/operations.h"
#include "analysis/quotation.h"
#include "analysis/twice.h"
#include "analysis/verdict.h"
#include "base/i18n.h"
#include "search/part.h"
#include "search/session.h"

#include <string.h>

propos_status check_quotation(check *k, const char *text, const reference *stated, json_t **entry,
                              propos_error *error)
{
    const propos_request *request = k->session->request;
    if (request->stop != NULL && request->stop(request->stop_context)) {
        return propos_fail(error, PROPOS_DEADLINE,
                           _("looking the quotations up took too long and was stopped"));
    }
    quotation q;
    propos_status status = quotation_find(k->studies, k->study_count, text, stated, &q, error);
    if (status == PROPOS_OK) {
        *entry = verdict_json(&q);
        (void)json_array_append_new(k->quotes, *entry);
    }
    quotation_free(&q);
    return status;
}

// ---- rows ----

static const char *cell(const json_t *row, const char *name)
{
    const char *text = json_string_value(json_object_get(row, name));
    return text != NULL && text[0] != '\0' ? text : NULL;
}

// What a row says of where its quotation was said; false when it says nothing.
static bool row_reference(propos_arena *arena, const json_t *row, reference *out)
{
    const char *lines = cell(row, "lines");
    *out =
        (reference){.text = "", .document = cell(row, "document"), .speaker = cell(row, "speaker")};
    if (lines != NULL) {
        reference_lines(lines, out->lines);
        out->text = propos_arena_strdup(arena, lines);
    }
    return lines != NULL || out->document != NULL || out->speaker != NULL;
}

static propos_status check_row(check *k, const json_t *row, propos_error *error)
{
    const char *quote = cell(row, "quote");
    reference *stated = propos_arena_alloc(k->arena, 1, sizeof *stated);
    bool has = row_reference(k->arena, row, stated);
    json_t *entry = NULL;
    return check_quotation(k, quote != NULL ? quote : "", has ? stated : NULL, &entry, error);
}

static propos_status check_rows(check *k, const char *text, propos_error *error)
{
    json_t *rows = json_loads(text, 0, NULL);
    propos_status status = PROPOS_OK;
    size_t i = 0;
    const json_t *row = NULL;
    if (!json_is_array(rows)) {
        status = propos_fail(error, PROPOS_USAGE,
                             _("%s should be a list in JSON: [{\"quote\": …, \"document\": …}]"),
                             "quotes");
    }
    json_array_foreach(rows, i, row)
    {
        status = status == PROPOS_OK ? check_row(k, row, error) : status;
    }
    json_decref(rows);
    return status;
}

// ---- the answer ----

static propos_status check_all(check *k, propos_error *error)
{
    const char *rows = propos_session_parameter(k->session, "quotes");
    const char *draft = propos_session_parameter(k->session, "draft");
    propos_status status = PROPOS_OK;
    if (rows == NULL && draft == NULL) {
        return propos_fail(error, PROPOS_USAGE,
                           _("nothing to check: give quotes (a list) or draft (a text)"));
    }
    if (rows != NULL) {
        status = check_rows(k, rows, error);
    }
    if (status == PROPOS_OK && draft != NULL) {
        status = check_draft(k, draft, error);
    }
    return status;
}

static propos_status make_answer(check *k, const propos_parts *parts, json_t **answer,
                                 propos_error *error)
{
    json_t *unquoted = NULL;
    propos_status status = check_all(k, error);
    if (status == PROPOS_OK) {
        propos_check_twice(k->quotes);
        status = check_unquoted(k, &unquoted, error);
    }
    if (status == PROPOS_OK) {
        json_t *object = propos_parts_stamp(k->session, parts);
        propos_json_set(object, "counts", propos_check_counts(k->quotes));
        propos_json_set(object, "quotes", json_incref(k->quotes));
        propos_json_set(object, "unquoted", unquoted);
        *answer = object;
    }
    return status;
}

propos_status analysis_check(propos_session *session, json_t **answer, propos_error *error)
{
    propos_parts parts = {0};
    bool moved = false;
    propos_status status = propos_parts_make(session, &parts, &moved, error);
    check k = {.session = session,
               .arena = propos_session_arena(session),
               .study_count = parts.count,
               .quotes = json_array()};
    k.studies = propos_arena_alloc(k.arena, parts.count + 1, sizeof *k.studies);
    k.snapshots = propos_arena_alloc(k.arena, parts.count + 1, sizeof *k.snapshots);
    for (size_t i = 0; status == PROPOS_OK && !moved && i < parts.count; i++) {
        candidates_open(k.arena, &parts.items[i], &k.studies[i]);
        k.snapshots[i] = k.studies[i].snapshot;
    }
    if (status == PROPOS_OK && !moved) {
        status = make_answer(&k, &parts, answer, error);
    }
    json_decref(k.quotes);
    propos_parts_free(&parts);
    return status;
}
