#include "text/unicode.h"

#include "base/buffer.h"
#include "text/letters.h"

#include <string.h>

#define BROKEN 0xFFFD

// The number of bytes a first byte announces, 0 when it cannot be one.
static size_t announced(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    if (first >= 0xF0 && first <= 0xF4)
        return 4;
    return 0;
}

// Reads a code point; 0 when the bytes are broken (too long forms, surrogates and values over
// U+10FFFF included).
static size_t read_strict(const char *at, size_t left, uint32_t *value)
{
    const unsigned char *bytes = (const unsigned char *)at;
    size_t size = announced(bytes[0]);
    if (size == 1) {
        *value = bytes[0];
        return 1;
    }
    if (size == 0 || size > left)
        return 0;
    uint32_t read = bytes[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
        read = read << 6 | (bytes[i] & 0x3Fu);
    }
    if ((size == 3 && read < 0x800) || (size == 4 && (read < 0x10000 || read > 0x10FFFF)) ||
        (read >= 0xD800 && read <= 0xDFFF))
        return 0;
    *value = read;
    return size;
}

size_t propos_utf8_read(const char *at, size_t left, uint32_t *value)
{
    size_t size = read_strict(at, left, value);
    if (size > 0)
        return size;
    *value = BROKEN;
    return 1;
}

size_t propos_utf8_write(uint32_t value, char *out)
{
    if (value < 0x80) {
        out[0] = (char)value;
        return 1;
    }
    if (value < 0x800) {
        out[0] = (char)(0xC0 | value >> 6);
        out[1] = (char)(0x80 | (value & 0x3F));
        return 2;
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        value = BROKEN;
    if (value < 0x10000) {
        out[0] = (char)(0xE0 | value >> 12);
        out[1] = (char)(0x80 | (value >> 6 & 0x3F));
        out[2] = (char)(0x80 | (value & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | value >> 18);
    out[1] = (char)(0x80 | (value >> 12 & 0x3F));
    out[2] = (char)(0x80 | (value >> 6 & 0x3F));
    out[3] = (char)(0x80 | (value & 0x3F));
    return 4;
}

size_t propos_utf8_count(const char *text, size_t length)
{
    size_t count = 0;
    uint32_t value = 0;
    for (size_t at = 0; at < length; count++)
        at += propos_utf8_read(text + at, length - at, &value);
    return count;
}

size_t propos_utf8_offset(const char *text, size_t length, size_t index)
{
    size_t at = 0;
    uint32_t value = 0;
    for (size_t i = 0; i < index && at < length; i++)
        at += propos_utf8_read(text + at, length - at, &value);
    return at;
}

bool propos_utf8_valid(const char *text, size_t length)
{
    uint32_t value = 0;
    for (size_t at = 0; at < length;) {
        size_t size = read_strict(text + at, length - at, &value);
        if (size == 0)
            return false;
        at += size;
    }
    return true;
}

char *propos_normalised(const char *text)
{
    propos_buffer out = {0};
    text_letters letters = {0};
    text_letters_read(&letters, text, strlen(text));
    propos_buffer_puts(&out, "");
    for (size_t i = 0; i < letters.count; i++) {
        char bytes[4];
        propos_buffer_add(&out, bytes, propos_utf8_write(letters.items[i].value, bytes));
    }
    text_letters_free(&letters);
    return propos_buffer_take(&out);
}

// True for a text of nothing but ASCII and the letters of U+00C0 to U+00FF, as nearly every French
// name and word is; then `out` holds it folded. Each character stands for itself in it, so that it
// needs no composing.
static bool folded_quickly(const char *text, propos_buffer *out)
{
    bool space = false;
    for (const unsigned char *at = (const unsigned char *)text; *at != 0; at++) {
        uint32_t value = *at;
        if (value == 0xC3 && at[1] >= 0x80 && at[1] <= 0xBF && at[1] != 0x9F) { // ß is two letters
            value = 0x40u + *++at;                                              // C3 80 is U+00C0
            value = value >= 0xC0 && value <= 0xDE && value != 0xD7 ? value + 0x20 : value;
        } else if (value >= 0x80) {
            return false;
        }
        if (value <= ' ') {
            space = out->length > 0;
            continue;
        }
        if (space) {
            propos_buffer_putc(out, ' ');
        }
        space = false;
        if (value < 0x80) {
            bool upper = value >= 'A' && value <= 'Z';
            propos_buffer_putc(out, (char)(upper ? value + 0x20 : value == '`' ? '\'' : value));
        } else {
            char bytes[4];
            text_fold(bytes, propos_utf8_write(value, bytes), out);
        }
    }
    return true;
}

char *propos_folded(const char *text)
{
    propos_buffer out = {0};
    propos_buffer_puts(&out, "");
    if (folded_quickly(text, &out)) {
        return propos_buffer_take(&out);
    }
    propos_buffer_cut(&out, 0);
    text_letters letters = {0};
    text_letters_read(&letters, text, strlen(text));
    propos_buffer_puts(&out, "");
    bool space = false;
    for (size_t i = 0; i < letters.count; i++) {
        const text_letter *letter = &letters.items[i];
        char bytes[4];
        if (letter->class == TEXT_SPACE) {
            space = out.length > 0;
            continue;
        }
        if (space)
            propos_buffer_putc(&out, ' ');
        space = false;
        text_fold(bytes, propos_utf8_write(letter->value, bytes), &out);
    }
    text_letters_free(&letters);
    return propos_buffer_take(&out);
}
