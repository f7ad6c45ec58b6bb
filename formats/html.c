#include "formats/html.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Longest name of a tag or an entity that is looked up.
enum { NAME_BYTES = 12 };

// Entities that editors write in French texts; others are numbers.
static const struct {
    const char *name;
    uint32_t value;
} ENTITIES[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},     {"apos", '\''},
    {"nbsp", 0xA0},    {"laquo", 0xAB},   {"raquo", 0xBB},    {"eacute", 0xE9},  {"egrave", 0xE8},
    {"ecirc", 0xEA},   {"euml", 0xEB},    {"agrave", 0xE0},   {"acirc", 0xE2},   {"ccedil", 0xE7},
    {"icirc", 0xEE},   {"iuml", 0xEF},    {"ocirc", 0xF4},    {"ugrave", 0xF9},  {"ucirc", 0xFB},
    {"uuml", 0xFC},    {"Eacute", 0xC9},  {"Egrave", 0xC8},   {"Agrave", 0xC0},  {"Ccedil", 0xC7},
    {"oelig", 0x153},  {"OElig", 0x152},  {"aelig", 0xE6},    {"rsquo", 0x2019}, {"lsquo", 0x2018},
    {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"hellip", 0x2026}, {"ndash", 0x2013}, {"mdash", 0x2014},
    {"euro", 0x20AC},  {"deg", 0xB0},     {"middot", 0xB7},
};

static const char *const BLOCKS[] = {
    "p",  "div", "br", "li",  "ul",         "ol", "tr", "table", "h1", "h2",      "h3",
    "h4", "h5",  "h6", "pre", "blockquote", "dd", "dt", "dl",    "hr", "section", "article"};

typedef struct reader {
    const char *html;
    size_t length, at;
    propos_buffer out;
    unsigned char *ends;
    size_t end_count, end_capacity;
} reader;

static void add_end(reader *r, unsigned char kind)
{
    PROPOS_GROW(r->ends, r->end_capacity, r->end_count + 1);
    r->ends[r->end_count++] = kind;
}

static void put(reader *r, uint32_t value)
{
    char utf8[4];
    if (value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        value = 0xFFFD;
    }
    if (value == '\n') {
        add_end(r, OFFSETS_LF);
    }
    propos_buffer_add(&r->out, utf8, propos_utf8_write(value, utf8));
}

// A line end where a paragraph ends, unless one is there.
static void end_block(reader *r)
{
    if (r->out.length > 0 && r->out.bytes[r->out.length - 1] != '\n') {
        propos_buffer_putc(&r->out, '\n');
        add_end(r, OFFSETS_MADE);
    }
}

static bool is_block(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof BLOCKS / sizeof BLOCKS[0]; i++) {
        if (strlen(BLOCKS[i]) == length && strncasecmp(BLOCKS[i], name, length) == 0) {
            return true;
        }
    }
    return false;
}

// Goes past "</NAME" and what follows up to ">"; to the end when it never comes.
static void skip_to_end_tag(reader *r, const char *name, size_t length)
{
    while (r->at < r->length) {
        const char *tag = memmem(r->html + r->at, r->length - r->at, "</", 2);
        if (tag == NULL) {
            r->at = r->length;
            return;
        }
        r->at = (size_t)(tag - r->html) + 2;
        if (r->length - r->at >= length && strncasecmp(r->html + r->at, name, length) == 0) {
            const char *close = memchr(r->html + r->at, '>', r->length - r->at);
            r->at = close == NULL ? r->length : (size_t)(close - r->html) + 1;
            return;
        }
    }
}

// The byte after the tag's ">", quoted values passed over; 0 when it never closes.
static size_t tag_end(const reader *r, size_t at)
{
    char quote = '\0';
    for (; at < r->length; at++) {
        char byte = r->html[at];
        if (quote != '\0') {
            quote = byte == quote ? '\0' : quote;
        } else if (byte == '"' || byte == '\'') {
            quote = byte;
        } else if (byte == '>') {
            return at + 1;
        }
    }
    return 0;
}

// A tag at "<"; false when it is only a sign.
static bool read_tag(reader *r)
{
    if (r->length - r->at >= 4 && memcmp(r->html + r->at, "<!--", 4) == 0) {
        const char *close = memmem(r->html + r->at, r->length - r->at, "-->", 3);
        r->at = close == NULL ? r->length : (size_t)(close - r->html) + 3;
        return true;
    }
    size_t name = r->at + 1;
    name += name < r->length && r->html[name] == '/' ? 1 : 0;
    size_t length = 0;
    while (name + length < r->length && strchr(" \t\r\n/>", r->html[name + length]) == NULL) {
        length++;
    }
    size_t end = tag_end(r, name);
    bool letter = length > 0 && (((unsigned char)r->html[name] | 0x20U) >= 'a') &&
                  (((unsigned char)r->html[name] | 0x20U) <= 'z');
    if (end == 0 || (!letter && r->html[name] != '!' && r->html[name] != '?')) {
        return false;
    }
    bool closing = r->html[r->at + 1] == '/';
    bool hidden = !closing && ((length == 6 && strncasecmp(r->html + name, "script", 6) == 0) ||
                               (length == 5 && strncasecmp(r->html + name, "style", 5) == 0));
    bool block = letter && is_block(r->html + name, length);
    r->at = end;
    if (hidden) {
        skip_to_end_tag(r, r->html + name, length);
    } else if (block) {
        end_block(r);
    }
    return true;
}

// An entity at "&"; false when it is only a sign.
static bool read_entity(reader *r)
{
    size_t start = r->at + 1;
    size_t left = r->length - start;
    const char *semicolon =
        memchr(r->html + start, ';', left < NAME_BYTES ? left : (size_t)NAME_BYTES);
    if (semicolon == NULL) {
        return false;
    }
    size_t length = (size_t)(semicolon - (r->html + start));
    char name[NAME_BYTES + 1] = "";
    memcpy(name, r->html + start, length);
    uint32_t value = 0;
    if (name[0] == '#') {
        bool hex = name[1] == 'x' || name[1] == 'X';
        char *end = NULL;
        unsigned long number = strtoul(name + (hex ? 2 : 1), &end, hex ? 16 : 10);
        bool digits = end != name + (hex ? 2 : 1) && *end == '\0';
        value = digits ? (number > 0x10FFFF ? 0xFFFD : (uint32_t)number) : 0;
    }
    for (size_t i = 0; i < sizeof ENTITIES / sizeof ENTITIES[0] && value == 0; i++) {
        value = strcmp(name, ENTITIES[i].name) == 0 ? ENTITIES[i].value : 0;
    }
    if (value == 0) {
        return false;
    }
    put(r, value < 0x20 && value != '\n' && value != '\t' ? ' ' : value);
    r->at = start + length + 1;
    return true;
}

void formats_html_text(propos_arena *arena, const char *html, size_t length, offsets_text *text)
{
    reader r = {.html = html, .length = length};
    while (r.at < r.length) {
        char byte = html[r.at];
        if ((byte == '<' && read_tag(&r)) || (byte == '&' && read_entity(&r))) {
            continue;
        }
        uint32_t value = 0;
        r.at += propos_utf8_read(html + r.at, length - r.at, &value);
        put(&r, value);
    }
    *text = (offsets_text){
        .text = propos_arena_strdup(arena, propos_buffer_text(&r.out)),
        .length = r.out.length,
        .line_ends = propos_arena_copy(arena, r.ends, r.end_count, 1),
        .line_end_count = r.end_count,
    };
    free(r.ends);
    propos_buffer_free(&r.out);
}
