// Quotations that a draft uses twice. Also for whoever puts answers together: a long draft is asked
// in parts.
#ifndef PROPOS_ANALYSIS_TWICE_H
#define PROPOS_ANALYSIS_TWICE_H

#include "base/json.h"

// Gives the verdict "twice" to each quotation of four words or more whose words an earlier one of
// the list has, too, most of them; "first" is the index of that one. Verdicts that weigh more stay,
// and "twice" is named in "also". What an earlier call said is forgotten.
void propos_check_twice(json_t *quotes);

// {"all": N, "exact": N, …}: how many quotations got each verdict.
json_t *propos_check_counts(const json_t *quotes);

#endif
