#include "text/chunk.h"

#include "base/memory.h"
#include "text/lists_parts.h"
#include "text/unicode.h"

#include <stdlib.h>

// A chunk of more parts than this is no word but a row of them (a-b-c-…): the next chunk goes on.
#define PARTS_MAX 32
// Apostrophes in a word of the whole-word list: rock'n'roll has two.
#define WHOLE_APOSTROPHES_MAX 3

size_t text_word_bytes(const text_letter *letters, size_t start, size_t end,
                       char out[PROPOS_WORD_BYTES + 1])
{
    size_t length = 0;
    for (size_t i = start; i < end; i++) {
        uint32_t value = letters[i].value;
        if (value < 0x80) {
            if (letters[i].class == TEXT_OTHER && value != '\'' && value != '-')
                continue;
            if (length + 1 > PROPOS_WORD_BYTES)
                break;
            out[length++] = (char)value;
            continue;
        }
        if (length + 4 > PROPOS_WORD_BYTES)
            break;
        length += propos_utf8_write(value, out + length);
    }
    return length;
}

// An overlap bracket inside a word ("échap[pement"): the word goes on after it.
static bool is_overlap_inside(const text_letters *letters, size_t at)
{
    const text_letter *items = letters->items;
    return (items[at].value == '[' || items[at].value == ']') && at + 1 < letters->count &&
           items[at + 1].class == TEXT_LETTER && !items[at + 1].upper;
}

static size_t word_end(const text_letters *letters, size_t at)
{
    while (at < letters->count &&
           (text_in_word(&letters->items[at]) || is_overlap_inside(letters, at)))
        at++;
    return at;
}

static bool joins(const text_letters *letters, size_t at, uint32_t sign)
{
    return at + 1 < letters->count && letters->items[at].value == sign &&
           text_begins_word(&letters->items[at + 1]);
}

static bool is_whole_run(const propos_lists *lists, const text_letters *letters, size_t start,
                         size_t end)
{
    char word[PROPOS_WORD_BYTES + 1];
    return text_is_whole(lists, word, text_word_bytes(letters->items, start, end, word));
}

static bool is_elided(const propos_lists *lists, const text_letters *letters, size_t start,
                      size_t end)
{
    char word[PROPOS_WORD_BYTES + 1];
    if (end >= letters->count || letters->items[end].value != '\'')
        return false;
    return text_is_elision(lists, word, text_word_bytes(letters->items, start, end, word));
}

// The end of the longest word of the whole-word list that begins with the run [start, end) and goes
// on over apostrophes; `end` when there is none.
static size_t whole_word_end(const propos_lists *lists, const text_letters *letters, size_t start,
                             size_t end)
{
    size_t found = end;
    size_t at = end;
    for (int i = 0; i < WHOLE_APOSTROPHES_MAX && joins(letters, at, '\''); i++) {
        at = word_end(letters, at + 1);
        if (is_whole_run(lists, letters, start, at))
            found = at;
    }
    return found;
}

// Reads the part that begins at letter `at`.
static void read_part(const propos_lists *lists, const text_letters *letters, size_t at,
                      text_part *part)
{
    part->start = at;
    part->elided = part->hyphen_after = part->has_inclusive = false;
    size_t end = word_end(letters, at);
    if (text_inclusive_read(letters->items, letters->count, at, end, &part->inclusive)) {
        part->has_inclusive = true;
        part->end = part->inclusive.end;
        return;
    }
    if (joins(letters, end, '\'')) {
        size_t whole = whole_word_end(lists, letters, at, end);
        if (whole > end) {
            part->end = whole;
            return;
        }
    }
    part->elided = is_elided(lists, letters, at, end);
    // After any other apostrophe the word goes on: rock'n'roll.
    while (!part->elided && joins(letters, end, '\''))
        end = word_end(letters, end + 1);
    part->end = end;
}

// Finds what is also one hyphenated word. Particles before it stay out (l'après-midi), except where
// the list of whole words has them (c'est-à-dire).
static void find_whole(const propos_lists *lists, const text_letters *letters, text_chunk *chunk)
{
    size_t first = 0;
    size_t last = chunk->count - 1;
    chunk->whole_first = chunk->whole_last = 0;
    while (first < last && chunk->parts[first].elided && !chunk->parts[first].hyphen_after) {
        for (size_t q = last; q > first; q--) {
            if (is_whole_run(lists, letters, chunk->parts[first].start, chunk->parts[q].end)) {
                chunk->whole_first = first;
                chunk->whole_last = q;
                return;
            }
        }
        first++;
    }
    bool hyphen = false;
    for (size_t i = first; i < last; i++)
        hyphen = hyphen || chunk->parts[i].hyphen_after;
    if (hyphen) {
        chunk->whole_first = first;
        chunk->whole_last = last;
    }
}

void text_chunk_read(const propos_lists *lists, const text_letters *letters, size_t at,
                     text_chunk *chunk)
{
    chunk->count = 0;
    for (;;) {
        PROPOS_GROW(chunk->parts, chunk->capacity, chunk->count + 1);
        text_part *part = &chunk->parts[chunk->count++];
        read_part(lists, letters, at, part);
        at = part->end;
        part->hyphen_after = joins(letters, at, '-');
        if (chunk->count == PARTS_MAX || (!part->hyphen_after && !joins(letters, at, '\'')))
            break;
        at++;
    }
    chunk->end = at;
    find_whole(lists, letters, chunk);
}

void text_chunk_free(text_chunk *chunk)
{
    free(chunk->parts);
    *chunk = (text_chunk){0};
}
