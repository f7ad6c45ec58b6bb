// The names of a study, made ready for comparison: what a filter's value is looked up in. Built
// once for a snapshot, immutable afterwards, so that threads share it.
#ifndef PROPOS_SEARCH_CATALOGUE_H
#define PROPOS_SEARCH_CATALOGUE_H

#include "base/arena.h"
#include "corpus/snapshot.h"
#include "text/analyser.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A name: folded as a whole, and the folded stems of its words.
typedef struct propos_name {
    const char *folded;
    const char **stems; // channel FOLD, then FOLD_STEM, for each word
    size_t stem_count;
} propos_name;

// One value that an attribute takes somewhere in the study.
typedef struct propos_catalogue_value {
    const char *attribute, *value;               // as written at first
    const char *attribute_folded, *value_folded; // as in corpus/filters.h
} propos_catalogue_value;

typedef struct propos_catalogue {
    propos_name *codes; // by index in the snapshot, as the next ones
    const char **code_ids;
    uint32_t *code_passages; // by code: passages that bear it, its descendants not counted
    propos_name *groups;
    propos_name *documents; // titles
    const char **document_ids;
    const char **speakers;
    const char **coders;
    const char **questions;
    propos_name *question_texts;
    propos_name title;
    const char *id;
    propos_catalogue_value *values;
    size_t value_count;
    bool has_moderators; // somebody who asks the questions has a turn
    bool has_consensus;  // some coding is an agreed result
    bool has_long_turns; // some turn has several passages
    // What was printed twice (search/duplicates.h); NULL: nothing was.
    const struct propos_duplicates *duplicates;
    const struct propos_coded *coded; // who coded which passages with what (search/coded.h)
    propos_arena *arena;
} propos_catalogue;

// Builds the catalogue of `snapshot`, which must outlive it, without `duplicates`, which need the
// texts. Free with propos_catalogue_free().
propos_catalogue *propos_catalogue_new(const propos_snapshot *snapshot, propos_analyser *analyser);
void propos_catalogue_free(propos_catalogue *catalogue);

// The words of a value that can be looked up in names (stop words left out unless there is nothing
// else): their stems as in propos_name, two for each word. The arena's.
propos_name propos_catalogue_name(propos_arena *arena, propos_analyser *analyser, const char *text);

// True when every word of `words` is a word of `name`.
bool propos_name_has(const propos_name *name, const propos_name *words);

// A folded copy, the arena's.
const char *propos_catalogue_fold(propos_arena *arena, const char *text);

#endif
