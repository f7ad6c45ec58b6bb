#include "engine/private.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// A field under analysis.
typedef struct field_terms {
    engine_document *document;
    propos_field field;
    const char *text;
    uint32_t read; // bytes of `text` whose lines are counted
    uint32_t line;
    uint32_t position; // of the last word
    size_t first;      // where the terms of the words at that position start
} field_terms;

static void add_term(engine_document *document, const char *term, size_t length, uint32_t position,
                     uint32_t wdf)
{
    PROPOS_GROW(document->items, document->capacity, document->count + 1);
    document->items[document->count++] =
        (engine_posting){document->bytes.length, (uint32_t)length, position, wdf};
    propos_buffer_add(&document->bytes, term, length);
}

static bool same_term(const engine_document *document, size_t a, size_t b)
{
    const engine_posting *left = &document->items[a];
    const engine_posting *right = &document->items[b];
    const char *bytes = document->bytes.bytes;
    return left->length == right->length &&
           memcmp(bytes + left->start, bytes + right->start, left->length) == 0;
}

static void mark_shared(engine_document *document, size_t term)
{
    char marker[ENGINE_TERM_SIZE + 1] = ENGINE_SHARED_PLACE;
    engine_posting p = document->items[term];
    memcpy(marker + 1, document->bytes.bytes + p.start, p.length);
    add_term(document, marker, p.length + 1, 0, 0);
}

// True when the letters after the channel's own are the same in both terms of a word.
static bool same_word(const engine_document *document, size_t fold, size_t fold_stem,
                      size_t letters)
{
    const engine_posting *a = &document->items[fold];
    const engine_posting *b = &document->items[fold_stem];
    const char *bytes = document->bytes.bytes;
    return a->length == b->length &&
           memcmp(bytes + a->start + letters, bytes + b->start + letters, a->length - letters) == 0;
}

// The words at one position are complete: marks those that share it. A word shares its place with
// itself where its two folded terms differ, as one may ask for each.
static void close_position(field_terms *f)
{
    engine_document *document = f->document;
    size_t end = document->count;
    size_t letters = strlen(engine_field_letter(f->field)) + 1;
    bool shared = false;
    for (size_t i = f->first + PROPOS_CHANNELS; i < end && !shared; i += PROPOS_CHANNELS) {
        shared = !same_term(document, f->first, i);
    }
    for (size_t i = f->first; i < end; i += PROPOS_CHANNELS) {
        size_t fold = i + PROPOS_CHANNEL_FOLD;
        size_t fold_stem = i + PROPOS_CHANNEL_FOLD_STEM;
        if (shared) {
            mark_shared(document, i + PROPOS_CHANNEL_EXACT);
        }
        if (shared || !same_word(document, fold, fold_stem, letters)) {
            mark_shared(document, fold);
            mark_shared(document, fold_stem);
        }
    }
    f->first = document->count;
}

// All four channels of a word count, so a passage is four times as long as it has words: the same
// for all. Only what was said counts (see Bm25 in xapian.cc). Phrases never ask for stems, which
// need no positions.
static bool add_word(void *context, const propos_token *token)
{
    field_terms *f = context;
    char term[ENGINE_TERM_SIZE];
    if (f->field == PROPOS_FIELD_CONTEXT) {
        size_t length =
            engine_term(f->field, PROPOS_CHANNEL_FOLD, token->terms[PROPOS_CHANNEL_FOLD], term);
        add_term(f->document, term, length, 0, 0);
        return true;
    }
    bool has_lines = engine_field_has_lines(f->field);
    for (; has_lines && f->read < token->start_byte; f->read++) {
        f->line += f->text[f->read] == '\n';
    }
    uint32_t position = engine_position(token->position, f->line);
    if (position != f->position) {
        close_position(f);
        f->position = position;
    }
    uint32_t wdf = f->field == PROPOS_FIELD_TEXT ? 1 : 0;
    for (int channel = 0; channel < PROPOS_CHANNELS; channel++) {
        size_t length = engine_term(f->field, (propos_channel)channel, token->terms[channel], term);
        add_term(f->document, term, length, channel == PROPOS_CHANNEL_STEM ? 0 : position, wdf);
    }
    return true;
}

static void add_field(engine_document *document, propos_analyser *analyser, propos_field field,
                      const char *text)
{
    field_terms f = {.document = document, .field = field, .text = text};
    f.first = document->count;
    propos_analyse(analyser, text, strlen(text), add_word, &f);
    if (field != PROPOS_FIELD_CONTEXT) {
        close_position(&f);
    }
}

static void add_filters(engine_document *document, const char *filters)
{
    propos_buffer filter = {0};
    char term[ENGINE_TERM_SIZE];
    while (*filters != '\0') {
        size_t length = strcspn(filters, "\n");
        propos_buffer_cut(&filter, 0);
        propos_buffer_add(&filter, filters, length);
        if (length > 0) {
            size_t written = engine_filter_term(propos_buffer_text(&filter), term);
            add_term(document, term, written, 0, 0);
        }
        filters += length + (filters[length] == '\n');
    }
    propos_buffer_free(&filter);
}

void engine_document_set(engine_document *document, propos_analyser *analyser,
                         const propos_passage_row *row)
{
    document->id = row->id;
    document->count = 0;
    propos_buffer_cut(&document->bytes, 0);
    add_field(document, analyser, PROPOS_FIELD_TEXT, row->text);
    add_field(document, analyser, PROPOS_FIELD_CODE, row->codes);
    add_field(document, analyser, PROPOS_FIELD_MEMO, row->memos);
    add_field(document, analyser, PROPOS_FIELD_DEFINITION, row->definitions);
    add_field(document, analyser, PROPOS_FIELD_CONTEXT, row->context);
    add_filters(document, row->filters);
}

void engine_document_free(engine_document *document)
{
    free(document->items);
    propos_buffer_free(&document->bytes);
    *document = (engine_document){0};
}
