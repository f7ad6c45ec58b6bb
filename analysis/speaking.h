// What people say in a part of a study, turn by turn: words and marks.
#ifndef PROPOS_ANALYSIS_SPEAKING_H
#define PROPOS_ANALYSIS_SPEAKING_H

#include "base/buffer.h"
#include "base/json.h"
#include "search/part.h"
#include "text/marks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct speaking {
    size_t turns, words;
    size_t marks[PROPOS_MARK_KINDS];
} speaking;

// Counts one turn of the part into `out`; what lies in passages of it that are outside the part
// does not count. `text` is scratch. Errors: those of reading the record.
propos_status speaking_add_turn(const propos_part *part, uint32_t turn, propos_buffer *text,
                                speaking *out, propos_error *error);

// Adds `more` to `sum`.
void speaking_join(speaking *sum, const speaking *more);

// Sets "turns", "words" and "marks" ({"pause": 3, …}, kinds that do not occur left out).
void speaking_json(const speaking *said, json_t *object);

// True for those who ask or watch: moderators, interviewers, observers.
bool speaking_asks(propos_role role);

// The index of the person a speaker's label stands for; the label's own where it names nobody.
uint32_t speaking_person(const propos_snapshot *snapshot, uint32_t speaker);

#endif
