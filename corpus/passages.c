#include "corpus/passages.h"

#include "base/memory.h"
#include "text/unicode.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// A run of letters between white space.
typedef struct word {
    uint32_t start, end; // code points
    size_t start_byte, end_byte;
    bool ends_sentence;
} word;

typedef struct words {
    word *items;
    size_t count, capacity;
} words;

static bool is_space(uint32_t c)
{
    // Not the no-break spaces of « quoi ? »: they belong to the word before them.
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x2028 || c == 0x2029;
}

static bool is_capital(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || c == 0x152 ||
           c == 0x178;
}

static bool is_small(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7) || c == 0x153;
}

static bool is_closing(uint32_t c)
{
    return c == '"' || c == 0xBB || c == 0x201D || c == 0x2019 || c == 0xA0 || c == 0x202F;
}

static bool is_full_stop(uint32_t c)
{
    return c == '.' || c == '?' || c == '!';
}

// The last letters of a word, as far as they say whether a sentence ends there: what closes a
// quotation is passed over, and "..." is read as "…".
static uint32_t last_sign(const char *text, const word *w)
{
    uint32_t sign = 0;
    unsigned dots = 0;
    for (size_t at = w->start_byte; at < w->end_byte;) {
        uint32_t c = 0;
        at += propos_utf8_read(text + at, w->end_byte - at, &c);
        if (is_closing(c)) {
            continue;
        }
        dots = c == '.' ? dots + 1 : 0;
        sign = c;
    }
    return dots >= 2 ? 0x2026 : sign;
}

static bool starts_with_capital(const char *text, const word *w)
{
    for (size_t at = w->start_byte; at < w->end_byte;) {
        uint32_t c = 0;
        at += propos_utf8_read(text + at, w->end_byte - at, &c);
        if (c == 0xAB || c == '"' || c == 0x201C || c == 0x2013 || c == 0x2014 || c == '-' ||
            c == 0xA0 || c == 0x202F) {
            continue; // what opens a quotation or a reply
        }
        return is_capital(c);
    }
    return false;
}

static bool only_closing(const char *text, const word *w)
{
    for (size_t at = w->start_byte; at < w->end_byte;) {
        uint32_t c = 0;
        at += propos_utf8_read(text + at, w->end_byte - at, &c);
        if (!is_closing(c)) {
            return false;
        }
    }
    return true;
}

// A sentence ends at . ? or ! before white space, and at … before a capital: in speech « … » is
// mostly a pause. A » set off by a space goes with what it closes.
static void mark_sentences(const char *text, words *list)
{
    bool ended = false;
    for (size_t i = 0; i < list->count; i++) {
        word *w = &list->items[i];
        if (ended && only_closing(text, w)) {
            list->items[i - 1].ends_sentence = false;
            w->ends_sentence = true;
            continue;
        }
        const word *next = i + 1 < list->count ? &list->items[i + 1] : NULL;
        const uint32_t sign = last_sign(text, w);
        w->ends_sentence = w->ends_sentence || is_full_stop(sign) ||
                           (sign == 0x2026 && next != NULL && starts_with_capital(text, next));
        ended = w->ends_sentence;
    }
}

static void add_word(words *list, word w)
{
    PROPOS_GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count++] = w;
}

// « fini.Après »: a page's end has swallowed the space. The word is cut after the full stop.
static bool is_glued_end(uint32_t before, uint32_t stop, uint32_t after)
{
    return is_small(before) && (is_full_stop(stop) || stop == 0x2026) && is_capital(after);
}

static void find_words(const char *text, size_t length, words *list)
{
    word w = {0};
    bool inside = false;
    uint32_t index = 0;
    uint32_t previous[2] = {0, 0};
    for (size_t at = 0; at < length; index++) {
        uint32_t c = 0;
        const size_t size = propos_utf8_read(text + at, length - at, &c);
        const bool glued = inside && is_glued_end(previous[1], previous[0], c);
        if (inside && (is_space(c) || glued)) {
            w.end = index;
            w.end_byte = at;
            w.ends_sentence = glued;
            add_word(list, w);
            inside = false;
        }
        if (!inside && !is_space(c)) {
            w = (word){.start = index, .start_byte = at};
            inside = true;
        }
        previous[1] = previous[0];
        previous[0] = c;
        at += size;
    }
    if (inside) {
        w.end = index;
        w.end_byte = length;
        add_word(list, w);
    }
}

// Marks further cuts inside sentences that are too long, so that no piece is longer than a passage.
static void cut_long_sentences(words *list)
{
    size_t first = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!list->items[i].ends_sentence && i + 1 < list->count) {
            continue;
        }
        const size_t length = i + 1 - first;
        if (length > CORPUS_SENTENCE_LONGEST) {
            const size_t pieces = (length + CORPUS_PASSAGE_WORDS - 1) / CORPUS_PASSAGE_WORDS;
            for (size_t piece = 1; piece < pieces; piece++) {
                list->items[first + length * piece / pieces - 1].ends_sentence = true;
            }
        }
        first = i + 1;
    }
}

static void add_passage(corpus_passages *out, corpus_passage passage)
{
    PROPOS_GROW(out->items, out->capacity, out->count + 1);
    out->items[out->count++] = passage;
}

// The number of words up to the sentence end that lies nearest to `goal` words, beyond `after`.
static size_t nearest_end(const words *list, size_t after, size_t goal)
{
    size_t best = list->count;
    for (size_t i = after; i < list->count; i++) {
        if (!list->items[i].ends_sentence) {
            continue;
        }
        const size_t here = i + 1;
        const size_t distance = here > goal ? here - goal : goal - here;
        const size_t best_distance = best > goal ? best - goal : goal - best;
        if (distance < best_distance) {
            best = here;
        }
        if (here >= goal) {
            break;
        }
    }
    return best;
}

static void split_words(const words *list, uint32_t turn, corpus_passages *out)
{
    const size_t parts = (list->count + CORPUS_PASSAGE_WORDS / 2) / CORPUS_PASSAGE_WORDS;
    size_t first = 0;
    uint32_t number = 0;
    for (size_t part = 1; part <= parts && first < list->count; part++) {
        const size_t goal = list->count * part / parts;
        const size_t past =
            part == parts ? list->count : nearest_end(list, first, goal > first ? goal : first + 1);
        const word *a = &list->items[first];
        const word *b = &list->items[past - 1];
        add_passage(out, (corpus_passage){.turn = turn,
                                          .number = ++number,
                                          .start = a->start,
                                          .end = b->end,
                                          .start_byte = a->start_byte,
                                          .end_byte = b->end_byte});
        first = past;
    }
}

void corpus_split_turn(const char *text, uint32_t turn, corpus_passages *out)
{
    const size_t length = strlen(text);
    words list = {0};
    find_words(text, length, &list);
    if (list.count > CORPUS_TURN_LONGEST) {
        mark_sentences(text, &list);
        cut_long_sentences(&list);
        split_words(&list, turn, out);
    } else if (list.count > 0) {
        add_passage(out, (corpus_passage){.turn = turn,
                                          .number = 1,
                                          .end = (uint32_t)propos_utf8_count(text, length),
                                          .end_byte = length});
    }
    free(list.items);
}

void corpus_passages_free(corpus_passages *passages)
{
    free(passages->items);
    *passages = (corpus_passages){0};
}
