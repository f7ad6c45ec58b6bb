// Labels and the persons they stand for.
#include "base/i18n.h"
#include "base/memory.h"
#include "corpus/import.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

// An alias of an alias is followed this far; more is a circle.
enum { ALIAS_STEPS = 8 };

// "?" and the like are printed, but name nobody. (A letter beyond ASCII is a letter here.)
static bool names_somebody(const char *label)
{
    for (const unsigned char *at = (const unsigned char *)label; *at != '\0'; at++) {
        if (isalnum(*at) || *at >= 0x80) {
            return true;
        }
    }
    return false;
}

static const char *speaker_key(const corpus_import *import, size_t document, const char *label)
{
    return propos_arena_printf(import->arena, "%zu\n%s", document, label);
}

size_t corpus_speaker_find(const corpus_import *import, size_t document, const char *label)
{
    char key[256];
    const int length = snprintf(key, sizeof key, "%zu\n%s", document, label);
    const bool fits = length >= 0 && (size_t)length < sizeof key;
    const size_t found =
        propos_map_get(&import->speaker_map, fits ? key : speaker_key(import, document, label));
    return found == PROPOS_MAP_NONE ? SIZE_MAX : found;
}

static size_t add_speaker(corpus_import *import, corpus_import_speaker speaker)
{
    const char *key = speaker_key(import, speaker.document, speaker.label);
    const size_t index = propos_map_add(&import->speaker_map, key, import->speaker_count);
    if (index == import->speaker_count) {
        PROPOS_GROW(import->speakers, import->speaker_capacity, import->speaker_count + 1);
        import->speakers[import->speaker_count++] = speaker;
    }
    return index;
}

static propos_status add_given(corpus_import *import, propos_error *error)
{
    for (size_t i = 0; i < import->study->speaker_count; i++) {
        const propos_speaker_data *data = &import->study->speakers[i];
        const size_t document = propos_map_get(&import->document_map, data->document);
        if (document == PROPOS_MAP_NONE) {
            return corpus_refuse(error, data->source, _("a speaker of an unknown document"),
                                 data->document);
        }
        const size_t next = import->speaker_count;
        const size_t index =
            add_speaker(import, (corpus_import_speaker){.document = document,
                                                        .label = data->label,
                                                        .alias_of = data->alias_of,
                                                        .role = data->role,
                                                        .attributes = data->attributes,
                                                        .attribute_count = data->attribute_count});
        if (index != next) {
            return corpus_refuse(error, data->source, _("this speaker is there twice"),
                                 data->label);
        }
    }
    return PROPOS_OK;
}

static void add_met(corpus_import *import)
{
    const size_t given = import->speaker_count;
    for (size_t i = 0; i < given; i++) {
        if (import->speakers[i].alias_of != NULL) {
            (void)add_speaker(import,
                              (corpus_import_speaker){.document = import->speakers[i].document,
                                                      .label = import->speakers[i].alias_of});
        }
    }
    for (size_t i = 0; i < import->document_count; i++) {
        const propos_document_data *document = import->documents[i].data;
        for (size_t j = 0; j < document->turn_count; j++) {
            const char *label = document->turns[j].speaker;
            if (label != NULL && corpus_speaker_find(import, i, label) == SIZE_MAX) {
                (void)add_speaker(import, (corpus_import_speaker){.document = i, .label = label});
            }
        }
    }
}

propos_status corpus_import_speakers(corpus_import *import, propos_error *error)
{
    propos_status status = add_given(import, error);
    if (status != PROPOS_OK) {
        return status;
    }
    add_met(import);
    for (size_t i = 0; i < import->speaker_count; i++) {
        size_t person = i;
        for (int steps = 0; import->speakers[person].alias_of != NULL; steps++) {
            const corpus_import_speaker *alias = &import->speakers[person];
            person = corpus_speaker_find(import, alias->document, alias->alias_of);
            if (steps == ALIAS_STEPS || person == SIZE_MAX) {
                return corpus_refuse(error, (propos_source){0},
                                     _("aliases of speakers go in a circle"),
                                     import->speakers[i].label);
            }
        }
        import->speakers[i].person =
            names_somebody(import->speakers[person].label) ? person : SIZE_MAX;
    }
    return PROPOS_OK;
}

propos_role corpus_speaker_role(const corpus_import *import, size_t speaker)
{
    const corpus_import_speaker *label = &import->speakers[speaker];
    return label->role == PROPOS_ROLE_UNKNOWN && label->person != SIZE_MAX
               ? import->speakers[label->person].role
               : label->role;
}

const corpus_import_speaker *corpus_speaker_described(const corpus_import *import, size_t speaker)
{
    const corpus_import_speaker *label = &import->speakers[speaker];
    return label->attribute_count == 0 && label->person != SIZE_MAX
               ? &import->speakers[label->person]
               : label;
}
