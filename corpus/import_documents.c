// Documents: which ones changed, and putting them in.
#include "base/i18n.h"
#include "corpus/import.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

static int by_order(const void *a, const void *b)
{
    const corpus_import_document *left = a;
    const corpus_import_document *right = b;
    if (left->data->order != right->data->order) {
        return left->data->order < right->data->order ? -1 : 1;
    }
    return left->data < right->data ? -1 : left->data > right->data; // as given: one array
}

static propos_status list_documents(corpus_import *import, propos_error *error)
{
    const propos_study_data *study = import->study;
    import->document_count = study->document_count;
    import->documents =
        propos_arena_alloc(import->arena, study->document_count, sizeof *import->documents);
    for (size_t i = 0; i < study->document_count; i++) {
        import->documents[i].data = &study->documents[i];
    }
    if (study->document_count > 0) {
        qsort(import->documents, import->document_count, sizeof *import->documents, by_order);
    }
    for (size_t i = 0; i < import->document_count; i++) {
        corpus_import_document *document = &import->documents[i];
        if (propos_map_add(&import->document_map, document->data->id, i) != i) {
            return corpus_refuse(error, document->data->source, _("this document is there twice"),
                                 document->data->id);
        }
        document->fate = CORPUS_ADDED;
        document->turns =
            propos_arena_alloc(import->arena, document->data->turn_count, sizeof *document->turns);
        corpus_digest_document(document->data, document->digest);
        corpus_digest_sources(document->data, document->sources);
    }
    return PROPOS_OK;
}

propos_status corpus_import_compare(corpus_import *import, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status = list_documents(import, error);
    if (status == PROPOS_OK) {
        status = corpus_prepare(import->record, "SELECT id, name, digest, sources FROM document",
                                &statement, error);
    }
    while (status == PROPOS_OK) {
        status = corpus_step(import->record, statement, &row, error);
        if (!row) {
            break;
        }
        const size_t index = propos_map_get(&import->document_map, corpus_text(statement, 1));
        if (index == PROPOS_MAP_NONE) {
            import->gone++;
            continue;
        }
        corpus_import_document *document = &import->documents[index];
        const char *sources = corpus_text(statement, 3);
        document->row = sqlite3_column_int64(statement, 0);
        const bool same = strcmp(document->digest, corpus_text(statement, 2)) == 0;
        document->fate = same ? CORPUS_KEPT : CORPUS_CHANGED;
        document->moved = same && (sources == NULL || strcmp(sources, document->sources) != 0);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static propos_status remove_turns(corpus_import *import, int64_t document, propos_error *error)
{
    static const corpus_sql in_order[] = {SQL_QUOTES_REMOVE, SQL_LINES_REMOVE, SQL_TEXTS_REMOVE,
                                          SQL_TURNS_REMOVE};
    propos_status status = corpus_remove_passages(import, document, error);
    for (size_t i = 0; status == PROPOS_OK && i < sizeof in_order / sizeof in_order[0]; i++) {
        status = corpus_run(import->record, in_order[i], error, "i", document);
    }
    return status;
}

static propos_status remove_gone(corpus_import *import, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    int64_t *gone = propos_arena_alloc(import->arena, import->gone, sizeof *gone);
    size_t count = 0;
    bool row = false;
    propos_status status =
        corpus_prepare(import->record, "SELECT id, name FROM document", &statement, error);
    while (status == PROPOS_OK) {
        status = corpus_step(import->record, statement, &row, error);
        if (!row) {
            break;
        }
        if (count < import->gone &&
            propos_map_get(&import->document_map, corpus_text(statement, 1)) == PROPOS_MAP_NONE) {
            gone[count++] = sqlite3_column_int64(statement, 0);
        }
    }
    (void)sqlite3_finalize(statement);
    for (size_t i = 0; status == PROPOS_OK && i < count; i++) {
        status = remove_turns(import, gone[i], error);
        if (status == PROPOS_OK) {
            status = corpus_run(import->record, SQL_DOCUMENT_REMOVE, error, "i", gone[i]);
        }
    }
    import->counts.documents_removed = count;
    return status;
}

static propos_status add_lines(corpus_import *import, int64_t id, const propos_turn_data *turn,
                               propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < turn->line_count; i++) {
        status = corpus_run(import->record, SQL_LINE_ADD, error, "iii", id,
                            (int64_t)turn->lines[i].start, (int64_t)turn->lines[i].line);
    }
    return status;
}

static propos_status add_turn(corpus_import *import, const corpus_import_document *document,
                              size_t index, propos_error *error)
{
    const propos_turn_data *turn = &document->data->turns[index];
    const size_t length = strlen(turn->text);
    propos_status status = corpus_run(
        import->record, SQL_TURN_ADD, error, "iitiitii", document->row, (int64_t)turn->number,
        turn->speaker, (int64_t)propos_utf8_count(turn->text, length),
        (int64_t)turn->lines_complete, turn->locator, turn->time_ms, (int64_t)turn->source.line);
    if (status != PROPOS_OK) {
        return status;
    }
    const int64_t id = sqlite3_last_insert_rowid(import->record->db);
    document->turns[index] = id;
    status = corpus_run(import->record, SQL_TURN_TEXT_ADD, error, "ib", id, turn->text, length);
    if (status == PROPOS_OK) {
        char *folded = propos_folded(turn->text);
        status = corpus_run(import->record, SQL_QUOTE_ADD, error, "it", id, folded);
        free(folded);
    }
    return status == PROPOS_OK ? add_lines(import, id, turn, error) : status;
}

// Reads the ids that a kept document's turns have, and where they were read if that changed.
static propos_status keep_turns(corpus_import *import, const corpus_import_document *document,
                                propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    const propos_document_data *data = document->data;
    size_t count = 0;
    bool row = false;
    propos_status status =
        corpus_start(import->record, SQL_TURN_IDS, &statement, error, "i", document->row);
    while (status == PROPOS_OK) {
        status = corpus_step(import->record, statement, &row, error);
        if (!row) {
            break;
        }
        if (count < data->turn_count) {
            document->turns[count] = sqlite3_column_int64(statement, 0);
        }
        count++;
    }
    (void)sqlite3_reset(statement);
    if (status == PROPOS_OK && count != data->turn_count) {
        return propos_fail_at(error, PROPOS_DAMAGED, import->record->path, 0,
                              _("document %s has %zu turns where %zu were imported"), data->id,
                              count, data->turn_count);
    }
    for (size_t i = 0; status == PROPOS_OK && document->moved && i < data->turn_count; i++) {
        status = corpus_run(import->record, SQL_TURN_SOURCE, error, "ii", document->turns[i],
                            (int64_t)data->turns[i].source.line);
    }
    return status;
}

static propos_status put_turns(corpus_import *import, corpus_import_document *document,
                               propos_error *error)
{
    propos_status status = PROPOS_OK;
    if (document->fate == CORPUS_KEPT) {
        import->counts.documents_kept++;
        return keep_turns(import, document, error);
    }
    if (document->fate == CORPUS_CHANGED) {
        import->counts.documents_changed++;
        status = remove_turns(import, document->row, error);
    } else {
        import->counts.documents_added++;
        status = corpus_run(import->record, SQL_DOCUMENT_ADD, error, "tt", document->data->id,
                            document->digest);
        document->row = sqlite3_last_insert_rowid(import->record->db);
    }
    for (size_t i = 0; status == PROPOS_OK && i < document->data->turn_count; i++) {
        status = add_turn(import, document, i, error);
    }
    return status;
}

propos_status corpus_import_documents(corpus_import *import, propos_error *error)
{
    propos_status status = remove_gone(import, error);
    for (size_t i = 0; status == PROPOS_OK && i < import->document_count; i++) {
        corpus_import_document *document = &import->documents[i];
        const propos_document_data *data = document->data;
        status = put_turns(import, document, error);
        if (status == PROPOS_OK) {
            status = corpus_run(import->record, SQL_DOCUMENT_SET, error, "itttttittti",
                                document->row, data->title, data->group, data->kind, data->date,
                                data->place, (int64_t)data->order, document->digest,
                                document->sources, data->source.file, (int64_t)data->source.line);
        }
        if (import->progress != NULL) {
            import->progress(import->progress_context,
                             0.3 * (double)(i + 1) / (double)import->document_count);
        }
    }
    return status;
}
