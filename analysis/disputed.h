// One place where coders differ, with what was decided on it, as it is shown.
#ifndef PROPOS_ANALYSIS_DISPUTED_H
#define PROPOS_ANALYSIS_DISPUTED_H

#include "base/json.h"
#include "corpus/disputes.h"
#include "search/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct disputed {
    const propos_view *view;
    const propos_dispute *dispute;
    const uint32_t *coders; // compared
    size_t coder_count;
    const char *names; // theirs, as propos_disputes_coders() writes them
} disputed;

// "bounds", "only", "related", "code"; and back, from French or English. NONE: no kind.
const char *disputed_kind_name(propos_dispute_kind kind);
propos_dispute_kind disputed_kind_named(const char *word);

// True when decisions between these coders cover every letter in dispute.
bool disputed_is_settled(const disputed *d);

// "D-014"; NULL where it has no number. In the arena.
const char *disputed_id(const disputed *d, propos_arena *arena);

// {"kind": letters…} of the kinds there are, the weightiest first.
json_t *disputed_kinds(const propos_dispute *dispute);

// Everything about it but its rank. Errors: those of reading the record.
propos_status disputed_json(const disputed *d, propos_arena *arena, json_t **out,
                            propos_error *error);

#endif
