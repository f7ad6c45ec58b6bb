// participants.csv, codes.csv, equivalences.csv.
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/reading.h"

#include <stdlib.h>
#include <string.h>

// ---- participants ----

typedef struct participant_columns {
    int document, label, role, alias_of;
} participant_columns;

static void read_attributes(propos_reading *reading, const propos_table *table, size_t row,
                            const participant_columns *c, propos_speaker_data *speaker)
{
    propos_attribute *attributes =
        propos_arena_alloc(reading->arena, table->column_count, sizeof *attributes);
    for (int column = 0; column < (int)table->column_count; column++) {
        if (column == c->document || column == c->label || column == c->role ||
            column == c->alias_of || table->columns[column][0] == '\0' ||
            reading_is_confidential(reading, table->columns[column])) {
            continue;
        }
        const char *value = reading_cell(reading, table, row, column);
        if (value != NULL) {
            attributes[speaker->attribute_count++] =
                (propos_attribute){table->columns[column], value};
        }
    }
    speaker->attributes = attributes;
}

bool reading_add_speaker(propos_reading *reading, const propos_speaker_data *speaker)
{
    propos_study_data *study = &reading->study;
    const char *key =
        propos_arena_printf(reading->arena, "%s\n%s", speaker->document, speaker->label);
    size_t index = study->speaker_count;
    if (propos_map_add(&reading->speaker_index, key, index) != index) {
        return false;
    }
    PROPOS_GROW(study->speakers, reading->speaker_capacity, index + 1);
    study->speakers[study->speaker_count++] = *speaker;
    return true;
}

static void read_participant(propos_reading *reading, const propos_table *table, size_t row,
                             const participant_columns *c)
{
    const char *document = reading_cell(reading, table, row, c->document);
    const char *label = reading_cell(reading, table, row, c->label);
    long line = table->lines[row];
    if (document == NULL || label == NULL) {
        READING_DOUBT(reading, document, table->file, line,
                      _("this row names no document or no label; it is left out"));
        return;
    }
    if (reading_document(reading, document) == NULL) {
        READING_DOUBT(reading, document, table->file, line,
                      _("there is no document “%s”; the participant is left out"), document);
        return;
    }
    propos_speaker_data speaker = {
        .document = document,
        .label = label,
        .alias_of = reading_cell(reading, table, row, c->alias_of),
        .source = {table->file, line},
    };
    const char *role = reading_cell(reading, table, row, c->role);
    if (!propos_role_from(role, &speaker.role)) {
        READING_DOUBT(reading, document, table->file, line,
                      _("“%s” is no role that Propos knows (moderator, participant, observer, "
                        "interviewer); taken as unknown"),
                      role);
    }
    read_attributes(reading, table, row, c, &speaker);
    if (!reading_add_speaker(reading, &speaker)) {
        READING_FAULT(reading, document, table->file, line,
                      _("the participant “%s” of %s is listed twice"), label, document);
    }
}

// An alias must lead, in one step or more, to a label of the same document.
void reading_check_aliases(propos_reading *reading)
{
    propos_study_data *study = &reading->study;
    for (size_t i = 0; i < study->speaker_count; i++) {
        propos_speaker_data *speaker = &study->speakers[i];
        if (speaker->alias_of == NULL) {
            continue;
        }
        char *key = propos_printf("%s\n%s", speaker->document, speaker->alias_of);
        size_t target = propos_map_get(&reading->speaker_index, key);
        free(key);
        if (target == PROPOS_MAP_NONE || target == i || study->speakers[target].alias_of != NULL) {
            READING_FAULT(
                reading, speaker->document, speaker->source.file, speaker->source.line,
                _("“%s” is said to stand for “%s”, which is no participant of %s of its own"),
                speaker->label, speaker->alias_of, speaker->document);
        }
    }
}

void reading_participants(propos_reading *reading)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        propos_table table;
        if (reading->files[i].kind != READING_PARTICIPANTS ||
            !reading_table(reading, &reading->files[i], &table)) {
            continue;
        }
        participant_columns c = {
            .document = reading_needed_column(reading, &table, "document"),
            .label = reading_needed_column(reading, &table, "label|étiquette|locuteur|speaker"),
            .role = reading_column(reading, &table, "role|rôle"),
            .alias_of = propos_csv_column(&table, "alias_of|alias_de|alias"),
        };
        for (size_t row = 0; c.document >= 0 && c.label >= 0 && row < table.row_count; row++) {
            read_participant(reading, &table, row, &c);
        }
    }
}

// ---- codes ----

typedef struct code_columns {
    int id, parent, name, definition;
} code_columns;

bool reading_add_code(propos_reading *reading, const propos_code_data *code)
{
    propos_study_data *study = &reading->study;
    size_t index = study->code_count;
    if (propos_map_add(&reading->code_index, code->id, index) != index) {
        return false;
    }
    PROPOS_GROW(study->codes, reading->code_capacity, index + 1);
    study->codes[study->code_count++] = *code;
    return true;
}

static void read_code(propos_reading *reading, const propos_table *table, size_t row,
                      const code_columns *c)
{
    const char *id = reading_cell(reading, table, row, c->id);
    long line = table->lines[row];
    if (id == NULL) {
        READING_FAULT(reading, NULL, table->file, line, _("this row names no code"));
        return;
    }
    const char *name = reading_cell(reading, table, row, c->name);
    propos_code_data code = {
        .id = id,
        .parent = reading_cell(reading, table, row, c->parent),
        .name = name != NULL ? name : id,
        .definition = reading_cell(reading, table, row, c->definition),
        .source = {table->file, line},
    };
    if (!reading_add_code(reading, &code)) {
        READING_FAULT(reading, NULL, table->file, line,
                      _("the code “%s” is defined twice (first on line %ld)"), id,
                      reading->study.codes[propos_map_get(&reading->code_index, id)].source.line);
    }
}

// Follows the parents of each code; a walk longer than the code book has come round.
static void check_tree(propos_reading *reading)
{
    const propos_study_data *study = &reading->study;
    for (size_t i = 0; i < study->code_count; i++) {
        const propos_code_data *code = &study->codes[i];
        if (code->parent != NULL &&
            propos_map_get(&reading->code_index, code->parent) == PROPOS_MAP_NONE) {
            READING_FAULT(reading, NULL, code->source.file, code->source.line,
                          _("the parent “%s” of the code “%s” is not in the code book"),
                          code->parent, code->id);
            return;
        }
    }
    for (size_t i = 0; i < study->code_count; i++) {
        const propos_code_data *code = &study->codes[i];
        const propos_code_data *at = code;
        for (size_t steps = 0; at->parent != NULL; steps++) {
            at = &study->codes[propos_map_get(&reading->code_index, at->parent)];
            if (at == code || steps > study->code_count) {
                READING_FAULT(
                    reading, NULL, code->source.file, code->source.line,
                    _("the code “%s” is its own ancestor (through “%s”): break the circle"),
                    code->id, code->parent);
                return;
            }
        }
    }
}

void reading_codes(propos_reading *reading)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        propos_table table;
        if (reading->files[i].kind != READING_CODES ||
            !reading_table(reading, &reading->files[i], &table)) {
            continue;
        }
        code_columns c = {
            .id = reading_needed_column(reading, &table, "code|id|identifiant"),
            .parent = propos_csv_column(&table, "parent"),
            .name = reading_column(reading, &table, "name|nom|intitulé|libellé"),
            .definition = reading_column(reading, &table, "definition|définition"),
        };
        // A code book's "nom" is the code's name, whatever is confidential about people.
        c.name = c.name >= 0 ? c.name : propos_csv_column(&table, "name|nom|intitulé|libellé");
        for (size_t row = 0; c.id >= 0 && row < table.row_count; row++) {
            read_code(reading, &table, row, &c);
        }
    }
    check_tree(reading);
}

// ---- equivalences ----

void reading_equivalences(propos_reading *reading)
{
    propos_study_data *study = &reading->study;
    for (size_t i = 0; i < reading->file_count; i++) {
        propos_table table;
        if (reading->files[i].kind != READING_EQUIVALENCES ||
            !reading_table(reading, &reading->files[i], &table)) {
            continue;
        }
        int code_column = reading_needed_column(reading, &table, "code");
        int theme_column = reading_needed_column(reading, &table, "theme|thème");
        for (size_t row = 0; code_column >= 0 && theme_column >= 0 && row < table.row_count;
             row++) {
            const char *code = reading_cell(reading, &table, row, code_column);
            const char *theme = reading_cell(reading, &table, row, theme_column);
            if (code == NULL || theme == NULL) {
                READING_FAULT(reading, NULL, table.file, table.lines[row],
                              _("this row needs a code and a theme"));
            } else if (propos_map_get(&reading->code_index, code) == PROPOS_MAP_NONE) {
                READING_FAULT(reading, NULL, table.file, table.lines[row],
                              _("the code “%s” is not in the code book"), code);
            } else {
                PROPOS_GROW(study->equivalences, reading->equivalence_capacity,
                            study->equivalence_count + 1);
                study->equivalences[study->equivalence_count++] =
                    (propos_equivalence_data){code, theme, {table.file, table.lines[row]}};
            }
        }
    }
}
