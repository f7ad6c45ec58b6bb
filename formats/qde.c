#include "formats/qde.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "formats/qde_reader.h"
#include "formats/xml.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define PROJECT_SPACE "urn:QDA-XML:project:"
#define CODEBOOK_SPACE "urn:QDA-XML:codebook:"

// ---- small things ----

// "{ABC…}" and "abc…" are one GUID.
static const char *guid_of(qde_reader *r, const char *guid)
{
    if (guid == NULL || guid[0] == '\0') {
        return NULL;
    }
    size_t length = strlen(guid);
    if (guid[0] == '{' && guid[length - 1] == '}') {
        guid++;
        length -= 2;
    }
    char *copy = propos_arena_strndup(r->arena, guid, length);
    for (char *at = copy; *at != '\0'; at++) {
        *at = (char)toupper((unsigned char)*at);
    }
    return copy;
}

static const char *kept(qde_reader *r, const formats_xml_element *element, const char *name)
{
    const char *text = formats_xml_get(element, name);
    return text == NULL || text[0] == '\0' ? NULL : propos_arena_strdup(r->arena, text);
}

static int64_t number_of(const formats_xml_element *element, const char *name)
{
    const char *text = formats_xml_get(element, name);
    char *end = NULL;
    long long number = text == NULL ? -1 : strtoll(text, &end, 10);
    return text == NULL || end == text || *end != '\0' ? -1 : number;
}

// The name of the element `up` levels above the innermost one.
static const char *above(const qde_reader *r, size_t up)
{
    return r->depth > up ? r->names[r->depth - 1 - up] : "";
}

static bool inside(const qde_reader *r, const char *name)
{
    for (size_t i = 0; i < r->depth; i++) {
        if (strcmp(r->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void add_reference(qde_references *list, const char *from, const char *to)
{
    if (from != NULL && to != NULL) {
        PROPOS_GROW(list->items, list->capacity, list->count + 1);
        list->items[list->count++] = (qde_reference){from, to};
    }
}

static void add_named(propos_map *map, const char ***names, size_t *count, size_t *capacity,
                      const char *guid, const char *name)
{
    if (guid != NULL && propos_map_add(map, guid, *count) == *count) {
        PROPOS_GROW(*names, *capacity, *count + 1);
        (*names)[(*count)++] = name;
    }
}

// The GUID of the innermost open element called `name`.
static const char *guid_inside(const qde_reader *r, const char *name)
{
    for (size_t i = r->depth; i > 0; i--) {
        if (strcmp(r->names[i - 1], name) == 0) {
            return r->guids[i - 1];
        }
    }
    return NULL;
}

// ---- users ----

// Who a GUID is. One that the list of users lacks is still somebody of his own.
static const char *user_named(qde_reader *r, const char *guid)
{
    if (guid == NULL) {
        return r->user_count == 1 ? r->user_names[0] : NULL;
    }
    size_t index = propos_map_get(&r->users, guid);
    if (index == PROPOS_MAP_NONE) {
        const char *name = propos_arena_printf(r->arena, _("user %.8s"), guid);
        PROJECT_DOUBT(r->p, NULL,
                      _("the project does not name its user %s, who coded; he or she is called "
                        "“%s”"),
                      guid, name);
        add_named(&r->users, &r->user_names, &r->user_count, &r->user_capacity, guid, name);
        return name;
    }
    return r->user_names[index];
}

static void start_user(qde_reader *r, const formats_xml_element *element)
{
    const char *guid = guid_of(r, formats_xml_get(element, "guid"));
    const char *name = kept(r, element, "name");
    name = name != NULL ? name : kept(r, element, "id");
    if (name == NULL && guid != NULL) {
        name = propos_arena_printf(r->arena, _("user %.8s"), guid);
    }
    add_named(&r->users, &r->user_names, &r->user_count, &r->user_capacity, guid, name);
}

// ---- codes ----

static void start_code(qde_reader *r, const formats_xml_element *element)
{
    const char *guid = guid_of(r, formats_xml_get(element, "guid"));
    const char *name = kept(r, element, "name");
    if (guid == NULL) {
        guid = propos_arena_printf(r->arena, "nameless %zu", r->p->code_count);
    }
    const char *parent = NULL;
    if (strcmp(above(r, 1), "Code") == 0) {
        parent = r->guids[r->depth - 2];
    }
    r->guids[r->depth - 1] = guid;
    project_add_code(
        r->p, (project_code){.key = guid, .parent = parent, .name = name != NULL ? name : guid});
}

// ---- sources ----

static bool is_source(const char *name)
{
    static const char *const kinds[] = {"TextSource", "PDFSource", "PictureSource", "AudioSource",
                                        "VideoSource"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(name, kinds[i]) == 0) {
            return true;
        }
    }
    return false;
}

// Elements that hold a text with selections: a text source itself, a PDF's text layer, a
// recording's transcript, a picture's description.
static bool holds_text(const qde_reader *r)
{
    const char *name = above(r, 0);
    const char *parent = above(r, 1);
    return (strcmp(name, "TextSource") == 0 && strcmp(parent, "Sources") == 0) ||
           (strcmp(name, "Representation") == 0 && strcmp(parent, "PDFSource") == 0) ||
           (strcmp(name, "Transcript") == 0 && is_source(parent)) ||
           (strcmp(name, "TextDescription") == 0 && strcmp(parent, "PictureSource") == 0);
}

static void start_text(qde_reader *r, const formats_xml_element *element)
{
    // The name is that of the source around it, which the reader of documents makes unique.
    const char *guid = guid_of(r, formats_xml_get(element, "guid"));
    const char *name = kept(r, element, "name");
    size_t index = r->p->source_count;
    const char *path = kept(r, element, "plainTextPath");
    name = name != NULL ? name : kept(r, element, "plainTextPath");
    if (name != NULL && strstr(name, "://") != NULL) {
        name = strstr(name, "://") + 3;
    }
    if (guid == NULL) {
        guid = propos_arena_printf(r->arena, "nameless source %zu", index);
    }
    (void)project_add_source(r->p, guid, name);
    PROPOS_GROW(r->q->texts, r->q->text_capacity, index + 1);
    r->q->texts[index] = (qde_text){.path = path, .name = name != NULL ? name : guid};
    r->guids[r->depth - 1] = guid;
    r->source = index;
    r->source_depth = r->depth;
    r->source_user = guid_of(r, formats_xml_get(element, "creatingUser"));
}

// ---- selections ----

static void start_selection(qde_reader *r, const formats_xml_element *element)
{
    r->now = (qde_selection){
        .open = true,
        .guid = guid_of(r, formats_xml_get(element, "guid")),
        .name = kept(r, element, "name"),
        .user = guid_of(r, formats_xml_get(element, "creatingUser")),
        .start = number_of(element, "startPosition"),
        .end = number_of(element, "endPosition"),
        .first_span = r->p->span_count,
    };
}

static void start_code_reference(qde_reader *r, const formats_xml_element *element)
{
    const char *code = guid_of(r, formats_xml_get(element, "targetGUID"));
    if (strcmp(above(r, 1), "Coding") != 0) {
        return; // a case's or a set's
    }
    if (!r->now.open || r->source == PROPOS_MAP_NONE) {
        r->unread++;
        return;
    }
    const char *user = r->coding_user != NULL ? r->coding_user : r->now.user;
    project_add_span(r->p, (project_span){
                               .source = r->source,
                               .start = r->now.start,
                               .end = r->now.end,
                               .code = code == NULL ? "" : code,
                               .coder = user_named(r, user),
                               .quote = r->now.name,
                               .quote_maybe = true,
                           });
    r->q->texts[r->source].codings++;
}

static void end_selection(qde_reader *r)
{
    project *p = r->p;
    qde_selection *now = &r->now;
    if (now->guid != NULL &&
        propos_map_add(&r->selections, now->guid, r->selected_count) == r->selected_count) {
        PROPOS_GROW(r->selected, r->selected_capacity, r->selected_count + 1);
        r->selected[r->selected_count++] =
            (project_link){.source = r->source, .start = now->start, .end = now->end};
    }
    bool coded = p->span_count > now->first_span;
    for (size_t i = now->first_span; i < p->span_count; i++) {
        p->spans[i].memo = now->memo;
    }
    if (!coded && now->memo != NULL) {
        project_add_span(p, (project_span){
                                .source = r->source,
                                .start = now->start,
                                .end = now->end,
                                .coder = user_named(r, now->user),
                                .memo = now->memo,
                            });
    }
    now->open = false;
}

static void start_sync_point(qde_reader *r, const formats_xml_element *element)
{
    int64_t position = number_of(element, "position");
    int64_t time = number_of(element, "timeStamp");
    if (r->source != PROPOS_MAP_NONE && position >= 0) {
        const char *guid = guid_of(r, formats_xml_get(element, "guid"));
        if (guid != NULL &&
            propos_map_add(&r->selections, guid, r->selected_count) == r->selected_count) {
            PROPOS_GROW(r->selected, r->selected_capacity, r->selected_count + 1);
            r->selected[r->selected_count++] =
                (project_link){.source = r->source, .start = position, .end = position};
        }
        if (time >= 0) {
            project_add_time(r->p, (project_time){r->source, position, time});
        }
    }
}

// A stretch of a transcript between two sync points, which come before it.
static void start_transcript_selection(qde_reader *r, const formats_xml_element *element)
{
    start_selection(r, element);
    const char *from = guid_of(r, formats_xml_get(element, "fromSyncPoint"));
    const char *to = guid_of(r, formats_xml_get(element, "toSyncPoint"));
    size_t first = from == NULL ? PROPOS_MAP_NONE : propos_map_get(&r->selections, from);
    size_t last = to == NULL ? PROPOS_MAP_NONE : propos_map_get(&r->selections, to);
    r->now.start = first == PROPOS_MAP_NONE ? -1 : r->selected[first].start;
    r->now.end = last == PROPOS_MAP_NONE ? -1 : r->selected[last].start;
}

// ---- elements ----

static bool keeps_text(const char *name)
{
    static const char *const names[] = {"Description",  "PlainTextContent", "TextValue",
                                        "BooleanValue", "IntegerValue",     "FloatValue",
                                        "DateValue",    "DateTimeValue"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void start_reference(qde_reader *r, const formats_xml_element *element)
{
    const char *target = guid_of(r, formats_xml_get(element, "targetGUID"));
    const char *name = element->name;
    if (strcmp(name, "SourceRef") == 0 && inside(r, "Case")) {
        add_reference(&r->case_sources, guid_inside(r, "Case"), target);
    } else if (strcmp(name, "SelectionRef") == 0 && inside(r, "Case")) {
        add_reference(&r->case_selections, guid_inside(r, "Case"), target);
    } else if (strcmp(name, "MemberSource") == 0) {
        add_reference(&r->set_sources, guid_inside(r, "Set"), target);
    } else if (strcmp(name, "VariableRef") == 0) {
        r->variable = target;
    } else if (strcmp(name, "NoteRef") == 0 && r->now.open) {
        add_reference(&r->span_notes, r->now.guid, target);
    }
}

// Which version the first element says it is in; false after a refusal.
static bool check_version(qde_reader *r, const formats_xml_element *element)
{
    static const char *const known[] = {PROJECT_SPACE "1.0",  PROJECT_SPACE "0:10",
                                        PROJECT_SPACE "1:0",  CODEBOOK_SPACE "1.0",
                                        CODEBOOK_SPACE "1:0", CODEBOOK_SPACE "0:10"};
    const char *space = NULL;
    for (size_t i = 0; element->attributes[i] != NULL; i += 2) {
        const char *said = element->attributes[i + 1];
        if (strncmp(element->attributes[i], "xmlns", 5) == 0 &&
            strncmp(said, "urn:QDA-XML:", 12) == 0) {
            space = said;
        }
    }
    bool root = strcmp(element->name, "Project") == 0 || strcmp(element->name, "CodeBook") == 0;
    if (!root || space == NULL) {
        r->status = propos_fail_at(r->error, PROPOS_BAD_INPUT, r->file, element->line,
                                   _("this is no REFI-QDA project or code book"));
        return false;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(space, known[i]) == 0) {
            return true;
        }
    }
    r->status = propos_fail_at(r->error, PROPOS_BAD_INPUT, r->file, element->line,
                               _("it is written in a version of REFI-QDA that Propos does not know "
                                 "(%s); export it in version 1.0"),
                               space);
    return false;
}

static void start_known(qde_reader *r, const formats_xml_element *element)
{
    const char *name = element->name;
    if (strcmp(name, "User") == 0) {
        start_user(r, element);
    } else if (strcmp(name, "Code") == 0) {
        start_code(r, element);
    } else if (strcmp(name, "Variable") == 0 || strcmp(name, "Set") == 0) {
        // GUIDs are unique: one list of names serves both.
        add_named(&r->variables, &r->variable_names, &r->variable_count, &r->variable_capacity,
                  r->guids[r->depth - 1], kept(r, element, "name"));
    } else if (strcmp(name, "Case") == 0 && r->guids[r->depth - 1] != NULL) {
        (void)project_add_case(r->p, r->guids[r->depth - 1], kept(r, element, "name"));
    } else if (holds_text(r)) {
        start_text(r, element);
    } else if (strcmp(name, "PlainTextSelection") == 0 && r->source != PROPOS_MAP_NONE) {
        start_selection(r, element);
    } else if (strcmp(name, "TranscriptSelection") == 0 && r->source != PROPOS_MAP_NONE) {
        start_transcript_selection(r, element);
    } else if (strcmp(name, "SyncPoint") == 0) {
        start_sync_point(r, element);
    } else if (strcmp(name, "Coding") == 0) {
        r->coding_user = guid_of(r, formats_xml_get(element, "creatingUser"));
    } else if (strcmp(name, "CodeRef") == 0) {
        start_code_reference(r, element);
    } else {
        start_reference(r, element);
    }
}

static bool start(void *context, const formats_xml_element *element)
{
    qde_reader *r = context;
    if (r->depth == 0 && !check_version(r, element)) {
        return false;
    }
    if (r->depth >= QDE_DEEPEST) {
        r->status = propos_fail_at(r->error, PROPOS_BAD_INPUT, r->file, element->line,
                                   _("its elements are nested too deeply: it is damaged"));
        return false;
    }
    r->names[r->depth] = propos_arena_strdup(r->arena, element->name);
    r->guids[r->depth] = guid_of(r, formats_xml_get(element, "guid"));
    r->depth++;
    if (keeps_text(element->name)) {
        propos_buffer_cut(&r->text, 0);
        r->text_depth = r->depth;
    } else {
        start_known(r, element);
    }
    return true;
}

static void take_text(void *context, const char *text, size_t length)
{
    qde_reader *r = context;
    if (r->text_depth == r->depth) {
        propos_buffer_add(&r->text, text, length);
    }
}

// The text of the element that ends, in the arena; NULL when it is blank.
static const char *taken_text(qde_reader *r)
{
    const char *text = propos_buffer_text(&r->text);
    return text[strspn(text, " \t\r\n")] == '\0' ? NULL : propos_arena_strdup(r->arena, text);
}

static void end_description(qde_reader *r, const char *parent)
{
    const char *text = taken_text(r);
    if (strcmp(parent, "Code") == 0 && r->p->code_count > 0) {
        const char *guid = r->guids[r->depth - 2];
        for (size_t i = r->p->code_count; i > 0; i--) { // the code is the last or nearly so
            if (strcmp(r->p->codes[i - 1].key, guid) == 0) {
                r->p->codes[i - 1].definition = text;
                break;
            }
        }
    } else if (r->now.open && (strcmp(parent, "PlainTextSelection") == 0 ||
                               strcmp(parent, "TranscriptSelection") == 0)) {
        r->now.memo = text;
    }
}

static void end_value(qde_reader *r)
{
    const char *owner = guid_inside(r, "Case");
    owner = owner == NULL && r->source != PROPOS_MAP_NONE ? r->p->sources[r->source].key : owner;
    const char *text = taken_text(r);
    if (strcmp(above(r, 1), "VariableValue") == 0 && owner != NULL && text != NULL &&
        r->variable != NULL) {
        PROPOS_GROW(r->values, r->value_capacity, r->value_count + 1);
        r->values[r->value_count++] = (qde_value){owner, r->variable, text};
    }
}

static void end_kept(qde_reader *r, const char *name)
{
    const char *parent = above(r, 1);
    if (strcmp(name, "Description") == 0) {
        end_description(r, parent);
    } else if (strcmp(name, "PlainTextContent") == 0) {
        if (strcmp(parent, "Note") == 0) {
            add_named(&r->notes, &r->note_texts, &r->note_count, &r->note_capacity,
                      r->guids[r->depth - 2], taken_text(r));
        } else if (r->source != PROPOS_MAP_NONE && r->source_depth == r->depth - 1) {
            r->q->texts[r->source].content =
                propos_arena_strdup(r->arena, propos_buffer_text(&r->text));
        }
    } else {
        end_value(r);
    }
    r->text_depth = 0;
}

static void end(void *context, const char *name)
{
    qde_reader *r = context;
    if (r->text_depth == r->depth) {
        end_kept(r, name);
    } else if (r->now.open && (strcmp(name, "PlainTextSelection") == 0 ||
                               strcmp(name, "TranscriptSelection") == 0)) {
        end_selection(r);
    } else if (strcmp(name, "Coding") == 0) {
        r->coding_user = NULL;
    }
    if (r->source != PROPOS_MAP_NONE && r->source_depth == r->depth) {
        r->source = PROPOS_MAP_NONE;
    }
    r->depth--;
}

static void free_reader(qde_reader *r)
{
    propos_buffer_free(&r->text);
    propos_map_free(&r->users);
    propos_map_free(&r->variables);
    propos_map_free(&r->notes);
    propos_map_free(&r->selections);
    free((void *)r->user_names);
    free((void *)r->variable_names);
    free((void *)r->note_texts);
    free(r->case_sources.items);
    free(r->case_selections.items);
    free(r->set_sources.items);
    free(r->span_notes.items);
    free(r->selected);
    free(r->values);
    free(r);
}

propos_status qde_read(qde *q, const char *xml, size_t length, const char *file,
                       propos_error *error)
{
    static const formats_xml_handler handler = {.start = start, .end = end, .text = take_text};
    qde_reader *r = propos_alloc(1, sizeof *r); // too large for a stack
    r->q = q;
    r->p = q->p;
    r->arena = q->p->arena;
    r->file = file;
    r->error = error;
    r->source = PROPOS_MAP_NONE;
    propos_status status = formats_xml_read(xml, length, file, NULL, &handler, r, error);
    status = status == PROPOS_OK ? r->status : status;
    if (status == PROPOS_OK) {
        qde_settle(r);
    }
    free_reader(r);
    return status;
}

void qde_free(qde *q)
{
    free(q->texts);
}

bool qde_is_project(const char *bytes, size_t length)
{
    return bytes != NULL && formats_xml_begins(bytes, length, "Project", NULL) &&
           memmem(bytes, length, PROJECT_SPACE, strlen(PROJECT_SPACE)) != NULL;
}

bool qde_is_codebook(const char *bytes, size_t length)
{
    return bytes != NULL && formats_xml_begins(bytes, length, "CodeBook", NULL) &&
           memmem(bytes, length, CODEBOOK_SPACE, strlen(CODEBOOK_SPACE)) != NULL;
}
