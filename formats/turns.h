// Turns from pieces of speech: cues of subtitles, annotations of a tier, utterances.
//
// Consecutive pieces of one speaker are one turn, with the time of the first. Pieces that name
// nobody are put together into paragraphs.
#ifndef PROPOS_FORMATS_TURNS_H
#define PROPOS_FORMATS_TURNS_H

#include "base/arena.h"
#include "base/study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A piece of speech. White space in its text counts as one blank, at its ends as none.
typedef struct formats_piece {
    const char *speaker; // label, or NULL
    const char *text;
    size_t length;
    int64_t start_ms, end_ms; // -1: unknown
    long line;                // in the file, 0: unknown
    bool event;               // nobody's speech: a turn of its own
    bool apart;               // never joined to the piece before
} formats_piece;

typedef struct formats_turns formats_turns;

// Speaker labels must outlive the turns (the arena's, say). Free with formats_turns_finish().
formats_turns *formats_turns_new(propos_arena *arena, const char *file);

// Adds a piece; one without text is passed over.
void formats_turns_add(formats_turns *turns, const formats_piece *piece);

// Gives the turns to `document`, in the arena, and frees the rest.
void formats_turns_finish(formats_turns *turns, propos_document_data *document);

#endif
