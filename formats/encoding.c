#include "formats/encoding.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Output that iconv fills at a time.
#define ICONV_PIECE 4096

// Of the code units of a UTF-16 text without BOM, at least this many in 100 have a zero high byte
// (French text: all but œ, quotes and dashes).
#define UTF16_ZERO_PERCENT 60

static const unsigned char utf8_bom[] = {0xEF, 0xBB, 0xBF};

const char *propos_encoding_name(propos_encoding encoding)
{
    switch (encoding) {
    case PROPOS_ENCODING_UTF8:
        return "UTF-8";
    case PROPOS_ENCODING_UTF16LE:
        return "UTF-16LE";
    case PROPOS_ENCODING_UTF16BE:
        return "UTF-16BE";
    case PROPOS_ENCODING_WINDOWS_1252:
        return "Windows-1252";
    case PROPOS_ENCODING_OTHER:
    default:
        return _("the encoding of study.ini");
    }
}

// What Windows-1252 has at 0x80 to 0x9F; 0 where it has nothing.
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// A converter's state: where it is in the bytes, what it has written, the line it stands on.
typedef struct conversion {
    const unsigned char *bytes;
    size_t length;
    const char *file;
    propos_buffer out;
    long line;
    bool after_cr;
    propos_error *error;
} conversion;

static propos_status refuse(const conversion *c, const char *what)
{
    return propos_fail_at(c->error, PROPOS_BAD_INPUT, c->file, c->line, "%s", what);
}

// Writes one character with line ends as LF; false for what a text does not hold.
static bool put(conversion *c, uint32_t value)
{
    bool after_cr = c->after_cr;
    c->after_cr = value == '\r';
    if (value == '\n' && after_cr) {
        return true;
    }
    if (value == '\r' || value == '\n') {
        propos_buffer_putc(&c->out, '\n');
        c->line++;
        return true;
    }
    bool control = value < 0x20 && value != '\t' && value != '\v' && value != '\f';
    if (control || value == 0x7F) {
        return false;
    }
    char utf8[4];
    propos_buffer_add(&c->out, utf8, propos_utf8_write(value, utf8));
    return true;
}

static propos_status refuse_control(const conversion *c)
{
    return refuse(c, _("this line holds a control character, so the file is not plain text (or is "
                       "damaged): save it again as text, in UTF-8"));
}

// Reads one character of strict UTF-8; returns its length, 0 when broken.
static size_t read_utf8(const unsigned char *at, size_t left, uint32_t *value)
{
    if (at[0] < 0x80) {
        *value = at[0];
        return 1;
    }
    size_t length = propos_utf8_read((const char *)at, left, value);
    return length == 1 ? 0 : length;
}

static propos_status from_utf8(conversion *c)
{
    size_t at = 0;
    while (at < c->length) {
        uint32_t value = 0;
        size_t length = read_utf8(c->bytes + at, c->length - at, &value);
        if (length == 0) {
            return refuse(c, _("this line holds a byte that is not UTF-8: save the file again in "
                               "UTF-8, or name its encoding in study.ini"));
        }
        if (!put(c, value)) {
            return refuse_control(c);
        }
        at += length;
    }
    return PROPOS_OK;
}

static propos_status from_utf16(conversion *c, bool big)
{
    size_t at = 0;
    while (at + 1 < c->length) {
        uint32_t unit = big ? (uint32_t)(c->bytes[at] << 8 | c->bytes[at + 1])
                            : (uint32_t)(c->bytes[at + 1] << 8 | c->bytes[at]);
        at += 2;
        if (unit >= 0xD800 && unit <= 0xDBFF && at + 1 < c->length) {
            uint32_t low = big ? (uint32_t)(c->bytes[at] << 8 | c->bytes[at + 1])
                               : (uint32_t)(c->bytes[at + 1] << 8 | c->bytes[at]);
            if (low >= 0xDC00 && low <= 0xDFFF) {
                unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                at += 2;
            }
        }
        if (unit >= 0xD800 && unit <= 0xDFFF) {
            return refuse(c, _("this line holds half a character of UTF-16: the file is damaged; "
                               "save it again in UTF-8"));
        }
        if (!put(c, unit)) {
            return refuse_control(c);
        }
    }
    if (at != c->length) {
        return refuse(c, _("the file ends in the middle of a character of UTF-16: it is damaged or "
                           "cut; save it again in UTF-8"));
    }
    return PROPOS_OK;
}

static propos_status from_windows_1252(conversion *c)
{
    for (size_t at = 0; at < c->length; at++) {
        uint32_t value = c->bytes[at];
        if (value >= 0x80 && value < 0xA0) {
            value = windows_1252[value - 0x80];
        }
        if (value == 0 && c->bytes[at] != 0) {
            return refuse(c, _("this line holds a byte that neither UTF-8 nor Windows-1252 has: "
                               "save the file again in UTF-8, or name its encoding in study.ini"));
        }
        if (!put(c, value)) {
            return refuse_control(c);
        }
    }
    return PROPOS_OK;
}

// Through iconv to UTF-8, then through from_utf8() for line ends and control characters.
static propos_status from_named(conversion *c, const char *encoding)
{
    propos_buffer utf8 = {0};
    propos_status status = PROPOS_OK;
    iconv_t converter = (iconv_t)-1;
    // "//IGNORE" and the like would lose bytes without a word.
    if (strchr(encoding, '/') == NULL && encoding[0] != '\0') {
        converter = iconv_open("UTF-8", encoding);
    }
    if (converter == (iconv_t)-1) {
        return propos_fail_at(c->error, PROPOS_BAD_INPUT, c->file, 0,
                              _("unknown encoding \"%s\": write a name such as UTF-8, "
                                "Windows-1252 or ISO-8859-15 in study.ini"),
                              encoding);
    }
    char *from = (char *)(uintptr_t)c->bytes;
    size_t left = c->length;
    while (left > 0 && status == PROPOS_OK) {
        char piece[ICONV_PIECE];
        char *to = piece;
        size_t room = sizeof piece;
        size_t got = iconv(converter, &from, &left, &to, &room);
        int reason = errno;
        propos_buffer_add(&utf8, piece, sizeof piece - room);
        if (got == (size_t)-1 && reason != E2BIG) {
            status = PROPOS_BAD_INPUT;
        }
    }
    (void)iconv_close(converter);
    c->bytes = (const unsigned char *)propos_buffer_text(&utf8);
    c->length = utf8.length;
    if (c->length >= sizeof utf8_bom && memcmp(c->bytes, utf8_bom, sizeof utf8_bom) == 0) {
        c->bytes += sizeof utf8_bom;
        c->length -= sizeof utf8_bom;
    }
    propos_status read = from_utf8(c);
    propos_buffer_free(&utf8);
    if (read != PROPOS_OK || status == PROPOS_OK) {
        return read;
    }
    return propos_fail_at(c->error, PROPOS_BAD_INPUT, c->file, c->line,
                          _("this line cannot be read as %s, the encoding that study.ini names: "
                            "correct the name, or save the file again in UTF-8"),
                          encoding);
}

// UTF-16 without BOM: most code units have one zero byte, always on the same side.
static bool looks_like_utf16(const unsigned char *bytes, size_t length, bool *big)
{
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < length; i++) {
        zeros[i & 1] += bytes[i] == 0;
    }
    size_t units = length / 2;
    if (units == 0 || (zeros[0] != 0 && zeros[1] != 0)) {
        return false;
    }
    *big = zeros[0] != 0;
    return (zeros[0] + zeros[1]) * 100 >= units * UTF16_ZERO_PERCENT;
}

static bool is_ascii_letter(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

// What the bytes above 127 look like.
typedef struct evidence {
    size_t utf8;    // well-formed UTF-8 sequences of two bytes or more
    size_t broken;  // bytes that belong to none
    size_t letters; // bytes that Windows-1252 has as accented letters (or œ, Œ, Ÿ)
    size_t strange; // bytes it has as other signs, but inside a word: another encoding's letters
    size_t first_strange;
} evidence;

static evidence weigh(const unsigned char *bytes, size_t length)
{
    evidence found = {0};
    size_t at = 0;
    while (at < length) {
        uint32_t value = 0;
        size_t got = read_utf8(bytes + at, length - at, &value);
        found.utf8 += got > 1;
        found.broken += got == 0;
        at += got == 0 ? 1 : got;
    }
    for (at = 0; at < length; at++) {
        unsigned char byte = bytes[at];
        if (byte >= 0xC0 || byte == 0x8C || byte == 0x9C || byte == 0x9F) {
            found.letters++;
        } else if (byte >= 0x82 && byte <= 0x9E && strchr("\x85\x91\x92\x96\x97", byte) == NULL) {
            bool inside = at > 0 && at + 1 < length && is_ascii_letter(bytes[at - 1]) &&
                          is_ascii_letter(bytes[at + 1]);
            found.first_strange = inside && found.strange == 0 ? at : found.first_strange;
            found.strange += inside;
        }
    }
    return found;
}

static propos_status from_eight_bits(conversion *c, propos_encoding *found)
{
    evidence seen = weigh(c->bytes, c->length);
    *found = PROPOS_ENCODING_UTF8;
    if (seen.broken == 0 || seen.utf8 > seen.broken) {
        return from_utf8(c); // which names the line of a byte that is broken
    }
    *found = PROPOS_ENCODING_WINDOWS_1252;
    if (seen.strange > seen.letters) {
        c->length = seen.first_strange;
        propos_status status = from_windows_1252(c); // up to there, to count the lines
        return status != PROPOS_OK
                   ? status
                   : refuse(c, _("this line's accented letters are neither UTF-8 nor Windows-1252 "
                                 "(an old Mac or DOS file?): save the file again in UTF-8, or name "
                                 "its encoding in study.ini"));
    }
    return from_windows_1252(c);
}

static propos_status convert(conversion *c, const char *forced, propos_encoding *found)
{
    const unsigned char *bytes = c->bytes;
    bool big = false;
    if (forced != NULL && forced[0] != 0) {
        *found = PROPOS_ENCODING_OTHER;
        return from_named(c, forced);
    }
    if (c->length >= sizeof utf8_bom && memcmp(bytes, utf8_bom, sizeof utf8_bom) == 0) {
        *found = PROPOS_ENCODING_UTF8;
        c->bytes += sizeof utf8_bom;
        c->length -= sizeof utf8_bom;
        return from_utf8(c);
    }
    if (c->length >= 2 &&
        ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF))) {
        big = bytes[0] == 0xFE;
        *found = big ? PROPOS_ENCODING_UTF16BE : PROPOS_ENCODING_UTF16LE;
        c->bytes += 2;
        c->length -= 2;
        return from_utf16(c, big);
    }
    if (looks_like_utf16(bytes, c->length, &big)) {
        *found = big ? PROPOS_ENCODING_UTF16BE : PROPOS_ENCODING_UTF16LE;
        return from_utf16(c, big);
    }
    return from_eight_bits(c, found);
}

propos_status propos_to_utf8(const char *bytes, size_t length, const char *file, const char *forced,
                             char **text, size_t *text_length, propos_encoding *found,
                             propos_error *error)
{
    conversion c = {.bytes = (const unsigned char *)bytes,
                    .length = length,
                    .file = file,
                    .line = 1,
                    .error = error};
    propos_status status = convert(&c, forced, found);
    *text = NULL;
    *text_length = 0;
    if (status == PROPOS_OK) {
        *text_length = c.out.length;
        *text = c.out.bytes == NULL ? propos_strdup("") : propos_buffer_take(&c.out);
    }
    propos_buffer_free(&c.out);
    return status;
}
