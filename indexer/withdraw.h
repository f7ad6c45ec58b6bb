// Participants who withdrew their consent: their words are not taken in.
//
// The state folder of a study has a list of them (the user's own files are never written to), and
// study.ini may name some: [withdrawn] speakers = DOCUMENT:SPEAKER, …
#ifndef PROPOS_INDEXER_WITHDRAW_H
#define PROPOS_INDEXER_WITHDRAW_H

#include "base/buffer.h"
#include "base/error.h"
#include "indexer/reading.h"

// Appends "DOCUMENT:SPEAKER", with who did it and when, to the study's list (once). Errors:
// NOT_FOUND when the reading has no such speaker, IO.
propos_status withdraw_add(const propos_reading *reading, const char *who, propos_error *error);

typedef struct withdraw_counts {
    size_t speakers, turns, codings, texts; // texts: quotations, memos, definitions, decisions
} withdraw_counts;

// Takes the words of those on the list out of the reading: their turns keep place and number, and
// say that the words were withdrawn; codings of nothing else go, and so do quotations, memos,
// definitions and decisions that repeat the words; attributes of the speaker go. `journal` gets the
// list, nothing when nobody is on it. Errors: IO, BAD_INPUT (an entry of study.ini that names
// nobody is a doubt).
propos_status withdraw_apply(propos_reading *reading, withdraw_counts *counts,
                             propos_buffer *journal, propos_error *error);

#endif
