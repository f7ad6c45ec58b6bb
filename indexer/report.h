// What propos-index says of a study: for people and as JSON.
#ifndef PROPOS_INDEXER_REPORT_H
#define PROPOS_INDEXER_REPORT_H

#include "base/json.h"
#include "corpus/record.h"
#include "indexer/reading.h"

#include <stdio.h>

// --dry-run: per document the speakers, turns, words, first lines and doubts.
void propos_report_reading(const propos_reading *reading, FILE *out);

// The same as the JSON of DESIGN section 8, with "doubts" that belong to no document and "faults"
// beside. The caller frees it.
json_t *propos_report_reading_json(const propos_reading *reading);

// After an import: what changed and how much there is now.
void propos_report_import(const propos_reading *reading, const propos_import_counts *counts,
                          FILE *out);
json_t *propos_report_import_json(const propos_reading *reading,
                                  const propos_import_counts *counts);

// One `file:line: what` a line, at most `most` of them, then how many more (0: all).
void propos_report_doubts(const propos_doubts *doubts, size_t most, FILE *out);

#endif
