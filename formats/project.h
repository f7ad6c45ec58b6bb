// A project of another tool, as that tool keeps it: texts, codes, spans in the tool's own counting.
// A reader fills one; project_finish() settles how positions are counted, reads the texts as
// transcripts and puts every coding on its turns.
#ifndef PROPOS_FORMATS_PROJECT_H
#define PROPOS_FORMATS_PROJECT_H

#include "formats/offsets.h"
#include "formats/reader.h"
#include "formats/transcript.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct project_source {
    const char *key;                         // the tool's own id
    const char *name;                        // as the tool calls it; NULL: nameless
    offsets_text text;                       // see offsets_text_read()
    const char *group, *date, *place, *kind; // or NULL
    propos_attribute *attributes;            // of the whole document
    size_t attribute_count, attribute_capacity;
    const char *document; // the id it gets; set by project_finish()
} project_source;

typedef struct project_code {
    const char *key;
    const char *parent; // key, or NULL
    const char *name;
    const char *definition; // or NULL
    bool unused_hidden;     // left out when no coding and no child needs it
} project_code;

typedef struct project_span {
    size_t source;
    int64_t start, end; // as the tool counts
    const char *code;   // key; NULL: a comment without a code
    const char *coder;  // or NULL
    const char *quote;  // or NULL
    bool quote_maybe;   // see offsets_span
    const char *memo;   // or NULL
} project_span;

// A person or a site: attributes, and where in the texts it speaks.
typedef struct project_case {
    const char *key;
    const char *name; // NULL: nameless
    propos_attribute *attributes;
    size_t attribute_count, attribute_capacity;
} project_case;

// What a case has of a text; `whole` when the tool links the document as such.
typedef struct project_link {
    const char *case_key;
    size_t source;
    bool whole;
    int64_t start, end;
} project_link;

// The tool's own marks of who speaks.
typedef struct project_mark {
    size_t source;
    int64_t start, end;
    const char *speaker;
} project_mark;

// Where in a text the recording stands at a time.
typedef struct project_time {
    size_t source;
    int64_t position;
    int64_t time_ms;
} project_time;

typedef struct project {
    propos_arena *arena;
    const formats_input *input;
    formats_content *content;
    offsets_convention usual; // what the tool is known to write
    project_source *sources;
    size_t source_count, source_capacity;
    project_code *codes;
    size_t code_count, code_capacity;
    project_span *spans;
    size_t span_count, span_capacity;
    project_case *cases;
    size_t case_count, case_capacity;
    project_link *links;
    size_t link_count, link_capacity;
    project_mark *marks;
    size_t mark_count, mark_capacity;
    project_time *times;
    size_t time_count, time_capacity;
} project;

// Frees the arrays; what they hold is the arena's.
void project_free(project *p);

project_source *project_add_source(project *p, const char *key, const char *name);
void project_add_code(project *p, project_code code);
void project_add_span(project *p, project_span span);
project_case *project_add_case(project *p, const char *key, const char *name);
void project_add_link(project *p, project_link link);
void project_add_mark(project *p, project_mark mark);
void project_add_time(project *p, project_time time);

// Values without white space at the ends; an empty one is left out.
void project_add_attribute(project *p, propos_attribute **attributes, size_t *count,
                           size_t *capacity, const char *name, const char *value);

// The index of the source, PROPOS_MAP_NONE ((size_t)-1) when there is none.
size_t project_source_of(const project *p, const char *key);

// Takes what a document's attribute says: its group, date, place or kind, by French or English
// name, or else an attribute of its speakers.
void project_document_attribute(project *p, size_t source, const char *name, const char *value);

#define PROJECT_DOUBT(p, document, ...)                                                            \
    propos_doubt_add((p)->arena, &(p)->content->doubts, document, (p)->input->name, 0, __VA_ARGS__)

// Fills p->content. BAD_INPUT: positions that no way of counting explains.
propos_status project_finish(project *p, propos_error *error);

// ---- between the files of this room ----

// project_codes.c: content->codes; ids are names, made unique. Writes the id of each code to
// ids[i].
void project_codes(project *p, const char **ids);

// project_cases.c: content->speakers and the documents' groups. `spans` are the links' settled
// positions.
void project_cases(project *p, const offsets_span *spans);

// project_turns.c: the turns that marks make of a source, in the order of the text.
typedef struct project_turn {
    uint32_t from, to; // code points of the source
    const char *speaker;
} project_turn;
void project_turns(project *p, size_t source, const project_turn *marks, size_t count,
                   propos_document_data *document);

#endif
