#include "base/i18n.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/flow_parts.h"
#include "formats/placing.h"
#include "formats/signs.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

formats_flow *formats_flow_new(void)
{
    return propos_alloc(1, sizeof(formats_flow));
}

void formats_flow_free(formats_flow *flow)
{
    if (flow == NULL) {
        return;
    }
    for (size_t i = 0; i < flow->comment_count; i++) {
        free(flow->comments[i].name);
        free(flow->comments[i].author);
        free(flow->comments[i].text);
    }
    free(flow->comments);
    free(flow->pieces);
    propos_map_free(&flow->comment_index);
    propos_buffer_free(&flow->text);
    free(flow);
}

static flow_level *level(formats_flow *flow)
{
    return &flow->levels[flow->depth];
}

// ---- text ----

// Writes what stands in the text between signs that are none: U+00AD, U+FEFF, U+200B, controls.
void formats_flow_text(formats_flow *flow, const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint32_t value = 0;
        size_t size = propos_utf8_read(text + at, length - at, &value);
        bool blank = value == '\n' || value == '\r' || value == '\t';
        if (blank || value == 0x2028) {
            propos_buffer_putc(&flow->text, value == 0x2028 ? '\n' : ' ');
        } else if (value >= 0x20 && value != 0x7F && value != 0xAD && value != 0xFEFF &&
                   value != 0x200B) {
            propos_buffer_add(&flow->text, text + at, size);
        }
        at += size;
    }
}

void formats_flow_tab(formats_flow *flow)
{
    propos_buffer_putc(&flow->text, '\t');
}

void formats_flow_line_break(formats_flow *flow)
{
    propos_buffer_putc(&flow->text, '\n');
}

// Keeps the text since the level's start as a piece.
static void keep_piece(formats_flow *flow, bool last)
{
    flow_level *here = level(flow);
    PROPOS_GROW(flow->pieces, flow->capacity, flow->count + 1);
    flow->pieces[flow->count++] = (flow_piece){.start = here->start,
                                               .end = flow->text.length,
                                               .paragraph = here->paragraph,
                                               .table = here->table,
                                               .row = here->row,
                                               .column = here->column,
                                               .last = last,
                                               .note = flow->note_depth > 0};
    here->start = flow->text.length;
    if (last) {
        here->paragraph = ++flow->paragraphs;
    }
}

void formats_flow_paragraph_end(formats_flow *flow)
{
    keep_piece(flow, true);
}

// Ends a paragraph that was begun; an empty one is none.
static void end_begun(formats_flow *flow)
{
    if (flow->text.length > level(flow)->start) {
        keep_piece(flow, true);
    }
}

// ---- boxes and notes ----

void formats_flow_box_start(formats_flow *flow)
{
    if (flow->depth + 1 == FLOW_LEVELS) {
        flow->too_deep++;
        end_begun(flow);
        return;
    }
    keep_piece(flow, false);
    flow->depth++;
    *level(flow) = (flow_level){.start = flow->text.length, .paragraph = ++flow->paragraphs};
}

void formats_flow_box_end(formats_flow *flow)
{
    end_begun(flow);
    if (flow->too_deep > 0) {
        flow->too_deep--;
    } else if (flow->depth > 0) {
        flow->depth--;
        level(flow)->start = flow->text.length;
    }
}

void formats_flow_note_start(formats_flow *flow)
{
    formats_flow_box_start(flow);
    flow->note_depth++;
}

void formats_flow_note_end(formats_flow *flow)
{
    formats_flow_box_end(flow);
    if (flow->note_depth > 0) {
        flow->note_depth--;
    }
}

// ---- tables ----

void formats_flow_table_start(formats_flow *flow)
{
    flow_level *here = level(flow);
    end_begun(flow);
    if (here->table_depth++ == 0) {
        here->table = ++flow->tables;
        here->row = 0;
        here->column = 0;
    }
}

void formats_flow_row_start(formats_flow *flow)
{
    flow_level *here = level(flow);
    end_begun(flow);
    if (here->table_depth == 1) {
        here->row++;
        here->column = 0;
    }
}

void formats_flow_cell_start(formats_flow *flow)
{
    flow_level *here = level(flow);
    end_begun(flow);
    if (here->table_depth == 1) {
        here->column++;
    }
}

void formats_flow_table_end(formats_flow *flow)
{
    flow_level *here = level(flow);
    end_begun(flow);
    if (here->table_depth > 0 && --here->table_depth == 0) {
        here->table = 0;
        here->row = 0;
        here->column = 0;
    }
}

// ---- comments ----

static flow_comment *comment_named(formats_flow *flow, const char *name)
{
    size_t found = propos_map_get(&flow->comment_index, name);
    if (found == PROPOS_MAP_NONE) {
        found = flow->comment_count++;
        PROPOS_GROW(flow->comments, flow->comment_capacity, flow->comment_count);
        flow->comments[found] = (flow_comment){.name = propos_strdup(name)};
        propos_map_add(&flow->comment_index, flow->comments[found].name, found);
    }
    return &flow->comments[found];
}

void formats_flow_comment_start(formats_flow *flow, const char *name)
{
    flow_comment *comment = comment_named(flow, name);
    comment->start = flow->text.length;
    comment->has_start = true;
}

void formats_flow_comment_end(formats_flow *flow, const char *name)
{
    flow_comment *comment = comment_named(flow, name);
    if (!comment->has_end) {
        comment->end = flow->text.length;
        comment->has_end = true;
    }
}

void formats_flow_comment(formats_flow *flow, const char *name, const char *author,
                          const char *text)
{
    flow_comment *comment = comment_named(flow, name);
    free(comment->author);
    free(comment->text);
    comment->author = author == NULL || author[0] == '\0' ? NULL : propos_strdup(author);
    comment->text = propos_strdup(text);
}

// ---- what was read ----

// The piece that holds byte `at` of the gathered text; at a border the earlier one when `ends`.
static size_t piece_at(const formats_flow *flow, size_t at, bool ends)
{
    size_t low = 0;
    size_t high = flow->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        size_t end = flow->pieces[middle].end;
        if (ends ? end < at : end <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// From a byte of the gathered text to one of the text put together. A piece that went nowhere gives
// the next one's start (or the last one's end).
static size_t placed(const formats_flow *flow, const flow_text *text, size_t at, bool ends)
{
    size_t i = piece_at(flow, at, ends);
    if (i < flow->count && text->places[i] != (size_t)-1) {
        return text->places[i] + (at > flow->pieces[i].start ? at - flow->pieces[i].start : 0);
    }
    while (i < flow->count && text->places[i] == (size_t)-1) {
        i++;
    }
    return i < flow->count ? text->places[i] : text->text.length;
}

// What a document's code points are to its bytes, asked in any order.
typedef struct ruler {
    const char *text;
    size_t length;
    uint32_t *marks; // code points before each RULER_STEP bytes
} ruler;

#define RULER_STEP 1024

static ruler ruler_of(const char *text, size_t length)
{
    ruler r = {text, length, propos_alloc(length / RULER_STEP + 1, sizeof(uint32_t))};
    uint32_t points = 0;
    for (size_t i = 0; i < length; i++) {
        if (i % RULER_STEP == 0) {
            r.marks[i / RULER_STEP] = points;
        }
        points += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    if (length % RULER_STEP == 0) {
        r.marks[length / RULER_STEP] = points;
    }
    return r;
}

static uint32_t points_before(const ruler *r, size_t at)
{
    at = at < r->length ? at : r->length;
    size_t from = at / RULER_STEP * RULER_STEP;
    uint32_t points = r->marks[at / RULER_STEP];
    for (size_t i = from; i < at; i++) {
        points += ((unsigned char)r->text[i] & 0xC0) != 0x80;
    }
    return points;
}

// The line that a comment without a range stands on.
static void take_line(const char *text, size_t length, size_t *start, size_t *end)
{
    size_t from = *start < length ? *start : length;
    while (from > 0 && text[from - 1] != '\n') {
        from--;
    }
    const char *stop = memchr(text + from, '\n', length - from);
    *end = stop == NULL ? length : (size_t)(stop - text);
    *start = from;
}

static long line_of(const char *text, size_t at)
{
    long line = 1;
    for (const char *end = text; (end = memchr(end, '\n', at - (size_t)(end - text))) != NULL;
         end++) {
        line++;
    }
    return line;
}

static void place_comment(const formats_flow *flow, const flow_text *text, const ruler *r,
                          const flow_comment *comment, propos_arena *arena,
                          const formats_input *input, formats_content *content)
{
    bool both = comment->has_start && comment->has_end;
    size_t end = placed(flow, text, comment->has_end ? comment->end : comment->start, true);
    size_t start = both ? placed(flow, text, comment->start, false) : end;
    if (end <= start) {
        take_line(text->text.bytes, text->text.length, &start, &end);
    }
    long line = line_of(text->text.bytes, start);
    formats_place place;
    if (!formats_place_source(content->documents, points_before(r, start), points_before(r, end),
                              &place)) {
        FORMATS_DOUBT(arena, content, input, line,
                      _("the comment \"%s\" stands at no speech (a label, a note or nothing): left "
                        "out"),
                      comment->text);
        return;
    }
    content->comments[content->comment_count++] = (formats_comment){
        .coder = propos_arena_strdup(arena, comment->author),
        .text = propos_arena_strdup(arena, comment->text),
        .quote = propos_arena_strndup(arena, text->text.bytes + start, end - start),
        .turn = place.turn,
        .start = place.start,
        .turn_end = place.turn_end,
        .end = place.end,
        .source = {.file = content->documents->source.file, .line = line},
    };
}

static void place_comments(const formats_flow *flow, const flow_text *text, propos_arena *arena,
                           const formats_input *input, formats_content *content)
{
    if (flow->comment_count == 0) {
        return;
    }
    ruler r = ruler_of(propos_buffer_text(&text->text), text->text.length);
    content->comments = propos_arena_alloc(arena, flow->comment_count, sizeof *content->comments);
    for (size_t i = 0; i < flow->comment_count; i++) {
        const flow_comment *comment = &flow->comments[i];
        bool somewhere = comment->has_start || comment->has_end;
        if (comment->text != NULL && comment->text[0] != '\0' && somewhere) {
            place_comment(flow, text, &r, comment, arena, input, content);
        }
    }
    free(r.marks);
}

propos_status formats_flow_finish(formats_flow *flow, propos_arena *arena,
                                  const formats_input *input, formats_content *content,
                                  propos_error *error)
{
    while (flow->depth > 0 || flow->too_deep > 0) {
        formats_flow_box_end(flow);
    }
    end_begun(flow);
    flow_text text = {0};
    flow_put_together(flow, &text);
    propos_status status = PROPOS_OK;
    if (text.text.length == 0) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                                _("there is no text in this document: is it made of pictures? "
                                  "Have the text recognised (OCR), or type it"));
    } else {
        propos_transcript_options options = {.labels = input->labels, .paragraphs = true};
        propos_document_data *document = formats_content_document(arena, input, content);
        // The turns' runs and lines point into the text: it lives as long as they do.
        const char *kept = propos_arena_strndup(arena, text.text.bytes, text.text.length);
        status = propos_transcript_text(arena, kept, text.text.length, input->name, &options,
                                        document, &content->doubts, error);
    }
    if (status == PROPOS_OK) {
        place_comments(flow, &text, arena, input, content);
    }
    propos_buffer_free(&text.text);
    free(text.places);
    return status;
}
