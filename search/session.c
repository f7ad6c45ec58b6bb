#include "search/session.h"

#include <string.h>

const char *propos_session_parameter(const propos_session *session, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < session->request->parameter_count; i++) {
        const propos_parameter *p = &session->request->parameters[i];
        value = strcmp(p->name, name) == 0 ? p->value : value;
    }
    return value;
}

propos_arena *propos_session_arena(const propos_session *session)
{
    return session->arena;
}

void propos_session_notice(propos_session *session, const char *sentence)
{
    propos_notices_add(&session->notices, sentence);
}

void propos_session_plan(propos_session *session, propos_handle *handle, propos_plan *plan)
{
    *plan = (propos_plan){.arena = session->arena,
                          .snapshot = handle->view.snapshot,
                          .catalogue = handle->view.catalogue,
                          .analyser = handle->view.analyser,
                          .record = handle->view.record,
                          .dictionary = session->dictionary,
                          .thesaurus = session->thesaurus,
                          .mode = session->parameters.match,
                          .scope = session->parameters.in,
                          .weights = session->request->weights,
                          .notices = &session->notices};
}

json_t *propos_notices_json(const propos_notices *notices)
{
    json_t *list = json_array();
    for (size_t i = 0; i < notices->count; i++) {
        (void)json_array_append_new(list, propos_json_text(notices->items[i]));
    }
    return list;
}
