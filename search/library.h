// The library: the studies of a state folder, opened for one thread, and what can be asked of them.
// The query tool (without a daemon) and every worker of the daemon call the same functions, so they
// answer the same.
#ifndef PROPOS_SEARCH_LIBRARY_H
#define PROPOS_SEARCH_LIBRARY_H

#include "base/error.h"
#include "base/json.h"
#include "search/weights.h"

#include <stdbool.h>
#include <stddef.h>

// What threads share: word lists and snapshots (by study and revision). Thread-safe.
typedef struct propos_shelf propos_shelf;
// Error: UNAVAILABLE when the word lists cannot be read. `state_dir` need not exist yet. `only`
// names the studies to serve (ids or paths), NULL for all.
propos_status propos_shelf_new(const char *state_dir, const char *const *only, size_t only_count,
                               propos_shelf **out, propos_error *error);
void propos_shelf_free(propos_shelf *shelf);

// One thread's handles on the studies of a shelf. A study that appears, changes or goes is noticed
// at the next request.
typedef struct propos_library propos_library;
propos_status propos_library_new(propos_shelf *shelf, propos_library **out, propos_error *error);
void propos_library_free(propos_library *library);

// A request's parameters: names as the CLI's options ("q", "study", "limit", "offset", "sort",
// "context", "match", "lang", "facets"…). A name may come twice.
typedef struct propos_parameter {
    const char *name, *value;
} propos_parameter;

typedef struct propos_request {
    const char *operation; // "search", "passage", "documents", "document", "codes", "coders",
                           // "speakers", "groups", "studies", "status", "complete"
    const char *subject;   // the passage address, the document id; else NULL
    const propos_parameter *parameters;
    size_t parameter_count;
    bool (*stop)(void *context); // deadline or cancellation; NULL: never
    void *stop_context;
    const propos_weights *weights; // of a search; NULL: the usual ones. Measurements change them
} propos_request;

// Answers: *answer is the JSON of DESIGN sections 7 and 8, owned by the caller. Unknown parameters
// and bad values are USAGE, naming the parameter. Other errors: BAD_QUERY, NOT_FOUND (a passage or
// document), UNAVAILABLE (no such study), DEADLINE, DAMAGED, INTERNAL. A search without hits is OK.
propos_status propos_library_answer(propos_library *library, const propos_request *request,
                                    json_t **answer, propos_error *error);

#endif
