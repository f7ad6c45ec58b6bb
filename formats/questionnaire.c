#include "formats/questionnaire.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/content.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// What people write in their own words has this many letters a cell on average, and blanks.
enum { ANSWER_POINTS = 25, ANSWER_BLANKS = 3 };
// What says something about a person is shorter than this many letters, in every row.
enum { ATTRIBUTE_POINTS = 80 };

// Folded.
static const char *const ANSWERS =
    "verbatim|verbatims|reponse|reponses|reponse libre|reponse ouverte|texte libre|freetext|"
    "free text|answer|answers|response|responses|open answer|propos|parole|paroles|transcription|"
    "transcript|commentaire|commentaires|comment|comments|contenu|content";
static const char *const PEOPLE =
    "id|code|case|cas|numero|n°|no|respondent|repondant|repondante|participant|participante|"
    "personne|sujet|identifiant|id reponse|response id";

static bool is_confidential(const formats_input *input, const char *column)
{
    char *folded = propos_folded(column);
    bool found = false;
    for (size_t i = 0; i < input->confidential_count && !found; i++) {
        found = strcmp(folded, input->confidential[i]) == 0;
    }
    free(folded);
    return found;
}

// The first of the columns so called that may be read.
static int named_column(const formats_input *input, const propos_table *table, const char *names)
{
    int column = propos_csv_column(table, names);
    return column >= 0 && is_confidential(input, table->columns[column]) ? -1 : column;
}

typedef struct cells {
    size_t filled, points, blanks, longest;
} cells;

static cells measure(const propos_table *table, int column)
{
    cells m = {0};
    for (size_t row = 0; row < table->row_count; row++) {
        const char *cell = propos_csv_cell(table, row, column);
        size_t points = propos_utf8_count(cell, strlen(cell));
        m.filled += points > 0;
        m.points += points;
        m.longest = points > m.longest ? points : m.longest;
        for (; *cell != '\0'; cell++) {
            m.blanks += *cell == ' ';
        }
    }
    return m;
}

int formats_answers_column(const formats_input *input, const propos_table *table)
{
    int best = named_column(input, table, ANSWERS);
    if (best >= 0) {
        return best;
    }
    size_t most = 0;
    for (int i = 0; i < (int)table->column_count; i++) {
        cells m = measure(table, i);
        if (m.points > most && m.points >= ANSWER_POINTS * m.filled &&
            m.blanks >= ANSWER_BLANKS * m.filled && !is_confidential(input, table->columns[i])) {
            best = i;
            most = m.points;
        }
    }
    return best;
}

typedef struct columns {
    int text, person;
    bool *attributes; // by column
} columns;

// Which columns tell about people; those with long cells are told in a doubt.
static void sort_columns(propos_arena *arena, const formats_input *input, const propos_table *table,
                         columns *c, formats_content *content)
{
    propos_buffer left = {0};
    c->attributes = propos_alloc(table->column_count + 1, sizeof *c->attributes);
    for (int i = 0; i < (int)table->column_count; i++) {
        if (i == c->text || i == c->person || table->columns[i][0] == '\0' ||
            is_confidential(input, table->columns[i])) {
            continue;
        }
        c->attributes[i] = measure(table, i).longest <= ATTRIBUTE_POINTS;
        if (!c->attributes[i]) {
            propos_buffer_printf(&left, "%s“%s”", left.length == 0 ? "" : ", ", table->columns[i]);
        }
    }
    FORMATS_DOUBT(arena, content, input, 1,
                  _("read as the answers of a questionnaire: the column “%s” holds the words, each "
                    "row is a turn"),
                  table->columns[c->text]);
    if (left.length > 0) {
        FORMATS_DOUBT(arena, content, input, 1,
                      _("these columns of long texts are left out: %s; put each into a table of "
                        "its own"),
                      left.bytes);
    }
    propos_buffer_free(&left);
}

static void add_person(propos_arena *arena, const propos_table *table, const columns *c, size_t row,
                       const char *label, formats_content *content)
{
    propos_attribute *attributes =
        propos_arena_alloc(arena, table->column_count + 1, sizeof *attributes);
    size_t count = 0;
    for (int i = 0; i < (int)table->column_count; i++) {
        const char *value = propos_csv_cell(table, row, i);
        if (c->attributes[i] && value[0] != '\0') {
            attributes[count++] = (propos_attribute){table->columns[i], value};
        }
    }
    if (count > 0) {
        content->speakers[content->speaker_count++] =
            (propos_speaker_data){.document = "",
                                  .label = label,
                                  .role = PROPOS_ROLE_PARTICIPANT,
                                  .attributes = attributes,
                                  .attribute_count = count,
                                  .source = {table->file, table->lines[row]}};
    }
}

void formats_questionnaire_read(propos_arena *arena, const formats_input *input,
                                const propos_table *table, int text, formats_content *content)
{
    propos_document_data *document = formats_content_document(arena, input, content);
    columns c = {.text = text, .person = named_column(input, table, PEOPLE)};
    c.person = c.person == text ? -1 : c.person;
    sort_columns(arena, input, table, &c, content);
    propos_map seen = {0};
    propos_turn_data *turns = propos_arena_alloc(arena, table->row_count + 1, sizeof *turns);
    content->speakers = propos_arena_alloc(arena, table->row_count + 1, sizeof *content->speakers);
    document->kind = "quotes";
    for (size_t row = 0; row < table->row_count; row++) {
        const char *words = propos_csv_cell(table, row, text);
        if (words[strspn(words, " \t\n")] == '\0') {
            continue; // who answered nothing
        }
        const char *label = propos_csv_cell(table, row, c.person);
        if (label[0] == '\0') {
            label = propos_arena_printf(arena, "%zu", row + 1);
        }
        if (propos_map_add(&seen, label, row) == row) {
            add_person(arena, table, &c, row, label, content);
        }
        turns[document->turn_count++] =
            (propos_turn_data){.number = (uint32_t)row + 1,
                               .speaker = label,
                               .text = words,
                               .time_ms = -1,
                               .source = {table->file, table->lines[row]}};
    }
    document->turns = turns;
    propos_map_free(&seen);
    free(c.attributes);
}
