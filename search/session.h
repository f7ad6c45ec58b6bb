// One request being answered: its parameters, and the studies it asks, opened.
#ifndef PROPOS_SEARCH_SESSION_H
#define PROPOS_SEARCH_SESSION_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "search/handle.h"
#include "search/operation.h"
#include "search/parameters.h"
#include "search/plan.h"
#include "search/query.h"
#include "search/resolve.h"

#include <stdbool.h>
#include <stddef.h>

struct propos_session {
    propos_library *library;
    propos_arena *arena;
    const propos_request *request;
    propos_parameters parameters;
    propos_dictionary **dictionary;    // the library's, for this thread; opened when first needed
    const propos_thesaurus *thesaurus; // the shelf's; may be NULL
    propos_handle **studies;           // asked, readable, within a request
    size_t study_count;
    bool plainly; // leave the indexes alone: they have failed already
    bool again;   // something moved under the answer: ask once more
    propos_notices notices;
    propos_notices degraded;
};

// What the sentence reader knows of the studies asked: kept by the library for the next request.
const propos_names *propos_session_names(propos_session *session);

// The word lists that the query is read with: the study's when one is asked, else the shipped ones.
const propos_lists *propos_session_lists(const propos_session *session);

// A plan for one study of the session, ready for propos_plan_make(): its first part filled.
void propos_session_plan(propos_session *session, propos_handle *handle, propos_plan *plan);

// Notices as a list of JSON.
json_t *propos_notices_json(const propos_notices *notices);

// The operations. Errors: as propos_library_answer().
propos_status propos_operation_search(propos_session *session, json_t **answer,
                                      propos_error *error);
propos_status propos_operation_passage(propos_session *session, json_t **answer,
                                       propos_error *error);
propos_status propos_operation_documents(propos_session *session, json_t **answer,
                                         propos_error *error);
propos_status propos_operation_document(propos_session *session, json_t **answer,
                                        propos_error *error);
propos_status propos_operation_codes(propos_session *session, json_t **answer, propos_error *error);
propos_status propos_operation_coders(propos_session *session, json_t **answer,
                                      propos_error *error);
propos_status propos_operation_groups(propos_session *session, json_t **answer,
                                      propos_error *error);
propos_status propos_operation_studies(propos_session *session, json_t **answer,
                                       propos_error *error);
propos_status propos_operation_status(propos_session *session, json_t **answer,
                                      propos_error *error);
propos_status propos_operation_complete(propos_session *session, json_t **answer,
                                        propos_error *error);
propos_status propos_operation_synonyms(propos_session *session, json_t **answer,
                                        propos_error *error);

#endif
