// What a library can be asked. This room has its own operations; others (analysis/) add theirs.
#ifndef PROPOS_SEARCH_OPERATION_H
#define PROPOS_SEARCH_OPERATION_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "search/library.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct propos_session propos_session;

typedef struct propos_operation {
    const char *name;       // "search"; propos_request.operation
    const char *parameters; // the names it takes besides study and lang: "q|limit|level"
    bool wants_studies;     // without any there is nothing to ask
    // Makes the answer. Errors: as propos_library_answer().
    propos_status (*answer)(propos_session *session, json_t **answer, propos_error *error);
} propos_operation;

// Adds `count` operations to those that every library of the shelf answers; the array must outlive
// the shelf. To be called before the first library is made.
void propos_shelf_add_operations(propos_shelf *shelf, const propos_operation *operations,
                                 size_t count);

// The value of a parameter (the last, when it was given twice), NULL when it was not given. Names
// that parameters.h does not read are the operation's own to check.
const char *propos_session_parameter(const propos_session *session, const char *name);

// Memory that lives as long as the request.
propos_arena *propos_session_arena(const propos_session *session);

// Tells the asker something, once.
void propos_session_notice(propos_session *session, const char *sentence);

#endif
