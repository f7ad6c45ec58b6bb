// Foreign files: what one of them holds, and which reader reads it. A reader knows one format, is
// found by content and name, and fills plain structs; it writes nothing and locks nothing.
#ifndef PROPOS_FORMATS_READER_H
#define PROPOS_FORMATS_READER_H

#include "base/arena.h"
#include "base/error.h"
#include "base/study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A file (or a project's folder) that is to be read.
typedef struct formats_input {
    const char *path;  // where it lies, absolute
    const char *name;  // how messages call it: relative to the study folder
    const char *bytes; // its content, `length` bytes and a terminator; NULL for a folder
    size_t length;
    const char *labels;   // study.ini: the speaker labels that are true, or NULL
    const char *encoding; // study.ini: the encoding, or NULL
    const char *coder; // --coder or study.ini: whose codings these are, or NULL: as the file says
    // study.ini: folded names of columns that must not be read; `confidential_count` of them.
    const char *const *confidential;
    size_t confidential_count;
} formats_input;

// A comment in the margin of a Word or Writer document. Whether it names a code or says something
// about the words, only the whole study tells (its code book, comments that come again).
typedef struct formats_comment {
    const char *coder;                   // its author, or NULL
    const char *text;                    // paragraphs parted by LF
    const char *quote;                   // the words that it stands at, or NULL
    uint32_t turn, start, turn_end, end; // as in propos_coding_data
    propos_source source;
} formats_comment;

// What was read. All memory is the arena's. A single transcript is one document whose id is "";
// documents of a project have ids of their own (the source's name without its ending).
typedef struct formats_content {
    propos_document_data *documents;
    size_t document_count;
    propos_speaker_data *speakers; // with roles or attributes (cases, participants)
    size_t speaker_count;
    propos_code_data *codes; // ids unique within the file
    size_t code_count;
    // Coder NULL when nobody is named. Spans are settled, but for FORMATS_CODINGS: there turn 0
    // means that the quotation is to be found in the study's document of that name.
    propos_coding_data *codings;
    size_t coding_count;
    formats_comment *comments; // of a single document
    size_t comment_count;
    propos_doubts doubts;
    // Project formats: how offsets were read ("UTF-16 units, CRLF counts two, BOM skipped") and the
    // share of evidence that agrees, 0 to 1; NULL for other formats.
    const char *convention;
    double confidence;
} formats_content;

typedef enum formats_kind {
    FORMATS_TRANSCRIPT, // one document
    FORMATS_PROJECT,    // documents, codes and codings
    FORMATS_CODEBOOK,   // codes alone
    FORMATS_CODINGS     // a table of coded units: documents may be missing
} formats_kind;

typedef struct formats_reader {
    const char *name;       // "docx"
    const char *what;       // "a Word document": N_() text, for reports
    const char *extensions; // "docx|dotx", folded; what a folder is searched for
    formats_kind kind;
    bool folder; // the project is a folder (QualCoder's NAME.qda)
    // True when the content is of this format, whatever the name.
    bool (*recognises)(const formats_input *input);
    // Errors: BAD_INPUT with what is wrong, where, and what to do; IO.
    propos_status (*read)(propos_arena *arena, const formats_input *input, formats_content *content,
                          propos_error *error);
} formats_reader;

// The reader for a file: by content first, then by the name's ending. NULL when there is none.
const formats_reader *formats_reader_for(const formats_input *input);

// True when a file or folder of that name may be one that some reader reads (by its ending alone).
bool formats_reader_may_read(const char *name, bool folder);

// True when the name's ending is one of the reader's.
bool formats_reader_reads(const formats_reader *reader, const char *name);

// The readers, in the order in which their `recognises` is asked; NULL-terminated.
extern const formats_reader *const formats_readers[];

#endif
