// Cases and documents' attributes -> speakers with attributes, and groups.
//
// A case may be a person, a site, or a bundle of documents. It is the speaker whose label it has as
// name; else the one in whose turns it lies; else, linked to a whole interview, the one who speaks
// most in it; and a case of several documents, or of a whole focus group, is a group.
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/placing.h"
#include "formats/project.h"
#include "formats/transcript.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// This share of a text is the whole of it (headers and blank ends apart).
#define WHOLE 0.95
// This share of a case's stretches in the turns of one speaker makes it that speaker.
#define OWN 0.8
// A conversation between more speakers than this is no interview.
enum { INTERVIEW_SPEAKERS = 2 };

typedef struct label {
    const char *name;
    size_t points; // that it says
    size_t linked; // of them, inside the case that is looked at
} label;

typedef struct labels {
    label *items;
    size_t count, capacity;
} labels;

typedef struct gathering {
    project *p;
    const offsets_span *spans;
    labels *documents;   // one a document
    propos_map speakers; // "document\nlabel" -> index
    size_t speaker_capacity;
    propos_speaker_data *items;
    size_t count;
} gathering;

static label *label_named(labels *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, name) == 0) {
            return &list->items[i];
        }
    }
    PROPOS_GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count] = (label){.name = name};
    return &list->items[list->count++];
}

static void list_labels(const propos_document_data *document, labels *list)
{
    for (size_t i = 0; i < document->turn_count; i++) {
        const propos_turn_data *turn = &document->turns[i];
        if (turn->speaker != NULL) {
            label_named(list, turn->speaker)->points +=
                propos_utf8_count(turn->text, strlen(turn->text));
        }
    }
}

// ---- what a case is in a document ----

static size_t overlap(const propos_turn_data *turn, uint32_t from, uint32_t to)
{
    size_t shared = 0;
    for (size_t r = 0; r < turn->run_count; r++) {
        uint32_t start = turn->runs[r].source;
        uint32_t end = start + turn->runs[r].length;
        start = start > from ? start : from;
        end = end < to ? end : to;
        shared += end > start ? end - start : 0;
    }
    return shared;
}

// Sums what each label says inside the links of the case to this document. Returns the total;
// *whole when a link is to the document as such, or covers it.
static size_t sum_links(gathering *g, const project_case *c, size_t source, bool *whole)
{
    project *p = g->p;
    const propos_document_data *document = &p->content->documents[source];
    labels *list = &g->documents[source];
    size_t length = propos_utf8_count(p->sources[source].text.text, p->sources[source].text.length);
    size_t total = 0;
    for (size_t i = 0; i < list->count; i++) {
        list->items[i].linked = 0;
    }
    for (size_t i = 0; i < p->link_count; i++) {
        const project_link *link = &p->links[i];
        if (link->source != source || strcmp(link->case_key, c->key) != 0) {
            continue;
        }
        const offsets_span *span = &g->spans[i];
        *whole = *whole || link->whole ||
                 (span->valid && (double)(span->to - span->from) >= WHOLE * (double)length);
        for (size_t t = 0; span->valid && !link->whole && t < document->turn_count; t++) {
            const propos_turn_data *turn = &document->turns[t];
            size_t shared = overlap(turn, span->from, span->to);
            total += shared;
            if (turn->speaker != NULL) {
                label_named(list, turn->speaker)->linked += shared;
            }
        }
    }
    return total;
}

static const char *label_with_name(const labels *list, const char *name)
{
    const char *found = NULL;
    char *wanted = name == NULL ? NULL : propos_folded(name);
    for (size_t i = 0; wanted != NULL && i < list->count && found == NULL; i++) {
        char *folded = propos_folded(list->items[i].name);
        found = strcmp(folded, wanted) == 0 ? list->items[i].name : NULL;
        free(folded);
    }
    free(wanted);
    return found;
}

static const char *label_that_says_most(const labels *list)
{
    const label *most = NULL;
    for (size_t i = 0; i < list->count; i++) {
        most = most == NULL || list->items[i].points > most->points ? &list->items[i] : most;
    }
    return most == NULL ? NULL : most->name;
}

static const char *label_in_links(const labels *list, size_t total)
{
    for (size_t i = 0; i < list->count; i++) {
        if (total > 0 && (double)list->items[i].linked >= OWN * (double)total) {
            return list->items[i].name;
        }
    }
    return NULL;
}

// ---- giving ----

static void give(gathering *g, const char *document, const char *name,
                 const propos_attribute *attributes, size_t count)
{
    project *p = g->p;
    const char *key = propos_arena_printf(p->arena, "%s\n%s", document, name);
    size_t index = propos_map_add(&g->speakers, key, g->count);
    if (index == g->count) {
        PROPOS_GROW(g->items, g->speaker_capacity, g->count + 1);
        g->items[g->count++] = (propos_speaker_data){
            .document = document, .label = name, .source = {p->input->name, 0}};
    }
    propos_speaker_data *speaker = &g->items[index];
    propos_attribute *all =
        propos_arena_alloc(p->arena, speaker->attribute_count + count, sizeof *all);
    size_t kept = speaker->attribute_count;
    if (kept > 0) {
        memcpy(all, speaker->attributes, kept * sizeof *all);
    }
    for (size_t i = 0; i < count; i++) {
        bool there = false;
        for (size_t j = 0; j < kept && !there; j++) {
            there = strcmp(all[j].name, attributes[i].name) == 0;
        }
        if (!there) {
            all[kept++] = attributes[i];
        }
    }
    speaker->attributes = all;
    speaker->attribute_count = kept;
}

static void give_all(gathering *g, size_t source, const propos_attribute *attributes, size_t count)
{
    const labels *list = &g->documents[source];
    const char *document = g->p->content->documents[source].id;
    for (size_t i = 0; i < list->count && count > 0; i++) {
        give(g, document, list->items[i].name, attributes, count);
    }
    if (list->count == 0 && count > 0) {
        PROJECT_DOUBT(g->p, document,
                      _("the attribute “%s” has nobody to go to: the text names no speaker; it is "
                        "left out"),
                      attributes[0].name);
    }
}

static bool links_to(const project *p, const project_case *c, size_t source)
{
    for (size_t i = 0; i < p->link_count; i++) {
        if (p->links[i].source == source && strcmp(p->links[i].case_key, c->key) == 0) {
            return true;
        }
    }
    return false;
}

static size_t count_documents(const project *p, const project_case *c)
{
    size_t count = 0;
    for (size_t i = 0; i < p->source_count; i++) {
        count += links_to(p, c, i);
    }
    return count;
}

static void take_case(gathering *g, const project_case *c)
{
    project *p = g->p;
    size_t documents = count_documents(p, c);
    for (size_t i = 0; i < p->source_count; i++) {
        if (!links_to(p, c, i)) {
            continue;
        }
        bool whole = false;
        propos_document_data *document = &p->content->documents[i];
        const labels *list = &g->documents[i];
        size_t total = sum_links(g, c, i, &whole);
        const char *speaker = label_with_name(list, c->name);
        speaker = speaker != NULL || whole ? speaker : label_in_links(list, total);
        if (speaker == NULL && whole && documents == 1 && list->count <= INTERVIEW_SPEAKERS) {
            speaker = label_that_says_most(list);
        }
        if (speaker != NULL) {
            give(g, document->id, speaker, c->attributes, c->attribute_count);
        } else if (whole) {
            document->group = document->group != NULL ? document->group : c->name;
            give_all(g, i, c->attributes, c->attribute_count);
        } else if (c->attribute_count > 0) {
            PROJECT_DOUBT(p, document->id,
                          _("the case “%s” lies in the turns of several speakers; its attributes "
                            "are left out"),
                          c->name == NULL ? "?" : c->name);
        }
    }
    if (documents == 0 && c->attribute_count > 0) {
        PROJECT_DOUBT(p, NULL, _("the case “%s” is linked to no text; it is left out"),
                      c->name == NULL ? "?" : c->name);
    }
}

void project_cases(project *p, const offsets_span *spans)
{
    gathering g = {
        .p = p, .spans = spans, .documents = propos_alloc(p->source_count + 1, sizeof(labels))};
    for (size_t i = 0; i < p->source_count; i++) {
        list_labels(&p->content->documents[i], &g.documents[i]);
    }
    for (size_t i = 0; i < p->case_count; i++) {
        take_case(&g, &p->cases[i]);
    }
    for (size_t i = 0; i < p->source_count; i++) {
        give_all(&g, i, p->sources[i].attributes, p->sources[i].attribute_count);
        free(g.documents[i].items);
    }
    p->content->speakers = propos_arena_copy(p->arena, g.items, g.count, sizeof *g.items);
    p->content->speaker_count = g.count;
    propos_map_free(&g.speakers);
    free(g.items);
    free(g.documents);
}
