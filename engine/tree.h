// What an engine is asked: a tree of terms and operators. Both engines (Xapian, FTS5) match exactly
// the same passages for the same tree; only scores differ.
#ifndef PROPOS_ENGINE_TREE_H
#define PROPOS_ENGINE_TREE_H

#include "base/arena.h"
#include "text/analyser.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum propos_field {
    PROPOS_FIELD_TEXT,       // what was said
    PROPOS_FIELD_CODE,       // names of the codes on the passage and of their ancestors
    PROPOS_FIELD_MEMO,       // memos of its codings
    PROPOS_FIELD_DEFINITION, // definitions of its codes
    PROPOS_FIELD_CONTEXT     // turns around it: channel FOLD only, no positions
} propos_field;
#define PROPOS_FIELDS 5

typedef enum propos_node_kind {
    PROPOS_NODE_NONE,   // matches nothing
    PROPOS_NODE_ALL,    // matches every passage
    PROPOS_NODE_TERM,   // field, channel, text
    PROPOS_NODE_FILTER, // text is a boolean term of corpus/filters.h; adds no score
    PROPOS_NODE_PREFIX, // field; words whose exact form starts with `text`; when `text` has no
                        // accents, accents in the word do not matter (text is casefolded NFC)
    PROPOS_NODE_PHRASE, // children: one per position, each TERM or OR of TERMs of one field;
                        // consecutive
                        // (any channel but STEM, any field but CONTEXT; else INTERNAL)
    PROPOS_NODE_NEAR, // children as for PHRASE; any order, max position - min position <= distance,
                      // at distinct positions
    PROPOS_NODE_AND,
    PROPOS_NODE_OR,    // its score is the sum of its children's, unless they are pooled
    PROPOS_NODE_NOT,   // first child without the others
    PROPOS_NODE_MAYBE, // first child; the others only add score
    PROPOS_NODE_SCALE, // one child, its score times `weight`
    PROPOS_NODE_DECIDE // passages for which decide(context, id) is true; adds no score. Put it in
                       // an AND after what preselects: it is asked only for passages that the rest
                       // of the AND matches
} propos_node_kind;

// true: the passage matches. Called on the thread that runs the match, at most once per passage and
// match in the best case; must give the same answer when asked again.
typedef bool (*propos_decide_fn)(void *context, uint32_t passage_id);

typedef struct propos_node propos_node;
struct propos_node {
    propos_node_kind kind;
    propos_field field;
    propos_channel channel;
    const char *text;
    uint32_t distance;
    double weight;
    bool pooled; // OR: the children are one word in several guises, as rare as all of them together
    propos_decide_fn decide;
    void *context;
    const uint32_t *among; // DECIDE: passage ids, ascending, outside which it is false; NULL: any
    size_t among_count;
    propos_node **children;
    size_t child_count;
};

// Builders; all memory is the arena's (texts are copied). AND and OR of no children are ALL and
// NONE; of one, that one.
propos_node *propos_node_none(propos_arena *arena);
propos_node *propos_node_all(propos_arena *arena);
propos_node *propos_node_term(propos_arena *arena, propos_field field, propos_channel channel,
                              const char *text);
propos_node *propos_node_filter(propos_arena *arena, const char *prefix, const char *value);
propos_node *propos_node_prefix(propos_arena *arena, propos_field field, const char *text);
propos_node *propos_node_phrase(propos_arena *arena, propos_node *const *positions, size_t count);
propos_node *propos_node_near(propos_arena *arena, propos_node *const *words, size_t count,
                              uint32_t distance);
propos_node *propos_node_and(propos_arena *arena, propos_node *const *children, size_t count);
propos_node *propos_node_or(propos_arena *arena, propos_node *const *children, size_t count);
// OR of words that stand for one: a passage that holds three of them scores as one that holds one
// of them three times.
propos_node *propos_node_pool(propos_arena *arena, propos_node *const *children, size_t count);
propos_node *propos_node_not(propos_arena *arena, propos_node *from, propos_node *without);
propos_node *propos_node_maybe(propos_arena *arena, propos_node *first, propos_node *extra);
propos_node *propos_node_scale(propos_arena *arena, propos_node *child, double weight);
propos_node *propos_node_decide(propos_arena *arena, propos_decide_fn decide, void *context);
// Tells a DECIDE outside which passages (ids ascending; they outlive the tree) it is false: an
// engine may then ask it for these alone. NULL: any.
void propos_node_decide_among(propos_node *node, const uint32_t *ids, size_t count);

#endif
