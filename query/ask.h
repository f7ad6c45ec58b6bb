// Asking: the daemon where one runs, else the studies themselves. The answer is the same JSON.
#ifndef PROPOS_QUERY_ASK_H
#define PROPOS_QUERY_ASK_H

#include "query/options.h"

// *answer is the caller's. Errors as propos_library_answer().
propos_status query_ask(const query_options *options, json_t **answer, propos_error *error);

#endif
