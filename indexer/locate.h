// Where a quotation stands in a document.
#ifndef PROPOS_INDEXER_LOCATE_H
#define PROPOS_INDEXER_LOCATE_H

#include "base/study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A span of a document, by turn numbers and code points.
typedef struct propos_place {
    uint32_t turn, start, turn_end, end;
} propos_place;

typedef struct propos_locator propos_locator;

// Prepares a document, which must outlive the locator. Free with propos_locator_free().
propos_locator *propos_locator_new(const propos_document_data *document);
void propos_locator_free(propos_locator *locator);

// Finds `quote`: first letter by letter, then with case, apostrophes and white space made equal,
// then by words and numbers alone (marks, punctuation and accents not mattering), each only when
// the one before finds nothing. `turn` (0: any) keeps to quotations that start in that turn. Writes
// at most `most` places; returns how many there are in all at the level that found any.
size_t propos_locate(const propos_locator *locator, const char *quote, uint32_t turn,
                     propos_place *places, size_t most);

// The turn in which the quotation's words come closest; false when no word of it occurs.
bool propos_locate_nearest(const propos_locator *locator, const char *quote, propos_place *place);

#endif
