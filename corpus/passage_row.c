// One passage's row: its words, codes, memos, neighbours and filters.
#include "base/memory.h"
#include "corpus/filters.h"
#include "corpus/passage_rows.h"
#include "corpus/tokenizer.h"
#include "text/marks.h"

#include <stdlib.h>
#include <string.h>

static int by_number(const void *a, const void *b)
{
    const size_t left = *(const size_t *)a;
    const size_t right = *(const size_t *)b;
    return left < right ? -1 : left > right;
}

// The codes on the passage and their ancestors, each once, in the order of the code book.
static void gather_codes(corpus_rows *rows, const corpus_cover *covers, size_t count)
{
    const propos_study_data *study = rows->import->study;
    rows->stamp++;
    rows->code_count = 0;
    for (size_t i = 0; i < count; i++) {
        const char *id = study->codings[covers[i].coding].code;
        while (id != NULL) {
            const size_t code = propos_map_get(&rows->import->code_map, id);
            if (code == PROPOS_MAP_NONE || rows->code_stamp[code] == rows->stamp) {
                break;
            }
            rows->code_stamp[code] = rows->stamp;
            rows->codes[rows->code_count++] = code;
            id = study->codes[code].parent;
        }
    }
    if (rows->code_count > 1) {
        qsort(rows->codes, rows->code_count, sizeof *rows->codes, by_number);
    }
}

static bool has_line(const propos_buffer *lines, const char *line)
{
    const size_t length = strlen(line);
    const char *at = propos_buffer_text(lines);
    while (*at != '\0') {
        const size_t here = strcspn(at, "\n");
        if (here == length && memcmp(at, line, length) == 0) {
            return true;
        }
        at += here + (at[here] == '\n');
    }
    return false;
}

static void add_distinct(propos_buffer *lines, const char *text)
{
    if (text != NULL && text[0] != '\0' && !has_line(lines, text)) {
        corpus_add_line(lines, text);
    }
}

static void put_texts(corpus_rows *rows, const corpus_cover *covers, size_t count)
{
    const propos_study_data *study = rows->import->study;
    for (size_t i = 0; i < rows->code_count; i++) {
        add_distinct(&rows->row.codes, study->codes[rows->codes[i]].name);
        add_distinct(&rows->row.definitions, study->codes[rows->codes[i]].definition);
    }
    for (size_t i = 0; i < count; i++) {
        add_distinct(&rows->row.memos, study->codings[covers[i].coding].memo);
    }
}

static void put_passage_line(corpus_rows *rows, size_t index)
{
    const corpus_passage *passage = &rows->passages.items[index];
    const char *text = rows->document->data->turns[passage->turn].text;
    if (rows->row.context.length == 0) {
        propos_buffer_putc(&rows->row.context, CORPUS_NEIGHBOURS);
    }
    corpus_add_line_n(&rows->row.context, text + passage->start_byte,
                      passage->end_byte - passage->start_byte);
}

// Of the turn before and the turn after, the passage that lies nearest; of the same turn, both
// neighbours. Long turns would else drown a short one in words from far away.
static void put_context(corpus_rows *rows, size_t index)
{
    const propos_document_data *data = rows->document->data;
    const uint32_t turn = rows->passages.items[index].turn;
    for (size_t before = turn; before-- > 0;) {
        if (data->turns[before].speaker != NULL &&
            rows->turn_first[before] < rows->turn_first[before + 1]) {
            put_passage_line(rows, rows->turn_first[before + 1] - 1);
            break;
        }
    }
    if (index > rows->turn_first[turn]) {
        put_passage_line(rows, index - 1);
    }
    if (index + 1 < rows->turn_first[turn + 1]) {
        put_passage_line(rows, index + 1);
    }
    for (size_t after = (size_t)turn + 1; after < data->turn_count; after++) {
        if (data->turns[after].speaker != NULL &&
            rows->turn_first[after] < rows->turn_first[after + 1]) {
            put_passage_line(rows, rows->turn_first[after]);
            break;
        }
    }
}

static void put_marks(corpus_rows *rows, const corpus_passage *passage)
{
    const propos_lists *lists = propos_analyser_lists(rows->import->record->analyser);
    const char *text = rows->document->data->turns[passage->turn].text;
    bool seen[PROPOS_MARK_KINDS] = {false};
    if (rows->marks_text != text) {
        free(rows->marks);
        rows->mark_count = propos_marks_of(lists, text, strlen(text), &rows->marks);
        rows->marks_text = text;
    }
    const propos_mark *marks = rows->marks;
    for (size_t i = 0; i < rows->mark_count; i++) {
        const bool inside = marks[i].start < passage->end && marks[i].end > passage->start;
        if (inside && !seen[marks[i].kind]) {
            seen[marks[i].kind] = true;
            corpus_add_term(&rows->row.filters, PROPOS_FILTER_MARK,
                            propos_mark_name(marks[i].kind));
        }
    }
}

static void put_coders(corpus_rows *rows, const corpus_cover *covers, size_t count)
{
    propos_buffer term = {0};
    for (size_t i = 0; i < count; i++) {
        const char *coder = rows->import->study->codings[covers[i].coding].coder;
        if (coder != NULL) {
            propos_buffer_cut(&term, 0);
            corpus_add_term(&term, PROPOS_FILTER_CODER, coder);
            add_distinct(&rows->row.filters, propos_buffer_text(&term));
        }
    }
    propos_buffer_free(&term);
    corpus_add_term(&rows->row.filters, PROPOS_FILTER_CODED, count > 0 ? "1" : "0");
}

int corpus_by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// Cuts lines apart in place; each once, sorted by bytes.
void corpus_split_terms(char *lines, corpus_terms *out)
{
    out->count = 0;
    for (char *at = lines; at != NULL && *at != '\0';) {
        char *end = strchr(at, '\n');
        PROPOS_GROW(out->items, out->capacity, out->count + 1);
        out->items[out->count++] = at;
        if (end != NULL) {
            *end++ = '\0';
        }
        at = end;
    }
    if (out->count < 2) {
        return;
    }
    qsort(out->items, out->count, sizeof *out->items, corpus_by_text);
    size_t kept = 1;
    for (size_t i = 1; i < out->count; i++) {
        if (strcmp(out->items[i], out->items[kept - 1]) != 0) {
            out->items[kept++] = out->items[i];
        }
    }
    out->count = kept;
}

static void sort_filters(corpus_rows *rows)
{
    char *lines = propos_buffer_take(&rows->row.filters);
    corpus_split_terms(lines, &rows->list);
    for (size_t i = 0; i < rows->list.count; i++) {
        corpus_add_line(&rows->row.filters, rows->list.items[i]);
    }
    free(lines);
}

static void put_filters(corpus_rows *rows, const corpus_passage *passage,
                        const corpus_cover *covers, size_t count)
{
    const propos_turn_data *turn = &rows->document->data->turns[passage->turn];
    propos_buffer *filters = &rows->row.filters;
    propos_buffer_puts(filters, rows->document_filters);
    if (turn->speaker != NULL) {
        const size_t speaker =
            corpus_speaker_find(rows->import, rows->document_index, turn->speaker);
        propos_buffer_putc(filters, '\n');
        propos_buffer_puts(filters, rows->speaker_filters[speaker]);
    }
    for (size_t i = 0; i < rows->code_count; i++) {
        propos_buffer_putc(filters, '\n');
        propos_buffer_puts(filters, rows->code_filters[rows->codes[i]]);
    }
    put_coders(rows, covers, count);
    if (rows->questions[passage->turn] != NULL) {
        corpus_add_term(filters, PROPOS_FILTER_QUESTION, rows->questions[passage->turn]);
    }
    put_marks(rows, passage);
    if (turn->locator != NULL) {
        corpus_add_folded_term(filters, PROPOS_FILTER_LOCATOR, turn->locator);
    }
    sort_filters(rows);
}

static void digest_row(corpus_row *row)
{
    corpus_digest digest = {0};
    corpus_digest_bytes(&digest, row->text, row->text_length);
    corpus_digest_bytes(&digest, propos_buffer_text(&row->codes), row->codes.length);
    corpus_digest_bytes(&digest, propos_buffer_text(&row->memos), row->memos.length);
    corpus_digest_bytes(&digest, propos_buffer_text(&row->definitions), row->definitions.length);
    corpus_digest_bytes(&digest, propos_buffer_text(&row->context), row->context.length);
    corpus_digest_bytes(&digest, propos_buffer_text(&row->filters), row->filters.length);
    corpus_digest_end(&digest, row->digest);
}

void corpus_rows_build(corpus_rows *rows, size_t index, const corpus_cover *covers, size_t count)
{
    const propos_document_data *data = rows->document->data;
    const corpus_passage *passage = &rows->passages.items[index];
    corpus_row *row = &rows->row;
    propos_buffer_cut(&row->codes, 0);
    propos_buffer_cut(&row->memos, 0);
    propos_buffer_cut(&row->definitions, 0);
    propos_buffer_cut(&row->context, 0);
    propos_buffer_cut(&row->filters, 0);
    row->text = data->turns[passage->turn].text + passage->start_byte;
    row->text_length = passage->end_byte - passage->start_byte;
    gather_codes(rows, covers, count);
    put_texts(rows, covers, count);
    if (data->kind == NULL || strcmp(data->kind, "quotes") != 0) {
        put_context(rows, index);
    }
    put_filters(rows, passage, covers, count);
    digest_row(row);
}
