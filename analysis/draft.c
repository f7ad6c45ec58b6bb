#include "analysis/draft.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// A quotation runs over no more than this: a mark that was never closed takes no chapter with it.
enum { QUOTATION_BYTES = 6000 };
enum { BRACKET_BYTES = 160 };

typedef struct list {
    draft_stretch *items;
    size_t count, capacity;
} list;

static void add(list *l, size_t start, size_t end)
{
    PROPOS_GROW(l->items, l->capacity, l->count + 1);
    l->items[l->count++] = (draft_stretch){start, end};
}

static size_t settle(propos_arena *arena, list *l, draft_stretch **out)
{
    *out = propos_arena_copy(arena, l->items, l->count, sizeof *l->items);
    free(l->items);
    return l->count;
}

static bool is_at(const char *text, size_t length, size_t at, const char *sign)
{
    size_t bytes = strlen(sign);
    return at + bytes <= length && memcmp(text + at, sign, bytes) == 0;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t';
}

// White space at `at`, a no-break space (wide or narrow) among it: its bytes, 0 when there is none.
static size_t blank_at(const char *text, size_t length, size_t at)
{
    if (at < length && is_blank(text[at])) {
        return 1;
    }
    if (is_at(text, length, at, "\xC2\xA0")) {
        return 2;
    }
    return is_at(text, length, at, "\xE2\x80\xAF") ? 3 : 0;
}

typedef struct mark {
    const char *open, *close;
} mark;

static const mark MARKS[] = {{"«", "»"}, {"“", "”"}, {"\"", "\""}};

// A straight mark opens where a word begins behind it and none ends before it.
static bool opens(const char *text, size_t length, size_t at, const mark *m)
{
    if (!is_at(text, length, at, m->open)) {
        return false;
    }
    if (m->open[0] != '"') {
        return true;
    }
    bool fresh = at == 0 || is_blank(text[at - 1]) || strchr("([-:;,", text[at - 1]) != NULL ||
                 (unsigned char)text[at - 1] >= 0x80;
    return fresh && at + 1 < length && !is_blank(text[at + 1]);
}

// The byte where the quotation that begins at `from` is closed, or `length`. Marks of the same kind
// inside it are counted.
static size_t closed_at(const char *text, size_t length, size_t from, const mark *m)
{
    bool straight = m->open[0] == '"';
    size_t depth = 1;
    size_t most = length - from < QUOTATION_BYTES ? length : from + QUOTATION_BYTES;
    for (size_t i = from; i < most; i++) {
        if (is_at(text, length, i, m->close) && --depth == 0) {
            return i;
        }
        depth += !straight && is_at(text, length, i, m->open) ? 1 : 0;
    }
    return length;
}

static bool begins_line(const char *text, size_t at)
{
    return at == 0 || text[at - 1] == '\n';
}

// The end of the lines from `at` on that begin with >.
static size_t block_end(const char *text, size_t length, size_t at)
{
    while (at < length && text[at] == '>') {
        const char *line = memchr(text + at, '\n', length - at);
        at = line == NULL ? length : (size_t)(line - text) + 1;
    }
    return at;
}

static size_t without_blanks(const char *text, size_t start, size_t end)
{
    while (end > start && is_blank(text[end - 1])) {
        end--;
    }
    return end;
}

static void add_marked(list *l, const char *text, size_t length, size_t *at)
{
    for (size_t k = 0; k < sizeof MARKS / sizeof *MARKS; k++) {
        if (!opens(text, length, *at, &MARKS[k])) {
            continue;
        }
        size_t start = *at + strlen(MARKS[k].open);
        size_t end = closed_at(text, length, start, &MARKS[k]);
        if (end < length) {
            add(l, start, end);
            *at = end + strlen(MARKS[k].close) - 1;
        }
        return;
    }
}

size_t draft_quotations(propos_arena *arena, const char *text, size_t length, draft_stretch **out)
{
    list l = {0};
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '>' && begins_line(text, i)) {
            size_t end = block_end(text, length, i);
            add(&l, i, without_blanks(text, i, end));
            i = end - 1;
            continue;
        }
        add_marked(&l, text, length, &i);
    }
    return settle(arena, &l, out);
}

size_t draft_brackets(propos_arena *arena, const char *text, size_t length, draft_stretch **out)
{
    list l = {0};
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '(' && text[i] != '[') {
            continue;
        }
        char close = text[i] == '(' ? ')' : ']';
        size_t room = length - i < BRACKET_BYTES ? length - i : BRACKET_BYTES;
        const char *end = memchr(text + i, close, room);
        bool digit = false;
        for (const char *at = text + i; end != NULL && at < end; at++) {
            digit = digit || (*at >= '0' && *at <= '9');
        }
        if (digit) {
            add(&l, i + 1, (size_t)(end - text));
            i = (size_t)(end - text);
        }
    }
    return settle(arena, &l, out);
}

bool draft_stands_beside(const char *text, size_t end, size_t bracket)
{
    size_t at = end;
    while (at + 1 < bracket) {
        size_t blank = blank_at(text, bracket, at);
        bool closing = false;
        for (size_t k = 0; k < sizeof MARKS / sizeof *MARKS && !closing; k++) {
            closing = is_at(text, bracket, at, MARKS[k].close);
            blank = closing ? strlen(MARKS[k].close) : blank;
        }
        bool ellipsis = is_at(text, bracket, at, "…");
        blank = ellipsis ? strlen("…") : blank;
        if (blank == 0 && strchr(".,;:!?*_>-=)]", text[at]) == NULL) {
            return false;
        }
        at += blank == 0 ? 1 : blank;
    }
    return true;
}

char *draft_text(propos_arena *arena, const char *text, draft_stretch stretch)
{
    char *copy = propos_arena_alloc(arena, stretch.end - stretch.start + 1, 1);
    size_t used = 0;
    bool blank = false;
    for (size_t i = stretch.start; i < stretch.end;) {
        size_t bytes = blank_at(text, stretch.end, i);
        bool quote_sign = text[i] == '>' && begins_line(text, i);
        if (bytes > 0 || quote_sign) {
            blank = used > 0;
            i += quote_sign ? 1 : bytes;
            continue;
        }
        if (blank) {
            copy[used++] = ' ';
            blank = false;
        }
        copy[used++] = text[i++];
    }
    return copy;
}
