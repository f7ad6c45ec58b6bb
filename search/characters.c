// What characters are to the query language.
#include "search/language.h"

#include "text/unicode.h"

#include <string.h>
#include <utf8proc.h>

bool propos_is_space(uint32_t c)
{
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
        return true;
    default:
        return c == 0xFEFF || c == 0x200B;
    }
}

bool propos_is_word_letter(uint32_t c)
{
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return c == '_' || c == 0xAD;
    }
}

bool propos_is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

bool propos_is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC;
}

static bool is_hyphen(uint32_t c)
{
    return c == '-' || c == 0x2010 || c == 0x2011;
}

bool propos_joins_letters(uint32_t c)
{
    return propos_is_apostrophe(c) || is_hyphen(c) || c == '.' || c == 0xB7 || c == 0x2027;
}

uint32_t propos_closing_quote(uint32_t c)
{
    switch (c) {
    case '"':
        return '"';
    case 0xAB: // «
        return 0xBB;
    case 0x201C: // “
    case 0x201E: // „
        return 0x201D;
    default:
        return 0;
    }
}

bool propos_has_letter(const char *text)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t c;
        at += propos_utf8_read(text + at, length - at, &c);
        if (propos_is_word_letter(c)) {
            return true;
        }
    }
    return false;
}

bool propos_begins_value(uint32_t c)
{
    return propos_is_word_letter(c) || propos_closing_quote(c) != 0 || c == '(' || c == '<' ||
           c == '>' || c == '=' || c == 0x2264 || c == 0x2265;
}

bool propos_ends_value(uint32_t c)
{
    return propos_is_space(c) || c == '(' || c == ')';
}

bool propos_is_trailing_mark(uint32_t c)
{
    return c == ',' || c == ';' || c == '.' || c == '?' || c == '!' || c == ':' || c == 0x2026;
}
