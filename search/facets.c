#include "search/facets.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// One study's numbers, by index in the snapshot.
typedef struct study_tally {
    const propos_snapshot *snapshot;
    const propos_plan *plan;
    propos_tally *tally;
    size_t *groups, *speakers, *codes, *coders, *documents; // passages
    propos_bits units;
    uint32_t *seen_code, *seen_coder; // the last passage (+ 1) that counted it
    uint32_t last_turn;
} study_tally;

static void count_codings(study_tally *t, uint32_t index)
{
    const propos_snapshot *s = t->snapshot;
    const propos_snap_passage *p = &s->passages[index];
    for (uint32_t i = 0; i < p->span_count; i++) {
        const propos_snap_coding *c = &s->codings[s->spans[p->first_span + i].coding];
        if (propos_plan_sees(t->plan, c) && propos_bits_add(&t->units, c->unit_key)) {
            t->tally->units++;
        }
        if (!t->tally->faceted) {
            continue;
        }
        // A code counts for its ancestors.
        for (uint32_t code = c->code; code != PROPOS_NONE && t->seen_code[code] != index + 1;
             code = s->codes[code].parent) {
            t->seen_code[code] = index + 1;
            t->codes[code]++;
        }
        if (c->coder != PROPOS_NONE && t->seen_coder[c->coder] != index + 1) {
            t->seen_coder[c->coder] = index + 1;
            t->coders[c->coder]++;
        }
    }
}

static void count_passage(study_tally *t, uint32_t index)
{
    const propos_snapshot *s = t->snapshot;
    const propos_snap_turn *turn = &s->turns[s->passages[index].turn];
    t->tally->passages++;
    if (s->passages[index].turn != t->last_turn) { // passages come in text order
        t->last_turn = s->passages[index].turn;
        t->tally->turns++;
    }
    t->tally->documents += t->documents[turn->document]++ == 0 ? 1 : 0;
    uint32_t group = s->documents[turn->document].group;
    if (group != PROPOS_NONE) {
        t->tally->groups += t->groups[group]++ == 0 ? 1 : 0;
    }
    if (turn->speaker != PROPOS_NONE) {
        // A label that names nobody ("?") may stand for many: it is listed, but is no speaker.
        uint32_t person = s->speakers[turn->speaker].person;
        bool nobody = person == PROPOS_NONE;
        bool first = t->speakers[nobody ? turn->speaker : person]++ == 0;
        t->tally->speakers += first && !nobody ? 1 : 0;
        propos_role role = s->speakers[turn->speaker].role;
        t->tally->moderator += propos_role_asks(role) ? 1 : 0;
    }
    count_codings(t, index);
}

static void add_value(propos_tally *tally, propos_facet facet, const char *value, const char *name,
                      size_t count)
{
    if (count > 0) {
        size_t at = tally->facets[facet].count++;
        PROPOS_GROW(tally->facets[facet].items, tally->facets[facet].capacity, at + 1);
        tally->facets[facet].items[at] =
            (propos_facet_value){.value = value, .name = name, .order = at, .count = count};
    }
}

// As locuteur: takes it: a label alone is somebody else in another document.
static const char *speaker_value(study_tally *t, uint32_t speaker)
{
    const propos_snap_speaker *s = &t->snapshot->speakers[speaker];
    return propos_arena_printf(t->plan->arena, "%s/%s", t->snapshot->documents[s->document].id,
                               s->label);
}

static void add_facets(study_tally *t)
{
    const propos_snapshot *s = t->snapshot;
    for (uint32_t i = 0; i < s->group_count; i++) {
        add_value(t->tally, PROPOS_FACET_GROUP, s->groups[i], NULL, t->groups[i]);
    }
    for (uint32_t i = 0; i < s->speaker_count; i++) {
        if (t->speakers[i] > 0) {
            add_value(t->tally, PROPOS_FACET_SPEAKER, speaker_value(t, i), NULL, t->speakers[i]);
        }
    }
    for (uint32_t i = 0; i < s->code_count; i++) {
        add_value(t->tally, PROPOS_FACET_CODE, s->codes[i].id, s->codes[i].name, t->codes[i]);
    }
    for (uint32_t i = 0; i < s->coder_count; i++) {
        add_value(t->tally, PROPOS_FACET_CODER, s->coders[i], NULL, t->coders[i]);
    }
    for (uint32_t i = 0; i < s->document_count; i++) {
        add_value(t->tally, PROPOS_FACET_DOCUMENT, s->documents[i].id, s->documents[i].title,
                  t->documents[i]);
    }
}

void propos_tally_add(propos_tally *tally, const propos_plan *plan, const propos_found *found)
{
    const propos_snapshot *s = plan->snapshot;
    study_tally t = {.snapshot = s, .plan = plan, .tally = tally, .last_turn = PROPOS_NONE};
    t.groups = propos_alloc(s->group_count + 1, sizeof *t.groups);
    t.speakers = propos_alloc(s->speaker_count + 1, sizeof *t.speakers);
    t.codes = propos_alloc(s->code_count + 1, sizeof *t.codes);
    t.coders = propos_alloc(s->coder_count + 1, sizeof *t.coders);
    t.documents = propos_alloc(s->document_count + 1, sizeof *t.documents);
    t.seen_code = propos_alloc(s->code_count + 1, sizeof *t.seen_code);
    t.seen_coder = propos_alloc(s->coder_count + 1, sizeof *t.seen_coder);
    t.units = propos_bits_new(s->coding_count);
    for (size_t w = 0; w <= found->full.size / 64 && found->full.words != NULL; w++) {
        for (uint64_t word = found->full.words[w]; word != 0; word &= word - 1) {
            count_passage(&t, (uint32_t)(w * 64 + (size_t)__builtin_ctzll(word)));
        }
    }
    if (tally->faceted) {
        add_facets(&t);
    }
    free(t.groups);
    free(t.speakers);
    free(t.codes);
    free(t.coders);
    free(t.documents);
    free(t.seen_code);
    free(t.seen_coder);
    propos_bits_free(&t.units);
}

json_t *propos_tally_counts(const propos_tally *tally)
{
    json_t *counts = json_object();
    propos_json_set(counts, "passages", json_integer((json_int_t)tally->passages));
    propos_json_set(counts, "turns", json_integer((json_int_t)tally->turns));
    propos_json_set(counts, "units", json_integer((json_int_t)tally->units));
    propos_json_set(counts, "speakers", json_integer((json_int_t)tally->speakers));
    propos_json_set(counts, "groups", json_integer((json_int_t)tally->groups));
    propos_json_set(counts, "documents", json_integer((json_int_t)tally->documents));
    propos_json_set(counts, "moderator", json_integer((json_int_t)tally->moderator));
    return counts;
}

static int by_count(const void *a, const void *b)
{
    const propos_facet_value *x = a;
    const propos_facet_value *y = b;
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return x->order < y->order ? -1 : x->order > y->order;
}

json_t *propos_tally_facets(propos_tally *tally)
{
    static const char *const NAMES[PROPOS_FACETS] = {
        [PROPOS_FACET_GROUP] = "group",       [PROPOS_FACET_SPEAKER] = "speaker",
        [PROPOS_FACET_CODE] = "code",         [PROPOS_FACET_CODER] = "coder",
        [PROPOS_FACET_DOCUMENT] = "document",
    };
    json_t *facets = json_object();
    for (int f = 0; f < PROPOS_FACETS; f++) {
        json_t *list = json_array();
        size_t count = tally->facets[f].count;
        if (count > 1) {
            qsort(tally->facets[f].items, count, sizeof *tally->facets[f].items, by_count);
        }
        for (size_t i = 0; i < count && i < PROPOS_FACET_VALUES; i++) {
            const propos_facet_value *v = &tally->facets[f].items[i];
            json_t *item = json_object();
            propos_json_set(item, "value", propos_json_text(v->value));
            propos_json_set(item, "count", json_integer((json_int_t)v->count));
            if (v->name != NULL) {
                propos_json_set(item, "name", propos_json_text(v->name));
            }
            (void)json_array_append_new(list, item);
        }
        propos_json_set(facets, NAMES[f], list);
    }
    return facets;
}

void propos_tally_free(propos_tally *tally)
{
    for (int f = 0; f < PROPOS_FACETS; f++) {
        free(tally->facets[f].items);
    }
    *tally = (propos_tally){0};
}
