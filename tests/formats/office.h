// What tests of office documents share: archives made in memory, and what a reader makes of bytes.
#ifndef PROPOS_TESTS_FORMATS_OFFICE_H
#define PROPOS_TESTS_FORMATS_OFFICE_H

#include "formats/reader.h"

// One file of an archive.
typedef struct office_part {
    const char *name;
    const char *bytes;
    size_t length; // 0: as long as the text
} office_part;

// A zip archive of these parts (the last has no name), malloc'ed.
char *office_zip(const office_part *parts, size_t *length);

// .docx, .odt, .xlsx and .ods around the given XML: the body of document.xml, the inside of
// office:text, the rows of a sheet. Malloc'ed. `more` may be NULL.
char *office_docx(const char *body, const office_part *more, size_t *length);
char *office_odt(const char *text, size_t *length);
char *office_xlsx(const char *sheet, const office_part *more, size_t *length);
char *office_ods(const char *tables, size_t *length);

// What the reader for these bytes made of them.
typedef struct office_read {
    propos_arena *arena;
    const formats_reader *reader;
    propos_status status;
    propos_error error;
    formats_content content;
    char *bytes; // owned
} office_read;

// Reads `bytes` (taken over) as a file called `name`. Free with office_free().
office_read office_read_bytes(const char *name, char *bytes, size_t length);
office_read office_read_text(const char *name, const char *text);
void office_free(office_read *read);

// "SPEAKER|text" of each turn, parted by LF; "-" for no speaker. In the arena.
const char *office_turns(const office_read *read);

// "AUTHOR|text|quote|turn.start-turn.end" of each comment, parted by LF.
const char *office_comments(const office_read *read);

// "CODER|code|document|quote|unit" of each coding, parted by LF.
const char *office_codings(const office_read *read);

#endif
