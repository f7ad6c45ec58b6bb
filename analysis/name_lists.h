// First names, and capitalised words that name nothing: stopwords/first-names.txt, not-names.txt.
#ifndef PROPOS_ANALYSIS_NAME_LISTS_H
#define PROPOS_ANALYSIS_NAME_LISTS_H

#include "base/error.h"

#include <stdbool.h>

typedef struct name_lists name_lists;

// Error: UNAVAILABLE when a list is missing. The caller frees *out.
propos_status name_lists_load(name_lists **out, propos_error *error);
void name_lists_free(name_lists *lists);

// `word` is casefolded NFC; accents do not matter.
bool name_lists_is_first(const name_lists *lists, const char *word);
bool name_lists_is_none(const name_lists *lists, const char *word);

#endif
