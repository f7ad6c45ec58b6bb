// The record's handle and its statements: private to corpus/.
#ifndef PROPOS_CORPUS_STORE_H
#define PROPOS_CORPUS_STORE_H

#include "corpus/record.h"

#include <sqlite3.h>

// The statements that are prepared once and kept (statements.c holds their text).
typedef enum corpus_sql {
    SQL_NOTE_GET,
    SQL_NOTE_SET,
    SQL_TURN_TEXT,
    SQL_PASSAGE_TEXT,
    SQL_DOCUMENT_BY_NAME,
    SQL_DOCUMENT_TURNS,
    SQL_TURN_LINES,
    SQL_DOCUMENT_ADD,
    SQL_DOCUMENT_SET,
    SQL_DOCUMENT_SIZE,
    SQL_DOCUMENT_REMOVE,
    SQL_TURN_ADD,
    SQL_TURN_SOURCE,
    SQL_TURN_TEXT_ADD,
    SQL_LINE_ADD,
    SQL_QUOTE_ADD,
    SQL_QUOTES_REMOVE,
    SQL_QUOTES_FIND,
    SQL_QUOTES_SCAN,
    SQL_LINES_REMOVE,
    SQL_TEXTS_REMOVE,
    SQL_TURNS_REMOVE,
    SQL_TURN_IDS,
    SQL_STORED_PASSAGES,
    SQL_PASSAGE_ADD,
    SQL_PASSAGE_SET,
    SQL_PASSAGE_REMOVE,
    SQL_PASSAGE_GONE,
    SQL_CONTENT_ADD,
    SQL_CONTENT_SET,
    SQL_CONTENT_REMOVE,
    SQL_CONTENT_FILTERS,
    SQL_FILTER_ADD,
    SQL_FILTER_REMOVE,
    SQL_FILTER_GET,
    SQL_GROUP_ADD,
    SQL_SPEAKER_ADD,
    SQL_ATTRIBUTE_ADD,
    SQL_CODE_ADD,
    SQL_CODE_TEXT_ADD,
    SQL_EQUIVALENCE_ADD,
    SQL_CODER_ADD,
    SQL_CODING_ADD,
    SQL_MEMO_ADD,
    SQL_QUESTION_ADD,
    SQL_PROGRESS_ADD,
    SQL_DECISION_ADD,
    SQL_DISPUTE_ADD,
    SQL_FILE_ADD,
    SQL_BATCH_ADD,
    SQL_WORD_ADD,
    SQL_WORD_REMOVE,
    SQL_WORD_HAS,
    SQL_WORD_LEMMAS,
    SQL_WORDS_OF_LEMMA,
    SQL_WORDS_SPELLED,
    SQL_WORDS_STEMMED,
    SQL_WORDS_STARTING,
    SQL_LEMMA_ADD,
    SQL_LEMMAS_REMOVE,
    SQL_COUNT // not a statement: how many there are
} corpus_sql;

struct propos_record {
    sqlite3 *db;
    char *path;
    bool writable;
    propos_analyser *analyser; // not ours
    bool (*stop)(void *context);
    void *stop_context;
    sqlite3_stmt *statements[SQL_COUNT];
};

// The status and the sentence for an SQLite result code that is no success.
propos_status corpus_fail(const propos_record *record, int code, propos_error *error);

// Runs statements that return nothing.
propos_status corpus_exec(const propos_record *record, const char *sql, propos_error *error);

// Prepares a statement for one use; the caller finalises it.
propos_status corpus_prepare(const propos_record *record, const char *sql, sqlite3_stmt **statement,
                             propos_error *error);

// Steps: *row says whether there is a row to read.
propos_status corpus_step(const propos_record *record, sqlite3_stmt *statement, bool *row,
                          propos_error *error);

// Starts a kept statement with its values. `types` has one letter a value: i = int64_t, t = const
// char * (NULL is stored as NULL), b = const char * and size_t (text of that length). Texts must
// stay valid until the statement is reset. The caller steps it with corpus_step() and then calls
// sqlite3_reset().
propos_status corpus_start(propos_record *record, corpus_sql which, sqlite3_stmt **statement,
                           propos_error *error, const char *types, ...);

// The same for a statement that returns nothing: starts, runs and resets it.
propos_status corpus_run(propos_record *record, corpus_sql which, propos_error *error,
                         const char *types, ...);

void corpus_finalise(propos_record *record);

// A text column, NULL when it is NULL; valid until the next step.
const char *corpus_text(sqlite3_stmt *statement, int column);

// Sets one of the record's notes.
propos_status corpus_note_set(propos_record *record, const char *name, const char *value,
                              propos_error *error);

#endif
