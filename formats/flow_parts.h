// What the two halves of the flow share: gathering it (flow.c) and putting it together
// (flow_text.c).
#ifndef PROPOS_FORMATS_FLOW_PARTS_H
#define PROPOS_FORMATS_FLOW_PARTS_H

#include "base/buffer.h"
#include "base/map.h"
#include "formats/flow.h"

#include <stdint.h>

// One piece of a paragraph: bytes [start, end) of the gathered text. A paragraph is in several
// pieces when a text box stands in its middle.
typedef struct flow_piece {
    size_t start, end;
    size_t paragraph;            // which paragraph it is a piece of
    uint32_t table, row, column; // from 1; 0: in no table
    bool last;                   // of its paragraph
    bool note;
} flow_piece;

typedef struct flow_comment {
    char *name, *author, *text;
    size_t start, end; // bytes of the gathered text
    bool has_start, has_end;
} flow_comment;

// A paragraph that a box interrupts.
typedef struct flow_level {
    size_t start, paragraph;
    uint32_t table, row, column, table_depth;
} flow_level;

// Boxes in boxes; deeper ones are read as if they stood in this one.
#define FLOW_LEVELS 8

struct formats_flow {
    propos_buffer text;
    flow_piece *pieces;
    size_t count, capacity;
    flow_level levels[FLOW_LEVELS];
    size_t depth;    // of boxes; levels[depth] is the one under way
    size_t too_deep; // boxes beyond FLOW_LEVELS
    size_t paragraphs;
    size_t note_depth;
    uint32_t tables;
    flow_comment *comments;
    size_t comment_count, comment_capacity;
    propos_map comment_index; // name -> index
    bool carriage;            // the last sign was a blank that stands for a line feed
};

// What was put together, and where each piece went.
typedef struct flow_text {
    propos_buffer text;
    size_t *places; // by piece: byte of `text` where it begins, (size_t)-1: nowhere
    size_t notes;
    size_t tables_read; // tables of speakers and speech
} flow_text;

void flow_put_together(const formats_flow *flow, flow_text *out);

#endif
