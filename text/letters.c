#include "text/letters.h"

#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <utf8proc.h>

// Below this every code point is its own NFC form, unless a combining one follows.
#define FIRST_COMBINING 0x300
// General punctuation: quotes, dashes, the ellipsis. Inert in NFC, and too common for the slow
// path.
#define FIRST_PUNCTUATION 0x2010
#define LAST_PUNCTUATION 0x206F
// A letter with more accents than this (no writing needs them) is composed in pieces.
#define CLUSTER_MAX 30
// One code point becomes at most 4 when decomposed canonically, 3 when casefolded.
#define DECOMPOSED_MAX ((utf8proc_ssize_t)128)
#define FOLDED_MAX 8

typedef struct place {
    uint32_t start, end, start_byte, end_byte;
} place;

// The apostrophes that keyboards, Word and PDF files make.
static uint32_t unified(uint32_t value)
{
    switch (value) {
    case 0x60:   // grave accent, typed for an apostrophe
    case 0xB4:   // acute accent, likewise
    case 0x2B9:  // modifier letter prime
    case 0x2BB:  // modifier letter turned comma
    case 0x2BC:  // modifier letter apostrophe
    case 0x2018: // ‘
    case 0x2019: // ’
    case 0x201B:
    case 0x2032: // prime
    case 0xFF07:
        return '\'';
    case 0x2010: // hyphen
    case 0x2011: // non-breaking hyphen
    case 0xFE63:
    case 0xFF0D:
        return '-';
    default:
        return value;
    }
}

// Layout that is no part of a word: soft hyphen, zero-width spaces and joiners, byte order mark.
static bool is_dropped(uint32_t value)
{
    return value == 0xAD || (value >= 0x200B && value <= 0x200F) || value == 0x2060 ||
           value == 0xFEFF;
}

static text_class class_of(uint32_t value)
{
    if (value < 0x80) {
        if ((value | 0x20) >= 'a' && (value | 0x20) <= 'z')
            return TEXT_LETTER;
        if (value >= '0' && value <= '9')
            return TEXT_DIGIT;
        return value <= ' ' ? TEXT_SPACE : TEXT_OTHER;
    }
    if (value < 0x100) {
        if (value >= 0xC0)
            return value == 0xD7 || value == 0xF7 ? TEXT_OTHER : TEXT_LETTER;
        if (value == 0xB2 || value == 0xB3 || value == 0xB9)
            return TEXT_DIGIT;
        if (value == 0xB5)
            return TEXT_LETTER;
        return value == 0xA0 ? TEXT_SPACE : TEXT_OTHER; // ª and º too: "nº" is "n"
    }
    switch (utf8proc_category((utf8proc_int32_t)value)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return TEXT_LETTER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return TEXT_DIGIT;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return TEXT_COMBINING;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return TEXT_SPACE;
    default:
        return TEXT_OTHER;
    }
}

static void push(text_letters *letters, uint32_t value, bool upper, const place *at)
{
    value = unified(value);
    PROPOS_GROW(letters->items, letters->capacity, letters->count + 1);
    text_letter *letter = &letters->items[letters->count++];
    letter->value = value;
    letter->start = at->start;
    letter->end = at->end;
    letter->start_byte = at->start_byte;
    letter->end_byte = at->end_byte;
    letter->class = (uint8_t)class_of(value);
    letter->upper = upper;
    if (letter->class == TEXT_LETTER && !upper)
        letters->has_lower = true;
}

static void push_casefolded(text_letters *letters, uint32_t value, const place *at)
{
    if (value < 0x80) {
        bool upper = value >= 'A' && value <= 'Z';
        push(letters, upper ? value + 0x20 : value, upper, at);
        return;
    }
    if (value >= 0xC0 && value <= 0xFF && value != 0xDF) {
        bool upper = value <= 0xDE && value != 0xD7;
        push(letters, upper ? value + 0x20 : value, upper, at);
        return;
    }
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)value);
    bool upper = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
    utf8proc_int32_t folded[FOLDED_MAX];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)value, folded, FOLDED_MAX,
                                                 UTF8PROC_CASEFOLD, &boundary);
    if (n < 1 || n > FOLDED_MAX) {
        push(letters, value, upper, at);
        return;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++)
        push(letters, (uint32_t)folded[i], upper, at);
}

// Composes a letter and the accents after it (`count` code points) and adds what comes out.
static void push_cluster(text_letters *letters, const uint32_t *values, size_t count,
                         const place *at)
{
    utf8proc_int32_t composed[DECOMPOSED_MAX];
    char bytes[4 * (CLUSTER_MAX + 1)] = "";
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += propos_utf8_write(values[i], bytes + length);
    utf8proc_ssize_t n =
        utf8proc_decompose((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, composed,
                           DECOMPOSED_MAX, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE);
    if (n > 0 && n <= DECOMPOSED_MAX)
        n = utf8proc_normalize_utf32(composed, n, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    if (n < 1 || n > DECOMPOSED_MAX) {
        for (size_t i = 0; i < count; i++)
            push_casefolded(letters, values[i], at);
        return;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++)
        push_casefolded(letters, (uint32_t)composed[i], at);
}

// True when `value` may compose with the letter before it: an accent, or a Korean vowel or final.
static bool continues_cluster(uint32_t value)
{
    if (value < FIRST_COMBINING || (value >= FIRST_PUNCTUATION && value <= LAST_PUNCTUATION))
        return false;
    return class_of(value) == TEXT_COMBINING || (value >= 0x1160 && value <= 0x11FF);
}

void text_letters_read(text_letters *letters, const char *text, size_t length)
{
    if (length > UINT32_MAX)
        length = UINT32_MAX;
    letters->count = 0;
    letters->has_lower = false;
    if (length == 0)
        return;
    uint32_t next = 0;
    size_t next_size = propos_utf8_read(text, length, &next);
    place at = {0, 0, 0, 0};
    while (at.end_byte < length) {
        uint32_t values[CLUSTER_MAX + 1];
        size_t count = 0;
        at.start = at.end;
        at.start_byte = at.end_byte;
        do {
            values[count++] = next;
            at.end++;
            at.end_byte += (uint32_t)next_size;
            if (at.end_byte >= length)
                break;
            next_size = propos_utf8_read(text + at.end_byte, length - at.end_byte, &next);
        } while (count <= CLUSTER_MAX - 1 && continues_cluster(next));
        uint32_t value = values[0];
        if (count > 1)
            push_cluster(letters, values, count, &at);
        else if (is_dropped(value))
            continue;
        else if (value < FIRST_COMBINING ||
                 (value >= FIRST_PUNCTUATION && value <= LAST_PUNCTUATION))
            push_casefolded(letters, value, &at);
        else
            push_cluster(letters, values, 1, &at);
    }
}

void text_letters_free(text_letters *letters)
{
    free(letters->items);
    *letters = (text_letters){0};
}

// Letters that carry their stroke or ligature inside, which no decomposition takes off.
static const char *plain_spelling(uint32_t value)
{
    switch (value) {
    case 0x153:
        return "oe";
    case 0xE6:
        return "ae";
    case 0xDF:
        return "ss";
    case 0xF8:
        return "o";
    case 0x142:
        return "l";
    case 0x111:
        return "d";
    case 0x131:
        return "i";
    default:
        return NULL;
    }
}

// U+00C0 to U+00FF without their accents: nearly all that French writes beyond ASCII. 0: not one
// plain letter.
static const char WITHOUT_ACCENT[64] = {
    'A', 'A', 'A', 'A', 'A', 'A', 0,   'C', 'E', 'E', 'E', 'E', 'I', 'I', 'I', 'I', //
    0,   'N', 'O', 'O', 'O', 'O', 'O', 0,   0,   'U', 'U', 'U', 'U', 'Y', 0,   0,   //
    'a', 'a', 'a', 'a', 'a', 'a', 0,   'c', 'e', 'e', 'e', 'e', 'i', 'i', 'i', 'i', //
    0,   'n', 'o', 'o', 'o', 'o', 'o', 0,   'o', 'u', 'u', 'u', 'u', 'y', 0,   'y'};

static void fold_one(uint32_t value, propos_buffer *out)
{
    if (value >= 0xC0 && value <= 0xFF && WITHOUT_ACCENT[value - 0xC0] != 0) {
        propos_buffer_putc(out, WITHOUT_ACCENT[value - 0xC0]);
        return;
    }
    const char *plain = plain_spelling(value);
    if (plain) {
        propos_buffer_puts(out, plain);
        return;
    }
    utf8proc_int32_t parts[FOLDED_MAX];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)value, parts, FOLDED_MAX,
                                                 UTF8PROC_DECOMPOSE, &boundary);
    if (n < 1 || n > FOLDED_MAX) {
        parts[0] = (utf8proc_int32_t)value;
        n = 1;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        char bytes[4];
        if (utf8proc_category(parts[i]) != UTF8PROC_CATEGORY_MN)
            propos_buffer_add(out, bytes, propos_utf8_write((uint32_t)parts[i], bytes));
    }
}

void text_fold(const char *text, size_t length, propos_buffer *out)
{
    for (size_t at = 0; at < length;) {
        uint32_t value = 0;
        size_t size = propos_utf8_read(text + at, length - at, &value);
        if (value < 0x80)
            propos_buffer_putc(out, (char)value);
        else
            fold_one(value, out);
        at += size;
    }
}
