// The lists that take counting: codes and coders.
#include "search/session.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// ---- codes ----

// Units, passages and coders by code, a code counting for its ancestors.
typedef struct code_counts {
    size_t *units, *passages;
    bool *coders;   // [code * coder_count + coder]
    uint32_t *last; // the last unit or passage (+ 1) that counted it
} code_counts;

static void mark_up(const propos_snapshot *s, uint32_t code, uint32_t stamp, uint32_t *last,
                    size_t *counts)
{
    for (; code != PROPOS_NONE && last[code] != stamp; code = s->codes[code].parent) {
        last[code] = stamp;
        counts[code]++;
    }
}

typedef struct unit_code {
    uint32_t unit, code;
} unit_code;

static int by_unit(const void *a, const void *b)
{
    const unit_code *x = a;
    const unit_code *y = b;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static void count_units(const propos_snapshot *s, code_counts *c)
{
    unit_code *all = propos_alloc(s->coding_count + 1, sizeof *all);
    for (uint32_t i = 0; i < s->coding_count; i++) {
        all[i] = (unit_code){.unit = s->codings[i].unit_key, .code = s->codings[i].code};
    }
    qsort(all, s->coding_count, sizeof *all, by_unit);
    for (uint32_t i = 0; i < s->coding_count; i++) {
        mark_up(s, all[i].code, all[i].unit + 1, c->last, c->units);
    }
    free(all);
}

static void count_passages(const propos_snapshot *s, code_counts *c)
{
    memset(c->last, 0, s->code_count * sizeof *c->last);
    for (uint32_t p = 0; p < s->passage_count; p++) {
        for (uint32_t i = 0; i < s->passages[p].span_count; i++) {
            const propos_snap_span *span = &s->spans[s->passages[p].first_span + i];
            mark_up(s, s->codings[span->coding].code, p + 1, c->last, c->passages);
        }
    }
}

static void count_coders(const propos_snapshot *s, code_counts *c)
{
    for (uint32_t i = 0; i < s->coding_count; i++) {
        uint32_t coder = s->codings[i].coder;
        for (uint32_t code = s->codings[i].code; coder != PROPOS_NONE && code != PROPOS_NONE;
             code = s->codes[code].parent) {
            c->coders[(size_t)code * s->coder_count + coder] = true;
        }
    }
}

static json_t *code_json(const propos_snapshot *s, const code_counts *c, uint32_t code)
{
    const propos_snap_code *k = &s->codes[code];
    json_t *coders = json_array();
    for (uint32_t i = 0; i < s->coder_count; i++) {
        if (c->coders[(size_t)code * s->coder_count + i]) {
            (void)json_array_append_new(coders, propos_json_text(s->coders[i]));
        }
    }
    json_t *object = json_object();
    propos_json_set(object, "study", propos_json_text(s->id));
    propos_json_set(object, "id", propos_json_text(k->id));
    propos_json_set(object, "parent",
                    k->parent == PROPOS_NONE ? json_null()
                                             : propos_json_text(s->codes[k->parent].id));
    propos_json_set(object, "name", propos_json_text(k->name));
    propos_json_set(object, "definition", propos_json_text(k->definition));
    propos_json_set(object, "depth", json_integer(k->depth));
    propos_json_set(object, "units", json_integer((json_int_t)c->units[code]));
    propos_json_set(object, "passages", json_integer((json_int_t)c->passages[code]));
    propos_json_set(object, "coders", coders);
    return object;
}

// The code book as a tree is read: each code followed by what lies below it.
static void add_codes_below(const propos_snapshot *s, const code_counts *c, const uint32_t *first,
                            const uint32_t *next, uint32_t from, json_t *list)
{
    for (uint32_t code = from; code != PROPOS_NONE; code = next[code]) {
        (void)json_array_append_new(list, code_json(s, c, code));
        add_codes_below(s, c, first, next, first[code], list);
    }
}

static void add_codes(const propos_snapshot *s, json_t *list)
{
    code_counts c = {.units = propos_alloc(s->code_count + 1, sizeof *c.units),
                     .passages = propos_alloc(s->code_count + 1, sizeof *c.passages),
                     .coders =
                         propos_alloc((size_t)s->code_count * s->coder_count + 1, sizeof *c.coders),
                     .last = propos_alloc(s->code_count + 1, sizeof *c.last)};
    count_units(s, &c);
    count_passages(s, &c);
    count_coders(s, &c);
    // Children as linked lists: first[code], then next[...]; built from the end, to keep their
    // order.
    uint32_t *first = propos_alloc(s->code_count + 1, sizeof *first);
    uint32_t *next = propos_alloc(s->code_count + 1, sizeof *next);
    uint32_t roots = PROPOS_NONE;
    for (uint32_t i = 0; i < s->code_count; i++) {
        first[i] = PROPOS_NONE;
    }
    for (uint32_t i = s->code_count; i-- > 0;) {
        uint32_t *head = s->codes[i].parent == PROPOS_NONE ? &roots : &first[s->codes[i].parent];
        next[i] = *head;
        *head = i;
    }
    add_codes_below(s, &c, first, next, roots, list);
    free(first);
    free(next);
    free(c.units);
    free(c.passages);
    free(c.coders);
    free(c.last);
}

propos_status propos_operation_codes(propos_session *session, json_t **answer, propos_error *error)
{
    (void)error;
    json_t *list = json_array();
    for (size_t i = 0; i < session->study_count; i++) {
        add_codes(session->studies[i]->view.snapshot, list);
    }
    *answer = json_object();
    propos_json_set(*answer, "codes", list);
    return PROPOS_OK;
}

// ---- coders ----

static json_t *coder_json(const propos_snapshot *s, uint32_t coder)
{
    size_t codings = 0;
    size_t units = 0;
    bool *seen = propos_alloc(s->coding_count + 1, sizeof *seen);
    for (uint32_t i = 0; i < s->coding_count; i++) {
        if (s->codings[i].coder == coder) {
            codings++;
            units += seen[s->codings[i].unit_key] ? 0 : 1;
            seen[s->codings[i].unit_key] = true;
        }
    }
    free(seen);
    json_t *finished = json_array();
    for (uint32_t d = 0; d < s->document_count; d++) {
        if (s->finished[(size_t)d * s->coder_count + coder]) {
            (void)json_array_append_new(finished, propos_json_text(s->documents[d].id));
        }
    }
    json_t *object = json_object();
    propos_json_set(object, "study", propos_json_text(s->id));
    propos_json_set(object, "coder", propos_json_text(s->coders[coder]));
    propos_json_set(object, "codings", json_integer((json_int_t)codings));
    propos_json_set(object, "units", json_integer((json_int_t)units));
    propos_json_set(object, "finished", finished);
    return object;
}

propos_status propos_operation_coders(propos_session *session, json_t **answer, propos_error *error)
{
    (void)error;
    json_t *list = json_array();
    for (size_t i = 0; i < session->study_count; i++) {
        const propos_snapshot *s = session->studies[i]->view.snapshot;
        for (uint32_t c = 0; c < s->coder_count; c++) {
            (void)json_array_append_new(list, coder_json(s, c));
        }
    }
    *answer = json_object();
    propos_json_set(*answer, "coders", list);
    return PROPOS_OK;
}
