#include "corpus/schema.h"

#include "base/i18n.h"

#include <stdio.h>

// Each step takes the record one version further. A step that was released is never edited: a
// change is a new step. docs/record.md says what the columns mean.
static const char *const STEPS[] = {
    // 1: what the files say.
    "CREATE TABLE note("
    " name TEXT PRIMARY KEY,"
    " value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE batch("
    " id INTEGER PRIMARY KEY,"
    " revision INTEGER NOT NULL,"
    " started TEXT NOT NULL,"
    " ended TEXT NOT NULL,"
    " documents_added INTEGER NOT NULL,"
    " documents_changed INTEGER NOT NULL,"
    " documents_removed INTEGER NOT NULL,"
    " documents_kept INTEGER NOT NULL,"
    " passages_changed INTEGER NOT NULL,"
    " passages_removed INTEGER NOT NULL);"
    "CREATE TABLE file("
    " path TEXT PRIMARY KEY,"
    " digest TEXT NOT NULL,"
    " size INTEGER NOT NULL,"
    " mtime_ns INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE study_group("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE document("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " name TEXT NOT NULL UNIQUE,"
    " title TEXT,"
    " study_group INTEGER REFERENCES study_group(id) DEFERRABLE INITIALLY DEFERRED,"
    " kind TEXT,"
    " date TEXT,"
    " place TEXT,"
    " position INTEGER NOT NULL,"
    " digest TEXT NOT NULL,"
    " sources TEXT,"
    " source_file TEXT,"
    " source_line INTEGER,"
    " turn_count INTEGER NOT NULL DEFAULT 0,"
    " passage_count INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE speaker("
    " id INTEGER PRIMARY KEY,"
    " document INTEGER NOT NULL REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED,"
    " label TEXT NOT NULL,"
    " alias_of TEXT,"
    " person INTEGER REFERENCES speaker(id) DEFERRABLE INITIALLY DEFERRED,"
    " role TEXT NOT NULL,"
    " UNIQUE(document, label));"
    // Tables that point at themselves: without an index each row taken out looks at all the others.
    "CREATE INDEX speaker_person ON speaker(person);"
    "CREATE TABLE attribute("
    " speaker INTEGER NOT NULL REFERENCES speaker(id) DEFERRABLE INITIALLY DEFERRED,"
    " position INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " value TEXT NOT NULL,"
    " PRIMARY KEY(speaker, position)) WITHOUT ROWID;"
    "CREATE TABLE turn("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " document INTEGER NOT NULL REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED,"
    " number INTEGER NOT NULL,"
    " speaker TEXT,"
    " length INTEGER NOT NULL,"
    " lines_complete INTEGER NOT NULL,"
    " locator TEXT,"
    " time_ms INTEGER,"
    " source_line INTEGER,"
    " UNIQUE(document, number));"
    "CREATE TABLE turn_text("
    " turn INTEGER PRIMARY KEY REFERENCES turn(id) DEFERRABLE INITIALLY DEFERRED,"
    " text TEXT NOT NULL);"
    "CREATE TABLE line("
    " turn INTEGER NOT NULL REFERENCES turn(id) DEFERRABLE INITIALLY DEFERRED,"
    " start INTEGER NOT NULL,"
    " line INTEGER NOT NULL,"
    " PRIMARY KEY(turn, start)) WITHOUT ROWID;"
    "CREATE TABLE question("
    " id INTEGER PRIMARY KEY,"
    " document INTEGER NOT NULL REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED,"
    " question TEXT NOT NULL,"
    " first_turn INTEGER NOT NULL,"
    " last_turn INTEGER NOT NULL,"
    " text TEXT);"
    "CREATE TABLE code("
    " id INTEGER PRIMARY KEY,"
    " code TEXT NOT NULL UNIQUE,"
    " parent INTEGER REFERENCES code(id) DEFERRABLE INITIALLY DEFERRED,"
    " name TEXT NOT NULL,"
    " definition TEXT);"
    "CREATE INDEX code_parent ON code(parent);"
    "CREATE TABLE equivalence("
    " code INTEGER NOT NULL REFERENCES code(id) DEFERRABLE INITIALLY DEFERRED,"
    " theme TEXT NOT NULL,"
    " PRIMARY KEY(code, theme)) WITHOUT ROWID;"
    "CREATE TABLE coder("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE coding("
    " id INTEGER PRIMARY KEY,"
    " coder INTEGER REFERENCES coder(id) DEFERRABLE INITIALLY DEFERRED,"
    " code INTEGER NOT NULL REFERENCES code(id) DEFERRABLE INITIALLY DEFERRED,"
    " document INTEGER NOT NULL REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED,"
    " first_turn INTEGER NOT NULL,"
    " start INTEGER NOT NULL,"
    " last_turn INTEGER NOT NULL,"
    " \"end\" INTEGER NOT NULL,"
    " quote TEXT,"
    " memo TEXT,"
    " unit TEXT,"
    " round TEXT NOT NULL,"
    " status TEXT);"
    "CREATE TABLE progress("
    " document INTEGER NOT NULL REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED,"
    " coder INTEGER NOT NULL REFERENCES coder(id) DEFERRABLE INITIALLY DEFERRED,"
    " done INTEGER NOT NULL,"
    " PRIMARY KEY(document, coder)) WITHOUT ROWID;",

    // 2: what the engines search. All of it can be derived again from the tables above.
    "CREATE TABLE passage("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " document INTEGER NOT NULL,"
    " turn INTEGER NOT NULL,"
    " number INTEGER NOT NULL,"
    " start INTEGER NOT NULL,"
    " \"end\" INTEGER NOT NULL,"
    " digest TEXT NOT NULL,"
    " changed INTEGER NOT NULL);"
    "CREATE INDEX passage_document ON passage(document);"
    "CREATE TABLE passage_removed("
    " id INTEGER PRIMARY KEY,"
    " revision INTEGER NOT NULL);"
    "CREATE TABLE passage_filter("
    " term TEXT NOT NULL,"
    " passage INTEGER NOT NULL,"
    " PRIMARY KEY(term, passage)) WITHOUT ROWID;"
    "CREATE VIRTUAL TABLE passage_fts USING fts5("
    " text, codes, memos, definitions, context, filters UNINDEXED, tokenize = 'propos');"
    "CREATE VIRTUAL TABLE code_fts USING fts5(name, definition, tokenize = 'propos');"
    "CREATE VIRTUAL TABLE memo_fts USING fts5(memo, tokenize = 'propos');"
    "CREATE VIRTUAL TABLE quote_fts USING fts5(text, tokenize = 'trigram');"
    // Words are gathered in memory, up to so many bytes, before they are written: with FTS5's own
    // limit of 1 MB
    // an import takes 1.7 times as long.
    "INSERT INTO passage_fts(passage_fts, rank) VALUES('hashsize', 67108864);"
    "INSERT INTO quote_fts(quote_fts, rank) VALUES('hashsize', 67108864);",

    // 3: the words of the passages, and what dictionary words they are forms of.
    "CREATE TABLE word("
    " word TEXT PRIMARY KEY,"
    " folded TEXT NOT NULL,"
    " stem TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX word_folded ON word(folded);"
    "CREATE INDEX word_stem ON word(stem);"
    "CREATE TABLE lemma("
    " lemma TEXT NOT NULL,"
    " word TEXT NOT NULL,"
    " PRIMARY KEY(lemma, word)) WITHOUT ROWID;"
    "CREATE INDEX lemma_word ON lemma(word);",

    // 4: where coders differ: what was decided, and the numbers that disagreements go by.
    "CREATE TABLE decision("
    " id INTEGER PRIMARY KEY,"
    " document INTEGER NOT NULL REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED,"
    " quote TEXT NOT NULL,"
    " coders TEXT,"
    " code TEXT,"
    " stage TEXT,"
    " why TEXT,"
    " date TEXT,"
    " decided_by TEXT,"
    " first_turn INTEGER,"
    " start INTEGER,"
    " last_turn INTEGER,"
    " \"end\" INTEGER);"
    "CREATE TABLE dispute("
    " number INTEGER PRIMARY KEY,"
    " coders TEXT NOT NULL,"
    " document TEXT NOT NULL,"
    " first_turn INTEGER NOT NULL,"
    " start INTEGER NOT NULL,"
    " last_turn INTEGER NOT NULL,"
    " \"end\" INTEGER NOT NULL,"
    " key TEXT NOT NULL,"
    " present INTEGER NOT NULL);"
    "CREATE INDEX dispute_document ON dispute(document);",
};

int corpus_schema_newest(void)
{
    return (int)(sizeof STEPS / sizeof STEPS[0]);
}

static propos_status read_number(const propos_record *record, const char *sql, int64_t *number,
                                 propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    *number = 0;
    propos_status status = corpus_prepare(record, sql, &statement, error);
    if (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
    }
    if (row) {
        *number = sqlite3_column_int64(statement, 0);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

propos_status corpus_schema_version(const propos_record *record, int *version, propos_error *error)
{
    int64_t application = 0;
    int64_t user = 0;
    int64_t tables = 0;
    *version = 0;
    propos_status status = read_number(record, "PRAGMA application_id", &application, error);
    if (status == PROPOS_OK) {
        status = read_number(record, "PRAGMA user_version", &user, error);
    }
    if (status == PROPOS_OK) {
        status = read_number(record, "SELECT count(*) FROM sqlite_schema", &tables, error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    bool empty = application == 0 && user == 0 && tables == 0;
    if (!empty && (application != CORPUS_APPLICATION_ID || user < 0)) {
        return propos_fail_at(error, PROPOS_DAMAGED, record->path, 0,
                              _("is another program's database, not a study of Propos"));
    }
    *version = (int)user;
    return PROPOS_OK;
}

propos_status corpus_schema_migrate(const propos_record *record, int from, int to,
                                    propos_error *error)
{
    propos_status status = corpus_exec(record, "BEGIN IMMEDIATE", error);
    if (status != PROPOS_OK) {
        return status;
    }
    // Somebody else may have migrated while we waited for the lock.
    int now = from;
    status = corpus_schema_version(record, &now, error);
    const int newest = corpus_schema_newest();
    for (int step = now; status == PROPOS_OK && step < to && step < newest; step++) {
        status = corpus_exec(record, STEPS[step], error);
    }
    if (status == PROPOS_OK && now < to) {
        char pragmas[96];
        (void)snprintf(pragmas, sizeof pragmas,
                       "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                       CORPUS_APPLICATION_ID, to);
        status = corpus_exec(record, pragmas, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_exec(record, "COMMIT", error);
    }
    if (status != PROPOS_OK) {
        (void)sqlite3_exec(record->db, "ROLLBACK", NULL, NULL, NULL);
    }
    return status;
}
