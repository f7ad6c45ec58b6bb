// The French dictionary that Debian packages (hunspell-fr), over libhunspell: from a word form to
// its dictionary words ("échappent" -> "échapper"). It may be missing: everything works without it,
// and finds less.
#ifndef PROPOS_TEXT_DICTIONARY_H
#define PROPOS_TEXT_DICTIONARY_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>

typedef struct propos_dictionary propos_dictionary;

// Opens the dictionary (about 40 ms); for one thread. Its place is PROPOS_DICTIONARY (a path
// without .aff), else where Debian puts it. Error: UNAVAILABLE when none is installed. The caller
// frees *out.
propos_status propos_dictionary_open(propos_dictionary **out, propos_error *error);
void propos_dictionary_free(propos_dictionary *dictionary);

// True when a dictionary is installed, without opening it.
bool propos_dictionary_is_installed(void);

// Appends what propos_dictionary_version() would say of the dictionary that is installed, without
// opening it. Error: as propos_dictionary_open().
propos_status propos_dictionary_installed_version(propos_buffer *out, propos_error *error);

// What must be equal for lemmas that were looked up earlier to be still true. Owned by the
// dictionary.
const char *propos_dictionary_version(const propos_dictionary *dictionary);

// Calls `each` with every dictionary word (casefolded NFC) that `form` (the same) can be a form of,
// each once; `form` itself when it is one. Nothing for a word that the dictionary does not have.
void propos_dictionary_lemmas(const propos_dictionary *dictionary, const char *form,
                              void (*each)(void *context, const char *lemma), void *context);

#endif
