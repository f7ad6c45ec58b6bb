// What the other files of text/ ask of the word lists. Private to text/.
#ifndef PROPOS_TEXT_LISTS_PARTS_H
#define PROPOS_TEXT_LISTS_PARTS_H

#include "text/lists.h"
#include "text/marks.h"

#include <stdbool.h>
#include <stddef.h>

// `word` (without its apostrophe) is split from the word after it: l, qu, jusqu.
bool text_is_elision(const propos_lists *lists, const char *word, size_t length);

// `word` holds an apostrophe or a hyphen and is one word all the same: aujourd'hui, c'est-à-dire.
bool text_is_whole(const propos_lists *lists, const char *word, size_t length);

// `word` is the short side of a shipped acronym (casefolded).
bool text_is_acronym(const propos_lists *lists, const char *word, size_t length);

bool text_is_hesitation(const propos_lists *lists, const char *word, size_t length);

// `word` is a verb in the third person plural present, which libstemmer leaves apart from the
// singular (échappent): every word in -ent that no list or ending tells to be something else.
bool text_is_plural_verb(const propos_lists *lists, const char *word, size_t length);

// The kind of mark that a word (casefolded, without accents) names.
bool text_mark_word(const propos_lists *lists, const char *word, size_t length,
                    propos_mark_kind *kind);

// `word` (likewise) may stand beside a mark word: "long" in (long silence).
bool text_mark_qualifier(const propos_lists *lists, const char *word, size_t length);

#endif
