// Quotations that no mark announces: runs of words of a draft that stand in a transcript.
#ifndef PROPOS_ANALYSIS_RUNS_H
#define PROPOS_ANALYSIS_RUNS_H

#include "analysis/candidates.h"
#include "analysis/draft.h"
#include "base/error.h"

#include <stddef.h>

// The runs of eight words and more of `text` that align with what was said, in the order of the
// text, none over another. No run goes over one of the `stops` (references in brackets). Errors:
// those of reading. Memory: the first study's arena's.
propos_status runs_find(candidates_study *studies, size_t study_count, const char *text,
                        size_t length, const draft_stretch *stops, size_t stop_count,
                        draft_stretch **out, size_t *count, propos_error *error);

#endif
