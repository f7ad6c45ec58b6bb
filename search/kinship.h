// Passages that are coded like the best hits: researchers have said that they speak of the same
// thing.
#ifndef PROPOS_SEARCH_KINSHIP_H
#define PROPOS_SEARCH_KINSHIP_H

#include "search/match.h"

#include <stddef.h>

// So many hits are put in a new order, whatever page is asked for: those below keep theirs.
#define PROPOS_KINSHIP_WINDOW 100

// Raises the first PROPOS_KINSHIP_WINDOW of `finds` (hits by score, highest first) and sorts them
// anew. Each code of the best three hits by participants is worth the sum of their scores over the
// number of passages that bear it (and two, so that a code used once is not worth a whole hit); a
// hit gains weights->kinship of what its codes are worth. Participants gain weights->participant of
// the best score, so that a question is not above the like answer.
void propos_kinship_raise(const propos_plan *plan, propos_find *finds, size_t count);

#endif
