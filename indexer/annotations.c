// guide.csv and progress.csv.
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

typedef struct guide_columns {
    int document, question, first, last, text;
} guide_columns;

static void read_question(propos_reading *reading, const propos_table *table, size_t row,
                          const guide_columns *c)
{
    propos_study_data *study = &reading->study;
    propos_guide_data guide = {
        .document = reading_cell(reading, table, row, c->document),
        .question = reading_cell(reading, table, row, c->question),
        .text = reading_cell(reading, table, row, c->text),
        .source = {table->file, table->lines[row]},
    };
    long first = 0;
    long last = 0;
    if (!reading_number(reading, table, row, c->first, 0, &first) ||
        !reading_number(reading, table, row, c->last, first, &last)) {
        return;
    }
    if (guide.document == NULL || guide.question == NULL || last < first) {
        READING_FAULT(reading, NULL, table->file, table->lines[row],
                      _("this row needs a document, a question and a first turn that is not after "
                        "the last"));
        return;
    }
    if (reading_document(reading, guide.document) == NULL) {
        READING_DOUBT(reading, guide.document, table->file, table->lines[row],
                      _("there is no document “%s”; the question is left out"), guide.document);
        return;
    }
    guide.first_turn = (uint32_t)first;
    guide.last_turn = (uint32_t)last;
    PROPOS_GROW(study->guide, reading->guide_capacity, study->guide_count + 1);
    study->guide[study->guide_count++] = guide;
}

void reading_guide(propos_reading *reading)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        propos_table table;
        if (reading->files[i].kind != READING_GUIDE ||
            !reading_table(reading, &reading->files[i], &table)) {
            continue;
        }
        guide_columns c = {
            .document = reading_needed_column(reading, &table, "document"),
            .question = reading_needed_column(reading, &table, "question|numéro"),
            .first = reading_needed_column(reading, &table, "first_turn|premier_tour"),
            .last = reading_column(reading, &table, "last_turn|dernier_tour"),
            .text = reading_column(reading, &table, "text|texte"),
        };
        for (size_t row = 0;
             c.document >= 0 && c.question >= 0 && c.first >= 0 && row < table.row_count; row++) {
            read_question(reading, &table, row, &c);
        }
    }
}

// True and *done set when the word is a state that we know.
static bool state_named(const char *word, bool *done)
{
    static const char *const finished[] = {"done", "finished", "fini", "termine", "oui", "yes"};
    static const char *const unfinished[] = {"started", "open", "commence", "en cours",
                                             "a faire", "todo", "non",      "no"};
    char *folded = propos_folded(word);
    bool known = false;
    for (size_t i = 0; i < sizeof finished / sizeof finished[0] && !known; i++) {
        known = *done = strcmp(folded, finished[i]) == 0;
    }
    for (size_t i = 0; i < sizeof unfinished / sizeof unfinished[0] && !known; i++) {
        known = strcmp(folded, unfinished[i]) == 0;
    }
    free(folded);
    return known;
}

static void read_state(propos_reading *reading, const propos_table *table, size_t row,
                       const int columns[3])
{
    propos_study_data *study = &reading->study;
    const char *document = reading_cell(reading, table, row, columns[0]);
    const char *coder = reading_cell(reading, table, row, columns[1]);
    const char *state = reading_cell(reading, table, row, columns[2]);
    long line = table->lines[row];
    bool done = false;
    if (document == NULL || coder == NULL || state == NULL) {
        READING_FAULT(reading, NULL, table->file, line,
                      _("this row needs a document, a coder and a state"));
    } else if (reading_document(reading, document) == NULL) {
        READING_DOUBT(reading, document, table->file, line,
                      _("there is no document “%s”; the row is left out"), document);
    } else if (!state_named(state, &done)) {
        READING_FAULT(reading, document, table->file, line,
                      _("“%s” is no state that Propos knows (done, started)"), state);
    } else {
        reading_coder(reading, coder);
        PROPOS_GROW(study->progress, reading->progress_capacity, study->progress_count + 1);
        study->progress[study->progress_count++] =
            (propos_progress_data){document, coder, done, {table->file, line}};
    }
}

void reading_progress(propos_reading *reading)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        propos_table table;
        if (reading->files[i].kind != READING_PROGRESS ||
            !reading_table(reading, &reading->files[i], &table)) {
            continue;
        }
        int columns[3] = {
            reading_needed_column(reading, &table, "document"),
            reading_needed_column(reading, &table, "coder|codeur|codeuse"),
            reading_needed_column(reading, &table, "state|état"),
        };
        for (size_t row = 0;
             columns[0] >= 0 && columns[1] >= 0 && columns[2] >= 0 && row < table.row_count;
             row++) {
            read_state(reading, &table, row, columns);
        }
    }
}
