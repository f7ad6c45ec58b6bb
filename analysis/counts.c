#include "analysis/counts.h"

#include "analysis/speaking.h"
#include "base/memory.h"

#include <stdlib.h>

// For each kind of thing the number of the count that met it last, so that nothing has to be
// cleared between two counts.
struct counter {
    const propos_part *part;
    uint32_t stamp;
    uint32_t *units, *passages, *turns, *people, *groups, *documents;
};

counter *counter_new(const propos_part *part)
{
    const propos_snapshot *s = part->view->snapshot;
    counter *c = propos_alloc(1, sizeof *c);
    c->part = part;
    c->units = propos_alloc((size_t)s->coding_count + 1, sizeof *c->units);
    c->passages = propos_alloc((size_t)s->passage_count + 1, sizeof *c->passages);
    c->turns = propos_alloc((size_t)s->turn_count + 1, sizeof *c->turns);
    c->people = propos_alloc((size_t)s->speaker_count + 1, sizeof *c->people);
    c->groups = propos_alloc((size_t)s->group_count + 1, sizeof *c->groups);
    c->documents = propos_alloc((size_t)s->document_count + 1, sizeof *c->documents);
    return c;
}

void counter_free(counter *c)
{
    if (c == NULL) {
        return;
    }
    free(c->units);
    free(c->passages);
    free(c->turns);
    free(c->people);
    free(c->groups);
    free(c->documents);
    free(c);
}

static void meet(const counter *c, uint32_t *last, uint32_t index, size_t *count)
{
    if (index != PROPOS_NONE && last[index] != c->stamp) {
        last[index] = c->stamp;
        (*count)++;
    }
}

static void meet_turn(const counter *c, uint32_t turn, counts *out)
{
    const propos_snapshot *s = c->part->view->snapshot;
    const propos_snap_turn *t = &s->turns[turn];
    meet(c, c->turns, turn, &out->turns);
    meet(c, c->documents, t->document, &out->documents);
    meet(c, c->groups, s->documents[t->document].group, &out->groups);
    if (t->speaker != PROPOS_NONE) {
        const propos_snap_speaker *speaker = &s->speakers[t->speaker];
        bool asks = speaking_asks(speaker->role);
        meet(c, c->people, asks ? PROPOS_NONE : speaker->person, &out->participants);
    }
}

// The passages of the part that a coding touches; false when there is none.
static bool meet_passages(const counter *c, const propos_snap_coding *coding, counts *out)
{
    const propos_snapshot *s = c->part->view->snapshot;
    bool any = false;
    for (uint32_t turn = coding->first_turn; turn <= coding->last_turn; turn++) {
        const propos_snap_turn *t = &s->turns[turn];
        uint32_t start = turn == coding->first_turn ? coding->start : 0;
        uint32_t end = turn == coding->last_turn ? coding->end : t->length;
        bool here = false;
        for (uint32_t i = 0; i < t->passage_count; i++) {
            uint32_t index = t->first_passage + i;
            const propos_snap_passage *p = &s->passages[index];
            if (p->start < end && start < p->end && propos_bits_has(&c->part->passages, index)) {
                meet(c, c->passages, index, &out->passages);
                here = true;
            }
        }
        if (here) {
            meet_turn(c, turn, out);
        }
        any = any || here;
    }
    return any;
}

void counter_codings(counter *c, const uint32_t *codings, size_t count, counts *out)
{
    *out = (counts){0};
    c->stamp++;
    for (size_t i = 0; i < count; i++) {
        const propos_snap_coding *coding = &c->part->view->snapshot->codings[codings[i]];
        if (meet_passages(c, coding, out)) {
            out->codings++;
            meet(c, c->units, coding->unit_key, &out->units);
        }
    }
}

void counter_all(counter *c, const bool *documents, counts *out)
{
    const propos_snapshot *s = c->part->view->snapshot;
    *out = (counts){0};
    c->stamp++;
    for (uint32_t p = 0; p < s->passage_count; p++) {
        uint32_t turn = s->passages[p].turn;
        if (propos_bits_has(&c->part->passages, p) && s->turns[turn].speaker != PROPOS_NONE &&
            documents[s->turns[turn].document]) {
            meet(c, c->passages, p, &out->passages);
            meet_turn(c, turn, out);
        }
    }
    for (uint32_t i = 0; i < s->coding_count; i++) {
        if (documents[s->codings[i].document] && propos_part_has_coding(c->part, i)) {
            out->codings++;
            meet(c, c->units, s->codings[i].unit_key, &out->units);
        }
    }
}

json_t *counts_json(const counts *n)
{
    json_t *object = json_object();
    propos_json_set(object, "codings", json_integer((json_int_t)n->codings));
    propos_json_set(object, "units", json_integer((json_int_t)n->units));
    propos_json_set(object, "passages", json_integer((json_int_t)n->passages));
    propos_json_set(object, "turns", json_integer((json_int_t)n->turns));
    propos_json_set(object, "participants", json_integer((json_int_t)n->participants));
    propos_json_set(object, "groups", json_integer((json_int_t)n->groups));
    propos_json_set(object, "documents", json_integer((json_int_t)n->documents));
    return object;
}
