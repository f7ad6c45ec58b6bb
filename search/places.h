// The places of a hit: where else the same words were printed, and who coded what there.
#ifndef PROPOS_SEARCH_PLACES_H
#define PROPOS_SEARCH_PLACES_H

#include "base/error.h"
#include "base/json.h"
#include "search/highlight.h"

// Sets "places": [] for a hit of one passage at one place; else every passage that it stands for,
// its own first, each with its document, turn, span, lines… Appends the codings of the other
// printings to "codings", each with the address of its printing as "place", clipped to the hit's
// words; those that are there already get "place": null. Errors: those of reading the record.
propos_status propos_places_add(const propos_scene *scene, const propos_plan *plan, json_t *hit,
                                propos_error *error);

#endif
