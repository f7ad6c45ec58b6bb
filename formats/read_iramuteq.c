// IRaMuTeQ and Alceste: "**** *var_value *var_value", then the words of that text; "-*theme" before
// a part of it.
//
// Each text is a document, because texts are of different people and their order means nothing. Its
// id is the value of the first variable with its name ("ent_1"), as long as those differ; its
// variables are attributes of the one who speaks in it.
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/readers.h"
#include "formats/turns.h"

#include <stdlib.h>
#include <string.h>

static const char STARS[] = "****";

typedef struct corpus {
    propos_arena *arena;
    const formats_input *input;
    formats_content *content;
    propos_map ids;
    formats_turns *turns; // of the text that is being read
    bool part_begins;
    propos_speaker_data *speaker;
} corpus;

static size_t count_texts(const char *text, size_t length)
{
    size_t count = 0;
    for (const char *at = text;
         (at = memmem(at, length - (size_t)(at - text), STARS, 4)) != NULL;) {
        count += at == text || at[-1] == '\n';
        at += 4;
    }
    return count;
}

// "*groupe_nuit" -> an attribute; a word without "_" has no value to keep.
static bool read_variable(const corpus *c, const char *word, size_t length,
                          propos_attribute *attribute)
{
    const char *sign = length > 1 ? memchr(word + 1, '_', length - 1) : NULL;
    if (word[0] != '*' || sign == NULL || sign == word + 1 || sign == word + length - 1) {
        return false;
    }
    size_t name = (size_t)(sign - word) - 1;
    attribute->name = propos_arena_strndup(c->arena, word + 1, name);
    attribute->value = propos_arena_strndup(c->arena, sign + 1, length - name - 2);
    return true;
}

static void end_text(corpus *c)
{
    if (c->turns != NULL) {
        formats_turns_finish(c->turns, &c->content->documents[c->content->document_count - 1]);
        c->turns = NULL;
    }
}

// The wish, or with the text's number where another text has it.
static const char *free_id(corpus *c, const char *wish)
{
    const char *id = wish;
    for (size_t n = c->content->document_count; propos_map_get(&c->ids, id) != PROPOS_MAP_NONE;
         n++) {
        id = propos_arena_printf(c->arena, "%s-%zu", wish, n);
    }
    (void)propos_map_add(&c->ids, id, 0);
    return id;
}

static void begin_text(corpus *c, const char *line, size_t length, long number)
{
    end_text(c);
    size_t words = 1;
    for (size_t i = 0; i < length; i++) {
        words += line[i] == ' ' || line[i] == '\t';
    }
    propos_attribute *attributes = propos_arena_alloc(c->arena, words, sizeof *attributes);
    size_t count = 0;
    for (size_t at = strlen(STARS); at < length;) {
        size_t size = 0;
        while (at + size < length && line[at + size] != ' ' && line[at + size] != '\t') {
            size++;
        }
        count += size > 0 && read_variable(c, line + at, size, &attributes[count]);
        at += size + 1;
    }
    size_t index = c->content->document_count++;
    const char *wish =
        count > 0 ? propos_arena_printf(c->arena, "%s_%s", attributes[0].name, attributes[0].value)
                  : propos_arena_printf(c->arena, "texte-%zu", index + 1);
    const char *id = free_id(c, wish);
    c->content->documents[index] =
        (propos_document_data){.id = id, .source = {c->input->name, number}};
    c->speaker = &c->content->speakers[c->content->speaker_count++];
    *c->speaker = (propos_speaker_data){.document = id,
                                        .label = id,
                                        .role = PROPOS_ROLE_PARTICIPANT,
                                        .attributes = attributes,
                                        .attribute_count = count,
                                        .source = {c->input->name, number}};
    c->turns = formats_turns_new(c->arena, c->input->name);
    c->part_begins = true;
}

static void read_line(corpus *c, const char *line, size_t length, long number)
{
    if (length >= 4 && memcmp(line, STARS, 4) == 0) {
        begin_text(c, line, length, number);
    } else if (length >= 2 && memcmp(line, "-*", 2) == 0) {
        c->part_begins = true; // a theme: its words begin a turn
    } else if (c->turns != NULL) {
        formats_piece piece = {.speaker = c->speaker->label,
                               .text = line,
                               .length = length,
                               .start_ms = -1,
                               .end_ms = -1,
                               .line = number,
                               .apart = c->part_begins};
        formats_turns_add(c->turns, &piece);
        c->part_begins = length == 0; // so does a blank line
    }
}

// The first line that holds something begins with the stars and a variable.
static bool recognises(const formats_input *input)
{
    enum { LOOKED_AT = 4096 };
    size_t size = input->length < LOOKED_AT ? input->length : LOOKED_AT;
    size_t at = size >= 3 && memcmp(input->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < size && strchr(" \t\r\n", input->bytes[at]) != NULL && input->bytes[at] != '\0') {
        at++;
    }
    return size - at >= 6 && memcmp(input->bytes + at, "**** *", 6) == 0;
}

static propos_status read_iramuteq(propos_arena *arena, const formats_input *input,
                                   formats_content *content, propos_error *error)
{
    const char *text = NULL;
    size_t length = 0;
    propos_status status = formats_content_text(arena, input, &text, &length, error);
    if (status != PROPOS_OK) {
        return status;
    }
    size_t texts = count_texts(text, length);
    formats_input named = *input;
    named.name = propos_arena_strdup(arena, input->name);
    corpus c = {.arena = arena, .input = &named, .content = content};
    content->documents = propos_arena_alloc(arena, texts + 1, sizeof *content->documents);
    content->speakers = propos_arena_alloc(arena, texts + 1, sizeof *content->speakers);
    const char *end = text + length;
    for (long number = 1; text < end; number++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t size = stop == NULL ? (size_t)(end - text) : (size_t)(stop - text);
        read_line(&c, text, size, number);
        text += size + (stop != NULL);
    }
    end_text(&c);
    propos_map_free(&c.ids);
    if (content->document_count == 0) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 1,
                                _("no text begins with “**** *variable_value” in this file"));
    }
    return status;
}

const formats_reader formats_read_iramuteq = {
    .name = "iramuteq",
    .what = N_("an IRaMuTeQ corpus"),
    .extensions = "", // .txt is any text: only its first line tells
    .kind = FORMATS_PROJECT,
    .recognises = recognises,
    .read = read_iramuteq,
};
