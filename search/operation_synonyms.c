// The operation "synonyms": what a word is joined with in the studies asked, and from where.
#include "search/session.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "engine/engine.h"
#include "search/expand.h"
#include "search/plan.h"
#include "search/words.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// An expansion in all the studies that have it.
typedef struct joined {
    propos_bridge bridge;
    const char *words; // the arena's
    size_t passages;
} joined;

typedef struct joined_list {
    joined *items; // malloc'ed
    size_t count, capacity;
    size_t own; // passages that the word itself is in
} joined_list;

static void join(joined_list *list, propos_bridge bridge, const char *words, size_t passages)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].bridge == bridge && strcmp(list->items[i].words, words) == 0) {
            list->items[i].passages += passages;
            return;
        }
    }
    PROPOS_GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count++] = (joined){.bridge = bridge, .words = words, .passages = passages};
}

// By bridge, in its order; the frequent ones first.
static int by_bridge(const void *a, const void *b)
{
    const joined *x = a;
    const joined *y = b;
    if (x->bridge != y->bridge) {
        return (int)x->bridge - (int)y->bridge;
    }
    if (x->passages != y->passages) {
        return x->passages > y->passages ? -1 : 1;
    }
    return strcmp(x->words, y->words);
}

// In how many passages `text` is said: as its stem, or in these very letters.
static propos_status count_passages(propos_session *session, propos_handle *handle,
                                    propos_words *words, const char *text, bool exact,
                                    size_t *passages, propos_error *error)
{
    propos_query query = {.kind = exact ? PROPOS_QUERY_EXACT : PROPOS_QUERY_PHRASE, .text = text};
    propos_word word = propos_words_operator(words, &query, PROPOS_SCOPE_TEXT);
    propos_match_options options = {.exact = true,
                                    .stop = session->request->stop,
                                    .stop_context = session->request->stop_context};
    propos_matches matches = {0};
    propos_status status =
        propos_engine_match(handle->engine, word.full, &options, &matches, error);
    if (status == PROPOS_OK) {
        *passages = matches.total;
        propos_matches_free(&matches);
    }
    return status;
}

// Adds what the word is joined with in one study.
static propos_status join_study(propos_session *session, propos_handle *handle, const char *asked,
                                joined_list *list, propos_error *error)
{
    propos_words words = {.arena = session->arena,
                          .analyser = handle->view.analyser,
                          .weights = &propos_weights_usual};
    words.last = &words.first;
    propos_expander expander = {.arena = session->arena,
                                .analyser = handle->view.analyser,
                                .record = handle->view.record,
                                .thesaurus = session->thesaurus,
                                .dictionary = session->dictionary};
    propos_slots slots = propos_words_cut(&words, asked, false);
    propos_expansions found = propos_expand(&expander, slots.key, NULL, 0);
    size_t passages = 0;
    propos_status status =
        count_passages(session, handle, &words, slots.key, false, &passages, error);
    list->own += passages;
    for (size_t i = 0; i < found.count && status == PROPOS_OK; i++) {
        const propos_expansion *e = &found.items[i];
        status = count_passages(session, handle, &words, e->words, e->exact, &passages, error);
        if (status == PROPOS_OK) {
            join(list, e->bridge, e->words, passages);
        }
    }
    propos_words_free(&words);
    return status;
}

static json_t *list_of(const joined_list *list)
{
    json_t *out = json_array();
    for (size_t i = 0; i < list->count; i++) {
        json_t *item = json_object();
        propos_json_set(item, "source",
                        propos_json_text(propos_bridge_name(list->items[i].bridge)));
        propos_json_set(item, "words", propos_json_text(list->items[i].words));
        propos_json_set(item, "full", json_boolean(list->items[i].bridge <= PROPOS_BRIDGE_STUDY));
        propos_json_set(item, "passages", json_integer((json_int_t)list->items[i].passages));
        (void)json_array_append_new(out, item);
    }
    return out;
}

propos_status propos_operation_synonyms(propos_session *session, json_t **answer,
                                        propos_error *error)
{
    const char *asked = session->parameters.q;
    if (asked == NULL || asked[strspn(asked, " ")] == '\0') {
        return propos_fail(error, PROPOS_USAGE, _("which word? Write it after “synonyms”"));
    }
    joined_list list = {0};
    propos_status status = PROPOS_OK;
    for (size_t i = 0; i < session->study_count && status == PROPOS_OK; i++) {
        status = join_study(session, session->studies[i], asked, &list, error);
    }
    if (list.count > 1) {
        qsort(list.items, list.count, sizeof *list.items, by_bridge);
    }
    if (status == PROPOS_OK) {
        *answer = json_object();
        propos_json_set(*answer, "word", propos_json_text(asked));
        propos_json_set(*answer, "passages", json_integer((json_int_t)list.own));
        propos_json_set(*answer, "synonyms", list_of(&list));
        if (session->thesaurus == NULL) {
            propos_notices_add(&session->notices,
                               _("the French thesaurus is not installed (Debian package "
                                 "mythes-fr): neighbours of meaning are fewer"));
        }
        json_t *notices = json_array();
        for (size_t i = 0; i < session->notices.count; i++) {
            (void)json_array_append_new(notices, propos_json_text(session->notices.items[i]));
        }
        propos_json_set(*answer, "notices", notices);
    }
    free(list.items);
    return status;
}
