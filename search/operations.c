// What can be asked besides a search: a passage, a document, and the lists of what a study holds.
#include "search/answer.h"
#include "search/session.h"

#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

static json_t *name_or_null(const char *const *names, uint32_t index)
{
    return index == PROPOS_NONE ? json_null() : propos_json_text(names[index]);
}

// ---- a passage by its address: STUDY/DOC/TURN.N ----

propos_status propos_operation_passage(propos_session *session, json_t **answer,
                                       propos_error *error)
{
    const char *subject = session->request->subject;
    if (subject == NULL || subject[0] == '\0') {
        return propos_fail(error, PROPOS_USAGE, _("which passage? Write STUDY/DOCUMENT/TURN.N"));
    }
    for (size_t i = 0; i < session->study_count; i++) {
        const propos_view *view = &session->studies[i]->view;
        uint32_t passage = propos_answer_passage(view->snapshot, subject);
        if (passage != PROPOS_NONE) {
            propos_find find = {.first = passage, .last = passage};
            return propos_answer_hit(view, NULL, &find, 1, session->parameters.context, answer,
                                     error);
        }
    }
    return propos_fail(error, PROPOS_NOT_FOUND, _("there is no passage “%s”"), subject);
}

// ---- a document ----

static json_t *document_json(const propos_snapshot *s, uint32_t index)
{
    const propos_snap_document *d = &s->documents[index];
    json_t *object = json_object();
    json_t *finished = json_array();
    uint32_t passages = 0;
    for (uint32_t i = 0; i < d->turn_count; i++) {
        passages += s->turns[d->first_turn + i].passage_count;
    }
    for (uint32_t c = 0; c < s->coder_count; c++) {
        if (s->finished[(size_t)index * s->coder_count + c]) {
            (void)json_array_append_new(finished, propos_json_text(s->coders[c]));
        }
    }
    propos_json_set(object, "study", propos_json_text(s->id));
    propos_json_set(object, "id", propos_json_text(d->id));
    propos_json_set(object, "title", propos_json_text(d->title));
    propos_json_set(object, "group", name_or_null(s->groups, d->group));
    propos_json_set(object, "kind", propos_json_text(d->kind));
    propos_json_set(object, "date", propos_json_text(d->date));
    propos_json_set(object, "place", propos_json_text(d->place));
    propos_json_set(object, "turns", json_integer(d->turn_count));
    propos_json_set(object, "passages", json_integer(passages));
    propos_json_set(object, "finished", finished);
    return object;
}

propos_status propos_operation_documents(propos_session *session, json_t **answer,
                                         propos_error *error)
{
    (void)error;
    json_t *list = json_array();
    for (size_t i = 0; i < session->study_count; i++) {
        const propos_snapshot *s = session->studies[i]->view.snapshot;
        for (uint32_t d = 0; d < s->document_count; d++) {
            (void)json_array_append_new(list, document_json(s, d));
        }
    }
    *answer = json_object();
    propos_json_set(*answer, "documents", list);
    return PROPOS_OK;
}

// The codings that touch a turn, in the order of the study's codings.
static json_t *turn_codings(const propos_snapshot *s, uint32_t turn, const uint32_t *of_document,
                            size_t count)
{
    uint32_t *here = propos_alloc(count + 1, sizeof *here);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const propos_snap_coding *c = &s->codings[of_document[i]];
        bool touches = c->first_turn <= turn && turn <= c->last_turn &&
                       !(c->last_turn == turn && c->end == 0 && c->first_turn < turn);
        if (touches) {
            here[found++] = of_document[i];
        }
    }
    json_t *list = propos_answer_codings(s, here, found, turn, 0, s->turns[turn].length);
    free(here);
    return list;
}

static propos_status turn_json(const propos_view *view, uint32_t turn, const uint32_t *codings,
                               size_t coding_count, json_t *turns, propos_error *error)
{
    const propos_snapshot *s = view->snapshot;
    const propos_snap_turn *t = &s->turns[turn];
    propos_buffer text = {0};
    propos_status status = propos_record_turn_text(view->record, t->id, &text, error);
    if (status == PROPOS_OK) {
        bool estimated;
        json_t *object = json_object();
        propos_json_set(object, "turn", json_integer(t->number));
        propos_json_set(object, "speaker", propos_answer_speaker(s, t->speaker));
        propos_json_set(object, "lines", propos_answer_lines(s, turn, 0, t->length, &estimated));
        propos_json_set(object, "lines_estimated", json_boolean(estimated));
        propos_json_set(object, "locator", propos_json_text(t->locator));
        propos_json_set(object, "time_ms", t->time_ms < 0 ? json_null() : json_integer(t->time_ms));
        propos_json_set(object, "question", propos_answer_question(s, t->question));
        propos_json_set(object, "text", propos_json_text_n(propos_buffer_text(&text), text.length));
        propos_json_set(object, "codings", turn_codings(s, turn, codings, coding_count));
        (void)json_array_append_new(turns, object);
    }
    propos_buffer_free(&text);
    return status;
}

static propos_status whole_document(const propos_view *view, uint32_t document, json_t **answer,
                                    propos_error *error)
{
    const propos_snapshot *s = view->snapshot;
    const propos_snap_document *d = &s->documents[document];
    uint32_t *codings = propos_alloc(s->coding_count + 1, sizeof *codings);
    size_t count = 0;
    for (uint32_t i = 0; i < s->coding_count; i++) {
        if (s->codings[i].document == document) {
            codings[count++] = i;
        }
    }
    json_t *turns = json_array();
    propos_status status = PROPOS_OK;
    for (uint32_t i = 0; i < d->turn_count && status == PROPOS_OK; i++) {
        status = turn_json(view, d->first_turn + i, codings, count, turns, error);
    }
    free(codings);
    json_t *object = json_object();
    propos_json_set(object, "document", document_json(s, document));
    propos_json_set(object, "turns", turns);
    if (status != PROPOS_OK) {
        json_decref(object);
        return status;
    }
    *answer = object;
    return PROPOS_OK;
}

// A document by its id, whatever its case; "STUDY/ID" where several studies are asked.
static uint32_t document_named(const propos_view *view, const char *name)
{
    const propos_snapshot *s = view->snapshot;
    size_t length = strlen(s->id);
    if (strncmp(name, s->id, length) == 0 && name[length] == '/') {
        name += length + 1;
    }
    uint32_t found = propos_snapshot_document(s, name);
    char *folded = propos_folded(name);
    for (uint32_t i = 0; found == PROPOS_NONE && i < s->document_count; i++) {
        found = strcmp(view->catalogue->document_ids[i], folded) == 0 ? i : PROPOS_NONE;
    }
    free(folded);
    return found;
}

propos_status propos_operation_document(propos_session *session, json_t **answer,
                                        propos_error *error)
{
    const char *subject = session->request->subject;
    if (subject == NULL || subject[0] == '\0') {
        return propos_fail(error, PROPOS_USAGE, _("which document? Write its id"));
    }
    const propos_view *found = NULL;
    uint32_t document = PROPOS_NONE;
    for (size_t i = 0; i < session->study_count; i++) {
        const propos_view *view = &session->studies[i]->view;
        uint32_t here = document_named(view, subject);
        if (here != PROPOS_NONE && found != NULL) {
            return propos_fail(error, PROPOS_USAGE,
                               _("“%s” is a document of several studies (%s, %s…): say which "
                                 "study, or write STUDY/DOCUMENT"),
                               subject, found->snapshot->id, view->snapshot->id);
        }
        if (here != PROPOS_NONE) {
            found = view;
            document = here;
        }
    }
    if (found == NULL) {
        return propos_fail(error, PROPOS_NOT_FOUND, _("there is no document “%s”"), subject);
    }
    return whole_document(found, document, answer, error);
}

// ---- groups ----

propos_status propos_operation_groups(propos_session *session, json_t **answer, propos_error *error)
{
    (void)error;
    json_t *list = json_array();
    for (size_t i = 0; i < session->study_count; i++) {
        const propos_snapshot *s = session->studies[i]->view.snapshot;
        for (uint32_t g = 0; g < s->group_count; g++) {
            json_t *documents = json_array();
            uint32_t turns = 0;
            for (uint32_t d = 0; d < s->document_count; d++) {
                if (s->documents[d].group == g) {
                    (void)json_array_append_new(documents, propos_json_text(s->documents[d].id));
                    turns += s->documents[d].turn_count;
                }
            }
            json_t *object = json_object();
            propos_json_set(object, "study", propos_json_text(s->id));
            propos_json_set(object, "group", propos_json_text(s->groups[g]));
            propos_json_set(object, "documents", documents);
            propos_json_set(object, "turns", json_integer(turns));
            (void)json_array_append_new(list, object);
        }
    }
    *answer = json_object();
    propos_json_set(*answer, "groups", list);
    return PROPOS_OK;
}

// ---- studies and their state ----

propos_status propos_operation_studies(propos_session *session, json_t **answer,
                                       propos_error *error)
{
    (void)error;
    json_t *list = json_array();
    for (size_t i = 0; i < session->study_count; i++) {
        const propos_snapshot *s = session->studies[i]->view.snapshot;
        json_t *object = json_object();
        propos_json_set(object, "id", propos_json_text(s->id));
        propos_json_set(object, "title", propos_json_text(s->title));
        propos_json_set(object, "language", propos_json_text(s->language));
        propos_json_set(object, "source", propos_json_text(s->source_path));
        propos_json_set(object, "documents", json_integer(s->document_count));
        propos_json_set(object, "revision", json_integer((json_int_t)s->revision));
        (void)json_array_append_new(list, object);
    }
    *answer = json_object();
    propos_json_set(*answer, "studies", list);
    return PROPOS_OK;
}
