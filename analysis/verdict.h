// What is to be said of a quotation, as JSON.
#ifndef PROPOS_ANALYSIS_VERDICT_H
#define PROPOS_ANALYSIS_VERDICT_H

#include "analysis/quotation.h"
#include "base/json.h"

// {"quote","verdict","also","places","reference","wrong","differences","found"}; "found" is null
// for what nobody said. docs/check.md says what each means.
json_t *verdict_json(const quotation *q);

#endif
