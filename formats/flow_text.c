// From the pieces of a flow to lines that the reader of labelled text reads: a paragraph a line, a
// table of speakers and speech row by row, notes at the end.
#include "base/memory.h"
#include "formats/flow_parts.h"
#include "formats/labelshape.h"
#include "formats/signs.h"
#include "formats/times.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

#define NOWHERE ((size_t)-1)

// A column is the speakers' when so many of its filled cells look like labels, and labels come
// again: on average each is there this often (in tenths).
#define LABEL_CELLS_PERCENT 80
#define LABEL_AGAIN_TENTHS 15

// Tables wider than this are no transcripts.
#define MOST_COLUMNS 12

// First cells of tables of speakers and speech, folded.
static const char *const SPEAKER_HEADERS =
    "|locuteur|locutrice|locuteurs|intervenant|intervenants|interlocuteur|speaker|qui|nom|"
    "participant|participants|personne|";
static const char *const SPEECH_HEADERS =
    "|verbatim|verbatims|texte|text|transcription|propos|discours|dialogue|speech|parole|paroles|"
    "contenu|";

typedef struct cell {
    const char *text; // of its first piece, trimmed
    size_t length;
    size_t total; // bytes of all its pieces
    size_t first; // its first piece
    size_t pieces;
} cell;

typedef struct grid {
    size_t rows, columns;
    cell *cells;
    int speaker, speech, time; // columns from 0; -1: none
    bool header;
} grid;

typedef struct putting {
    const formats_flow *flow;
    flow_text *out;
    bool *done; // by piece
} putting;

static void trim(const char **text, size_t *length)
{
    size_t space = 0;
    while ((space = signs_space(*text, *length)) > 0) {
        *text += space;
        *length -= space;
    }
    while ((space = signs_space_before(*text, *length)) > 0) {
        *length -= space;
    }
}

static void put_piece(putting *p, size_t i)
{
    const flow_piece *piece = &p->flow->pieces[i];
    p->done[i] = true;
    p->out->places[i] = p->out->text.length;
    propos_buffer_add(&p->out->text, p->flow->text.bytes + piece->start, piece->end - piece->start);
}

// Puts the paragraph that piece `i` begins, without a line end.
static void put_paragraph(putting *p, size_t i)
{
    const formats_flow *flow = p->flow;
    size_t paragraph = flow->pieces[i].paragraph;
    if (flow->text.bytes == NULL) {
        return;
    }
    put_piece(p, i);
    for (bool last = flow->pieces[i].last; !last && ++i < flow->count;) {
        if (flow->pieces[i].paragraph == paragraph) {
            put_piece(p, i);
            last = flow->pieces[i].last;
        }
    }
}

static void end_line(putting *p)
{
    propos_buffer_putc(&p->out->text, '\n');
}

// ---- tables ----

// Gathers the cells of the table that piece `first` begins; false for one that is too wide or too
// ragged to look at.
static bool gather(const putting *p, size_t first, grid *table)
{
    const formats_flow *flow = p->flow;
    uint32_t number = flow->pieces[first].table;
    *table = (grid){.speaker = -1, .speech = -1, .time = -1};
    for (size_t i = first; i < flow->count; i++) {
        const flow_piece *piece = &flow->pieces[i];
        if (piece->table == number && !piece->note) {
            table->rows = piece->row > table->rows ? piece->row : table->rows;
            table->columns = piece->column > table->columns ? piece->column : table->columns;
        }
        if (piece->table > number) {
            break;
        }
    }
    if (table->columns < 2 || table->columns > MOST_COLUMNS || table->rows < 2) {
        return false;
    }
    table->cells = propos_alloc(table->rows * table->columns, sizeof *table->cells);
    for (size_t i = first; i < flow->count && flow->pieces[i].table <= number; i++) {
        const flow_piece *piece = &flow->pieces[i];
        if (piece->table != number || piece->note || piece->row == 0 || piece->column == 0) {
            continue;
        }
        cell *c = &table->cells[(piece->row - 1) * table->columns + piece->column - 1];
        const char *text = flow->text.bytes + piece->start;
        size_t length = piece->end - piece->start;
        trim(&text, &length);
        if (length == 0) {
            continue;
        }
        if (c->pieces++ == 0) {
            c->text = text;
            c->length = length;
            c->first = i;
        }
        c->total += length;
    }
    return true;
}

static const cell *cell_at(const grid *table, size_t row, size_t column)
{
    return &table->cells[row * table->columns + column];
}

// The length of a label in a cell, its own colon left out; 0 when there is none.
static size_t label_in(const cell *c)
{
    size_t length = c->pieces == 1 ? c->length : 0;
    if (length > 0 && c->text[length - 1] == ':') {
        length--;
    }
    while (length > 0 && signs_space_before(c->text, length) > 0) {
        length -= signs_space_before(c->text, length);
    }
    bool is_label = length > 0 && length <= LABEL_BYTES &&
                    label_shape_of(c->text, length) != LABEL_OTHER &&
                    !label_refused(c->text, length) && memchr(c->text, '\n', length) == NULL;
    return is_label ? length : 0;
}

static bool named(const cell *c, const char *names)
{
    char *text = propos_printf("%.*s", (int)(c->length < 64 ? c->length : 64),
                               c->text == NULL ? "" : c->text);
    char *folded = propos_folded(text);
    char *wanted = propos_printf("|%s|", folded);
    bool found = folded[0] != '\0' && strstr(names, wanted) != NULL;
    free(wanted);
    free(folded);
    free(text);
    return found;
}

static bool is_speaker_column(const grid *table, size_t column)
{
    size_t filled = 0;
    size_t labels = 0;
    size_t different = 0;
    propos_map seen = {0};
    propos_arena *names = propos_arena_new();
    for (size_t row = table->header; row < table->rows; row++) {
        const cell *c = cell_at(table, row, column);
        size_t length = label_in(c);
        filled += c->pieces > 0;
        labels += length > 0;
        if (length > 0) {
            const char *name = propos_arena_strndup(names, c->text, length);
            different += propos_map_add(&seen, name, row) == row;
        }
    }
    propos_map_free(&seen);
    propos_arena_free(names);
    return labels >= 2 && labels * 100 >= filled * LABEL_CELLS_PERCENT &&
           labels * 10 >= different * LABEL_AGAIN_TENTHS;
}

static bool is_time_column(const grid *table, size_t column)
{
    size_t filled = 0;
    size_t times = 0;
    for (size_t row = table->header; row < table->rows; row++) {
        const cell *c = cell_at(table, row, column);
        int64_t time = 0;
        filled += c->pieces > 0;
        times += c->pieces == 1 && memchr(c->text, ':', c->length) != NULL &&
                 formats_time_read(c->text, c->length, &time);
    }
    return times >= 2 && times * 100 >= filled * LABEL_CELLS_PERCENT;
}

// Finds which column holds the speakers and which their words.
static bool understand(grid *table)
{
    size_t most = 0;
    for (size_t column = 0; column < table->columns; column++) {
        size_t total = 0;
        table->header = table->header || named(cell_at(table, 0, column), SPEAKER_HEADERS) ||
                        named(cell_at(table, 0, column), SPEECH_HEADERS);
        for (size_t row = 0; row < table->rows; row++) {
            total += cell_at(table, row, column)->total;
        }
        if (total > most) {
            most = total;
            table->speech = (int)column;
        }
    }
    for (size_t column = 0; column < table->columns; column++) {
        if ((int)column == table->speech) {
            continue;
        }
        if (table->time < 0 && is_time_column(table, column)) {
            table->time = (int)column;
        } else if (table->speaker < 0 && is_speaker_column(table, column)) {
            table->speaker = (int)column;
        }
    }
    return table->speaker >= 0;
}

static void mark_done(putting *p, const grid *table, size_t row)
{
    for (size_t column = 0; column < table->columns; column++) {
        const cell *c = cell_at(table, row, column);
        if (c->pieces > 0 && !p->done[c->first]) {
            p->done[c->first] = true; // its words are in the line, or are nobody's
        }
    }
}

// "Nom : words", or "[Nom] (0:12) words" where a time is known and the label is no number.
static void put_label(putting *p, const grid *table, size_t row)
{
    const cell *speaker = cell_at(table, row, (size_t)table->speaker);
    size_t length = label_in(speaker);
    const cell *time = table->time < 0 ? NULL : cell_at(table, row, (size_t)table->time);
    bool timed =
        time != NULL && time->pieces == 1 && label_shape_of(speaker->text, length) != LABEL_NUMBER;
    if (length == 0) {
        return;
    }
    propos_buffer_puts(&p->out->text, timed ? "[" : "");
    propos_buffer_add(&p->out->text, speaker->text, length);
    if (timed) {
        propos_buffer_puts(&p->out->text, "] (");
        propos_buffer_add(&p->out->text, time->text, time->length);
        propos_buffer_puts(&p->out->text, ") ");
    } else {
        propos_buffer_puts(&p->out->text, " : ");
    }
}

// Puts the paragraphs of one cell; true when there were any.
static bool put_cell(putting *p, size_t first, uint32_t number, uint32_t row, uint32_t column,
                     const char *between)
{
    const formats_flow *flow = p->flow;
    bool any = false;
    for (size_t i = first; i < flow->count && flow->pieces[i].table <= number; i++) {
        const flow_piece *piece = &flow->pieces[i];
        if (piece->table == number &&
            (piece->row > row || (piece->row == row && piece->column > column))) {
            break;
        }
        if (piece->table == number && piece->row == row && piece->column == column &&
            !piece->note && !p->done[i] && piece->end > piece->start) {
            propos_buffer_puts(&p->out->text, any ? between : "");
            put_paragraph(p, i);
            any = true;
        }
    }
    return any;
}

static void put_speech_row(putting *p, const grid *table, uint32_t number, size_t row)
{
    const cell *speech = cell_at(table, row, (size_t)table->speech);
    if (speech->pieces == 0 || (row == 0 && table->header)) {
        mark_done(p, table, row);
        return;
    }
    put_label(p, table, row);
    (void)put_cell(p, speech->first, number, (uint32_t)row + 1, (uint32_t)table->speech + 1, "\n");
    end_line(p);
    mark_done(p, table, row);
}

// Marks what is left of a table as said: columns that hold no speech.
static void leave_rest(putting *p, size_t first, uint32_t number)
{
    const formats_flow *flow = p->flow;
    for (size_t i = first; i < flow->count && flow->pieces[i].table <= number; i++) {
        p->done[i] = p->done[i] || flow->pieces[i].table == number;
    }
}

// One line a row, cells parted by tabs.
static void put_rows(putting *p, size_t first, uint32_t number, bool one_line)
{
    const formats_flow *flow = p->flow;
    uint32_t row = 0;
    for (size_t i = first; i < flow->count && flow->pieces[i].table <= number; i++) {
        const flow_piece *piece = &flow->pieces[i];
        if (piece->table != number || piece->note || p->done[i]) {
            continue;
        }
        if (one_line && row == piece->row) {
            propos_buffer_putc(&p->out->text, '\t');
        } else if (row != 0) {
            end_line(p);
        }
        row = piece->row;
        (void)put_cell(p, i, number, piece->row, piece->column, one_line ? " " : "\n");
        p->done[i] = true;
    }
    end_line(p);
}

static void put_table(putting *p, size_t first)
{
    uint32_t number = p->flow->pieces[first].table;
    grid table;
    bool looked_at = gather(p, first, &table);
    if (looked_at && understand(&table)) {
        for (size_t row = 0; row < table.rows; row++) {
            put_speech_row(p, &table, number, row);
        }
        leave_rest(p, first, number);
        p->out->tables_read++;
    } else {
        put_rows(p, first, number, looked_at);
    }
    free(table.cells);
}

// ---- the whole ----

static void put_notes(putting *p)
{
    const formats_flow *flow = p->flow;
    for (size_t i = 0; i < flow->count; i++) {
        const flow_piece *piece = &flow->pieces[i];
        if (!piece->note || p->done[i] || piece->end == piece->start) {
            continue;
        }
        propos_buffer_printf(&p->out->text, "{note %zu : ", ++p->out->notes);
        size_t from = p->out->text.length;
        put_paragraph(p, i);
        for (size_t at = from; at < p->out->text.length; at++) {
            char *sign = &p->out->text.bytes[at];
            *sign = (char)(*sign == '\n' ? ' ' : *sign == '}' ? ')' : *sign);
        }
        propos_buffer_puts(&p->out->text, "}\n");
    }
}

void flow_put_together(const formats_flow *flow, flow_text *out)
{
    putting p = {.flow = flow, .out = out, .done = propos_alloc(flow->count + 1, sizeof(bool))};
    out->places = propos_alloc(flow->count + 1, sizeof *out->places);
    for (size_t i = 0; i < flow->count; i++) {
        out->places[i] = NOWHERE;
    }
    for (size_t i = 0; i < flow->count; i++) {
        if (p.done[i] || flow->pieces[i].note) {
            continue;
        }
        if (flow->pieces[i].table > 0) {
            put_table(&p, i);
        } else {
            put_paragraph(&p, i);
            end_line(&p);
        }
    }
    put_notes(&p);
    // Nothing but line ends is no text.
    const char *text = propos_buffer_text(&out->text);
    size_t length = out->text.length;
    trim(&text, &length);
    if (length == 0) {
        propos_buffer_cut(&out->text, 0);
    }
    free(p.done);
}
