// The coders' work in a snapshot: codings, their spans on passages, who has finished what.
#include "base/memory.h"
#include "corpus/snapshot_parts.h"

#include <stdlib.h>
#include <string.h>

static propos_status on_coder(snapshot_loader *l, sqlite3_stmt *row)
{
    const uint32_t index = l->snapshot->coder_count++;
    l->snapshot->coders[index] = snapshot_copy(l, row, 1);
    snapshot_add_id(&l->coder_ids, sqlite3_column_int64(row, 0), index);
    (void)propos_map_add(&l->inside->coders, l->snapshot->coders[index], index);
    return PROPOS_OK;
}

static propos_status load_coders(snapshot_loader *l)
{
    uint32_t count = 0;
    propos_status status = snapshot_count(l, "SELECT count(*) FROM coder", &count);
    l->snapshot->coders = propos_arena_alloc(l->arena, count, sizeof *l->snapshot->coders);
    if (status == PROPOS_OK) {
        status = snapshot_each(l, "SELECT id, name FROM coder ORDER BY id", on_coder);
    }
    snapshot_sort_ids(&l->coder_ids);
    return status;
}

// ---- codings ----

// The turn with a number: mostly turns are numbered 1, 2, 3…
uint32_t snapshot_turn(const snapshot_loader *l, uint32_t document, int64_t number)
{
    const propos_snap_document *d = &l->documents[document];
    const propos_snap_turn *turns = l->turns + d->first_turn;
    if (number > 0 && number <= d->turn_count && turns[number - 1].number == number) {
        return d->first_turn + (uint32_t)number - 1;
    }
    for (uint32_t i = 0; i < d->turn_count; i++) {
        if (turns[i].number == number) {
            return d->first_turn + i;
        }
    }
    return PROPOS_NONE;
}

// Rounds and statuses are a handful of words, so each is kept once.
static const char *shared_text(snapshot_loader *l, sqlite3_stmt *row, int column)
{
    const char *text = corpus_text(row, column);
    if (text == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < l->shared_count; i++) {
        if (strcmp(l->shared[i], text) == 0) {
            return l->shared[i];
        }
    }
    const char *kept = propos_arena_strdup(l->arena, text);
    if (l->shared_count < sizeof l->shared / sizeof l->shared[0]) {
        l->shared[l->shared_count++] = kept;
    }
    return kept;
}

// Codings are of one unit when document, coder and unit number are the same; without a number, when
// coder and span are.
static uint32_t unit_key(snapshot_loader *l, const propos_snap_coding *coding)
{
    propos_buffer *key = &l->key;
    propos_buffer_cut(key, 0);
    if (coding->unit != NULL) {
        propos_buffer_printf(key, "u%u\n%u\n", coding->document, coding->coder);
        propos_buffer_puts(key, coding->unit);
    } else {
        propos_buffer_printf(key, "s%u\n%u\n%u\n%u\n%u", coding->coder, coding->first_turn,
                             coding->start, coding->last_turn, coding->end);
    }
    const size_t found = propos_map_get(&l->units, propos_buffer_text(key));
    if (found != PROPOS_MAP_NONE) {
        return (uint32_t)found;
    }
    const char *kept = propos_arena_strdup(l->scratch, propos_buffer_text(key));
    return (uint32_t)propos_map_add(&l->units, kept, l->unit_count++);
}

static propos_status on_coding(snapshot_loader *l, sqlite3_stmt *row)
{
    if (l->snapshot->coding_count == l->coding_total) {
        return snapshot_damaged(l, "coding");
    }
    propos_snap_coding *coding = &l->codings[l->snapshot->coding_count++];
    coding->coder = snapshot_index(&l->coder_ids, row, 0);
    coding->code = snapshot_index(&l->code_ids, row, 1);
    coding->document = snapshot_index(&l->document_ids, row, 2);
    if (coding->code == PROPOS_NONE || coding->document == PROPOS_NONE) {
        return snapshot_damaged(l, "coding");
    }
    coding->first_turn = snapshot_turn(l, coding->document, sqlite3_column_int64(row, 3));
    coding->start = (uint32_t)sqlite3_column_int64(row, 4);
    coding->last_turn = snapshot_turn(l, coding->document, sqlite3_column_int64(row, 5));
    coding->end = (uint32_t)sqlite3_column_int64(row, 6);
    if (coding->first_turn == PROPOS_NONE || coding->last_turn == PROPOS_NONE ||
        coding->first_turn > coding->last_turn) {
        return snapshot_damaged(l, "coding");
    }
    coding->quote = snapshot_copy(l, row, 7);
    coding->memo = snapshot_copy(l, row, 8);
    coding->unit = snapshot_copy(l, row, 9);
    coding->round = shared_text(l, row, 10);
    coding->status = shared_text(l, row, 11);
    coding->unit_key = unit_key(l, coding);
    return PROPOS_OK;
}

static propos_status load_codings(snapshot_loader *l)
{
    propos_status status = snapshot_count(l, "SELECT count(*) FROM coding", &l->coding_total);
    l->codings = propos_arena_alloc(l->arena, l->coding_total, sizeof *l->codings);
    l->snapshot->codings = l->codings;
    l->scratch = propos_arena_new();
    if (status == PROPOS_OK) {
        status =
            snapshot_each(l,
                          "SELECT coder, code, document, first_turn, start, last_turn, \"end\","
                          " quote, memo, unit, round, status FROM coding ORDER BY id",
                          on_coding);
    }
    propos_map_free(&l->units);
    propos_arena_free(l->scratch);
    propos_buffer_free(&l->key);
    return status;
}

// ---- spans ----

// Clips a coding to a passage; false when they share no letter.
static bool clip(const propos_snap_coding *coding, const propos_snap_passage *passage,
                 uint32_t *start, uint32_t *end)
{
    *start = passage->start;
    *end = passage->end;
    if (passage->turn == coding->first_turn && coding->start > *start) {
        *start = coding->start;
    }
    if (passage->turn == coding->last_turn && coding->end < *end) {
        *end = coding->end;
    }
    return *start < *end;
}

// Goes over every pair of a coding and a passage that it covers: to count (spans NULL), then to
// place.
static void each_span(snapshot_loader *l, propos_snap_span *spans)
{
    for (uint32_t i = 0; i < l->snapshot->coding_count; i++) {
        const propos_snap_coding *coding = &l->codings[i];
        for (uint32_t turn = coding->first_turn; turn <= coding->last_turn; turn++) {
            const uint32_t past = l->turns[turn].first_passage + l->turns[turn].passage_count;
            for (uint32_t j = l->turns[turn].first_passage; j < past; j++) {
                propos_snap_passage *passage = &l->passages[j];
                uint32_t start = 0;
                uint32_t end = 0;
                if (!clip(coding, passage, &start, &end)) {
                    continue;
                }
                if (spans != NULL) {
                    spans[passage->first_span + passage->span_count] =
                        (propos_snap_span){.coding = i, .start = start, .end = end};
                }
                passage->span_count++;
            }
        }
    }
}

static int by_start(const void *a, const void *b)
{
    const propos_snap_span *left = a;
    const propos_snap_span *right = b;
    if (left->start != right->start) {
        return left->start < right->start ? -1 : 1;
    }
    return left->coding < right->coding ? -1 : left->coding > right->coding;
}

static void make_spans(snapshot_loader *l)
{
    uint32_t total = 0;
    each_span(l, NULL);
    for (uint32_t i = 0; i < l->snapshot->passage_count; i++) {
        l->passages[i].first_span = total;
        total += l->passages[i].span_count;
        l->passages[i].span_count = 0;
    }
    propos_snap_span *spans = propos_arena_alloc(l->arena, total, sizeof *spans);
    each_span(l, spans);
    for (uint32_t i = 0; i < l->snapshot->passage_count; i++) {
        const propos_snap_passage *passage = &l->passages[i];
        if (passage->span_count > 1) {
            qsort(spans + passage->first_span, passage->span_count, sizeof *spans, by_start);
        }
    }
    l->snapshot->spans = spans;
    l->snapshot->span_count = total;
}

// ---- progress ----

static propos_status on_progress(snapshot_loader *l, sqlite3_stmt *row)
{
    const uint32_t document = snapshot_index(&l->document_ids, row, 0);
    const uint32_t coder = snapshot_index(&l->coder_ids, row, 1);
    if (document == PROPOS_NONE || coder == PROPOS_NONE) {
        return snapshot_damaged(l, "progress");
    }
    l->finished[(size_t)document * l->snapshot->coder_count + coder] =
        sqlite3_column_int(row, 2) != 0;
    return PROPOS_OK;
}

// Where progress.csv says nothing, a coder has finished the documents in which he has a coding.
static propos_status load_progress(snapshot_loader *l)
{
    const propos_snapshot *snapshot = l->snapshot;
    l->finished = propos_arena_alloc(
        l->arena, (size_t)snapshot->document_count * snapshot->coder_count, sizeof *l->finished);
    for (uint32_t i = 0; i < snapshot->coding_count; i++) {
        if (l->codings[i].coder != PROPOS_NONE) {
            l->finished[(size_t)l->codings[i].document * snapshot->coder_count +
                        l->codings[i].coder] = true;
        }
    }
    l->snapshot->finished = l->finished;
    return snapshot_each(l, "SELECT document, coder, done FROM progress", on_progress);
}

propos_status snapshot_load_codings(snapshot_loader *l)
{
    propos_status status = load_coders(l);
    if (status == PROPOS_OK) {
        status = load_codings(l);
    }
    if (status == PROPOS_OK) {
        make_spans(l);
        status = load_progress(l);
    }
    return status;
}
