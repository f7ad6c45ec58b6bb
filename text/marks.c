#include "text/marks.h"

#include "base/memory.h"
#include "text/lists_parts.h"
#include "text/marks_parts.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// A brace or bracket that closes farther away was never closed: the text between is speech.
#define BRACE_MAX 400
#define BRACKET_MAX 80
// "(rires dans toute la salle)" is a mark; more words are speech in parentheses.
#define BRACKET_WORDS_MAX 8
#define ELLIPSIS 0x2026

// What stands between a mark's brackets: letters [start, end).
typedef struct inside {
    const text_letter *letters;
    size_t start, end;
} inside;

// "(.)" and "(..)" are pauses, "(...)" and "(…)" what the author left out.
static bool is_dots(const inside *in, propos_mark_kind *kind)
{
    size_t dots = 0;
    for (size_t i = in->start; i < in->end; i++) {
        if (in->letters[i].value == ELLIPSIS)
            dots += 3;
        else if (in->letters[i].value == '.')
            dots++;
        else if (in->letters[i].class != TEXT_SPACE)
            return false;
    }
    *kind = dots >= 3 ? PROPOS_MARK_CUT : PROPOS_MARK_PAUSE;
    return dots > 0;
}

static bool is_clock_sign(uint32_t value)
{
    return value == ':' || value == '\'' || value == '"' || value == 0x2033;
}

// "1'25", "0:08:47", "0:01 - 0:11", and the timed pause "0.5".
static bool is_clock(const inside *in, propos_mark_kind *kind)
{
    size_t digits = 0;
    size_t signs = 0;
    size_t dots = 0;
    for (size_t i = in->start; i < in->end; i++) {
        const text_letter *letter = &in->letters[i];
        if (letter->class == TEXT_DIGIT)
            digits++;
        else if (is_clock_sign(letter->value) && digits > 0)
            signs++;
        else if (letter->value == '.' || letter->value == ',')
            dots++;
        else if (letter->class != TEXT_SPACE && letter->value != '-' && letter->value != 0x2013)
            return false;
    }
    *kind = signs > 0 ? PROPOS_MARK_CLOCK : PROPOS_MARK_PAUSE;
    return digits > 0 && (signs > 0 || (dots == 1 && digits == in->end - in->start - 1 &&
                                        in->letters[in->start].class == TEXT_DIGIT &&
                                        in->letters[in->end - 1].class == TEXT_DIGIT));
}

typedef struct words_inside {
    bool named;      // one of them names a kind of mark
    bool only_marks; // all of them are mark words, words that go with them, or numbers
    size_t count;
} words_inside;

static words_inside look_at_words(const propos_lists *lists, const inside *in,
                                  propos_mark_kind *kind)
{
    words_inside seen = {.only_marks = true};
    propos_buffer word = {0};
    propos_buffer plain = {0};
    for (size_t i = in->start; i < in->end; i++) {
        if (!text_begins_word(&in->letters[i]))
            continue;
        bool number = true;
        propos_buffer_cut(&word, 0);
        propos_buffer_cut(&plain, 0);
        for (; i < in->end && text_in_word(&in->letters[i]); i++) {
            char bytes[4];
            propos_buffer_add(&word, bytes, propos_utf8_write(in->letters[i].value, bytes));
            number = number && in->letters[i].class == TEXT_DIGIT;
        }
        text_fold(propos_buffer_text(&word), word.length, &plain);
        propos_mark_kind one = PROPOS_MARK_EVENT;
        seen.count++;
        if (text_mark_word(lists, propos_buffer_text(&plain), plain.length, &one)) {
            if (!seen.named)
                *kind = one;
            seen.named = true;
        } else if (!number &&
                   !text_mark_qualifier(lists, propos_buffer_text(&plain), plain.length)) {
            seen.only_marks = false;
        }
    }
    propos_buffer_free(&word);
    propos_buffer_free(&plain);
    return seen;
}

static uint32_t closing_of(uint32_t opening)
{
    return opening == '{' ? '}' : opening == '(' ? ')' : ']';
}

// The letter that closes the bracket at `at`, or `at`.
static size_t closed_at(const text_letter *letters, size_t count, size_t at)
{
    uint32_t opening = letters[at].value;
    size_t limit = at + (opening == '{' ? BRACE_MAX : BRACKET_MAX);
    for (size_t i = at + 1; i < count && i < limit; i++) {
        if (letters[i].value == closing_of(opening))
            return i;
        if (letters[i].value == opening)
            return at;
    }
    return at;
}

// {anything}, and ( ) or [ ] around what is no speech.
static size_t bracketed(const propos_lists *lists, const text_letter *letters, size_t count,
                        size_t at, propos_mark_kind *kind)
{
    size_t close = closed_at(letters, count, at);
    if (close <= at + 1)
        return at;
    inside in = {.letters = letters, .start = at + 1, .end = close};
    if (is_dots(&in, kind) || is_clock(&in, kind))
        return close + 1;
    bool brace = letters[at].value == '{';
    *kind = PROPOS_MARK_EVENT;
    words_inside seen = look_at_words(lists, &in, kind);
    if (brace || (seen.named && seen.only_marks && seen.count <= BRACKET_WORDS_MAX))
        return close + 1;
    return at;
}

// A PDF decodes [ as * and ] as +: "*…+" is a cut, a lone * an overlap ("Mme B***" is neither).
static size_t star(const text_letter *letters, size_t count, size_t at, propos_mark_kind *kind)
{
    if (at + 2 < count && letters[at + 1].value == ELLIPSIS && letters[at + 2].value == '+') {
        *kind = PROPOS_MARK_CUT;
        return at + 3;
    }
    if (at + 4 < count && letters[at + 1].value == '.' && letters[at + 2].value == '.' &&
        letters[at + 3].value == '.' && letters[at + 4].value == '+') {
        *kind = PROPOS_MARK_CUT;
        return at + 5;
    }
    bool after_word = at > 0 && (text_in_word(&letters[at - 1]) || letters[at - 1].value == '*');
    bool before_star = at + 1 < count && letters[at + 1].value == '*';
    *kind = PROPOS_MARK_OVERLAP;
    return after_word || before_star ? at : at + 1;
}

// The letter after a run of `value` from `at` on.
static size_t run_end(const text_letter *letters, size_t count, size_t at, uint32_t value)
{
    while (at < count && letters[at].value == value)
        at++;
    return at;
}

size_t text_mark_at(const propos_lists *lists, const text_letter *letters, size_t count, size_t at,
                    propos_mark_kind *kind)
{
    size_t end = at;
    switch (letters[at].value) {
    case '{':
    case '(':
        return bracketed(lists, letters, count, at, kind);
    case '[':
        end = bracketed(lists, letters, count, at, kind);
        if (end == at) {
            *kind = PROPOS_MARK_OVERLAP;
            end = at + 1;
        }
        return end;
    case '*':
        return star(letters, count, at, kind);
    case '=':
        *kind = PROPOS_MARK_QUICK;
        return run_end(letters, count, at, '=');
    case ELLIPSIS:
        *kind = PROPOS_MARK_ELLIPSIS;
        return run_end(letters, count, at, ELLIPSIS);
    case '.':
        *kind = PROPOS_MARK_ELLIPSIS;
        end = run_end(letters, count, at, '.');
        return end - at >= 3 ? end : at;
    default:
        return at;
    }
}

size_t propos_marks_of(const propos_lists *lists, const char *text, size_t length,
                       propos_mark **out)
{
    text_letters letters = {0};
    propos_mark *marks = NULL;
    size_t count = 0;
    size_t capacity = 0;
    text_letters_read(&letters, text, length);
    for (size_t at = 0; at < letters.count;) {
        propos_mark_kind kind = PROPOS_MARK_EVENT;
        size_t end = text_mark_at(lists, letters.items, letters.count, at, &kind);
        if (end == at) {
            at++;
            continue;
        }
        const text_letter *first = &letters.items[at];
        const text_letter *last = &letters.items[end - 1];
        PROPOS_GROW(marks, capacity, count + 1);
        marks[count++] = (propos_mark){.kind = kind,
                                       .start = first->start,
                                       .end = last->end,
                                       .start_byte = first->start_byte,
                                       .end_byte = last->end_byte};
        at = end;
    }
    text_letters_free(&letters);
    *out = marks;
    return count;
}

const char *propos_mark_name(propos_mark_kind kind)
{
    static const char *const names[PROPOS_MARK_KINDS] = {
        [PROPOS_MARK_PAUSE] = "pause",       [PROPOS_MARK_LAUGHTER] = "laughter",
        [PROPOS_MARK_OVERLAP] = "overlap",   [PROPOS_MARK_QUICK] = "quick",
        [PROPOS_MARK_ELLIPSIS] = "ellipsis", [PROPOS_MARK_INAUDIBLE] = "inaudible",
        [PROPOS_MARK_CUT] = "cut",           [PROPOS_MARK_CLOCK] = "clock",
        [PROPOS_MARK_EVENT] = "event",
    };
    return names[kind];
}

bool propos_mark_from(const propos_lists *lists, const char *word, propos_mark_kind *kind)
{
    char *plain = propos_folded(word);
    bool known = text_mark_word(lists, plain, strlen(plain), kind);
    for (int i = 0; i < PROPOS_MARK_KINDS && !known; i++) {
        if (strcmp(plain, propos_mark_name((propos_mark_kind)i)) == 0) {
            *kind = (propos_mark_kind)i;
            known = true;
        }
    }
    free(plain);
    return known;
}
