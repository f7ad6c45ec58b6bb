#include "base/i18n.h"
#include "base/memory.h"
#include "formats/csv.h"
#include "formats/times.h"
#include "formats/transcript.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct columns {
    int turn, speaker, line, locator, text, time;
} columns;

// What a reader of one table needs at every row.
typedef struct reading {
    propos_arena *arena;
    const propos_table *table;
    columns at;
    const char *document;
    propos_doubts *doubts;
    propos_error *error;
} reading;

// A whole cell that is a number from 1 to `most`; 0 when it is not.
static long read_number(const char *cell, long most)
{
    char *end = NULL;
    if (cell[0] < '0' || cell[0] > '9') {
        return 0;
    }
    errno = 0;
    long value = strtol(cell, &end, 10);
    return errno == 0 && *end == '\0' && value <= most ? value : 0;
}

// The first number of a line column: "137", or "137-138".
static int32_t read_line(const char *cell)
{
    size_t digits = strspn(cell, "0123456789");
    const char *rest = cell + digits;
    rest += strspn(rest, " ");
    bool range = strncmp(rest, "-", 1) == 0 || strncmp(rest, "–", strlen("–")) == 0;
    if (digits == 0 || digits > 9 || (*rest != '\0' && !range)) {
        return 0;
    }
    return (int32_t)strtol(cell, NULL, 10);
}

static const char *trimmed(propos_arena *arena, const char *cell)
{
    const char *space = " \t\n";
    cell += strspn(cell, space);
    size_t length = strlen(cell);
    while (length > 0 && strchr(space, cell[length - 1]) != NULL) {
        length--;
    }
    return length == 0 ? NULL : propos_arena_strndup(arena, cell, length);
}

static void read_place(const reading *r, size_t row, propos_turn_data *turn)
{
    const char *line = trimmed(r->arena, propos_csv_cell(r->table, row, r->at.line));
    int32_t number = line == NULL ? 0 : read_line(line);
    turn->locator = trimmed(r->arena, propos_csv_cell(r->table, row, r->at.locator));
    if (number > 0) {
        propos_line_mark mark = {.start = 0, .line = number};
        turn->lines = propos_arena_copy(r->arena, &mark, 1, sizeof mark);
        turn->line_count = 1;
    } else if (line != NULL && turn->locator == NULL) {
        turn->locator = line; // theses also write "V2V6" there
    } else if (line != NULL) {
        propos_doubt_add(r->arena, r->doubts, r->document, r->table->file, r->table->lines[row],
                         _("\"%s\" is not a line number: left out"), line);
    }
}

static void read_time(const reading *r, size_t row, propos_turn_data *turn)
{
    const char *time = trimmed(r->arena, propos_csv_cell(r->table, row, r->at.time));
    turn->time_ms = -1;
    if (time != NULL && !formats_time_read(time, strlen(time), &turn->time_ms)) {
        turn->time_ms = -1;
        propos_doubt_add(r->arena, r->doubts, r->document, r->table->file, r->table->lines[row],
                         _("\"%s\" is not a time (1:02:03, 2:03 or seconds): left out"), time);
    }
}

static propos_status read_row(const reading *r, size_t row, propos_turn_data *turn)
{
    const propos_table *table = r->table;
    turn->number = (uint32_t)row + 1;
    if (r->at.turn >= 0) {
        const char *cell = trimmed(r->arena, propos_csv_cell(table, row, r->at.turn));
        turn->number = cell == NULL ? 0 : (uint32_t)read_number(cell, INT32_MAX);
        if (turn->number == 0) {
            return propos_fail_at(r->error, PROPOS_BAD_INPUT, table->file, table->lines[row],
                                  _("\"%s\" is not a turn number: write 1, 2, 3… or take the "
                                    "column out"),
                                  cell == NULL ? "" : cell);
        }
    }
    turn->speaker = trimmed(r->arena, propos_csv_cell(table, row, r->at.speaker));
    turn->text = propos_csv_cell(table, row, r->at.text);
    turn->source = (propos_source){.file = table->file, .line = table->lines[row]};
    read_place(r, row, turn);
    read_time(r, row, turn);
    return PROPOS_OK;
}

typedef struct numbered {
    uint32_t number;
    long line;
} numbered;

static int by_number(const void *left, const void *right)
{
    const numbered *a = left;
    const numbered *b = right;
    if (a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    return (a->line > b->line) - (a->line < b->line);
}

static propos_status refuse_twins(const reading *r, const propos_turn_data *turns, size_t count)
{
    propos_status status = PROPOS_OK;
    numbered *sorted = propos_alloc(count + 1, sizeof *sorted);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (numbered){.number = turns[i].number, .line = turns[i].source.line};
    }
    qsort(sorted, count, sizeof *sorted, by_number);
    for (size_t i = 1; i < count && status == PROPOS_OK; i++) {
        if (sorted[i].number == sorted[i - 1].number) {
            status = propos_fail_at(r->error, PROPOS_BAD_INPUT, r->table->file, sorted[i].line,
                                    _("turn %lu is there already, at line %ld: each turn needs its "
                                      "own number"),
                                    (unsigned long)sorted[i].number, sorted[i - 1].line);
        }
    }
    free(sorted);
    return status;
}

propos_status formats_transcript_table(propos_arena *arena, const propos_table *table, int text,
                                       propos_document_data *document, propos_doubts *doubts,
                                       propos_error *error)
{
    reading r = {.arena = arena,
                 .table = table,
                 .document = document->id,
                 .doubts = doubts,
                 .error = error,
                 .at = {.turn = propos_csv_column(table, "turn|tour|tour de parole"),
                        .speaker = propos_csv_column(table, "speaker|locuteur|locutrice"),
                        .line = propos_csv_column(table, "line|ligne"),
                        .locator = propos_csv_column(table, "locator|repère"),
                        .text = text,
                        .time = propos_csv_column(table, "time|temps")}};
    propos_turn_data *turns = propos_arena_alloc(arena, table->row_count + 1, sizeof *turns);
    for (size_t row = 0; row < table->row_count; row++) {
        propos_status status = read_row(&r, row, &turns[row]);
        if (status != PROPOS_OK) {
            return status;
        }
    }
    propos_status status = refuse_twins(&r, turns, table->row_count);
    if (status == PROPOS_OK) {
        document->turns = turns;
        document->turn_count = table->row_count;
        document->source = (propos_source){.file = table->file, .line = 0};
    }
    return status;
}

propos_status propos_transcript_csv(propos_arena *arena, const char *text, size_t length,
                                    const char *file, propos_document_data *document,
                                    propos_doubts *doubts, propos_error *error)
{
    propos_table table;
    propos_status status = propos_csv_read(arena, text, length, file, &table, error);
    if (status != PROPOS_OK) {
        return status;
    }
    int column = propos_csv_column(&table, "text|texte");
    if (column < 0) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, file, 1,
                              _("no column is called \"text\" (or \"texte\"): a transcript needs "
                                "one, with the words of each turn"));
    }
    return formats_transcript_table(arena, &table, column, document, doubts, error);
}
