// The inside of a snapshot: private to corpus/.
#ifndef PROPOS_CORPUS_SNAPSHOT_PARTS_H
#define PROPOS_CORPUS_SNAPSHOT_PARTS_H

#include "base/arena.h"
#include "base/map.h"
#include "corpus/snapshot.h"
#include "corpus/store.h"

#include <stdatomic.h>

struct propos_snapshot_private {
    atomic_uint owners;
    propos_arena *arena; // everything but the maps
    propos_map documents, codes, coders;
    uint32_t
        *by_id; // open addressing: hash of a passage's id -> its index, PROPOS_NONE where empty
    uint32_t by_id_size; // a power of two
};

// A printed line of the transcripts we know holds about 95 characters; the first 60 surely stand on
// the first.
enum { SNAPSHOT_LINE_LETTERS = 95, SNAPSHOT_LINE_SURELY = 60 };

// How many letters a line of this document holds: the slope of the turns' lengths over the lines
// from one turn's first to the next one's (least squares; what lies between turns is the constant).
// SNAPSHOT_LINE_LETTERS where too few turns tell.
double snapshot_line_letters(const propos_snap_turn *turns, uint32_t count);

// The slot where the search for `id` begins.
static inline uint32_t snapshot_slot(uint32_t id, uint32_t size)
{
    return (id * 2654435769U) & (size - 1); // Knuth's multiplicative hash
}

// An id of the record and the index it has become.
typedef struct snapshot_id {
    int64_t id;
    uint32_t index;
} snapshot_id;

typedef struct snapshot_ids {
    snapshot_id *items; // sorted by id
    size_t count, capacity;
} snapshot_ids;

// A snapshot being read.
typedef struct snapshot_loader {
    propos_record *record;
    propos_error *error;
    propos_arena *arena;
    struct propos_snapshot_private *inside;
    propos_snapshot *snapshot;
    propos_snap_document *documents;
    propos_snap_speaker *speakers;
    propos_snap_code *codes;
    propos_snap_coding *codings;
    propos_snap_turn *turns;
    propos_snap_passage *passages;
    snapshot_ids document_ids, group_ids, speaker_ids, code_ids, coder_ids;
    uint32_t *turn_filled, *passage_filled; // by document
    uint32_t *passages_of;                  // by document: how many
    bool *finished;
    uint32_t coding_total;
    const char *shared[16]; // texts that many codings have
    size_t shared_count;
    propos_map units; // by what makes a unit: its key
    size_t unit_count;
    propos_arena *scratch; // the keys of `units`
    propos_buffer key;
} snapshot_loader;

typedef propos_status (*snapshot_row)(snapshot_loader *l, sqlite3_stmt *row);

// snapshot_load.c
propos_status snapshot_each(snapshot_loader *l, const char *sql, snapshot_row on_row);
propos_status snapshot_count(snapshot_loader *l, const char *sql, uint32_t *count);
propos_status snapshot_damaged(snapshot_loader *l, const char *table);
const char *snapshot_copy(snapshot_loader *l, sqlite3_stmt *row, int column);
void snapshot_add_id(snapshot_ids *list, int64_t id, uint32_t index);
void snapshot_sort_ids(snapshot_ids *list);
// The index for the id in a column, PROPOS_NONE when it is NULL or unknown.
uint32_t snapshot_index(const snapshot_ids *list, sqlite3_stmt *row, int column);

// The steps, in this order: each needs those before it.
propos_status snapshot_load_documents(snapshot_loader *l);
propos_status snapshot_load_speakers(snapshot_loader *l);
propos_status snapshot_load_codes(snapshot_loader *l);     // snapshot_codes.c
propos_status snapshot_load_text(snapshot_loader *l);      // snapshot_text.c
propos_status snapshot_load_codings(snapshot_loader *l);   // snapshot_codings.c
propos_status snapshot_load_decisions(snapshot_loader *l); // snapshot_decisions.c

// snapshot_codings.c: the index of the turn with this number; PROPOS_NONE: there is none.
uint32_t snapshot_turn(const snapshot_loader *l, uint32_t document, int64_t number);

#endif
