// What only spans can decide: coder filters, alone or together with "about X".
#ifndef PROPOS_SEARCH_DECIDE_H
#define PROPOS_SEARCH_DECIDE_H

#include "base/arena.h"
#include "corpus/record.h"
#include "corpus/snapshot.h"
#include "engine/tree.h"
#include "search/spans.h"
#include "text/analyser.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum propos_about_kind {
    PROPOS_ABOUT_LEAF,
    PROPOS_ABOUT_ALL,
    PROPOS_ABOUT_ANY
} propos_about_kind;

// The X of "about X", as a small tree that is decided on one stretch.
typedef struct propos_about propos_about;
struct propos_about {
    propos_about_kind kind;
    bool negated;
    const propos_node *text; // LEAF: in PROPOS_FIELD_TEXT
    const propos_node *code; // LEAF: in PROPOS_FIELD_CODE, decided on one code's name
    uint8_t *names;          // LEAF: by code, 0 not looked at yet, 1 no, 2 yes
    propos_about **children;
    size_t child_count;
};

// One AND-group's coder filters. `record` and `analyser` are used while a match runs on this
// thread.
typedef struct propos_decision propos_decision;
struct propos_decision {
    propos_arena *arena;
    const propos_snapshot *snapshot;
    propos_record *record;
    propos_analyser *analyser;
    propos_span_query query;
    propos_about **abouts; // all must hold
    size_t about_count;
    bool excluded;       // it says what is not wanted
    uint8_t *remembered; // by passage: 0 not decided yet, 1 no, 2 in full
    propos_decision *next;
};

// Engine callbacks; the context is a propos_decision. Full: the stretches that the coders ask for
// hold every X. Partial: there are such stretches (that X is on the passage is the engine's
// business).
bool propos_decide_full(void *decision, uint32_t passage_id);
bool propos_decide_partial(void *decision, uint32_t passage_id);

// True when the filters speak of this coder: he is named, or nobody is.
bool propos_decision_concerns(const propos_decision *decision, uint32_t coder);

// Why a passage is not there in full, in the asker's language; the arena's. NULL: it is, or nothing
// can be said.
const char *propos_decision_reason(propos_decision *decision, propos_arena *arena,
                                   uint32_t passage);

#endif
