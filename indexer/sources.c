// Every file that a reader of formats/ reads -> what it holds.
#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "indexer/reading.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

// Notes the files of a project that is a folder, as far as they lie right in it: what other
// folders it has are its sources' originals and media.
static void note_folder(propos_reading *reading, const reading_file *folder, const char *full)
{
    struct dirent **entries = NULL;
    int count = scandir(full, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        char *path = propos_printf("%s/%s", full, name);
        struct stat info;
        if (name[0] != '.' && stat(path, &info) == 0 && S_ISREG(info.st_mode)) {
            reading_file file = {
                .path = propos_arena_printf(reading->arena, "%s/%s", folder->path, name)};
            size_t length = 0;
            free(reading_bytes(reading, &file, &length));
        }
        free(path);
        free(entries[i]);
    }
    free(entries);
}

// The setting for this very file, not the one for all.
static const char *own_option(const propos_reading *reading, const char *file, const char *name)
{
    char *section = propos_printf("import %s", file);
    const char *value = propos_ini_get(&reading->ini, section, name);
    free(section);
    return value;
}

// Doubts about a document without an id are about the file's only one.
static void take_doubts(propos_reading *reading, const reading_source *source)
{
    const formats_content *content = &source->content;
    bool single = source->reader->kind == FORMATS_TRANSCRIPT;
    for (size_t i = 0; i < content->doubts.count; i++) {
        const propos_doubt *doubt = &content->doubts.items[i];
        READING_DOUBT(reading, single ? source->file->stem : doubt->document, doubt->source.file,
                      doubt->source.line, "%s", doubt->what);
    }
}

static void add_source(propos_reading *reading, const reading_source *source)
{
    PROPOS_GROW(reading->sources, reading->source_capacity, reading->source_count + 1);
    reading->sources[reading->source_count] = *source;
    reading->sources[reading->source_count++].documents =
        propos_arena_alloc(reading->arena, source->content.document_count + 1, sizeof(char *));
    take_doubts(reading, source);
}

// Endings that many programs give to files that are nobody's transcript.
static const char *const COMMON_ENDINGS[] = {".xml", ".json", ".csv", NULL};

// True for a file that lies about in the study folder and that nothing but a common ending makes a
// transcript: it must not keep the study from being read.
static bool is_stray(const reading_source *source, const formats_input *input)
{
    const char *dot = strrchr(source->file->path, '.');
    bool common = false;
    for (size_t i = 0; dot != NULL && COMMON_ENDINGS[i] != NULL && !common; i++) {
        common = strcasecmp(dot, COMMON_ENDINGS[i]) == 0;
    }
    return source->file->loose && common && !source->reader->recognises(input);
}

static void leave_out(propos_reading *reading, const reading_file *file, long line, const char *why)
{
    READING_DOUBT(reading, NULL, file->path, line, _("left out: %s"), why);
}

static void read_with(propos_reading *reading, reading_source *source, const formats_input *input)
{
    propos_error error;
    propos_error_clear(&error);
    const reading_file *file = source->file;
    bool single = source->reader->kind == FORMATS_TRANSCRIPT;
    propos_status status = source->reader->read(reading->arena, input, &source->content, &error);
    if (status != PROPOS_OK && is_stray(source, input)) {
        leave_out(reading, file, error.line, error.text);
        return;
    }
    if (status != PROPOS_OK) {
        READING_FAULT(reading, single ? file->stem : NULL,
                      error.file[0] != '\0' ? error.file : file->path, error.line, "%s",
                      error.text);
        // A transcript that cannot be read is still a document of the study: its codings are not
        // to blame.
        source->content = (formats_content){0};
        if (single) {
            source->content.documents =
                propos_arena_alloc(reading->arena, 1, sizeof *source->content.documents);
            source->content.documents[0].id = "";
            source->content.document_count = 1;
        }
    } else if (single && source->content.documents[0].turn_count == 0) {
        READING_DOUBT(reading, file->stem, file->path, 0, _("this transcript holds no text"));
    }
    add_source(reading, source);
}

static void read_source(propos_reading *reading, const reading_file *file)
{
    char full[PROPOS_PATH_SIZE];
    propos_error error;
    propos_error_clear(&error);
    if (propos_path_join(full, reading->root, file->path, &error) != PROPOS_OK) {
        READING_FAULT(reading, NULL, file->path, 0, "%s", error.text);
        return;
    }
    formats_input input = {
        .path = full,
        .name = file->path,
        .labels = reading_option(reading, file->path, "labels"),
        .encoding = reading_option(reading, file->path, "encoding"),
        .coder = reading->coder != NULL ? reading->coder : own_option(reading, file->path, "coder"),
        .confidential = reading->confidential,
        .confidential_count = reading->confidential_count,
    };
    char *bytes = NULL;
    if (file->folder) {
        note_folder(reading, file, full);
    } else {
        bytes = reading_bytes(reading, file, &input.length);
        input.bytes = bytes;
    }
    reading_source source = {.file = file};
    if (file->folder || bytes != NULL) {
        source.reader = formats_reader_for(&input);
        if (source.reader != NULL) {
            read_with(reading, &source, &input);
        } else if (file->loose) {
            leave_out(reading, file, 0, _("Propos knows no format that this file could be in"));
        } else {
            READING_FAULT(reading, NULL, file->path, 0,
                          _("Propos knows no format that this file could be in"));
        }
    }
    free(bytes);
}

void reading_sources(propos_reading *reading)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        if (reading->files[i].kind == READING_SOURCE) {
            read_source(reading, &reading->files[i]);
        }
    }
}

const reading_source *reading_source_of(const propos_reading *reading, const char *document)
{
    for (size_t i = 0; i < reading->source_count; i++) {
        const reading_source *source = &reading->sources[i];
        for (size_t j = 0; j < source->content.document_count; j++) {
            if (source->documents[j] != NULL && strcmp(source->documents[j], document) == 0) {
                return source;
            }
        }
    }
    return NULL;
}
