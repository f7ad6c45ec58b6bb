// A study from its files: what is read in which order, and what study.ini says.
#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

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

// A setting that is not known would silently do nothing. (“source” and “note” are what people write
// there for themselves.)
static void doubt_settings(propos_reading *reading, const char *file)
{
    static const char *const known[] = {"id",     "identifiant", "title",   "titre",  "language",
                                        "langue", "coders",      "codeurs", "source", "note"};
    for (size_t i = 0; i < reading->ini.count; i++) {
        const propos_ini_entry *entry = &reading->ini.entries[i];
        bool is_known =
            strcmp(entry->section, "study") != 0 && strcmp(entry->section, "étude") != 0;
        for (size_t j = 0; j < sizeof known / sizeof known[0] && !is_known; j++) {
            is_known = strcmp(entry->name, known[j]) == 0;
        }
        if (!is_known) {
            READING_DOUBT(reading, NULL, file, entry->line,
                          _("“%s” is no setting that Propos knows; it does nothing"), entry->name);
        }
    }
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
        if (reading->files[i].kind == READING_INI) {
            doubt_settings(reading, reading->files[i].path);
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
    reading_sources(reading);
    reading_documents(reading);
    reading_participants(reading);
    reading_merge_speakers(reading);
    reading_ini_speakers(reading);
    reading_check_aliases(reading);
    reading_guide(reading);
    reading_codes(reading);
    reading_mapping(reading);
    reading_merge_codes(reading);
    reading_equivalences(reading);
    reading_codings(reading);
    reading_merge_codings(reading);
    reading_comments(reading);
    reading_progress(reading);
    reading_decisions(reading);
    *out = reading;
    return PROPOS_OK;
}

void propos_reading_free(propos_reading *reading)
{
    if (reading == NULL) {
        return;
    }
    propos_study_data *study = &reading->study;
    for (size_t i = 0; i < reading->source_count; i++) {
        reading_twins_free(&reading->sources[i]);
        propos_map_free(&reading->sources[i].codes);
    }
    reading_words_free(reading);
    free(reading->sources);
    free(reading->mapped);
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
    free(study->decisions);
    free(study->files);
    propos_map_free(&reading->document_index);
    propos_map_free(&reading->speaker_index);
    propos_map_free(&reading->code_index);
    propos_map_free(&reading->coder_index);
    propos_arena_free(reading->arena);
    free(reading);
}
