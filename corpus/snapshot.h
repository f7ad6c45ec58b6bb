// A snapshot: everything of a record's revision but the words, in memory, immutable. Search decides
// coder filters, counts, facets and places on it; threads share one (see propos_snapshot_keep).
#ifndef PROPOS_CORPUS_SNAPSHOT_H
#define PROPOS_CORPUS_SNAPSHOT_H

#include "base/error.h"
#include "base/study.h"
#include "corpus/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROPOS_NONE UINT32_MAX // "no speaker", "no group", "no coder"…

typedef struct propos_snap_document {
    const char *id, *title, *kind, *date, *place; // NULL when not known, but id
    uint32_t group;                               // index, or PROPOS_NONE
    bool conversation; // its order means something (kind is not "quotes")
    uint32_t first_turn, turn_count;
    double line_letters; // how many letters a printed line holds, as estimates take it
} propos_snap_document;

typedef struct propos_snap_speaker {
    uint32_t document;
    const char *label;
    uint32_t person;  // the speaker this label stands for (itself, unless an alias); PROPOS_NONE:
                      // the label names nobody ("?")
    propos_role role; // role and attributes are the person's where the alias has none of its own
    const propos_attribute *attributes;
    size_t attribute_count;
} propos_snap_speaker;

typedef struct propos_snap_code {
    const char *id, *name, *definition; // definition may be NULL
    uint32_t parent;                    // index, or PROPOS_NONE
    uint32_t depth;                     // 0 for a root
    bool has_children;
    uint32_t theme; // codes of the same theme are equivalent; PROPOS_NONE: no equivalence
} propos_snap_code;

typedef struct propos_snap_coding {
    uint32_t coder; // index, or PROPOS_NONE
    uint32_t code, document;
    uint32_t first_turn, last_turn;                   // indexes into turns
    uint32_t start, end;                              // code points in the first and the last turn
    const char *quote, *memo, *unit, *round, *status; // NULL when not given; round is never NULL
    uint32_t unit_key; // codings of one unit (same document, coder and unit, or same span) share it
} propos_snap_coding;

typedef struct propos_snap_turn {
    uint32_t id; // for propos_record_turn_text
    uint32_t document, number;
    uint32_t speaker;              // index of the label as printed, or PROPOS_NONE
    uint32_t question;             // index into questions, or PROPOS_NONE
    uint32_t length;               // code points
    int32_t line_first, line_last; // printed lines; 0: not known. line_last may be estimated
    bool lines_estimated;
    const char *locator; // or NULL
    int64_t time_ms;     // -1: unknown
    uint32_t first_passage, passage_count;
    const propos_line_mark *lines; // the line map, may be empty
    uint32_t line_count;
} propos_snap_turn;

// A coder's span, clipped to a passage.
typedef struct propos_snap_span {
    uint32_t coding;
    uint32_t start, end; // code points in the turn
} propos_snap_span;

typedef struct propos_snap_passage {
    uint32_t id;
    uint32_t turn;
    uint32_t number;     // 1, 2… within the turn: "STUDY/DOC/TURN.NUMBER"
    uint32_t start, end; // code points in the turn
    uint32_t first_span, span_count;
} propos_snap_passage;

typedef struct propos_snap_question {
    uint32_t document;
    const char *question, *text;
} propos_snap_question;

// A row of decisions.csv.
typedef struct propos_snap_decision {
    uint32_t document;
    const char *quote;
    const char *coders, *code, *stage, *why, *date, *decided_by; // NULL when not given
    uint32_t first_turn, last_turn; // indexes into turns; PROPOS_NONE: the words were not found
    uint32_t start, end;            // code points in the first and the last turn
} propos_snap_decision;

// The number that a place goes by where coders differ (see corpus/disputes.h).
typedef struct propos_snap_number {
    uint32_t number; // D-014: 14
    uint32_t document, first_turn, last_turn, start, end;
    const char *coders; // as propos_disputes_coders() writes them
    const char *key;
} propos_snap_number;

typedef struct propos_snapshot { // NOLINT(clang-analyzer-optin.performance.Padding): in reading
                                 // order
    const char *id, *title, *language, *source_path;
    uint64_t revision;
    const char **groups;
    uint32_t group_count;
    const char **coders;
    uint32_t coder_count;
    const propos_snap_document *documents; // in the order of analysis
    uint32_t document_count;
    const propos_snap_speaker *speakers;
    uint32_t speaker_count;
    const propos_snap_code *codes; // parents before children, else in the order of the code book
    uint32_t code_count;
    const propos_snap_coding *codings;
    uint32_t coding_count;
    const propos_snap_question *questions;
    uint32_t question_count;
    const propos_snap_turn *turns; // in text order
    uint32_t turn_count;
    const propos_snap_passage *passages; // in text order
    uint32_t passage_count;
    const propos_snap_span *spans; // by passage, then start
    uint32_t span_count;
    const bool *finished;                  // finished[document * coder_count + coder]
    const propos_snap_decision *decisions; // in the order of the file
    uint32_t decision_count;
    const propos_snap_number *numbers; // of this revision's disputes, by number
    uint32_t number_count;
    // private
    struct propos_snapshot_private *inside;
} propos_snapshot;

// Loads the record's present revision. Errors: those of reading. The snapshot has one owner;
// keep/release count further ones (atomic).
propos_status propos_snapshot_load(propos_record *record, propos_snapshot **out,
                                   propos_error *error);
propos_snapshot *propos_snapshot_keep(propos_snapshot *snapshot);
void propos_snapshot_release(propos_snapshot *snapshot);

// Index of the passage with this id, or PROPOS_NONE.
uint32_t propos_snapshot_passage(const propos_snapshot *snapshot, uint32_t id);

// True when those who ask the questions say the passage (its index).
bool propos_snapshot_asks(const propos_snapshot *snapshot, uint32_t passage);

// Index by id or label, exactly as written; PROPOS_NONE when there is none.
uint32_t propos_snapshot_document(const propos_snapshot *snapshot, const char *id);
uint32_t propos_snapshot_code(const propos_snapshot *snapshot, const char *id);
uint32_t propos_snapshot_coder(const propos_snapshot *snapshot, const char *name);

// True when `code` is `ancestor` or lies below it.
bool propos_snapshot_below(const propos_snapshot *snapshot, uint32_t code, uint32_t ancestor);

// The printed lines of code points [start, end) of a turn: from the line map where it is whole,
// else estimated between the first lines of this turn and the next by length (and *estimated is
// set). False: not known.
bool propos_snapshot_lines(const propos_snapshot *snapshot, uint32_t turn, uint32_t start,
                           uint32_t end, int32_t lines[2], bool *estimated);

#endif
