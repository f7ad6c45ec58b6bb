// References of a REFI-QDA project that could only be resolved at the end.
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/qde_reader.h"

#include <string.h>

static const char *named(const propos_map *map, const char *const *names, const char *guid)
{
    size_t index = guid == NULL ? PROPOS_MAP_NONE : propos_map_get(map, guid);
    return index == PROPOS_MAP_NONE ? NULL : names[index];
}

static void settle_values(qde_reader *r)
{
    project *p = r->p;
    for (size_t i = 0; i < r->value_count; i++) {
        const qde_value *v = &r->values[i];
        const char *name = named(&r->variables, r->variable_names, v->variable);
        if (name == NULL) {
            continue;
        }
        size_t source = project_source_of(p, v->owner);
        if (source != PROPOS_MAP_NONE) {
            project_document_attribute(p, source, name, v->text);
        }
        for (size_t j = 0; j < p->case_count && source == PROPOS_MAP_NONE; j++) {
            project_case *c = &p->cases[j];
            if (strcmp(c->key, v->owner) == 0) {
                project_add_attribute(p, &c->attributes, &c->attribute_count,
                                      &c->attribute_capacity, name, v->text);
            }
        }
    }
}

static void settle_cases(qde_reader *r)
{
    project *p = r->p;
    for (size_t i = 0; i < r->case_sources.count; i++) {
        size_t source = project_source_of(p, r->case_sources.items[i].to);
        if (source != PROPOS_MAP_NONE) {
            project_add_link(p, (project_link){.case_key = r->case_sources.items[i].from,
                                               .source = source,
                                               .whole = true});
        }
    }
    for (size_t i = 0; i < r->case_selections.count; i++) {
        size_t index = propos_map_get(&r->selections, r->case_selections.items[i].to);
        if (index != PROPOS_MAP_NONE) {
            project_link link = r->selected[index];
            link.case_key = r->case_selections.items[i].from;
            project_add_link(p, link);
        }
    }
}

// A text that is in one set of sources and no more belongs to that group.
static void settle_sets(qde_reader *r)
{
    project *p = r->p;
    for (size_t i = 0; i < p->source_count; i++) {
        const char *set = NULL;
        bool one = true;
        for (size_t j = 0; j < r->set_sources.count && p->sources[i].key != NULL; j++) {
            const qde_reference *member = &r->set_sources.items[j];
            if (strcmp(member->to, p->sources[i].key) == 0) {
                one = set == NULL;
                set = member->from;
            }
        }
        if (set != NULL && one && p->sources[i].group == NULL) {
            p->sources[i].group = named(&r->variables, r->variable_names, set);
        }
    }
}

static void settle_notes(qde_reader *r)
{
    project *p = r->p;
    for (size_t i = 0; i < r->span_notes.count; i++) {
        const char *note = named(&r->notes, r->note_texts, r->span_notes.items[i].to);
        size_t index = propos_map_get(&r->selections, r->span_notes.items[i].from);
        if (note == NULL || index == PROPOS_MAP_NONE) {
            continue;
        }
        const project_link *place = &r->selected[index];
        bool placed = false;
        for (size_t j = 0; j < p->span_count; j++) {
            project_span *span = &p->spans[j];
            if (span->source == place->source && span->start == place->start &&
                span->end == place->end) {
                span->memo = span->memo == NULL
                                 ? note
                                 : propos_arena_printf(r->arena, "%s\n%s", span->memo, note);
                placed = true;
            }
        }
        if (!placed) {
            project_add_span(p, (project_span){.source = place->source,
                                               .start = place->start,
                                               .end = place->end,
                                               .memo = note});
        }
    }
}

void qde_settle(qde_reader *r)
{
    settle_values(r);
    settle_cases(r);
    settle_sets(r);
    settle_notes(r);
    if (r->unread > 0) {
        PROJECT_DOUBT(r->p, NULL, _("%lld codings of pictures or recordings are not read"),
                      (long long)r->unread);
    }
}
