// Words of a theme that the moderator said before the participants did: what may have been put into
// their mouths.
#ifndef PROPOS_ANALYSIS_SAID_FIRST_H
#define PROPOS_ANALYSIS_SAID_FIRST_H

#include "base/json.h"
#include "search/operation.h"
#include "search/part.h"

// The theme is what participants say in the part, or, with `code` (an index; PROPOS_NONE: none),
// what of it is coded so. A word counts with all its forms (their folded stem); stop words do not.
// Listed is a word of the theme that a moderator, interviewer or observer was the first to say in
// that conversation. Appends to `list`: {"study","document","word","first":{"turn","label","role",
// "word"},"turns","participants","uses":[{"turn","label"}],"query"}. Errors: those of reading the
// record.
propos_status said_first_list(propos_session *session, const propos_part *part, uint32_t code,
                              json_t *list, propos_error *error);

#endif
