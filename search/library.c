#include "search/library.h"

#include "base/memory.h"
#include "base/paths.h"
#include "engine/engine.h"
#include "search/session.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

// How often an answer is begun anew because the index moved under it, before the fallback gives it.
enum { ATTEMPTS = 3 };

struct propos_library {
    propos_shelf *shelf;
    propos_analyser *plain;
    propos_dictionary *dictionary; // NULL until a word is asked that a study does not have
    propos_handle **handles;       // by id
    size_t handle_count, handle_capacity;
    // The names of the last request's studies, with the editions they were made from.
    propos_names *names;
    propos_edition **named;
    size_t named_count;
};

static const propos_operation OPERATIONS[] = {
    {"search", "q|limit|offset|sort|context|match|in|facets", true, propos_operation_search},
    {"passage", "context", true, propos_operation_passage},
    {"documents", "", true, propos_operation_documents},
    {"document", "", true, propos_operation_document},
    {"codes", "", true, propos_operation_codes},
    {"coders", "", true, propos_operation_coders},
    {"groups", "", true, propos_operation_groups},
    {"studies", "", false, propos_operation_studies},
    {"status", "", false, propos_operation_status},
    {"complete", "q|limit", true, propos_operation_complete},
    {"synonyms", "q", true, propos_operation_synonyms},
};

propos_status propos_library_new(propos_shelf *shelf, propos_library **out, propos_error *error)
{
    propos_library *library = propos_alloc(1, sizeof *library);
    library->shelf = shelf;
    propos_status status = propos_analyser_new(propos_shelf_lists(shelf), &library->plain, error);
    if (status != PROPOS_OK) {
        propos_library_free(library);
        return status;
    }
    *out = library;
    return PROPOS_OK;
}

static void forget_names(propos_library *library)
{
    propos_names_free(library->names);
    library->names = NULL;
    for (size_t i = 0; i < library->named_count; i++) {
        propos_edition_release(library->named[i]);
    }
    free(library->named);
    library->named = NULL;
    library->named_count = 0;
}

void propos_library_free(propos_library *library)
{
    if (library == NULL) {
        return;
    }
    forget_names(library);
    for (size_t i = 0; i < library->handle_count; i++) {
        propos_handle_free(library->handles[i]);
    }
    free(library->handles);
    propos_dictionary_free(library->dictionary);
    propos_analyser_free(library->plain);
    free(library);
}

// ---- the studies there are ----

static propos_handle *handle_of(propos_library *library, const char *id)
{
    for (size_t i = 0; i < library->handle_count; i++) {
        if (strcmp(library->handles[i]->id, id) == 0) {
            return library->handles[i];
        }
    }
    PROPOS_GROW(library->handles, library->handle_capacity, library->handle_count + 1);
    propos_handle *fresh = propos_handle_new(library->shelf, library->plain, id);
    library->handles[library->handle_count++] = fresh;
    return fresh;
}

static bool has_record(const propos_library *library, const char *id)
{
    char folder[PROPOS_PATH_SIZE];
    char path[PROPOS_PATH_SIZE];
    return propos_path_join(folder, propos_shelf_dir(library->shelf), id, NULL) == PROPOS_OK &&
           propos_path_join(path, folder, PROPOS_RECORD_NAME, NULL) == PROPOS_OK &&
           propos_stamp_of(path).inode != 0;
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(propos_handle *const *)a)->id, (*(propos_handle *const *)b)->id);
}

// Every study of the state folder that the shelf serves, by id; the array is the arena's.
static size_t all_studies(propos_library *library, propos_arena *arena, propos_handle ***out)
{
    propos_handle **list = NULL;
    size_t count = 0;
    size_t capacity = 0;
    DIR *folder = opendir(propos_shelf_dir(library->shelf));
    // NOLINTNEXTLINE(concurrency-mt-unsafe): a stream of our own
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (!propos_is_study_id(entry->d_name) || !has_record(library, entry->d_name)) {
            continue;
        }
        propos_handle *h = handle_of(library, entry->d_name);
        if (propos_shelf_serves(library->shelf, h->id, NULL) ||
            propos_shelf_serves(library->shelf, h->id, propos_handle_source(h))) {
            PROPOS_GROW(list, capacity, count + 1);
            list[count++] = h;
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    if (count > 1) {
        qsort(list, count, sizeof *list, by_id);
    }
    *out = propos_arena_copy(arena, list, count, sizeof *list);
    free(list);
    return count;
}

// Studies that are no longer there give their files back.
static void close_gone(propos_library *library)
{
    size_t kept = 0;
    for (size_t i = 0; i < library->handle_count; i++) {
        if (has_record(library, library->handles[i]->id)) {
            library->handles[kept++] = library->handles[i];
        } else {
            propos_handle_free(library->handles[i]);
        }
    }
    library->handle_count = kept;
}

// The study that a parameter names: by id, else by the path it was made from.
static propos_handle *named_study(propos_handle **all, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i]->id, name) == 0) {
            return all[i];
        }
    }
    char *real = realpath(name, NULL);
    propos_handle *found = NULL;
    for (size_t i = 0; real != NULL && found == NULL && i < count; i++) {
        const char *source = propos_handle_source(all[i]);
        found = source != NULL && strcmp(source, real) == 0 ? all[i] : NULL;
    }
    free(real);
    return found;
}

static propos_status no_such_study(propos_session *s, propos_handle **all, size_t count,
                                   const char *name, propos_error *error)
{
    if (count == 0) {
        return propos_fail(error, PROPOS_UNAVAILABLE,
                           _("no study is indexed yet: run propos-index FOLDER"));
    }
    propos_buffer list = {0};
    for (size_t i = 0; i < count; i++) {
        propos_buffer_printf(&list, "%s%s", i > 0 ? ", " : "", all[i]->id);
    }
    propos_status status = propos_fail(
        error, PROPOS_UNAVAILABLE,
        strchr(name, '/') != NULL
            ? _("the study “%s” is not indexed: run propos-index on it (indexed are: %s)")
            : _("no study is called “%s”; there are: %s"),
        name, propos_buffer_text(&list));
    propos_buffer_free(&list);
    (void)s;
    return status;
}

// The studies that the request asks for, not begun yet.
static propos_status choose(propos_session *s, propos_error *error)
{
    propos_handle **all = NULL;
    size_t count = all_studies(s->library, s->arena, &all);
    const propos_parameters *p = &s->parameters;
    if (p->study_count == 0) {
        s->studies = all;
        s->study_count = count;
        return PROPOS_OK;
    }
    s->studies = propos_arena_alloc(s->arena, p->study_count, sizeof(propos_handle *));
    for (size_t i = 0; i < p->study_count; i++) {
        propos_handle *h = named_study(all, count, p->studies[i]);
        if (h == NULL) {
            return no_such_study(s, all, count, p->studies[i], error);
        }
        bool twice = false;
        for (size_t j = 0; j < s->study_count; j++) {
            twice = twice || s->studies[j] == h;
        }
        if (!twice) {
            s->studies[s->study_count++] = h;
        }
    }
    return PROPOS_OK;
}

// Begins each study. One that cannot be read fails the request only when it was asked for by name
// or is the only one; else the others answer, and the answer says so.
static propos_status begin(propos_session *s, propos_error *error)
{
    size_t kept = 0;
    propos_status worst = PROPOS_OK;
    for (size_t i = 0; i < s->study_count; i++) {
        propos_handle *h = s->studies[i];
        propos_error trouble;
        propos_error_clear(&trouble);
        propos_status status = propos_handle_begin(h, s->plainly, s->request->stop,
                                                   s->request->stop_context, &trouble);
        if (status == PROPOS_OK) {
            s->studies[kept++] = h;
            if (h->degraded != NULL) {
                propos_notices_add(&s->degraded, h->degraded);
            }
            if (h->edition->trouble != NULL) {
                propos_notices_add(&s->notices, h->edition->trouble);
            }
            continue;
        }
        worst = status;
        if (s->parameters.study_count > 0 || status == PROPOS_DEADLINE || s->study_count == 1) {
            if (error != NULL) {
                *error = trouble;
            }
            s->study_count = kept;
            return status;
        }
        char line[PROPOS_ERROR_TEXT + PROPOS_ERROR_FILE];
        (void)propos_error_line(&trouble, line, sizeof line);
        propos_notices_add(&s->degraded, propos_arena_printf(s->arena, "%s: %s", h->id, line));
        if (error != NULL) {
            *error = trouble;
        }
    }
    s->study_count = kept;
    return kept == 0 ? worst : PROPOS_OK;
}

static void end(propos_session *s)
{
    for (size_t i = 0; i < s->study_count; i++) {
        propos_handle_end(s->studies[i]);
    }
    s->study_count = 0;
    propos_notices_free(&s->notices);
    propos_notices_free(&s->degraded);
}

// ---- what operations ask of the library ----

const propos_names *propos_session_names(propos_session *session)
{
    propos_library *library = session->library;
    bool same = library->names != NULL && library->named_count == session->study_count;
    for (size_t i = 0; same && i < session->study_count; i++) {
        same = library->named[i] == session->studies[i]->edition;
    }
    if (!same) {
        forget_names(library);
        propos_snapshot **snapshots =
            propos_arena_alloc(session->arena, session->study_count, sizeof *snapshots);
        library->named = propos_alloc(session->study_count + 1, sizeof *library->named);
        for (size_t i = 0; i < session->study_count; i++) {
            library->named[i] = propos_edition_keep(session->studies[i]->edition);
            snapshots[i] = session->studies[i]->edition->snapshot;
        }
        library->named_count = session->study_count;
        library->names = propos_names_new(snapshots, session->study_count);
    }
    return library->names;
}

const propos_lists *propos_session_lists(const propos_session *session)
{
    return session->study_count == 1 ? session->studies[0]->edition->lists
                                     : propos_shelf_lists(session->library->shelf);
}

// ---- answering ----

static const propos_operation *operation_named(const propos_library *library, const char *name)
{
    for (size_t i = 0; i < sizeof OPERATIONS / sizeof *OPERATIONS; i++) {
        if (strcmp(OPERATIONS[i].name, name) == 0) {
            return &OPERATIONS[i];
        }
    }
    return propos_shelf_operation(library->shelf, name);
}

static propos_status attempt(propos_session *s, const propos_operation *operation, json_t **answer,
                             propos_error *error)
{
    propos_status status = choose(s, error);
    if (status == PROPOS_OK && s->study_count == 0 && operation->wants_studies) {
        status = no_such_study(s, NULL, 0, "", error);
    } else if (status == PROPOS_OK) {
        status = begin(s, error);
        // The state of the studies is told even where none can be read.
        if (status != PROPOS_OK && status != PROPOS_DEADLINE && !operation->wants_studies &&
            s->parameters.study_count == 0) {
            status = PROPOS_OK;
        }
        if (status == PROPOS_OK) {
            status = operation->answer(s, answer, error);
        }
    }
    return status;
}

static propos_status answer_request(propos_library *library, const propos_request *request,
                                    propos_arena *arena, json_t **answer, propos_error *error)
{
    propos_session s = {.library = library,
                        .arena = arena,
                        .request = request,
                        .dictionary = &library->dictionary,
                        .thesaurus = propos_shelf_thesaurus(library->shelf)};
    const propos_operation *operation = operation_named(library, request->operation);
    if (operation == NULL) {
        return propos_fail(error, PROPOS_USAGE, _("no operation is called “%s”"),
                           request->operation);
    }
    propos_status status =
        propos_parameters_read(arena, request, operation->parameters, &s.parameters, error);
    propos_language before = propos_language_get();
    propos_language_set(s.parameters.language);
    close_gone(library);
    for (int i = 0; status == PROPOS_OK && i < ATTEMPTS; i++) {
        s.notices = (propos_notices){.arena = arena};
        s.degraded = (propos_notices){.arena = arena};
        s.again = false;
        s.plainly = s.plainly || i == ATTEMPTS - 1;
        status = attempt(&s, operation, answer, error);
        end(&s);
        if (!s.again) {
            break;
        }
        json_decref(*answer);
        *answer = NULL;
        status = PROPOS_OK;
    }
    propos_language_set(before);
    return status;
}

propos_status propos_library_answer(propos_library *library, const propos_request *request,
                                    json_t **answer, propos_error *error)
{
    *answer = NULL;
    propos_arena *arena = propos_arena_new();
    propos_status status = answer_request(library, request, arena, answer, error);
    propos_arena_free(arena);
    if (status == PROPOS_OK && *answer == NULL) {
        status = propos_fail(error, PROPOS_INTERNAL, _("no answer was made"));
    }
    return status;
}
