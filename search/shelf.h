// The shelf's inside: what the threads of one program share.
#ifndef PROPOS_SEARCH_SHELF_H
#define PROPOS_SEARCH_SHELF_H

#include "corpus/record.h"
#include "corpus/snapshot.h"
#include "search/catalogue.h"
#include "search/library.h"
#include "search/operation.h"
#include "text/lists.h"
#include "text/thesaurus.h"

#include <stddef.h>
#include <stdint.h>

// One revision of one study, immutable: its snapshot, its names, its word lists. Counted.
typedef struct propos_edition propos_edition;
struct propos_edition {
    propos_snapshot *snapshot;
    propos_catalogue *catalogue;
    const propos_lists *lists; // the study's, else the shelf's
    const char *trouble;       // why the study's own word lists are not used, or NULL
};

// Tells one file from another that took its name.
typedef struct propos_stamp {
    uint64_t device, inode;
    int64_t size, changed_ns;
} propos_stamp;

// The stamp of a file; zeros when there is none.
propos_stamp propos_stamp_of(const char *path);

// The folder of all studies; the shelf's.
const char *propos_shelf_dir(const propos_shelf *shelf);
const propos_lists *propos_shelf_lists(const propos_shelf *shelf);
// NULL where none is installed, or none that can be read.
const propos_thesaurus *propos_shelf_thesaurus(const propos_shelf *shelf);

// The operation of that name that another room added, or NULL.
const propos_operation *propos_shelf_operation(const propos_shelf *shelf, const char *name);

// True when the shelf serves the study of this id, whose record notes this source path.
bool propos_shelf_serves(const propos_shelf *shelf, const char *id, const char *source_path);

// The edition of study `id` that the open record holds, loaded when no thread has loaded it before.
// `file` tells the record from an earlier one. The caller's until propos_edition_release(). Errors:
// those of propos_snapshot_load() and of the study's word lists.
propos_status propos_shelf_edition(propos_shelf *shelf, const char *id, propos_record *record,
                                   uint64_t revision, propos_stamp file, propos_edition **out,
                                   propos_error *error);
propos_edition *propos_edition_keep(propos_edition *edition);
void propos_edition_release(propos_edition *edition);

#endif
