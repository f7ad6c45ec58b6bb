// The state of the studies: what each holds, which engine answers, and what is missing for finding
// more.
#include "search/session.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "corpus/vocabulary.h"
#include "text/dictionary.h"
#include "text/thesaurus.h"

#include <string.h>

// Lemmas that another dictionary gave than the one that is installed now, or none at all.
static bool lemmas_are_old(const propos_handle *h, const char *dictionary)
{
    propos_buffer source = {0};
    bool old = dictionary[0] != '\0' &&
               propos_vocabulary_source(h->view.record, &source, NULL) == PROPOS_OK &&
               strcmp(propos_buffer_text(&source), dictionary) != 0;
    propos_buffer_free(&source);
    return old;
}

static json_t *state_of(const propos_handle *h, const char *dictionary)
{
    const propos_snapshot *s = h->view.snapshot;
    json_t *object = json_object();
    json_t *coders = json_array();
    json_t *degraded = json_array();
    json_t *notices = json_array();
    for (uint32_t c = 0; c < s->coder_count; c++) {
        (void)json_array_append_new(coders, propos_json_text(s->coders[c]));
    }
    if (h->degraded != NULL) {
        (void)json_array_append_new(degraded, propos_json_text(h->degraded));
    }
    propos_json_set(object, "id", propos_json_text(s->id));
    propos_json_set(object, "title", propos_json_text(s->title));
    propos_json_set(object, "source", propos_json_text(s->source_path));
    propos_json_set(object, "documents", json_integer(s->document_count));
    propos_json_set(object, "turns", json_integer(s->turn_count));
    propos_json_set(object, "passages", json_integer(s->passage_count));
    propos_json_set(object, "codes", json_integer(s->code_count));
    propos_json_set(object, "coders", coders);
    propos_json_set(object, "codings", json_integer(s->coding_count));
    propos_json_set(object, "revision", json_integer((json_int_t)s->revision));
    propos_json_set(object, "engine", propos_json_text(propos_engine_name(h->engine)));
    propos_json_set(object, "degraded", degraded);
    if (lemmas_are_old(h, dictionary)) {
        (void)json_array_append_new(
            notices, propos_json_text(_("the forms of words (dit, disaient, for dire) were not "
                                        "looked up in the dictionary that is installed: run "
                                        "propos-index on the study once more")));
    }
    propos_json_set(object, "notices", notices);
    return object;
}

// What this machine lacks for finding other words than those asked. `dictionary`: the version of
// the one that is installed, or "".
static json_t *lacks(const char *dictionary)
{
    json_t *notices = json_array();
    if (dictionary[0] == '\0') {
        (void)json_array_append_new(
            notices, propos_json_text(_("no French dictionary is installed: words are found by "
                                        "their beginnings only, and “pouvoir” does not find "
                                        "“peut”; to have it: apt install hunspell-fr")));
    }
    if (!propos_thesaurus_is_installed()) {
        (void)json_array_append_new(
            notices, propos_json_text(_("no French thesaurus is installed: fewer words of like "
                                        "meaning are found; to have it: apt install mythes-fr")));
    }
    return notices;
}

propos_status propos_operation_status(propos_session *session, json_t **answer, propos_error *error)
{
    (void)error;
    propos_buffer version = {0};
    (void)propos_dictionary_installed_version(&version, NULL);
    const char *dictionary = propos_buffer_text(&version);
    json_t *list = json_array();
    for (size_t i = 0; i < session->study_count; i++) {
        (void)json_array_append_new(list, state_of(session->studies[i], dictionary));
    }
    *answer = json_object();
    propos_json_set(*answer, "studies", list);
    // Studies that cannot be read at all are not in the list: why is told here.
    json_t *troubles = json_array();
    for (size_t i = 0; i < session->degraded.count; i++) {
        bool told = false;
        for (size_t j = 0; j < session->study_count; j++) {
            told = told || (session->studies[j]->degraded != NULL &&
                            strcmp(session->studies[j]->degraded, session->degraded.items[i]) == 0);
        }
        if (!told) {
            (void)json_array_append_new(troubles, propos_json_text(session->degraded.items[i]));
        }
    }
    propos_json_set(*answer, "degraded", troubles);
    propos_json_set(*answer, "notices", lacks(dictionary));
    propos_buffer_free(&version);
    return PROPOS_OK;
}
