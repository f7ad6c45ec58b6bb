// One thread's hold on one study: its record, its engines, the edition they speak of.
#ifndef PROPOS_SEARCH_HANDLE_H
#define PROPOS_SEARCH_HANDLE_H

#include "base/error.h"
#include "engine/engine.h"
#include "search/shelf.h"
#include "search/view.h"

#include <stdbool.h>

typedef struct propos_handle {
    char *id;
    propos_edition *edition; // of the present request
    propos_view view;        // the same, for those who answer
    propos_engine *engine;   // what answers the present request: one of the two below
    const char *degraded;    // why it is the fallback, in the asker's language; NULL: it is not
    // private
    propos_shelf *shelf;
    propos_analyser *plain; // the library's, with the shipped lists: for the record
    propos_stamp file;
    propos_record *record;
    propos_engine *xapian, *fallback;
    propos_analyser *analyser; // with the edition's lists
    propos_edition *analysed;  // the edition that `analyser` was made for
    char *source;              // what the record says it was made from, while it is open
    bool reading;              // within a read transaction
    char reason[PROPOS_ERROR_TEXT + PROPOS_ERROR_FILE];
} propos_handle;

propos_handle *propos_handle_new(propos_shelf *shelf, propos_analyser *plain, const char *id);
void propos_handle_free(propos_handle *handle);

// Begins a request: everything read from now on is of one revision, until propos_handle_end().
// `plainly`: by the fallback whatever the index says (it has failed already). Errors: UNAVAILABLE,
// DAMAGED, REBUILD, BUSY, IO.
propos_status propos_handle_begin(propos_handle *handle, bool plainly, bool (*stop)(void *context),
                                  void *stop_context, propos_error *error);
void propos_handle_end(propos_handle *handle);

// The path that the study was indexed from, the handle's; NULL when it cannot be read.
const char *propos_handle_source(propos_handle *handle);

// After a match: false when the index has moved to another revision meanwhile.
bool propos_handle_steady(propos_handle *handle);

// The index has failed: forget it, so that the next request opens it anew.
void propos_handle_drop_index(propos_handle *handle);

#endif
