// Speaker labels in plain text: "M :", "7:", "VO2 Dans", "[id1]", "**Chercheur :**"…
//
// Nothing at the start of one line says that it is a label. The whole document does: a label comes
// again, stands where turns begin, and most paragraphs begin with one.
#ifndef PROPOS_FORMATS_LABELS_H
#define PROPOS_FORMATS_LABELS_H

#include "base/arena.h"
#include "base/study.h"
#include "formats/pages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct formats_labels formats_labels;

// A label met in a line.
typedef struct formats_label {
    const char *name; // as it is shown: "MN4" for "MN 4"; in the arena
    size_t start;     // byte where it begins in the line
    size_t text;      // byte where the speech after it begins
    int64_t time_ms;  // a clock time written after it, -1: none
    bool glued;       // no sign or space parts it from the speech
    size_t uses;      // in the whole document
} formats_label;

// Decides which labels the document has. `listed` is the comma-separated list of study.ini, which
// then holds alone, or NULL. What may be wrong goes to `doubts`. Free with formats_labels_free().
formats_labels *formats_labels_find(propos_arena *arena, const formats_pages *pages,
                                    const char *listed, const char *document, const char *file,
                                    propos_doubts *doubts);
void formats_labels_free(formats_labels *labels);

// True when the document has labels.
bool formats_labels_any(const formats_labels *labels);

// The label that `line` begins with.
bool formats_labels_at_start(const formats_labels *labels, const formats_line *line,
                             formats_label *label);

// The next label inside a line, at byte `from` or later: a known label with its colon, after the
// end of a sentence.
bool formats_labels_inside(const formats_labels *labels, const formats_line *line, size_t from,
                           formats_label *label);

#endif
