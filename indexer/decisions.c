// decisions.csv: what was settled where coders differed. `propos decide` appends to it; people may
// write in it, too, so nothing in it stops an import.
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

typedef struct decision_columns {
    int document, turn, quote, coders, code, stage, why, date, decided_by;
} decision_columns;

// Folded; the French words are those that `propos décide` takes.
static const struct {
    const char *word, *stage;
} STAGES[] = {
    {"reheard", "reheard"},     {"reecoute", "reheard"},   {"reecoutee", "reheard"},
    {"discussed", "discussed"}, {"discute", "discussed"},  {"discutee", "discussed"},
    {"director", "director"},   {"direction", "director"}, {"directeur", "director"},
    {"directrice", "director"},
};

static const char *stage_of(propos_reading *reading, const propos_table *table, size_t row,
                            const char *word)
{
    if (word == NULL) {
        return NULL;
    }
    char *folded = propos_folded(word);
    const char *stage = NULL;
    for (size_t i = 0; i < sizeof STAGES / sizeof STAGES[0] && stage == NULL; i++) {
        stage = strcmp(folded, STAGES[i].word) == 0 ? STAGES[i].stage : NULL;
    }
    free(folded);
    if (stage == NULL) {
        READING_DOUBT(reading, NULL, table->file, table->lines[row],
                      _("“%s” is no stage of a decision that Propos knows (reheard, discussed, "
                        "director); kept as it is written"),
                      word);
    }
    return stage != NULL ? stage : word;
}

// "none", "aucun": the words are not to be coded.
static const char *code_of(propos_reading *reading, const propos_table *table, size_t row,
                           const char *word)
{
    if (word == NULL) {
        return NULL;
    }
    char *folded = propos_folded(word);
    bool none = strcmp(folded, "none") == 0 || strcmp(folded, "aucun") == 0;
    free(folded);
    if (!none && propos_map_get(&reading->code_index, word) == PROPOS_MAP_NONE) {
        READING_DOUBT(reading, NULL, table->file, table->lines[row],
                      _("the code “%s” of this decision is not in the code book"), word);
    }
    return none ? NULL : word;
}

static bool in_word(uint32_t value)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)value);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

// Takes in what stands between the words and their neighbours on both sides, for a cell may lose
// white space and full stops. Only letters, digits and accents make words.
static void widen(const propos_reading *reading, propos_decision_data *d)
{
    const propos_document_data *document = reading_document(reading, d->document);
    const char *text = reading_turn(document, (long)d->turn)->text;
    uint32_t value = 0;
    uint32_t free_from = 0; // behind the last letter before the words
    uint32_t point = 0;
    for (; *text != '\0' && point < d->start; point++) {
        text += propos_utf8_read(text, strnlen(text, 4), &value);
        free_from = in_word(value) ? point + 1 : free_from;
    }
    d->start = free_from;
    text = reading_turn(document, (long)d->turn_end)->text;
    text += propos_utf8_offset(text, strlen(text), d->end);
    while (*text != '\0') {
        text += propos_utf8_read(text, strnlen(text, 4), &value);
        if (in_word(value)) {
            break;
        }
        d->end++;
    }
}

// Where the words stand: in the turn that the row names, else anywhere in the document.
static void place(propos_reading *reading, propos_locator **locators, propos_decision_data *d,
                  uint32_t turn)
{
    propos_place found;
    size_t index = propos_map_get(&reading->document_index, d->document);
    if (locators[index] == NULL) {
        locators[index] = propos_locator_new(&reading->study.documents[index]);
    }
    size_t places = propos_locate(locators[index], d->quote, turn, &found, 1);
    if (places == 0 && turn != 0) {
        places = propos_locate(locators[index], d->quote, 0, &found, 1);
    }
    d->placed = places == 1 || (places > 1 && found.turn == turn);
    if (d->placed) {
        d->turn = found.turn;
        d->start = found.start;
        d->turn_end = found.turn_end;
        d->end = found.end;
        widen(reading, d);
    } else {
        READING_DOUBT(reading, d->document, d->source.file, d->source.line,
                      places == 0
                          ? _("the words of this decision are not in %s; it settles nothing")
                          : _("the words of this decision are in %s more than once; name "
                              "their turn"),
                      d->document);
    }
}

static void read_decision(propos_reading *reading, const propos_table *table, size_t row,
                          const decision_columns *c, propos_locator **locators, size_t *capacity)
{
    propos_study_data *study = &reading->study;
    propos_decision_data d = {
        .document = reading_cell(reading, table, row, c->document),
        .quote = reading_cell(reading, table, row, c->quote),
        .coders = reading_cell(reading, table, row, c->coders),
        .why = reading_cell(reading, table, row, c->why),
        .date = reading_cell(reading, table, row, c->date),
        .decided_by = reading_cell(reading, table, row, c->decided_by),
        .source = {table->file, table->lines[row]},
    };
    if (d.document == NULL || d.quote == NULL) {
        READING_DOUBT(reading, d.document, table->file, table->lines[row],
                      _("this decision names no document or no words; it is left out"));
        return;
    }
    if (reading_document(reading, d.document) == NULL) {
        READING_DOUBT(reading, d.document, table->file, table->lines[row],
                      _("there is no document “%s”; the decision is left out"), d.document);
        return;
    }
    d.code = code_of(reading, table, row, reading_cell(reading, table, row, c->code));
    d.stage = stage_of(reading, table, row, reading_cell(reading, table, row, c->stage));
    const char *turn = reading_cell(reading, table, row, c->turn);
    place(reading, locators, &d, turn != NULL ? (uint32_t)strtoul(turn, NULL, 10) : 0);
    PROPOS_GROW(study->decisions, *capacity, study->decision_count + 1);
    study->decisions[study->decision_count++] = d;
}

void reading_decisions(propos_reading *reading)
{
    size_t capacity = 0;
    propos_locator **locators = reading_locators_new(reading);
    for (size_t i = 0; i < reading->file_count; i++) {
        propos_table table;
        if (reading->files[i].kind != READING_DECISIONS ||
            !reading_table(reading, &reading->files[i], &table)) {
            continue;
        }
        const decision_columns c = {
            .document = reading_needed_column(reading, &table, "document"),
            .turn = propos_csv_column(&table, "turn|tour"),
            .quote = reading_needed_column(reading, &table, "quote|citation|extrait|verbatim"),
            .coders = propos_csv_column(&table, "coders|codeurs"),
            .code = propos_csv_column(&table, "code"),
            .stage = propos_csv_column(&table, "stage|étape"),
            .why = reading_column(reading, &table, "why|pourquoi|raison"),
            .date = propos_csv_column(&table, "date"),
            .decided_by = propos_csv_column(&table, "decided_by|décidé_par"),
        };
        for (size_t row = 0; c.document >= 0 && c.quote >= 0 && row < table.row_count; row++) {
            read_decision(reading, &table, row, &c, locators, &capacity);
        }
    }
    reading_locators_free(reading, locators);
}
