#include "base/i18n.h"
#include "corpus/store.h"

#include <stdarg.h>
#include <string.h>

static const char *const SQL[SQL_COUNT] = {
    [SQL_NOTE_GET] = "SELECT value FROM note WHERE name = ?1",
    [SQL_NOTE_SET] = "INSERT OR REPLACE INTO note(name, value) VALUES(?1, ?2)",
    [SQL_TURN_TEXT] = "SELECT text FROM turn_text WHERE turn = ?1",
    [SQL_PASSAGE_TEXT] = "SELECT text FROM passage_fts WHERE rowid = ?1",
    [SQL_DOCUMENT_BY_NAME] =
        "SELECT d.id, d.title, g.name, d.kind, d.date, d.place, d.position, d.source_file,"
        " d.source_line, d.turn_count FROM document d LEFT JOIN study_group g ON g.id = "
        "d.study_group"
        " WHERE d.name = ?1",
    [SQL_DOCUMENT_TURNS] =
        "SELECT t.id, t.number, t.speaker, x.text, t.lines_complete, t.locator, t.time_ms,"
        " t.source_line FROM turn t JOIN turn_text x ON x.turn = t.id WHERE t.document = ?1"
        " ORDER BY t.id",
    [SQL_TURN_LINES] = "SELECT start, line FROM line WHERE turn = ?1 ORDER BY start",
    [SQL_DOCUMENT_ADD] = "INSERT INTO document(name, digest, position) VALUES(?1, ?2, 0)",
    [SQL_DOCUMENT_SET] =
        "UPDATE document SET title = ?2, study_group = (SELECT id FROM study_group WHERE name = "
        "?3),"
        " kind = ?4, date = ?5, place = ?6, position = ?7, digest = ?8, sources = ?9,"
        " source_file = ?10, source_line = ?11 WHERE id = ?1",
    [SQL_DOCUMENT_SIZE] = "UPDATE document SET turn_count = ?2, passage_count = ?3 WHERE id = ?1",
    [SQL_DOCUMENT_REMOVE] = "DELETE FROM document WHERE id = ?1",
    [SQL_TURN_ADD] =
        "INSERT INTO turn(document, number, speaker, length, lines_complete, locator, time_ms,"
        " source_line) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_TURN_SOURCE] = "UPDATE turn SET source_line = ?2 WHERE id = ?1",
    [SQL_TURN_TEXT_ADD] = "INSERT INTO turn_text(turn, text) VALUES(?1, ?2)",
    [SQL_LINE_ADD] = "INSERT INTO line(turn, start, line) VALUES(?1, ?2, ?3)",
    [SQL_QUOTE_ADD] = "INSERT INTO quote_fts(rowid, text) VALUES(?1, ?2)",
    [SQL_QUOTES_REMOVE] =
        "DELETE FROM quote_fts WHERE rowid IN (SELECT id FROM turn WHERE document = ?1)",
    [SQL_QUOTES_FIND] = "SELECT rowid FROM quote_fts WHERE quote_fts MATCH ?1 LIMIT ?2",
    [SQL_QUOTES_SCAN] = "SELECT rowid FROM quote_fts WHERE instr(text, ?1) > 0 LIMIT ?2",
    [SQL_LINES_REMOVE] = "DELETE FROM line WHERE turn IN (SELECT id FROM turn WHERE document = ?1)",
    [SQL_TEXTS_REMOVE] =
        "DELETE FROM turn_text WHERE turn IN (SELECT id FROM turn WHERE document = ?1)",
    [SQL_TURNS_REMOVE] = "DELETE FROM turn WHERE document = ?1",
    [SQL_TURN_IDS] = "SELECT id FROM turn WHERE document = ?1 ORDER BY id",
    [SQL_STORED_PASSAGES] = "SELECT id, turn, number, start, \"end\", digest FROM passage"
                            " WHERE document = ?1 ORDER BY id",
    [SQL_PASSAGE_ADD] =
        "INSERT INTO passage(document, turn, number, start, \"end\", digest, changed)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_PASSAGE_SET] = "UPDATE passage SET digest = ?2, changed = ?3 WHERE id = ?1",
    [SQL_PASSAGE_REMOVE] = "DELETE FROM passage WHERE id = ?1",
    [SQL_PASSAGE_GONE] = "INSERT INTO passage_removed(id, revision) VALUES(?1, ?2)",
    [SQL_CONTENT_ADD] =
        "INSERT INTO passage_fts(rowid, text, codes, memos, definitions, context, filters)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_CONTENT_SET] =
        "UPDATE passage_fts SET text = ?2, codes = ?3, memos = ?4, definitions = ?5,"
        " context = ?6, filters = ?7 WHERE rowid = ?1",
    [SQL_CONTENT_REMOVE] = "DELETE FROM passage_fts WHERE rowid = ?1",
    [SQL_CONTENT_FILTERS] = "SELECT filters FROM passage_fts WHERE rowid = ?1",
    [SQL_FILTER_ADD] = "INSERT INTO passage_filter(term, passage) VALUES(?1, ?2)",
    [SQL_FILTER_REMOVE] = "DELETE FROM passage_filter WHERE term = ?1 AND passage = ?2",
    [SQL_FILTER_GET] = "SELECT 1 FROM passage_filter WHERE term = ?1 AND passage = ?2",
    [SQL_GROUP_ADD] = "INSERT OR IGNORE INTO study_group(name) VALUES(?1)",
    [SQL_SPEAKER_ADD] = "INSERT INTO speaker(id, document, label, alias_of, person, role)"
                        " VALUES(?1, ?2, ?3, ?4, nullif(?5, 0), ?6)",
    [SQL_ATTRIBUTE_ADD] =
        "INSERT INTO attribute(speaker, position, name, value) VALUES(?1, ?2, ?3, ?4)",
    [SQL_CODE_ADD] = "INSERT INTO code(id, code, parent, name, definition)"
                     " VALUES(?1, ?2, nullif(?3, 0), ?4, ?5)",
    [SQL_CODE_TEXT_ADD] = "INSERT INTO code_fts(rowid, name, definition) VALUES(?1, ?2, ?3)",
    [SQL_EQUIVALENCE_ADD] = "INSERT OR IGNORE INTO equivalence(code, theme) VALUES(?1, ?2)",
    [SQL_CODER_ADD] = "INSERT INTO coder(id, name) VALUES(?1, ?2)",
    [SQL_CODING_ADD] = "INSERT INTO coding(id, coder, code, document, first_turn, start, "
                       "last_turn, \"end\", quote,"
                       " memo, unit, round, status) VALUES(?1, nullif(?2, 0), ?3, ?4, ?5, ?6, ?7, "
                       "?8, ?9, ?10, ?11, ?12, ?13)",
    [SQL_MEMO_ADD] = "INSERT INTO memo_fts(rowid, memo) VALUES(?1, ?2)",
    [SQL_QUESTION_ADD] = "INSERT INTO question(id, document, question, first_turn, last_turn, text)"
                         " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_PROGRESS_ADD] =
        "INSERT OR REPLACE INTO progress(document, coder, done) VALUES(?1, ?2, ?3)",
    [SQL_DECISION_ADD] =
        "INSERT INTO decision(id, document, quote, coders, code, stage, why, date, decided_by,"
        " first_turn, start, last_turn, \"end\") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
        " nullif(?10, -1), nullif(?11, -1), nullif(?12, -1), nullif(?13, -1))",
    [SQL_DISPUTE_ADD] =
        "INSERT OR REPLACE INTO dispute(number, coders, document, first_turn, start,"
        " last_turn, \"end\", key, present)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)",
    [SQL_FILE_ADD] = "INSERT INTO file(path, digest, size, mtime_ns) VALUES(?1, ?2, ?3, ?4)",
    [SQL_BATCH_ADD] =
        "INSERT INTO batch(revision, started, ended, documents_added, documents_changed,"
        " documents_removed, documents_kept, passages_changed, passages_removed)"
        " VALUES(?1, ?2, strftime('%Y-%m-%dT%H:%M:%fZ'), ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_WORD_ADD] = "INSERT INTO word(word, folded, stem) VALUES(?1, ?2, ?3)",
    [SQL_WORD_REMOVE] = "DELETE FROM word WHERE word = ?1",
    [SQL_WORD_HAS] = "SELECT word FROM word WHERE word = ?1",
    [SQL_WORD_LEMMAS] = "SELECT lemma FROM lemma WHERE word = ?1 ORDER BY lemma",
    [SQL_WORDS_OF_LEMMA] = "SELECT word FROM lemma WHERE lemma = ?1 ORDER BY word",
    [SQL_WORDS_SPELLED] = "SELECT word FROM word WHERE folded = ?1 ORDER BY word",
    [SQL_WORDS_STEMMED] = "SELECT word FROM word WHERE stem = ?1 ORDER BY word",
    // U+10FFFF stands after every letter.
    [SQL_WORDS_STARTING] =
        "SELECT word FROM word WHERE folded >= ?1 AND folded < ?1 || char(1114111)"
        " ORDER BY folded, word",
    [SQL_LEMMA_ADD] = "INSERT OR IGNORE INTO lemma(lemma, word) VALUES(?1, ?2)",
    [SQL_LEMMAS_REMOVE] = "DELETE FROM lemma WHERE word = ?1",
};

propos_status corpus_fail(const propos_record *record, int code, propos_error *error)
{
    const char *path = record->path;
    const char *detail = record->db != NULL ? sqlite3_errmsg(record->db) : sqlite3_errstr(code);
    switch (code & 0xff) { // extended codes keep the plain one in their low byte
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return propos_fail_at(error, PROPOS_BUSY, path, 0,
                              _("another program is writing to this study: try again in a moment"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
        return propos_fail_at(
            error, PROPOS_DAMAGED, path, 0,
            _("the study's record is damaged (%s): put back a copy of it, or delete "
              "it and run propos-index on your files again"),
            detail);
    case SQLITE_FULL:
        return propos_fail_at(error, PROPOS_IO, path, 0,
                              _("there is no room left on the disk: make some, then try again"));
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_IOERR:
        return propos_fail_at(
            error, PROPOS_IO, path, 0,
            _("cannot be read or written (%s): check the disk and who owns the file"), detail);
    case SQLITE_INTERRUPT:
        return propos_fail(error, PROPOS_DEADLINE, _("the time allowed has passed"));
    default:
        return propos_fail_at(error, PROPOS_INTERNAL, path, 0,
                              _("the record refused a statement: %s"), detail);
    }
}

propos_status corpus_exec(const propos_record *record, const char *sql, propos_error *error)
{
    int code = sqlite3_exec(record->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? PROPOS_OK : corpus_fail(record, code, error);
}

propos_status corpus_prepare(const propos_record *record, const char *sql, sqlite3_stmt **statement,
                             propos_error *error)
{
    int code = sqlite3_prepare_v2(record->db, sql, -1, statement, NULL);
    return code == SQLITE_OK ? PROPOS_OK : corpus_fail(record, code, error);
}

propos_status corpus_step(const propos_record *record, sqlite3_stmt *statement, bool *row,
                          propos_error *error)
{
    int code = sqlite3_step(statement);
    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? PROPOS_OK : corpus_fail(record, code, error);
}

// Texts stay the caller's until the statement is reset, so SQLite need not copy them.
static int bind_value(sqlite3_stmt *statement, int index, char type, va_list *values)
{
    const char *text = NULL;
    switch (type) {
    case 'i':
        return sqlite3_bind_int64(statement, index, va_arg(*values, int64_t));
    case 't':
        text = va_arg(*values, const char *);
        return text == NULL ? sqlite3_bind_null(statement, index)
                            : sqlite3_bind_text64(statement, index, text, strlen(text),
                                                  SQLITE_STATIC, SQLITE_UTF8);
    default:
        text = va_arg(*values, const char *);
        return sqlite3_bind_text64(statement, index, text, va_arg(*values, size_t), SQLITE_STATIC,
                                   SQLITE_UTF8);
    }
}

static propos_status start(propos_record *record, corpus_sql which, sqlite3_stmt **statement,
                           propos_error *error, const char *types, va_list *values)
{
    int code = SQLITE_OK;
    if (record->statements[which] == NULL) {
        code = sqlite3_prepare_v3(record->db, SQL[which], -1, SQLITE_PREPARE_PERSISTENT,
                                  &record->statements[which], NULL);
    }
    *statement = record->statements[which];
    for (int i = 0; code == SQLITE_OK && types[i] != '\0'; i++) {
        code = bind_value(*statement, i + 1, types[i], values);
    }
    return code == SQLITE_OK ? PROPOS_OK : corpus_fail(record, code, error);
}

propos_status corpus_start(propos_record *record, corpus_sql which, sqlite3_stmt **statement,
                           propos_error *error, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    propos_status status = start(record, which, statement, error, types, &values);
    va_end(values);
    return status;
}

propos_status corpus_run(propos_record *record, corpus_sql which, propos_error *error,
                         const char *types, ...)
{
    sqlite3_stmt *statement = NULL;
    va_list values;
    va_start(values, types);
    propos_status status = start(record, which, &statement, error, types, &values);
    va_end(values);
    bool row = false;
    if (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
    }
    (void)sqlite3_reset(statement);
    return status;
}

void corpus_finalise(propos_record *record)
{
    for (size_t i = 0; i < SQL_COUNT; i++) {
        (void)sqlite3_finalize(record->statements[i]);
        record->statements[i] = NULL;
    }
}

const char *corpus_text(sqlite3_stmt *statement, int column)
{
    return (const char *)sqlite3_column_text(statement, column);
}

propos_status corpus_note_set(propos_record *record, const char *name, const char *value,
                              propos_error *error)
{
    return corpus_run(record, SQL_NOTE_SET, error, "tt", name, value);
}
