// The query language: text <-> tree (DESIGN section 6). Knows the words of the language, not the
// study, except through propos_names, which says what names exist.
#ifndef PROPOS_SEARCH_QUERY_H
#define PROPOS_SEARCH_QUERY_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "corpus/snapshot.h"
#include "text/lists.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Longest query, in bytes: far above any question, far below what could tire the parser.
#define PROPOS_QUERY_BYTES 8192
// Deepest nesting of parentheses.
#define PROPOS_QUERY_DEPTH 64

typedef enum propos_query_kind {
    PROPOS_QUERY_WORD,   // text: one bare word as typed (text or code name)
    PROPOS_QUERY_PHRASE, // "…": words, folded stems
    PROPOS_QUERY_EXACT,  // ="…"
    PROPOS_QUERY_PREFIX, // échapp*
    PROPOS_QUERY_NEAR,   // children (WORD or PHRASE), distance
    PROPOS_QUERY_GROUP,  // bare words side by side: match mode decides how many must be there;
                         // filters in it must all hold. The usual top node.
    PROPOS_QUERY_AND,
    PROPOS_QUERY_OR,
    PROPOS_QUERY_NOT,    // one child
    PROPOS_QUERY_FILTER, // filter:value
    PROPOS_QUERY_PREFER  // plutôt:(…) / prefer:(…): one child; favours, never excludes
} propos_query_kind;

typedef enum propos_filter {
    PROPOS_BY_ABOUT,    // sur: about:      child: a sub-query of words
    PROPOS_BY_TEXT,     // texte: text:     child: a sub-query of words, text only
    PROPOS_BY_CODE,     // code:
    PROPOS_BY_CODER,    // codeur: coder:   any span of this coder
    PROPOS_BY_CODED_BY, // codé-par: coded-by:
    PROPOS_BY_AGREED,   // accord: agreed:
    PROPOS_BY_OVERLAP,  // recouvrement: overlap:
    PROPOS_BY_SPEAKER,  // locuteur: speaker:
    PROPOS_BY_GROUP,    // groupe: group:
    PROPOS_BY_ROLE,     // rôle: role:
    PROPOS_BY_DOCUMENT, // document:
    PROPOS_BY_STUDY,    // étude: study:
    PROPOS_BY_QUESTION, // question:
    PROPOS_BY_LINE,     // ligne: line:     138 or 130-140
    PROPOS_BY_TURN,     // tour: turn:      39 or 39-45
    PROPOS_BY_LOCATOR,  // repère: locator:
    PROPOS_BY_MARK,     // marque: mark:
    PROPOS_BY_MEMO,     // mémo: memo:      child: a sub-query of words
    PROPOS_BY_CODED,    // codé: coded:     oui|non
    PROPOS_BY_ATTRIBUTE // any participant attribute; attribut.NAME:
} propos_filter;

typedef struct propos_query propos_query;
struct propos_query {
    propos_query_kind kind;
    propos_filter filter;
    const char *name; // FILTER by attribute: its name as typed
    const char *text; // WORD, PHRASE, EXACT, PREFIX; FILTER: the value as typed, unquoted
    bool quoted; // FILTER: the value was quoted as a whole (never split at + , -). Otherwise `text`
                 // is as typed, and quotes inside it hold a name together: codé-par:"Anne Roux"+B
    uint32_t distance; // NEAR
    long position;     // code point in the query text
    propos_query **children;
    size_t child_count;
};

typedef struct propos_parsed {
    propos_query *tree;   // NULL only when status is not OK
    bool was_sentence;    // the sentence reader had a hand in it
    const char **notices; // what the reader wants the user to know, translated
    size_t notice_count;
} propos_parsed;

// What the sentence reader knows of the studies asked. Attribute names decide what `nom:` is a
// filter.
typedef struct propos_names propos_names;

// Builds the names of `count` snapshots (which must outlive it). Free with propos_names_free().
propos_names *propos_names_new(propos_snapshot *const *snapshots, size_t count);
void propos_names_free(propos_names *names);

// Reads `text`: the language as it stands, and sentences in French and English. `names` may be NULL
// (no study known: any `word:` that is not built in is BAD_QUERY with a hint). Errors: BAD_QUERY
// with position and what was expected. All memory is the arena's.
propos_status propos_query_parse(propos_arena *arena, const char *text, const propos_names *names,
                                 const propos_lists *lists, propos_parsed *parsed,
                                 propos_error *error);

// Writes a tree in the query language, French names; parsing it gives the same tree (positions
// apart).
void propos_query_print(const propos_query *tree, propos_buffer *out);

// True when the trees are the same, positions apart.
bool propos_query_same(const propos_query *a, const propos_query *b);

#endif
