#include "projects.h"

#include "base/buffer.h"
#include "base/paths.h"
#include "text/unicode.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

static char folder[64];

void projects_open(void)
{
    strcpy(folder, "/tmp/propos-projects-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    setenv("PROPOS_HOME", projects_path("state"), 1);
}

static void remove_all(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry = NULL;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        char inner[512];
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
            remove_all(inner);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    remove(path);
}

void projects_close(void)
{
    remove_all(folder);
}

const char *projects_path(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

void projects_write(const char *name, const char *bytes, size_t length)
{
    FILE *file = fopen(projects_path(name), "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
}

void projects_database(const char *name, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    ck_assert_int_eq(sqlite3_open(projects_path(name), &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, &message);
    ck_assert_msg(code == SQLITE_OK, "%s", message);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

void projects_qdpx(const char *name, const char *xml, const char *source, const char *bytes,
                   size_t length)
{
    zip_t *zip = zip_open(projects_path(name), ZIP_CREATE | ZIP_TRUNCATE, NULL);
    ck_assert_ptr_nonnull(zip);
    ck_assert_int_ge(
        zip_file_add(zip, "Project.qde", zip_source_buffer(zip, xml, strlen(xml), 0), 0), 0);
    if (source != NULL) {
        ck_assert_int_ge(zip_file_add(zip, source, zip_source_buffer(zip, bytes, length, 0), 0), 0);
    }
    ck_assert_int_eq(zip_close(zip), 0);
}

made_project projects_read(const char *path, const char *coder)
{
    made_project made = {.arena = propos_arena_new()};
    const char *slash = strrchr(path, '/');
    formats_input input = {.path = propos_arena_strdup(made.arena, path),
                           .name = propos_arena_strdup(made.arena, slash + 1),
                           .coder = coder};
    struct stat info;
    propos_error_clear(&made.error);
    ck_assert_int_eq(stat(path, &info), 0);
    if (!S_ISDIR(info.st_mode)) {
        ck_assert_int_eq(propos_read_file(path, 1U << 30, &made.bytes, &input.length, &made.error),
                         PROPOS_OK);
        input.bytes = made.bytes;
    }
    const formats_reader *reader = formats_reader_for(&input);
    ck_assert_msg(reader != NULL, "no reader for %s", path);
    made.status = reader->read(made.arena, &input, &made.content, &made.error);
    return made;
}

void projects_free(made_project *project)
{
    free(project->bytes);
    propos_arena_free(project->arena);
}

static const propos_document_data *document_of(const made_project *project, const char *id)
{
    for (size_t i = 0; i < project->content.document_count; i++) {
        if (strcmp(project->content.documents[i].id, id) == 0) {
            return &project->content.documents[i];
        }
    }
    return NULL;
}

const char *projects_coding(const made_project *project, size_t i)
{
    static char out[4096];
    ck_assert_uint_lt(i, project->content.coding_count);
    const propos_coding_data *coding = &project->content.codings[i];
    const propos_document_data *document = document_of(project, coding->document);
    ck_assert_ptr_nonnull(document);
    propos_buffer text = {0};
    for (size_t t = 0; t < document->turn_count; t++) {
        const propos_turn_data *turn = &document->turns[t];
        if (turn->number < coding->turn || turn->number > coding->turn_end) {
            continue;
        }
        size_t length = strlen(turn->text);
        size_t from = turn->number == coding->turn
                          ? propos_utf8_offset(turn->text, length, coding->start)
                          : 0;
        size_t to = turn->number == coding->turn_end
                        ? propos_utf8_offset(turn->text, length, coding->end)
                        : length;
        ck_assert_uint_le(from, to);
        propos_buffer_puts(&text, text.length > 0 ? " / " : "");
        propos_buffer_add(&text, turn->text + from, to - from);
    }
    snprintf(out, sizeof out, "%s|%s|%s", coding->coder == NULL ? "-" : coding->coder, coding->code,
             propos_buffer_text(&text));
    propos_buffer_free(&text);
    return out;
}

bool projects_doubts(const made_project *project, const char *words)
{
    for (size_t i = 0; i < project->content.doubts.count; i++) {
        if (strstr(project->content.doubts.items[i].what, words) != NULL) {
            return true;
        }
    }
    return false;
}
