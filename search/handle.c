#include "search/handle.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

propos_handle *propos_handle_new(propos_shelf *shelf, propos_analyser *plain, const char *id)
{
    propos_handle *h = propos_alloc(1, sizeof *h);
    h->shelf = shelf;
    h->plain = plain;
    h->id = propos_strdup(id);
    return h;
}

void propos_handle_drop_index(propos_handle *handle)
{
    propos_engine_close(handle->xapian);
    handle->xapian = NULL;
}

static void close_all(propos_handle *h)
{
    propos_handle_drop_index(h);
    propos_engine_close(h->fallback);
    h->fallback = NULL;
    propos_record_close(h->record);
    h->record = NULL;
    propos_analyser_free(h->analyser);
    h->analyser = NULL;
    propos_edition_release(h->analysed);
    h->analysed = NULL;
    free(h->source);
    h->source = NULL;
}

void propos_handle_free(propos_handle *handle)
{
    if (handle != NULL) {
        propos_handle_end(handle);
        close_all(handle);
        free(handle->id);
        free(handle);
    }
}

static propos_status path_in(const propos_handle *h, const char *name, char out[PROPOS_PATH_SIZE],
                             propos_error *error)
{
    char folder[PROPOS_PATH_SIZE];
    propos_status status = propos_path_join(folder, propos_shelf_dir(h->shelf), h->id, error);
    return status == PROPOS_OK ? propos_path_join(out, folder, name, error) : status;
}

// The record, opened anew when another file has taken its place.
static propos_status open_record(propos_handle *h, propos_error *error)
{
    char path[PROPOS_PATH_SIZE];
    propos_status status = path_in(h, PROPOS_RECORD_NAME, path, error);
    if (status != PROPOS_OK) {
        return status;
    }
    propos_stamp file = propos_stamp_of(path);
    if (h->record != NULL && file.inode == h->file.inode && file.device == h->file.device) {
        return PROPOS_OK;
    }
    close_all(h);
    if (file.inode == 0) {
        return propos_fail(error, PROPOS_UNAVAILABLE, _("the study “%s” is not indexed"), h->id);
    }
    h->file = file;
    return propos_record_open(path, PROPOS_RECORD_READ, h->plain, &h->record, error);
}

const char *propos_handle_source(propos_handle *handle)
{
    if (open_record(handle, NULL) == PROPOS_OK && handle->source == NULL) {
        propos_buffer note = {0};
        if (propos_record_note(handle->record, "source_path", &note, NULL) == PROPOS_OK) {
            handle->source = propos_buffer_take(&note);
        } else {
            propos_buffer_free(&note);
        }
    }
    return handle->source;
}

// One read transaction for the whole request: texts, snapshot and fallback are then of one
// revision.
static propos_status begin_reading(propos_handle *h, propos_error *error)
{
    if (sqlite3_exec(propos_record_sqlite(h->record), "BEGIN", NULL, NULL, NULL) != SQLITE_OK) {
        return propos_fail(error, PROPOS_BUSY, _("the study “%s” cannot be read now: %s"), h->id,
                           sqlite3_errmsg(propos_record_sqlite(h->record)));
    }
    h->reading = true;
    return PROPOS_OK;
}

static propos_status take_edition(propos_handle *h, propos_error *error)
{
    uint64_t revision = 0;
    propos_status status = propos_record_revision(h->record, &revision, error);
    if (status == PROPOS_OK && revision == 0) {
        return propos_fail(error, PROPOS_UNAVAILABLE, _("the study “%s” is not indexed yet"),
                           h->id);
    }
    if (status == PROPOS_OK) {
        status =
            propos_shelf_edition(h->shelf, h->id, h->record, revision, h->file, &h->edition, error);
    }
    if (status == PROPOS_OK && (h->analyser == NULL || h->analysed != h->edition)) {
        propos_analyser_free(h->analyser);
        h->analyser = NULL;
        propos_edition_release(h->analysed);
        h->analysed = propos_edition_keep(h->edition);
        status = propos_analyser_new(h->edition->lists, &h->analyser, error);
    }
    return status;
}

static void explain(propos_handle *h, const char *sentence)
{
    (void)snprintf(h->reason, sizeof h->reason, "%s: %s", h->id, sentence);
    h->degraded = h->reason;
}

// The index when it speaks of this very revision; else why not, in h->degraded.
static propos_engine *open_index(propos_handle *h)
{
    char path[PROPOS_PATH_SIZE];
    propos_error error;
    propos_error_clear(&error);
    if (h->xapian != NULL && propos_engine_reopen(h->xapian, &error) != PROPOS_OK) {
        propos_handle_drop_index(h); // swapped for a new one, perhaps
    }
    if (h->xapian == NULL && path_in(h, PROPOS_INDEX_NAME, path, &error) == PROPOS_OK) {
        if (access(path, F_OK) != 0) {
            explain(h, _("the index is not built yet; the order of the passages is provisional"));
            return NULL;
        }
        if (propos_engine_open_xapian(path, propos_analyser_version(h->plain), &h->xapian,
                                      &error) != PROPOS_OK) {
            h->xapian = NULL;
            char line[PROPOS_ERROR_TEXT + PROPOS_ERROR_FILE];
            explain(h, propos_error_line(&error, line, sizeof line));
            return NULL;
        }
    }
    if (h->xapian == NULL || !propos_handle_steady(h)) {
        explain(h, _("the index is being brought up to date; the order of the passages is "
                     "provisional"));
        return NULL;
    }
    return h->xapian;
}

static propos_status choose_engine(propos_handle *h, bool plainly, propos_error *error)
{
    h->degraded = NULL;
    h->engine = plainly ? NULL : open_index(h);
    if (h->engine != NULL) {
        return PROPOS_OK;
    }
    if (plainly) {
        explain(h, _("the index cannot be used now; the order of the passages is provisional"));
    }
    if (h->fallback == NULL) {
        propos_status status =
            propos_engine_open_fallback(h->record, h->plain, &h->fallback, error);
        if (status != PROPOS_OK) {
            return status;
        }
    }
    h->engine = h->fallback;
    return PROPOS_OK;
}

propos_status propos_handle_begin(propos_handle *handle, bool plainly, bool (*stop)(void *context),
                                  void *stop_context, propos_error *error)
{
    propos_handle_end(handle);
    propos_status status = open_record(handle, error);
    if (status == PROPOS_OK) {
        propos_record_watch(handle->record, stop, stop_context);
        status = begin_reading(handle, error);
    }
    if (status == PROPOS_OK) {
        status = take_edition(handle, error);
    }
    if (status == PROPOS_OK && handle->edition != NULL) {
        handle->view = (propos_view){.snapshot = handle->edition->snapshot,
                                     .catalogue = handle->edition->catalogue,
                                     .record = handle->record,
                                     .analyser = handle->analyser};
        status = choose_engine(handle, plainly, error);
    }
    if (status != PROPOS_OK) {
        propos_handle_end(handle);
        if (status == PROPOS_DAMAGED || status == PROPOS_IO) {
            close_all(handle); // another try opens everything anew
        }
    }
    return status;
}

void propos_handle_end(propos_handle *handle)
{
    if (handle->reading) {
        // Nothing was written; a rollback would undo the temporary tables that the fallback has
        // made for itself.
        (void)sqlite3_exec(propos_record_sqlite(handle->record), "COMMIT", NULL, NULL, NULL);
        handle->reading = false;
    }
    if (handle->record != NULL) {
        propos_record_watch(handle->record, NULL, NULL);
    }
    propos_edition_release(handle->edition);
    handle->edition = NULL;
    handle->engine = NULL;
}

bool propos_handle_steady(propos_handle *handle)
{
    if (handle->engine != NULL && handle->engine == handle->fallback) {
        return true;
    }
    uint64_t revision = 0;
    return handle->xapian != NULL &&
           propos_engine_revision(handle->xapian, &revision, NULL) == PROPOS_OK &&
           revision == handle->edition->snapshot->revision;
}
