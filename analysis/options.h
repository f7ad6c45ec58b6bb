// Parameters that several analyses share.
#ifndef PROPOS_ANALYSIS_OPTIONS_H
#define PROPOS_ANALYSIS_OPTIONS_H

#include "analysis/axis.h"
#include "base/error.h"
#include "search/operation.h"

#include <stddef.h>
#include <stdint.h>

// unit=characters|passages|turns; characters when it is not given. Error: USAGE.
propos_status options_unit(const propos_session *session, axis_unit *unit, propos_error *error);
const char *options_unit_name(axis_unit unit);

// level=N, from 1 for the roots of the tree; 0 when it is not given. Error: USAGE.
propos_status options_level(const propos_session *session, uint32_t *level, propos_error *error);

// coder=A, given several times or as a list with commas: indexes into the snapshot, the request's
// memory; all coders when none is named. Error: UNAVAILABLE, with the names there are.
propos_status options_coders(const propos_session *session, const propos_snapshot *snapshot,
                             uint32_t **coders, size_t *count, propos_error *error);

// code=X, by id or by name (case and accents do not matter); PROPOS_NONE when it is not given.
// Error: UNAVAILABLE.
propos_status options_code(const propos_session *session, const propos_snapshot *snapshot,
                           uint32_t *code, propos_error *error);

// A whole number; `otherwise` when the parameter is not given. Error: USAGE.
propos_status options_number(const propos_session *session, const char *name, size_t least,
                             size_t most, size_t otherwise, size_t *out, propos_error *error);

#endif
