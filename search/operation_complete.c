// The operation "complete": what a word or a name that is being typed may become.
#include "search/session.h"

#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Words looked at for one prefix: enough to find the frequent ones, few enough for a key stroke.
enum { WORDS_SEEN = 5000 };

typedef struct candidate {
    char *word; // malloc'ed
    size_t passages;
} candidate;

typedef struct candidates {
    candidate *items;
    size_t count, capacity;
} candidates;

static bool note_word(void *context, const char *word, size_t passages)
{
    candidates *c = context;
    PROPOS_GROW(c->items, c->capacity, c->count + 1);
    c->items[c->count++] = (candidate){.word = propos_strdup(word), .passages = passages};
    return c->count < WORDS_SEEN;
}

static int by_word(const void *a, const void *b)
{
    return strcmp(((const candidate *)a)->word, ((const candidate *)b)->word);
}

static int by_passages(const void *a, const void *b)
{
    const candidate *x = a;
    const candidate *y = b;
    if (x->passages != y->passages) {
        return x->passages > y->passages ? -1 : 1;
    }
    return strcmp(x->word, y->word);
}

// Several studies have the same words.
static void join_same(candidates *c)
{
    if (c->count > 1) {
        qsort(c->items, c->count, sizeof *c->items, by_word);
    }
    size_t kept = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (kept > 0 && strcmp(c->items[kept - 1].word, c->items[i].word) == 0) {
            c->items[kept - 1].passages += c->items[i].passages;
            free(c->items[i].word);
        } else {
            c->items[kept++] = c->items[i];
        }
    }
    c->count = kept;
    if (c->count > 1) {
        qsort(c->items, c->count, sizeof *c->items, by_passages);
    }
}

static propos_status words(propos_session *session, const char *prefix, size_t limit, json_t **out,
                           propos_error *error)
{
    candidates c = {0};
    propos_status status = PROPOS_OK;
    char *typed = propos_normalised(prefix);
    for (size_t i = 0; typed[0] != '\0' && i < session->study_count && status == PROPOS_OK; i++) {
        status = propos_engine_words(session->studies[i]->engine, typed, note_word, &c, error);
    }
    free(typed);
    join_same(&c);
    *out = json_array();
    for (size_t i = 0; i < c.count; i++) {
        if (i < limit) {
            json_t *item = json_object();
            propos_json_set(item, "value", propos_json_text(c.items[i].word));
            propos_json_set(item, "passages", json_integer((json_int_t)c.items[i].passages));
            (void)json_array_append_new(*out, item);
        }
        free(c.items[i].word);
    }
    free(c.items);
    return status;
}

// True when a name, or a word of it, begins with what was typed.
static bool begins(const char *folded, const char *typed)
{
    size_t n = strlen(typed);
    for (const char *at = folded; at != NULL && *at != '\0';) {
        if (strncmp(at, typed, n) == 0) {
            return true;
        }
        at = strpbrk(at, " '-");
        at = at != NULL ? at + 1 : NULL;
    }
    return false;
}

static void add(json_t *list, size_t limit, const propos_snapshot *s, const char *value,
                const char *name)
{
    if (json_array_size(list) < limit) {
        json_t *item = json_object();
        propos_json_set(item, "value", propos_json_text(value));
        propos_json_set(item, "name", propos_json_text(name));
        propos_json_set(item, "study", propos_json_text(s->id));
        (void)json_array_append_new(list, item);
    }
}

static void add_names(const propos_view *view, const char *typed, size_t limit, json_t *codes,
                      json_t *speakers, json_t *groups)
{
    const propos_snapshot *s = view->snapshot;
    const propos_catalogue *c = view->catalogue;
    for (uint32_t i = 0; i < s->code_count; i++) {
        if (begins(c->code_ids[i], typed) || begins(c->codes[i].folded, typed)) {
            add(codes, limit, s, s->codes[i].id, s->codes[i].name);
        }
    }
    for (uint32_t i = 0; i < s->speaker_count; i++) {
        if (begins(c->speakers[i], typed)) {
            add(speakers, limit, s, s->speakers[i].label, s->documents[s->speakers[i].document].id);
        }
    }
    for (uint32_t i = 0; i < s->group_count; i++) {
        if (begins(c->groups[i].folded, typed)) {
            add(groups, limit, s, s->groups[i], NULL);
        }
    }
}

propos_status propos_operation_complete(propos_session *session, json_t **answer,
                                        propos_error *error)
{
    const propos_parameters *p = &session->parameters;
    if (p->q == NULL) {
        return propos_fail(error, PROPOS_USAGE,
                           _("the parameter q is missing: the beginning of a word"));
    }
    json_t *found = NULL;
    propos_status status = words(session, p->q, p->limit, &found, error);
    json_t *object = json_object();
    json_t *codes = json_array();
    json_t *speakers = json_array();
    json_t *groups = json_array();
    char *typed = propos_folded(p->q);
    for (size_t i = 0; typed[0] != '\0' && i < session->study_count; i++) {
        add_names(&session->studies[i]->view, typed, p->limit, codes, speakers, groups);
    }
    free(typed);
    propos_json_set(object, "words", found);
    propos_json_set(object, "codes", codes);
    propos_json_set(object, "speakers", speakers);
    propos_json_set(object, "groups", groups);
    if (status != PROPOS_OK) {
        json_decref(object);
        return status;
    }
    *answer = object;
    return PROPOS_OK;
}
