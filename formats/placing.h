// From positions in a document's whole source text to positions in its turns.
#ifndef PROPOS_FORMATS_PLACING_H
#define PROPOS_FORMATS_PLACING_H

#include "base/study.h"

#include <stdbool.h>
#include <stdint.h>

// A span of a document, by turn numbers and code points; end-exclusive.
typedef struct formats_place {
    uint32_t turn, start, turn_end, end;
} formats_place;

// The part of [start, end) of the source text (code points, LF) that is the turns' own text: what
// lies in a label, a line number or between turns is left out at both ends. False when nothing of
// it is any turn's text. Needs the turns' runs.
bool formats_place_source(const propos_document_data *document, uint32_t start, uint32_t end,
                          formats_place *place);

#endif
