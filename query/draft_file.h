// The file that `propos check` reads: a list of quotations, or the text of a draft. Nothing of it
// is kept.
#ifndef PROPOS_QUERY_DRAFT_FILE_H
#define PROPOS_QUERY_DRAFT_FILE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

#include <stddef.h>

typedef struct query_draft {
    json_t *rows;     // of a table: [{"quote","document","lines","speaker"}]; NULL: a text
    const char *text; // its paragraphs or lines, each ended by LF; NULL: a table
    size_t length;
} query_draft;

// Reads a table (.csv, .xlsx, .ods: a column of quotations, and where known document, lines and
// speaker), a document (.docx, .odt, .rtf, .pdf, .doc: a line for each paragraph) or a text (all
// others). Errors: IO; BAD_INPUT. `rows` is the caller's, the text the arena's.
propos_status query_draft_read(propos_arena *arena, const char *path, query_draft *out,
                               propos_error *error);

#endif
