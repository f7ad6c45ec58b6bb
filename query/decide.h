// Writing a decision down: the one thing that Propos writes into a researcher's own folder.
#ifndef PROPOS_QUERY_DECIDE_H
#define PROPOS_QUERY_DECIDE_H

#include "base/error.h"
#include "base/json.h"
#include "query/options.h"

#include <stdbool.h>
#include <stdio.h>

// True for `propos decide`.
bool query_decides(const query_options *options);

// Appends the row of an answer of the operation "decision" to the study's decisions.csv, with the
// date and the user's name, which are put into the answer, too. The file is locked, and written in
// one piece at its end; what is there is never touched. A file that is there keeps its own columns,
// their order and its separator. Errors: UNAVAILABLE (the study came from one file, the folder
// cannot be written), BAD_INPUT (the file lacks a column, or is not UTF-8), IO.
propos_status query_decide(json_t *answer, propos_error *error);

// Says what was written where, and what to do for it to count.
void query_print_decision(const query_options *options, const json_t *answer, FILE *out);

#endif
