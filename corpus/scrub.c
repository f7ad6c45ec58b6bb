// Makes sure that what was taken out of a record is nowhere in its file any more.
#include "base/i18n.h"
#include "corpus/store.h"

#include <string.h>

static propos_status cut_log(propos_record *record, propos_error *error)
{
    int code = sqlite3_wal_checkpoint_v2(record->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return code == SQLITE_OK
               ? PROPOS_OK
               : propos_fail(error, PROPOS_BUSY,
                             _("another program is reading this study, so the withdrawn words "
                               "could not be wiped from its file yet: run propos-index again"));
}

propos_status propos_record_scrub(propos_record *record, const char *journal, propos_error *error)
{
    // FTS5 keeps words of removed rows until its segments are merged, SQLite keeps removed rows in
    // free pages, and both stand in the write-ahead log: the indexes are built anew from what is
    // there, then the file is, and the log is cut. Nothing of it goes through a temporary file.
    propos_status status = corpus_exec(record,
                                       "PRAGMA temp_store = MEMORY;"
                                       "BEGIN IMMEDIATE;"
                                       "INSERT INTO passage_fts(passage_fts) VALUES('rebuild');"
                                       "INSERT INTO code_fts(code_fts) VALUES('rebuild');"
                                       "INSERT INTO memo_fts(memo_fts) VALUES('rebuild');"
                                       "INSERT INTO quote_fts(quote_fts) VALUES('rebuild');",
                                       error);
    status = status == PROPOS_OK ? corpus_exec(record, "COMMIT", error) : status;
    // VACUUM attaches a database of its own, which a record otherwise never may.
    int attached = sqlite3_limit(record->db, SQLITE_LIMIT_ATTACHED, 1);
    status = status == PROPOS_OK ? corpus_exec(record, "VACUUM", error) : status;
    (void)sqlite3_limit(record->db, SQLITE_LIMIT_ATTACHED, attached);
    if (status != PROPOS_OK) {
        (void)sqlite3_exec(record->db, "ROLLBACK", NULL, NULL, NULL);
        return status;
    }
    // Noted only when all is done: a run that was stopped on the way does it again.
    status = cut_log(record, error);
    if (status == PROPOS_OK) {
        status = corpus_note_set(record, "withdrawn", journal, error);
    }
    return status == PROPOS_OK ? cut_log(record, error) : status;
}
