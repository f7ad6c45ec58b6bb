// The part of a study that a query selects: what analyses work on. Without a query it is all of it.
#ifndef PROPOS_SEARCH_PART_H
#define PROPOS_SEARCH_PART_H

#include "base/error.h"
#include "base/json.h"
#include "search/bits.h"
#include "search/operation.h"
#include "search/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct propos_part {
    const propos_view *view; // the study, for the time of the request
    propos_bits passages;    // by index in the snapshot: those that match in full
    bool whole;              // no query was given: all passages
} propos_part;

typedef struct propos_parts {
    propos_part *items; // one for each study asked
    size_t count;
    char *interpreted; // the query as it was read, malloc'ed; NULL: none
} propos_parts;

// Reads parameter q and runs it in every study of the session. Errors: as a search's. *moved is set
// when the index moved meanwhile: return OK at once, and the operation is asked again. Free with
// propos_parts_free(), also after an error.
propos_status propos_parts_make(propos_session *session, propos_parts *parts, bool *moved,
                                propos_error *error);
void propos_parts_free(propos_parts *parts);

// True when some passage of the turn is in the part.
bool propos_part_has_turn(const propos_part *part, uint32_t turn);

// True when the coding touches a passage of the part.
bool propos_part_has_coding(const propos_part *part, uint32_t coding);

// What an answer of an analysis begins with: {"query","interpreted","date","version","studies":
// [{"id","title","revision"}],"degraded","notices"}: what was asked of what, so that a table in a
// thesis says where it comes from. Called last, when all notices are there.
json_t *propos_parts_stamp(const propos_session *session, const propos_parts *parts);

#endif
