#include "formats/archive.h"

#include "base/i18n.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

// A project with a recording and a picture for each of thousands of interviews stays below.
#define MOST_ENTRIES 50000

// One part, and all parts that are read of one archive: the text of a thousand books.
#define MOST_PART ((zip_uint64_t)512 << 20)
#define MOST_TOTAL ((zip_uint64_t)1024 << 20)

// Office XML shrinks 5 to 30 times, a monotonous table 150 times; deflate's own limit is 1032.
// Small parts may be as monotonous as they like.
#define MOST_RATIO 300
#define SMALL_PART ((zip_uint64_t)8 << 20)

// Read at a time: what an entry says of its size is not believed.
#define PIECE ((size_t)1 << 18)

struct formats_archive {
    char *file;
    zip_t *zip;
    char **names; // tidied
    size_t count;
    zip_uint64_t total; // bytes read so far
};

bool formats_archive_is(const char *bytes, size_t length)
{
    return length >= 4 && (memcmp(bytes, "PK\3\4", 4) == 0 || memcmp(bytes, "PK\5\6", 4) == 0);
}

// Some writers put backslashes, or a slash in front.
static char *tidy_name(const char *name)
{
    while (*name == '/' || *name == '\\') {
        name++;
    }
    char *tidy = propos_strdup(name);
    for (char *at = tidy; *at != '\0'; at++) {
        *at = (char)(*at == '\\' ? '/' : *at);
    }
    return tidy;
}

static bool leads_out(const char *name)
{
    for (const char *at = name; *at != '\0';) {
        size_t length = strcspn(at, "/");
        if (length == 2 && strncmp(at, "..", 2) == 0) {
            return true;
        }
        at += length + (at[length] == '/');
    }
    return false;
}

static propos_status broken(const char *file, propos_error *error)
{
    return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                          _("the file is cut short or damaged (it is an archive that cannot be "
                            "opened): copy it again, or save it again from the program that made "
                            "it"));
}

static propos_status read_names(formats_archive *archive, propos_error *error)
{
    zip_int64_t count = zip_get_num_entries(archive->zip, 0);
    if (count < 0 || count > MOST_ENTRIES) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, archive->file, 0,
                              _("the archive holds more than %d files: is it a project?"),
                              MOST_ENTRIES);
    }
    archive->names = propos_alloc((size_t)count + 1, sizeof *archive->names);
    for (zip_int64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(archive->zip, (zip_uint64_t)i, 0);
        archive->names[i] = tidy_name(name == NULL ? "" : name);
        archive->count++;
        if (leads_out(archive->names[i])) {
            return propos_fail_at(error, PROPOS_BAD_INPUT, archive->file, 0,
                                  _("the archive holds a file whose name leads out of it (\"%s\"): "
                                    "no honest program writes that; do not open it"),
                                  archive->names[i]);
        }
    }
    return PROPOS_OK;
}

propos_status formats_archive_open(const char *bytes, size_t length, const char *file,
                                   formats_archive **archive, propos_error *error)
{
    *archive = NULL;
    zip_error_t fault;
    zip_error_init(&fault);
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &fault);
    zip_t *zip =
        source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &fault);
    if (zip == NULL && source != NULL) {
        // What differs between the list of files and the files themselves is found when reading.
        zip_error_fini(&fault);
        zip_error_init(&fault);
        zip = zip_open_from_source(source, ZIP_RDONLY, &fault);
    }
    zip_error_fini(&fault);
    if (zip == NULL) {
        zip_source_free(source);
        return broken(file, error);
    }
    formats_archive *opened = propos_alloc(1, sizeof *opened);
    opened->file = propos_strdup(file);
    opened->zip = zip;
    propos_status status = read_names(opened, error);
    if (status != PROPOS_OK) {
        formats_archive_close(opened);
        return status;
    }
    *archive = opened;
    return PROPOS_OK;
}

void formats_archive_close(formats_archive *archive)
{
    if (archive == NULL) {
        return;
    }
    for (size_t i = 0; i < archive->count; i++) {
        free(archive->names[i]);
    }
    free((void *)archive->names);
    free(archive->file);
    zip_discard(archive->zip);
    free(archive);
}

size_t formats_archive_count(const formats_archive *archive)
{
    return archive->count;
}

const char *formats_archive_name(const formats_archive *archive, size_t entry)
{
    return entry < archive->count ? archive->names[entry] : "";
}

size_t formats_archive_find(const formats_archive *archive, const char *name)
{
    for (size_t i = 0; i < archive->count; i++) {
        if (strcasecmp(archive->names[i], name) == 0) {
            return i;
        }
    }
    return FORMATS_ARCHIVE_NONE;
}

static propos_status swells(const formats_archive *archive, size_t entry, propos_error *error)
{
    return propos_fail_at(error, PROPOS_BAD_INPUT, archive->file, 0,
                          _("the part \"%s\" swells beyond any real document (a \"zip bomb\"): do "
                            "not open this file; ask for another copy of it"),
                          archive->names[entry]);
}

static bool too_large(const formats_archive *archive, const zip_stat_t *info, zip_uint64_t size)
{
    zip_uint64_t packed = info->comp_size > 0 ? info->comp_size : 1;
    return size > MOST_PART || archive->total + size > MOST_TOTAL ||
           (size > SMALL_PART && size / packed > MOST_RATIO);
}

// Reads an opened entry to its end.
static propos_status read_pieces(formats_archive *archive, size_t entry, const zip_stat_t *info,
                                 zip_file_t *opened, char **bytes, size_t *length,
                                 propos_error *error)
{
    size_t capacity = 0;
    zip_int64_t got = 0;
    do {
        PROPOS_GROW(*bytes, capacity, *length + PIECE + 1);
        got = zip_fread(opened, *bytes + *length, PIECE);
        if (got < 0) {
            return propos_fail_at(error, PROPOS_BAD_INPUT, archive->file, 0,
                                  _("the part \"%s\" of this file is damaged: copy the file again, "
                                    "or save it again from the program that made it"),
                                  archive->names[entry]);
        }
        *length += (size_t)got;
        if (too_large(archive, info, *length)) {
            return swells(archive, entry, error);
        }
    } while (got > 0);
    (*bytes)[*length] = '\0';
    archive->total += *length;
    return PROPOS_OK;
}

propos_status formats_archive_read(formats_archive *archive, size_t entry, char **bytes,
                                   size_t *length, propos_error *error)
{
    *bytes = NULL;
    *length = 0;
    zip_stat_t info;
    zip_stat_init(&info);
    if (zip_stat_index(archive->zip, entry, 0, &info) != 0) {
        return broken(archive->file, error);
    }
    if (info.encryption_method != ZIP_EM_NONE) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, archive->file, 0,
                              _("the file is protected by a password: open it and save a copy "
                                "without one"));
    }
    if (too_large(archive, &info, info.size)) {
        return swells(archive, entry, error);
    }
    zip_file_t *opened = zip_fopen_index(archive->zip, entry, 0);
    if (opened == NULL) {
        return broken(archive->file, error);
    }
    propos_status status = read_pieces(archive, entry, &info, opened, bytes, length, error);
    (void)zip_fclose(opened);
    if (status != PROPOS_OK) {
        free(*bytes);
        *bytes = NULL;
        *length = 0;
    }
    return status;
}

propos_status formats_archive_read_named(formats_archive *archive, const char *name, char **bytes,
                                         size_t *length, propos_error *error)
{
    size_t entry = formats_archive_find(archive, name);
    return entry == FORMATS_ARCHIVE_NONE
               ? PROPOS_NOT_FOUND
               : formats_archive_read(archive, entry, bytes, length, error);
}

bool formats_archive_holds(const char *bytes, size_t length, const char *folder)
{
    formats_archive *archive = NULL;
    if (!formats_archive_is(bytes, length) ||
        formats_archive_open(bytes, length, "", &archive, NULL) != PROPOS_OK) {
        return false;
    }
    bool types = formats_archive_find(archive, "[Content_Types].xml") != FORMATS_ARCHIVE_NONE;
    bool found = false;
    for (size_t i = 0; types && !found && i < archive->count; i++) {
        found = strncasecmp(archive->names[i], folder, strlen(folder)) == 0;
    }
    formats_archive_close(archive);
    return found;
}

bool formats_archive_is_odf(const char *bytes, size_t length, const char *type)
{
    formats_archive *archive = NULL;
    char *found = NULL;
    size_t size = 0;
    if (!formats_archive_is(bytes, length) ||
        formats_archive_open(bytes, length, "", &archive, NULL) != PROPOS_OK) {
        return false;
    }
    bool is = formats_archive_read_named(archive, "mimetype", &found, &size, NULL) == PROPOS_OK &&
              found != NULL && strncmp(found, type, strlen(type)) == 0;
    free(found);
    formats_archive_close(archive);
    return is;
}

bool formats_archive_is_locked_odf(formats_archive *archive)
{
    char *manifest = NULL;
    size_t size = 0;
    bool locked = formats_archive_read_named(archive, "META-INF/manifest.xml", &manifest, &size,
                                             NULL) == PROPOS_OK &&
                  manifest != NULL && strstr(manifest, "encryption-data") != NULL;
    free(manifest);
    return locked;
}
