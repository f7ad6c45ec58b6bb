// Hyphens at line ends: "compte-" + "rendu" has its own, "informa-" + "tion" got it from the page.
#ifndef PROPOS_FORMATS_HYPHENS_H
#define PROPOS_FORMATS_HYPHENS_H

#include "formats/pages.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct formats_hyphens formats_hyphens;

// Learns the words of a document. Free with formats_hyphens_free().
formats_hyphens *formats_hyphens_new(const formats_pages *pages);
void formats_hyphens_free(formats_hyphens *hyphens);

// True when the hyphen that ends `before` is only the page's: elsewhere the document has the word
// that `before` and `next` make in one piece, and never with a hyphen.
bool formats_hyphens_cut(const formats_hyphens *hyphens, const char *before, size_t before_length,
                         const char *next, size_t next_length);

#endif
