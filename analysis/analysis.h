// What supervisors ask: agreement, disagreements, comparisons, saturation, what was missed, whether
// a draft quotes rightly. Operations of a library, beside those of search/.
#ifndef PROPOS_ANALYSIS_ANALYSIS_H
#define PROPOS_ANALYSIS_ANALYSIS_H

#include "search/library.h"

// Adds the operations of this room to a shelf; to be called before the first library is made.
void propos_analysis_add(propos_shelf *shelf);

#endif
