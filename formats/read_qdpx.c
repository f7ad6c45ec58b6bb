// REFI-QDA projects: a zip (.qdpx) with one .qde and its sources, or a bare .qde with a folder of
// sources beside it.
#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "formats/archive.h"
#include "formats/content.h"
#include "formats/qde.h"
#include "formats/readers.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Largest source that is read from beside a bare .qde.
#define SOURCE_BYTES ((size_t)1 << 30)

// Names of missing sources that a message lists.
enum { MISSING_NAMED = 5 };

// ---- where the project's files are ----

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name);
    size_t size = strlen(ending);
    return length >= size && strcasecmp(name + length - size, ending) == 0;
}

// The archive's .qde; FORMATS_ARCHIVE_NONE when it has none.
static size_t find_qde(const formats_archive *archive)
{
    size_t found = FORMATS_ARCHIVE_NONE;
    for (size_t i = 0; i < formats_archive_count(archive); i++) {
        const char *name = formats_archive_name(archive, i);
        if (ends_with(name, ".qde") &&
            (found == FORMATS_ARCHIVE_NONE || strchr(name, '/') == NULL)) {
            found = i;
        }
    }
    return found;
}

// The file name at the end of "internal://GUID.txt": no path of a stranger is followed.
static const char *file_name(const char *path)
{
    const char *name = path;
    for (const char *at = path; *at != '\0'; at++) {
        if (*at == '/' || *at == '\\') {
            name = at + 1;
        }
    }
    return name;
}

static propos_status read_packed(formats_archive *archive, const char *name, char **bytes,
                                 size_t *length, propos_error *error)
{
    for (size_t i = 0; i < formats_archive_count(archive); i++) {
        const char *entry = formats_archive_name(archive, i);
        if (strcasecmp(file_name(entry), name) == 0 && !ends_with(entry, "/")) {
            return formats_archive_read(archive, i, bytes, length, error);
        }
    }
    return PROPOS_NOT_FOUND;
}

static propos_status read_beside(const formats_input *input, const char *name, char **bytes,
                                 size_t *length, propos_error *error)
{
    static const char *const folders[] = {"sources", "Sources", "."};
    propos_status status = PROPOS_NOT_FOUND;
    const char *slash = strrchr(input->path, '/');
    for (size_t i = 0; i < 3 && status == PROPOS_NOT_FOUND && name[0] != '\0'; i++) {
        char *path = propos_printf("%.*s/%s/%s", slash == NULL ? 1 : (int)(slash - input->path),
                                   slash == NULL ? "." : input->path, folders[i], name);
        status = propos_read_file(path, SOURCE_BYTES, bytes, length, error);
        free(path);
    }
    return status;
}

// ---- texts ----

// A text inside the XML has lost its CR; whether the tool counted them is worked out.
static void take_content(project_source *source, const qde_text *text, propos_arena *arena)
{
    size_t lines = 0;
    for (const char *at = text->content; (at = strchr(at, '\n')) != NULL; at++) {
        lines++;
    }
    unsigned char *ends = propos_arena_alloc(arena, lines + 1, 1);
    memset(ends, OFFSETS_CRLF, lines);
    source->text = (offsets_text){.text = text->content,
                                  .length = strlen(text->content),
                                  .line_ends = ends,
                                  .line_end_count = lines};
}

typedef struct missing {
    const char *names; // "a, b"
    size_t count, coded;
} missing;

static propos_status take_text(project *p, formats_archive *archive, size_t index,
                               const qde_text *text, missing *lost, propos_error *error)
{
    char *bytes = NULL;
    size_t length = 0;
    propos_status status = PROPOS_NOT_FOUND;
    if (text->path == NULL && text->content != NULL) {
        take_content(&p->sources[index], text, p->arena);
        return PROPOS_OK;
    }
    const char *name = text->path == NULL ? "" : file_name(text->path);
    if (name[0] != '\0') {
        status = archive != NULL ? read_packed(archive, name, &bytes, &length, error)
                                 : read_beside(p->input, name, &bytes, &length, error);
    }
    if (status == PROPOS_NOT_FOUND && text->content != NULL) {
        take_content(&p->sources[index], text, p->arena);
        return PROPOS_OK;
    }
    if (status == PROPOS_NOT_FOUND) {
        p->sources[index].text = (offsets_text){.text = ""};
        const char *shown = name[0] == '\0'
                                ? propos_arena_printf(p->arena, "“%s”", text->name)
                                : propos_arena_printf(p->arena, "“%s” (%s)", text->name, name);
        if (lost->count < MISSING_NAMED) {
            lost->names = propos_arena_printf(p->arena, "%s%s%s", lost->names,
                                              lost->count == 0 ? "" : ", ", shown);
        }
        lost->count++;
        lost->coded += text->codings;
        return PROPOS_OK;
    }
    if (status == PROPOS_OK) {
        const char *file = propos_arena_printf(p->arena, "%s: %s", p->input->name, name);
        status =
            offsets_text_read(p->arena, bytes, length, file, NULL, &p->sources[index].text, error);
    }
    free(bytes);
    return status;
}

// A project without the texts that were coded cannot be read in part: what is missing would seem
// not to be coded.
static propos_status take_texts(qde *q, formats_archive *archive, propos_error *error)
{
    project *p = q->p;
    missing lost = {.names = ""};
    propos_status status = PROPOS_OK;
    for (size_t i = 0; i < p->source_count && status == PROPOS_OK; i++) {
        status = take_text(p, archive, i, &q->texts[i], &lost, error);
    }
    if (status != PROPOS_OK || lost.count == 0) {
        return status;
    }
    if (lost.coded > 0 || lost.count == p->source_count) {
        return propos_fail_at(
            error, PROPOS_BAD_INPUT, p->input->name, 0,
            archive != NULL
                ? _("%zu of its %zu texts are not in it: %s%s; export the project again, with its "
                    "sources")
                : _("%zu of its %zu texts are not beside it, in a folder “sources”: %s%s; export "
                    "the project again as .qdpx, with its sources"),
            lost.count, p->source_count, lost.names, lost.count > MISSING_NAMED ? "…" : "");
    }
    PROJECT_DOUBT(p, NULL, _("the text of %s is not in the project; nothing on it was coded"),
                  lost.names);
    return PROPOS_OK;
}

// ---- reading ----

static propos_status read_xml(propos_arena *arena, const formats_input *input,
                              formats_archive *archive, const char *xml, size_t length,
                              formats_content *content, propos_error *error)
{
    project p = {.arena = arena, .input = input, .content = content};
    qde q = {.p = &p};
    propos_status status = qde_read(&q, xml, length, input->name, error);
    if (status == PROPOS_OK) {
        status = take_texts(&q, archive, error);
    }
    if (status == PROPOS_OK) {
        status = project_finish(&p, error);
    }
    qde_free(&q);
    project_free(&p);
    return status;
}

static propos_status read_qdpx(propos_arena *arena, const formats_input *input,
                               formats_content *content, propos_error *error)
{
    if (!formats_archive_is(input->bytes, input->length)) {
        return read_xml(arena, input, NULL, input->bytes, input->length, content, error);
    }
    formats_archive *archive = NULL;
    char *xml = NULL;
    size_t length = 0;
    propos_status status =
        formats_archive_open(input->bytes, input->length, input->name, &archive, error);
    if (status == PROPOS_OK) {
        size_t entry = find_qde(archive);
        status = entry != FORMATS_ARCHIVE_NONE
                     ? formats_archive_read(archive, entry, &xml, &length, error)
                     : propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                                      _("there is no project (.qde) in this archive: export it "
                                        "again as REFI-QDA"));
    }
    if (status == PROPOS_OK) {
        status = read_xml(arena, input, archive, xml, length, content, error);
    }
    free(xml);
    formats_archive_close(archive);
    return status;
}

static bool recognises(const formats_input *input)
{
    if (!formats_archive_is(input->bytes, input->length)) {
        return qde_is_project(input->bytes, input->length);
    }
    formats_archive *archive = NULL;
    bool found = formats_archive_open(input->bytes, input->length, input->name, &archive, NULL) ==
                     PROPOS_OK &&
                 find_qde(archive) != FORMATS_ARCHIVE_NONE;
    formats_archive_close(archive);
    return found;
}

const formats_reader formats_read_qdpx = {
    .name = "qdpx",
    .what = N_("a REFI-QDA project"),
    .extensions = "qdpx|qde",
    .kind = FORMATS_PROJECT,
    .recognises = recognises,
    .read = read_qdpx,
};
