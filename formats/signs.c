#include "formats/signs.h"

#include "text/unicode.h"

#include <string.h>
#include <utf8proc.h>

static const char *const spaces[] = {" ",
                                     "\t",
                                     "\n",
                                     "\v",
                                     "\f",
                                     "\r",
                                     "\xC2\xA0" /* no-break */,
                                     "\xE2\x80\x80",
                                     "\xE2\x80\x81",
                                     "\xE2\x80\x82",
                                     "\xE2\x80\x83",
                                     "\xE2\x80\x84",
                                     "\xE2\x80\x85",
                                     "\xE2\x80\x86",
                                     "\xE2\x80\x87",
                                     "\xE2\x80\x88",
                                     "\xE2\x80\x89",
                                     "\xE2\x80\x8A",
                                     "\xE2\x80\xAF" /* narrow no-break */,
                                     "\xEF\xBB\xBF" /* a stray byte order mark */};

#define SPACES (sizeof spaces / sizeof spaces[0])

size_t signs_space(const char *text, size_t length)
{
    for (size_t i = 0; length > 0 && i < SPACES; i++) {
        size_t size = strlen(spaces[i]);
        if (size <= length && memcmp(text, spaces[i], size) == 0) {
            return size;
        }
    }
    return 0;
}

size_t signs_space_before(const char *text, size_t length)
{
    for (size_t i = 0; length > 0 && i < SPACES; i++) {
        size_t size = strlen(spaces[i]);
        if (size <= length && memcmp(text + length - size, spaces[i], size) == 0) {
            return size;
        }
    }
    return 0;
}

size_t signs_digits(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && text[count] >= '0' && text[count] <= '9') {
        count++;
    }
    return count;
}

static utf8proc_category_t category_of(const char *text, size_t length)
{
    uint32_t value = 0;
    if (length == 0) {
        return UTF8PROC_CATEGORY_CN;
    }
    (void)propos_utf8_read(text, length, &value);
    return utf8proc_category((utf8proc_int32_t)value);
}

bool signs_small_letter(const char *text, size_t length)
{
    return category_of(text, length) == UTF8PROC_CATEGORY_LL;
}

bool signs_capital_letter(const char *text, size_t length)
{
    return category_of(text, length) == UTF8PROC_CATEGORY_LU;
}

bool signs_letter(const char *text, size_t length)
{
    utf8proc_category_t category = category_of(text, length);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool signs_sentence_end(const char *text, size_t length)
{
    static const char *const signs[] = {".", "!", "?", "…",  "»", ")",
                                        "]", "}", "=", "\"", "*", "”"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t size = strlen(signs[i]);
        if (length >= size && memcmp(text + length - size, signs[i], size) == 0) {
            return true;
        }
    }
    return false;
}
