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

// Endings of tables.
#define TABLE "csv|xlsx|xlsm|ods|fods"

// File names that have a role, without their ending: English | French, folded. A spreadsheet of
// codings is a source instead: its columns are guessed.
static const struct {
    reading_file_kind kind;
    const char *extensions;
    const char *names;
} ROLES[] = {
    {READING_INI, "ini", "study|etude"},
    {READING_DOCUMENTS, TABLE, "documents"},
    {READING_PARTICIPANTS, TABLE, "participants|locuteurs|speakers"},
    {READING_GUIDE, TABLE, "guide"},
    {READING_CODES, TABLE, "codes"},
    {READING_EQUIVALENCES, TABLE, "equivalences"},
    {READING_PROGRESS, TABLE, "progress|avancement"},
    {READING_DECISIONS, "csv", "decisions"},
    {READING_CODE_MAPPING, TABLE, "code-mapping|correspondance-codes"},
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

// True when a reader of projects, codebooks or codings, and none of transcripts, may read it: such
// a file takes part wherever it lies.
static bool is_project_name(const char *path, bool is_folder)
{
    bool project = false;
    bool transcript = false;
    for (size_t i = 0; formats_readers[i] != NULL; i++) {
        const formats_reader *reader = formats_readers[i];
        if (reader->folder == is_folder && formats_reader_reads(reader, path)) {
            project = project || reader->kind != FORMATS_TRANSCRIPT;
            transcript = transcript || reader->kind == FORMATS_TRANSCRIPT;
        }
    }
    return project && !transcript;
}

static void add(propos_reading *reading, reading_file_kind kind, const char *path, bool is_folder)
{
    PROPOS_GROW(reading->files, reading->file_capacity, reading->file_count + 1);
    reading->files[reading->file_count++] = (reading_file){
        .kind = kind,
        .path = propos_arena_strdup(reading->arena, path),
        .stem = stem_of(reading, path),
        .folder = is_folder,
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

static void doubt_kind(propos_reading *reading, const char *path)
{
    READING_DOUBT(reading, NULL, path, 0,
                  _("files of this kind are not read; propos-study(5) lists those that are"));
}

static void take_transcript(propos_reading *reading, const char *path, bool is_folder)
{
    if (formats_reader_may_read(path, is_folder)) {
        add(reading, READING_SOURCE, path, is_folder);
    } else if (!is_folder) {
        doubt_kind(reading, path);
    }
}

static void take_codings(propos_reading *reading, const char *path, bool is_folder)
{
    if (!is_folder && strcasecmp(extension_of(path), "csv") == 0) {
        add(reading, READING_CODINGS, path, false);
    } else if (formats_reader_may_read(path, is_folder)) {
        add(reading, READING_SOURCE, path, is_folder);
    } else if (!is_folder) {
        doubt_kind(reading, path);
    }
}

static void take_named(propos_reading *reading, const char *path, bool is_folder)
{
    if (is_folder) {
        return;
    }
    const char *stem = stem_of(reading, path);
    for (size_t i = 0; i < sizeof ROLES / sizeof ROLES[0]; i++) {
        if (is_one_of(extension_of(path), ROLES[i].extensions) && is_one_of(stem, ROLES[i].names)) {
            add(reading, ROLES[i].kind, path, false);
            return;
        }
    }
}

static bool is_taken(const propos_reading *reading, const char *path)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        if (strcmp(reading->files[i].path, path) == 0) {
            return true;
        }
    }
    return false;
}

static void take_project(propos_reading *reading, const char *path, bool is_folder)
{
    if (is_project_name(path, is_folder) && !is_taken(reading, path) &&
        !is_one_of(stem_of(reading, path), NOT_TRANSCRIPTS)) {
        add(reading, READING_SOURCE, path, is_folder);
    }
}

// In a folder without a transcripts folder, every readable file that has no other role is a
// transcript.
static void take_loose(propos_reading *reading, const char *path, bool is_folder)
{
    if (!is_folder && !is_taken(reading, path) && formats_reader_may_read(path, false) &&
        !is_one_of(stem_of(reading, path), NOT_TRANSCRIPTS)) {
        add(reading, READING_SOURCE, path, false);
        reading->files[reading->file_count - 1].loose = true;
    }
}

static bool has_sources(const propos_reading *reading)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        if (reading->files[i].kind == READING_SOURCE) {
            return true;
        }
    }
    return false;
}

// Looks into a subfolder of the root, if its name gives it this role.
static void look_into(propos_reading *reading, const char *path, const char *names,
                      void (*take)(propos_reading *reading, const char *path, bool is_folder))
{
    if (!is_one_of(path, names)) {
        return;
    }
    propos_error error;
    propos_error_clear(&error);
    if (walk(reading, path, take, &error) != PROPOS_OK) {
        READING_FAULT(reading, NULL, path, 0, "%s", error.text);
    }
}

static void take_transcripts_folder(propos_reading *reading, const char *path, bool is_folder)
{
    if (is_folder) {
        look_into(reading, path, TRANSCRIPT_FOLDERS, take_transcript);
    }
}

static void take_codings_folder(propos_reading *reading, const char *path, bool is_folder)
{
    if (is_folder) {
        look_into(reading, path, CODING_FOLDERS, take_codings);
    }
}

static propos_status find_in_folder(propos_reading *reading, propos_error *error)
{
    propos_status status = walk(reading, "", take_named, error);
    if (status == PROPOS_OK) {
        status = walk(reading, "", take_transcripts_folder, error);
    }
    bool has_folder = has_sources(reading);
    if (status == PROPOS_OK) {
        status = walk(reading, "", take_codings_folder, error);
    }
    if (status == PROPOS_OK) {
        status = walk(reading, "", take_project, error);
    }
    if (status == PROPOS_OK && !has_folder) {
        status = walk(reading, "", take_loose, error);
    }
    if (status == PROPOS_OK && !has_sources(reading)) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, reading->root, 0,
                                _("no transcript is in this folder; put texts, Word files or "
                                  "other transcripts into %s/transcripts"),
                                reading->root);
    }
    return status;
}

// One file, or a project that is a folder: the study lies in what it lies in.
static propos_status take_alone(propos_reading *reading, const char *real, bool is_folder,
                                propos_error *error)
{
    const char *slash = strrchr(real, '/');
    reading->root =
        propos_arena_strndup(reading->arena, real, slash == real ? 1 : (size_t)(slash - real));
    if (!formats_reader_may_read(slash + 1, is_folder)) {
        return propos_fail_at(
            error, PROPOS_BAD_INPUT, real, 0,
            _("files of this kind are not read; propos-study(5) lists those that are"));
    }
    add(reading, READING_SOURCE, slash + 1, is_folder);
    return PROPOS_OK;
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
    bool is_folder = S_ISDIR(info.st_mode);
    reading->study.source_path = propos_arena_strdup(reading->arena, real);
    if (is_folder && !formats_reader_may_read(real, true)) {
        reading->root = reading->study.source_path;
        status = find_in_folder(reading, error);
    } else {
        status = take_alone(reading, real, is_folder, error);
    }
    free(real);
    return status;
}
