// What the parts of the operation "check" share.
#ifndef PROPOS_ANALYSIS_CHECK_H
#define PROPOS_ANALYSIS_CHECK_H

#include "analysis/candidates.h"
#include "base/error.h"
#include "base/json.h"
#include "search/operation.h"

#include <stddef.h>

typedef struct check {
    propos_session *session;
    propos_arena *arena;
    candidates_study *studies;
    const propos_snapshot **snapshots; // of the same studies
    size_t study_count;
    json_t *quotes; // the answer's
} check;

// Looks for one quotation and adds its verdict. Errors: those of reading; DEADLINE.
propos_status check_quotation(check *k, const char *text, const reference *stated, json_t **entry,
                              propos_error *error);

// Every quotation of a draft, marked or not, each with the line and the code points where it stands
// there. Errors: as check_quotation().
propos_status check_draft(check *k, const char *draft, propos_error *error);

// The units of the code that parameter `code` names, of which no quotation of the answer has the
// most part. *out is null without the parameter. Errors: UNAVAILABLE, no study has the code; those
// of reading.
propos_status check_unquoted(const check *k, json_t **out, propos_error *error);

#endif
