// Hits, turns and codings as the JSON of DESIGN section 7.
#ifndef PROPOS_SEARCH_ANSWER_H
#define PROPOS_SEARCH_ANSWER_H

#include "base/error.h"
#include "base/json.h"
#include "search/match.h"
#include "search/plan.h"
#include "search/view.h"

#include <stddef.h>
#include <stdint.h>

// Turns shown on each side of a hit: as many as a researcher reads without opening the transcript,
// and a limit that keeps an answer's size in hand.
#define PROPOS_CONTEXT_DEFAULT 1
#define PROPOS_CONTEXT_MOST 50

// One hit. `plan` is NULL for a passage asked for by its address (then nothing is highlighted).
// Errors: those of reading the record.
propos_status propos_answer_hit(const propos_view *view, const propos_plan *plan,
                                const propos_find *find, size_t rank, uint32_t context,
                                json_t **hit, propos_error *error);

// Where a hit stands, set in `object`: document, group, speaker, turn, span, lines, locator, time
// and question.
void propos_answer_place(const propos_snapshot *snapshot, const propos_find *find, json_t *hit);

// The text of passages first to last, a part of their turn, appended to `out`.
propos_status propos_answer_text(const propos_view *view, const propos_find *find,
                                 propos_buffer *out, propos_error *error);

// The codings on passages first to last, each once, in the order of their places: malloc'ed indexes
// in *out. Returns the number.
size_t propos_answer_codings_on(const propos_snapshot *snapshot, const propos_find *find,
                                uint32_t **out);

// {"label", "role", "attributes"} or null.
json_t *propos_answer_speaker(const propos_snapshot *snapshot, uint32_t speaker);

// A question of the guide as a number where it is one, or null.
json_t *propos_answer_question(const propos_snapshot *snapshot, uint32_t question);

// The codings that touch [start, end) of a turn, clipped to it, in code points from `start`.
json_t *propos_answer_codings(const propos_snapshot *snapshot, const uint32_t *codings,
                              size_t count, uint32_t turn, uint32_t start, uint32_t end);

// [first, last] or null; *estimated as propos_snapshot_lines().
json_t *propos_answer_lines(const propos_snapshot *snapshot, uint32_t turn, uint32_t start,
                            uint32_t end, bool *estimated);

// "STUDY/DOC/TURN.N"; malloc'ed.
char *propos_answer_address(const propos_snapshot *snapshot, uint32_t passage);

// The passage at an address, "STUDY/DOC/TURN" being the turn's first; PROPOS_NONE: there is none.
uint32_t propos_answer_passage(const propos_snapshot *snapshot, const char *address);

#endif
