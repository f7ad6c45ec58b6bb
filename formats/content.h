// What readers share: the text of a file, and the documents of a content.
#ifndef PROPOS_FORMATS_CONTENT_H
#define PROPOS_FORMATS_CONTENT_H

#include "base/arena.h"
#include "base/error.h"
#include "formats/reader.h"
#include "formats/transcript.h"

#include <stdbool.h>
#include <stddef.h>

// The file's text: UTF-8 without BOM, LF; in the arena. Errors of propos_to_utf8(), and
// BAD_INPUT for a line that no transcript has.
propos_status formats_content_text(propos_arena *arena, const formats_input *input,
                                   const char **text, size_t *length, propos_error *error);

// Makes `content` one document without an id, as transcripts are, and returns it.
propos_document_data *formats_content_document(propos_arena *arena, const formats_input *input,
                                               formats_content *content);

// True when the first `within` bytes of the file (all of it when it is shorter) hold `words`.
// Letters of two bytes (UTF-16) are not looked into.
bool formats_content_holds(const formats_input *input, size_t within, const char *words);

// True when the file's name ends in one of `extensions` ("docx|dotx"), case apart.
bool formats_name_ends(const char *name, const char *extensions);

#define FORMATS_DOUBT(arena, content, input, line, ...)                                            \
    propos_doubt_add(arena, &(content)->doubts, NULL, (input)->name, line, __VA_ARGS__)

#endif
