// The operation "complete": what the word, the filter or the name that is being typed may become.
#include "search/session.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "search/language.h"
#include "text/marks.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// What is being typed: the query's last token, and which of its parts is to be completed.
typedef struct typed {
    const char *kept;   // of the token: what stays before the completion, as in -groupe:
    const char *value;  // what is completed
    const char *folded; // the same, folded
    const char *name;   // of the filter, folded; NULL: no filter
    bool bare;          // no filter: words, names and filters
    bool coders;        // only these: nothing else can stand there
    propos_filter filter;
} typed;

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

// ---- what is being typed ----

// Where the last token begins: after the last space or parenthesis outside quotation marks.
static const char *last_token(const char *q)
{
    bool quoted = false;
    const char *start = q;
    for (const char *at = q; *at != '\0'; at++) {
        quoted = quoted != (*at == '"');
        if (!quoted && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '(')) {
            start = at + 1;
        }
    }
    return start;
}

// The value of codé-par: may join several coders: the last one is being typed.
static const char *last_coder(const char *value)
{
    const char *start = value;
    for (const char *at = value; *at != '\0' && strchr(value, '"') == NULL; at++) {
        start = *at == '+' || *at == ',' || *at == '-' ? at + 1 : start;
    }
    return start;
}

static typed read_typed(propos_arena *arena, const char *q)
{
    typed t = {.filter = PROPOS_BY_ATTRIBUTE};
    const char *start = last_token(q);
    const char *at = start + (*start == '-' ? 1 : 0);
    const char *colon = *at == '"' ? NULL : strchr(at, ':');
    t.bare = colon == NULL;
    if (colon != NULL) {
        t.name =
            propos_catalogue_fold(arena, propos_arena_strndup(arena, at, (size_t)(colon - at)));
        (void)propos_filter_from(t.name, &t.filter);
        // "codé:" is told from "code:" by its accent.
        if (t.filter == PROPOS_BY_CODE && strncmp(at, "cod\xc3\xa9", 5) == 0) {
            t.filter = PROPOS_BY_CODED;
        }
        t.bare = t.filter != PROPOS_BY_ATTRIBUTE && propos_filter_takes_words(t.filter);
        t.coders = t.filter == PROPOS_BY_CODER || t.filter == PROPOS_BY_CODED_BY;
        at = t.filter == PROPOS_BY_CODED_BY ? last_coder(colon + 1) : colon + 1;
    }
    t.kept = propos_arena_strndup(arena, start, (size_t)(at - start));
    t.value = propos_arena_strdup(arena, at + (*at == '"' ? 1 : 0));
    t.folded = propos_catalogue_fold(arena, t.value);
    return t;
}

// ---- the answer ----

typedef struct completion {
    const typed *typed;
    size_t limit;
    propos_arena *arena;
    json_t *object;
    json_t *completions; // whole tokens, ready to stand in the query
} completion;

static json_t *list_of(completion *c, const char *kind)
{
    json_t *list = json_object_get(c->object, kind);
    if (list == NULL) {
        list = json_array();
        propos_json_set(c->object, kind, list);
    }
    return list;
}

// The token with `value` as its end: in quotation marks where it would not be read as one.
static void add_token(completion *c, const char *before, const char *value, const char *after)
{
    bool plain = value[strcspn(value, " \t()\"+,:")] == '\0' && value[0] != '\0';
    const char *quote = plain || after[0] != '\0' ? "" : "\"";
    const char *whole =
        propos_arena_printf(c->arena, "%s%s%s%s%s", before, quote, value, quote, after);
    for (size_t i = 0; i < json_array_size(c->completions); i++) {
        if (strcmp(json_string_value(json_array_get(c->completions, i)), whole) == 0) {
            return;
        }
    }
    (void)json_array_append_new(c->completions, propos_json_text(whole));
}

// A name of kind `kind`: `filter` is the filter that names it where none was typed.
static void add_name(completion *c, const char *kind, const propos_snapshot *s, const char *filter,
                     const char *value, const char *name)
{
    json_t *list = list_of(c, kind);
    if (json_array_size(list) < c->limit) {
        json_t *item = json_object();
        propos_json_set(item, "value", propos_json_text(value));
        propos_json_set(item, "name", propos_json_text(name));
        propos_json_set(item, "study", s != NULL ? propos_json_text(s->id) : json_null());
        (void)json_array_append_new(list, item);
        const char *before =
            c->typed->name == NULL || c->typed->bare
                ? propos_arena_printf(c->arena, "%s%s:", c->typed->kept[0] == '-' ? "-" : "",
                                      filter)
                : c->typed->kept;
        add_token(c, before, value, "");
    }
}

// ---- words ----

static propos_status add_words(completion *c, propos_session *session, propos_error *error)
{
    candidates found = {0};
    propos_status status = PROPOS_OK;
    char *prefix = propos_normalised(c->typed->value);
    json_t *list = list_of(c, "words");
    bool wanted = c->typed->bare && prefix[0] != '\0';
    for (size_t i = 0; wanted && i < session->study_count && status == PROPOS_OK; i++) {
        status = propos_engine_words(session->studies[i]->engine, prefix, note_word, &found, error);
    }
    free(prefix);
    join_same(&found);
    for (size_t i = 0; i < found.count; i++) {
        if (i < c->limit) {
            json_t *item = json_object();
            propos_json_set(item, "value", propos_json_text(found.items[i].word));
            propos_json_set(item, "passages", json_integer((json_int_t)found.items[i].passages));
            (void)json_array_append_new(list, item);
            add_token(c, c->typed->kept, found.items[i].word, "");
        }
        free(found.items[i].word);
    }
    free(found.items);
    return status;
}

// ---- names ----

// True when a name, or a word of it, begins with what was typed.
static bool begins(const char *folded, const char *prefix)
{
    size_t n = strlen(prefix);
    for (const char *at = folded; at != NULL && *at != '\0';) {
        if (strncmp(at, prefix, n) == 0) {
            return true;
        }
        at = strpbrk(at, " '-");
        at = at != NULL ? at + 1 : NULL;
    }
    return false;
}

// True when names that `filter` takes are asked for here.
static bool takes(const typed *t, propos_filter filter)
{
    return t->name == NULL ? t->folded[0] != '\0' : !t->bare && t->filter == filter;
}

static void add_codes(completion *c, const propos_view *view)
{
    const propos_snapshot *s = view->snapshot;
    for (uint32_t i = 0; takes(c->typed, PROPOS_BY_CODE) && i < s->code_count; i++) {
        if (begins(view->catalogue->code_ids[i], c->typed->folded) ||
            begins(view->catalogue->codes[i].folded, c->typed->folded)) {
            add_name(c, "codes", s, "code", s->codes[i].id, s->codes[i].name);
        }
    }
}

static void add_people(completion *c, const propos_view *view)
{
    const propos_snapshot *s = view->snapshot;
    const typed *t = c->typed;
    for (uint32_t i = 0; takes(t, PROPOS_BY_SPEAKER) && i < s->speaker_count; i++) {
        if (begins(view->catalogue->speakers[i], t->folded)) {
            add_name(c, "speakers", s, "locuteur", s->speakers[i].label,
                     s->documents[s->speakers[i].document].id);
        }
    }
    for (uint32_t i = 0; takes(t, PROPOS_BY_GROUP) && i < s->group_count; i++) {
        if (begins(view->catalogue->groups[i].folded, t->folded)) {
            add_name(c, "groups", s, "groupe", s->groups[i], NULL);
        }
    }
    for (uint32_t i = 0; (takes(t, PROPOS_BY_CODED_BY) || t->coders) && i < s->coder_count; i++) {
        if (begins(view->catalogue->coders[i], t->folded)) {
            add_name(c, "coders", s, "codé-par", s->coders[i], NULL);
        }
    }
}

static void add_documents(completion *c, const propos_view *view)
{
    const propos_snapshot *s = view->snapshot;
    for (uint32_t i = 0; takes(c->typed, PROPOS_BY_DOCUMENT) && i < s->document_count; i++) {
        if (begins(view->catalogue->document_ids[i], c->typed->folded) ||
            begins(view->catalogue->documents[i].folded, c->typed->folded)) {
            add_name(c, "documents", s, "document", s->documents[i].id, s->documents[i].title);
        }
    }
    if (c->typed->name != NULL && takes(c->typed, PROPOS_BY_STUDY) &&
        begins(view->catalogue->id, c->typed->folded)) {
        add_name(c, "values", s, "", s->id, s->title);
    }
}

static void add_attributes(completion *c, const propos_view *view)
{
    const propos_catalogue *names = view->catalogue;
    const typed *t = c->typed;
    const char *last = "";
    for (size_t i = 0; i < names->value_count; i++) {
        const propos_catalogue_value *v = &names->values[i];
        if (t->name != NULL && t->filter == PROPOS_BY_ATTRIBUTE && !t->bare &&
            strcmp(v->attribute_folded, t->name) == 0 && begins(v->value_folded, t->folded)) {
            add_name(c, "values", view->snapshot, "", v->value, v->attribute);
        }
        if (t->name == NULL && strcmp(last, v->attribute_folded) != 0 &&
            strncmp(v->attribute_folded, t->folded, strlen(t->folded)) == 0) {
            (void)json_array_append_new(list_of(c, "filters"), propos_json_text(v->attribute));
            add_token(c, c->typed->kept, v->attribute, ":");
        }
        last = v->attribute_folded;
    }
}

// ---- the language's own words ----

static void add_filters(completion *c)
{
    for (int i = 0; c->typed->name == NULL && i < (int)PROPOS_BY_ATTRIBUTE; i++) {
        const char *spellings[] = {propos_filter_name((propos_filter)i),
                                   propos_filter_english((propos_filter)i)};
        int first = propos_language_get() == PROPOS_FRENCH ? 0 : 1;
        for (int j = 0; j < 2; j++) {
            const char *name = spellings[(first + j) % 2];
            const char *folded = propos_catalogue_fold(c->arena, name);
            bool wanted = strncmp(folded, c->typed->folded, strlen(c->typed->folded)) == 0 &&
                          (j == 0 || c->typed->folded[0] != '\0');
            if (wanted) {
                (void)json_array_append_new(list_of(c, "filters"), propos_json_text(name));
                add_token(c, c->typed->kept, name, ":");
                break;
            }
        }
    }
}

// Values that are words of the language, in French and English.
static void add_values(completion *c)
{
    static const struct {
        propos_filter filter;
        const char *french, *english;
    } VALUES[] = {
        {PROPOS_BY_CODED_BY, "tous", "all"},
        {PROPOS_BY_CODED_BY, "deux", "both"},
        {PROPOS_BY_AGREED, "même", "same"},
        {PROPOS_BY_AGREED, "oui", "yes"},
        {PROPOS_BY_AGREED, "non", "no"},
        {PROPOS_BY_CODED, "oui", "yes"},
        {PROPOS_BY_CODED, "non", "no"},
        {PROPOS_BY_ROLE, "participant", "participant"},
        {PROPOS_BY_ROLE, "modérateur", "moderator"},
        {PROPOS_BY_ROLE, "enquêteur", "interviewer"},
        {PROPOS_BY_ROLE, "observateur", "observer"},
        {PROPOS_BY_MARK, "pause", "pause"},
        {PROPOS_BY_MARK, "rires", "laughter"},
        {PROPOS_BY_MARK, "chevauchement", "overlap"},
        {PROPOS_BY_MARK, "inaudible", "inaudible"},
    };
    bool french = propos_language_get() == PROPOS_FRENCH;
    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
        const char *value = french ? VALUES[i].french : VALUES[i].english;
        if (c->typed->name != NULL && VALUES[i].filter == c->typed->filter &&
            begins(propos_catalogue_fold(c->arena, value), c->typed->folded)) {
            add_name(c, "values", NULL, "", value, NULL);
        }
    }
}

propos_status propos_operation_complete(propos_session *session, json_t **answer,
                                        propos_error *error)
{
    static const char *const KINDS[] = {"words",  "codes",     "speakers", "groups",
                                        "coders", "documents", "filters",  "values"};
    const propos_parameters *p = &session->parameters;
    if (p->q == NULL) {
        return propos_fail(error, PROPOS_USAGE,
                           _("the parameter q is missing: the beginning of a word"));
    }
    typed t = read_typed(session->arena, p->q);
    completion c = {.typed = &t,
                    .limit = p->limit,
                    .arena = session->arena,
                    .object = json_object(),
                    .completions = json_array()};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        (void)list_of(&c, KINDS[i]);
    }
    propos_status status = add_words(&c, session, error);
    add_filters(&c);
    add_values(&c);
    for (size_t i = 0; i < session->study_count; i++) {
        const propos_view *view = &session->studies[i]->view;
        add_codes(&c, view);
        add_people(&c, view);
        add_documents(&c, view);
        add_attributes(&c, view);
    }
    propos_json_set(c.object, "completions", c.completions);
    if (status != PROPOS_OK) {
        json_decref(c.object);
        return status;
    }
    *answer = c.object;
    return PROPOS_OK;
}
