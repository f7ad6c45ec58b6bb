// What study.ini says of speakers: roles ("moderator = M") and aliases ("aliases = Y = 5, JP = 1"),
// for one file in [import FILE] or wherever the label is in [import].
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// One document of a source, with its labels.
typedef struct labels {
    propos_reading *reading;
    const reading_source *source;
    const char *document;
    propos_map met; // labels of its turns
    bool own;       // the setting is for this file alone: a label that is nowhere is doubted
} labels;

static void gather(labels *l)
{
    const propos_document_data *document = reading_document(l->reading, l->document);
    for (size_t i = 0; document != NULL && i < document->turn_count; i++) {
        if (document->turns[i].speaker != NULL) {
            (void)propos_map_add(&l->met, document->turns[i].speaker, i);
        }
    }
}

// The study's entry for the label, made where there is none.
static propos_speaker_data *speaker_with(const labels *l, const char *label)
{
    propos_speaker_data speaker = {
        .document = l->document, .label = label, .source = {"study.ini", 0}};
    (void)reading_add_speaker(l->reading, &speaker);
    const char *key = propos_arena_printf(l->reading->arena, "%s\n%s", l->document, label);
    return &l->reading->study.speakers[propos_map_get(&l->reading->speaker_index, key)];
}

static bool is_met(const labels *l, const char *label)
{
    if (propos_map_get(&l->met, label) != PROPOS_MAP_NONE) {
        return true;
    }
    // One setting for a project of many documents need not fit each.
    if (l->own && l->source->content.document_count == 1) {
        READING_DOUBT(l->reading, l->document, "study.ini", 0, _("“%s” is no label of %s"), label,
                      l->document);
    }
    return false;
}

static const char *trimmed(const labels *l, const char *text, size_t length)
{
    while (length > 0 && strchr(" \t", *text) != NULL) {
        text++;
        length--;
    }
    while (length > 0 && strchr(" \t", text[length - 1]) != NULL) {
        length--;
    }
    return propos_arena_strndup(l->reading->arena, text, length);
}

static void set_role(const labels *l, const char *list, propos_role role)
{
    for (const char *at = list; *at != '\0';) {
        size_t length = strcspn(at, ",;");
        const char *label = trimmed(l, at, length);
        if (label[0] != '\0' && is_met(l, label)) {
            propos_speaker_data *speaker = speaker_with(l, label);
            speaker->role = speaker->role == PROPOS_ROLE_UNKNOWN ? role : speaker->role;
        }
        at += length + (at[length] != '\0');
    }
}

// "Y = 5, JP = 1"
static void set_aliases(const labels *l, const char *list)
{
    for (const char *at = list; *at != '\0';) {
        size_t length = strcspn(at, ",;");
        const char *sign = memchr(at, '=', length);
        if (sign != NULL) {
            const char *label = trimmed(l, at, (size_t)(sign - at));
            const char *target = trimmed(l, sign + 1, length - (size_t)(sign + 1 - at));
            if (label[0] != '\0' && target[0] != '\0' && is_met(l, label)) {
                (void)speaker_with(l, target);
                speaker_with(l, label)->alias_of = target;
            }
        } else if (trimmed(l, at, length)[0] != '\0') {
            READING_FAULT(l->reading, NULL, "study.ini", 0,
                          _("“%s” is no alias: write “label = label it stands for”"),
                          trimmed(l, at, length));
        }
        at += length + (at[length] != '\0');
    }
}

static void apply_section(labels *l, const char *section)
{
    const propos_ini *ini = &l->reading->ini;
    for (size_t i = 0; i < ini->count; i++) {
        const propos_ini_entry *entry = &ini->entries[i];
        propos_role role = PROPOS_ROLE_UNKNOWN;
        if (strcmp(entry->section, section) != 0) {
            continue;
        }
        char *name = propos_folded(entry->name);
        if (strcmp(name, "aliases") == 0 || strcmp(name, "alias") == 0) {
            set_aliases(l, entry->value);
        } else if (propos_role_from(entry->name, &role) && role != PROPOS_ROLE_UNKNOWN) {
            set_role(l, entry->value, role);
        }
        free(name);
    }
}

void reading_ini_speakers(propos_reading *reading)
{
    for (size_t i = 0; i < reading->source_count; i++) {
        const reading_source *source = &reading->sources[i];
        char *section = propos_printf("import %s", source->file->path);
        for (size_t j = 0; j < source->content.document_count; j++) {
            if (source->documents[j] != NULL) {
                labels l = {.reading = reading,
                            .source = source,
                            .document = source->documents[j],
                            .own = true};
                gather(&l);
                apply_section(&l, section);
                l.own = false;
                apply_section(&l, "import");
                propos_map_free(&l.met);
            }
        }
        free(section);
    }
}
