#include "search/part.h"

#include "base/buffer.h"
#include "search/match.h"
#include "search/session.h"

#include <string.h>
#include <time.h>

static void select_all(propos_part *part)
{
    part->whole = true;
    part->passages = propos_bits_new(part->view->snapshot->passage_count);
    for (uint32_t i = 0; i < part->view->snapshot->passage_count; i++) {
        (void)propos_bits_add(&part->passages, i);
    }
}

// Runs the query in one study; *unknown tells that it names something that the study lacks.
static propos_status run(propos_session *session, propos_handle *handle, const propos_query *tree,
                         propos_part *part, bool *unknown, bool *moved, propos_error *error)
{
    propos_plan plan;
    propos_session_plan(session, handle, &plan);
    propos_status status = propos_plan_make(&plan, tree, error);
    propos_found found = {0};
    const propos_wanted wanted = {.counts = true,
                                  .stop = session->request->stop,
                                  .stop_context = session->request->stop_context};
    if (status == PROPOS_OK) {
        *unknown = plan.resolver.unknown.status != PROPOS_OK;
        status = propos_match_run(handle->engine, &plan, &wanted, &found, error);
        *moved = *moved || (!session->plainly && (found.stale || !propos_handle_steady(handle)));
    }
    if (*unknown && error != NULL) {
        *error = plan.resolver.unknown;
    }
    if (status == PROPOS_OK) {
        part->passages = found.full;
        found.full = (propos_bits){0};
    }
    propos_plan_free(&plan);
    propos_found_free(&found);
    return status;
}

propos_status propos_parts_make(propos_session *session, propos_parts *parts, bool *moved,
                                propos_error *error)
{
    const char *q = session->parameters.q;
    *moved = false;
    *parts = (propos_parts){.count = session->study_count};
    parts->items = propos_alloc(parts->count + 1, sizeof *parts->items);
    for (size_t i = 0; i < parts->count; i++) {
        parts->items[i].view = &session->studies[i]->view;
    }
    if (q == NULL || q[0] == '\0') {
        for (size_t i = 0; i < parts->count; i++) {
            select_all(&parts->items[i]);
        }
        return PROPOS_OK;
    }
    propos_parsed parsed;
    propos_status status = propos_query_parse(session->arena, q, propos_session_names(session),
                                              propos_session_lists(session), &parsed, error);
    size_t unknowns = 0;
    for (size_t i = 0; status == PROPOS_OK && i < parts->count; i++) {
        bool unknown = false;
        status = run(session, session->studies[i], parsed.tree, &parts->items[i], &unknown, moved,
                     error);
        unknowns += unknown ? 1 : 0;
    }
    if (status == PROPOS_OK && parts->count > 0 && unknowns == parts->count) {
        return PROPOS_BAD_QUERY; // *error holds the name that no study knows
    }
    session->again = session->again || *moved;
    if (status == PROPOS_OK) {
        propos_buffer text = {0};
        propos_query_print(parsed.tree, &text);
        parts->interpreted = propos_buffer_take(&text);
        for (size_t i = 0; i < parsed.notice_count; i++) {
            propos_session_notice(session, parsed.notices[i]);
        }
    }
    return status;
}

void propos_parts_free(propos_parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        propos_bits_free(&parts->items[i].passages);
    }
    free(parts->items);
    free(parts->interpreted);
    *parts = (propos_parts){0};
}

bool propos_part_has_turn(const propos_part *part, uint32_t turn)
{
    const propos_snap_turn *t = &part->view->snapshot->turns[turn];
    // A turn without a passage (an event) belongs to the whole only.
    bool has = part->whole;
    for (uint32_t i = 0; !has && i < t->passage_count; i++) {
        has = propos_bits_has(&part->passages, t->first_passage + i);
    }
    return has;
}

bool propos_part_has_coding(const propos_part *part, uint32_t coding)
{
    const propos_snapshot *s = part->view->snapshot;
    const propos_snap_coding *c = &s->codings[coding];
    bool has = part->whole;
    for (uint32_t turn = c->first_turn; !has && turn <= c->last_turn; turn++) {
        const propos_snap_turn *t = &s->turns[turn];
        uint32_t start = turn == c->first_turn ? c->start : 0;
        uint32_t end = turn == c->last_turn ? c->end : t->length;
        for (uint32_t i = 0; !has && i < t->passage_count; i++) {
            const propos_snap_passage *p = &s->passages[t->first_passage + i];
            has = p->start < end && start < p->end &&
                  propos_bits_has(&part->passages, t->first_passage + i);
        }
    }
    return has;
}

json_t *propos_parts_stamp(const propos_session *session, const propos_parts *parts)
{
    char date[sizeof "2026-01-01"];
    time_t now = time(NULL);
    struct tm local;
    (void)localtime_r(&now, &local);
    (void)strftime(date, sizeof date, "%Y-%m-%d", &local);
    json_t *studies = json_array();
    for (size_t i = 0; i < parts->count; i++) {
        const propos_snapshot *s = parts->items[i].view->snapshot;
        json_t *study = json_object();
        propos_json_set(study, "id", propos_json_text(s->id));
        propos_json_set(study, "title", propos_json_text(s->title));
        propos_json_set(study, "revision", json_integer((json_int_t)s->revision));
        (void)json_array_append_new(studies, study);
    }
    json_t *stamp = json_object();
    propos_json_set(stamp, "query", propos_json_text(session->parameters.q));
    propos_json_set(stamp, "interpreted", propos_json_text(parts->interpreted));
    propos_json_set(stamp, "date", propos_json_text(date));
    propos_json_set(stamp, "version", propos_json_text(PROPOS_VERSION));
    propos_json_set(stamp, "studies", studies);
    propos_json_set(stamp, "degraded", propos_notices_json(&session->degraded));
    propos_json_set(stamp, "notices", propos_notices_json(&session->notices));
    return stamp;
}
