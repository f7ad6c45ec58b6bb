#include "indexer/reading.h"

#include "base/digest.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "formats/encoding.h"
#include "text/unicode.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *reading_text(propos_reading *reading, const reading_file *file, size_t *length)
{
    propos_error error;
    propos_error_clear(&error);
    char *bytes = NULL;
    size_t byte_count = 0;
    char *text = NULL;
    char *copy = NULL;
    char full[PROPOS_PATH_SIZE];
    propos_encoding encoding = PROPOS_ENCODING_UTF8;
    propos_status status = propos_path_join(full, reading->root, file->path, &error);
    if (status == PROPOS_OK) {
        status = propos_read_file(full, PROPOS_FILE_BYTES, &bytes, &byte_count, &error);
    }
    if (status == PROPOS_OK) {
        char digest[PROPOS_DIGEST_SIZE];
        propos_digest(bytes, byte_count, digest);
        struct stat info = {0};
        (void)stat(full, &info);
        propos_study_data *study = &reading->study;
        PROPOS_GROW(study->files, reading->record_file_capacity, study->file_count + 1);
        study->files[study->file_count++] = (propos_file_data){
            .path = file->path,
            .digest = propos_arena_strdup(reading->arena, digest),
            .size = (long long)byte_count,
            .mtime_ns = info.st_mtim.tv_sec * 1000000000LL + info.st_mtim.tv_nsec,
        };
        status = propos_to_utf8(bytes, byte_count, file->path,
                                reading_option(reading, file->path, "encoding"), &text, length,
                                &encoding, &error);
    }
    if (status == PROPOS_OK) {
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
    size_t length = 0;
    const char *text = reading_text(reading, file, &length);
    if (text == NULL) {
        return false;
    }
    propos_error error;
    propos_error_clear(&error);
    if (propos_csv_read(reading->arena, text, length, file->path, table, &error) != PROPOS_OK) {
        READING_FAULT(reading, NULL, file->path, error.line, "%s", error.text);
        return false;
    }
    return true;
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

// "Claire, Hugo" -> each name, trimmed, given to `take`.
static void each_in_list(propos_reading *reading, const char *list,
                         void (*take)(propos_reading *reading, const char *item))
{
    for (const char *at = list; at != NULL && *at != '\0';) {
        at += strspn(at, " \t,;");
        size_t length = strcspn(at, ",;");
        const char *next = at + length;
        while (length > 0 && isspace((unsigned char)at[length - 1])) {
            length--;
        }
        if (length > 0) {
            take(reading, propos_arena_strndup(reading->arena, at, length));
        }
        at = next;
    }
}

static void add_confidential(propos_reading *reading, const char *column)
{
    reading->confidential = propos_realloc(reading->confidential, reading->confidential_count + 1,
                                           sizeof *reading->confidential);
    char *folded = propos_folded(column);
    reading->confidential[reading->confidential_count++] =
        propos_arena_strdup(reading->arena, folded);
    free(folded);
}

// A study id from a folder's or file's name: what propos_is_study_id() allows, the rest as '-'.
static const char *id_from_path(propos_reading *reading, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folded = propos_folded(slash == NULL ? path : slash + 1);
    char *dot = strrchr(folded, '.');
    if (dot != NULL && dot != folded) {
        *dot = '\0';
    }
    for (char *at = folded; *at != '\0'; at++) {
        if (!isalnum((unsigned char)*at) && strchr("-_", *at) == NULL) {
            *at = '-';
        }
    }
    const char *id =
        propos_arena_printf(reading->arena, "%.100s", folded[0] == '\0' ? "study" : folded);
    free(folded);
    return id;
}

static const char *ini_value(const propos_reading *reading, const char *english, const char *french)
{
    static const char *const sections[] = {"study", "étude"};
    for (size_t i = 0; i < 2; i++) {
        const char *value = propos_ini_get(&reading->ini, sections[i], english);
        value = value != NULL ? value : propos_ini_get(&reading->ini, sections[i], french);
        if (value != NULL && value[0] != '\0') {
            return value;
        }
    }
    return NULL;
}

static void read_ini(propos_reading *reading)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        size_t length = 0;
        const char *text = NULL;
        propos_error error;
        propos_error_clear(&error);
        if (reading->files[i].kind == READING_INI &&
            (text = reading_text(reading, &reading->files[i], &length)) != NULL &&
            propos_ini_read(reading->arena, text, length, reading->files[i].path, &reading->ini,
                            &error) != PROPOS_OK) {
            READING_FAULT(reading, NULL, reading->files[i].path, error.line, "%s", error.text);
        }
    }
    propos_study_data *study = &reading->study;
    const char *id = ini_value(reading, "id", "identifiant");
    study->id = id != NULL ? id : id_from_path(reading, study->source_path);
    if (!propos_is_study_id(study->id)) {
        READING_FAULT(reading, NULL, "study.ini", 0,
                      _("“%s” cannot be a study's id: use letters, digits, - and _ (at most 100)"),
                      study->id);
    }
    const char *title = ini_value(reading, "title", "titre");
    study->title = title != NULL ? title : study->id;
    const char *language = ini_value(reading, "language", "langue");
    study->language = language != NULL ? language : "fr";
    each_in_list(reading, ini_value(reading, "coders", "codeurs"), reading_coder);
    const char *columns = propos_ini_get(&reading->ini, "confidential", "columns");
    columns = columns != NULL ? columns : propos_ini_get(&reading->ini, "confidentiel", "colonnes");
    each_in_list(reading, columns, add_confidential);
}

propos_status propos_reading_new(const char *path, const char *coder, propos_analyser *analyser,
                                 propos_reading **out, propos_error *error)
{
    propos_reading *reading = propos_alloc(1, sizeof *reading);
    reading->arena = propos_arena_new();
    reading->analyser = analyser;
    reading->coder = coder;
    propos_status status = reading_find_files(reading, path, error);
    if (status != PROPOS_OK) {
        propos_reading_free(reading);
        *out = NULL;
        return status;
    }
    read_ini(reading);
    reading_documents(reading);
    reading_participants(reading);
    reading_guide(reading);
    reading_codes(reading);
    reading_equivalences(reading);
    reading_codings(reading);
    reading_progress(reading);
    *out = reading;
    return PROPOS_OK;
}

void propos_reading_free(propos_reading *reading)
{
    if (reading == NULL) {
        return;
    }
    propos_study_data *study = &reading->study;
    free(reading->files);
    free(reading->confidential);
    free(study->coders);
    free(study->documents);
    free(study->speakers);
    free(study->codes);
    free(study->equivalences);
    free(study->codings);
    free(study->guide);
    free(study->progress);
    free(study->files);
    propos_map_free(&reading->document_index);
    propos_map_free(&reading->code_index);
    propos_map_free(&reading->coder_index);
    propos_arena_free(reading->arena);
    free(reading);
}
