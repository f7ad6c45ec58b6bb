// What tests of conversation formats share: a file, the reader that must read it, and the turns.
#ifndef PROPOS_TESTS_FORMATS_CONVERSATION_H
#define PROPOS_TESTS_FORMATS_CONVERSATION_H

#include "formats/reader.h"

#define CONVERSATION_TURNS 12

typedef struct conversation {
    const char *what, *name, *reader, *bytes;
    const char *labels;                    // study.ini's, or NULL
    const char *turns[CONVERSATION_TURNS]; // "SPEAKER|milliseconds|text", "-" for none
    const char *doubt;                     // words of the only doubt; NULL: none
    size_t length;                         // of bytes; 0: strlen
} conversation;

// A file that must be refused.
typedef struct refusal {
    const char *what, *name, *bytes;
    long line;        // of the error
    const char *says; // words of it
} refusal;

// Reads it by the reader that its content chooses under another name ("x.bin") and, when that
// recognises nothing, under its own; fails unless everything is as the case says.
void conversation_check(const conversation *one);
void refusal_check(const refusal *one);

// A file of the shared samples, read; false (with a message) when it is not there. The caller frees
// the arena.
bool conversation_sample(const char *path, propos_arena **arena, formats_content *content);

// "SPEAKER|milliseconds|text" of a turn, in the arena; "(none)" past the end.
const char *conversation_turn(propos_arena *arena, const propos_document_data *document, size_t i);

#endif
