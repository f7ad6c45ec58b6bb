// The XML of REFI-QDA: projects (.qde, inside a .qdpx) and code books (.qdc).
//
// Elements and attributes are those of the published schema, version 1.0
// (https://www.qdasoftware.org), and of its draft 0:10. Tools differ in what they write: GUIDs in
// any case and in braces, names missing, users missing, selections without codings. All of that is
// read.
#ifndef PROPOS_FORMATS_QDE_H
#define PROPOS_FORMATS_QDE_H

#include "formats/project.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Where a source's text is to be had.
typedef struct qde_text {
    const char *path;    // as the project says it ("internal://…"), or NULL
    const char *content; // or the text itself, or NULL
    const char *name;    // of the source, for messages
    size_t codings;      // on it
} qde_text;

typedef struct qde {
    project *p;      // codes, cases and spans are filled; sources have no text yet
    qde_text *texts; // one a source of the project
    size_t text_capacity;
} qde;

// Reads the XML of a project or a code book. Sources' texts are left to the caller, who then calls
// project_finish(). BAD_INPUT: no REFI-QDA, an unknown version, XML that cannot be read.
propos_status qde_read(qde *q, const char *xml, size_t length, const char *file,
                       propos_error *error);
void qde_free(qde *q);

// True when the file begins as a REFI-QDA project / code book, whatever the version.
bool qde_is_project(const char *bytes, size_t length);
bool qde_is_codebook(const char *bytes, size_t length);

#endif
