// Private: the names of the studies asked, found in a run of words.
#ifndef PROPOS_SEARCH_NAMES_H
#define PROPOS_SEARCH_NAMES_H

#include "search/language.h"

typedef enum name_kind {
    NAME_DOCUMENT = 1,
    NAME_GROUP = 2,
    NAME_SPEAKER = 4,
    NAME_ATTRIBUTE = 8,
    NAME_CODE = 16,
    NAME_CODER = 32,
    NAME_LOCATOR = 64,
    NAME_QUESTION = 128
} name_kind;

typedef struct name_match {
    name_kind kind;
    const char *value; // what a filter says: an id, a name, or the word that several names share
    const char *attribute; // its name, for NAME_ATTRIBUTE
    size_t tokens;         // how many it takes
    bool proper;           // a name and no common noun: its words say nothing else
    bool singular;         // the name is in the plural, the text in the singular
    bool plural;           // the text is in the plural, the name in the singular
    bool weak;        // a part of a value, or a word like "femme": meant only where somebody is
                      // said to speak
    bool alias;       // a document's, taken from its title: a group of the same name is meant
    bool needs_intro; // a bare number or letter: a name only after "participant", "groupe"…
} name_match;

// The longest name of one of `kinds` (or'ed) that begins at `at`, within `count` tokens. Where
// several kinds share a spelling the first of the enum wins. `names` may be NULL.
bool propos_names_find(const propos_names *names, unsigned kinds, const token *at, size_t count,
                       name_match *match);

// ---- names_aliases.c ----

// What an alias stands for: one thing, or everything that shares it.
typedef enum propos_alias { PROPOS_ALIAS_WHOLE, PROPOS_ALIAS_PART } propos_alias;
typedef void (*propos_alias_fn)(void *context, const char *alias, propos_alias kind);

// "focus group 3" for FG3, the head of its title, proper names in it.
void propos_aliases_of_document(const propos_snap_document *document, propos_alias_fn each,
                                void *context);
// The printed number in an id ("2.2.1" in "FG2.2.2.1"), "question 5" of "Question 5 : …".
void propos_aliases_of_code(const propos_snap_code *code, propos_alias_fn each, void *context);
// The printed number in a code's id, where a document's or tree's name stands before it; NULL when
// there is none. Points into `id`.
const char *propos_code_number(const char *id);

// ---- names.c ----

// The number of coders of the study that has most of them; 0 when no study is known.
size_t propos_names_most_coders(const propos_names *names);

// The other coders where exactly one study is known; the number of them (0 otherwise).
size_t propos_names_other_coders(const propos_names *names, const char *coder, const char **others,
                                 size_t room);

#endif
