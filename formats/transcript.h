// Readers of transcripts: text in, turns out.
#ifndef PROPOS_FORMATS_TRANSCRIPT_H
#define PROPOS_FORMATS_TRANSCRIPT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/study.h"
#include "formats/csv.h"

#include <stdbool.h>
#include <stddef.h>

// What study.ini's [import] says of a source; zero-initialised means: find out.
typedef struct propos_transcript_options {
    const char
        *labels;     // comma-separated speaker labels that are true ("M, 1, 2"); NULL: by evidence
    bool paragraphs; // each line is a paragraph of its own, as word processors know them: no line
                     // was broken by a page, and there are no line or page numbers to look for
} propos_transcript_options;

// Reads a CSV transcript: columns turn, speaker, line, locator, text, time (French headers too:
// tour, locuteur, ligne, repère, texte, temps). Only `text` must be there. BAD_INPUT with the line
// for a turn number given twice or not a number.
propos_status propos_transcript_csv(propos_arena *arena, const char *text, size_t length,
                                    const char *file, propos_document_data *document,
                                    propos_doubts *doubts, propos_error *error);

// The same of a table that was parsed already, with the words in column `text`.
propos_status formats_transcript_table(propos_arena *arena, const propos_table *table, int text,
                                       propos_document_data *document, propos_doubts *doubts,
                                       propos_error *error);

// Reads plain text with speaker labels (Markdown too): finds the labels by the whole document's
// evidence, joins lines that were broken by the page, takes out printed line numbers (every fifth
// line or so, or every line), page numbers and blank lines, and builds the line map. Lines without
// a label before any label, events ({...}, (Rires.) or a clock time alone where a turn may begin)
// and speech without a label after an event are turns without a speaker. What was decided and what
// is doubtful goes to `doubts`. Never fails on content; the text of an unlabelled document is one
// turn a paragraph. Takes time and memory in proportion to `length`.
propos_status propos_transcript_text(propos_arena *arena, const char *text, size_t length,
                                     const char *file, const propos_transcript_options *options,
                                     propos_document_data *document, propos_doubts *doubts,
                                     propos_error *error);

// Adds a doubt; `what` is copied into the arena.
void propos_doubt_add(propos_arena *arena, propos_doubts *doubts, const char *document,
                      const char *file, long line, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

#endif
