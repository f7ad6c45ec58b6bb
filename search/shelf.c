#include "search/shelf.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "search/duplicates.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct edition_inside {
    propos_edition edition; // first: one is the other
    atomic_size_t owners;
    propos_lists *own_lists; // NULL: the study has none
    propos_stamp record, stops, synonyms;
    char trouble[PROPOS_ERROR_TEXT + PROPOS_ERROR_FILE];
} edition_inside;

typedef struct slot {
    char *id;
    pthread_mutex_t loading; // held while an edition is loaded: the others wait and share it
    edition_inside *current; // may be NULL
    struct slot *next;
} slot;

struct propos_shelf {
    char *state_dir;
    char **only;
    size_t only_count;
    propos_lists *lists;
    propos_thesaurus *thesaurus; // NULL: none that can be read
    pthread_mutex_t lock;        // of `slots`
    slot *slots;
    const propos_operation **operations; // of other rooms
    size_t operation_count, operation_capacity;
};

propos_stamp propos_stamp_of(const char *path)
{
    struct stat s;
    if (stat(path, &s) != 0) {
        return (propos_stamp){0};
    }
    return (propos_stamp){.device = (uint64_t)s.st_dev,
                          .inode = (uint64_t)s.st_ino,
                          .size = (int64_t)s.st_size,
                          .changed_ns =
                              (int64_t)s.st_mtim.tv_sec * 1000000000 + (int64_t)s.st_mtim.tv_nsec};
}

static bool same_file(propos_stamp a, propos_stamp b)
{
    return a.device == b.device && a.inode == b.inode;
}

static bool unchanged(propos_stamp a, propos_stamp b)
{
    return same_file(a, b) && a.size == b.size && a.changed_ns == b.changed_ns;
}

propos_status propos_shelf_new(const char *state_dir, const char *const *only, size_t only_count,
                               propos_shelf **out, propos_error *error)
{
    propos_shelf *shelf = propos_alloc(1, sizeof *shelf);
    propos_status status = propos_lists_load(propos_stopwords_dir(), &shelf->lists, error);
    if (status != PROPOS_OK) {
        free(shelf);
        return status;
    }
    // Without a thesaurus, or with a damaged one, everything works and finds less.
    (void)propos_thesaurus_open(&shelf->thesaurus, NULL);
    shelf->state_dir = propos_strdup(state_dir);
    shelf->only_count = only_count;
    shelf->only = propos_alloc(only_count + 1, sizeof *shelf->only);
    for (size_t i = 0; i < only_count; i++) {
        char *real = strchr(only[i], '/') != NULL ? realpath(only[i], NULL) : NULL;
        shelf->only[i] = real != NULL ? real : propos_strdup(only[i]);
    }
    (void)pthread_mutex_init(&shelf->lock, NULL);
    *out = shelf;
    return PROPOS_OK;
}

void propos_shelf_free(propos_shelf *shelf)
{
    if (shelf == NULL) {
        return;
    }
    for (slot *s = shelf->slots; s != NULL;) {
        slot *next = s->next;
        if (s->current != NULL) {
            propos_edition_release(&s->current->edition);
        }
        (void)pthread_mutex_destroy(&s->loading);
        free(s->id);
        free(s);
        s = next;
    }
    for (size_t i = 0; i < shelf->only_count; i++) {
        free(shelf->only[i]);
    }
    (void)pthread_mutex_destroy(&shelf->lock);
    free(shelf->only);
    free(shelf->state_dir);
    propos_lists_free(shelf->lists);
    propos_thesaurus_free(shelf->thesaurus);
    free(shelf->operations);
    free(shelf);
}

void propos_shelf_add_operations(propos_shelf *shelf, const propos_operation *operations,
                                 size_t count)
{
    PROPOS_GROW(shelf->operations, shelf->operation_capacity, shelf->operation_count + count);
    for (size_t i = 0; i < count; i++) {
        shelf->operations[shelf->operation_count++] = &operations[i];
    }
}

const propos_operation *propos_shelf_operation(const propos_shelf *shelf, const char *name)
{
    for (size_t i = 0; i < shelf->operation_count; i++) {
        if (strcmp(shelf->operations[i]->name, name) == 0) {
            return shelf->operations[i];
        }
    }
    return NULL;
}

const char *propos_shelf_dir(const propos_shelf *shelf)
{
    return shelf->state_dir;
}

const propos_lists *propos_shelf_lists(const propos_shelf *shelf)
{
    return shelf->lists;
}

const propos_thesaurus *propos_shelf_thesaurus(const propos_shelf *shelf)
{
    return shelf->thesaurus;
}

bool propos_shelf_serves(const propos_shelf *shelf, const char *id, const char *source_path)
{
    for (size_t i = 0; i < shelf->only_count; i++) {
        if (strcmp(shelf->only[i], id) == 0 ||
            (source_path != NULL && strcmp(shelf->only[i], source_path) == 0)) {
            return true;
        }
    }
    return shelf->only_count == 0;
}

static slot *slot_of(propos_shelf *shelf, const char *id)
{
    (void)pthread_mutex_lock(&shelf->lock);
    slot *s = shelf->slots;
    while (s != NULL && strcmp(s->id, id) != 0) {
        s = s->next;
    }
    if (s == NULL) {
        s = propos_alloc(1, sizeof *s);
        s->id = propos_strdup(id);
        (void)pthread_mutex_init(&s->loading, NULL);
        s->next = shelf->slots;
        shelf->slots = s;
    }
    (void)pthread_mutex_unlock(&shelf->lock);
    return s;
}

propos_edition *propos_edition_keep(propos_edition *edition)
{
    (void)atomic_fetch_add_explicit(&((edition_inside *)edition)->owners, 1, memory_order_relaxed);
    return edition;
}

void propos_edition_release(propos_edition *edition)
{
    edition_inside *inside = (edition_inside *)edition;
    if (edition == NULL ||
        atomic_fetch_sub_explicit(&inside->owners, 1, memory_order_acq_rel) != 1) {
        return;
    }
    propos_catalogue_free(edition->catalogue);
    propos_snapshot_release(edition->snapshot);
    propos_lists_free(inside->own_lists);
    free(inside);
}

// The study's own word lists stand beside its transcripts; when what was indexed is one file, there
// are none.
static void list_stamps(const char *source_path, propos_stamp *stops, propos_stamp *synonyms)
{
    char path[PROPOS_PATH_SIZE];
    *stops = *synonyms = (propos_stamp){0};
    if (source_path != NULL &&
        propos_path_join(path, source_path, "stopwords.txt", NULL) == PROPOS_OK) {
        *stops = propos_stamp_of(path);
    }
    if (source_path != NULL &&
        propos_path_join(path, source_path, "synonyms.txt", NULL) == PROPOS_OK) {
        *synonyms = propos_stamp_of(path);
    }
}

// A fault in the study's own lists must not keep anybody from searching: it is told, and the
// shipped lists serve.
static void load_lists(const propos_shelf *shelf, edition_inside *inside)
{
    propos_edition *e = &inside->edition;
    list_stamps(e->snapshot->source_path, &inside->stops, &inside->synonyms);
    if (inside->stops.inode == 0 && inside->synonyms.inode == 0) {
        return;
    }
    propos_error error;
    propos_error_clear(&error);
    if (propos_lists_load_study(shelf->lists, e->snapshot->source_path, &inside->own_lists,
                                &error) == PROPOS_OK) {
        e->lists = inside->own_lists;
    } else {
        e->trouble = propos_error_line(&error, inside->trouble, sizeof inside->trouble);
    }
}

static propos_status load(const propos_shelf *shelf, propos_record *record, edition_inside **out,
                          propos_error *error)
{
    edition_inside *inside = propos_alloc(1, sizeof *inside);
    propos_edition *e = &inside->edition;
    propos_analyser *analyser = NULL;
    atomic_init(&inside->owners, 1);
    e->lists = shelf->lists;
    propos_status status = propos_snapshot_load(record, &e->snapshot, error);
    if (status == PROPOS_OK) {
        load_lists(shelf, inside);
        status = propos_analyser_new(e->lists, &analyser, error);
    }
    if (status == PROPOS_OK) {
        e->catalogue = propos_catalogue_new(e->snapshot, analyser);
        status = propos_duplicates_find(e->catalogue->arena, record, e->snapshot, analyser,
                                        &e->catalogue->duplicates, error);
    }
    if (status == PROPOS_OK) {
        *out = inside;
    } else {
        propos_edition_release(e);
    }
    propos_analyser_free(analyser);
    return status;
}

static bool is_current(const edition_inside *inside, uint64_t revision, propos_stamp file)
{
    if (inside == NULL || inside->edition.snapshot->revision != revision ||
        !same_file(inside->record, file)) {
        return false;
    }
    propos_stamp stops;
    propos_stamp synonyms;
    list_stamps(inside->edition.snapshot->source_path, &stops, &synonyms);
    return unchanged(stops, inside->stops) && unchanged(synonyms, inside->synonyms);
}

propos_status propos_shelf_edition(propos_shelf *shelf, const char *id, propos_record *record,
                                   uint64_t revision, propos_stamp file, propos_edition **out,
                                   propos_error *error)
{
    slot *s = slot_of(shelf, id);
    propos_status status = PROPOS_OK;
    (void)pthread_mutex_lock(&s->loading);
    if (!is_current(s->current, revision, file)) {
        edition_inside *fresh = NULL;
        status = load(shelf, record, &fresh, error);
        if (status == PROPOS_OK) {
            fresh->record = file;
            if (s->current != NULL) {
                propos_edition_release(&s->current->edition);
            }
            s->current = fresh;
        }
    }
    if (status == PROPOS_OK) {
        *out = propos_edition_keep(&s->current->edition);
    }
    (void)pthread_mutex_unlock(&s->loading);
    return status;
}
