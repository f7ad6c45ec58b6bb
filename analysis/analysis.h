// What supervisors ask: agreement, disagreements, comparisons, saturation, what was missed, whether
// a draft quotes rightly. Operations for a library, beside those of search/.
#ifndef PROPOS_ANALYSIS_ANALYSIS_H
#define PROPOS_ANALYSIS_ANALYSIS_H

#include "search/library.h"

// Adds the operations of this room to a library.
void propos_analysis_add(propos_library *library);

#endif
