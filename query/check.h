// `propos check FILE`: a draft is sent in parts that a daemon takes, and the answers are put
// together as if it had been one.
#ifndef PROPOS_QUERY_CHECK_H
#define PROPOS_QUERY_CHECK_H

#include "base/error.h"
#include "base/json.h"
#include "query/options.h"

// Checks options->file. *answer is the caller's. Errors: those of reading the file and of asking.
propos_status query_check(const query_options *options, json_t **answer, propos_error *error);

#endif
