// CHAT (CLAN): "*PAU:<tab>words .", tiers about them that begin with %, headers with @.
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/people.h"
#include "formats/readers.h"
#include "formats/signs.h"
#include "formats/turns.h"

#include <stdlib.h>
#include <string.h>

// What stands around the times of an utterance ("\x15" "0_4200" "\x15"). No text holds the sign, so
// the converter refuses it: this one passes, and means nothing in CHAT.
#define BULLET '\x15'
#define BULLET_AS_TEXT '\v'

typedef struct cha {
    propos_arena *arena;
    const formats_input *input;
    formats_people *people;
    formats_turns *turns;
    propos_buffer line; // with the lines that go on with it
    long number;        // where it begins
} cha;

static const char *word_in(const char *text, size_t *length)
{
    text += strspn(text, " \t");
    *length = strcspn(text, " \t,");
    return text;
}

// "@Participants:\tENQ Animatrice Investigator, PAU Paul Adult": id, name (may be missing), role.
static void read_participants(cha *c, const char *list)
{
    enum { MOST_WORDS = 3 };
    while (*list != '\0') {
        const char *words[MOST_WORDS] = {NULL};
        size_t lengths[MOST_WORDS] = {0};
        size_t count = 0;
        while (*list != '\0' && *list != ',') {
            size_t length = 0;
            const char *word = word_in(list, &length);
            if (length > 0 && count < MOST_WORDS) {
                words[count] = word;
                lengths[count++] = length;
            }
            list = word + length;
        }
        list += *list == ',';
        if (count > 0) {
            const char *name =
                count == 3 ? propos_arena_strndup(c->arena, words[1], lengths[1]) : NULL;
            const char *role =
                count > 1 ? propos_arena_strndup(c->arena, words[count - 1], lengths[count - 1])
                          : NULL;
            formats_people_add(c->people, words[0], lengths[0], name, role);
        }
    }
}

// "@ID:\tfra|corpus|PAU|34;|male|group||Adult|degree||".
static void read_id(cha *c, const char *fields)
{
    enum { FIELDS = 9, FIELD_CODE = 2, FIELD_AGE = 3, FIELD_SEX = 4, FIELD_EDUCATION = 8 };
    const char *field[FIELDS] = {NULL};
    fields += strspn(fields, " \t");
    for (size_t i = 0; i < FIELDS && fields != NULL; i++) {
        size_t length = strcspn(fields, "|");
        field[i] = propos_arena_strndup(c->arena, fields, length);
        fields = fields[length] == '|' ? fields + length + 1 : NULL;
    }
    const char *code = field[FIELD_CODE];
    if (code != NULL && code[0] != '\0') {
        formats_people_attribute(c->people, code, strlen(code), "age", field[FIELD_AGE]);
        formats_people_attribute(c->people, code, strlen(code), "sex", field[FIELD_SEX]);
        formats_people_attribute(c->people, code, strlen(code), "education",
                                 field[FIELD_EDUCATION]);
    }
}

// The times at the end of an utterance; -1 where there are none. Cuts them off.
static size_t take_times(const char *text, size_t length, int64_t *start, int64_t *end)
{
    *start = -1;
    *end = -1;
    const char *open = memchr(text, BULLET_AS_TEXT, length);
    if (open == NULL) {
        return length;
    }
    size_t first = signs_digits(open + 1, length - (size_t)(open + 1 - text));
    const char *after = open + 1 + first;
    size_t left = length - (size_t)(after - text);
    if (first > 0 && first <= 9 && left > 1 && *after == '_') {
        size_t second = signs_digits(after + 1, left - 1);
        *start = strtoll(open + 1, NULL, 10);
        *end = second > 0 && second <= 9 ? strtoll(after + 1, NULL, 10) : -1;
    }
    return (size_t)(open - text);
}

static bool is_pause(const char *text, size_t length)
{
    return length > 0 && strspn(text, ".0123456789:") == length;
}

// "&=laughs" is an event, "&-euh" a filler, "&+fr" a fragment. Returns the bytes read.
static size_t add_special(propos_buffer *out, const char *text, size_t length)
{
    size_t size = 1;
    while (size < length && strchr(" \t\n[]<>.,?!", text[size]) == NULL) {
        size++;
    }
    if (size > 2 && text[1] == '=') {
        propos_buffer_printf(out, "{%.*s}", (int)(size - 2), text + 2);
    } else if (size > 2 && strchr("-+~", text[1]) != NULL) {
        propos_buffer_add(out, text + 2, size - 2);
    } else {
        propos_buffer_add(out, text + 1, size - 1);
    }
    return size;
}

// What the transcriber marked, taken away or written as elsewhere: [//] and [= text], <scope>,
// (be)cause, +..., &=laughs, word@l. Pauses "(.)" stay.
static void clean(propos_buffer *out, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        const char *from = text + at;
        size_t left = length - at;
        const char *close = NULL;
        size_t size = 1;
        bool word_start = at == 0 || strchr(" \t\n<", text[at - 1]) != NULL;
        if (*from == '[' && (close = memchr(from, ']', left)) != NULL) {
            size = (size_t)(close - from) + 1;
        } else if (*from == '(' && (close = memchr(from, ')', left)) != NULL &&
                   is_pause(from + 1, (size_t)(close - from) - 1)) {
            size = (size_t)(close - from) + 1;
            propos_buffer_add(out, from, size);
        } else if (*from == '&' && word_start && left > 1) {
            size = add_special(out, from, left);
        } else if (*from == '+' && word_start) {
            while (size < left && strchr("./\"?!,<^+", from[size]) != NULL) {
                size++;
            }
            propos_buffer_puts(out, size >= 4 && memcmp(from, "+...", 4) == 0 ? "…" : "");
        } else if (*from == '@' && !word_start) {
            while (size < left && (signs_letter(from + size, left - size) ||
                                   ((unsigned char)from[size] & 0xC0) == 0x80)) {
                size++; // letters, and the rest of their bytes
            }
        } else if (strchr("<>()", *from) == NULL) {
            propos_buffer_putc(out, *from);
        }
        at += size;
    }
}

static void read_utterance(cha *c, const char *line, const char *colon)
{
    propos_buffer text = {0};
    const char *words = colon + 1;
    formats_piece piece = {
        .speaker = formats_people_label(c->people, line + 1, (size_t)(colon - line - 1)),
        .line = c->number};
    size_t length = take_times(words, strlen(words), &piece.start_ms, &piece.end_ms);
    clean(&text, words, length);
    piece.text = propos_buffer_text(&text);
    piece.length = text.length;
    formats_turns_add(c->turns, &piece);
    propos_buffer_free(&text);
}

// One line with those that go on with it.
static void read_line(cha *c)
{
    const char *line = propos_buffer_text(&c->line);
    const char *colon = strchr(line, ':');
    if (line[0] == '*' && colon != NULL && colon > line + 1) {
        read_utterance(c, line, colon);
    } else if (strncmp(line, "@Participants:", strlen("@Participants:")) == 0) {
        read_participants(c, line + strlen("@Participants:"));
    } else if (strncmp(line, "@ID:", strlen("@ID:")) == 0) {
        read_id(c, line + strlen("@ID:"));
    }
    propos_buffer_cut(&c->line, 0);
}

static void read_lines(cha *c, const char *text, size_t length)
{
    const char *end = text + length;
    for (long number = 1; text < end; number++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t size = stop == NULL ? (size_t)(end - text) : (size_t)(stop - text);
        bool goes_on = size > 0 && (text[0] == '\t' || text[0] == ' ');
        if (!goes_on) {
            read_line(c);
            c->number = number;
        }
        propos_buffer_add(&c->line, text, size);
        propos_buffer_putc(&c->line, ' ');
        text += size + (stop != NULL);
    }
    read_line(c);
}

static bool recognises(const formats_input *input)
{
    enum { LOOKED_AT = 2000 };
    size_t at = input->length >= 3 && memcmp(input->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    bool begins = input->length - at > 6 && (memcmp(input->bytes + at, "@UTF8", 5) == 0 ||
                                             memcmp(input->bytes + at, "@Begin", 6) == 0);
    return begins && formats_content_holds(input, LOOKED_AT, "@Begin");
}

static propos_status read_cha(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    const char *text = NULL;
    size_t length = 0;
    char *bytes = propos_alloc(input->length + 1, 1);
    memcpy(bytes, input->bytes, input->length);
    for (size_t i = 0; i < input->length; i++) {
        bytes[i] = (char)(bytes[i] == BULLET ? BULLET_AS_TEXT : bytes[i]);
    }
    formats_input plain = *input;
    plain.bytes = bytes;
    propos_status status = formats_content_text(arena, &plain, &text, &length, error);
    free(bytes);
    if (status != PROPOS_OK) {
        return status;
    }
    cha c = {.arena = arena,
             .input = input,
             .people = formats_people_new(arena),
             .turns = formats_turns_new(arena, input->name)};
    propos_document_data *document = formats_content_document(arena, input, content);
    read_lines(&c, text, length);
    formats_turns_finish(c.turns, document);
    formats_people_finish(c.people, content);
    propos_buffer_free(&c.line);
    return PROPOS_OK;
}

const formats_reader formats_read_cha = {
    .name = "cha",
    .what = N_("a CHAT transcript"),
    .extensions = "cha",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_cha,
};
