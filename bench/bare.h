// Bare libxapian, for comparison: the same terms, the same queries, nothing of ours around them.
#ifndef PROPOS_BENCH_BARE_H
#define PROPOS_BENCH_BARE_H

#include "engine/private.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct bare_writer bare_writer;
bare_writer *bare_writer_new(const char *path);
void bare_writer_add(bare_writer *writer, const engine_document *document);
void bare_writer_commit(bare_writer *writer);
void bare_writer_free(bare_writer *writer);

typedef struct bare_reader bare_reader;
bare_reader *bare_reader_new(const char *path);
void bare_reader_free(bare_reader *reader);

// The tree as a plain Xapian query (no DECIDE: what preselects stays), matched with BM25: the best
// `limit`, every match counted when `exact`. `decide` (may be NULL) says which passages count.
// Returns the number of matches.
size_t bare_match(bare_reader *reader, const propos_node *tree, size_t limit, bool exact,
                  propos_decide_fn decide, void *context);

#endif
