#include "formats/subtitles.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/cues.h"
#include "formats/signs.h"
#include "formats/times.h"

#include <stdlib.h>
#include <string.h>

typedef struct subtitles {
    propos_arena *arena;
    formats_cue *cues;
    size_t count, capacity;
} subtitles;

static const char *trimmed(const char *text, size_t *length)
{
    size_t space = 0;
    while ((space = signs_space(text, *length)) > 0) {
        text += space;
        *length -= space;
    }
    while ((space = signs_space_before(text, *length)) > 0) {
        *length -= space;
    }
    return text;
}

bool formats_subtitles_times(const char *line, size_t length, int64_t *start, int64_t *end)
{
    const char *arrow = memmem(line, length, "-->", 3);
    if (arrow == NULL) {
        return false;
    }
    size_t before = (size_t)(arrow - line);
    size_t after = length - before - 3;
    const char *first = trimmed(line, &before);
    const char *second = trimmed(arrow + 3, &after);
    const char *settings = memchr(second, ' ', after); // "align:start position:0%"
    after = settings == NULL ? after : (size_t)(settings - second);
    return formats_time_read(first, before, start) && formats_time_read(second, after, end);
}

// Entities that WebVTT knows; the bytes read, 0 when it is none.
static size_t entity(const char *text, size_t length, const char **value)
{
    static const char *const known[][2] = {{"&amp;", "&"},         {"&lt;", "<"},   {"&gt;", ">"},
                                           {"&nbsp;", "\xC2\xA0"}, {"&lrm;", ""},   {"&rlm;", ""},
                                           {"&#39;", "'"},         {"&quot;", "\""}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t size = strlen(known[i][0]);
        if (size <= length && memcmp(text, known[i][0], size) == 0) {
            *value = known[i][1];
            return size;
        }
    }
    return 0;
}

static void add_cue(subtitles *s, const formats_cue *cue, const char *voice, propos_buffer *text)
{
    size_t length = text->length;
    const char *start = trimmed(propos_buffer_text(text), &length);
    if (length > 0) {
        PROPOS_GROW(s->cues, s->capacity, s->count + 1);
        s->cues[s->count] = *cue;
        s->cues[s->count].voice = voice;
        s->cues[s->count++].text = propos_arena_strndup(s->arena, start, length);
    }
    propos_buffer_cut(text, 0);
}

// The name in a voice tag ("v Marie", "v.loud Marie"); NULL for other tags.
static const char *voice_of(const subtitles *s, const char *tag, size_t length)
{
    if (length < 2 || tag[0] != 'v' || (tag[1] != ' ' && tag[1] != '.' && tag[1] != '\t')) {
        return NULL;
    }
    size_t from = 1;
    while (from < length && tag[from] != ' ' && tag[from] != '\t') {
        from++; // classes
    }
    length -= from;
    const char *name = trimmed(tag + from, &length);
    if (length > 2 && memcmp(name, "//", 2) == 0) { // noScribe: somebody else's words only
        name += 2;
        length -= 2;
    }
    return length == 0 ? NULL : propos_arena_strndup(s->arena, name, length);
}

// True for what stands between < and > in subtitles: <i>, </v>, <c.yellow>, <00:01.000>.
static bool is_tag(const char *tag, size_t length)
{
    return length > 0 && length < 256 && memchr(tag, '\n', length) == NULL &&
           (tag[0] == '/' || (tag[0] >= '0' && tag[0] <= '9') || (tag[0] >= 'a' && tag[0] <= 'z') ||
            (tag[0] >= 'A' && tag[0] <= 'Z'));
}

// The words of one block, tags taken out; each voice is a cue of its own.
static void add_words(subtitles *s, const formats_cue *cue, const char *words, size_t length)
{
    propos_buffer text = {0};
    const char *voice = NULL;
    for (size_t at = 0; at < length;) {
        const char *value = NULL;
        size_t size = words[at] == '&' ? entity(words + at, length - at, &value) : 0;
        const char *close = words[at] == '<'
                                ? memchr(words + at, '>', length - at < 512 ? length - at : 512)
                                : NULL;
        size_t inside = close == NULL ? 0 : (size_t)(close - words) - at - 1;
        if (size > 0) {
            propos_buffer_puts(&text, value);
            at += size;
        } else if (close != NULL && is_tag(words + at + 1, inside)) {
            const char *name = voice_of(s, words + at + 1, inside);
            if (name != NULL) {
                add_cue(s, cue, voice, &text);
                voice = name;
            }
            at += inside + 2;
        } else {
            propos_buffer_putc(&text, words[at++]);
        }
    }
    add_cue(s, cue, voice, &text);
    propos_buffer_free(&text);
}

// One block: perhaps a name or number, the line of times, the words.
static bool read_block(subtitles *s, const char *block, size_t length, long line)
{
    formats_cue cue = {.start_ms = -1, .end_ms = -1};
    while (length > 0) {
        const char *stop = memchr(block, '\n', length);
        size_t size = stop == NULL ? length : (size_t)(stop - block);
        size_t step = stop == NULL ? size : size + 1;
        bool times = formats_subtitles_times(block, size, &cue.start_ms, &cue.end_ms);
        block += step;
        length -= step;
        line++;
        if (times) {
            cue.line = line; // the line after that of the times
            add_words(s, &cue, block, length);
            return true;
        }
    }
    return false;
}

static bool is_blank_line(const char *text, size_t length)
{
    (void)trimmed(text, &length);
    return length == 0;
}

static bool begins(const char *text, size_t length, const char *word)
{
    size_t size = strlen(word);
    return length >= size && memcmp(text, word, size) == 0;
}

// Cuts the text into blocks. Returns how many had times.
static size_t read_blocks(subtitles *s, const char *text, size_t length)
{
    size_t timed = 0;
    long line = 1;
    const char *end = text + length;
    while (text < end) {
        const char *block = text;
        long first = line;
        bool blank = false;
        const char *block_end = text;
        while (text < end && !blank) {
            const char *stop = memchr(text, '\n', (size_t)(end - text));
            size_t size = stop == NULL ? (size_t)(end - text) : (size_t)(stop - text);
            blank = is_blank_line(text, size);
            text += size + (stop != NULL);
            block_end = blank ? block_end : text;
            line++;
        }
        size_t size = (size_t)(block_end - block);
        if (size > 0 && !begins(block, size, "NOTE") && !begins(block, size, "STYLE") &&
            !begins(block, size, "REGION")) {
            timed += read_block(s, block, size, first);
        }
    }
    return timed;
}

propos_status formats_subtitles_read(propos_arena *arena, const formats_input *input,
                                     formats_content *content, propos_error *error)
{
    const char *text = NULL;
    size_t length = 0;
    propos_status status = formats_content_text(arena, input, &text, &length, error);
    if (status != PROPOS_OK) {
        return status;
    }
    subtitles s = {.arena = arena};
    if (read_blocks(&s, text, length) == 0) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 1,
                                _("no line of times (00:00:01,000 --> 00:00:02,000) is in this "
                                  "file: are these subtitles?"));
    } else {
        formats_cues_read(arena, input, s.cues, s.count, content);
    }
    free(s.cues);
    return status;
}
