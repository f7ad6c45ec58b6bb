// Search engines behind one face: Xapian, and the FTS5 fallback on the record.
//
// An engine belongs to one thread at a time.
#ifndef PROPOS_ENGINE_ENGINE_H
#define PROPOS_ENGINE_ENGINE_H

#include "base/error.h"
#include "corpus/record.h"
#include "engine/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct propos_engine propos_engine;

// Opens the Xapian index in `index_path`. Errors: REBUILD (missing, another analyser version,
// another schema), DAMAGED. The index may be behind the record: see propos_engine_revision().
propos_status propos_engine_open_xapian(const char *index_path, const char *analyser_version,
                                        propos_engine **out, propos_error *error);

// Opens the fallback on a record that outlives the engine.
propos_status propos_engine_open_fallback(propos_record *record, propos_analyser *analyser,
                                          propos_engine **out, propos_error *error);
void propos_engine_close(propos_engine *engine);

// "xapian" or "fts5".
const char *propos_engine_name(const propos_engine *engine);

// The record's revision that the engine answers for (Xapian: that of its last commit).
propos_status propos_engine_revision(propos_engine *engine, uint64_t *revision,
                                     propos_error *error);

// Moves to the newest commit; cheap, to be called before each request. REBUILD when the index was
// swapped away.
propos_status propos_engine_reopen(propos_engine *engine, propos_error *error);

typedef struct propos_hit {
    uint32_t id;
    double score;
} propos_hit;

typedef struct propos_match_options {
    size_t first; // hits to pass over
    size_t limit; // hits to return; SIZE_MAX: all
    bool exact;   // count exactly (check every match); else `total` may be an estimate
    // Added to a passage's score: to put tiers above each other (participants before moderators).
    // NULL: none.
    double (*boost)(void *context, uint32_t id);
    double boost_most; // the largest value that `boost` gives
    void *boost_context;
    // Called with every passage that matches, in no order (then `exact` is implied). NULL: none.
    void (*every)(void *context, uint32_t id);
    void *every_context;
    // Polled during the match; true stops it with DEADLINE. NULL: never.
    bool (*stop)(void *context);
    void *stop_context;
} propos_match_options;

typedef struct propos_matches {
    propos_hit *hits; // by score, highest first; equal scores by id. malloc'ed
    size_t count;
    size_t total;
} propos_matches;

// Runs `tree`. A writer's commit in between is handled inside (reopen and retry). Errors: DEADLINE,
// DAMAGED, IO, BAD_QUERY (a prefix that stands for too many words).
propos_status propos_engine_match(propos_engine *engine, const propos_node *tree,
                                  const propos_match_options *options, propos_matches *out,
                                  propos_error *error);
void propos_matches_free(propos_matches *matches);

// Calls `each` with the exact-form words of the index that start with `prefix` (casefolded; accents
// as for PROPOS_NODE_PREFIX) and the number of passages each is in: for completion. Return false to
// stop.
propos_status propos_engine_words(propos_engine *engine, const char *prefix,
                                  bool (*each)(void *context, const char *word, size_t passages),
                                  void *context, propos_error *error);

// ---- the Xapian index's writer ----

// Brings the index in `study_dir` up to the record: adds what changed, removes what went, in
// journaled batches. `rebuild`, a missing or damaged index, or another analyser version builds a
// new one beside and swaps it in by renaming a link, so that readers never see half. Errors: BUSY
// (another writer), IO (disk full: the old index is still there), DAMAGED. `progress` may be NULL.
propos_status propos_index_update(const char *study_dir, propos_record *record,
                                  propos_analyser *analyser, bool rebuild,
                                  void (*progress)(void *context, double part), void *context,
                                  propos_error *error);

// Checks every block of the index (scrub). DAMAGED says what is wrong.
propos_status propos_index_check(const char *index_path, propos_error *error);

// Where the index of a study lies: STUDY_DIR/index (a link to index.N).
#define PROPOS_INDEX_NAME "index"
// Where its record lies: STUDY_DIR/record.db
#define PROPOS_RECORD_NAME "record.db"

#endif
