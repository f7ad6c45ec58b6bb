// What goes into the passages' rows: private to corpus/.
#ifndef PROPOS_CORPUS_PASSAGE_ROWS_H
#define PROPOS_CORPUS_PASSAGE_ROWS_H

#include "corpus/import.h"
#include "text/marks.h"

// A coding on a passage.
typedef struct corpus_cover {
    size_t passage, coding;
} corpus_cover;

// One passage's row, as it goes into passage_fts. The buffers are used again for the next passage.
typedef struct corpus_row {
    const char *text;
    size_t text_length;
    propos_buffer codes, memos, definitions, context, filters;
    char digest[PROPOS_DIGEST_SIZE];
} corpus_row;

// Filters, sorted.
typedef struct corpus_terms {
    char **items;
    size_t count, capacity;
} corpus_terms;

// What is known before the first document: by code and by speaker, the lines that go into a
// passage.
typedef struct corpus_rows {
    corpus_import *import;
    uint32_t *code_stamp; // the last passage that carries the code or a descendant of it
    uint32_t stamp;
    size_t *codes; // those of the passage
    size_t code_count;
    char **code_filters;    // by code
    char **speaker_filters; // by speaker; several lines
    size_t *coding_first;   // by document: its codings stand in coding_order[first … next first)
    size_t *coding_order;
    corpus_row row;
    corpus_terms list;
    size_t done, total; // turns

    // the document at hand
    corpus_import_document *document;
    size_t document_index;
    corpus_passages passages;
    size_t *turn_first;     // by turn: its first passage (count + 1 of them)
    const char **questions; // by turn
    corpus_cover *covers;
    size_t cover_count, cover_capacity;
    char *document_filters;

    // the turn at hand: a long one has many passages, and its marks are looked for once
    const char *marks_text;
    propos_mark *marks;
    size_t mark_count;
} corpus_rows;

// Adds a value on a line of its own (a line end inside it becomes a space).
void corpus_add_line(propos_buffer *out, const char *value);
void corpus_add_line_n(propos_buffer *out, const char *text, size_t length);
// The same for a filter: prefix, then value; the second folds the value.
void corpus_add_term(propos_buffer *out, const char *prefix, const char *value);
void corpus_add_folded_term(propos_buffer *out, const char *prefix, const char *value);

// Cuts lines apart in place; each once, sorted by bytes (corpus_by_text compares for bsearch).
void corpus_split_terms(char *lines, corpus_terms *out);
int corpus_by_text(const void *a, const void *b);

// `rows` is zero-initialised but for `import`; corpus_rows_end() frees it.
propos_status corpus_rows_start(corpus_rows *rows, propos_error *error);
void corpus_rows_end(corpus_rows *rows);

// Goes to a document: splits it into passages and lays the codings over them.
propos_status corpus_rows_document(corpus_rows *rows, size_t document, propos_error *error);

// Builds rows->row for a passage of the document, with the codings that cover it.
void corpus_rows_build(corpus_rows *rows, size_t index, const corpus_cover *covers, size_t count);

#endif
