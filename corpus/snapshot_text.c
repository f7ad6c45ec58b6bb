// The turns of a snapshot, their lines, questions and passages.
#include "base/memory.h"
#include "corpus/snapshot_parts.h"

#include <stdlib.h>
#include <string.h>

static const char *speaker_key(propos_buffer *key, uint32_t document, const char *label)
{
    propos_buffer_cut(key, 0);
    propos_buffer_printf(key, "%u\n", document);
    propos_buffer_puts(key, label);
    return propos_buffer_text(key);
}

static void map_speakers(snapshot_loader *l, propos_map *map)
{
    propos_buffer key = {0};
    for (uint32_t i = 0; i < l->snapshot->speaker_count; i++) {
        const propos_snap_speaker *speaker = &l->speakers[i];
        const char *text = speaker_key(&key, speaker->document, speaker->label);
        (void)propos_map_add(map, propos_arena_strdup(l->arena, text), i);
    }
    propos_buffer_free(&key);
}

static void read_turn(snapshot_loader *l, sqlite3_stmt *row, propos_snap_turn *turn,
                      uint32_t document)
{
    turn->id = (uint32_t)sqlite3_column_int64(row, 0);
    turn->document = document;
    turn->number = (uint32_t)sqlite3_column_int64(row, 2);
    turn->speaker = PROPOS_NONE;
    turn->question = PROPOS_NONE;
    turn->length = (uint32_t)sqlite3_column_int64(row, 4);
    turn->locator = snapshot_copy(l, row, 5);
    turn->time_ms = sqlite3_column_type(row, 6) == SQLITE_NULL ? -1 : sqlite3_column_int64(row, 6);
    turn->lines_estimated = sqlite3_column_int(row, 7) == 0;
}

static propos_status load_turns(snapshot_loader *l)
{
    sqlite3_stmt *statement = NULL;
    propos_map labels = {0};
    propos_buffer key = {0};
    bool row = false;
    map_speakers(l, &labels);
    l->turns = propos_arena_alloc(l->arena, l->snapshot->turn_count, sizeof *l->turns);
    l->snapshot->turns = l->turns;
    propos_status status =
        corpus_prepare(l->record,
                       "SELECT id, document, number, speaker, length, locator, time_ms,"
                       " lines_complete FROM turn ORDER BY id",
                       &statement, l->error);
    uint32_t filled = 0;
    while (status == PROPOS_OK) {
        status = corpus_step(l->record, statement, &row, l->error);
        if (!row) {
            break;
        }
        const uint32_t document = snapshot_index(&l->document_ids, statement, 1);
        if (document == PROPOS_NONE ||
            l->turn_filled[document] == l->documents[document].turn_count) {
            status = snapshot_damaged(l, "turn");
            break;
        }
        propos_snap_turn *turn =
            &l->turns[l->documents[document].first_turn + l->turn_filled[document]++];
        read_turn(l, statement, turn, document);
        const char *label = corpus_text(statement, 3);
        if (label != NULL) {
            const size_t speaker = propos_map_get(&labels, speaker_key(&key, document, label));
            turn->speaker = speaker == PROPOS_MAP_NONE ? PROPOS_NONE : (uint32_t)speaker;
        }
        filled++;
    }
    (void)sqlite3_finalize(statement);
    propos_map_free(&labels);
    propos_buffer_free(&key);
    return status == PROPOS_OK && filled != l->snapshot->turn_count ? snapshot_damaged(l, "turn")
                                                                    : status;
}

// The turns by id. The other tables come by turn id as well, so that a search mostly stays where it
// is.
typedef struct turn_id {
    uint32_t id, index;
} turn_id;

static int by_turn_id(const void *a, const void *b)
{
    const turn_id *left = a;
    const turn_id *right = b;
    return left->id < right->id ? -1 : left->id > right->id;
}

static turn_id *turns_by_id(const snapshot_loader *l)
{
    const uint32_t count = l->snapshot->turn_count;
    turn_id *order = propos_alloc((size_t)count + 1, sizeof *order);
    bool sorted = true;
    for (uint32_t i = 0; i < count; i++) {
        order[i] = (turn_id){.id = l->turns[i].id, .index = i};
        sorted = sorted && (i == 0 || order[i - 1].id < order[i].id);
    }
    if (!sorted) {
        qsort(order, count, sizeof *order, by_turn_id);
    }
    return order;
}

static propos_status load_lines(snapshot_loader *l, const turn_id *order)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    uint32_t count = 0;
    uint32_t used = 0;
    uint32_t at = 0;
    propos_status status = snapshot_count(l, "SELECT count(*) FROM line", &count);
    propos_line_mark *marks = propos_arena_alloc(l->arena, count, sizeof *marks);
    if (status == PROPOS_OK) {
        status =
            corpus_prepare(l->record, "SELECT turn, start, line FROM line ORDER BY turn, start",
                           &statement, l->error);
    }
    while (status == PROPOS_OK) {
        status = corpus_step(l->record, statement, &row, l->error);
        if (!row) {
            break;
        }
        const uint32_t id = (uint32_t)sqlite3_column_int64(statement, 0);
        while (at < l->snapshot->turn_count && order[at].id < id) {
            at++;
        }
        if (at == l->snapshot->turn_count || order[at].id != id || used == count) {
            status = snapshot_damaged(l, "line");
            break;
        }
        propos_snap_turn *turn = &l->turns[order[at].index];
        if (turn->line_count == 0) {
            turn->lines = marks + used;
        }
        turn->line_count++;
        marks[used++] = (propos_line_mark){.start = (uint32_t)sqlite3_column_int64(statement, 1),
                                           .line = sqlite3_column_int(statement, 2)};
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static propos_status load_passages(snapshot_loader *l, const turn_id *order)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    const uint32_t turn_count = l->snapshot->turn_count;
    l->passages = propos_arena_alloc(l->arena, l->snapshot->passage_count, sizeof *l->passages);
    l->snapshot->passages = l->passages;
    uint32_t *first = propos_alloc((size_t)l->snapshot->document_count + 1, sizeof *first);
    for (uint32_t i = 0; i < l->snapshot->document_count; i++) {
        first[i + 1] = first[i] + l->passages_of[i];
    }
    propos_status status = corpus_prepare(
        l->record, "SELECT id, turn, number, start, \"end\" FROM passage ORDER BY id", &statement,
        l->error);
    uint32_t filled = 0;
    uint32_t at = 0;
    while (status == PROPOS_OK) {
        status = corpus_step(l->record, statement, &row, l->error);
        if (!row) {
            break;
        }
        const uint32_t id = (uint32_t)sqlite3_column_int64(statement, 1);
        if (at == turn_count || order[at].id != id) { // else the same turn as before
            const turn_id wanted = {.id = id};
            const turn_id *found =
                turn_count == 0 ? NULL
                : at + 1 < turn_count && order[at + 1].id == id
                    ? &order[at + 1]
                    : bsearch(&wanted, order, turn_count, sizeof *order, by_turn_id);
            if (found == NULL) {
                status = snapshot_damaged(l, "passage");
                break;
            }
            at = (uint32_t)(found - order);
        }
        propos_snap_turn *turn = &l->turns[order[at].index];
        const uint32_t document = turn->document;
        if (l->passage_filled[document] == l->passages_of[document]) {
            status = snapshot_damaged(l, "passage");
            break;
        }
        const uint32_t index = first[document] + l->passage_filled[document]++;
        turn->passage_count++;
        l->passages[index] =
            (propos_snap_passage){.id = (uint32_t)sqlite3_column_int64(statement, 0),
                                  .turn = order[at].index,
                                  .number = (uint32_t)sqlite3_column_int64(statement, 2),
                                  .start = (uint32_t)sqlite3_column_int64(statement, 3),
                                  .end = (uint32_t)sqlite3_column_int64(statement, 4)};
        filled++;
    }
    (void)sqlite3_finalize(statement);
    free(first);
    return status == PROPOS_OK && filled != l->snapshot->passage_count
               ? snapshot_damaged(l, "passage")
               : status;
}

// The last printed line of a turn whose line map is not whole: as far as its letters reach at
// the document's width a line (blank lines may follow), but not beyond the line before the next
// turn's.
static void estimate_last_line(propos_snap_turn *turn, int32_t next_first, double line_letters)
{
    const propos_line_mark *mark = &turn->lines[turn->line_count - 1];
    const uint32_t letters = turn->length > mark->start ? turn->length - mark->start : 0;
    if (turn->lines_estimated && turn->line_count == 1 && letters <= SNAPSHOT_LINE_SURELY) {
        turn->lines_estimated = false;
    }
    int32_t last = mark->line;
    if (turn->lines_estimated && letters > 0) {
        last += (int32_t)((letters - 1) / line_letters);
        if (next_first > 0 && last >= next_first) {
            last = next_first - 1 > mark->line ? next_first - 1 : mark->line;
        }
    }
    turn->line_last = last;
}

static void settle_lines(snapshot_loader *l)
{
    for (uint32_t i = 0; i < l->snapshot->document_count; i++) {
        propos_snap_document *document = &l->documents[i];
        document->line_letters =
            snapshot_line_letters(&l->turns[document->first_turn], document->turn_count);
        int32_t next_first = 0;
        for (uint32_t j = document->turn_count; j-- > 0;) {
            propos_snap_turn *turn = &l->turns[document->first_turn + j];
            if (turn->line_count == 0) {
                turn->lines_estimated = false;
                continue;
            }
            turn->line_first = turn->lines[0].line;
            estimate_last_line(turn, next_first, document->line_letters);
            next_first = turn->line_first;
        }
    }
}

static propos_status load_questions(snapshot_loader *l)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    uint32_t count = 0;
    propos_status status = snapshot_count(l, "SELECT count(*) FROM question", &count);
    propos_snap_question *questions = propos_arena_alloc(l->arena, count, sizeof *questions);
    l->snapshot->questions = questions;
    if (status == PROPOS_OK) {
        status = corpus_prepare(l->record,
                                "SELECT document, question, text, first_turn, last_turn"
                                " FROM question ORDER BY id",
                                &statement, l->error);
    }
    while (status == PROPOS_OK && l->snapshot->question_count < count) {
        status = corpus_step(l->record, statement, &row, l->error);
        if (!row) {
            break;
        }
        const uint32_t document = snapshot_index(&l->document_ids, statement, 0);
        if (document == PROPOS_NONE) {
            status = snapshot_damaged(l, "question");
            break;
        }
        const uint32_t index = l->snapshot->question_count++;
        questions[index] = (propos_snap_question){.document = document,
                                                  .question = snapshot_copy(l, statement, 1),
                                                  .text = snapshot_copy(l, statement, 2)};
        const uint32_t first = (uint32_t)sqlite3_column_int64(statement, 3);
        const uint32_t last = (uint32_t)sqlite3_column_int64(statement, 4);
        for (uint32_t i = 0; i < l->documents[document].turn_count; i++) {
            propos_snap_turn *turn = &l->turns[l->documents[document].first_turn + i];
            if (turn->number >= first && turn->number <= last) {
                turn->question = index;
            }
        }
    }
    (void)sqlite3_finalize(statement);
    return status;
}

// A turn of white space has no passage; its first one is where it would stand.
static void place_blank_turns(snapshot_loader *l)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < l->snapshot->turn_count; i++) {
        l->turns[i].first_passage = next;
        next += l->turns[i].passage_count;
    }
}

static void index_passages(snapshot_loader *l)
{
    struct propos_snapshot_private *inside = l->inside;
    inside->by_id_size = 8;
    while (inside->by_id_size / 2 < l->snapshot->passage_count) {
        inside->by_id_size *= 2;
    }
    inside->by_id = propos_arena_alloc(l->arena, inside->by_id_size, sizeof *inside->by_id);
    memset(inside->by_id, 0xff, (size_t)inside->by_id_size * sizeof *inside->by_id); // PROPOS_NONE
    for (uint32_t i = 0; i < l->snapshot->passage_count; i++) {
        uint32_t slot = snapshot_slot(l->passages[i].id, inside->by_id_size);
        while (inside->by_id[slot] != PROPOS_NONE) {
            slot = (slot + 1) & (inside->by_id_size - 1);
        }
        inside->by_id[slot] = i;
    }
}

propos_status snapshot_load_text(snapshot_loader *l)
{
    propos_status status = load_turns(l);
    turn_id *order = status == PROPOS_OK ? turns_by_id(l) : NULL;
    if (status == PROPOS_OK) {
        status = load_lines(l, order);
    }
    if (status == PROPOS_OK) {
        settle_lines(l);
        status = load_questions(l);
    }
    if (status == PROPOS_OK) {
        status = load_passages(l, order);
    }
    if (status == PROPOS_OK) {
        place_blank_turns(l);
        index_passages(l);
    }
    free(order);
    return status;
}
