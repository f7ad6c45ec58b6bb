// What goes into the passages' rows, prepared: once for a study, then for each document.
#include "corpus/passage_rows.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "corpus/filters.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

void corpus_add_line(propos_buffer *out, const char *value)
{
    if (out->length > 0) {
        propos_buffer_putc(out, '\n');
    }
    for (const char *at = value; *at != '\0'; at++) {
        propos_buffer_putc(out, *at == '\n' || *at == '\r' ? ' ' : *at);
    }
}

void corpus_add_line_n(propos_buffer *out, const char *text, size_t length)
{
    if (out->length > 0) {
        propos_buffer_putc(out, '\n');
    }
    for (size_t i = 0; i < length; i++) {
        propos_buffer_putc(out, text[i] == '\n' || text[i] == '\r' ? ' ' : text[i]);
    }
}

void corpus_add_term(propos_buffer *out, const char *prefix, const char *value)
{
    corpus_add_line(out, prefix);
    for (const char *at = value; *at != '\0'; at++) {
        propos_buffer_putc(out, *at == '\n' || *at == '\r' ? ' ' : *at);
    }
}

void corpus_add_folded_term(propos_buffer *out, const char *prefix, const char *value)
{
    char *folded = propos_folded(value);
    corpus_add_term(out, prefix, folded);
    free(folded);
}

static char *take_lines(const corpus_import *import, propos_buffer *lines)
{
    char *copy = propos_arena_strndup(import->arena, propos_buffer_text(lines), lines->length);
    propos_buffer_cut(lines, 0);
    return copy;
}

static char *speaker_lines(corpus_import *import, size_t index, propos_buffer *lines)
{
    const corpus_import_speaker *speaker = &import->speakers[index];
    const corpus_import_speaker *described = corpus_speaker_described(import, index);
    if (speaker->person != SIZE_MAX) {
        corpus_add_term(lines, PROPOS_FILTER_SPEAKER,
                        import->documents[speaker->document].data->id);
        propos_buffer_putc(lines, '/');
        propos_buffer_puts(lines, import->speakers[speaker->person].label);
    }
    corpus_add_term(lines, PROPOS_FILTER_ROLE,
                    propos_role_name(corpus_speaker_role(import, index)));
    for (size_t i = 0; i < described->attribute_count; i++) {
        char *value = propos_folded(described->attributes[i].value);
        corpus_add_folded_term(lines, PROPOS_FILTER_ATTRIBUTE, described->attributes[i].name);
        propos_buffer_putc(lines, '=');
        propos_buffer_puts(lines, value);
        free(value);
    }
    return take_lines(import, lines);
}

// Codings by document, in the order given.
static propos_status sort_codings(corpus_rows *rows, propos_error *error)
{
    const propos_study_data *study = rows->import->study;
    propos_arena *arena = rows->import->arena;
    size_t *first = propos_arena_alloc(arena, rows->import->document_count + 2, sizeof *first);
    size_t *of = propos_arena_alloc(arena, study->coding_count, sizeof *of);
    for (size_t i = 0; i < study->coding_count; i++) {
        of[i] = propos_map_get(&rows->import->document_map, study->codings[i].document);
        if (of[i] == PROPOS_MAP_NONE) {
            return corpus_refuse(error, study->codings[i].source,
                                 _("a coding of an unknown document"), study->codings[i].document);
        }
        first[of[i] + 2]++;
    }
    for (size_t i = 2; i < rows->import->document_count + 2; i++) {
        first[i] += first[i - 1];
    }
    rows->coding_order = propos_arena_alloc(arena, study->coding_count, sizeof *rows->coding_order);
    for (size_t i = 0; i < study->coding_count; i++) {
        rows->coding_order[first[of[i] + 1]++] = i;
    }
    rows->coding_first = first;
    return PROPOS_OK;
}

propos_status corpus_rows_start(corpus_rows *rows, propos_error *error)
{
    corpus_import *import = rows->import;
    const propos_study_data *study = import->study;
    propos_buffer lines = {0};
    rows->code_stamp =
        propos_arena_alloc(import->arena, study->code_count, sizeof *rows->code_stamp);
    rows->codes = propos_arena_alloc(import->arena, study->code_count, sizeof *rows->codes);
    rows->code_filters =
        propos_arena_alloc(import->arena, study->code_count, sizeof *rows->code_filters);
    for (size_t i = 0; i < study->code_count; i++) {
        corpus_add_term(&lines, PROPOS_FILTER_CODE, study->codes[i].id);
        rows->code_filters[i] = take_lines(import, &lines);
    }
    rows->speaker_filters =
        propos_arena_alloc(import->arena, import->speaker_count, sizeof *rows->speaker_filters);
    for (size_t i = 0; i < import->speaker_count; i++) {
        rows->speaker_filters[i] = speaker_lines(import, i, &lines);
    }
    for (size_t i = 0; i < import->document_count; i++) {
        rows->total += import->documents[i].data->turn_count;
    }
    propos_buffer_free(&lines);
    return sort_codings(rows, error);
}

// ---- a document ----

static void document_lines(corpus_rows *rows)
{
    const propos_document_data *data = rows->document->data;
    propos_buffer lines = {0};
    corpus_add_line(&lines, PROPOS_FILTER_ALL);
    corpus_add_term(&lines, PROPOS_FILTER_DOCUMENT, data->id);
    if (data->group != NULL) {
        corpus_add_folded_term(&lines, PROPOS_FILTER_GROUP, data->group);
    }
    if (data->kind != NULL) {
        corpus_add_term(&lines, PROPOS_FILTER_KIND, data->kind);
    }
    rows->document_filters = take_lines(rows->import, &lines);
    propos_buffer_free(&lines);
}

// The turn numbered `number`: numbers mostly run 1, 2, 3…, so the search starts there.
static size_t turn_index(const propos_document_data *data, uint32_t number)
{
    const size_t guess = number > 0 ? (size_t)number - 1 : 0;
    if (guess < data->turn_count && data->turns[guess].number == number) {
        return guess;
    }
    for (size_t i = 0; i < data->turn_count; i++) {
        if (data->turns[i].number == number) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void document_questions(corpus_rows *rows)
{
    const propos_study_data *study = rows->import->study;
    const propos_document_data *data = rows->document->data;
    rows->questions = propos_alloc(data->turn_count + 1, sizeof *rows->questions);
    for (size_t i = 0; i < study->guide_count; i++) {
        const propos_guide_data *guide = &study->guide[i];
        if (strcmp(guide->document, data->id) != 0) {
            continue;
        }
        for (size_t j = 0; j < data->turn_count; j++) {
            if (data->turns[j].number >= guide->first_turn &&
                data->turns[j].number <= guide->last_turn) {
                rows->questions[j] = guide->question;
            }
        }
    }
}

static void split_document(corpus_rows *rows)
{
    const propos_document_data *data = rows->document->data;
    rows->turn_first = propos_alloc(data->turn_count + 1, sizeof *rows->turn_first);
    rows->passages.count = 0;
    for (size_t i = 0; i < data->turn_count; i++) {
        rows->turn_first[i] = rows->passages.count;
        corpus_split_turn(data->turns[i].text, (uint32_t)i, &rows->passages);
    }
    rows->turn_first[data->turn_count] = rows->passages.count;
}

static int by_passage(const void *a, const void *b)
{
    const corpus_cover *left = a;
    const corpus_cover *right = b;
    if (left->passage != right->passage) {
        return left->passage < right->passage ? -1 : 1;
    }
    return left->coding < right->coding ? -1 : left->coding > right->coding;
}

// The passages that share a letter with the coding.
static propos_status cover_passages(corpus_rows *rows, size_t index, propos_error *error)
{
    const propos_coding_data *coding = &rows->import->study->codings[index];
    const propos_document_data *data = rows->document->data;
    const size_t first = turn_index(data, coding->turn);
    const size_t last = turn_index(data, coding->turn_end);
    if (first == SIZE_MAX || last == SIZE_MAX || first > last ||
        (first == last && coding->start > coding->end)) {
        return corpus_refuse(error, coding->source, _("a coding outside its document"),
                             coding->document);
    }
    for (size_t i = rows->turn_first[first]; i < rows->turn_first[last + 1]; i++) {
        const corpus_passage *passage = &rows->passages.items[i];
        uint32_t start = passage->start;
        uint32_t end = passage->end;
        if (passage->turn == first && coding->start > start) {
            start = coding->start;
        }
        if (passage->turn == last && coding->end < end) {
            end = coding->end;
        }
        if (start < end) {
            PROPOS_GROW(rows->covers, rows->cover_capacity, rows->cover_count + 1);
            rows->covers[rows->cover_count++] = (corpus_cover){.passage = i, .coding = index};
        }
    }
    return PROPOS_OK;
}

static propos_status cover_document(corpus_rows *rows, propos_error *error)
{
    propos_status status = PROPOS_OK;
    rows->cover_count = 0;
    const size_t past = rows->coding_first[rows->document_index + 1];
    for (size_t i = rows->coding_first[rows->document_index]; status == PROPOS_OK && i < past;
         i++) {
        status = cover_passages(rows, rows->coding_order[i], error);
    }
    if (rows->cover_count > 0) {
        qsort(rows->covers, rows->cover_count, sizeof *rows->covers, by_passage);
    }
    return status;
}

propos_status corpus_rows_document(corpus_rows *rows, size_t document, propos_error *error)
{
    rows->document = &rows->import->documents[document];
    rows->document_index = document;
    free(rows->turn_first);
    free(rows->questions);
    document_lines(rows);
    document_questions(rows);
    split_document(rows);
    return cover_document(rows, error);
}

void corpus_rows_end(corpus_rows *rows)
{
    propos_buffer_free(&rows->row.codes);
    propos_buffer_free(&rows->row.memos);
    propos_buffer_free(&rows->row.definitions);
    propos_buffer_free(&rows->row.context);
    propos_buffer_free(&rows->row.filters);
    corpus_passages_free(&rows->passages);
    free(rows->turn_first);
    free(rows->questions);
    free(rows->covers);
    free(rows->list.items);
    free(rows->marks);
}
