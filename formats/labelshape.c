#include "formats/labelshape.h"

#include "formats/signs.h"
#include "formats/times.h"

#include <string.h>

// A code: up to this many letters, then up to this many digits.
#define CODE_LETTERS 4
#define CODE_DIGITS 3

static size_t skip_spaces(const char *line, size_t length, size_t at)
{
    size_t space = 0;
    while ((space = signs_space(line + at, length - at)) > 0) {
        at += space;
    }
    return at;
}

static bool starts(const char *line, size_t length, size_t at, const char *with)
{
    size_t size = strlen(with);
    return length - at >= size && memcmp(line + at, with, size) == 0;
}

static size_t skip_sign(const char *line, size_t length, size_t at, const char *sign)
{
    return starts(line, length, at, sign) ? at + strlen(sign) : at;
}

// A dash or bullet before the label ("- MM2 :").
static size_t skip_bullet(const char *line, size_t length)
{
    static const char *const bullets[] = {"-", "–", "—", "•", "·", ">"};
    for (size_t i = 0; i < sizeof bullets / sizeof bullets[0]; i++) {
        if (starts(line, length, 0, bullets[i])) {
            return skip_spaces(line, length, strlen(bullets[i]));
        }
    }
    return 0;
}

static size_t trim_end(const char *text, size_t start, size_t end)
{
    size_t space = 0;
    while (end > start && (space = signs_space_before(text + start, end - start)) > 0) {
        end -= space;
    }
    return end;
}

static bool is_capital(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static bool is_ascii_letter(char byte)
{
    return is_capital(byte) || (byte >= 'a' && byte <= 'z');
}

// Letters, then digits, with at most one space between when the letters are capitals: VO2, MN 4,
// id1. Returns the bytes read, 0 when it is no code.
static size_t code_length(const char *text, size_t length)
{
    size_t letters = 0;
    while (letters < length && letters <= CODE_LETTERS && is_ascii_letter(text[letters])) {
        letters++;
    }
    if (letters == 0 || letters > CODE_LETTERS) {
        return 0;
    }
    size_t at = letters;
    if (is_capital(text[letters - 1])) {
        at += signs_space(text + at, length - at);
    }
    size_t digits = signs_digits(text + at, length - at);
    return digits == 0 || digits > CODE_DIGITS ? 0 : at + digits;
}

// Words of a name: counts them, and those that begin with a small letter.
static void count_words(const char *name, size_t length, size_t *words, size_t *small)
{
    bool inside = false;
    *words = 0;
    *small = 0;
    for (size_t at = 0; at < length;) {
        size_t space = signs_space(name + at, length - at);
        if (space == 0 && !inside) {
            (*words)++;
            *small += signs_small_letter(name + at, length - at);
        }
        inside = space == 0;
        at += space > 0 ? space : 1;
    }
}

static bool is_initials(const char *name, size_t length)
{
    size_t at = 0;
    size_t letters = 0;
    while (at < length && signs_capital_letter(name + at, length - at)) {
        at += (unsigned char)name[at] < 0x80 ? 1 : 2;
        letters++;
    }
    return at == length && letters >= 1 && letters <= CODE_LETTERS;
}

label_shape label_shape_of(const char *name, size_t length)
{
    size_t words = 0;
    size_t small = 0;
    size_t digits = 0;
    if (signs_digits(name, length) == length) {
        return length > 0 && length <= CODE_DIGITS ? LABEL_NUMBER : LABEL_OTHER;
    }
    if (code_length(name, length) == length) {
        return LABEL_CODE;
    }
    if (is_initials(name, length)) {
        return LABEL_INITIALS;
    }
    count_words(name, length, &words, &small);
    if (words == 0 || words > LABEL_WORDS || !signs_letter(name, length)) {
        return LABEL_OTHER;
    }
    while (digits < length && name[length - digits - 1] >= '0' &&
           name[length - digits - 1] <= '9') {
        digits++;
    }
    if (digits > 0 && digits <= CODE_DIGITS && words <= 3) {
        return LABEL_FAMILY;
    }
    return small < words && signs_capital_letter(name, length) ? LABEL_NAME : LABEL_OTHER;
}

bool label_refused(const char *name, size_t length)
{
    static const char *const words[] = {
        "NB",       "N.B", "N.B.", "PS", "P.S.",    "NDLR",   "Nb",     "Note", "Source", "Sources",
        "Remarque", "Ex",  "Cf",   "CF", "Tableau", "Figure", "Annexe", "Page", "Date",   "Lieu"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i]) == length && memcmp(words[i], name, length) == 0) {
            return true;
        }
    }
    return false;
}

void label_name(const char *name, size_t length, char *out)
{
    bool code = code_length(name, length) == length;
    size_t written = 0;
    for (size_t at = 0; at < length && written < LABEL_BYTES;) {
        size_t space = signs_space(name + at, length - at);
        if (space == 0) {
            out[written++] = name[at++];
        } else {
            if (!code && written > 0 && out[written - 1] != ' ') {
                out[written++] = ' ';
            }
            at += space;
        }
    }
    out[written] = '\0';
}

// Signs that no label holds before its colon.
static bool breaks_label(char byte)
{
    return strchr(".,;!?()[]{}\"=*/<>|", byte) != NULL;
}

bool label_form_before(const char *line, size_t length, size_t start, size_t colon,
                       label_form *form)
{
    size_t bold = start;
    start = skip_sign(line, length, start, "**");
    bool is_bold = start > bold;
    size_t end = trim_end(line, start, colon);
    if (is_bold && end >= start + 2 && memcmp(line + end - 2, "**", 2) == 0) {
        end = trim_end(line, start, end - 2);
        is_bold = false;
    }
    if (end <= start || end - start > LABEL_BYTES) {
        return false;
    }
    for (size_t i = start; i < end; i++) {
        if (breaks_label(line[i]) || line[i] == ':' || line[i] == '\t') {
            return false;
        }
    }
    size_t after = colon + 1;
    after = is_bold ? skip_sign(line, length, after, "**") : after;
    bool digit = signs_digits(line + start, end - start) == end - start && after < length &&
                 line[after] >= '0' && line[after] <= '9';
    if (digit || starts(line, length, after, "//")) {
        return false; // 17:30, https://
    }
    *form = (label_form){.style = LABEL_COLON,
                         .shape = label_shape_of(line + start, end - start),
                         .start = start,
                         .length = end - start,
                         .text = skip_spaces(line, length, after),
                         .time_ms = -1};
    return true;
}

// "(0:01 - 0:11)" or "(0:01)" after a label.
static size_t skip_times(const char *line, size_t length, size_t at, int64_t *time_ms)
{
    size_t open = skip_spaces(line, length, at);
    if (open >= length || line[open] != '(') {
        return at;
    }
    const char *close = memchr(line + open, ')', length - open);
    size_t end = close == NULL ? 0 : (size_t)(close - line);
    size_t first = open + 1;
    size_t stop = first;
    while (stop < end &&
           ((line[stop] >= '0' && line[stop] <= '9') || strchr(":.,'", line[stop]) != NULL)) {
        stop++;
    }
    bool has_colon = end > 0 && memchr(line + first, ':', stop - first) != NULL;
    if (!has_colon || !formats_time_read(line + first, stop - first, time_ms)) {
        *time_ms = -1;
        return at;
    }
    return end + 1;
}

static bool bracket_form(const char *line, size_t length, size_t start, label_form *form)
{
    if (start >= length || line[start] != '[') {
        return false;
    }
    size_t window = length - start < LABEL_BYTES + 2 ? length - start : LABEL_BYTES + 2;
    const char *close = memchr(line + start, ']', window);
    if (close == NULL || close == line + start + 1) {
        return false;
    }
    size_t end = (size_t)(close - line);
    *form = (label_form){.style = LABEL_BRACKET,
                         .shape = label_shape_of(line + start + 1, end - start - 1),
                         .start = start + 1,
                         .length = end - start - 1,
                         .time_ms = -1};
    size_t after = skip_times(line, length, end + 1, &form->time_ms);
    after = skip_spaces(line, length, after);
    after = skip_sign(line, length, after, ":");
    form->text = skip_spaces(line, length, after);
    return form->shape != LABEL_OTHER && form->shape != LABEL_NUMBER;
}

static bool sign_form(const char *line, size_t length, size_t start, label_form *form)
{
    if (bracket_form(line, length, start, form)) {
        return true;
    }
    size_t window = length - start < LABEL_BYTES + 8 ? length - start : LABEL_BYTES + 8;
    const char *colon = memchr(line + start, ':', window);
    if (colon != NULL && label_form_before(line, length, start, (size_t)(colon - line), form)) {
        return true;
    }
    const char *tab = memchr(line + start, '\t', window);
    size_t end = tab == NULL ? 0 : (size_t)(tab - line);
    if (end <= start || end - start > LABEL_BYTES) {
        return false;
    }
    *form = (label_form){.style = LABEL_TAB,
                         .shape = label_shape_of(line + start, end - start),
                         .start = start,
                         .length = end - start,
                         .text = skip_spaces(line, length, end),
                         .time_ms = -1};
    return form->shape != LABEL_OTHER;
}

// A code in capitals with nothing after it, or glued to a word or parenthesis.
static bool bare_form(const char *line, size_t length, size_t start, label_form *form)
{
    size_t code = code_length(line + start, length - start);
    if (code == 0) {
        return false;
    }
    for (size_t i = start; i < start + code; i++) {
        if (line[i] >= 'a' && line[i] <= 'z') {
            return false;
        }
    }
    size_t after = start + code;
    size_t text = skip_spaces(line, length, after);
    bool stuck = text == after && after < length;
    if (stuck && !signs_letter(line + after, length - after) &&
        strchr("([{=", line[after]) == NULL) {
        return false;
    }
    *form = (label_form){.style = LABEL_BARE,
                         .shape = LABEL_CODE,
                         .start = start,
                         .length = code,
                         .text = text,
                         .time_ms = -1,
                         .glued = stuck};
    return true;
}

size_t label_forms(const char *line, size_t length, label_form forms[2])
{
    size_t count = 0;
    size_t start = skip_bullet(line, length);
    count += sign_form(line, length, start, &forms[count]);
    bool bare = bare_form(line, length, start, &forms[count]);
    bool twin =
        bare && count > 0 && forms[0].start == forms[1].start && forms[0].length == forms[1].length;
    return count + (bare && !twin);
}
