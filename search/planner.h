// What the files that make a plan share: the query, group by group, on its way to the engine's
// tree.
#ifndef PROPOS_SEARCH_PLANNER_H
#define PROPOS_SEARCH_PLANNER_H

#include "search/plan.h"

// What a part of the query matches. `wide` is never NULL here; `partial` says whether it can differ
// from `full`.
typedef struct planner_pair {
    propos_node *full, *wide;
    bool partial;
    bool one_order; // full and partial are ranked together
} planner_pair;

typedef struct planner_nodes {
    propos_node **items;
    size_t count, capacity;
} planner_nodes;

// The parts of one AND-group.
typedef struct planner_group {
    const propos_query **words; // bare words
    size_t word_count, word_capacity;
    planner_nodes filters; // boolean terms and decisions: they hold, and add no score
    planner_nodes musts;   // phrases and the like: they hold, and add their score
    planner_nodes loose;   // by must: what is there of it in part, or the must itself
    planner_nodes nots;
    const propos_query **abouts; // sur: texte: and mémo: do not wait for coders; sur: may
    size_t about_count, about_capacity;
    const propos_query **nots_left; // excluded filters that see the codes of the group
    size_t not_count, not_capacity;
    uint32_t *codes; // all codes that the group names
    size_t code_count, code_capacity;
    propos_coders *coders;
    size_t coders_count, coders_capacity;
    bool only_presence; // no coder condition but "has a span"
    bool ask_agreed, agreed_same, agreed_yes, agreed_no;
    double overlap_least;
    bool inexact;    // some `loose` is not its must
    bool impossible; // a value that this study does not know
    bool explicit;   // ET: nothing in it is partial
} planner_group;

typedef struct planner {
    propos_plan *plan;
    propos_error *error;
    propos_status status;
    planner_nodes favours;
    propos_decision **last_decision;
    propos_retained **last_retained;
    // Codes that restrict the spans of the enclosing group: an excluded filter sees them too.
    const uint32_t *outer_codes;
    size_t outer_code_count;
    bool excluding; // within what is excluded
} planner;

typedef struct planner_word {
    const propos_query *query;
    propos_slots slots;
} planner_word;

// ---- gather.c ----

// Appends a node; the list's items are malloc'ed.
void planner_push(planner_nodes *list, propos_node *node);
// Sorts `query` and what it is made of into the parts of `g`.
void planner_gather(planner *p, planner_group *g, const propos_query *query, propos_scope scope);
void planner_group_free(planner_group *g);
// Adds what must hold, in full and in part.
void planner_must(planner_group *g, propos_node *full, propos_node *loose);
// BAD_QUERY at the filter or word, unless something was refused before.
void planner_refuse(planner *p, const propos_query *filter, const char *sentence);

// ---- about.c ----

// Adds the coder filters of the group to its filters; *decided_full and *decided_wide are the
// leaves that decide (left alone where index terms alone do).
void planner_decide(planner *p, planner_group *g, propos_node **decided_full,
                    propos_node **decided_wide);

// ---- plan.c ----

planner_pair planner_compile(planner *p, const propos_query *query, propos_scope scope);
// Cuts the bare words of the group into `all`, and into `kept` those that count: what holds no
// word at all is dropped, and stop words are unless there is nothing else. Both have room for
// g->word_count. Returns the number of those kept.
size_t planner_content_words(planner *p, const planner_group *g, planner_word *all,
                             size_t *all_count, planner_word *kept);
// True when so many words must all be there for a passage to match in full.
bool planner_all_required(const planner *p, size_t words);

#endif
