// The record: one SQLite file per study (WAL) that holds the truth. docs/record.md describes the
// tables.
//
// A record handle belongs to one thread at a time. Text positions are those of base/study.h.
#ifndef PROPOS_CORPUS_RECORD_H
#define PROPOS_CORPUS_RECORD_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/study.h"
#include "text/analyser.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct propos_record propos_record;
struct sqlite3;

typedef enum propos_record_mode {
    PROPOS_RECORD_READ, // the file must exist; nothing is written
    PROPOS_RECORD_WRITE // created or migrated when need be
} propos_record_mode;

// Opens `path`. `analyser` must outlive the record (FTS5's tokeniser calls it). Errors: UNAVAILABLE
// (no such file), DAMAGED (not a record, or SQLite says so), REBUILD (schema newer than ours: the
// message says which version of Propos to use), BUSY, IO.
propos_status propos_record_open(const char *path, propos_record_mode mode,
                                 propos_analyser *analyser, propos_record **out,
                                 propos_error *error);
void propos_record_close(propos_record *record);

// The database handle, with the tokeniser "propos" registered: engine/ runs FTS5 queries on it.
// Tables: passage_fts(text, codes, memos, definitions, context; rowid = passage id), code_fts(name,
// definition), memo_fts(memo), passage_filter(term, passage). In a MATCH expression the words of a
// quoted string, split at spaces, are terms as they stand: the exact form, or 'S', 'F', 'G' before
// a stem, fold, folded stem
// ('"Fla Fpatient"' is a phrase of two folds). The column context holds folds only, after a control
// character. Positions are the analyser's; they run on across "\n".
struct sqlite3 *propos_record_sqlite(propos_record *record);

// Raised by one at each import that changed something. 0: nothing was ever imported.
propos_status propos_record_revision(propos_record *record, uint64_t *revision,
                                     propos_error *error);

// Interrupts a running read from another place (deadline): the read then fails with DEADLINE.
// `stop` is polled every few thousand SQLite instructions; NULL ends the polling.
void propos_record_watch(propos_record *record, bool (*stop)(void *context), void *context);

// A value of the record's own notes ("source_path", "title", …), appended to `out`; NOT_FOUND when
// unset.
propos_status propos_record_note(propos_record *record, const char *name, propos_buffer *out,
                                 propos_error *error);

// ---- writing (propos-index) ----

// What an import did.
typedef struct propos_import_counts {
    size_t documents_added, documents_changed, documents_removed, documents_kept;
    size_t passages_changed, passages_removed;
    uint64_t revision; // after it; unchanged when nothing changed
} propos_import_counts;

// Makes the record say exactly what `study` says, in one transaction: documents whose text is
// unchanged keep their turns, passages and ids; the others are replaced; those that `study` lacks
// are removed. Codings, codes, speakers, guide, progress and files are replaced as wholes, and
// every passage whose indexed content (text, codes, memos, neighbours, filters) differs is marked
// with the new revision. The batch is journaled (table `batch`). On any error nothing has changed.
// Errors: BUSY, IO, DAMAGED, BAD_INPUT (another source path owns this id, code cycles and the like
// are the caller's to find first; a constraint that fails here is INTERNAL). `progress` (may be
// NULL) is called with 0 to 1.
propos_status propos_record_import(propos_record *record, const propos_study_data *study,
                                   void (*progress)(void *context, double part), void *context,
                                   propos_import_counts *counts, propos_error *error);

// Wipes what earlier imports took out from the record's file (indexes, free pages, log), and notes
// `journal` (note "withdrawn"). After an import, outside any transaction. Errors: BUSY (a reader
// holds the log; try again), IO, DAMAGED.
propos_status propos_record_scrub(propos_record *record, const char *journal, propos_error *error);

// The files of the last import, for "has it changed?": calls `each` per file.
propos_status propos_record_files(propos_record *record,
                                  void (*each)(void *context, const propos_file_data *file),
                                  void *context, propos_error *error);

// Reads a document back as it was imported (turns with line maps), for a run whose file did not
// change. NOT_FOUND when the record has no such document.
propos_status propos_record_document(propos_record *record, propos_arena *arena, const char *id,
                                     propos_document_data *document, propos_error *error);

// ---- what the engines index: one row per passage ----

// A passage as an engine sees it. Fields are texts to be tokenised, one name or memo a line ("\n"
// between): a phrase never crosses a line. `filters` are the boolean terms (corpus/filters.h), one
// a line.
typedef struct propos_passage_row {
    uint32_t id;
    uint64_t changed; // the revision in which its content last changed
    const char *text;
    const char *codes;       // names of its codes and of their ancestors
    const char *memos;       // memos of its codings
    const char *definitions; // definitions of its codes and of their ancestors
    const char *context;     // the turns around it (conversations only), else ""
    const char *filters;
} propos_passage_row;

// Calls `each` for the passages changed after revision `after`, by id (0: all). Return false from
// `each` to stop. The row's strings are valid during the call.
propos_status propos_record_passages(propos_record *record, uint64_t after,
                                     bool (*each)(void *context, const propos_passage_row *row),
                                     void *context, propos_error *error);

// Calls `each` with the ids of the passages removed after revision `after`.
propos_status propos_record_removed(propos_record *record, uint64_t after,
                                    void (*each)(void *context, uint32_t id), void *context,
                                    propos_error *error);

// ---- reading texts ----

// Appends the text of a passage / of turn `turn_id` (as in the snapshot) to `out`.
propos_status propos_record_passage_text(propos_record *record, uint32_t id, propos_buffer *out,
                                         propos_error *error);
propos_status propos_record_turn_text(propos_record *record, uint32_t turn_id, propos_buffer *out,
                                      propos_error *error);

// Calls `each` with the turns (as in the snapshot) whose folded text (propos_folded()) holds
// `folded`, `most` of them at most, by id. Three letters and more are looked up; fewer are looked
// for in every turn.
propos_status propos_record_quoted(propos_record *record, const char *folded, size_t most,
                                   void (*each)(void *context, uint32_t turn_id), void *context,
                                   propos_error *error);

// Checks SQLite's integrity, the digest of each document and FTS5's; DAMAGED says what is wrong.
propos_status propos_record_check(propos_record *record, propos_error *error);

#endif
