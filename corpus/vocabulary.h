// The vocabulary of a study: every word that its passages hold, as said (casefolded NFC), with its
// dictionary words. Part of the record, brought up to date by propos-index after each import; what
// a query word is widened with comes from here, so that both engines are asked the same.
#ifndef PROPOS_CORPUS_VOCABULARY_H
#define PROPOS_CORPUS_VOCABULARY_H

#include "corpus/record.h"
#include "text/dictionary.h"

#include <stdbool.h>
#include <stddef.h>

// Makes the vocabulary that of the record's passages (what was said, names of codes, memos and
// definitions): new words are looked up in the dictionary, words that are gone go. All of them
// when the dictionary is another one than last time. `dictionary` may be NULL: then lemmas that
// were looked up earlier stay. One transaction; does nothing when nothing changed.
propos_status propos_vocabulary_update(propos_record *record, const propos_dictionary *dictionary,
                                       propos_error *error);

// True when an update has something to do: the record has a newer revision than the vocabulary, or
// the dictionary of this version (propos_dictionary_installed_version(); NULL: none is installed)
// has not been asked about all its words.
propos_status propos_vocabulary_is_old(propos_record *record, const char *dictionary_version,
                                       bool *old, propos_error *error);

// What the lemmas in the record come from: the dictionary's version, appended to `out`; nothing
// when some words were never looked up.
propos_status propos_vocabulary_source(propos_record *record, propos_buffer *out,
                                       propos_error *error);

// Receives a word. Return false to stop.
typedef bool (*propos_vocabulary_fn)(void *context, const char *word);

// True when the study has this very word (casefolded NFC).
propos_status propos_vocabulary_has(propos_record *record, const char *word, bool *has,
                                    propos_error *error);

// The dictionary words of a word of the study; none when it is not one.
propos_status propos_vocabulary_lemmas(propos_record *record, const char *word,
                                       propos_vocabulary_fn each, void *context,
                                       propos_error *error);

// The study's words that are forms of the dictionary word `lemma`.
propos_status propos_vocabulary_forms(propos_record *record, const char *lemma,
                                      propos_vocabulary_fn each, void *context,
                                      propos_error *error);

// The study's words that are spelled `folded` once accents are off (propos_folded()).
propos_status propos_vocabulary_spellings(propos_record *record, const char *folded,
                                          propos_vocabulary_fn each, void *context,
                                          propos_error *error);

// The study's words whose stem without accents (PROPOS_CHANNEL_FOLD) is `stem`.
propos_status propos_vocabulary_stemmed(propos_record *record, const char *stem,
                                        propos_vocabulary_fn each, void *context,
                                        propos_error *error);

// The study's words whose folded spelling starts with `prefix`, in its order.
propos_status propos_vocabulary_starting(propos_record *record, const char *prefix,
                                         propos_vocabulary_fn each, void *context,
                                         propos_error *error);

#endif
