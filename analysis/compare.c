// The operation "compare": codings laid out in a table, rows by columns.
#include "analysis/operations.h"

#include "analysis/axis.h"
#include "analysis/dimension.h"
#include "analysis/options.h"
#include "analysis/speaking.h"
#include "analysis/words.h"
#include "base/i18n.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// A list of indexes; what is counted is how many differ.
typedef struct indexes {
    uint32_t *items;
    size_t count, capacity;
} indexes;

typedef struct compare_cell {
    indexes units, passages, turns;
    indexes people, participants; // participants: those of them who neither ask nor watch
    indexes groups;
    axis_stretches letters;
} compare_cell;

typedef struct comparison {
    propos_session *session;
    const propos_part *part;
    const propos_snapshot *snapshot;
    axis axis;
    word_starts words;
    dimension *rows, *columns;
    size_t row_count, column_count;
    compare_cell *cells;  // [row * (column_count + 1) + column]; the last column is the row's total
    compare_cell *bottom; // totals of the columns, then of all
    bool *used_codes;     // by code, descendants counted
    bool *coded_documents;
    bool *coded_people; // by speaker index
} comparison;

// ---- counting ----

static void push(indexes *list, uint32_t index)
{
    if (index != PROPOS_NONE && (list->count == 0 || list->items[list->count - 1] != index)) {
        PROPOS_GROW(list->items, list->capacity, list->count + 1);
        list->items[list->count++] = index;
    }
}

static int by_index(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static size_t different(indexes *list)
{
    size_t kept = 0;
    if (list->count > 1) {
        qsort(list->items, list->count, sizeof *list->items, by_index);
    }
    for (size_t i = 0; i < list->count; i++) {
        if (kept == 0 || list->items[kept - 1] != list->items[i]) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
    return kept;
}

static void cell_free(compare_cell *c)
{
    free(c->units.items);
    free(c->passages.items);
    free(c->turns.items);
    free(c->people.items);
    free(c->participants.items);
    free(c->groups.items);
    axis_stretches_free(&c->letters);
}

// A stretch of a coding in one turn of the part; somebody speaks there.
typedef struct stretch {
    uint32_t coding, turn, start, end;
} stretch;

static void count_in(const comparison *c, compare_cell *cell, const stretch *s)
{
    const propos_snapshot *snapshot = c->snapshot;
    const propos_snap_turn *turn = &snapshot->turns[s->turn];
    push(&cell->units, snapshot->codings[s->coding].unit_key);
    for (uint32_t i = 0; i < turn->passage_count; i++) {
        uint32_t index = turn->first_passage + i;
        const propos_snap_passage *p = &snapshot->passages[index];
        if (p->start < s->end && s->start < p->end && propos_bits_has(&c->part->passages, index)) {
            push(&cell->passages, index);
        }
    }
    const propos_snap_speaker *speaker = &snapshot->speakers[turn->speaker];
    push(&cell->turns, s->turn);
    push(&cell->people, speaker->person);
    push(&cell->participants, speaking_asks(speaker->role) ? PROPOS_NONE : speaker->person);
    push(&cell->groups, snapshot->documents[turn->document].group);
    const propos_snap_coding here = {
        .first_turn = s->turn, .last_turn = s->turn, .start = s->start, .end = s->end};
    axis_add_coding(&c->axis, &here, &cell->letters);
}

static void note_use(comparison *c, const stretch *s)
{
    const propos_snapshot *snapshot = c->snapshot;
    const propos_snap_turn *turn = &snapshot->turns[s->turn];
    for (uint32_t code = snapshot->codings[s->coding].code; code != PROPOS_NONE;
         code = snapshot->codes[code].parent) {
        c->used_codes[code] = true;
    }
    c->coded_documents[turn->document] = true;
    if (snapshot->speakers[turn->speaker].person != PROPOS_NONE) {
        c->coded_people[snapshot->speakers[turn->speaker].person] = true;
    }
}

static void count_stretch(comparison *c, const stretch *s)
{
    size_t rows[DIMENSION_DEPTH];
    size_t columns[DIMENSION_DEPTH];
    size_t row_count = dimension_of(c->rows, s->coding, s->turn, rows);
    size_t column_count = dimension_of(c->columns, s->coding, s->turn, columns);
    size_t width = c->column_count + 1;
    note_use(c, s);
    for (size_t i = 0; i < row_count; i++) {
        for (size_t j = 0; j < column_count; j++) {
            count_in(c, &c->cells[rows[i] * width + columns[j]], s);
        }
        if (column_count > 0) {
            count_in(c, &c->cells[rows[i] * width + c->column_count], s);
        }
    }
    for (size_t j = 0; row_count > 0 && j < column_count; j++) {
        count_in(c, &c->bottom[columns[j]], s);
    }
    if (row_count > 0 && column_count > 0) {
        count_in(c, &c->bottom[c->column_count], s);
    }
}

// True when the letters [start, end) of a turn touch a passage of the part.
static bool touches(const comparison *c, const stretch *s)
{
    const propos_snap_turn *turn = &c->snapshot->turns[s->turn];
    bool found = false;
    for (uint32_t i = 0; !found && i < turn->passage_count; i++) {
        const propos_snap_passage *p = &c->snapshot->passages[turn->first_passage + i];
        found = p->start < s->end && s->start < p->end &&
                propos_bits_has(&c->part->passages, turn->first_passage + i);
    }
    return found;
}

static void count_all(comparison *c)
{
    for (uint32_t i = 0; i < c->snapshot->coding_count; i++) {
        const propos_snap_coding *coding = &c->snapshot->codings[i];
        for (uint32_t turn = coding->first_turn; turn <= coding->last_turn; turn++) {
            stretch s = {.coding = i,
                         .turn = turn,
                         .start = turn == coding->first_turn ? coding->start : 0,
                         .end = turn == coding->last_turn ? coding->end
                                                          : c->snapshot->turns[turn].length};
            if (c->snapshot->turns[turn].speaker != PROPOS_NONE && touches(c, &s)) {
                count_stretch(c, &s);
            }
        }
    }
}

// ---- JSON ----

static json_t *cell_json(const comparison *c, compare_cell *cell)
{
    axis_stretches_settle(&cell->letters);
    json_t *object = json_object();
    propos_json_set(object, "units", json_integer((json_int_t)different(&cell->units)));
    propos_json_set(object, "passages", json_integer((json_int_t)different(&cell->passages)));
    propos_json_set(object, "turns", json_integer((json_int_t)different(&cell->turns)));
    propos_json_set(object, "words",
                    json_integer((json_int_t)words_within(&c->words, &cell->letters)));
    propos_json_set(object, "speakers", json_integer((json_int_t)different(&cell->people)));
    propos_json_set(object, "participants",
                    json_integer((json_int_t)different(&cell->participants)));
    propos_json_set(object, "groups", json_integer((json_int_t)different(&cell->groups)));
    return object;
}

static json_t *value_json(const dimension_value *v)
{
    json_t *object = json_object();
    propos_json_set(object, "value", propos_json_text(v->value));
    propos_json_set(object, "name", propos_json_text(v->name));
    propos_json_set(object, "depth", json_integer(v->depth));
    propos_json_set(object, "query", propos_json_text(v->query));
    return object;
}

static json_t *cells_json(const comparison *c, compare_cell *cells)
{
    json_t *list = json_array();
    for (size_t i = 0; i < c->column_count; i++) {
        (void)json_array_append_new(list, cell_json(c, &cells[i]));
    }
    return list;
}

// By how much the units of the cells exceed the total: a unit in three columns counts in each.
static json_int_t counted_again(const json_t *cells, const json_t *total)
{
    json_int_t sum = 0;
    size_t i = 0;
    const json_t *one = NULL;
    json_array_foreach(cells, i, one)
    {
        sum += json_integer_value(json_object_get(one, "units"));
    }
    return sum - json_integer_value(json_object_get(total, "units"));
}

static void add_line(const comparison *c, compare_cell *cells, json_t *line)
{
    json_t *row = cells_json(c, cells);
    json_t *total = cell_json(c, &cells[c->column_count]);
    propos_json_set(line, "cells", row);
    propos_json_set(line, "total", total);
    propos_json_set(line, "counted_again", json_integer(counted_again(row, total)));
}

// The one person on whose words a code rests: the one participant, or, where no participant is
// coded so, the one who asks. PROPOS_NONE: several, or nobody whose name is known.
static uint32_t one_person(compare_cell *total)
{
    indexes *people = different(&total->participants) > 0 ? &total->participants : &total->people;
    return different(people) == 1 ? people->items[0] : PROPOS_NONE;
}

static json_t *person_json(const propos_snapshot *s, uint32_t person)
{
    json_t *object = json_object();
    propos_json_set(object, "document",
                    propos_json_text(s->documents[s->speakers[person].document].id));
    propos_json_set(object, "label", propos_json_text(s->speakers[person].label));
    propos_json_set(object, "role", propos_json_text(propos_role_name(s->speakers[person].role)));
    return object;
}

static json_t *rows_json(const comparison *c, json_t *one_speaker)
{
    json_t *rows = json_array();
    bool of_codes = dimension_is_of_codes(c->rows);
    for (size_t r = 0; r < c->row_count; r++) {
        compare_cell *cells = &c->cells[r * (c->column_count + 1)];
        const dimension_value *value = dimension_at(c->rows, r);
        json_t *row = value_json(value);
        add_line(c, cells, row);
        uint32_t person = of_codes ? one_person(&cells[c->column_count]) : PROPOS_NONE;
        if (person != PROPOS_NONE) {
            json_t *one = json_object();
            propos_json_set(one, "code", propos_json_text(value->value));
            propos_json_set(one, "name", propos_json_text(value->name));
            propos_json_set(one, "speaker", person_json(c->snapshot, person));
            (void)json_array_append_new(one_speaker, one);
        }
        (void)json_array_append_new(rows, row);
    }
    return rows;
}

// What is said in a column, coded or not: without it no count can be judged.
static json_t *said_json(const comparison *c, size_t column)
{
    const propos_snapshot *s = c->snapshot;
    json_int_t turns = 0;
    json_int_t passages = 0;
    axis_stretches letters = {0};
    indexes people = {0};
    for (uint32_t turn = 0; turn < s->turn_count; turn++) {
        const propos_snap_turn *t = &s->turns[turn];
        if (t->speaker == PROPOS_NONE || dimension_of_turn(c->columns, turn) != column) {
            continue;
        }
        turns++;
        for (uint32_t i = 0; i < t->passage_count; i++) {
            passages += propos_bits_has(&c->part->passages, t->first_passage + i) ? 1 : 0;
        }
        push(&people, s->speakers[t->speaker].person);
        const propos_snap_coding whole = {
            .first_turn = turn, .last_turn = turn, .start = 0, .end = t->length};
        axis_add_coding(&c->axis, &whole, &letters);
    }
    axis_stretches_settle(&letters);
    json_t *object = json_object();
    propos_json_set(object, "turns", json_integer(turns));
    propos_json_set(object, "passages", json_integer(passages));
    propos_json_set(object, "words", json_integer((json_int_t)words_within(&c->words, &letters)));
    propos_json_set(object, "speakers", json_integer((json_int_t)different(&people)));
    axis_stretches_free(&letters);
    free(people.items);
    return object;
}

static json_t *columns_json(const comparison *c)
{
    json_t *columns = json_array();
    for (size_t i = 0; i < c->column_count; i++) {
        json_t *column = value_json(dimension_at(c->columns, i));
        // Codes and coders lay out codings, not what was said.
        bool by_turn = c->snapshot->turn_count > 0 && dimension_is_of_turns(c->columns);
        propos_json_set(column, "said", by_turn ? said_json(c, i) : json_null());
        (void)json_array_append_new(columns, column);
    }
    return columns;
}

// What the codings do not reach: codes never used, documents without a code, speakers never coded.
static void add_gaps(const comparison *c, json_t *object)
{
    const propos_snapshot *s = c->snapshot;
    json_t *codes = json_array();
    json_t *documents = json_array();
    json_t *speakers = json_array();
    bool *speaks = propos_alloc((size_t)s->speaker_count + 1, sizeof *speaks);
    bool *here = propos_alloc((size_t)s->document_count + 1, sizeof *here);
    for (uint32_t i = 0; i < s->turn_count; i++) {
        const propos_snap_turn *t = &s->turns[i];
        if (t->speaker != PROPOS_NONE && propos_part_has_turn(c->part, i)) {
            here[t->document] = true;
            uint32_t person = s->speakers[t->speaker].person;
            speaks[person == PROPOS_NONE ? s->speaker_count : person] = true; // "?" is nobody
        }
    }
    for (uint32_t i = 0; i < s->code_count; i++) {
        if (!c->used_codes[i]) {
            json_t *one = json_object();
            propos_json_set(one, "code", propos_json_text(s->codes[i].id));
            propos_json_set(one, "name", propos_json_text(s->codes[i].name));
            (void)json_array_append_new(codes, one);
        }
    }
    for (uint32_t i = 0; i < s->document_count; i++) {
        if (here[i] && !c->coded_documents[i]) {
            (void)json_array_append_new(documents, propos_json_text(s->documents[i].id));
        }
    }
    for (uint32_t i = 0; i < s->speaker_count; i++) {
        if (speaks[i] && !c->coded_people[i] && !speaking_asks(s->speakers[i].role)) {
            (void)json_array_append_new(speakers, person_json(s, i));
        }
    }
    free(speaks);
    free(here);
    propos_json_set(object, "unused_codes", codes);
    propos_json_set(object, "uncoded_documents", documents);
    propos_json_set(object, "uncoded_speakers", speakers);
}

// ---- one study ----

static void lay_out(comparison *c)
{
    propos_arena *arena = propos_session_arena(c->session);
    const propos_snapshot *s = c->snapshot;
    c->row_count = dimension_count(c->rows);
    c->column_count = dimension_count(c->columns);
    c->cells = propos_alloc(c->row_count * (c->column_count + 1) + 1, sizeof *c->cells);
    c->bottom = propos_alloc(c->column_count + 1, sizeof *c->bottom);
    c->used_codes = propos_arena_alloc(arena, (size_t)s->code_count + 1, sizeof(bool));
    c->coded_documents = propos_arena_alloc(arena, (size_t)s->document_count + 1, sizeof(bool));
    c->coded_people = propos_arena_alloc(arena, (size_t)s->speaker_count + 1, sizeof(bool));
}

static void put_away(comparison *c)
{
    for (size_t i = 0; c->cells != NULL && i < c->row_count * (c->column_count + 1); i++) {
        cell_free(&c->cells[i]);
    }
    for (size_t i = 0; c->bottom != NULL && i <= c->column_count; i++) {
        cell_free(&c->bottom[i]);
    }
    free(c->cells);
    free(c->bottom);
    words_free(&c->words);
    axis_free(&c->axis);
}

static json_t *study_json(comparison *c)
{
    json_t *object = json_object();
    json_t *bottom = json_object();
    json_t *one_speaker = json_array();
    propos_json_set(object, "study", propos_json_text(c->snapshot->id));
    propos_json_set(object, "columns", columns_json(c));
    propos_json_set(object, "rows", rows_json(c, one_speaker));
    add_line(c, c->bottom, bottom);
    propos_json_set(object, "total", bottom);
    propos_json_set(object, "one_speaker", one_speaker);
    add_gaps(c, object);
    return object;
}

static propos_status compare_study(propos_session *session, const propos_part *part,
                                   const char *rows, const char *columns, uint32_t level,
                                   json_t *list, propos_error *error)
{
    comparison c = {.session = session, .part = part, .snapshot = part->view->snapshot};
    bool *documents = propos_arena_alloc(propos_session_arena(session),
                                         (size_t)c.snapshot->document_count + 1, sizeof(bool));
    memset(documents, true, c.snapshot->document_count);
    axis_new(&c.axis, part, AXIS_CHARACTERS, documents);
    propos_status status = dimension_new(session, part, rows, level, &c.rows, error);
    if (status == PROPOS_OK) {
        status = dimension_new(session, part, columns, level, &c.columns, error);
    }
    if (status == PROPOS_OK) {
        status = words_of(&c.axis, part, &c.words, error);
    }
    if (status == PROPOS_OK) {
        lay_out(&c);
        count_all(&c);
        (void)json_array_append_new(list, study_json(&c));
    }
    put_away(&c);
    return status;
}

propos_status analysis_compare(propos_session *session, json_t **answer, propos_error *error)
{
    const char *rows = propos_session_parameter(session, "rows");
    const char *columns = propos_session_parameter(session, "columns");
    rows = rows == NULL ? "code" : rows;
    columns = columns == NULL ? "group" : columns;
    propos_parts parts = {0};
    bool moved = false;
    uint32_t level = 0;
    json_t *list = json_array();
    propos_status status = options_level(session, &level, error);
    if (status == PROPOS_OK) {
        status = propos_parts_make(session, &parts, &moved, error);
    }
    for (size_t i = 0; status == PROPOS_OK && !moved && i < parts.count; i++) {
        status = compare_study(session, &parts.items[i], rows, columns, level, list, error);
    }
    if (status == PROPOS_OK && !moved) {
        json_t *object = propos_parts_stamp(session, &parts);
        propos_json_set(object, "rows_by", propos_json_text(rows));
        propos_json_set(object, "columns_by", propos_json_text(columns));
        propos_json_set(object, "level", level > 0 ? json_integer(level) : json_null());
        propos_json_set(object, "compare", json_incref(list));
        *answer = object;
    }
    json_decref(list);
    propos_parts_free(&parts);
    return status;
}
