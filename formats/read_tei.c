// TEI transcriptions of speech: utterances <u who="#X">, alone or in an <annotationBlock>.
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/people.h"
#include "formats/readers.h"
#include "formats/times.h"
#include "formats/turns.h"
#include "formats/xml.h"

#include <stdlib.h>
#include <string.h>

// Two readings of one file: people may be listed after what they say.
typedef struct tei {
    propos_arena *arena;
    const formats_input *input;
    formats_people *people;
    propos_map times; // "T1" -> milliseconds
    double unit;      // milliseconds in a unit of @interval
    bool speech;      // the second reading
    char *person;     // id of the person that is being described
    bool in_name;
    propos_buffer name;
    formats_turns *turns;
    size_t utterances;
    unsigned skip;         // depth inside what is no speech (notes, spans of annotation)
    unsigned depth;        // inside an utterance
    const char *block_who; // of the annotation block around it
    const char *block_start;
    bool in_event; // a <desc> inside an event
    formats_piece piece;
    propos_buffer text;
} tei;

static const char *id_of(const char *reference)
{
    return reference[0] == '#' ? reference + 1 : reference;
}

// "#A #B" -> "Anne, Bruno".
static const char *who_label(const tei *t, const char *who)
{
    const char *label = NULL;
    for (const char *at = who; at != NULL && *at != '\0';) {
        at += strspn(at, " ");
        size_t length = strcspn(at, " ");
        size_t sign = length > 0 && *at == '#';
        if (length > sign) {
            const char *one = formats_people_label(t->people, at + sign, length - sign);
            label = label == NULL ? one : propos_arena_printf(t->arena, "%s, %s", label, one);
        }
        at += length;
    }
    return label;
}

static int64_t time_of(const tei *t, const char *reference)
{
    size_t time = reference == NULL ? PROPOS_MAP_NONE : propos_map_get(&t->times, id_of(reference));
    return time == PROPOS_MAP_NONE ? -1 : (int64_t)time;
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(*names, name) == 0) {
            return true;
        }
    }
    return false;
}

// ---- first reading: people and times ----

static void read_unit(tei *t, const formats_xml_element *element)
{
    const char *unit = formats_xml_get(element, "unit");
    t->unit = unit != NULL && strcmp(unit, "ms") == 0    ? 1
              : unit != NULL && strcmp(unit, "min") == 0 ? 60000
                                                         : 1000;
}

// <when xml:id="T1" interval="4.2" since="#T0"/>, or absolute="00:00:04.2".
static void read_when(tei *t, const formats_xml_element *element)
{
    enum { LONGEST = 1000 * 3600 }; // seconds
    const char *id = formats_xml_get(element, "xml:id");
    const char *interval = formats_xml_get(element, "interval");
    const char *absolute = formats_xml_get(element, "absolute");
    int64_t time = -1;
    if (interval != NULL) {
        const char *since = formats_xml_get(element, "since");
        int64_t from = since == NULL ? 0 : time_of(t, since);
        double value = strtod(interval, NULL) * t->unit;
        bool fits = value >= 0 && value < LONGEST * 1000.0 && from >= 0;
        time = fits ? from + (int64_t)(value + 0.5) : -1;
    } else if (absolute == NULL) {
        time = 0; // the origin
    } else if (!formats_time_read(absolute, strlen(absolute), &time)) {
        time = strchr(absolute, 'T') != NULL ? 0 : -1; // a date and time: the recording's start
    }
    if (id != NULL && time >= 0) {
        (void)propos_map_add(&t->times, propos_arena_strdup(t->arena, id), (size_t)time);
    }
}

static bool describe(tei *t, const formats_xml_element *element)
{
    const char *id = formats_xml_get(element, "xml:id");
    if (strcmp(element->name, "person") == 0 || strcmp(element->name, "personGrp") == 0) {
        free(t->person);
        t->person = propos_strdup(id);
        if (id != NULL) {
            const char *sex = formats_xml_get(element, "sex");
            formats_people_add(t->people, id, strlen(id), NULL, formats_xml_get(element, "role"));
            formats_people_attribute(t->people, id, strlen(id), "sex", sex);
            formats_people_attribute(t->people, id, strlen(id), "age",
                                     formats_xml_get(element, "age"));
        }
    } else if (t->person != NULL && strcmp(element->name, "persName") == 0) {
        t->in_name = true;
        propos_buffer_cut(&t->name, 0);
    } else if (strcmp(element->name, "timeline") == 0) {
        read_unit(t, element);
    } else if (strcmp(element->name, "when") == 0) {
        read_when(t, element);
    }
    return true;
}

static void end_description(tei *t, const char *name)
{
    if (t->in_name && strcmp(name, "persName") == 0) {
        t->in_name = false;
        char *text = propos_buffer_take(&t->name);
        char *start = text == NULL ? NULL : text + strspn(text, " \t\n");
        if (start != NULL && t->person != NULL) {
            size_t length = strlen(start);
            while (length > 0 && strchr(" \t\n", start[length - 1]) != NULL) {
                start[--length] = '\0';
            }
            formats_people_add(t->people, t->person, strlen(t->person), start, NULL);
        }
        free(text);
    } else if (strcmp(name, "person") == 0 || strcmp(name, "personGrp") == 0) {
        free(t->person);
        t->person = NULL;
    }
}

// ---- second reading: speech ----

static void begin_utterance(tei *t, const formats_xml_element *element)
{
    const char *who = formats_xml_get(element, "who");
    const char *start = formats_xml_get(element, "start");
    who = who != NULL ? who : t->block_who;
    t->piece = (formats_piece){
        .speaker = who_label(t, who),
        .start_ms = time_of(t, start != NULL ? start : t->block_start),
        .end_ms = time_of(t, formats_xml_get(element, "end")),
        .line = element->line,
    };
    t->piece.apart = t->piece.speaker == NULL;
    t->utterances++;
    propos_buffer_cut(&t->text, 0);
}

static bool hear(tei *t, const formats_xml_element *element)
{
    static const char *const skipped[] = {"note", "spanGrp", "fw", "linkGrp", NULL};
    static const char *const events[] = {"vocal", "incident", "kinesic", NULL};
    const char *name = element->name;
    if (t->skip > 0 || is_one_of(name, skipped)) {
        t->skip++;
        return true;
    }
    if (strcmp(name, "annotationBlock") == 0 || strcmp(name, "annotatedU") == 0) {
        t->block_who = propos_arena_strdup(t->arena, formats_xml_get(element, "who"));
        t->block_start = propos_arena_strdup(t->arena, formats_xml_get(element, "start"));
    } else if (strcmp(name, "u") == 0 && t->depth == 0) {
        begin_utterance(t, element);
        t->depth = 1;
        return true;
    }
    if (t->depth == 0) {
        return true;
    }
    t->depth++;
    if (strcmp(name, "pause") == 0) {
        propos_buffer_puts(&t->text, " (.) ");
    } else if (is_one_of(name, events)) {
        propos_buffer_puts(&t->text, " {");
        t->in_event = true;
    } else if (strcmp(name, "pc") != 0 && strcmp(name, "desc") != 0) {
        propos_buffer_putc(&t->text, ' ');
    }
    return true;
}

// Takes away the blanks that mark-up left at the end.
static void trim(propos_buffer *text)
{
    size_t length = text->length;
    while (length > 0 && strchr(" \t\n", text->bytes[length - 1]) != NULL) {
        length--;
    }
    propos_buffer_cut(text, length);
}

static void end_speech(tei *t, const char *name)
{
    if (t->skip > 0) {
        t->skip--;
        return;
    }
    if (strcmp(name, "annotationBlock") == 0 || strcmp(name, "annotatedU") == 0) {
        t->block_who = NULL;
        t->block_start = NULL;
    }
    if (t->depth == 0) {
        return;
    }
    t->depth--;
    if (t->in_event && (strcmp(name, "vocal") == 0 || strcmp(name, "incident") == 0 ||
                        strcmp(name, "kinesic") == 0)) {
        trim(&t->text);
        bool said = t->text.length > 0 && t->text.bytes[t->text.length - 1] != '{';
        propos_buffer_cut(&t->text, t->text.length - !said); // an event without a name
        propos_buffer_puts(&t->text, said ? "} " : " ");
        t->in_event = false;
    }
    if (t->depth == 0) {
        t->piece.text = propos_buffer_text(&t->text);
        t->piece.length = t->text.length;
        formats_turns_add(t->turns, &t->piece);
    }
}

static bool on_start(void *context, const formats_xml_element *element)
{
    tei *t = context;
    return t->speech ? hear(t, element) : describe(t, element);
}

static void on_end(void *context, const char *name)
{
    tei *t = context;
    if (t->speech) {
        end_speech(t, name);
    } else {
        end_description(t, name);
    }
}

static void on_text(void *context, const char *text, size_t length)
{
    tei *t = context;
    if (!t->speech && t->in_name) {
        propos_buffer_add(&t->name, text, length);
    } else if (t->speech && t->depth > 0 && t->skip == 0) {
        bool opens = t->in_event && t->text.length > 0 && t->text.bytes[t->text.length - 1] == '{';
        while (opens && length > 0 && strchr(" \t\n", *text) != NULL) {
            text++;
            length--;
        }
        propos_buffer_add(&t->text, text, length);
    }
}

static bool recognises(const formats_input *input)
{
    return formats_xml_begins(input->bytes, input->length, "TEI", NULL) ||
           formats_xml_begins(input->bytes, input->length, "teiCorpus", NULL) ||
           formats_xml_begins(input->bytes, input->length, "TEI.2", NULL);
}

static propos_status read_twice(tei *t, propos_error *error)
{
    static const formats_xml_handler HANDLER = {on_start, on_end, on_text};
    const formats_input *input = t->input;
    propos_status status = formats_xml_read(input->bytes, input->length, input->name,
                                            input->encoding, &HANDLER, t, error);
    t->speech = true;
    if (status == PROPOS_OK) {
        status = formats_xml_read(input->bytes, input->length, input->name, input->encoding,
                                  &HANDLER, t, error);
    }
    if (status == PROPOS_OK && t->utterances == 0) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                                _("this XML holds no utterance (<u>): of XML files Propos reads "
                                  "transcriptions in TEI; move another one away"));
    }
    return status;
}

static propos_status read_tei(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    tei t = {.arena = arena,
             .input = input,
             .people = formats_people_new(arena),
             .unit = 1000,
             .turns = formats_turns_new(arena, input->name)};
    propos_document_data *document = formats_content_document(arena, input, content);
    propos_status status = read_twice(&t, error);
    formats_turns_finish(t.turns, document);
    formats_people_finish(t.people, content);
    propos_map_free(&t.times);
    propos_buffer_free(&t.name);
    propos_buffer_free(&t.text);
    free(t.person);
    return status;
}

const formats_reader formats_read_tei = {
    .name = "tei",
    .what = N_("a transcription in TEI"),
    .extensions = "xml|tei",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_tei,
};
