// codings/*.csv: a span by offsets within turns, or a quotation alone, which is then located.
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/locate.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Places named in a message about a quotation that stands more than once.
enum { PLACES_NAMED = 4 };

typedef struct coding_columns {
    int coder, code, document, turn, start, turn_end, end, quote, memo, unit, round, status;
} coding_columns;

// One codings file being read.
typedef struct coding_file {
    propos_reading *reading;
    const propos_table *table;
    coding_columns columns;
    const char *coder;         // for rows that name none
    propos_locator **locators; // by document, made when first needed
} coding_file;

static const struct {
    const char *round;
    const char *names[4]; // folded
} ROUNDS[] = {
    {"individual", {"individual", "individuel", "individuelle", NULL}},
    {"consensus", {"consensus", "accord", NULL}},
    {"director", {"director", "directeur", "directrice", NULL}},
};

static const char *round_named(const char *word)
{
    char *folded = propos_folded(word);
    const char *round = NULL;
    for (size_t i = 0; i < sizeof ROUNDS / sizeof ROUNDS[0] && round == NULL; i++) {
        for (size_t j = 0; ROUNDS[i].names[j] != NULL && round == NULL; j++) {
            round = strcmp(folded, ROUNDS[i].names[j]) == 0 ? ROUNDS[i].round : NULL;
        }
    }
    free(folded);
    return round;
}

static uint32_t points_in(const char *text)
{
    return (uint32_t)propos_utf8_count(text, strlen(text));
}

// "turn 39, l. 138" in the words of a message; the arena's.
static const char *place_name(propos_reading *reading, const propos_document_data *document,
                              uint32_t number)
{
    const propos_turn_data *turn = reading_turn(document, number);
    if (turn != NULL && turn->line_count > 0) {
        return propos_arena_printf(reading->arena, _("turn %u, l. %d"), number,
                                   turn->lines[0].line);
    }
    return propos_arena_printf(reading->arena, _("turn %u"), number);
}

static const propos_locator *locator_of(const propos_reading *reading, propos_locator **locators,
                                        const propos_document_data *document)
{
    size_t index = (size_t)(document - reading->study.documents);
    if (locators[index] == NULL) {
        locators[index] = propos_locator_new(document);
    }
    return locators[index];
}

// A quotation for a message: its beginning, cut at a character's edge.
static const char *shortened(propos_reading *reading, const char *quote)
{
    enum { SHOWN = 60 };
    size_t length = strlen(quote);
    size_t cut = propos_utf8_offset(quote, length, SHOWN);
    return propos_arena_printf(reading->arena, "%.*s%s", (int)cut, quote, cut < length ? "…" : "");
}

bool reading_holds(const propos_reading *reading, propos_locator **locators, size_t document,
                   const char *quote)
{
    propos_place place;
    const propos_locator *locator =
        locator_of(reading, locators, &reading->study.documents[document]);
    return propos_locate(locator, quote, 0, &place, 1) > 0;
}

bool reading_locate(propos_reading *reading, propos_locator **locators, propos_coding_data *coding)
{
    const char *file = coding->source.file;
    long line = coding->source.line;
    const propos_document_data *document = reading_document(reading, coding->document);
    const propos_locator *locator = locator_of(reading, locators, document);
    propos_place places[PLACES_NAMED];
    size_t found = propos_locate(locator, coding->quote, coding->turn, places, PLACES_NAMED);
    if (found == 1) {
        coding->turn = places[0].turn;
        coding->start = places[0].start;
        coding->turn_end = places[0].turn_end;
        coding->end = places[0].end;
        return true;
    }
    const char *quote = shortened(reading, coding->quote);
    if (found == 0) {
        propos_place nearest;
        if (propos_locate_nearest(locator, coding->quote, &nearest)) {
            READING_FAULT(reading, document->id, file, line,
                          _("quotation not found in %s: “%s”; nearest: %s"), document->id, quote,
                          place_name(reading, document, nearest.turn));
        } else {
            READING_FAULT(reading, document->id, file, line,
                          _("quotation not found in %s: “%s”; no word of it is there"),
                          document->id, quote);
        }
        return false;
    }
    const char *names = "";
    for (size_t i = 0; i < found && i < PLACES_NAMED; i++) {
        names = propos_arena_printf(reading->arena, "%s%s%s", names, i == 0 ? "" : "; ",
                                    place_name(reading, document, places[i].turn));
    }
    READING_FAULT(reading, document->id, file, line,
                  _("quotation found %zu times in %s (%s): “%s”; name its turn"), found,
                  document->id, names, quote);
    return false;
}

// Compares what the offsets say with the quotation that the row gives, white space and case apart.
static void check_quote(coding_file *file, size_t row, const propos_turn_data *turn,
                        const propos_coding_data *coding)
{
    if (coding->quote == NULL || coding->turn != coding->turn_end) {
        return;
    }
    size_t length = strlen(turn->text);
    size_t from = propos_utf8_offset(turn->text, length, coding->start);
    size_t to = propos_utf8_offset(turn->text, length, coding->end);
    char *span = propos_strndup(turn->text + from, to - from);
    char *there = propos_folded(span);
    char *said = propos_folded(coding->quote);
    if (strcmp(there, said) != 0) {
        READING_DOUBT(file->reading, coding->document, file->table->file, file->table->lines[row],
                      _("the offsets give “%s”, the quotation says “%s”; the offsets are kept"),
                      shortened(file->reading, span), shortened(file->reading, coding->quote));
    }
    free(said);
    free(there);
    free(span);
}

static bool set_offsets(coding_file *file, size_t row, const propos_document_data *document,
                        long turn_number, propos_coding_data *coding)
{
    propos_reading *reading = file->reading;
    const propos_table *table = file->table;
    const coding_columns *c = &file->columns;
    long line = table->lines[row];
    long start = 0;
    long last_number = 0;
    long end = 0;
    const propos_turn_data *turn = reading_turn(document, turn_number);
    if (turn == NULL) {
        READING_FAULT(reading, document->id, table->file, line, _("%s has no turn %ld"),
                      document->id, turn_number);
        return false;
    }
    if (!reading_number(reading, table, row, c->start, 0, &start) ||
        !reading_number(reading, table, row, c->turn_end, turn_number, &last_number)) {
        return false;
    }
    const propos_turn_data *last = reading_turn(document, last_number);
    if (last == NULL || last < turn) {
        READING_FAULT(reading, document->id, table->file, line,
                      last == NULL ? _("%s has no turn %ld")
                                   : _("in %s, turn %ld comes before the span's first turn"),
                      document->id, last_number);
        return false;
    }
    long length = (long)points_in(last->text);
    if (!reading_number(reading, table, row, c->end, length, &end)) {
        return false;
    }
    long first_length = (long)points_in(turn->text);
    if (start > first_length || end > length || (turn == last && end <= start)) {
        READING_FAULT(reading, document->id, table->file, line,
                      _("the span %ld-%ld lies outside its turn (%s, turn %ld has %ld characters)"),
                      start, end, document->id, end > length ? last_number : turn_number,
                      end > length ? length : first_length);
        return false;
    }
    coding->turn = (uint32_t)turn_number;
    coding->start = (uint32_t)start;
    coding->turn_end = (uint32_t)last_number;
    coding->end = (uint32_t)end;
    check_quote(file, row, turn, coding);
    return true;
}

// A code that the code book lacks is kept, as a code of its own: nothing that was coded is lost.
static void need_code(coding_file *file, size_t row, const char *code)
{
    propos_reading *reading = file->reading;
    propos_code_data own = {
        .id = code, .name = code, .source = {file->table->file, file->table->lines[row]}};
    if (!reading_add_code(reading, &own)) {
        return;
    }
    READING_DOUBT(reading, NULL, file->table->file, file->table->lines[row],
                  _("the code “%s” is not in the code book; kept as a code of its own"), code);
}

static const char *round_of(coding_file *file, size_t row)
{
    const char *word = reading_cell(file->reading, file->table, row, file->columns.round);
    if (word == NULL) {
        return "individual";
    }
    const char *round = round_named(word);
    if (round == NULL) {
        READING_DOUBT(file->reading, NULL, file->table->file, file->table->lines[row],
                      _("“%s” is no round that Propos knows (individual, consensus, director); "
                        "taken as individual"),
                      word);
        round = "individual";
    }
    return round;
}

void reading_add_coding(propos_reading *reading, const propos_coding_data *coding)
{
    if (coding->coder != NULL) {
        reading_coder(reading, coding->coder);
    }
    propos_study_data *study = &reading->study;
    PROPOS_GROW(study->codings, reading->coding_capacity, study->coding_count + 1);
    study->codings[study->coding_count++] = *coding;
}

static void read_coding(coding_file *file, size_t row)
{
    propos_reading *reading = file->reading;
    const propos_table *table = file->table;
    const coding_columns *c = &file->columns;
    long line = table->lines[row];
    propos_coding_data coding = {
        .coder = reading_cell(reading, table, row, c->coder),
        .code = reading_cell(reading, table, row, c->code),
        .document = reading_cell(reading, table, row, c->document),
        .quote = reading_cell(reading, table, row, c->quote),
        .memo = reading_cell(reading, table, row, c->memo),
        .unit = reading_cell(reading, table, row, c->unit),
        .round = round_of(file, row),
        .status = reading_cell(reading, table, row, c->status),
        .source = {table->file, line},
    };
    if (coding.code == NULL || coding.document == NULL) {
        READING_FAULT(reading, NULL, table->file, line, _("this row needs a code and a document"));
        return;
    }
    const propos_document_data *document = reading_document(reading, coding.document);
    if (document == NULL) {
        READING_FAULT(reading, coding.document, table->file, line, _("there is no document “%s”"),
                      coding.document);
        return;
    }
    if (document->turn_count == 0 && reading->faults.count > 0) {
        return; // its transcript could not be read, and that has been said once
    }
    coding.coder = coding.coder != NULL ? coding.coder : file->coder;
    long turn = 0;
    if (!reading_number(reading, table, row, c->turn, 0, &turn)) {
        return;
    }
    bool has_offsets = turn > 0 && reading_cell(reading, table, row, c->start) != NULL &&
                       reading_cell(reading, table, row, c->end) != NULL;
    bool settled = false;
    if (has_offsets || (turn > 0 && coding.quote == NULL)) {
        settled = set_offsets(file, row, document, turn, &coding);
    } else if (coding.quote != NULL) {
        coding.turn = (uint32_t)turn;
        settled = reading_locate(reading, file->locators, &coding);
    } else {
        READING_FAULT(reading, coding.document, table->file, line,
                      _("this row needs a turn or a quotation"));
    }
    if (!settled) {
        return;
    }
    need_code(file, row, coding.code);
    reading_add_coding(reading, &coding);
}

static void read_file(propos_reading *reading, const reading_file *source,
                      propos_locator **locators)
{
    propos_table table;
    if (!reading_table(reading, source, &table)) {
        return;
    }
    coding_file file = {
        .reading = reading,
        .table = &table,
        .coder = reading->coder != NULL ? reading->coder
                                        : reading_option(reading, source->path, "coder"),
        .locators = locators,
    };
    file.columns = (coding_columns){
        .coder = propos_csv_column(&table, "coder|codeur|codeuse"),
        .code = reading_needed_column(reading, &table, "code|tag"),
        .document = reading_needed_column(reading, &table, "document"),
        .turn = propos_csv_column(&table, "turn|tour"),
        .start = propos_csv_column(&table, "start|début"),
        .turn_end = propos_csv_column(&table, "turn_end|tour_fin"),
        .end = propos_csv_column(&table, "end|fin"),
        .quote = propos_csv_column(&table, "quote|citation|extrait|verbatim|content"),
        .memo = reading_column(reading, &table, "memo|mémo"),
        .unit = propos_csv_column(&table, "unit|unité|ums"),
        .round = propos_csv_column(&table, "round|tour_de_codage"),
        .status = reading_column(reading, &table, "status|statut"),
    };
    if (file.columns.turn < 0 && file.columns.quote < 0) {
        READING_FAULT(reading, NULL, table.file, 1, _("the column “%s” is missing (or “%s”)"),
                      "turn", "quote");
        return;
    }
    if (file.columns.code < 0 || file.columns.document < 0) {
        return;
    }
    for (size_t row = 0; row < table.row_count; row++) {
        read_coding(&file, row);
    }
}

propos_locator **reading_locators_new(const propos_reading *reading)
{
    return propos_alloc(reading->study.document_count + 1, sizeof(propos_locator *));
}

void reading_locators_free(const propos_reading *reading, propos_locator **locators)
{
    for (size_t i = 0; i < reading->study.document_count; i++) {
        propos_locator_free(locators[i]);
    }
    free((void *)locators);
}

void reading_codings(propos_reading *reading)
{
    propos_locator **locators = reading_locators_new(reading);
    for (size_t i = 0; i < reading->file_count; i++) {
        if (reading->files[i].kind == READING_CODINGS) {
            read_file(reading, &reading->files[i], locators);
        }
    }
    reading_locators_free(reading, locators);
}
