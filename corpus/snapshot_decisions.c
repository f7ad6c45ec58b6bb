// What was decided in a snapshot, and the numbers of the places where coders differ.
#include "base/memory.h"
#include "corpus/snapshot_parts.h"

// The decisions and numbers being read: the snapshot's own arrays are immutable.
static propos_status on_decision(snapshot_loader *l, sqlite3_stmt *row)
{
    propos_snap_decision *decisions = (propos_snap_decision *)l->snapshot->decisions;
    propos_snap_decision *d = &decisions[l->snapshot->decision_count];
    d->document = snapshot_index(&l->document_ids, row, 0);
    if (d->document == PROPOS_NONE) {
        return snapshot_damaged(l, "decision");
    }
    l->snapshot->decision_count++;
    d->quote = snapshot_copy(l, row, 1);
    d->coders = snapshot_copy(l, row, 2);
    d->code = snapshot_copy(l, row, 3);
    d->stage = snapshot_copy(l, row, 4);
    d->why = snapshot_copy(l, row, 5);
    d->date = snapshot_copy(l, row, 6);
    d->decided_by = snapshot_copy(l, row, 7);
    d->first_turn = d->last_turn = PROPOS_NONE;
    if (sqlite3_column_type(row, 8) != SQLITE_NULL) {
        d->first_turn = snapshot_turn(l, d->document, sqlite3_column_int64(row, 8));
        d->start = (uint32_t)sqlite3_column_int64(row, 9);
        d->last_turn = snapshot_turn(l, d->document, sqlite3_column_int64(row, 10));
        d->end = (uint32_t)sqlite3_column_int64(row, 11);
        if (d->first_turn == PROPOS_NONE || d->last_turn == PROPOS_NONE) {
            return snapshot_damaged(l, "decision");
        }
    }
    return PROPOS_OK;
}

static propos_status on_number(snapshot_loader *l, sqlite3_stmt *row)
{
    propos_snap_number *numbers = (propos_snap_number *)l->snapshot->numbers;
    propos_snap_number *n = &numbers[l->snapshot->number_count];
    const char *document = corpus_text(row, 1);
    size_t index = propos_map_get(&l->inside->documents, document != NULL ? document : "");
    if (index == PROPOS_MAP_NONE) {
        return snapshot_damaged(l, "dispute");
    }
    n->number = (uint32_t)sqlite3_column_int64(row, 0);
    n->document = (uint32_t)index;
    n->coders = snapshot_copy(l, row, 2);
    n->first_turn = snapshot_turn(l, n->document, sqlite3_column_int64(row, 3));
    n->start = (uint32_t)sqlite3_column_int64(row, 4);
    n->last_turn = snapshot_turn(l, n->document, sqlite3_column_int64(row, 5));
    n->end = (uint32_t)sqlite3_column_int64(row, 6);
    n->key = snapshot_copy(l, row, 7);
    if (n->first_turn == PROPOS_NONE || n->last_turn == PROPOS_NONE) {
        return snapshot_damaged(l, "dispute");
    }
    l->snapshot->number_count++;
    return PROPOS_OK;
}

propos_status snapshot_load_decisions(snapshot_loader *l)
{
    uint32_t count = 0;
    propos_status status = snapshot_count(l, "SELECT count(*) FROM decision", &count);
    if (status == PROPOS_OK) {
        l->snapshot->decisions =
            propos_arena_alloc(l->arena, count, sizeof *l->snapshot->decisions);
        status = snapshot_each(l,
                               "SELECT document, quote, coders, code, stage, why, date, decided_by,"
                               " first_turn, start, last_turn, \"end\" FROM decision ORDER BY id",
                               on_decision);
    }
    if (status == PROPOS_OK) {
        status = snapshot_count(l, "SELECT count(*) FROM dispute WHERE present", &count);
    }
    if (status == PROPOS_OK) {
        l->snapshot->numbers = propos_arena_alloc(l->arena, count, sizeof *l->snapshot->numbers);
        status = snapshot_each(l,
                               "SELECT number, document, coders, first_turn, start, last_turn,"
                               " \"end\", key FROM dispute WHERE present ORDER BY number",
                               on_number);
    }
    return status;
}
