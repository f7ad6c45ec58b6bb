// ELAN: tiers of annotations between time slots. What a speaker says is on a tier of its own
// right; tiers that hang on another one translate or gloss it.
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/readers.h"
#include "formats/tiers.h"
#include "formats/xml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct annotation {
    const char *speaker; // PARTICIPANT, or NULL
    const char *tier;
    const char *text;
    int64_t start_ms, end_ms;
    long line;
} annotation;

typedef struct eaf {
    propos_arena *arena;
    const formats_input *input;
    formats_content *content;
    propos_map slots; // id -> milliseconds
    annotation *items;
    size_t count, capacity;
    annotation next; // the one that is being read
    bool wanted;     // the tier that is being read holds speech
    bool inside;     // an ANNOTATION_VALUE
    bool named;      // some tier names its participant
    propos_buffer text;
} eaf;

static void add_slot(eaf *e, const formats_xml_element *element)
{
    const char *id = formats_xml_get(element, "TIME_SLOT_ID");
    const char *value = formats_xml_get(element, "TIME_VALUE");
    char *end = NULL;
    errno = 0;
    long long time = value == NULL ? -1 : strtoll(value, &end, 10);
    if (id != NULL && value != NULL && errno == 0 && end != value && time >= 0) {
        (void)propos_map_add(&e->slots, propos_arena_strdup(e->arena, id), (size_t)time);
    }
}

static int64_t slot_time(const eaf *e, const char *id)
{
    size_t time = id == NULL ? PROPOS_MAP_NONE : propos_map_get(&e->slots, id);
    return time == PROPOS_MAP_NONE ? -1 : (int64_t)time;
}

static void begin_tier(eaf *e, const formats_xml_element *element)
{
    const char *participant = formats_xml_get(element, "PARTICIPANT");
    const char *id = formats_xml_get(element, "TIER_ID");
    const char *parent = formats_xml_get(element, "PARENT_REF");
    bool named = participant != NULL && participant[0] != '\0';
    e->next.tier = propos_arena_strdup(e->arena, id == NULL ? "?" : id);
    e->next.speaker = named ? propos_arena_strdup(e->arena, participant) : NULL;
    e->wanted = parent == NULL;
    e->named = e->named || (named && e->wanted);
    if (!e->wanted) {
        FORMATS_DOUBT(e->arena, e->content, e->input, element->line,
                      _("the tier \"%s\" hangs on \"%s\", so it is a gloss or a translation: left "
                        "out"),
                      e->next.tier, parent);
    }
}

static bool on_start(void *context, const formats_xml_element *element)
{
    eaf *e = context;
    if (strcmp(element->name, "TIME_SLOT") == 0) {
        add_slot(e, element);
    } else if (strcmp(element->name, "TIER") == 0) {
        begin_tier(e, element);
    } else if (strcmp(element->name, "ALIGNABLE_ANNOTATION") == 0) {
        e->next.start_ms = slot_time(e, formats_xml_get(element, "TIME_SLOT_REF1"));
        e->next.end_ms = slot_time(e, formats_xml_get(element, "TIME_SLOT_REF2"));
    } else if (strcmp(element->name, "REF_ANNOTATION") == 0) {
        e->next.start_ms = -1;
        e->next.end_ms = -1;
    } else if (strcmp(element->name, "ANNOTATION_VALUE") == 0) {
        e->inside = true;
        e->next.line = element->line;
        propos_buffer_cut(&e->text, 0);
    }
    return true;
}

static void on_end(void *context, const char *name)
{
    eaf *e = context;
    if (strcmp(name, "ANNOTATION_VALUE") != 0) {
        return;
    }
    e->inside = false;
    if (e->wanted && e->next.tier != NULL) {
        e->next.text = propos_arena_strdup(e->arena, propos_buffer_text(&e->text));
        PROPOS_GROW(e->items, e->capacity, e->count + 1);
        e->items[e->count++] = e->next;
    }
}

static void on_text(void *context, const char *text, size_t length)
{
    eaf *e = context;
    if (e->inside) {
        propos_buffer_add(&e->text, text, length);
    }
}

// Where tiers name their participants, one that names none holds notes; else a tier is a speaker.
static void merge(eaf *e, propos_document_data *document)
{
    formats_tiers *tiers = formats_tiers_new(e->arena, e->input->name);
    propos_map doubted = {0};
    for (size_t i = 0; i < e->count; i++) {
        const annotation *one = &e->items[i];
        const char *speaker = one->speaker != NULL || e->named ? one->speaker : one->tier;
        formats_tiers_add(tiers, speaker, one->text, one->start_ms, one->end_ms, one->line);
        if (speaker == NULL && propos_map_add(&doubted, one->tier, i) == i) {
            FORMATS_DOUBT(e->arena, e->content, e->input, one->line,
                          _("the tier \"%s\" names no participant: what it holds was taken for "
                            "notes, which nobody says"),
                          one->tier);
        }
    }
    propos_map_free(&doubted);
    formats_tiers_finish(tiers, document);
}

static bool recognises(const formats_input *input)
{
    return formats_xml_begins(input->bytes, input->length, "ANNOTATION_DOCUMENT", NULL);
}

static propos_status read_eaf(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    static const formats_xml_handler HANDLER = {on_start, on_end, on_text};
    eaf e = {.arena = arena, .input = input, .content = content};
    propos_document_data *document = formats_content_document(arena, input, content);
    propos_status status = formats_xml_read(input->bytes, input->length, input->name,
                                            input->encoding, &HANDLER, &e, error);
    if (status == PROPOS_OK) {
        merge(&e, document);
    }
    propos_map_free(&e.slots);
    propos_buffer_free(&e.text);
    free(e.items);
    return status;
}

const formats_reader formats_read_eaf = {
    .name = "eaf",
    .what = N_("an ELAN annotation"),
    .extensions = "eaf",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_eaf,
};
