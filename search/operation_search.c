// The operation "search": parse, plan and match in each study, then one answer.
#include "search/answer.h"
#include "search/facets.h"
#include "search/match.h"
#include "search/session.h"
#include "search/suggest.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

// More codes than this are not written into `interpreted`: a notice names them.
enum { CODES_WRITTEN = 12 };

typedef struct study_search {
    propos_handle *handle;
    propos_plan plan;
    propos_found found;
} study_search;

typedef struct search {
    propos_session *session;
    propos_arena *arena;
    propos_parsed parsed;
    study_search *studies;
    size_t count;
    propos_find *hits; // of all studies, in the order to show
    size_t hit_count, hit_capacity;
    propos_tally tally;
} search;

static double milliseconds_since(const struct timespec *start)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) * 1e3 +
           (double)(now.tv_nsec - start->tv_nsec) / 1e6;
}

// ---- planning ----

static propos_status parse(search *s, propos_error *error)
{
    const propos_parameters *p = &s->session->parameters;
    if (p->q == NULL) {
        return propos_fail(error, PROPOS_USAGE, _("the parameter q is missing: what to look for"));
    }
    propos_status status = propos_query_parse(s->arena, p->q, propos_session_names(s->session),
                                              propos_session_lists(s->session), &s->parsed, error);
    for (size_t i = 0; status == PROPOS_OK && i < s->parsed.notice_count; i++) {
        propos_notices_add(&s->session->notices, s->parsed.notices[i]);
    }
    return status;
}

// The studies as the suggestions want them.
static const propos_suggest_study *suggest_studies(const search *s)
{
    propos_suggest_study *list = propos_arena_alloc(s->arena, s->count + 1, sizeof *list);
    for (size_t i = 0; i < s->count; i++) {
        list[i] = (propos_suggest_study){.view = &s->studies[i].handle->view,
                                         .plan = &s->studies[i].plan,
                                         .engine = s->studies[i].handle->engine};
    }
    return list;
}

// The filter that stands at a position of the query; NULL: none.
static const propos_query *filter_at(const propos_query *query, long position)
{
    if (query == NULL) {
        return NULL;
    }
    const propos_query *found =
        query->kind == PROPOS_QUERY_FILTER && query->position == position ? query : NULL;
    for (size_t i = 0; i < query->child_count && found == NULL; i++) {
        found = filter_at(query->children[i], position);
    }
    return found;
}

// A value that names nothing in any study: the error says what may have been meant.
static propos_status unknown_value(const search *s, propos_error *error)
{
    const propos_error *unknown = &s->studies[0].plan.resolver.unknown;
    const propos_query *filter = filter_at(s->parsed.tree, unknown->position);
    const char *meant = filter == NULL || filter->text == NULL
                            ? NULL
                            : propos_suggest_value(s->arena, filter, suggest_studies(s), s->count);
    if (meant == NULL) {
        if (error != NULL) {
            *error = *unknown;
        }
        return PROPOS_BAD_QUERY;
    }
    return propos_fail_query(error, unknown->position, _("%s. Did you mean “%s”?"), unknown->text,
                             meant);
}

static propos_status plan(search *s, propos_error *error)
{
    size_t unknown = 0;
    for (size_t i = 0; i < s->count; i++) {
        study_search *one = &s->studies[i];
        propos_session_plan(s->session, one->handle, &one->plan);
        propos_status status = propos_plan_make(&one->plan, s->parsed.tree, error);
        if (status != PROPOS_OK) {
            return status;
        }
        unknown += one->plan.resolver.unknown.status != PROPOS_OK ? 1 : 0;
    }
    if (s->count > 0 && unknown == s->count) {
        return unknown_value(s, error);
    }
    return PROPOS_OK;
}

// ---- matching ----

static bool index_is_to_blame(propos_status status)
{
    return status == PROPOS_DAMAGED || status == PROPOS_REBUILD || status == PROPOS_IO ||
           status == PROPOS_BUSY;
}

static propos_status match(search *s, propos_error *error)
{
    const propos_parameters *p = &s->session->parameters;
    propos_wanted wanted = {.window =
                                p->limit > SIZE_MAX - p->offset ? SIZE_MAX : p->limit + p->offset,
                            .text_order = p->text_order,
                            .counts = true,
                            .stop = s->session->request->stop,
                            .stop_context = s->session->request->stop_context};
    for (size_t i = 0; i < s->count; i++) {
        study_search *one = &s->studies[i];
        propos_status status =
            propos_match_run(one->handle->engine, &one->plan, &wanted, &one->found, error);
        if (index_is_to_blame(status) && !s->session->plainly) {
            propos_handle_drop_index(one->handle);
            s->session->plainly = true;
            s->session->again = true;
            return PROPOS_OK;
        }
        if (status != PROPOS_OK) {
            return status;
        }
        if (!s->session->plainly && (one->found.stale || !propos_handle_steady(one->handle))) {
            s->session->again = true;
            return PROPOS_OK;
        }
        PROPOS_GROW(s->hits, s->hit_capacity, s->hit_count + one->found.count);
        for (size_t j = 0; j < one->found.count; j++) {
            s->hits[s->hit_count] = one->found.items[j];
            s->hits[s->hit_count++].study = (uint32_t)i;
        }
        propos_tally_add(&s->tally, &one->plan, &one->found);
    }
    return PROPOS_OK;
}

static bool in_one_order(const search *s)
{
    bool one_order = false;
    for (size_t i = 0; i < s->count; i++) {
        one_order = one_order || s->studies[i].plan.one_order;
    }
    return one_order;
}

static void order(search *s)
{
    if (s->count > 1 && s->hit_count > 1) {
        qsort(s->hits, s->hit_count, sizeof *s->hits,
              s->session->parameters.text_order ? propos_find_by_text
              : in_one_order(s)                 ? propos_find_in_one_order
                                                : propos_find_by_score);
    }
}

// ---- interpreted ----

static const propos_retained *retained_for(const propos_plan *p, const propos_query *filter)
{
    for (const propos_retained *r = p->retained; r != NULL; r = r->next) {
        if (r->filter == filter) {
            return r;
        }
    }
    return NULL;
}

// The filter with the codes that it stands for: code:ID, or (code:ID OU code:ID).
static propos_query *written_codes(propos_arena *arena, const propos_plan *p,
                                   const propos_query *filter, const propos_retained *kept)
{
    propos_query *choices = propos_arena_alloc(arena, kept->codes.count + 1, sizeof *choices);
    propos_query **children = propos_arena_alloc(arena, kept->codes.count, sizeof *children);
    for (size_t i = 0; i < kept->codes.count; i++) {
        choices[i] = *filter;
        choices[i].text = p->snapshot->codes[kept->codes.items[i]].id;
        choices[i].quoted = strcmp(filter->text, choices[i].text) == 0 && filter->quoted;
        children[i] = &choices[i];
    }
    if (kept->codes.count == 1) {
        return children[0];
    }
    propos_query *choice = &choices[kept->codes.count];
    *choice = (propos_query){.kind = PROPOS_QUERY_OR,
                             .position = filter->position,
                             .children = children,
                             .child_count = kept->codes.count};
    return choice;
}

static propos_query *written(propos_arena *arena, const propos_plan *p, const propos_query *query)
{
    const propos_retained *kept = retained_for(p, query);
    if (kept != NULL && kept->codes.count > 0 && kept->codes.count <= CODES_WRITTEN) {
        return written_codes(arena, p, query, kept);
    }
    propos_query *copy = propos_arena_copy(arena, query, 1, sizeof *query);
    copy->children = propos_arena_alloc(arena, query->child_count, sizeof *copy->children);
    for (size_t i = 0; i < query->child_count; i++) {
        copy->children[i] = written(arena, p, query->children[i]);
    }
    return copy;
}

// Codes that are not written into the query are named: the asker must see what was retained.
static void name_codes(search *s, const propos_plan *p)
{
    for (const propos_retained *r = p->retained; r != NULL; r = r->next) {
        if (r->codes.count == 0 || (s->count == 1 && r->codes.count <= CODES_WRITTEN)) {
            continue;
        }
        const char **ids = propos_arena_alloc(s->arena, r->codes.count, sizeof *ids);
        for (size_t i = 0; i < r->codes.count; i++) {
            ids[i] = p->snapshot->codes[r->codes.items[i]].id;
        }
        propos_resolver names = p->resolver;
        propos_notices_add(&s->session->notices,
                           propos_arena_printf(s->arena, _("code:%s stands in “%s” for: %s"),
                                               r->filter->text, p->snapshot->id,
                                               propos_resolver_list(&names, ids, r->codes.count)));
    }
}

static char *interpreted(search *s)
{
    propos_buffer out = {0};
    const propos_query *tree = s->parsed.tree;
    if (s->count == 1) {
        tree = written(s->arena, &s->studies[0].plan, tree);
    }
    for (size_t i = 0; i < s->count; i++) {
        name_codes(s, &s->studies[i].plan);
    }
    propos_query_print(tree, &out);
    return propos_buffer_take(&out);
}

// ---- notices ----

// Agreement found on codings that are an agreed result says nothing: it is told.
static void notice_agreed_results(search *s, const study_search *one)
{
    const propos_snapshot *snapshot = one->plan.snapshot;
    const propos_decision *d = one->plan.decisions;
    if (!one->plan.catalogue->has_consensus || d == NULL || one->found.full.words == NULL) {
        return;
    }
    for (uint32_t p = 0; p < snapshot->passage_count; p++) {
        const propos_snap_passage *passage = &snapshot->passages[p];
        for (uint32_t i = 0; propos_bits_has(&one->found.full, p) && i < passage->span_count; i++) {
            const propos_snap_coding *coding =
                &snapshot->codings[snapshot->spans[passage->first_span + i].coding];
            if (propos_plan_sees(&one->plan, coding) && strcmp(coding->round, "consensus") == 0) {
                propos_notices_add(
                    &s->session->notices,
                    propos_arena_printf(
                        s->arena,
                        _("in “%s” these codings are an agreed result (consensus round): that "
                          "the coders meet there says nothing about their agreement"),
                        snapshot->title != NULL ? snapshot->title : snapshot->id));
                return;
            }
        }
    }
}

// ---- the answer ----

static json_t *engines(const search *s)
{
    const char *name = s->count > 0 ? propos_engine_name(s->studies[0].handle->engine) : "xapian";
    for (size_t i = 1; i < s->count; i++) {
        if (strcmp(propos_engine_name(s->studies[i].handle->engine), name) != 0) {
            return propos_json_text("xapian, fts5");
        }
    }
    return propos_json_text(name);
}

static const char *match_name(const search *s)
{
    switch (s->session->parameters.match) {
    case PROPOS_MATCH_ALL:
        return "all";
    case PROPOS_MATCH_ANY:
        return "any";
    case PROPOS_MATCH_AUTO:
        break;
    }
    return in_one_order(s) ? "any" : "all";
}

static propos_status add_hits(search *s, json_t *answer, propos_error *error)
{
    const propos_parameters *p = &s->session->parameters;
    json_t *hits = json_array();
    propos_json_set(answer, "hits", hits);
    for (size_t i = p->offset; i < s->hit_count && i - p->offset < p->limit; i++) {
        const propos_find *find = &s->hits[i];
        json_t *hit = NULL;
        const study_search *one = &s->studies[find->study];
        propos_status status =
            propos_answer_hit(&one->handle->view, &one->plan, find, i + 1, p->context, &hit, error);
        if (status != PROPOS_OK) {
            return status;
        }
        (void)json_array_append_new(hits, hit);
        if (s->session->request->stop != NULL &&
            s->session->request->stop(s->session->request->stop_context)) {
            return propos_fail(error, PROPOS_DEADLINE,
                               _("the search took too long and was stopped"));
        }
    }
    return PROPOS_OK;
}

static propos_status make_answer(search *s, const struct timespec *start, json_t **answer,
                                 propos_error *error)
{
    size_t total = 0;
    size_t partial = 0;
    uint64_t revision = 0;
    for (size_t i = 0; i < s->count; i++) {
        const study_search *one = &s->studies[i];
        total += one->found.total;
        partial += one->found.total_partial;
        revision =
            one->plan.snapshot->revision > revision ? one->plan.snapshot->revision : revision;
        notice_agreed_results(s, one);
    }
    char *as_read = interpreted(s);
    json_t *object = json_object();
    propos_json_set(object, "query", propos_json_text(s->session->parameters.q));
    propos_json_set(object, "interpreted", propos_json_text(as_read));
    propos_json_set(object, "match", propos_json_text(match_name(s)));
    propos_json_set(object, "total", json_integer((json_int_t)total));
    propos_json_set(object, "total_partial", json_integer((json_int_t)partial));
    propos_json_set(object, "counts", propos_tally_counts(&s->tally));
    propos_json_set(object, "engine", engines(s));
    propos_json_set(object, "degraded", propos_notices_json(&s->session->degraded));
    propos_json_set(object, "revision", json_integer((json_int_t)revision));
    propos_json_set(object, "notices", propos_notices_json(&s->session->notices));
    propos_json_set(
        object, "did_you_mean",
        propos_json_text(propos_suggest_query(s->arena, s->session->parameters.q, s->parsed.tree,
                                              suggest_studies(s), s->count)));
    free(as_read);
    propos_status status = add_hits(s, object, error);
    if (s->session->parameters.facets) {
        propos_json_set(object, "facets", propos_tally_facets(&s->tally));
    }
    propos_json_set(object, "took_ms", json_real(milliseconds_since(start)));
    if (status != PROPOS_OK) {
        json_decref(object);
        object = NULL;
    }
    *answer = object;
    return status;
}

propos_status propos_operation_search(propos_session *session, json_t **answer, propos_error *error)
{
    struct timespec start;
    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    search s = {.session = session, .arena = session->arena, .count = session->study_count};
    s.studies = propos_arena_alloc(s.arena, s.count + 1, sizeof *s.studies);
    for (size_t i = 0; i < s.count; i++) {
        s.studies[i].handle = session->studies[i];
    }
    s.tally.faceted = session->parameters.facets;
    propos_status status = parse(&s, error);
    if (status == PROPOS_OK) {
        status = plan(&s, error);
    }
    if (status == PROPOS_OK) {
        status = match(&s, error);
    }
    if (status == PROPOS_OK && !session->again) {
        order(&s);
        status = make_answer(&s, &start, answer, error);
    }
    for (size_t i = 0; i < s.count; i++) {
        propos_plan_free(&s.studies[i].plan);
        propos_found_free(&s.studies[i].found);
    }
    propos_tally_free(&s.tally);
    free(s.hits);
    return status;
}
