// Cues: what subtitles are made of, and how their speakers are told from their words.
#ifndef PROPOS_FORMATS_CUES_H
#define PROPOS_FORMATS_CUES_H

#include "formats/reader.h"

#include <stdint.h>

typedef struct formats_cue {
    int64_t start_ms, end_ms; // -1: unknown
    const char *voice;        // the speaker as the format itself names him, or NULL
    const char *text;         // without the format's own marks; lines parted by LF
    long line;                // in the file
} formats_cue;

// Turns from cues. Where no cue has a voice, "Name: text" and "[Name] text" are looked for by the
// evidence of all cues, or by input->labels. Overlapping speech as noScribe writes it ("//S02: …
// //") becomes a turn of its own.
void formats_cues_read(propos_arena *arena, const formats_input *input, const formats_cue *cues,
                       size_t count, formats_content *content);

#endif
