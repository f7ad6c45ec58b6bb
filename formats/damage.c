#include "formats/damage.h"

#include "base/i18n.h"
#include "text/unicode.h"

#include <string.h>
#include <utf8proc.h>

// One kind of PDF turns every space into another sign. In speech no sign but the blank is ever so
// many: of 100 bytes, and against the blanks that are left.
#define FALSE_BLANK_PERCENT 8

// French has 16 to 18 blanks in 100 signs, German 13; no text has fewer than these, or more.
#define FEWEST_BLANKS_PERCENT 6
#define MOST_BLANKS_PERCENT 40

// Of 100 signs that are no blanks, at least so many are letters or digits (French speech: 93)…
#define FEWEST_LETTERS_PERCENT 60
// … and fewer than this stand for nothing (U+FFFD, private use, controls).
#define MOST_NOTHING_PERCENT 5

// Below so many signs the shares say nothing.
#define ENOUGH 400

static bool is_letter_byte(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

char formats_damage_false_blank(const char *text, size_t length)
{
    size_t counts[128] = {0};
    size_t single[128] = {0}; // not beside one of its own: Markdown's ** is no blank
    size_t letters = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool beside =
            (i > 0 && text[i - 1] == text[i]) || (i + 1 < length && text[i + 1] == text[i]);
        letters += is_letter_byte(byte);
        counts[byte < 128 ? byte : 0]++;
        single[byte < 128 ? byte : 0] += !beside;
    }
    // Signs that no table, score or rule of dashes is made of.
    static const char SIGNS[] = "!#$%&*+/;<>?@\\^`|~";
    for (const char *sign = SIGNS; *sign != '\0'; sign++) {
        size_t count = counts[(unsigned char)*sign];
        if (count > 0 && count * 100 >= length * FALSE_BLANK_PERCENT && count >= counts[' '] &&
            single[(unsigned char)*sign] * 2 >= count && letters * 2 >= length) {
            return *sign;
        }
    }
    return '\0';
}

typedef struct shares {
    size_t signs, blanks, letters, nothing;
} shares;

static shares shares_of(const char *text, size_t length)
{
    shares s = {0};
    bool blank = true;
    for (size_t at = 0; at < length;) {
        uint32_t value = 0;
        at += propos_utf8_read(text + at, length - at, &value);
        utf8proc_category_t kind = utf8proc_category((utf8proc_int32_t)value);
        bool is_blank =
            kind == UTF8PROC_CATEGORY_ZS || value == '\t' || value == '\n' || value == '\f';
        s.blanks += is_blank && !blank; // a run of them is one
        s.signs += !is_blank;
        s.letters += (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_NO);
        s.nothing += value == 0xFFFD || kind == UTF8PROC_CATEGORY_CO ||
                     (kind == UTF8PROC_CATEGORY_CC && !is_blank);
        blank = is_blank;
    }
    return s;
}

propos_status formats_damage_check(const char *text, size_t length, const char *file,
                                   propos_error *error)
{
    shares s = shares_of(text, length);
    size_t all = s.signs + s.blanks;
    if (s.signs < ENOUGH) {
        return PROPOS_OK;
    }
    if (s.letters * 100 < s.signs * FEWEST_LETTERS_PERCENT ||
        s.nothing * 100 > s.signs * MOST_NOTHING_PERCENT) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                              _("the letters of this PDF are not stored as letters (%zu of 100 "
                                "signs are): have its pages recognised (OCR), or get the "
                                "transcript as .docx, .odt or .txt"),
                              s.letters * 100 / s.signs);
    }
    if (s.blanks * 100 < all * FEWEST_BLANKS_PERCENT) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                              _("the words of this PDF run together (%zu blanks in 100 signs; text "
                                "has 13 or more): have its pages recognised (OCR), or get the "
                                "transcript as .docx, .odt or .txt"),
                              s.blanks * 100 / all);
    }
    if (s.blanks * 100 > all * MOST_BLANKS_PERCENT) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                              _("the words of this PDF fall apart into letters (%zu blanks in 100 "
                                "signs): have its pages recognised (OCR), or get the transcript "
                                "as .docx, .odt or .txt"),
                              s.blanks * 100 / all);
    }
    return PROPOS_OK;
}
