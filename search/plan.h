// From a query to what the engine is asked, for one study: the passages that match in full, those
// that match in part, what is favoured, and how to explain it all afterwards.
#ifndef PROPOS_SEARCH_PLAN_H
#define PROPOS_SEARCH_PLAN_H

#include "base/arena.h"
#include "base/error.h"
#include "corpus/record.h"
#include "corpus/snapshot.h"
#include "engine/tree.h"
#include "search/catalogue.h"
#include "search/decide.h"
#include "search/query.h"
#include "search/resolve.h"
#include "search/words.h"

#include <stdbool.h>
#include <stddef.h>

// --match
typedef enum propos_match_mode {
    PROPOS_MATCH_AUTO,
    PROPOS_MATCH_ALL,
    PROPOS_MATCH_ANY
} propos_match_mode;

// Up to so many content words, `auto` requires them all.
#define PROPOS_AUTO_WORDS 3

// A code filter and the codes it stands for in this study.
typedef struct propos_retained propos_retained;
struct propos_retained {
    const propos_query *filter;
    propos_indexes codes;
    bool excluded; // it says what is not wanted
    propos_retained *next;
};

typedef struct propos_plan {
    // In.
    propos_arena *arena;
    const propos_snapshot *snapshot;
    const propos_catalogue *catalogue;
    propos_analyser *analyser;
    propos_record *record;
    const propos_thesaurus *thesaurus; // may be NULL
    propos_dictionary **dictionary;    // as in propos_expander
    propos_match_mode mode;
    propos_scope scope; // where bare words are looked for: BARE, TEXT (said) or CODE (coded)
    const propos_weights *weights; // NULL: the usual ones
    propos_notices *notices;
    // Out.
    propos_node *full;     // what matches in full
    propos_node *wide;     // in full or in part; NULL when there is no part
    bool one_order;        // full and partial hits ranked together (`any`)
    bool asks_people;      // a role or a speaker was asked for: nobody is put behind the others
    bool by_coding;        // code or coder filters: adjacent passages of one coding are one hit
    propos_node **favours; // each adds weights->prefer to what it matches
    size_t favour_count;
    propos_decision
        *decisions; // coder filters, the outermost group's first; NULL when there are none
    propos_retained *retained;
    propos_words words;       // words.first: what was asked, in order
    propos_resolver resolver; // resolver.unknown: a name that this study does not know
} propos_plan;

// Plans `query` for the study described by the first part of `plan`, which the caller has filled.
// Errors: none of the study's making (see resolver.unknown); BAD_QUERY when a value can be read in
// no study (accord:peut-être). Free with propos_plan_free(); the nodes are the arena's.
propos_status propos_plan_make(propos_plan *plan, const propos_query *query, propos_error *error);
void propos_plan_free(propos_plan *plan);

// True when the query's code and coder filters look at this coding: all codings when it has none.
bool propos_plan_sees(const propos_plan *plan, const propos_snap_coding *coding);

#endif
