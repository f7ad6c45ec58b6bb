// Which files of a folder make the study, and in which role.
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

// More files than any study has; a home folder given by mistake has more.
enum { MOST_FILES = 100000 };

// File names that have a role, without their ending: English | French, folded.
static const struct {
    reading_file_kind kind;
    const char *extension;
    const char *names;
} ROLES[] = {
    {READING_INI, "ini", "study|etude"},
    {READING_DOCUMENTS, "csv", "documents"},
    {READING_PARTICIPANTS, "csv", "participants|locuteurs|speakers"},
    {READING_GUIDE, "csv", "guide"},
    {READING_CODES, "csv", "codes"},
    {READING_EQUIVALENCES, "csv", "equivalences"},
    {READING_PROGRESS, "csv", "progress|avancement"},
    {READING_CODINGS, "csv", "codings|codages"},
    {READING_STOPWORDS, "txt", "stopwords"},
    {READING_SYNONYMS, "txt", "synonyms"},
};

static const char *const TRANSCRIPT_FOLDERS = "transcripts|transcriptions|entretiens|verbatims";
static const char *const CODING_FOLDERS = "codings|codages";
// At the top of a folder: tables that are nobody's transcript.
static const char *const NOT_TRANSCRIPTS = "questions|decisions|readme|lisezmoi|license|licence";

static bool is_one_of(const char *name, const char *list)
{
    char *folded = propos_folded(name);
    size_t length = strlen(folded);
    bool found = false;
    for (const char *at = list; !found && *at != '\0';) {
        size_t part = strcspn(at, "|");
        found = part == length && strncmp(at, folded, part) == 0;
        at += part + (at[part] == '|');
    }
    free(folded);
    return found;
}

static const char *extension_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot == NULL || dot == name ? "" : dot + 1;
}

static const char *stem_of(propos_reading *reading, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(name, '.');
    size_t length = dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name);
    return propos_arena_strndup(reading->arena, name, length);
}

static bool is_transcript_name(const char *name)
{
    const char *extension = extension_of(name);
    return strcasecmp(extension, "txt") == 0 || strcasecmp(extension, "md") == 0 ||
           strcasecmp(extension, "csv") == 0;
}

static void add(propos_reading *reading, reading_file_kind kind, const char *path)
{
    PROPOS_GROW(reading->files, reading->file_capacity, reading->file_count + 1);
    reading->files[reading->file_count++] = (reading_file){
        .kind = kind,
        .path = propos_arena_strdup(reading->arena, path),
        .stem = stem_of(reading, path),
    };
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

// Hidden files, editors' copies and Office's lock files are nobody's data.
static int is_wanted(const struct dirent *entry)
{
    const char *name = entry->d_name;
    size_t length = strlen(name);
    return name[0] != '.' && strncmp(name, "~$", 2) != 0 && name[length - 1] != '~';
}

static char *full_path(const propos_reading *reading, const char *path)
{
    return propos_printf("%s/%s", reading->root, path);
}

// Calls `take` with the path (relative to the root) of each file in the subfolder `folder` ("" for
// the root).
static propos_status walk(propos_reading *reading, const char *folder,
                          void (*take)(propos_reading *reading, const char *path, bool is_folder),
                          propos_error *error)
{
    char *full = full_path(reading, folder);
    struct dirent **entries = NULL;
    int count = scandir(full, &entries, is_wanted, by_name);
    propos_status status = PROPOS_OK;
    if (count < 0) {
        status = propos_fail(error, PROPOS_IO, _("the folder %s cannot be read: %s"), full,
                             propos_system_message(errno));
    } else if (count > MOST_FILES) {
        status = propos_fail(error, PROPOS_BAD_INPUT,
                             _("the folder %s holds more than %d files: is it a study?"), full,
                             MOST_FILES);
    }
    for (int i = 0; i < count; i++) {
        if (status == PROPOS_OK) {
            char *path = folder[0] == '\0' ? propos_strdup(entries[i]->d_name)
                                           : propos_printf("%s/%s", folder, entries[i]->d_name);
            char *absolute = full_path(reading, path);
            struct stat info;
            if (stat(absolute, &info) == 0) {
                take(reading, path, S_ISDIR(info.st_mode));
            }
            free(absolute);
            free(path);
        }
        free(entries[i]);
    }
    free(entries);
    free(full);
    return status;
}

static void take_transcript(propos_reading *reading, const char *path, bool is_folder)
{
    if (is_folder) {
        return;
    }
    if (is_transcript_name(path)) {
        add(reading, READING_TRANSCRIPT, path);
    } else {
        READING_DOUBT(reading, NULL, path, 0,
                      _("files of this kind are not read; save it as .txt, .md or .csv"));
    }
}

static void take_codings(propos_reading *reading, const char *path, bool is_folder)
{
    if (is_folder) {
        return;
    }
    if (strcasecmp(extension_of(path), "csv") == 0) {
        add(reading, READING_CODINGS, path);
    } else {
        READING_DOUBT(reading, NULL, path, 0,
                      _("codings of this kind are not read; save them as .csv"));
    }
}

static void take_named(propos_reading *reading, const char *path, bool is_folder)
{
    if (is_folder) {
        return;
    }
    const char *stem = stem_of(reading, path);
    for (size_t i = 0; i < sizeof ROLES / sizeof ROLES[0]; i++) {
        if (strcasecmp(extension_of(path), ROLES[i].extension) == 0 &&
            is_one_of(stem, ROLES[i].names)) {
            add(reading, ROLES[i].kind, path);
            return;
        }
    }
}

// In a folder without a transcripts folder, every readable file that has no other role is a
// transcript.
static void take_loose(propos_reading *reading, const char *path, bool is_folder)
{
    if (is_folder || strcasecmp(extension_of(path), "ini") == 0) {
        return;
    }
    for (size_t i = 0; i < reading->file_count; i++) {
        if (strcmp(reading->files[i].path, path) == 0) {
            return;
        }
    }
    if (is_transcript_name(path) && !is_one_of(stem_of(reading, path), NOT_TRANSCRIPTS)) {
        add(reading, READING_TRANSCRIPT, path);
    }
}

static bool has_transcripts(const propos_reading *reading)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        if (reading->files[i].kind == READING_TRANSCRIPT) {
            return true;
        }
    }
    return false;
}

// Subfolders by role; each subfolder of the root is looked at once.
static void take_folder(propos_reading *reading, const char *path, bool is_folder)
{
    if (!is_folder) {
        return;
    }
    propos_error error;
    propos_error_clear(&error);
    propos_status status = PROPOS_OK;
    if (is_one_of(path, TRANSCRIPT_FOLDERS)) {
        status = walk(reading, path, take_transcript, &error);
    } else if (is_one_of(path, CODING_FOLDERS)) {
        status = walk(reading, path, take_codings, &error);
    }
    if (status != PROPOS_OK) {
        READING_FAULT(reading, NULL, path, 0, "%s", error.text);
    }
}

static propos_status find_in_folder(propos_reading *reading, propos_error *error)
{
    propos_status status = walk(reading, "", take_named, error);
    if (status == PROPOS_OK) {
        status = walk(reading, "", take_folder, error);
    }
    if (status == PROPOS_OK && !has_transcripts(reading)) {
        status = walk(reading, "", take_loose, error);
    }
    if (status == PROPOS_OK && !has_transcripts(reading)) {
        status =
            propos_fail_at(error, PROPOS_BAD_INPUT, reading->root, 0,
                           _("no transcript is in this folder; put .txt, .md or .csv files into "
                             "%s/transcripts"),
                           reading->root);
    }
    return status;
}

propos_status reading_find_files(propos_reading *reading, const char *path, propos_error *error)
{
    struct stat info;
    char *real = realpath(path, NULL);
    if (real == NULL || stat(real, &info) != 0) {
        free(real);
        return propos_fail(error, PROPOS_UNAVAILABLE, _("there is no folder or file %s"), path);
    }
    propos_status status = PROPOS_OK;
    reading->study.source_path = propos_arena_strdup(reading->arena, real);
    if (S_ISDIR(info.st_mode)) {
        reading->root = reading->study.source_path;
        status = find_in_folder(reading, error);
    } else {
        char *slash = strrchr(real, '/');
        reading->root =
            propos_arena_strndup(reading->arena, real, slash == real ? 1 : (size_t)(slash - real));
        if (is_transcript_name(slash + 1)) {
            add(reading, READING_TRANSCRIPT, slash + 1);
        } else {
            status =
                propos_fail_at(error, PROPOS_BAD_INPUT, path, 0,
                               _("files of this kind are not read; save it as .txt, .md or .csv"));
        }
    }
    free(real);
    return status;
}
