// What tests of plain-text transcripts share: a text read, and its turns and doubts.
#ifndef PROPOS_TESTS_FORMATS_READING_H
#define PROPOS_TESTS_FORMATS_READING_H

#include "formats/transcript.h"

typedef struct reading {
    propos_arena *arena;
    propos_document_data document;
    propos_doubts doubts;
} reading;

// Reads `text` as "fg.txt"; `labels` as in study.ini, or NULL. Free with reading_free().
reading reading_of(const char *text, const char *labels);
void reading_free(reading *read);

// The turn's "SPEAKER|text", "-" for no speaker; a place past the end gives "(none)". In the arena.
const char *reading_turn(const reading *read, size_t i);

// Fails unless the runs of each turn are sorted, say nothing but the source's own letters, and
// leave out no letter of the turn but blanks between lines.
void reading_check_runs(const propos_document_data *document, const char *source);

// The number of doubts whose sentence holds `words`, and the line of the first one.
size_t reading_doubts(const reading *read, const char *words, long *line);

// A whole file, terminated and malloc'ed; NULL when it cannot be opened.
char *reading_file(const char *path, size_t *length);

#endif
