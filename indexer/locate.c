// A document is kept as three streams of characters, each with the place every character came from:
// the letters as they are, the letters made equal (case, apostrophes, white space), and the words
// alone. A quotation is turned into the same stream and searched for as a substring: linear, and a
// match always maps back to exact places.
#include "indexer/locate.h"

#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { LEVELS = 3 };

typedef enum level { LEVEL_LETTERS, LEVEL_EQUAL, LEVEL_WORDS } level;

// Where a byte of a stream comes from: code point `point` of turn index `turn`.
typedef struct origin {
    uint32_t turn, point;
} origin;

typedef struct stream {
    char *bytes;
    origin *origins; // one per byte
    size_t length, capacity, origin_capacity;
} stream;

struct propos_locator {
    const propos_document_data *document;
    stream streams[LEVELS];
};

static void put_bytes(stream *s, const char *bytes, size_t length, origin from)
{
    PROPOS_GROW(s->bytes, s->capacity, s->length + length + 1);
    PROPOS_GROW(s->origins, s->origin_capacity, s->length + length + 1);
    for (size_t i = 0; i < length; i++) {
        s->bytes[s->length] = bytes[i];
        s->origins[s->length++] = from;
    }
    s->bytes[s->length] = '\0';
}

static void put_point(stream *s, uint32_t value, origin from)
{
    char bytes[4];
    put_bytes(s, bytes, propos_utf8_write(value, bytes), from);
}

static bool is_apostrophe(uint32_t value)
{
    return value == '\'' || value == 0x2019 || value == 0x2018 || value == 0x02BC;
}

static bool is_space(uint32_t value)
{
    return value == ' ' || value == '\t' || value == '\n' || value == '\r' || value == 0xA0 ||
           value == 0x202F || value == 0x2009;
}

// A space stands once, and never first: what is compared has no white space that could differ.
static void put_space(stream *s, origin from)
{
    if (s->length > 0 && s->bytes[s->length - 1] != ' ') {
        put_bytes(s, " ", 1, from);
    }
}

static void put_equal(stream *s, uint32_t value, origin from)
{
    if (is_space(value)) {
        put_space(s, from);
    } else if (is_apostrophe(value)) {
        put_bytes(s, "'", 1, from);
    } else {
        put_point(s, (uint32_t)utf8proc_tolower((utf8proc_int32_t)value), from);
    }
}

static bool is_word_letter(uint32_t value)
{
    switch (utf8proc_category((utf8proc_int32_t)value)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

static bool is_combining(uint32_t value)
{
    return utf8proc_category((utf8proc_int32_t)value) == UTF8PROC_CATEGORY_MN;
}

static void put_word(stream *s, uint32_t value, origin from)
{
    if (is_combining(value)) {
        return; // an accent of a decomposed letter: accents do not matter here
    }
    if (!is_word_letter(value)) {
        put_space(s, from);
        return;
    }
    utf8proc_int32_t parts[8];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        (utf8proc_int32_t)value, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, &boundary);
    for (utf8proc_ssize_t i = 0; i < count && i < 8; i++) {
        uint32_t part = (uint32_t)parts[i];
        if (part == 0x153 || part == 0xE6) { // œ, æ as they are typed without a French keyboard
            put_bytes(s, part == 0x153 ? "oe" : "ae", 2, from);
        } else if (!is_combining(part)) {
            put_point(s, part, from);
        }
    }
}

static void put(stream *s, level how, uint32_t value, origin from)
{
    if (how == LEVEL_LETTERS) {
        put_point(s, value, from);
    } else if (how == LEVEL_EQUAL) {
        put_equal(s, value, from);
    } else {
        put_word(s, value, from);
    }
}

static void put_text(stream *s, level how, const char *text, uint32_t turn)
{
    size_t length = strlen(text);
    uint32_t point = 0;
    for (size_t i = 0; i < length; point++) {
        uint32_t value = 0;
        i += propos_utf8_read(text + i, length - i, &value);
        put(s, how, value, (origin){turn, point});
    }
}

propos_locator *propos_locator_new(const propos_document_data *document)
{
    propos_locator *locator = propos_alloc(1, sizeof *locator);
    locator->document = document;
    for (int how = 0; how < LEVELS; how++) {
        stream *s = &locator->streams[how];
        for (size_t t = 0; t < document->turn_count; t++) {
            const char *text = document->turns[t].text;
            put_text(s, (level)how, text, (uint32_t)t);
            put_space(s, (origin){(uint32_t)t, (uint32_t)propos_utf8_count(text, strlen(text))});
        }
    }
    return locator;
}

static void stream_free(stream *s)
{
    free(s->bytes);
    free(s->origins);
}

void propos_locator_free(propos_locator *locator)
{
    if (locator != NULL) {
        for (int how = 0; how < LEVELS; how++) {
            stream_free(&locator->streams[how]);
        }
        free(locator);
    }
}

static stream quote_stream(level how, const char *quote)
{
    stream s = {0};
    put_text(&s, how, quote, 0);
    while (s.length > 0 && s.bytes[s.length - 1] == ' ') {
        s.bytes[--s.length] = '\0';
    }
    return s;
}

// Words match as wholes; letters may start anywhere (a coder may select half a word).
static bool whole_words(const stream *s, size_t at, size_t length)
{
    return (at == 0 || s->bytes[at - 1] == ' ') &&
           (at + length >= s->length || s->bytes[at + length] == ' ');
}

static propos_place place_of(const propos_locator *locator, const stream *s, size_t at,
                             size_t length)
{
    const propos_turn_data *turns = locator->document->turns;
    origin first = s->origins[at];
    origin last = s->origins[at + length - 1];
    return (propos_place){turns[first.turn].number, first.point, turns[last.turn].number,
                          last.point + 1};
}

static size_t locate_at(const propos_locator *locator, level how, const char *quote, uint32_t turn,
                        propos_place *places, size_t most)
{
    stream wanted = quote_stream(how, quote);
    const stream *s = &locator->streams[how];
    size_t found = 0;
    for (size_t at = 0; wanted.length > 0 && at + wanted.length <= s->length;) {
        const char *hit = memmem(s->bytes + at, s->length - at, wanted.bytes, wanted.length);
        if (hit == NULL) {
            break;
        }
        at = (size_t)(hit - s->bytes);
        propos_place place = place_of(locator, s, at, wanted.length);
        if ((how != LEVEL_WORDS || whole_words(s, at, wanted.length)) &&
            (turn == 0 || place.turn == turn)) {
            if (found < most) {
                places[found] = place;
            }
            found++;
        }
        at++;
    }
    stream_free(&wanted);
    return found;
}

size_t propos_locate(const propos_locator *locator, const char *quote, uint32_t turn,
                     propos_place *places, size_t most)
{
    size_t found = 0;
    for (int how = 0; how < LEVELS && found == 0; how++) {
        found = locate_at(locator, (level)how, quote, turn, places, most);
    }
    return found;
}

// Longest run of the quotation's words, from its word at `from` on, that stands somewhere; 0 when
// not even the first does.
static size_t longest_run(const stream *s, const stream *wanted, size_t from, size_t *at)
{
    size_t best = 0;
    for (size_t end = from; end < wanted->length;) {
        const char *space = memchr(wanted->bytes + end + 1, ' ', wanted->length - end - 1);
        end = space == NULL ? wanted->length : (size_t)(space - wanted->bytes);
        size_t length = end - from;
        const char *hit = s->bytes;
        size_t where = 0;
        bool whole = false;
        while (!whole && (hit = memmem(hit, s->length - (size_t)(hit - s->bytes),
                                       wanted->bytes + from, length)) != NULL) {
            where = (size_t)(hit - s->bytes);
            whole = whole_words(s, where, length);
            hit++;
        }
        if (!whole) {
            break;
        }
        best = length;
        *at = where;
    }
    return best;
}

bool propos_locate_nearest(const propos_locator *locator, const char *quote, propos_place *place)
{
    stream wanted = quote_stream(LEVEL_WORDS, quote);
    const stream *s = &locator->streams[LEVEL_WORDS];
    size_t best = 0;
    size_t best_at = 0;
    for (size_t from = 0; from < wanted.length && s->length > 0;) {
        size_t at = 0;
        size_t run = longest_run(s, &wanted, from, &at);
        if (run > best) {
            best = run;
            best_at = at;
        }
        const char *space = memchr(wanted.bytes + from, ' ', wanted.length - from);
        from = space == NULL ? wanted.length : (size_t)(space - wanted.bytes) + 1;
    }
    if (best > 0) {
        *place = place_of(locator, s, best_at, best);
    }
    stream_free(&wanted);
    return best > 0;
}
