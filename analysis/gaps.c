// The operations "gaps" (passages that lack a code but resemble those that have it) and "similar"
// (passages like a given one).
#include "analysis/operations.h"

#include "analysis/counts.h"
#include "analysis/likeness.h"
#include "analysis/options.h"
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// How far around a coded passage what is said may still be about the same, in turns, and what that
// is worth as a share of the best likeness (bench/gaps.py).
enum { TURNS_AROUND = 3 };
static const double NEAR_WORTH = 1;
static const double QUESTION_WORTH = 0.3;
static const double COMPANY_WORTH = 1;

typedef struct gap {
    propos_session *session;
    propos_handle *study;
    const propos_part *part;
    uint32_t code;
    const bool *by; // by coder: whose codings count as "coded already"; NULL: everybody's
    likeness_example *examples;
    size_t example_count, example_capacity;
    propos_bits coded;      // passages coded so by those of `by`
    propos_bits candidates; // the part's others
    uint32_t *codings;      // coded so by anybody, for counting
    size_t coding_count;
} gap;

static bool is_about(const gap *g, uint32_t coding)
{
    return propos_snapshot_below(g->study->view.snapshot,
                                 g->study->view.snapshot->codings[coding].code, g->code);
}

// The examples are everybody's codings; what is coded already, those of the coders asked about.
static void gather_examples(gap *g)
{
    const propos_snapshot *s = g->study->view.snapshot;
    for (uint32_t p = 0; p < s->passage_count; p++) {
        for (uint32_t i = 0; i < s->passages[p].span_count; i++) {
            const propos_snap_span *span = &s->spans[s->passages[p].first_span + i];
            uint32_t coder = s->codings[span->coding].coder;
            if (!is_about(g, span->coding)) {
                continue;
            }
            if (g->by == NULL || (coder != PROPOS_NONE && g->by[coder])) {
                (void)propos_bits_add(&g->coded, p);
            }
            PROPOS_GROW(g->examples, g->example_capacity, g->example_count + 1);
            g->examples[g->example_count++] = (likeness_example){p, span->start, span->end};
        }
        if (propos_bits_has(&g->part->passages, p) && !propos_bits_has(&g->coded, p)) {
            (void)propos_bits_add(&g->candidates, p);
        }
    }
    g->codings = propos_alloc((size_t)s->coding_count + 1, sizeof *g->codings);
    for (uint32_t i = 0; i < s->coding_count; i++) {
        if (is_about(g, i)) {
            g->codings[g->coding_count++] = i;
        }
    }
}

// What other codes tell: a passage that has a code which often comes with this one. For each
// passage, the best share of the passages with one of its codes that have this one too.
static float *company(const gap *g)
{
    const propos_snapshot *s = g->study->view.snapshot;
    float *best = propos_arena_alloc(g->session->arena, (size_t)s->passage_count + 1, sizeof *best);
    size_t *all = propos_alloc((size_t)s->code_count + 1, sizeof *all);
    size_t *both = propos_alloc((size_t)s->code_count + 1, sizeof *both);
    uint32_t *last = propos_alloc((size_t)s->code_count + 1, sizeof *last);
    bool *about = propos_alloc((size_t)s->passage_count + 1, sizeof *about);
    for (size_t i = 0; i < g->example_count; i++) {
        about[g->examples[i].passage] = true;
    }
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t p = 0; p < s->passage_count; p++) {
            for (uint32_t i = 0; i < s->passages[p].span_count; i++) {
                uint32_t coding = s->spans[s->passages[p].first_span + i].coding;
                uint32_t code = s->codings[coding].code;
                for (; code != PROPOS_NONE && !propos_snapshot_below(s, code, g->code) &&
                       !propos_snapshot_below(s, g->code, code);
                     code = s->codes[code].parent) {
                    if (round == 0 && last[code] != p + 1) {
                        last[code] = p + 1;
                        all[code]++;
                        both[code] += about[p] ? 1 : 0;
                    } else if (round == 1) {
                        size_t own = about[p] ? 1 : 0;
                        float share = (float)(both[code] - own) / (float)(all[code] - own + 2);
                        best[p] = share > best[p] ? share : best[p];
                    }
                }
            }
        }
    }
    free(all);
    free(both);
    free(last);
    free(about);
    return best;
}

// What stands near coded passages in a conversation is more likely about the same: the nearer and
// the more of them, the more so; likewise what answers the same question of the guide.
static float *nearness(const gap *g)
{
    const propos_snapshot *s = g->study->view.snapshot;
    float *near = propos_arena_alloc(g->session->arena, (size_t)s->passage_count + 1, sizeof *near);
    const float *with = company(g);
    bool *coded = propos_alloc((size_t)s->turn_count + 1, sizeof *coded);
    double *asked = propos_alloc((size_t)s->question_count + 1, sizeof *asked);
    double *answered = propos_alloc((size_t)s->question_count + 1, sizeof *answered);
    for (size_t i = 0; i < g->example_count; i++) {
        coded[s->passages[g->examples[i].passage].turn] = true;
    }
    for (uint32_t t = 0; t < s->turn_count; t++) {
        if (s->turns[t].question != PROPOS_NONE && s->turns[t].passage_count > 0) {
            asked[s->turns[t].question]++;
            answered[s->turns[t].question] += coded[t] ? 1 : 0;
        }
    }
    for (uint32_t p = 0; p < s->passage_count; p++) {
        uint32_t turn = s->passages[p].turn;
        const propos_snap_turn *t = &s->turns[turn];
        const propos_snap_document *d = &s->documents[t->document];
        if (!d->conversation) {
            near[p] = (float)(COMPANY_WORTH * with[p]);
            continue;
        }
        double worth = coded[turn] ? 1 : 0;
        double most = 1;
        for (uint32_t away = 1; away <= TURNS_AROUND; away++) {
            most += 2.0 / (away + 1);
            worth += turn >= d->first_turn + away && coded[turn - away] ? 1.0 / (away + 1) : 0;
            worth += turn + away < d->first_turn + d->turn_count && coded[turn + away]
                         ? 1.0 / (away + 1)
                         : 0;
        }
        double share =
            t->question == PROPOS_NONE ? 0 : answered[t->question] / (asked[t->question] + 1);
        near[p] =
            (float)(NEAR_WORTH * worth / most + QUESTION_WORTH * share + COMPANY_WORTH * with[p]);
    }
    free(coded);
    free(asked);
    free(answered);
    return near;
}

// The code's name and definition, and the names above and below it.
static char *words_of_code(const gap *g)
{
    const propos_snapshot *s = g->study->view.snapshot;
    propos_buffer text = {0};
    const propos_snap_code *own = &s->codes[g->code];
    propos_buffer_printf(&text, "%s\n%s\n", own->name, own->definition ? own->definition : "");
    return propos_buffer_take(&text);
}

static propos_status add_hits(propos_session *session, propos_handle *study, const likeness *like,
                              const likeness_finds *finds, json_t *object, propos_error *error)
{
    propos_status status = PROPOS_OK;
    json_t *hits = json_array();
    size_t first = session->parameters.offset;
    for (size_t i = first;
         status == PROPOS_OK && i < finds->count && i - first < session->parameters.limit; i++) {
        json_t *hit = NULL;
        status = likeness_hit(session, study, like, &finds->items[i], i + 1, &hit, error);
        if (status == PROPOS_OK) {
            (void)json_array_append_new(hits, hit);
        }
    }
    propos_json_set(object, "total", json_integer((json_int_t)finds->count));
    propos_json_set(object, "words", likeness_json(like));
    propos_json_set(object, "hits", hits);
    return status;
}

static size_t bits_count(const propos_bits *bits)
{
    size_t count = 0;
    for (size_t i = 0; i < bits->size; i++) {
        count += propos_bits_has(bits, i) ? 1 : 0;
    }
    return count;
}

static propos_status gap_json(gap *g, json_t *list, propos_error *error)
{
    const propos_snapshot *s = g->study->view.snapshot;
    likeness like;
    likeness_finds finds;
    json_t *object = json_object();
    char *named = words_of_code(g);
    propos_status status =
        likeness_learn(g->session, g->study, g->examples, g->example_count, named, &like, error);
    free(named);
    if (status == PROPOS_OK) {
        status =
            likeness_find(g->session, g->study, &like, &g->candidates, nearness(g), &finds, error);
    }
    if (status == PROPOS_OK) {
        counts n;
        counter *counting = counter_new(g->part);
        counter_codings(counting, g->codings, g->coding_count, &n);
        counter_free(counting);
        propos_json_set(object, "study", propos_json_text(s->id));
        propos_json_set(object, "code", propos_json_text(s->codes[g->code].id));
        propos_json_set(object, "name", propos_json_text(s->codes[g->code].name));
        propos_json_set(object, "coded", counts_json(&n));
        propos_json_set(object, "looked_at", json_integer((json_int_t)bits_count(&g->candidates)));
        status = add_hits(g->session, g->study, &like, &finds, object, error);
    }
    if (status == PROPOS_OK) {
        (void)json_array_append_new(list, json_incref(object));
    }
    json_decref(object);
    return status;
}

static propos_status study_json(propos_session *session, propos_handle *study,
                                const propos_part *part, json_t *list, propos_error *error)
{
    const propos_snapshot *s = part->view->snapshot;
    gap g = {.session = session, .study = study, .part = part};
    uint32_t *coders = NULL;
    size_t count = 0;
    propos_status status = options_code(session, s, &g.code, error);
    if (status == PROPOS_OK) {
        status = options_coders(session, s, &coders, &count, error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    if (propos_session_parameter(session, "coder") != NULL) {
        bool *by = propos_arena_alloc(session->arena, (size_t)s->coder_count + 1, sizeof *by);
        for (size_t i = 0; i < count; i++) {
            by[coders[i]] = true;
        }
        g.by = by;
    }
    g.coded = propos_bits_new(s->passage_count);
    g.candidates = propos_bits_new(s->passage_count);
    gather_examples(&g);
    if (g.example_count == 0) {
        propos_session_notice(
            session, propos_arena_printf(session->arena,
                                         _("nothing is coded “%s” yet: what is looked for are the "
                                           "words of its name and definition"),
                                         s->codes[g.code].name));
    }
    status = gap_json(&g, list, error);
    propos_bits_free(&g.coded);
    propos_bits_free(&g.candidates);
    free(g.examples);
    free(g.codings);
    return status;
}

propos_status analysis_gaps(propos_session *session, json_t **answer, propos_error *error)
{
    if (propos_session_parameter(session, "code") == NULL) {
        return propos_fail(error, PROPOS_USAGE,
                           _("which code? Give one with --code (see propos codes)"));
    }
    propos_parts parts = {0};
    bool moved = false;
    json_t *list = json_array();
    propos_status status = propos_parts_make(session, &parts, &moved, error);
    propos_status unknown = PROPOS_OK; // studies without this code are passed over
    for (size_t i = 0; status == PROPOS_OK && !moved && i < parts.count; i++) {
        status = study_json(session, session->studies[i], &parts.items[i], list, error);
        if (status == PROPOS_UNAVAILABLE) {
            unknown = status;
            status = PROPOS_OK;
        }
    }
    if (status == PROPOS_OK && unknown != PROPOS_OK && json_array_size(list) == 0) {
        status = unknown; // *error says which code or coder is not there
    }
    if (status == PROPOS_OK && !moved) {
        json_t *object = propos_parts_stamp(session, &parts);
        propos_json_set(object, "coder",
                        propos_json_text(propos_session_parameter(session, "coder")));
        propos_json_set(object, "gaps", json_incref(list));
        *answer = object;
    }
    json_decref(list);
    propos_parts_free(&parts);
    return status;
}

// ---- similar ----

static propos_status similar_to(propos_session *session, propos_handle *study, uint32_t passage,
                                const propos_part *part, json_t *object, propos_error *error)
{
    const propos_snapshot *s = study->view.snapshot;
    likeness_example example = {passage, s->passages[passage].start, s->passages[passage].end};
    likeness like;
    likeness_finds finds;
    propos_bits candidates = propos_bits_new(s->passage_count);
    size_t looked_at = 0;
    for (uint32_t p = 0; p < s->passage_count; p++) {
        if (p != passage && propos_bits_has(&part->passages, p)) {
            (void)propos_bits_add(&candidates, p);
            looked_at++;
        }
    }
    propos_status status = likeness_learn(session, study, &example, 1, NULL, &like, error);
    if (status == PROPOS_OK) {
        status = likeness_find(session, study, &like, &candidates, NULL, &finds, error);
    }
    if (status == PROPOS_OK) {
        propos_find own = {.first = passage, .last = passage};
        json_t *given = NULL;
        propos_json_set(object, "study", propos_json_text(s->id));
        propos_json_set(object, "looked_at", json_integer((json_int_t)looked_at));
        status = propos_answer_hit(&study->view, NULL, &own, 1, 0, &given, error);
        if (status == PROPOS_OK) {
            propos_json_set(object, "given", given);
            status = add_hits(session, study, &like, &finds, object, error);
        }
    }
    propos_bits_free(&candidates);
    return status;
}

propos_status analysis_similar(propos_session *session, json_t **answer, propos_error *error)
{
    const char *subject = session->request->subject;
    if (subject == NULL || subject[0] == '\0') {
        return propos_fail(error, PROPOS_USAGE, _("which passage? Write STUDY/DOCUMENT/TURN.N"));
    }
    propos_parts parts = {0};
    bool moved = false;
    bool found = false;
    json_t *object = json_object();
    propos_status status = propos_parts_make(session, &parts, &moved, error);
    for (size_t i = 0; status == PROPOS_OK && !moved && !found && i < parts.count; i++) {
        uint32_t passage = propos_answer_passage(session->studies[i]->view.snapshot, subject);
        found = passage != PROPOS_NONE;
        status = found ? similar_to(session, session->studies[i], passage, &parts.items[i], object,
                                    error)
                       : PROPOS_OK;
    }
    if (status == PROPOS_OK && !moved && !found) {
        status = propos_fail(error, PROPOS_NOT_FOUND, _("there is no passage “%s”"), subject);
    }
    if (status == PROPOS_OK && !moved) {
        *answer = propos_parts_stamp(session, &parts);
        (void)json_object_update(*answer, object);
    }
    json_decref(object);
    propos_parts_free(&parts);
    return status;
}
