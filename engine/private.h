// What the files of engine/ share, and nobody else sees.
#ifndef PROPOS_ENGINE_PRIVATE_H
#define PROPOS_ENGINE_PRIVATE_H

#include "engine/engine.h"
#include "engine/local.h"

// ---- places: at which word positions the words of a phrase stand (places.c) ----

// In the fields that hold one name or memo a line, each line starts this many positions further on,
// so that no phrase crosses it. Nothing that a person writes between two words of one phrase is as
// long.
#define ENGINE_LINE_GAP 1000
// The largest distance of NEAR: smaller than the gap, so that NEAR never crosses a line either.
#define ENGINE_NEAR_MOST (ENGINE_LINE_GAP - 1)

// True for the fields whose lines are separate: codes, memos, definitions.
bool engine_field_has_lines(propos_field field);

// The position of a token in its field. `line` is the number of "\n" before it (0 where lines do
// not count).
static inline uint32_t engine_position(uint32_t position, uint32_t line)
{
    return position + line * ENGINE_LINE_GAP;
}

// The positions of one word (or of several that may stand for it), ascending; equal ones may follow
// each other.
typedef struct engine_places {
    const uint32_t *at;
    size_t count;
} engine_places;

// True when word i stands at position p + i for some p; the first such p that is at least `from`
// goes to *where.
bool engine_phrase(const engine_places *words, size_t count, uint32_t from, uint32_t *where);

// True when each word has a position of its own within [p, p + distance]; the first such p that is
// at least `from` and is the position of one of the words goes to *where.
bool engine_near(const engine_places *words, size_t count, uint32_t distance, uint32_t from,
                 uint32_t *where);

// NEAR's distance as both engines use it.
static inline uint32_t engine_distance(uint32_t distance)
{
    return distance > ENGINE_NEAR_MOST ? ENGINE_NEAR_MOST : distance;
}

// ---- words that start alike (local.c) ----

typedef struct engine_prefix {
    const char *text; // casefolded NFC; the caller's
    bool accents;     // it has some, so accents count
} engine_prefix;

engine_prefix engine_prefix_of(const char *text);

// True when the exact form `word` starts with the prefix.
bool engine_starts_with(const char *word, const engine_prefix *prefix);

// True when the PHRASE or NEAR `node` matches `tokens`, those of `text`, the text of its field.
bool engine_local_positions(const propos_node *node, const propos_tokens *tokens, const char *text);

// ---- terms as they stand in the Xapian index (terms.c; docs/index.md lists them) ----

// Xapian refuses terms over 245 bytes; a longer one is cut and told apart by its digest.
#define ENGINE_TERM_MOST 240
#define ENGINE_TERM_SIZE (ENGINE_TERM_MOST + 1)

// Writes the term of a word (its field's letter, its channel's, the word), returns its length.
size_t engine_term(propos_field field, propos_channel channel, const char *word,
                   char out[ENGINE_TERM_SIZE]);

// Beside its words a passage has a marker for each word that shares its place with another one:
// this letter before the word's own term, no position. Xapian's OP_NEAR misses matches in such
// places only.
#define ENGINE_SHARED_PLACE "P"

// Writes a filter's term.
size_t engine_filter_term(const char *filter, char out[ENGINE_TERM_SIZE]);

// The letter that the exact forms of a field start with, "" for the text.
const char *engine_field_letter(propos_field field);

// ---- prefixes (prefix.c) ----

// An index's exact forms of one field, in the order of their bytes, as an engine can read them. The
// words are the vocabulary's until its next call.
typedef struct engine_vocabulary {
    void *context;
    // The first word that is at least `from`; *word is NULL at the end.
    propos_status (*seek)(void *context, const char *from, const char **word, propos_error *error);
    // The word after the last one given.
    propos_status (*next)(void *context, const char **word, propos_error *error);
} engine_vocabulary;

// Calls `each` with every word that starts with `text` (a PREFIX node's), accents as there, in no
// certain order. Return false to stop.
propos_status engine_expand(const engine_vocabulary *vocabulary, const char *text,
                            bool (*each)(void *context, const char *word), void *context,
                            propos_error *error);

// The most words that a PREFIX may stand for: beyond this a query is slow and its answer says
// nothing.
#define ENGINE_PREFIX_MOST 5000

typedef struct engine_words {
    char **items; // malloc'ed, as are the words; free with engine_words_free()
    size_t count, capacity;
} engine_words;

// The words of a PREFIX node. BAD_QUERY when there are too many.
propos_status engine_expand_words(const engine_vocabulary *vocabulary, const char *text,
                                  engine_words *words, propos_error *error);
void engine_words_free(engine_words *words);

// ---- what an engine does (engine.c calls it) ----

typedef struct engine_methods {
    const char *name;
    void (*close)(propos_engine *engine);
    propos_status (*revision)(propos_engine *engine, uint64_t *revision, propos_error *error);
    propos_status (*reopen)(propos_engine *engine, propos_error *error);
    propos_status (*match)(propos_engine *engine, const propos_node *tree,
                           const propos_match_options *options, propos_matches *out,
                           propos_error *error);
    propos_status (*words)(propos_engine *engine, const char *prefix,
                           bool (*each)(void *context, const char *word, size_t passages),
                           void *context, propos_error *error);
} engine_methods;

// An engine's struct starts with this one.
struct propos_engine {
    const engine_methods *methods;
};

// ---- BM25, the formula of both engines (Robertson and Zaragoza, "The Probabilistic Relevance
// Framework: BM25 and Beyond", 2009), with Lucene's always positive idf: log(1 + (N - n + 0.5) / (n
// + 0.5)) ----

// How soon further occurrences stop counting, and how much length counts: passages are short and
// alike in length, so both are on the low side of what is usual (1.2 and 0.75).
#define ENGINE_BM25_K1 1.0
#define ENGINE_BM25_B 0.5
// A passage counts as at least this part of the average length: "Oui." is not the best answer to
// "oui".
#define ENGINE_BM25_SHORTEST 0.5

// ---- Xapian through a C face (xapian.cc); no exception leaves it ----

typedef struct engine_database engine_database; // a reader
typedef struct engine_writer engine_writer;

// A term of a document.
typedef struct engine_posting {
    size_t start;      // in the document's bytes
    uint32_t length;   // in bytes
    uint32_t position; // 0: none
    uint32_t wdf;      // what it adds to the document's length
} engine_posting;

// What Xapian is told of a passage (document.c). Zero-initialise; engine_document_free().
typedef struct engine_document {
    uint32_t id;
    propos_buffer bytes; // all terms, one after the other
    engine_posting *items;
    size_t count, capacity;
} engine_document;

// Fills `document` (what it held is gone) with the terms of a passage.
void engine_document_set(engine_document *document, propos_analyser *analyser,
                         const propos_passage_row *row);
void engine_document_free(engine_document *document);

propos_status engine_database_open(const char *path, engine_database **out, propos_error *error);
void engine_database_close(engine_database *database);

// Moves to the newest commit.
propos_status engine_database_reopen(engine_database *database, propos_error *error);

// Appends the value of a key that the writer set, nothing when it did not.
propos_status engine_database_note(engine_database *database, const char *key, propos_buffer *out,
                                   propos_error *error);

// As propos_engine_match(), but *modified says that a writer's commit was in the way: reopen and
// try again.
propos_status engine_database_match(engine_database *database, const propos_node *tree,
                                    const propos_match_options *options, propos_matches *out,
                                    bool *modified, propos_error *error);

// As propos_engine_words(), *modified as above.
propos_status engine_database_words(engine_database *database, const char *prefix,
                                    bool (*each)(void *context, const char *word, size_t passages),
                                    void *context, bool *modified, propos_error *error);

// Xapian's own check of every table.
propos_status engine_database_check(const char *path, propos_error *error);

// Opens for writing. Errors: BUSY, DAMAGED, IO.
propos_status engine_writer_open(const char *path, bool create, engine_writer **out,
                                 propos_error *error);
// Closes; what was not committed is dropped. NULL is nothing.
void engine_writer_discard(engine_writer *writer);
propos_status engine_writer_put(engine_writer *writer, const engine_document *document,
                                propos_error *error);
propos_status engine_writer_remove(engine_writer *writer, uint32_t id, propos_error *error);
propos_status engine_writer_note(engine_writer *writer, const char *key, const char *value,
                                 propos_error *error);
propos_status engine_writer_commit(engine_writer *writer, propos_error *error);

// Merges indexes whose ids do not overlap into a new one at `path`, an empty folder.
propos_status engine_merge(const char *const *parts, size_t count, const char *path,
                           propos_error *error);

// ---- several threads (build.c) ----

// Below this many passages one writer is as fast.
#define ENGINE_BUILD_LEAST 4000

// Writes all of the record's passages to a new index at `path`, an empty folder. `passages` is
// their number; `progress` is told how many more are read.
propos_status engine_build(const char *study_dir, const char *path, propos_record *record,
                           const propos_lists *lists, size_t passages,
                           void (*progress)(void *context, size_t passages), void *context,
                           propos_error *error);

// ---- what an index says of itself (reader.c) ----

#define ENGINE_NOTE_SCHEMA "schema"
#define ENGINE_NOTE_ANALYSER "analyser"
#define ENGINE_NOTE_REVISION "revision"

// Which terms stand in the index, and how; raised whenever that changes.
#define ENGINE_SCHEMA "1"

// REBUILD when the index was made by another analyser or has another schema.
propos_status engine_database_is_ours(engine_database *database, const char *path,
                                      const char *analyser_version, propos_error *error);

// The record's revision that the index is whole for; 0 when it has none.
propos_status engine_database_revision(engine_database *database, uint64_t *revision,
                                       propos_error *error);

// ---- where indexes lie (folder.c) ----

// Room for "index.N".
#define ENGINE_INDEX_NAME_SIZE 32

// The writer's lock on the study's index; freed when the process ends, however it ends. BUSY, IO.
propos_status engine_index_lock(const char *study_dir, int *lock, propos_error *error);
void engine_index_unlock(int lock);

// Makes an empty folder for a new index: its name, and its path (of PROPOS_PATH_SIZE bytes).
propos_status engine_index_new(const char *study_dir, char name[ENGINE_INDEX_NAME_SIZE], char *path,
                               propos_error *error);

// Makes `name` the index in use, in one step.
propos_status engine_index_swap(const char *study_dir, const char *name, propos_error *error);

// Removes a folder with what is in it, or every index that is not in use. Who reads there goes on
// reading.
void engine_index_remove(const char *path);
void engine_index_sweep(const char *study_dir);

// ---- digests of an index's files (blocks.c) ----

#define ENGINE_FILE_NAME_SIZE 64

// Writes down what the files of `folder` hold, after the last commit.
propos_status engine_blocks_write(const char *folder, propos_error *error);

// Before the files change: what was written down is no longer true.
propos_status engine_blocks_forget(const char *folder, propos_error *error);

// DAMAGED when a file is not what was written down. Only files whose size or time has changed are
// read, unless `thorough`. PROPOS_OK when nothing is written down.
propos_status engine_blocks_check(const char *folder, bool thorough, propos_error *error);

#endif
