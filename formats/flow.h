// The text of a word processor's document as it flows: paragraphs, tables, notes and comments, put
// together from what a streaming reader meets, then handed to the reader of labelled text. Shared
// by .docx, .odt and .rtf.
#ifndef PROPOS_FORMATS_FLOW_H
#define PROPOS_FORMATS_FLOW_H

#include "formats/reader.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct formats_flow formats_flow;

formats_flow *formats_flow_new(void);
void formats_flow_free(formats_flow *flow);

// Text of the paragraph under way (which begins by itself). Soft hyphens and control signs are left
// out; a line feed in `text` is a blank.
void formats_flow_text(formats_flow *flow, const char *text, size_t length);
void formats_flow_tab(formats_flow *flow);
void formats_flow_line_break(formats_flow *flow);
void formats_flow_paragraph_end(formats_flow *flow);

// Text that stands beside the paragraph under way and is no part of it (a text box): its own
// paragraphs follow that one. Nested ones are possible.
void formats_flow_box_start(formats_flow *flow);
void formats_flow_box_end(formats_flow *flow);

// Tables: their cells hold paragraphs. A table in a cell is text of that cell.
void formats_flow_table_start(formats_flow *flow);
void formats_flow_row_start(formats_flow *flow);
void formats_flow_cell_start(formats_flow *flow);
void formats_flow_table_end(formats_flow *flow);

// A footnote or endnote: what comes until its end is nobody's speech; it is put after the text,
// as an event.
void formats_flow_note_start(formats_flow *flow);
void formats_flow_note_end(formats_flow *flow);

// A comment stands from here to its end; `name` tells them apart. One whose end never comes ends
// where it began, and one whose beginning never came begins where it ends: it then stands at its
// paragraph.
void formats_flow_comment_start(formats_flow *flow, const char *name);
void formats_flow_comment_end(formats_flow *flow, const char *name);
// What the comment says; paragraphs parted by LF. `author` may be NULL.
void formats_flow_comment(formats_flow *flow, const char *name, const char *author,
                          const char *text);

// Puts the document together. A table whose cells are speakers and what they say is read row by
// row. BAD_INPUT when nothing at all is in it.
propos_status formats_flow_finish(formats_flow *flow, propos_arena *arena,
                                  const formats_input *input, formats_content *content,
                                  propos_error *error);

#endif
