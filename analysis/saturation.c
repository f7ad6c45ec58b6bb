// The operation "saturation": which codes appear for the first time in which document, in the order
// of analysis, over all coders and for each.
#include "analysis/operations.h"

#include "analysis/counts.h"
#include "analysis/options.h"
#include "base/i18n.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

typedef struct curve {
    propos_session *session;
    const propos_part *part;
    const propos_snapshot *snapshot;
    counter *counter;
    uint32_t level;
    uint32_t coder; // PROPOS_NONE: all of them together
} curve;

// The code that a coding counts for: its own, or the ancestor at the level asked; PROPOS_NONE when
// it stands above that level.
static uint32_t code_of(const curve *c, uint32_t coding)
{
    uint32_t code = c->snapshot->codings[coding].code;
    if (c->level == 0) {
        return code;
    }
    if (c->snapshot->codes[code].depth + 1 < c->level) {
        return PROPOS_NONE;
    }
    while (c->snapshot->codes[code].depth + 1 > c->level) {
        code = c->snapshot->codes[code].parent;
    }
    return code;
}

static bool is_wanted(const curve *c, uint32_t coding, uint32_t document)
{
    const propos_snap_coding *k = &c->snapshot->codings[coding];
    return k->document == document && (c->coder == PROPOS_NONE || k->coder == c->coder) &&
           propos_part_has_coding(c->part, coding);
}

// True when the coder, or for all of them together some coder, has done the document: one that was
// read and brought nothing is something else than one that nobody has coded yet.
static bool is_finished(const curve *c, uint32_t document)
{
    const propos_snapshot *s = c->snapshot;
    bool done = false;
    for (uint32_t i = 0; !done && i < s->coder_count; i++) {
        done = (c->coder == PROPOS_NONE || c->coder == i) &&
               s->finished[(size_t)document * s->coder_count + i];
    }
    return done;
}

// One document of the curve; *known counts the codes met so far.
static json_t *document_json(const curve *c, uint32_t document, bool *met, size_t *known)
{
    const propos_snapshot *s = c->snapshot;
    uint32_t *codings = propos_alloc((size_t)s->coding_count + 1, sizeof *codings);
    size_t count = 0;
    json_t *fresh = json_array();
    for (uint32_t i = 0; i < s->coding_count; i++) {
        if (!is_wanted(c, i, document)) {
            continue;
        }
        codings[count++] = i;
        uint32_t code = code_of(c, i);
        if (code != PROPOS_NONE && !met[code]) {
            met[code] = true;
            (*known)++;
            json_t *one = json_object();
            propos_json_set(one, "code", propos_json_text(s->codes[code].id));
            propos_json_set(one, "name", propos_json_text(s->codes[code].name));
            (void)json_array_append_new(fresh, one);
        }
    }
    counts n;
    counter_codings(c->counter, codings, count, &n);
    free(codings);
    const propos_snap_document *d = &s->documents[document];
    json_t *object = json_object();
    propos_json_set(object, "document", propos_json_text(d->id));
    propos_json_set(object, "title", propos_json_text(d->title));
    propos_json_set(object, "group",
                    d->group == PROPOS_NONE ? json_null() : propos_json_text(s->groups[d->group]));
    propos_json_set(object, "date", propos_json_text(d->date));
    propos_json_set(object, "counts", counts_json(&n));
    propos_json_set(object, "coded", json_boolean(count > 0 || is_finished(c, document)));
    propos_json_set(object, "new", json_integer((json_int_t)json_array_size(fresh)));
    propos_json_set(object, "new_codes", fresh);
    propos_json_set(object, "codes", json_integer((json_int_t)*known));
    return object;
}

static bool has_passage(const propos_part *part, uint32_t document)
{
    const propos_snap_document *d = &part->view->snapshot->documents[document];
    bool has = false;
    for (uint32_t i = 0; !has && i < d->turn_count; i++) {
        has = propos_part_has_turn(part, d->first_turn + i);
    }
    return has;
}

static json_t *curve_json(const curve *c)
{
    const propos_snapshot *s = c->snapshot;
    bool *met = propos_alloc((size_t)s->code_count + 1, sizeof *met);
    size_t known = 0;
    json_t *documents = json_array();
    for (uint32_t d = 0; d < s->document_count; d++) {
        if (has_passage(c->part, d)) {
            (void)json_array_append_new(documents, document_json(c, d, met, &known));
        }
    }
    free(met);
    json_t *object = json_object();
    propos_json_set(object, "coder",
                    c->coder == PROPOS_NONE ? json_null() : propos_json_text(s->coders[c->coder]));
    propos_json_set(object, "documents", documents);
    propos_json_set(object, "codes", json_integer((json_int_t)known));
    return object;
}

static void find_documents_csv(void *context, const propos_file_data *file)
{
    bool *found = context;
    const char *slash = strrchr(file->path, '/');
    const char *name = slash == NULL ? file->path : slash + 1;
    *found = *found || strncmp(name, "documents.", sizeof "documents." - 1) == 0;
}

// The order of analysis is the researchers' own only where documents.csv says it.
static propos_status order_is_known(const propos_view *view, bool *known, propos_error *error)
{
    *known = view->snapshot->document_count < 2;
    return *known ? PROPOS_OK : propos_record_files(view->record, find_documents_csv, known, error);
}

static propos_status study_json(propos_session *session, const propos_part *part, uint32_t level,
                                json_t *list, propos_error *error)
{
    const propos_snapshot *s = part->view->snapshot;
    uint32_t *coders = NULL;
    size_t coder_count = 0;
    bool known = false;
    propos_status status = options_coders(session, s, &coders, &coder_count, error);
    if (status == PROPOS_OK) {
        status = order_is_known(part->view, &known, error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    if (!known) {
        propos_session_notice(
            session,
            propos_arena_printf(propos_session_arena(session),
                                _("“%s” does not say in which order its documents were analysed "
                                  "(documents.csv, column order): they are taken by name, and "
                                  "another order gives another curve"),
                                s->title != NULL ? s->title : s->id));
    }
    curve c = {.session = session,
               .part = part,
               .snapshot = s,
               .counter = counter_new(part),
               .level = level,
               .coder = PROPOS_NONE};
    json_t *curves = json_array();
    (void)json_array_append_new(curves, curve_json(&c));
    for (size_t i = 0; i < coder_count && coder_count > 1; i++) {
        c.coder = coders[i];
        (void)json_array_append_new(curves, curve_json(&c));
    }
    counter_free(c.counter);
    json_t *object = json_object();
    propos_json_set(object, "study", propos_json_text(s->id));
    propos_json_set(object, "order_known", json_boolean(known));
    propos_json_set(object, "curves", curves);
    (void)json_array_append_new(list, object);
    return PROPOS_OK;
}

propos_status analysis_saturation(propos_session *session, json_t **answer, propos_error *error)
{
    propos_parts parts = {0};
    bool moved = false;
    uint32_t level = 0;
    json_t *list = json_array();
    propos_status status = options_level(session, &level, error);
    if (status == PROPOS_OK) {
        status = propos_parts_make(session, &parts, &moved, error);
    }
    for (size_t i = 0; status == PROPOS_OK && !moved && i < parts.count; i++) {
        status = study_json(session, &parts.items[i], level, list, error);
    }
    if (status == PROPOS_OK && !moved) {
        json_t *object = propos_parts_stamp(session, &parts);
        propos_json_set(object, "level", level > 0 ? json_integer(level) : json_null());
        propos_json_set(object, "saturation", json_incref(list));
        *answer = object;
    }
    json_decref(list);
    propos_parts_free(&parts);
    return status;
}
