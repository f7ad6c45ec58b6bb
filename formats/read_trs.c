// Transcriber: turns of one or more speakers in an episode.
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/readers.h"
#include "formats/times.h"
#include "formats/turns.h"
#include "formats/xml.h"

#include <stdlib.h>
#include <string.h>

// Speakers who talk at the same time in one turn.
#define MOST_TOGETHER 16

typedef struct trs {
    propos_arena *arena;
    const formats_input *input;
    propos_map names; // "sp1" -> index in name_list
    const char **name_list;
    size_t name_count, name_capacity;
    formats_turns *turns;
    const char *together[MOST_TOGETHER]; // labels of the turn's speakers
    size_t together_count;
    formats_piece piece; // that is being read
    bool inside;         // a Turn
    propos_buffer text;
} trs;

static int64_t time_of(const formats_xml_element *element, const char *name)
{
    const char *text = formats_xml_get(element, name);
    int64_t time = -1;
    return text != NULL && formats_time_read(text, strlen(text), &time) ? time : -1;
}

static void add_speaker(trs *t, const formats_xml_element *element)
{
    const char *id = formats_xml_get(element, "id");
    const char *name = formats_xml_get(element, "name");
    if (id == NULL) {
        return;
    }
    bool named = name != NULL && name[0] != '\0';
    if (propos_map_add(&t->names, propos_arena_strdup(t->arena, id), t->name_count) ==
        t->name_count) {
        PROPOS_GROW(t->name_list, t->name_capacity, t->name_count + 1);
        t->name_list[t->name_count++] = propos_arena_strdup(t->arena, named ? name : id);
    }
}

static const char *label_of(trs *t, const char *id, size_t length)
{
    const char *key = propos_arena_strndup(t->arena, id, length);
    size_t at = propos_map_get(&t->names, key);
    return at == PROPOS_MAP_NONE ? key : t->name_list[at];
}

static void flush(trs *t)
{
    t->piece.text = propos_buffer_text(&t->text);
    t->piece.length = t->text.length;
    formats_turns_add(t->turns, &t->piece);
    propos_buffer_cut(&t->text, 0);
}

static void begin_turn(trs *t, const formats_xml_element *element)
{
    const char *speakers = formats_xml_get(element, "speaker");
    t->together_count = 0;
    for (const char *at = speakers; at != NULL && *at != '\0';) {
        at += strspn(at, " ");
        size_t length = strcspn(at, " ");
        if (length > 0 && t->together_count < MOST_TOGETHER) {
            t->together[t->together_count++] = label_of(t, at, length);
        }
        at += length;
    }
    t->piece = (formats_piece){
        .speaker = t->together_count > 0 ? t->together[0] : NULL,
        .start_ms = time_of(element, "startTime"),
        .end_ms = time_of(element, "endTime"),
        .line = element->line,
        .apart = t->together_count == 0,
    };
    t->inside = true;
}

// Who speaks from here on, in a turn of several.
static void change_speaker(trs *t, const formats_xml_element *element)
{
    const char *number = formats_xml_get(element, "nb");
    size_t at = number == NULL ? 0 : (size_t)strtoul(number, NULL, 10);
    flush(t);
    if (at >= 1 && at <= t->together_count) {
        t->piece.speaker = t->together[at - 1];
        t->piece.line = element->line;
    }
}

// Laughter and the like stand between braces. Codes of breath and mouth ("i", "b") are left out.
static void add_event(trs *t, const formats_xml_element *element)
{
    enum { SHORTEST_WORD = 3 };
    const char *what = formats_xml_get(element, "desc");
    const char *extent = formats_xml_get(element, "extent");
    bool ends = extent != NULL && strcmp(extent, "end") == 0;
    if (what != NULL && strlen(what) >= SHORTEST_WORD && !ends) {
        propos_buffer_printf(&t->text, " {%s} ", what);
    }
}

static bool on_start(void *context, const formats_xml_element *element)
{
    trs *t = context;
    if (strcmp(element->name, "Speaker") == 0) {
        add_speaker(t, element);
    } else if (strcmp(element->name, "Turn") == 0) {
        begin_turn(t, element);
    } else if (t->inside && strcmp(element->name, "Who") == 0) {
        change_speaker(t, element);
    } else if (t->inside && (strcmp(element->name, "Event") == 0)) {
        add_event(t, element);
    } else if (t->inside) {
        propos_buffer_putc(&t->text, ' ');
    }
    return true;
}

static void on_end(void *context, const char *name)
{
    trs *t = context;
    if (strcmp(name, "Turn") == 0) {
        flush(t);
        t->inside = false;
    }
}

static void on_text(void *context, const char *text, size_t length)
{
    trs *t = context;
    if (t->inside) {
        propos_buffer_add(&t->text, text, length);
    }
}

static bool recognises(const formats_input *input)
{
    return formats_xml_begins(input->bytes, input->length, "Trans", NULL);
}

static propos_status read_trs(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    static const formats_xml_handler HANDLER = {on_start, on_end, on_text};
    trs t = {.arena = arena, .input = input, .turns = formats_turns_new(arena, input->name)};
    propos_document_data *document = formats_content_document(arena, input, content);
    propos_status status = formats_xml_read(input->bytes, input->length, input->name,
                                            input->encoding, &HANDLER, &t, error);
    formats_turns_finish(t.turns, document);
    propos_map_free(&t.names);
    propos_buffer_free(&t.text);
    free((void *)t.name_list);
    return status;
}

const formats_reader formats_read_trs = {
    .name = "trs",
    .what = N_("a Transcriber file"),
    .extensions = "trs",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_trs,
};
