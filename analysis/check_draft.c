// The quotations of a draft: those marked, and the runs of words that stand in a transcript.
#include "analysis/check.h"

#include "analysis/draft.h"
#include "analysis/runs.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// From a run's end to the reference behind it: the last words of a quotation may be altered.
enum { TAIL_BYTES = 60 };

typedef struct piece {
    draft_stretch stretch;
    bool marked;
} piece;

typedef struct pieces {
    piece *items;
    size_t count, capacity;
} pieces;

typedef struct bracket {
    draft_stretch inside;
    reference reference;
} bracket;

static void add(pieces *list, draft_stretch stretch, bool marked)
{
    PROPOS_GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count++] = (piece){stretch, marked};
}

static bool holds(draft_stretch outer, draft_stretch inner)
{
    return outer.start <= inner.start && inner.end <= outer.end;
}

static bool is_held(const draft_stretch *list, size_t count, draft_stretch inner)
{
    for (size_t i = 0; i < count; i++) {
        if (holds(list[i], inner)) {
            return true;
        }
    }
    return false;
}

static int by_start(const void *a, const void *b)
{
    size_t x = ((const piece *)a)->stretch.start;
    size_t y = ((const piece *)b)->stretch.start;
    return (x > y) - (x < y);
}

// The brackets of the draft that are references.
static size_t find_references(const check *k, const char *draft, size_t length, bracket **out)
{
    draft_stretch *all = NULL;
    size_t count = draft_brackets(k->arena, draft, length, &all);
    bracket *list = propos_arena_alloc(k->arena, count + 1, sizeof *list);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        reference r;
        if (reference_read(k->arena, k->snapshots, k->study_count, draft + all[i].start,
                           all[i].end - all[i].start, &r)) {
            list[kept++] = (bracket){all[i], r};
        }
    }
    *out = list;
    return kept;
}

// The first reference that begins behind byte `end`, or NULL.
static const bracket *next_reference(const bracket *list, size_t count, size_t end)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].inside.start > end) {
            return &list[i];
        }
    }
    return NULL;
}

static bool ends_paragraph(const char *from, const char *to)
{
    for (const char *at = from; at + 2 < to; at++) {
        if (at[0] == '\n' && (at[1] == '\n' || (at[1] == ' ' && at[2] == '\n'))) {
            return true;
        }
    }
    return false;
}

// A run goes on to the reference that follows it closely.
static void reach_reference(const char *draft, const bracket *list, size_t count,
                            draft_stretch *run)
{
    const bracket *next = next_reference(list, count, run->end);
    if (next == NULL) {
        return;
    }
    size_t end = next->inside.start - 1;
    if (end > run->end && end - run->end <= TAIL_BYTES &&
        memchr(draft + run->end, '.', end - run->end) == NULL &&
        !ends_paragraph(draft + run->end, draft + end)) {
        while (end > run->end && (draft[end - 1] == ' ' || draft[end - 1] == '\n')) {
            end--;
        }
        run->end = end;
    }
}

static propos_status find_pieces(const check *k, const char *draft, size_t length,
                                 const bracket *references, size_t reference_count, pieces *out,
                                 propos_error *error)
{
    draft_stretch *marked = NULL;
    draft_stretch *runs = NULL;
    size_t run_count = 0;
    size_t marked_count = draft_quotations(k->arena, draft, length, &marked);
    draft_stretch *stops = propos_arena_alloc(k->arena, reference_count + 1, sizeof *stops);
    for (size_t i = 0; i < reference_count; i++) {
        stops[i] = references[i].inside;
    }
    propos_status status = runs_find(k->studies, k->study_count, draft, length, stops,
                                     reference_count, &runs, &run_count, error);
    size_t kept = 0;
    for (size_t i = 0; i < run_count; i++) {
        if (!is_held(marked, marked_count, runs[i])) {
            runs[kept] = runs[i];
            reach_reference(draft, references, reference_count, &runs[kept++]);
        }
    }
    run_count = kept;
    for (size_t i = 0; i < marked_count; i++) {
        if (!is_held(runs, run_count, marked[i])) {
            add(out, marked[i], true);
        }
    }
    for (size_t i = 0; i < run_count; i++) {
        add(out, runs[i], false);
    }
    if (out->count > 1) {
        qsort(out->items, out->count, sizeof *out->items, by_start);
    }
    return status;
}

static size_t line_of(const char *draft, size_t byte)
{
    size_t line = 1;
    for (size_t i = 0; i < byte; i++) {
        line += draft[i] == '\n';
    }
    return line;
}

static propos_status check_piece(check *k, const char *draft, const piece *p,
                                 const bracket *references, size_t reference_count,
                                 propos_error *error)
{
    const bracket *next = next_reference(references, reference_count, p->stretch.end);
    bool beside = next != NULL && draft_stands_beside(draft, p->stretch.end, next->inside.start);
    json_t *entry = NULL;
    propos_status status = check_quotation(k, draft_text(k->arena, draft, p->stretch),
                                           beside ? &next->reference : NULL, &entry, error);
    if (status == PROPOS_OK) {
        propos_json_set(entry, "line", json_integer((json_int_t)line_of(draft, p->stretch.start)));
        propos_json_set(entry, "marked", json_boolean(p->marked));
        propos_json_set(entry, "at",
                        propos_json_pair((long)propos_utf8_count(draft, p->stretch.start),
                                         (long)propos_utf8_count(draft, p->stretch.end)));
    }
    return status;
}

propos_status check_draft(check *k, const char *draft, propos_error *error)
{
    size_t length = strlen(draft);
    bracket *references = NULL;
    size_t reference_count = find_references(k, draft, length, &references);
    pieces list = {0};
    propos_status status = find_pieces(k, draft, length, references, reference_count, &list, error);
    for (size_t i = 0; status == PROPOS_OK && i < list.count; i++) {
        status = check_piece(k, draft, &list.items[i], references, reference_count, error);
    }
    free(list.items);
    return status;
}
