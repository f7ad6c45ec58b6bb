// The French thesaurus that Debian packages (mythes-fr): words of a neighbouring meaning. It may be
// missing. Immutable once open, so that threads may share one.
#ifndef PROPOS_TEXT_THESAURUS_H
#define PROPOS_TEXT_THESAURUS_H

#include "base/error.h"

#include <stdbool.h>

typedef struct propos_thesaurus propos_thesaurus;

// Opens the thesaurus where PROPOS_THESAURUS says (the path of a .dat with its .idx beside), else
// where Debian puts it. Errors: UNAVAILABLE when none is installed, DAMAGED when it cannot be read
// as one. The caller frees *out.
propos_status propos_thesaurus_open(propos_thesaurus **out, propos_error *error);
void propos_thesaurus_free(propos_thesaurus *thesaurus);

// True when a thesaurus is installed, without opening it.
bool propos_thesaurus_is_installed(void);

// Calls `each` with every neighbour (casefolded NFC; one word or several, parted by spaces) of
// `word` (casefolded NFC), each once. Return false from `each` to stop.
void propos_thesaurus_neighbours(const propos_thesaurus *thesaurus, const char *word,
                                 bool (*each)(void *context, const char *neighbour), void *context);

#endif
