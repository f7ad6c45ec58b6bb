// A REFI-QDA project while its XML is read: shared by qde.c, which takes the elements in, and
// qde_settle.c, which settles what only the whole file tells.
#ifndef PROPOS_FORMATS_QDE_READER_H
#define PROPOS_FORMATS_QDE_READER_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/map.h"
#include "formats/qde.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Elements inside each other; formats/xml.h allows no more.
enum { QDE_DEEPEST = 256 };

// A reference that is resolved at the end: cases come before the sources they speak of.
typedef struct qde_reference {
    const char *from, *to;
} qde_reference;

typedef struct qde_references {
    qde_reference *items;
    size_t count, capacity;
} qde_references;

typedef struct qde_value {
    const char *owner, *variable, *text; // owner: a case's or a source's GUID
} qde_value;

// A selection under way.
typedef struct qde_selection {
    bool open;
    const char *guid, *name, *user, *memo;
    int64_t start, end;
    size_t first_span; // of the project's spans
} qde_selection;

typedef struct qde_reader {
    qde *q;
    project *p;
    propos_arena *arena;
    const char *file;
    propos_error *error;
    propos_status status;
    const char *names[QDE_DEEPEST]; // the elements that are open
    const char *guids[QDE_DEEPEST]; // their GUIDs, or NULL
    size_t depth;
    propos_buffer text; // of the innermost element that is kept
    size_t text_depth;  // its depth, 0: none is kept
    propos_map users;   // GUID -> index in user_names
    const char **user_names;
    size_t user_count, user_capacity;
    propos_map variables;
    const char **variable_names;
    size_t variable_count, variable_capacity;
    propos_map notes; // GUID -> index in note_texts
    const char **note_texts;
    size_t note_count, note_capacity;
    qde_references case_sources, case_selections, set_sources, span_notes;
    propos_map selections;  // GUID -> index of its record
    project_link *selected; // where each selection lies
    size_t selected_count, selected_capacity;
    qde_value *values;
    size_t value_count, value_capacity;
    const char *variable; // of the value under way
    size_t source;        // the text holder under way, PROPOS_MAP_NONE: none
    size_t source_depth;
    const char *source_user;
    qde_selection now;
    const char *coding_user;
    size_t unread; // codings of pictures, recordings, pages
} qde_reader;

// Cases, sets, values and notes, which may come before what they speak of: to be called at the end.
void qde_settle(qde_reader *r);

#endif
