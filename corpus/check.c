// Looking for damage: SQLite does not notice every changed byte, so the record keeps digests.
#include "base/i18n.h"
#include "base/memory.h"
#include "corpus/passage_rows.h"
#include "corpus/schema.h"
#include "corpus/tokenizer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The tables that hold what the files say besides the documents' turns, each in its own order.
// (Batches and files are only Propos's notes; the turns have a digest per document, the passages
// one each.)
static const struct {
    const char *note;
    const char *sql;
} SEALED[] = {
    {"digest:document",
     "SELECT d.id, d.name, title, g.name, kind, date, place, position, digest"
     " FROM document d LEFT JOIN study_group g ON g.id = d.study_group ORDER BY d.id"},
    {"digest:speaker", "SELECT * FROM speaker ORDER BY id"},
    {"digest:attribute", "SELECT * FROM attribute ORDER BY speaker, position"},
    {"digest:question", "SELECT * FROM question ORDER BY id"},
    {"digest:code", "SELECT * FROM code ORDER BY id"},
    {"digest:equivalence", "SELECT * FROM equivalence ORDER BY code, theme"},
    {"digest:coder", "SELECT * FROM coder ORDER BY id"},
    {"digest:coding", "SELECT * FROM coding ORDER BY id"},
    {"digest:progress", "SELECT * FROM progress ORDER BY document, coder"},
    {"digest:decision", "SELECT * FROM decision ORDER BY id"},
    {"digest:dispute", "SELECT * FROM dispute ORDER BY number"},
    {"digest:passage", "SELECT id, document, turn, number, start, \"end\", digest, changed"
                       " FROM passage ORDER BY id"},
    {"digest:removed", "SELECT * FROM passage_removed ORDER BY id"},
};

// The vocabulary is written after the import, so it is sealed apart.
static const char VOCABULARY_NOTE[] = "digest:vocabulary";
static const char VOCABULARY[] = "SELECT word, folded, stem FROM word UNION ALL"
                                 " SELECT lemma, word, NULL FROM lemma ORDER BY 1, 2, 3";

static propos_status digest_table(propos_record *record, const char *sql,
                                  char out[PROPOS_DIGEST_SIZE], propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    corpus_digest digest = {0};
    bool row = false;
    propos_status status = corpus_prepare(record, sql, &statement, error);
    while (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
        if (!row) {
            break;
        }
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            if (sqlite3_column_type(statement, i) == SQLITE_INTEGER) {
                corpus_digest_number(&digest, sqlite3_column_int64(statement, i));
            } else {
                corpus_digest_text(&digest, corpus_text(statement, i));
            }
        }
    }
    (void)sqlite3_finalize(statement);
    corpus_digest_end(&digest, out);
    return status;
}

propos_status corpus_seal(propos_record *record, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < sizeof SEALED / sizeof SEALED[0]; i++) {
        char digest[PROPOS_DIGEST_SIZE];
        status = digest_table(record, SEALED[i].sql, digest, error);
        if (status == PROPOS_OK) {
            status = corpus_note_set(record, SEALED[i].note, digest, error);
        }
    }
    return status;
}

propos_status corpus_seal_vocabulary(propos_record *record, propos_error *error)
{
    char digest[PROPOS_DIGEST_SIZE];
    propos_status status = digest_table(record, VOCABULARY, digest, error);
    return status == PROPOS_OK ? corpus_note_set(record, VOCABULARY_NOTE, digest, error) : status;
}

static propos_status damaged(const propos_record *record, const char *what, propos_error *error)
{
    return propos_fail_at(
        error, PROPOS_DAMAGED, record->path, 0,
        _("the study's record is damaged (%s): put back a copy of it, or delete it "
          "and run propos-index on your files again"),
        what);
}

// Compares what `sql` selects with its seal. Without one there must be nothing: a step of the
// schema has just made the table.
static propos_status check_seal(propos_record *record, const char *seal, const char *sql,
                                propos_error *error)
{
    char digest[PROPOS_DIGEST_SIZE];
    char none[PROPOS_DIGEST_SIZE];
    corpus_digest nothing = {0};
    propos_buffer note = {0};
    corpus_digest_end(&nothing, none);
    propos_status status = propos_record_note(record, seal, &note, error);
    const char *wanted = status == PROPOS_NOT_FOUND ? none : propos_buffer_text(&note);
    if (status == PROPOS_OK || status == PROPOS_NOT_FOUND) {
        status = digest_table(record, sql, digest, error);
    }
    if (status == PROPOS_OK && strcmp(digest, wanted) != 0) {
        status = damaged(record, strchr(seal, ':') + 1, error);
    }
    propos_buffer_free(&note);
    return status;
}

static propos_status check_seals(propos_record *record, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < sizeof SEALED / sizeof SEALED[0]; i++) {
        status = check_seal(record, SEALED[i].note, SEALED[i].sql, error);
    }
    return status;
}

static const char SCHEMA[] =
    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name";

// The tables must be described as a new record would describe them: SQLite believes whatever their
// description has become.
static propos_status check_schema(propos_record *record, propos_error *error)
{
    char digest[PROPOS_DIGEST_SIZE];
    char wanted[PROPOS_DIGEST_SIZE];
    propos_record fresh = {.path = record->path, .writable = true, .analyser = record->analyser};
    propos_status status = PROPOS_OK;
    int code = sqlite3_open(":memory:", &fresh.db);
    if (code != SQLITE_OK) {
        status = corpus_fail(&fresh, code, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_tokenizer_register(&fresh, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_schema_migrate(&fresh, 0, corpus_schema_newest(), error);
    }
    if (status == PROPOS_OK) {
        status = digest_table(&fresh, SCHEMA, wanted, error);
    }
    (void)sqlite3_close(fresh.db);
    if (status == PROPOS_OK) {
        status = digest_table(record, SCHEMA, digest, error);
    }
    return status == PROPOS_OK && strcmp(digest, wanted) != 0
               ? damaged(record, "sqlite_schema", error)
               : status;
}

static propos_status check_integrity(propos_record *record, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status = corpus_prepare(record, "PRAGMA integrity_check(1)", &statement, error);
    if (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
    }
    if (row && strcmp(corpus_text(statement, 0), "ok") != 0) {
        status = damaged(record, corpus_text(statement, 0), error);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static propos_status check_document(propos_record *record, const char *name, const char *expected,
                                    propos_error *error)
{
    propos_arena *arena = propos_arena_new();
    propos_document_data document;
    char digest[PROPOS_DIGEST_SIZE];
    propos_status status = propos_record_document(record, arena, name, &document, error);
    if (status == PROPOS_OK) {
        corpus_digest_document(&document, digest);
        if (strcmp(digest, expected) != 0) {
            status = damaged(record, name, error);
        }
    }
    propos_arena_free(arena);
    return status;
}

static propos_status check_documents(propos_record *record, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status =
        corpus_prepare(record, "SELECT name, digest FROM document ORDER BY id", &statement, error);
    while (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
        if (!row) {
            break;
        }
        status =
            check_document(record, corpus_text(statement, 0), corpus_text(statement, 1), error);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

// The stored rows of the full-text table against the passages' digests.
static propos_status check_rows(propos_record *record, propos_error *error)
{
    static const char sql[] =
        "SELECT p.digest, f.text, f.codes, f.memos, f.definitions, f.context, f.filters, p.id"
        " FROM passage p LEFT JOIN passage_fts f ON f.rowid = p.id ORDER BY p.id";
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status = corpus_prepare(record, sql, &statement, error);
    while (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
        if (!row) {
            break;
        }
        corpus_digest digest = {0};
        char out[PROPOS_DIGEST_SIZE];
        for (int i = 1; i <= 6; i++) {
            corpus_digest_text(&digest, corpus_text(statement, i));
        }
        corpus_digest_end(&digest, out);
        if (strcmp(out, corpus_text(statement, 0)) != 0) {
            char what[64];
            (void)snprintf(what, sizeof what, "passage %lld",
                           (long long)sqlite3_column_int64(statement, 7));
            status = damaged(record, what, error);
        }
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static propos_status has_filter(propos_record *record, const char *term, int64_t passage,
                                propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status =
        corpus_start(record, SQL_FILTER_GET, &statement, error, "ti", term, passage);
    if (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
    }
    (void)sqlite3_reset(statement);
    return status == PROPOS_OK && !row ? damaged(record, "passage_filter", error) : status;
}

// The filter table against the rows' own lists: each is there, and there are no others.
static propos_status check_filters(propos_record *record, propos_error *error)
{
    static const char sql[] = "SELECT rowid, filters FROM passage_fts UNION ALL"
                              " SELECT NULL, count(*) FROM passage_filter";
    sqlite3_stmt *statement = NULL;
    corpus_terms terms = {0};
    int64_t count = 0;
    bool row = false;
    propos_status status = corpus_prepare(record, sql, &statement, error);
    while (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
        if (!row) {
            break;
        }
        if (sqlite3_column_type(statement, 0) == SQLITE_NULL) {
            status = sqlite3_column_int64(statement, 1) == count
                         ? PROPOS_OK
                         : damaged(record, "passage_filter", error);
            continue;
        }
        char *lines = propos_strdup(corpus_text(statement, 1));
        corpus_split_terms(lines, &terms);
        for (size_t i = 0; status == PROPOS_OK && i < terms.count; i++) {
            status = has_filter(record, terms.items[i], sqlite3_column_int64(statement, 0), error);
        }
        count += (int64_t)terms.count;
        free(lines);
    }
    (void)sqlite3_finalize(statement);
    free(terms.items);
    return status;
}

// FTS5 checks itself by analysing the texts again: what another analyser put in would look damaged.
// The next import indexes it anew.
static propos_status same_analyser(propos_record *record, bool *same, propos_error *error)
{
    propos_buffer note = {0};
    propos_status status = propos_record_note(record, "analyser", &note, error);
    *same = status == PROPOS_NOT_FOUND ||
            strcmp(propos_buffer_text(&note), propos_analyser_version(record->analyser)) == 0;
    propos_buffer_free(&note);
    return status == PROPOS_NOT_FOUND ? PROPOS_OK : status;
}

// FTS5 checks itself through an INSERT that changes nothing, so it needs a handle that may write.
static propos_status check_fts(propos_record *record, propos_error *error)
{
    propos_record *writer = NULL;
    bool same = false;
    propos_status status = same_analyser(record, &same, error);
    if (status != PROPOS_OK || !same) {
        return status;
    }
    if (!record->writable) {
        status =
            propos_record_open(record->path, PROPOS_RECORD_WRITE, record->analyser, &writer, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_exec(writer != NULL ? writer : record,
                             "BEGIN IMMEDIATE;"
                             "INSERT INTO passage_fts(passage_fts) VALUES('integrity-check');"
                             "INSERT INTO code_fts(code_fts) VALUES('integrity-check');"
                             "INSERT INTO memo_fts(memo_fts) VALUES('integrity-check');"
                             "INSERT INTO quote_fts(quote_fts) VALUES('integrity-check');",
                             error);
        (void)sqlite3_exec((writer != NULL ? writer : record)->db, "ROLLBACK", NULL, NULL, NULL);
    }
    propos_record_close(writer);
    return status;
}

propos_status propos_record_check(propos_record *record, propos_error *error)
{
    uint64_t revision = 0;
    propos_status status = check_integrity(record, error);
    if (status == PROPOS_OK) {
        status = check_schema(record, error);
    }
    if (status == PROPOS_OK) {
        status = propos_record_revision(record, &revision, error);
    }
    if (status == PROPOS_OK && revision > 0) {
        status = check_seals(record, error);
    }
    if (status == PROPOS_OK) {
        status = check_seal(record, VOCABULARY_NOTE, VOCABULARY, error);
    }
    if (status == PROPOS_OK) {
        status = check_documents(record, error);
    }
    if (status == PROPOS_OK) {
        status = check_rows(record, error);
    }
    if (status == PROPOS_OK) {
        status = check_filters(record, error);
    }
    return status == PROPOS_OK ? check_fts(record, error) : status;
}
