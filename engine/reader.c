// The engine on a Xapian index: which of the indexes to read, and reading again when the writer was
// in the way.
#include "engine/private.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A writer commits every few seconds at most; a match takes milliseconds. More than two in a row is
// a fault.
enum { TRIES = 5 };

typedef struct reader {
    propos_engine engine;
    char *index_path; // the link
    char *target;     // what it pointed to when `database` was opened; "": it is no link
    char *analyser_version;
    engine_database *database;
} reader;

static propos_status no_index(const char *path, propos_error *error)
{
    return propos_fail_at(error, PROPOS_REBUILD, path, 0,
                          _("the study has no search index yet: index it"));
}

// Where the link points to now, malloc'ed; "" when `path` is no link, NULL when there is nothing.
static char *read_link(const char *path)
{
    char name[PROPOS_PATH_SIZE];
    ssize_t length = readlink(path, name, sizeof name - 1);
    if (length < 0 && errno != EINVAL) {
        return NULL;
    }
    return propos_strndup(name, length < 0 ? 0 : (size_t)length);
}

// The directory that the link's target names.
static char *directory_of(const char *index_path, const char *target)
{
    if (*target == '\0') {
        return propos_strdup(index_path);
    }
    const char *slash = strrchr(index_path, '/');
    if (*target == '/' || slash == NULL) {
        return propos_strdup(target);
    }
    return propos_printf("%.*s/%s", (int)(slash - index_path), index_path, target);
}

propos_status engine_database_is_ours(engine_database *database, const char *path,
                                      const char *analyser_version, propos_error *error)
{
    propos_buffer schema = {0};
    propos_buffer analyser = {0};
    propos_status status = engine_database_note(database, ENGINE_NOTE_SCHEMA, &schema, error);
    if (status == PROPOS_OK) {
        status = engine_database_note(database, ENGINE_NOTE_ANALYSER, &analyser, error);
    }
    if (status == PROPOS_OK && (strcmp(propos_buffer_text(&schema), ENGINE_SCHEMA) != 0 ||
                                strcmp(propos_buffer_text(&analyser), analyser_version) != 0)) {
        status = propos_fail_at(error, PROPOS_REBUILD, path, 0,
                                _("the search index was made by another version of Propos, or with "
                                  "other word lists: index the study again"));
    }
    propos_buffer_free(&schema);
    propos_buffer_free(&analyser);
    return status;
}

// Opens what the link points to now, in the place of what was open; on an error that stays open.
static propos_status open_newest(reader *r, propos_error *error)
{
    char *target = read_link(r->index_path);
    if (target == NULL) {
        return no_index(r->index_path, error);
    }
    char *directory = directory_of(r->index_path, target);
    engine_database *database = NULL;
    propos_status status = engine_blocks_check(directory, false, error);
    if (status == PROPOS_OK) {
        status = engine_database_open(directory, &database, error);
    }
    if (status == PROPOS_OK) {
        status = engine_database_is_ours(database, directory, r->analyser_version, error);
    }
    if (status == PROPOS_OK) {
        engine_database_close(r->database);
        free(r->target);
        r->database = database;
        r->target = target;
    } else {
        engine_database_close(database);
        free(target);
    }
    free(directory);
    return status;
}

static void reader_close(propos_engine *engine)
{
    reader *r = (reader *)engine;
    engine_database_close(r->database);
    free(r->index_path);
    free(r->target);
    free(r->analyser_version);
    free(r);
}

propos_status engine_database_revision(engine_database *database, uint64_t *revision,
                                       propos_error *error)
{
    propos_buffer text = {0};
    propos_status status = engine_database_note(database, ENGINE_NOTE_REVISION, &text, error);
    *revision = strtoull(propos_buffer_text(&text), NULL, 10);
    propos_buffer_free(&text);
    return status;
}

static propos_status reader_revision(propos_engine *engine, uint64_t *revision, propos_error *error)
{
    return engine_database_revision(((reader *)engine)->database, revision, error);
}

static propos_status reader_reopen(propos_engine *engine, propos_error *error)
{
    reader *r = (reader *)engine;
    char *target = read_link(r->index_path);
    if (target == NULL) {
        return no_index(r->index_path, error);
    }
    bool swapped = strcmp(target, r->target) != 0;
    free(target);
    return swapped ? open_newest(r, error) : engine_database_reopen(r->database, error);
}

// What matched, kept until the match is known to be whole: a second try would give passages twice.
typedef struct seen {
    uint32_t *ids;
    size_t count, capacity;
} seen;

static void keep_id(void *context, uint32_t id)
{
    seen *s = context;
    PROPOS_GROW(s->ids, s->capacity, s->count + 1);
    s->ids[s->count++] = id;
}

static propos_status reader_match(propos_engine *engine, const propos_node *tree,
                                  const propos_match_options *options, propos_matches *out,
                                  propos_error *error)
{
    reader *r = (reader *)engine;
    seen s = {0};
    propos_match_options inner = *options;
    if (options->every != NULL) {
        inner.every = keep_id;
        inner.every_context = &s;
    }
    bool modified = true;
    propos_status status = PROPOS_OK;
    for (int try = 0; modified && try < TRIES; try++) {
        if (try > 0 && (status = reader_reopen(engine, error)) != PROPOS_OK) {
            break;
        }
        s.count = 0;
        propos_matches_free(out);
        status = engine_database_match(r->database, tree, &inner, out, &modified, error);
    }
    for (size_t i = 0; status == PROPOS_OK && i < s.count; i++) {
        options->every(options->every_context, s.ids[i]);
    }
    free(s.ids);
    return status;
}

// Words given already, which a second try must not give again.
typedef struct giving {
    bool (*each)(void *context, const char *word, size_t passages);
    void *context;
    engine_words given;
    size_t before; // given by the tries before this one
} giving;

static bool give_once(void *context, const char *word, size_t passages)
{
    giving *g = context;
    for (size_t i = 0; i < g->before; i++) {
        if (strcmp(g->given.items[i], word) == 0) {
            return true;
        }
    }
    PROPOS_GROW(g->given.items, g->given.capacity, g->given.count + 1);
    g->given.items[g->given.count++] = propos_strdup(word);
    return g->each(g->context, word, passages);
}

static propos_status reader_words(propos_engine *engine, const char *prefix,
                                  bool (*each)(void *context, const char *word, size_t passages),
                                  void *context, propos_error *error)
{
    reader *r = (reader *)engine;
    giving g = {.each = each, .context = context};
    bool modified = true;
    propos_status status = PROPOS_OK;
    for (int try = 0; modified && try < TRIES; try++) {
        if (try > 0 && (status = reader_reopen(engine, error)) != PROPOS_OK) {
            break;
        }
        g.before = g.given.count;
        status = engine_database_words(r->database, prefix, give_once, &g, &modified, error);
    }
    engine_words_free(&g.given);
    return status;
}

static const engine_methods READER = {"xapian",      reader_close, reader_revision,
                                      reader_reopen, reader_match, reader_words};

propos_status propos_engine_open_xapian(const char *index_path, const char *analyser_version,
                                        propos_engine **out, propos_error *error)
{
    reader *r = propos_alloc(1, sizeof *r);
    r->engine.methods = &READER;
    r->index_path = propos_strdup(index_path);
    r->analyser_version = propos_strdup(analyser_version);
    propos_status status = open_newest(r, error);
    if (status != PROPOS_OK) {
        reader_close(&r->engine);
        return status;
    }
    *out = &r->engine;
    return PROPOS_OK;
}
