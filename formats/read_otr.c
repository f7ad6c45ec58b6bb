// oTranscribe: JSON whose "text" is HTML, with the times as spans between the words.
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/readers.h"
#include "text/unicode.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// No recording lasts longer; no tag of this program is longer.
#define MOST_SECONDS (1000.0 * 3600.0)
#define TAG_BYTES 1024

// A time and the code point of the text before which it stands.
typedef struct stamp {
    size_t point;
    int64_t time_ms;
} stamp;

typedef struct html {
    propos_buffer text;
    size_t points;
    stamp *stamps;
    size_t stamp_count, stamp_capacity;
    bool in_stamp;        // inside its span: what it shows is no speech
    size_t bold;          // where bold letters begin, NOT_BOLD: they do not
    propos_buffer labels; // bold words with a colon that begin a paragraph, parted by commas
    size_t label_count, paragraphs;
} html;

#define NOT_BOLD ((size_t)-1)

static bool tag_is(const char *tag, size_t length, const char *name)
{
    size_t size = strlen(name);
    return length >= size && strncasecmp(tag, name, size) == 0 &&
           (length == size || strchr(" \t\n/", tag[size]) != NULL);
}

static void add_stamp(html *h, const char *tag, size_t length)
{
    static const char NAME[] = "data-timestamp=\"";
    const char *found = memmem(tag, length, NAME, sizeof NAME - 1);
    double seconds = found == NULL ? -1 : strtod(found + sizeof NAME - 1, NULL);
    h->in_stamp = true;
    if (seconds >= 0 && seconds < MOST_SECONDS) {
        PROPOS_GROW(h->stamps, h->stamp_capacity, h->stamp_count + 1);
        h->stamps[h->stamp_count++] = (stamp){h->points, (int64_t)llround(seconds * 1000)};
    }
}

// True when nothing but white space stands between `at` and the paragraph's beginning.
static bool begins_paragraph(const html *h, size_t at)
{
    while (at > 0 && strchr(" \t", h->text.bytes[at - 1]) != NULL) {
        at--;
    }
    return at == 0 || h->text.bytes[at - 1] == '\n';
}

// "<b>Paul :</b>" at the beginning of a paragraph: whoever writes so means a speaker.
static void end_bold(html *h)
{
    if (h->bold != NOT_BOLD && h->text.length > h->bold && begins_paragraph(h, h->bold)) {
        const char *start = h->text.bytes + h->bold;
        const char *colon = memchr(start, ':', h->text.length - h->bold);
        if (colon != NULL) {
            propos_buffer_add(&h->labels, start, (size_t)(colon - start));
            propos_buffer_putc(&h->labels, ',');
            h->label_count++;
        }
    }
    h->bold = NOT_BOLD;
}

static void put(html *h, const char *bytes, size_t length)
{
    if (!h->in_stamp) {
        propos_buffer_add(&h->text, bytes, length);
        h->points += propos_utf8_count(bytes, length);
    }
}

static void read_tag(html *h, const char *tag, size_t length)
{
    static const char *const breaks[] = {"br", "p", "/p", "div", "/div", "li", "/li"};
    if (tag_is(tag, length, "span") && memmem(tag, length, "timestamp", 9) != NULL) {
        add_stamp(h, tag, length);
    } else if (tag_is(tag, length, "/span")) {
        h->in_stamp = false;
    }
    if (tag_is(tag, length, "b") || tag_is(tag, length, "strong")) {
        h->bold = h->text.length;
    } else if (tag_is(tag, length, "/b") || tag_is(tag, length, "/strong")) {
        end_bold(h);
    }
    for (size_t i = 0; i < sizeof breaks / sizeof breaks[0]; i++) {
        if (tag_is(tag, length, breaks[i])) {
            h->paragraphs += h->text.length > 0 && h->text.bytes[h->text.length - 1] != '\n';
            put(h, "\n", 1);
        }
    }
}

// Reads "&amp;" or "&#39;"; returns the bytes read, 0 when it is none.
static size_t read_entity(html *h, const char *text, size_t length)
{
    static const char *const known[][2] = {{"amp", "&"},   {"lt", "<"},   {"gt", ">"},
                                           {"quot", "\""}, {"apos", "'"}, {"nbsp", "\xC2\xA0"}};
    enum { LONGEST = 10 };
    const char *end = memchr(text, ';', length < LONGEST ? length : LONGEST);
    if (end == NULL || end < text + 2) {
        return 0;
    }
    size_t size = (size_t)(end - text) - 1;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i][0]) == size && memcmp(text + 1, known[i][0], size) == 0) {
            put(h, known[i][1], strlen(known[i][1]));
            return size + 2;
        }
    }
    if (text[1] == '#') {
        bool hex = text[2] == 'x' || text[2] == 'X';
        unsigned long value = strtoul(text + (hex ? 3 : 2), NULL, hex ? 16 : 10);
        bool good = value >= 0x20 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF) &&
                    (value < 0x7F || value > 0x9F);
        char utf8[4];
        if (good) {
            put(h, utf8, propos_utf8_write((uint32_t)value, utf8));
            return size + 2;
        }
    }
    return 0;
}

static void read_html(html *h, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t left = length - at;
        size_t size = 0;
        const char *end =
            text[at] == '<' ? memchr(text + at, '>', left < TAG_BYTES ? left : TAG_BYTES) : NULL;
        if (end != NULL) {
            size = (size_t)(end - text) - at + 1;
            read_tag(h, text + at + 1, size - 2);
        } else if (text[at] == '&') {
            size = read_entity(h, text + at, left);
        }
        if (size == 0) {
            size = 1;
            while (size < left && ((unsigned char)text[at + size] & 0xC0) == 0x80) {
                size++; // the rest of the character
            }
            put(h, text + at, size);
        }
        at += size;
    }
}

// A turn has the last time that stands between the speech of the one before and its own.
static void set_times(const html *h, propos_document_data *document)
{
    size_t at = 0;
    for (size_t i = 0; i < document->turn_count; i++) {
        propos_turn_data *turn = &document->turns[i];
        if (turn->run_count == 0) {
            continue;
        }
        for (; at < h->stamp_count && h->stamps[at].point <= turn->runs[0].source; at++) {
            turn->time_ms = h->stamps[at].time_ms;
        }
        const propos_text_run *last = &turn->runs[turn->run_count - 1];
        while (at < h->stamp_count && h->stamps[at].point < last->source + last->length) {
            at++; // inside the turn
        }
    }
}

static bool recognises(const formats_input *input)
{
    enum { LOOKED_AT = 1 << 16 };
    size_t at = 0;
    while (at < input->length && strchr(" \t\r\n", input->bytes[at]) != NULL &&
           input->bytes[at] != '\0') {
        at++;
    }
    return at < input->length && input->bytes[at] == '{' &&
           formats_content_holds(input, input->length, "\"media-time\"") &&
           formats_content_holds(input, LOOKED_AT, "\"text\"");
}

static propos_status read_otr(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    const char *text = NULL;
    size_t length = 0;
    propos_status status = formats_content_text(arena, input, &text, &length, error);
    if (status != PROPOS_OK) {
        return status;
    }
    json_error_t where;
    json_t *root = json_loadb(text, length, 0, &where);
    const json_t *words = json_object_get(root, "text");
    if (root == NULL) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, input->name, where.line,
                              _("the JSON is broken here (%s): the file was cut short or damaged; "
                                "save it again from the program that made it"),
                              where.text);
    }
    if (!json_is_string(words)) {
        json_decref(root);
        return propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                              _("this JSON holds no \"text\" as oTranscribe writes it"));
    }
    html h = {.bold = NOT_BOLD};
    read_html(&h, json_string_value(words), json_string_length(words));
    json_decref(root);
    bool bold = h.label_count > 0 && h.label_count * 2 > h.paragraphs;
    propos_transcript_options options = {.labels = input->labels != NULL ? input->labels
                                                   : bold ? propos_buffer_text(&h.labels)
                                                          : NULL,
                                         .paragraphs = true};
    propos_document_data *document = formats_content_document(arena, input, content);
    const char *plain = propos_arena_strndup(arena, propos_buffer_text(&h.text), h.text.length);
    status = propos_transcript_text(arena, plain, h.text.length, input->name, &options, document,
                                    &content->doubts, error);
    set_times(&h, document);
    propos_buffer_free(&h.text);
    propos_buffer_free(&h.labels);
    free(h.stamps);
    return status;
}

const formats_reader formats_read_otr = {
    .name = "otr",
    .what = N_("an oTranscribe transcript"),
    .extensions = "otr",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_otr,
};
