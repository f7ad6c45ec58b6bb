// The reference that stands beside a quotation: "(FG2, participant 6, l. 137-138)", "(928, 929)".
#ifndef PROPOS_ANALYSIS_REFERENCE_H
#define PROPOS_ANALYSIS_REFERENCE_H

#include "base/arena.h"
#include "corpus/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What was said of where a quotation stands; what is not said is NULL, PROPOS_NONE or 0.
typedef struct reference {
    const char *text;               // as it stands; NULL: there is none
    const char *document, *speaker; // names as given
    int32_t lines[2];               // first and last; 0: not given
} reference;

// Reads what stands between the brackets. False when it is no reference: neither lines ("l. 12",
// "lignes 3 à 5", nothing but numbers) nor a document of one of the studies. Memory: the arena's.
bool reference_read(propos_arena *arena, const propos_snapshot *const *studies, size_t study_count,
                    const char *text, size_t length, reference *out);

// The numbers of a text as lines: the first and the last of one range, "28, 29", "l. 137-138".
void reference_lines(const char *text, int32_t lines[2]);

// The document that a name stands for, by id or title, or PROPOS_NONE.
uint32_t reference_document(const propos_snapshot *snapshot, const char *name);

// True when `name` ("6", "participant 6", "Le modérateur", "M") names this speaker.
bool reference_names_speaker(const propos_snapshot *snapshot, uint32_t speaker, const char *name);

#endif
