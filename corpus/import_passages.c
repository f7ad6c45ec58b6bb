// The passages in the record: added, changed and removed, so that unchanged rows stay untouched.
#include "base/memory.h"
#include "corpus/passage_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A passage that the record has.
typedef struct stored {
    int64_t id, turn;
    uint32_t number, start, end;
    char digest[PROPOS_DIGEST_SIZE];
} stored;
static propos_status write_filters(corpus_import *import, corpus_sql which, int64_t id,
                                   const corpus_terms *list, const corpus_terms *but,
                                   propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < list->count; i++) {
        const bool passed = but->count > 0 && bsearch(&list->items[i], but->items, but->count,
                                                      sizeof *but->items, corpus_by_text) != NULL;
        if (passed) {
            continue;
        }
        status = corpus_run(import->record, which, error, "ti", list->items[i], id);
    }
    return status;
}

static propos_status read_filters(corpus_import *import, int64_t id, char **lines,
                                  propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    *lines = NULL;
    propos_status status =
        corpus_start(import->record, SQL_CONTENT_FILTERS, &statement, error, "i", id);
    if (status == PROPOS_OK) {
        status = corpus_step(import->record, statement, &row, error);
    }
    if (row) {
        *lines = propos_strdup(corpus_text(statement, 0));
    }
    (void)sqlite3_reset(statement);
    return status;
}

static propos_status remove_passage(corpus_import *import, int64_t id, propos_error *error)
{
    static const corpus_terms none = {0};
    corpus_terms old = {0};
    char *lines = NULL;
    propos_status status = read_filters(import, id, &lines, error);
    corpus_split_terms(lines, &old);
    if (status == PROPOS_OK) {
        status = write_filters(import, SQL_FILTER_REMOVE, id, &old, &none, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_run(import->record, SQL_CONTENT_REMOVE, error, "i", id);
    }
    if (status == PROPOS_OK) {
        status = corpus_run(import->record, SQL_PASSAGE_REMOVE, error, "i", id);
    }
    if (status == PROPOS_OK) {
        status = corpus_run(import->record, SQL_PASSAGE_GONE, error, "ii", id,
                            (int64_t)import->revision);
    }
    import->counts.passages_removed++;
    import->changed = true;
    free(lines);
    free(old.items);
    return status;
}

static propos_status read_stored(corpus_import *import, int64_t document, stored **out,
                                 size_t *count, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    size_t capacity = 0;
    bool row = false;
    *out = NULL;
    *count = 0;
    propos_status status =
        corpus_start(import->record, SQL_STORED_PASSAGES, &statement, error, "i", document);
    while (status == PROPOS_OK) {
        status = corpus_step(import->record, statement, &row, error);
        if (!row) {
            break;
        }
        PROPOS_GROW(*out, capacity, *count + 1);
        stored *passage = &(*out)[(*count)++];
        *passage = (stored){.id = sqlite3_column_int64(statement, 0),
                            .turn = sqlite3_column_int64(statement, 1),
                            .number = (uint32_t)sqlite3_column_int64(statement, 2),
                            .start = (uint32_t)sqlite3_column_int64(statement, 3),
                            .end = (uint32_t)sqlite3_column_int64(statement, 4)};
        (void)snprintf(passage->digest, sizeof passage->digest, "%s", corpus_text(statement, 5));
    }
    (void)sqlite3_reset(statement);
    return status;
}

static propos_status remove_stored(corpus_import *import, const stored *list, size_t count,
                                   propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < count; i++) {
        status = remove_passage(import, list[i].id, error);
    }
    return status;
}

propos_status corpus_remove_passages(corpus_import *import, int64_t document, propos_error *error)
{
    stored *list = NULL;
    size_t count = 0;
    propos_status status = read_stored(import, document, &list, &count, error);
    if (status == PROPOS_OK) {
        status = remove_stored(import, list, count, error);
    }
    free(list);
    return status;
}

static propos_status write_content(corpus_rows *rows, corpus_sql which, int64_t id,
                                   propos_error *error)
{
    const corpus_row *row = &rows->row;
    return corpus_run(rows->import->record, which, error, "ibbbbbb", id, row->text,
                      row->text_length, propos_buffer_text(&row->codes), row->codes.length,
                      propos_buffer_text(&row->memos), row->memos.length,
                      propos_buffer_text(&row->definitions), row->definitions.length,
                      propos_buffer_text(&row->context), row->context.length,
                      propos_buffer_text(&row->filters), row->filters.length);
}

static propos_status add_passage(corpus_rows *rows, const corpus_passage *passage,
                                 propos_error *error)
{
    static const corpus_terms none = {0};
    corpus_import *import = rows->import;
    propos_status status = corpus_run(
        import->record, SQL_PASSAGE_ADD, error, "iiiiiti", rows->document->row,
        rows->document->turns[passage->turn], (int64_t)passage->number, (int64_t)passage->start,
        (int64_t)passage->end, rows->row.digest, (int64_t)import->revision);
    const int64_t id = sqlite3_last_insert_rowid(import->record->db);
    if (status == PROPOS_OK) {
        status = write_content(rows, SQL_CONTENT_ADD, id, error);
    }
    if (status == PROPOS_OK) {
        char *lines = propos_strdup(propos_buffer_text(&rows->row.filters));
        corpus_split_terms(lines, &rows->list);
        status = write_filters(import, SQL_FILTER_ADD, id, &rows->list, &none, error);
        free(lines);
    }
    import->counts.passages_changed++;
    import->changed = true;
    return status;
}

static propos_status change_passage(corpus_rows *rows, int64_t id, propos_error *error)
{
    corpus_import *import = rows->import;
    corpus_terms old = {0};
    char *lines = NULL;
    char *now = propos_strdup(propos_buffer_text(&rows->row.filters));
    corpus_split_terms(now, &rows->list);
    propos_status status = read_filters(import, id, &lines, error);
    corpus_split_terms(lines, &old);
    if (status == PROPOS_OK) {
        status = write_filters(import, SQL_FILTER_REMOVE, id, &old, &rows->list, error);
    }
    if (status == PROPOS_OK) {
        status = write_filters(import, SQL_FILTER_ADD, id, &rows->list, &old, error);
    }
    if (status == PROPOS_OK) {
        status = write_content(rows, SQL_CONTENT_SET, id, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_run(import->record, SQL_PASSAGE_SET, error, "iti", id, rows->row.digest,
                            (int64_t)import->revision);
    }
    import->counts.passages_changed++;
    import->changed = true;
    free(lines);
    free(now);
    free(old.items);
    return status;
}

// True when the record has the document cut into these very passages.
static bool same_cut(const corpus_rows *rows, const stored *list, size_t count)
{
    if (count != rows->passages.count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const corpus_passage *passage = &rows->passages.items[i];
        if (list[i].turn != rows->document->turns[passage->turn] ||
            list[i].number != passage->number || list[i].start != passage->start ||
            list[i].end != passage->end) {
            return false;
        }
    }
    return true;
}

static void report(corpus_rows *rows, uint32_t turn, uint32_t *last)
{
    if (turn == *last) {
        return;
    }
    *last = turn;
    rows->done++;
    if (rows->import->progress != NULL && rows->done % 64 == 0) {
        rows->import->progress(rows->import->progress_context,
                               0.3 + 0.65 * (double)rows->done / (double)(rows->total + 1));
    }
}

static propos_status write_passages(corpus_rows *rows, const stored *list, propos_error *error)
{
    propos_status status = PROPOS_OK;
    size_t at = 0;
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; status == PROPOS_OK && i < rows->passages.count; i++) {
        size_t past = at;
        while (past < rows->cover_count && rows->covers[past].passage == i) {
            past++;
        }
        corpus_rows_build(rows, i, rows->covers + at, past - at);
        at = past;
        if (list == NULL) {
            status = add_passage(rows, &rows->passages.items[i], error);
        } else if (strcmp(list[i].digest, rows->row.digest) != 0) {
            status = change_passage(rows, list[i].id, error);
        }
        report(rows, rows->passages.items[i].turn, &last);
    }
    return status;
}

static propos_status import_document(corpus_rows *rows, size_t index, propos_error *error)
{
    corpus_import *import = rows->import;
    const corpus_import_document *document = &import->documents[index];
    stored *list = NULL;
    size_t count = 0;
    propos_status status = corpus_rows_document(rows, index, error);
    if (status == PROPOS_OK && document->fate == CORPUS_KEPT) {
        status = read_stored(import, document->row, &list, &count, error);
        if (status == PROPOS_OK && !same_cut(rows, list, count)) {
            status = remove_stored(import, list, count, error);
            free(list);
            list = NULL;
        }
    }
    if (status == PROPOS_OK) {
        status = write_passages(rows, list, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_run(import->record, SQL_DOCUMENT_SIZE, error, "iii", document->row,
                            (int64_t)document->data->turn_count, (int64_t)rows->passages.count);
    }
    free(list);
    return status;
}

propos_status corpus_import_passages(corpus_import *import, propos_error *error)
{
    corpus_rows rows = {.import = import};
    propos_status status = corpus_rows_start(&rows, error);
    for (size_t i = 0; status == PROPOS_OK && i < import->document_count; i++) {
        status = import_document(&rows, i, error);
    }
    corpus_rows_end(&rows);
    return status;
}
