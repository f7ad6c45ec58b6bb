// Cutting a hit's text by code points, with its highlighted and shared parts marked.
#ifndef PROPOS_QUERY_CUT_H
#define PROPOS_QUERY_CUT_H

#include "base/buffer.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

// Appends code points [start, end) of `text`; what lies in one of `words` ([[start,end]…], may be
// NULL) stands between `before` and `after`; the same for `shared` with its own signs (NULL signs:
// not marked). `escape` (may be NULL) lists characters that get a backslash (Markdown).
typedef struct query_marking {
    const json_t *words;
    const char *word, *word_end;
    const json_t *shared;
    const char *shared_start, *shared_end;
    const char *escape;
} query_marking;

// What means something in Markdown.
#define QUERY_MARKDOWN_SIGNS "\\`*_{}[]<>#|"

void query_cut(propos_buffer *out, const char *text, size_t start, size_t end,
               const query_marking *marking);

// "l. 137-138", "l. 137", with "~" when estimated; "" when not known. The sign of an estimate is
// explained in propos(1).
void query_lines(propos_buffer *out, const json_t *lines, bool estimated);

// Where else a hit's words were printed: "FG2 turn 30, l. 12; FG3 turn 4", with group and speaker
// where they are others than the hit's; nothing when they stand in one place.
void query_places(propos_buffer *out, const json_t *hit);

// The text under `key`, "" when it is missing or null.
const char *query_text(const json_t *object, const char *key);

#endif
