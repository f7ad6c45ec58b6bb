// What on a passage the query's words have met: the places in the text, and why it was found.
#ifndef PROPOS_SEARCH_HIGHLIGHT_H
#define PROPOS_SEARCH_HIGHLIGHT_H

#include "base/json.h"
#include "search/match.h"
#include "search/plan.h"
#include "search/view.h"

// A hit's text, read and tokenised.
typedef struct propos_scene {
    const propos_view *view;
    const propos_find *find;
    const char *text; // of the hit: from its first passage's start to its last one's end
    size_t length;
    propos_tokens tokens;
} propos_scene;

// [[start, end]…] in code points of the text.
json_t *propos_highlights(const propos_scene *scene, const propos_plan *plan);

// [{"kind", "asked", "found"}…]; for a partial hit *reason is what it lacks, in the asker's
// language (the plan's arena), or NULL.
json_t *propos_why_found(const propos_scene *scene, const propos_plan *plan, const char **reason);

#endif
