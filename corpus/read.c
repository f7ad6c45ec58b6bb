// Reading the record row by row: files, documents, passages, texts.
#include "base/i18n.h"
#include "base/memory.h"
#include "corpus/record.h"
#include "corpus/store.h"
#include "corpus/tokenizer.h"

#include <stdlib.h>
#include <string.h>

propos_status propos_record_files(propos_record *record,
                                  void (*each)(void *context, const propos_file_data *file),
                                  void *context, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status = corpus_prepare(
        record, "SELECT path, digest, size, mtime_ns FROM file ORDER BY path", &statement, error);
    while (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
        if (!row) {
            break;
        }
        propos_file_data file = {.path = corpus_text(statement, 0),
                                 .digest = corpus_text(statement, 1),
                                 .size = sqlite3_column_int64(statement, 2),
                                 .mtime_ns = sqlite3_column_int64(statement, 3)};
        each(context, &file);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static propos_status read_lines(propos_record *record, propos_arena *arena, int64_t turn_id,
                                propos_turn_data *turn, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    propos_line_mark *marks = NULL;
    size_t capacity = 0;
    size_t count = 0;
    bool row = false;
    propos_status status = corpus_start(record, SQL_TURN_LINES, &statement, error, "i", turn_id);
    while (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
        if (!row) {
            break;
        }
        PROPOS_GROW(marks, capacity, count + 1);
        marks[count++] = (propos_line_mark){.start = (uint32_t)sqlite3_column_int64(statement, 0),
                                            .line = sqlite3_column_int(statement, 1)};
    }
    (void)sqlite3_reset(statement);
    turn->lines = propos_arena_copy(arena, marks, count, sizeof *marks);
    turn->line_count = count;
    free(marks);
    return status;
}

static propos_turn_data read_turn(sqlite3_stmt *row, propos_arena *arena, const char *file)
{
    return (propos_turn_data){
        .number = (uint32_t)sqlite3_column_int64(row, 1),
        .speaker = propos_arena_strdup(arena, corpus_text(row, 2)),
        .text = propos_arena_strdup(arena, corpus_text(row, 3)),
        .lines_complete = sqlite3_column_int(row, 4) != 0,
        .locator = propos_arena_strdup(arena, corpus_text(row, 5)),
        .time_ms = sqlite3_column_type(row, 6) == SQLITE_NULL ? -1 : sqlite3_column_int64(row, 6),
        .source = {.file = file, .line = (long)sqlite3_column_int64(row, 7)}};
}

static propos_status read_turns(propos_record *record, propos_arena *arena, int64_t document_id,
                                size_t count, propos_document_data *document, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    document->turns = propos_arena_alloc(arena, count, sizeof *document->turns);
    propos_status status =
        corpus_start(record, SQL_DOCUMENT_TURNS, &statement, error, "i", document_id);
    while (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
        if (!row) {
            break;
        }
        if (document->turn_count == count) {
            status =
                propos_fail_at(error, PROPOS_DAMAGED, record->path, 0,
                               _("document %s has more turns than were imported"), document->id);
            break;
        }
        propos_turn_data *turn = &document->turns[document->turn_count++];
        *turn = read_turn(statement, arena, document->source.file);
        status = read_lines(record, arena, sqlite3_column_int64(statement, 0), turn, error);
    }
    (void)sqlite3_reset(statement);
    return status;
}

propos_status propos_record_document(propos_record *record, propos_arena *arena, const char *id,
                                     propos_document_data *document, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    int64_t document_id = 0;
    size_t turn_count = 0;
    *document = (propos_document_data){.id = propos_arena_strdup(arena, id)};
    propos_status status = corpus_start(record, SQL_DOCUMENT_BY_NAME, &statement, error, "t", id);
    if (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
    }
    if (row) {
        document_id = sqlite3_column_int64(statement, 0);
        document->title = propos_arena_strdup(arena, corpus_text(statement, 1));
        document->group = propos_arena_strdup(arena, corpus_text(statement, 2));
        document->kind = propos_arena_strdup(arena, corpus_text(statement, 3));
        document->date = propos_arena_strdup(arena, corpus_text(statement, 4));
        document->place = propos_arena_strdup(arena, corpus_text(statement, 5));
        document->order = (long)sqlite3_column_int64(statement, 6);
        document->source.file = propos_arena_strdup(arena, corpus_text(statement, 7));
        document->source.line = (long)sqlite3_column_int64(statement, 8);
        turn_count = (size_t)sqlite3_column_int64(statement, 9);
    }
    (void)sqlite3_reset(statement);
    if (status == PROPOS_OK && !row) {
        status = propos_fail(error, PROPOS_NOT_FOUND, _("there is no document “%s”"), id);
    }
    return status != PROPOS_OK
               ? status
               : read_turns(record, arena, document_id, turn_count, document, error);
}

// The marks at the beginning of `context`: a line's end follows the first one.
static const char NEIGHBOURS[] = {CORPUS_NEIGHBOURS, '\n', '\0'};

propos_status propos_record_passages(propos_record *record, uint64_t after,
                                     bool (*each)(void *context, const propos_passage_row *row),
                                     void *context, propos_error *error)
{
    static const char sql[] =
        "SELECT p.id, p.changed, f.text, f.codes, f.memos, f.definitions, f.context, f.filters"
        " FROM passage p JOIN passage_fts f ON f.rowid = p.id WHERE p.changed > ?1 ORDER BY p.id";
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status = corpus_prepare(record, sql, &statement, error);
    if (status == PROPOS_OK) {
        (void)sqlite3_bind_int64(statement, 1, (int64_t)after);
    }
    bool more = true;
    while (status == PROPOS_OK && more) {
        status = corpus_step(record, statement, &row, error);
        if (!row) {
            break;
        }
        const char *around = corpus_text(statement, 6);
        propos_passage_row passage = {.id = (uint32_t)sqlite3_column_int64(statement, 0),
                                      .changed = (uint64_t)sqlite3_column_int64(statement, 1),
                                      .text = corpus_text(statement, 2),
                                      .codes = corpus_text(statement, 3),
                                      .memos = corpus_text(statement, 4),
                                      .definitions = corpus_text(statement, 5),
                                      .context = around + strspn(around, NEIGHBOURS),
                                      .filters = corpus_text(statement, 7)};
        more = each(context, &passage);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

propos_status propos_record_removed(propos_record *record, uint64_t after,
                                    void (*each)(void *context, uint32_t id), void *context,
                                    propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status =
        corpus_prepare(record, "SELECT id FROM passage_removed WHERE revision > ?1 ORDER BY id",
                       &statement, error);
    if (status == PROPOS_OK) {
        (void)sqlite3_bind_int64(statement, 1, (int64_t)after);
    }
    while (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
        if (!row) {
            break;
        }
        each(context, (uint32_t)sqlite3_column_int64(statement, 0));
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static propos_status read_text(propos_record *record, corpus_sql which, uint32_t id,
                               propos_buffer *out, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status = corpus_start(record, which, &statement, error, "i", (int64_t)id);
    if (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
    }
    if (row) {
        const char *text = corpus_text(statement, 0);
        propos_buffer_add(out, text != NULL ? text : "",
                          (size_t)sqlite3_column_bytes(statement, 0));
    } else if (status == PROPOS_OK) {
        status = propos_fail(error, PROPOS_NOT_FOUND,
                             _("this text is no longer in the study: it was imported again"));
    }
    (void)sqlite3_reset(statement);
    return status;
}

propos_status propos_record_passage_text(propos_record *record, uint32_t id, propos_buffer *out,
                                         propos_error *error)
{
    return read_text(record, SQL_PASSAGE_TEXT, id, out, error);
}

propos_status propos_record_turn_text(propos_record *record, uint32_t turn_id, propos_buffer *out,
                                      propos_error *error)
{
    return read_text(record, SQL_TURN_TEXT, turn_id, out, error);
}
