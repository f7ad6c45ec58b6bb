// The word lists of stopwords/, loaded. Immutable after loading, so that threads may share one.
#ifndef PROPOS_TEXT_LISTS_H
#define PROPOS_TEXT_LISTS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct propos_lists propos_lists;

// Loads every list of the folder `dir` (propos_stopwords_dir()). Error: BAD_INPUT with file and
// line, UNAVAILABLE when the folder is missing. The caller frees *out.
propos_status propos_lists_load(const char *dir, propos_lists **out, propos_error *error);

// A copy of `base` plus a study's own lists: stopwords.txt and synonyms.txt of `study_dir`, each
// optional. Error: as above. `base` is only read. The caller frees *out.
propos_status propos_lists_load_study(const propos_lists *base, const char *study_dir,
                                      propos_lists **out, propos_error *error);

void propos_lists_free(propos_lists *lists);

// `word` is casefolded NFC with straight apostrophes, as propos_token.exact. A stop word is dropped
// from a query unless quoted or alone; function words, French and English, and question words
// ("est-ce", "quels").
bool propos_lists_is_stop(const propos_lists *lists, const char *word);

// Words that a sentence asking for passages uses about itself, not about the subject (passages,
// citations, trouve, parle…): dropped by the sentence reader only.
bool propos_lists_is_request(const propos_lists *lists, const char *word);

// A hesitation (euh, hum, bah): it takes no position of its own.
bool propos_lists_is_hesitation(const propos_lists *lists, const char *word);

// The words that count as the same word in full: acronym and expansion, spoken short form, or a
// line of the study's own synonyms.txt. Each is a space-separated sequence of casefolded words.
typedef enum propos_synonym_source {
    PROPOS_SYNONYM_ACRONYM,  // shipped: acronyms and their expansions
    PROPOS_SYNONYM_SHORT,    // shipped: spoken short forms (chimio, appli, psy)
    PROPOS_SYNONYM_STUDY,    // the study's own synonyms.txt
    PROPOS_SYNONYM_EVERYDAY, // shipped everyday equivalents: partial matches only
    PROPOS_SYNONYM_FORM,     // shipped families: another form of the same word (œil, yeux)
    PROPOS_SYNONYM_FAMILY    // shipped families: partial matches only
} propos_synonym_source;

typedef struct propos_synonym {
    const char *words; // owned by the lists
    propos_synonym_source source;
} propos_synonym;

// The groups that `words` (one word or a space-separated sequence, casefolded) belongs to: the
// other members, written to a malloc'ed array that the caller frees. Returns their number, 0 when
// there are none. Accents count as in the list, but a word without accents also finds the accented
// entry. Singular and plural in -s or -x find each other.
size_t propos_lists_synonyms(const propos_lists *lists, const char *words, propos_synonym **out);

// Likewise the families that `word` belongs to: sources FORM and FAMILY only.
size_t propos_lists_family(const propos_lists *lists, const char *word, propos_synonym **out);

// The digest of the lists that act at index time (elisions, hesitations, whole words, marks, plural
// verbs, the short side of acronyms): part of the analyser's version. Terminated; owned by the
// lists.
const char *propos_lists_index_digest(const propos_lists *lists);

#endif
