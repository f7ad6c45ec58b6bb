#include "formats/turns.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "formats/signs.h"

#include <stdlib.h>
#include <string.h>

// Speech that names nobody: a paragraph ends where a sentence does, before a pause of two seconds,
// or when it has so many words (a passage is about 150).
#define PARAGRAPH_PAUSE_MS 2000
#define PARAGRAPH_WORDS 100

struct formats_turns {
    propos_arena *arena;
    const char *file;
    propos_turn_data *items;
    size_t count, capacity;
    propos_buffer text;
    size_t words;
    int64_t end_ms; // of the last piece
    bool open;      // items[count - 1] may be added to
};

formats_turns *formats_turns_new(propos_arena *arena, const char *file)
{
    formats_turns *turns = propos_alloc(1, sizeof *turns);
    turns->arena = arena;
    turns->file = propos_arena_strdup(arena, file);
    return turns;
}

static void close_turn(formats_turns *turns)
{
    if (turns->count > 0 && turns->items[turns->count - 1].text == NULL) {
        turns->items[turns->count - 1].text = propos_arena_strndup(
            turns->arena, propos_buffer_text(&turns->text), turns->text.length);
    }
    propos_buffer_cut(&turns->text, 0);
    turns->words = 0;
    turns->open = false;
}

static bool has_text(const char *text, size_t length)
{
    size_t space = 0;
    while (length > 0 && (space = signs_space(text, length)) > 0) {
        text += space;
        length -= space;
    }
    return length > 0;
}

// Adds words, each after one blank but the first. A no-break space before : ; ? ! stays.
static void add_words(formats_turns *turns, const char *text, size_t length)
{
    bool blank = turns->text.length > 0;
    for (size_t at = 0; at < length;) {
        size_t space = signs_space(text + at, length - at);
        size_t size = space > 0 ? space : 1;
        if (space > 1 && !blank && at + space < length &&
            strchr(":;?!»", text[at + space]) != NULL) {
            propos_buffer_add(&turns->text, text + at, space);
        } else if (space > 0) {
            blank = blank || turns->text.length > 0;
        } else {
            if (blank) {
                propos_buffer_putc(&turns->text, ' ');
                turns->words++;
                blank = false;
            }
            propos_buffer_putc(&turns->text, text[at]);
        }
        at += size;
    }
}

static bool same_speaker(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

// True when the piece goes on with the turn under way.
static bool goes_on(const formats_turns *turns, const formats_piece *piece)
{
    if (!turns->open || piece->event || piece->apart ||
        !same_speaker(turns->items[turns->count - 1].speaker, piece->speaker)) {
        return false;
    }
    if (piece->speaker != NULL ||
        !signs_sentence_end(propos_buffer_text(&turns->text), turns->text.length)) {
        return true;
    }
    bool pause = piece->start_ms >= 0 && turns->end_ms >= 0 &&
                 piece->start_ms - turns->end_ms >= PARAGRAPH_PAUSE_MS;
    return !pause && turns->words < PARAGRAPH_WORDS;
}

void formats_turns_add(formats_turns *turns, const formats_piece *piece)
{
    if (!has_text(piece->text, piece->length)) {
        return;
    }
    if (!goes_on(turns, piece)) {
        close_turn(turns);
        PROPOS_GROW(turns->items, turns->capacity, turns->count + 1);
        turns->items[turns->count] = (propos_turn_data){
            .number = (uint32_t)turns->count + 1,
            .speaker = piece->event ? NULL : piece->speaker,
            .time_ms = piece->start_ms,
            .source = {turns->file, piece->line},
        };
        turns->count++;
        turns->open = !piece->event;
    }
    add_words(turns, piece->text, piece->length);
    turns->end_ms = piece->end_ms;
    if (piece->event) {
        close_turn(turns);
    }
}

void formats_turns_finish(formats_turns *turns, propos_document_data *document)
{
    close_turn(turns);
    document->turns =
        propos_arena_copy(turns->arena, turns->items, turns->count, sizeof *turns->items);
    document->turn_count = turns->count;
    propos_buffer_free(&turns->text);
    free(turns->items);
    free(turns);
}
