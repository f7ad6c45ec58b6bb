// From a study that was read to the record and the index.
#ifndef PROPOS_INDEXER_RUN_H
#define PROPOS_INDEXER_RUN_H

#include "base/error.h"
#include "corpus/record.h"
#include "indexer/reading.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The stages that a progress bar shows.
typedef enum propos_stage { PROPOS_STAGE_IMPORT, PROPOS_STAGE_INDEX } propos_stage;
typedef void (*propos_stage_fn)(void *context, propos_stage stage, double part);

typedef struct propos_run_options {
    bool rebuild;
    // Who withdrew his words (withdraw_apply(); NULL: nobody): when the record has not heard of it
    // yet, they are wiped from it and the index is built anew.
    const char *withdrawn;
    propos_stage_fn progress; // or NULL
    void *progress_context;
} propos_run_options;

// Imports the reading (which must have no fault) and brings the index up to it. Studies lie in
// propos_state_dir(); one run at a time writes a study (BUSY otherwise). Errors of
// propos_record_open(), propos_record_import() and propos_index_update(); BAD_INPUT when another
// folder owns this study's id. An error of the index leaves the record imported and *counts filled:
// the fallback answers until it is mended.
propos_status propos_run(const propos_reading *reading, const propos_run_options *options,
                         propos_import_counts *counts, propos_error *error);

#endif
