// Reading a snapshot: each table once, in the order that the arrays need.
#include "base/i18n.h"
#include "base/memory.h"
#include "corpus/snapshot_parts.h"

#include <stdlib.h>
#include <string.h>

typedef propos_status (*snapshot_step)(snapshot_loader *l);

propos_status snapshot_each(snapshot_loader *l, const char *sql, snapshot_row on_row)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status = corpus_prepare(l->record, sql, &statement, l->error);
    while (status == PROPOS_OK) {
        status = corpus_step(l->record, statement, &row, l->error);
        if (!row) {
            break;
        }
        status = on_row(l, statement);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

propos_status snapshot_count(snapshot_loader *l, const char *sql, uint32_t *count)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status = corpus_prepare(l->record, sql, &statement, l->error);
    if (status == PROPOS_OK) {
        status = corpus_step(l->record, statement, &row, l->error);
    }
    *count = row ? (uint32_t)sqlite3_column_int64(statement, 0) : 0;
    (void)sqlite3_finalize(statement);
    return status;
}

propos_status snapshot_damaged(snapshot_loader *l, const char *table)
{
    return propos_fail_at(
        l->error, PROPOS_DAMAGED, l->record->path, 0,
        _("the study's record is damaged (%s): put back a copy of it, or delete it "
          "and run propos-index on your files again"),
        table);
}

const char *snapshot_copy(snapshot_loader *l, sqlite3_stmt *row, int column)
{
    return propos_arena_strdup(l->arena, corpus_text(row, column));
}

void snapshot_add_id(snapshot_ids *list, int64_t id, uint32_t index)
{
    PROPOS_GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count++] = (snapshot_id){.id = id, .index = index};
}

static int by_id(const void *a, const void *b)
{
    const snapshot_id *left = a;
    const snapshot_id *right = b;
    return left->id < right->id ? -1 : left->id > right->id;
}

void snapshot_sort_ids(snapshot_ids *list)
{
    if (list->count > 1) {
        qsort(list->items, list->count, sizeof *list->items, by_id);
    }
}

uint32_t snapshot_index(const snapshot_ids *list, sqlite3_stmt *row, int column)
{
    if (sqlite3_column_type(row, column) == SQLITE_NULL || list->count == 0) {
        return PROPOS_NONE;
    }
    const snapshot_id wanted = {.id = sqlite3_column_int64(row, column)};
    const snapshot_id *found =
        bsearch(&wanted, list->items, list->count, sizeof *list->items, by_id);
    return found == NULL ? PROPOS_NONE : found->index;
}

// ---- groups, documents ----

static propos_status on_group(snapshot_loader *l, sqlite3_stmt *row)
{
    const uint32_t index = l->snapshot->group_count++;
    l->snapshot->groups[index] = snapshot_copy(l, row, 1);
    snapshot_add_id(&l->group_ids, sqlite3_column_int64(row, 0), index);
    return PROPOS_OK;
}

static propos_status on_document(snapshot_loader *l, sqlite3_stmt *row)
{
    const uint32_t index = l->snapshot->document_count++;
    propos_snap_document *document = &l->documents[index];
    snapshot_add_id(&l->document_ids, sqlite3_column_int64(row, 0), index);
    document->id = snapshot_copy(l, row, 1);
    document->title = snapshot_copy(l, row, 2);
    document->group = snapshot_index(&l->group_ids, row, 3);
    document->kind = snapshot_copy(l, row, 4);
    document->date = snapshot_copy(l, row, 5);
    document->place = snapshot_copy(l, row, 6);
    document->conversation = document->kind == NULL || strcmp(document->kind, "quotes") != 0;
    document->first_turn = l->snapshot->turn_count;
    document->turn_count = (uint32_t)sqlite3_column_int64(row, 7);
    l->snapshot->turn_count += document->turn_count;
    l->passages_of[index] = (uint32_t)sqlite3_column_int64(row, 8);
    l->snapshot->passage_count += l->passages_of[index];
    (void)propos_map_add(&l->inside->documents, document->id, index);
    return PROPOS_OK;
}

propos_status snapshot_load_documents(snapshot_loader *l)
{
    uint32_t count = 0;
    propos_status status = snapshot_count(l, "SELECT count(*) FROM study_group", &count);
    l->snapshot->groups = propos_arena_alloc(l->arena, count, sizeof *l->snapshot->groups);
    if (status == PROPOS_OK) {
        status = snapshot_each(l, "SELECT id, name FROM study_group ORDER BY id", on_group);
    }
    snapshot_sort_ids(&l->group_ids);
    if (status == PROPOS_OK) {
        status = snapshot_count(l, "SELECT count(*) FROM document", &count);
    }
    l->documents = propos_arena_alloc(l->arena, count, sizeof *l->documents);
    l->snapshot->documents = l->documents;
    l->passages_of = propos_arena_alloc(l->arena, count, sizeof *l->passages_of);
    l->turn_filled = propos_arena_alloc(l->arena, count, sizeof *l->turn_filled);
    l->passage_filled = propos_arena_alloc(l->arena, count, sizeof *l->passage_filled);
    if (status == PROPOS_OK) {
        status = snapshot_each(l,
                               "SELECT id, name, title, study_group, kind, date, place, turn_count,"
                               " passage_count FROM document ORDER BY position, id",
                               on_document);
    }
    snapshot_sort_ids(&l->document_ids);
    return status;
}

// ---- speakers ----

static propos_status on_speaker(snapshot_loader *l, sqlite3_stmt *row)
{
    const uint32_t index = l->snapshot->speaker_count++;
    propos_snap_speaker *speaker = &l->speakers[index];
    snapshot_add_id(&l->speaker_ids, sqlite3_column_int64(row, 0), index);
    speaker->document = snapshot_index(&l->document_ids, row, 1);
    speaker->label = snapshot_copy(l, row, 2);
    speaker->person = sqlite3_column_type(row, 3) == SQLITE_NULL
                          ? PROPOS_NONE
                          : (uint32_t)sqlite3_column_int64(row, 3); // an id until all are known
    (void)propos_role_from(corpus_text(row, 4), &speaker->role);
    speaker->attribute_count = (size_t)sqlite3_column_int64(row, 5);
    speaker->attributes =
        propos_arena_alloc(l->arena, speaker->attribute_count, sizeof *speaker->attributes);
    return speaker->document == PROPOS_NONE ? snapshot_damaged(l, "speaker") : PROPOS_OK;
}

static propos_status on_attribute(snapshot_loader *l, sqlite3_stmt *row)
{
    const uint32_t index = snapshot_index(&l->speaker_ids, row, 0);
    if (index == PROPOS_NONE) {
        return snapshot_damaged(l, "attribute");
    }
    const propos_snap_speaker *speaker = &l->speakers[index];
    propos_attribute *attributes = (propos_attribute *)speaker->attributes;
    for (size_t i = 0; i < speaker->attribute_count; i++) {
        if (attributes[i].name == NULL) {
            attributes[i].name = snapshot_copy(l, row, 1);
            attributes[i].value = snapshot_copy(l, row, 2);
            return PROPOS_OK;
        }
    }
    return snapshot_damaged(l, "attribute");
}

// An alias speaks with its person's role and attributes where it has none of its own.
static propos_status resolve_persons(snapshot_loader *l)
{
    for (uint32_t i = 0; i < l->snapshot->speaker_count; i++) {
        propos_snap_speaker *speaker = &l->speakers[i];
        if (speaker->person == PROPOS_NONE) {
            continue;
        }
        const snapshot_id wanted = {.id = speaker->person};
        const snapshot_id *found =
            bsearch(&wanted, l->speaker_ids.items, l->speaker_ids.count, sizeof wanted, by_id);
        if (found == NULL) {
            return snapshot_damaged(l, "speaker");
        }
        speaker->person = found->index;
    }
    for (uint32_t i = 0; i < l->snapshot->speaker_count; i++) {
        propos_snap_speaker *speaker = &l->speakers[i];
        if (speaker->person == PROPOS_NONE || speaker->person == i) {
            continue;
        }
        const propos_snap_speaker *person = &l->speakers[speaker->person];
        if (speaker->role == PROPOS_ROLE_UNKNOWN) {
            speaker->role = person->role;
        }
        if (speaker->attribute_count == 0) {
            speaker->attributes = person->attributes;
            speaker->attribute_count = person->attribute_count;
        }
    }
    return PROPOS_OK;
}

propos_status snapshot_load_speakers(snapshot_loader *l)
{
    uint32_t count = 0;
    propos_status status = snapshot_count(l, "SELECT count(*) FROM speaker", &count);
    l->speakers = propos_arena_alloc(l->arena, count, sizeof *l->speakers);
    l->snapshot->speakers = l->speakers;
    if (status == PROPOS_OK) {
        status = snapshot_each(l,
                               "SELECT id, document, label, person, role,"
                               " (SELECT count(*) FROM attribute a WHERE a.speaker = s.id)"
                               " FROM speaker s ORDER BY id",
                               on_speaker);
    }
    snapshot_sort_ids(&l->speaker_ids);
    if (status == PROPOS_OK) {
        status = snapshot_each(
            l, "SELECT speaker, name, value FROM attribute ORDER BY speaker, position",
            on_attribute);
    }
    return status == PROPOS_OK ? resolve_persons(l) : status;
}

// ---- all of it ----

static propos_status load_note(snapshot_loader *l, const char *name, const char **out)
{
    propos_buffer note = {0};
    propos_status status = propos_record_note(l->record, name, &note, l->error);
    *out = propos_arena_strdup(l->arena, propos_buffer_text(&note));
    propos_buffer_free(&note);
    return status == PROPOS_NOT_FOUND ? PROPOS_OK : status;
}

static propos_status load_notes(snapshot_loader *l)
{
    propos_snapshot *snapshot = l->snapshot;
    propos_status status = propos_record_revision(l->record, &snapshot->revision, l->error);
    if (status == PROPOS_OK) {
        status = load_note(l, "id", &snapshot->id);
    }
    if (status == PROPOS_OK) {
        status = load_note(l, "title", &snapshot->title);
    }
    if (status == PROPOS_OK) {
        status = load_note(l, "language", &snapshot->language);
    }
    return status == PROPOS_OK ? load_note(l, "source_path", &snapshot->source_path) : status;
}

propos_status propos_snapshot_load(propos_record *record, propos_snapshot **out,
                                   propos_error *error)
{
    static const snapshot_step steps[] = {
        load_notes,         snapshot_load_documents, snapshot_load_speakers, snapshot_load_codes,
        snapshot_load_text, snapshot_load_codings,   snapshot_load_decisions};
    propos_snapshot *snapshot = propos_alloc(1, sizeof *snapshot);
    snapshot->inside = propos_alloc(1, sizeof *snapshot->inside);
    snapshot->inside->arena = propos_arena_new();
    atomic_init(&snapshot->inside->owners, 1);
    snapshot_loader l = {.record = record,
                         .error = error,
                         .arena = snapshot->inside->arena,
                         .inside = snapshot->inside,
                         .snapshot = snapshot};
    *out = NULL;
    // One read transaction: every table is of the same revision. A savepoint, since the caller may
    // be within one.
    propos_status status = corpus_exec(record, "SAVEPOINT snapshot_load", error);
    for (size_t i = 0; status == PROPOS_OK && i < sizeof steps / sizeof steps[0]; i++) {
        status = steps[i](&l);
    }
    (void)sqlite3_exec(record->db, "RELEASE snapshot_load", NULL, NULL, NULL);
    free(l.document_ids.items);
    free(l.group_ids.items);
    free(l.speaker_ids.items);
    free(l.code_ids.items);
    free(l.coder_ids.items);
    if (status != PROPOS_OK) {
        propos_snapshot_release(snapshot);
        return status;
    }
    *out = snapshot;
    return PROPOS_OK;
}
