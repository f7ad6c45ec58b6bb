// Tiers: a line of time for each speaker (ELAN, Praat), merged into turns.
#ifndef PROPOS_FORMATS_TIERS_H
#define PROPOS_FORMATS_TIERS_H

#include "base/arena.h"
#include "base/study.h"

#include <stddef.h>
#include <stdint.h>

typedef struct formats_tiers formats_tiers;

// Free with formats_tiers_finish().
formats_tiers *formats_tiers_new(propos_arena *arena, const char *file);

// Adds what a speaker (NULL: nobody, a note) says from `start_ms` to `end_ms` (-1: unknown, which
// stands after what was added before it). Both texts must live as long as the arena.
void formats_tiers_add(formats_tiers *tiers, const char *speaker, const char *text,
                       int64_t start_ms, int64_t end_ms, long line);

// Puts everything into the order of its beginnings, as turns of `document`, and frees the rest.
void formats_tiers_finish(formats_tiers *tiers, propos_document_data *document);

#endif
