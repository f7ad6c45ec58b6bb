// Projects of other tools that tests make up: files in a folder of their own, which is removed.
#ifndef PROPOS_TESTS_FORMATS_PROJECTS_H
#define PROPOS_TESTS_FORMATS_PROJECTS_H

#include "formats/reader.h"

#include <sqlite3.h>

typedef struct made_project {
    propos_arena *arena;
    formats_content content;
    propos_status status;
    propos_error error;
    char *bytes;
} made_project;

// A folder for this test's files; also the state folder of Propos ($PROPOS_HOME).
void projects_open(void);
void projects_close(void);

// A path in it; a buffer of the function's own.
const char *projects_path(const char *name);

void projects_write(const char *name, const char *bytes, size_t length);

// An SQLite file made by `sql`.
void projects_database(const char *name, const char *sql);

// A .qdpx of a project.qde and one source file.
void projects_qdpx(const char *name, const char *xml, const char *source, const char *bytes,
                   size_t length);

// Reads a file by the reader that Propos finds for it; projects_free() it.
made_project projects_read(const char *path, const char *coder);
void projects_free(made_project *project);

// "coder|code|text of the span" of a coding, in a buffer of the function's own.
const char *projects_coding(const made_project *project, size_t i);

// True when a doubt holds the words.
bool projects_doubts(const made_project *project, const char *words);

#endif
