// Helpers of the readers of a study: a file's bytes, text and table, cells, settings.
#include "indexer/reading.h"

#include "base/digest.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "formats/encoding.h"
#include "formats/table_read.h"
#include "text/unicode.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Notes a file that was read, so that the next run knows whether it changed.
static void note_file(propos_reading *reading, const char *path, const char *full,
                      const char *bytes, size_t length)
{
    char digest[PROPOS_DIGEST_SIZE];
    propos_digest(bytes, length, digest);
    struct stat info = {0};
    (void)stat(full, &info);
    propos_study_data *study = &reading->study;
    PROPOS_GROW(study->files, reading->record_file_capacity, study->file_count + 1);
    study->files[study->file_count++] = (propos_file_data){
        .path = path,
        .digest = propos_arena_strdup(reading->arena, digest),
        .size = (long long)length,
        .mtime_ns = info.st_mtim.tv_sec * 1000000000LL + info.st_mtim.tv_nsec,
    };
}

char *reading_bytes(propos_reading *reading, const reading_file *file, size_t *length)
{
    propos_error error;
    propos_error_clear(&error);
    char *bytes = NULL;
    char full[PROPOS_PATH_SIZE];
    propos_status status = propos_path_join(full, reading->root, file->path, &error);
    if (status == PROPOS_OK) {
        status = propos_read_file(full, PROPOS_FILE_BYTES, &bytes, length, &error);
    }
    if (status != PROPOS_OK) {
        READING_FAULT(reading, NULL, file->path, error.line, "%s", error.text);
        return NULL;
    }
    note_file(reading, file->path, full, bytes, *length);
    return bytes;
}

const char *reading_text(propos_reading *reading, const reading_file *file, size_t *length)
{
    propos_error error;
    propos_error_clear(&error);
    size_t byte_count = 0;
    char *bytes = reading_bytes(reading, file, &byte_count);
    if (bytes == NULL) {
        return NULL;
    }
    char *text = NULL;
    const char *copy = NULL;
    propos_encoding encoding = PROPOS_ENCODING_UTF8;
    if (propos_to_utf8(bytes, byte_count, file->path,
                       reading_option(reading, file->path, "encoding"), &text, length, &encoding,
                       &error) == PROPOS_OK) {
        copy = propos_arena_strndup(reading->arena, text, *length);
    } else {
        READING_FAULT(reading, NULL, file->path, error.line, "%s", error.text);
    }
    free(text);
    free(bytes);
    return copy;
}

bool reading_table(propos_reading *reading, const reading_file *file, propos_table *table)
{
    formats_input input = {.path = file->path,
                           .name = file->path,
                           .encoding = reading_option(reading, file->path, "encoding")};
    char *bytes = reading_bytes(reading, file, &input.length);
    if (bytes == NULL) {
        return false;
    }
    propos_error error;
    propos_error_clear(&error);
    input.bytes = bytes;
    propos_status status = formats_table_read(
        reading->arena, &input, reading_option(reading, file->path, "sheet"), false, table, &error);
    free(bytes);
    if (status != PROPOS_OK) {
        READING_FAULT(reading, NULL, error.file[0] != '\0' ? error.file : file->path, error.line,
                      "%s", error.text);
    }
    return status == PROPOS_OK;
}

const char *reading_option(const propos_reading *reading, const char *file, const char *name)
{
    char *section = propos_printf("import %s", file);
    const char *value = propos_ini_get(&reading->ini, section, name);
    free(section);
    return value != NULL ? value : propos_ini_get(&reading->ini, "import", name);
}

bool reading_is_confidential(const propos_reading *reading, const char *column)
{
    char *folded = propos_folded(column);
    bool found = false;
    for (size_t i = 0; i < reading->confidential_count && !found; i++) {
        found = strcmp(reading->confidential[i], folded) == 0;
    }
    free(folded);
    return found;
}

int reading_column(const propos_reading *reading, const propos_table *table, const char *names)
{
    int column = propos_csv_column(table, names);
    return column >= 0 && reading_is_confidential(reading, table->columns[column]) ? -1 : column;
}

int reading_needed_column(propos_reading *reading, const propos_table *table, const char *names)
{
    int column = propos_csv_column(table, names);
    if (column < 0) {
        size_t first = strcspn(names, "|");
        READING_FAULT(reading, NULL, table->file, 1, _("the column “%.*s” is missing"), (int)first,
                      names);
    }
    return column;
}

const char *reading_cell(propos_reading *reading, const propos_table *table, size_t row, int column)
{
    const char *cell = propos_csv_cell(table, row, column);
    size_t start = strspn(cell, " \t\n");
    size_t length = strlen(cell + start);
    while (length > 0 && strchr(" \t\n", cell[start + length - 1]) != NULL) {
        length--;
    }
    if (length == 0) {
        return NULL;
    }
    return cell[start + length] == '\0'
               ? cell + start
               : propos_arena_strndup(reading->arena, cell + start, length);
}

bool reading_number(propos_reading *reading, const propos_table *table, size_t row, int column,
                    long otherwise, long *value)
{
    const char *cell = reading_cell(reading, table, row, column);
    *value = otherwise;
    if (cell == NULL) {
        return true;
    }
    char *end = NULL;
    errno = 0;
    *value = strtol(cell, &end, 10);
    if (errno != 0 || *end != '\0' || *value < 0 || *value >= INT_MAX) {
        READING_FAULT(reading, NULL, table->file, table->lines[row],
                      _("“%s” is not a whole number (column “%s”)"), cell, table->columns[column]);
        return false;
    }
    return true;
}

void reading_coder(propos_reading *reading, const char *name)
{
    propos_study_data *study = &reading->study;
    if (propos_map_add(&reading->coder_index, name, study->coder_count) == study->coder_count) {
        PROPOS_GROW(study->coders, reading->coder_capacity, study->coder_count + 1);
        study->coders[study->coder_count++] = name;
    }
}

propos_document_data *reading_document(const propos_reading *reading, const char *id)
{
    size_t index = propos_map_get(&reading->document_index, id);
    return index == PROPOS_MAP_NONE ? NULL : &reading->study.documents[index];
}

const propos_turn_data *reading_turn(const propos_document_data *document, long number)
{
    // Most transcripts number their turns 1, 2, 3…
    if (number >= 1 && (size_t)number <= document->turn_count &&
        document->turns[number - 1].number == (uint32_t)number) {
        return &document->turns[number - 1];
    }
    for (size_t i = 0; i < document->turn_count; i++) {
        if (document->turns[i].number == (uint32_t)number) {
            return &document->turns[i];
        }
    }
    return NULL;
}
