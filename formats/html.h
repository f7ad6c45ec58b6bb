// The text of an HTML fragment: its text nodes, entities resolved. Where a paragraph, a list item
// or a table row ends, a line end is put in, which the text nodes do not have.
#ifndef PROPOS_FORMATS_HTML_H
#define PROPOS_FORMATS_HTML_H

#include "base/arena.h"
#include "formats/offsets.h"

#include <stddef.h>

// Never fails: what is no HTML is text. Scripts, styles and comments are no text. The text is the
// arena's; its line ends say which of them were put in (OFFSETS_MADE).
void formats_html_text(propos_arena *arena, const char *html, size_t length, offsets_text *text);

#endif
