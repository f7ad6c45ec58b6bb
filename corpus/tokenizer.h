// The FTS5 tokeniser "propos": the same words as every other index (private to corpus/).
//
// Indexing: each word of propos_analyse() gives its exact form, then at the same position "S" +
// stem, "F" + fold and "G" + foldstem. Exact forms are casefolded, so that they never start with
// one of those capitals. Positions are those of the analyser. In a MATCH expression the words of a
// quoted string (split at spaces) are taken as terms as they stand:
// '"Séchapp"' asks for one stem, '"Fla Fpatient"' for a phrase of two folds.
#ifndef PROPOS_CORPUS_TOKENIZER_H
#define PROPOS_CORPUS_TOKENIZER_H

#include "corpus/store.h"

// Begins the column `context` of passage_fts (no file's text holds a control character).
#define CORPUS_NEIGHBOURS '\x1f'

// Registers the tokeniser on the record's handle; it uses the record's analyser.
propos_status corpus_tokenizer_register(const propos_record *record, propos_error *error);

#endif
