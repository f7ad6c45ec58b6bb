// What the engines search: the passages of each document with their words, codes, neighbours and
// filters.
#include "base/i18n.h"
#include "base/memory.h"
#include "corpus/filters.h"
#include "corpus/import.h"
#include "text/marks.h"
#include "text/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A coding on a passage.
typedef struct cover {
    size_t passage, coding;
} cover;

// One passage's row, as it goes into passage_fts. The buffers are used again for the next passage.
typedef struct content {
    const char *text;
    size_t text_length;
    propos_buffer codes, memos, definitions, context, filters;
    char digest[PROPOS_DIGEST_SIZE];
} content;

// A passage that the record has.
typedef struct stored {
    int64_t id, turn;
    uint32_t number, start, end;
    char digest[PROPOS_DIGEST_SIZE];
} stored;

typedef struct terms {
    char **items;
    size_t count, capacity;
} terms;

// What is known before the first document: by code and by speaker, the lines that go into a
// passage.
typedef struct work {
    corpus_import *import;
    uint32_t *code_stamp; // the last passage that carries the code or a descendant of it
    uint32_t stamp;
    size_t *codes; // those of the passage
    size_t code_count;
    char **code_filters;    // by code
    char **speaker_filters; // by speaker; several lines
    size_t *coding_first;   // by document: its codings stand in coding_order[first … next first)
    size_t *coding_order;
    content row;
    terms list;
    size_t done, total; // turns

    // the document at hand
    corpus_import_document *document;
    size_t document_index;
    corpus_passages passages;
    size_t *turn_first;     // by turn: its first passage (count + 1 of them)
    const char **questions; // by turn
    cover *covers;
    size_t cover_count, cover_capacity;
    char *document_filters;
} work;

// A value on one line.
static void add_line(propos_buffer *out, const char *value)
{
    if (out->length > 0) {
        propos_buffer_putc(out, '\n');
    }
    for (const char *at = value; *at != '\0'; at++) {
        propos_buffer_putc(out, *at == '\n' || *at == '\r' ? ' ' : *at);
    }
}

static void add_line_n(propos_buffer *out, const char *text, size_t length)
{
    if (out->length > 0) {
        propos_buffer_putc(out, '\n');
    }
    for (size_t i = 0; i < length; i++) {
        propos_buffer_putc(out, text[i] == '\n' || text[i] == '\r' ? ' ' : text[i]);
    }
}

static void add_term(propos_buffer *out, const char *prefix, const char *value)
{
    add_line(out, prefix);
    for (const char *at = value; *at != '\0'; at++) {
        propos_buffer_putc(out, *at == '\n' || *at == '\r' ? ' ' : *at);
    }
}

static void add_folded_term(propos_buffer *out, const char *prefix, const char *value)
{
    char *folded = propos_folded(value);
    add_term(out, prefix, folded);
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
        add_term(lines, PROPOS_FILTER_SPEAKER, import->documents[speaker->document].data->id);
        propos_buffer_putc(lines, '/');
        propos_buffer_puts(lines, import->speakers[speaker->person].label);
    }
    add_term(lines, PROPOS_FILTER_ROLE, propos_role_name(corpus_speaker_role(import, index)));
    for (size_t i = 0; i < described->attribute_count; i++) {
        char *value = propos_folded(described->attributes[i].value);
        add_folded_term(lines, PROPOS_FILTER_ATTRIBUTE, described->attributes[i].name);
        propos_buffer_putc(lines, '=');
        propos_buffer_puts(lines, value);
        free(value);
    }
    return take_lines(import, lines);
}

// Codings by document, in the order given.
static propos_status sort_codings(work *w, propos_error *error)
{
    const propos_study_data *study = w->import->study;
    propos_arena *arena = w->import->arena;
    size_t *first = propos_arena_alloc(arena, w->import->document_count + 2, sizeof *first);
    size_t *of = propos_arena_alloc(arena, study->coding_count, sizeof *of);
    for (size_t i = 0; i < study->coding_count; i++) {
        of[i] = propos_map_get(&w->import->document_map, study->codings[i].document);
        if (of[i] == PROPOS_MAP_NONE) {
            return corpus_refuse(error, study->codings[i].source,
                                 _("a coding of an unknown document"), study->codings[i].document);
        }
        first[of[i] + 2]++;
    }
    for (size_t i = 2; i < w->import->document_count + 2; i++) {
        first[i] += first[i - 1];
    }
    w->coding_order = propos_arena_alloc(arena, study->coding_count, sizeof *w->coding_order);
    for (size_t i = 0; i < study->coding_count; i++) {
        w->coding_order[first[of[i] + 1]++] = i;
    }
    w->coding_first = first;
    return PROPOS_OK;
}

static propos_status prepare(work *w, propos_error *error)
{
    corpus_import *import = w->import;
    const propos_study_data *study = import->study;
    propos_buffer lines = {0};
    w->code_stamp = propos_arena_alloc(import->arena, study->code_count, sizeof *w->code_stamp);
    w->codes = propos_arena_alloc(import->arena, study->code_count, sizeof *w->codes);
    w->code_filters = propos_arena_alloc(import->arena, study->code_count, sizeof *w->code_filters);
    for (size_t i = 0; i < study->code_count; i++) {
        add_term(&lines, PROPOS_FILTER_CODE, study->codes[i].id);
        w->code_filters[i] = take_lines(import, &lines);
    }
    w->speaker_filters =
        propos_arena_alloc(import->arena, import->speaker_count, sizeof *w->speaker_filters);
    for (size_t i = 0; i < import->speaker_count; i++) {
        w->speaker_filters[i] = speaker_lines(import, i, &lines);
    }
    for (size_t i = 0; i < import->document_count; i++) {
        w->total += import->documents[i].data->turn_count;
    }
    propos_buffer_free(&lines);
    return sort_codings(w, error);
}

// ---- a document ----

static void document_lines(work *w)
{
    const propos_document_data *data = w->document->data;
    propos_buffer lines = {0};
    add_line(&lines, PROPOS_FILTER_ALL);
    add_term(&lines, PROPOS_FILTER_DOCUMENT, data->id);
    if (data->group != NULL) {
        add_folded_term(&lines, PROPOS_FILTER_GROUP, data->group);
    }
    if (data->kind != NULL) {
        add_term(&lines, PROPOS_FILTER_KIND, data->kind);
    }
    w->document_filters = take_lines(w->import, &lines);
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

static void document_questions(work *w)
{
    const propos_study_data *study = w->import->study;
    const propos_document_data *data = w->document->data;
    w->questions = propos_alloc(data->turn_count + 1, sizeof *w->questions);
    for (size_t i = 0; i < study->guide_count; i++) {
        const propos_guide_data *guide = &study->guide[i];
        if (strcmp(guide->document, data->id) != 0) {
            continue;
        }
        for (size_t j = 0; j < data->turn_count; j++) {
            if (data->turns[j].number >= guide->first_turn &&
                data->turns[j].number <= guide->last_turn) {
                w->questions[j] = guide->question;
            }
        }
    }
}

static void split_document(work *w)
{
    const propos_document_data *data = w->document->data;
    w->turn_first = propos_alloc(data->turn_count + 1, sizeof *w->turn_first);
    w->passages.count = 0;
    for (size_t i = 0; i < data->turn_count; i++) {
        w->turn_first[i] = w->passages.count;
        corpus_split_turn(data->turns[i].text, (uint32_t)i, &w->passages);
    }
    w->turn_first[data->turn_count] = w->passages.count;
}

static int by_passage(const void *a, const void *b)
{
    const cover *left = a;
    const cover *right = b;
    if (left->passage != right->passage) {
        return left->passage < right->passage ? -1 : 1;
    }
    return left->coding < right->coding ? -1 : left->coding > right->coding;
}

// The passages that share a letter with the coding.
static propos_status cover_passages(work *w, size_t index, propos_error *error)
{
    const propos_coding_data *coding = &w->import->study->codings[index];
    const propos_document_data *data = w->document->data;
    const size_t first = turn_index(data, coding->turn);
    const size_t last = turn_index(data, coding->turn_end);
    if (first == SIZE_MAX || last == SIZE_MAX || first > last ||
        (first == last && coding->start > coding->end)) {
        return corpus_refuse(error, coding->source, _("a coding outside its document"),
                             coding->document);
    }
    for (size_t i = w->turn_first[first]; i < w->turn_first[last + 1]; i++) {
        const corpus_passage *passage = &w->passages.items[i];
        uint32_t start = passage->start;
        uint32_t end = passage->end;
        if (passage->turn == first && coding->start > start) {
            start = coding->start;
        }
        if (passage->turn == last && coding->end < end) {
            end = coding->end;
        }
        if (start < end) {
            PROPOS_GROW(w->covers, w->cover_capacity, w->cover_count + 1);
            w->covers[w->cover_count++] = (cover){.passage = i, .coding = index};
        }
    }
    return PROPOS_OK;
}

static propos_status cover_document(work *w, propos_error *error)
{
    propos_status status = PROPOS_OK;
    w->cover_count = 0;
    const size_t past = w->coding_first[w->document_index + 1];
    for (size_t i = w->coding_first[w->document_index]; status == PROPOS_OK && i < past; i++) {
        status = cover_passages(w, w->coding_order[i], error);
    }
    if (w->cover_count > 0) {
        qsort(w->covers, w->cover_count, sizeof *w->covers, by_passage);
    }
    return status;
}

// ---- a passage's row ----

static int by_number(const void *a, const void *b)
{
    const size_t left = *(const size_t *)a;
    const size_t right = *(const size_t *)b;
    return left < right ? -1 : left > right;
}

// The codes on the passage and their ancestors, each once, in the order of the code book.
static void gather_codes(work *w, const cover *covers, size_t count)
{
    const propos_study_data *study = w->import->study;
    w->stamp++;
    w->code_count = 0;
    for (size_t i = 0; i < count; i++) {
        const char *id = study->codings[covers[i].coding].code;
        while (id != NULL) {
            const size_t code = propos_map_get(&w->import->code_map, id);
            if (code == PROPOS_MAP_NONE || w->code_stamp[code] == w->stamp) {
                break;
            }
            w->code_stamp[code] = w->stamp;
            w->codes[w->code_count++] = code;
            id = study->codes[code].parent;
        }
    }
    if (w->code_count > 1) {
        qsort(w->codes, w->code_count, sizeof *w->codes, by_number);
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
        add_line(lines, text);
    }
}

static void put_texts(work *w, const cover *covers, size_t count)
{
    const propos_study_data *study = w->import->study;
    for (size_t i = 0; i < w->code_count; i++) {
        add_distinct(&w->row.codes, study->codes[w->codes[i]].name);
        add_distinct(&w->row.definitions, study->codes[w->codes[i]].definition);
    }
    for (size_t i = 0; i < count; i++) {
        add_distinct(&w->row.memos, study->codings[covers[i].coding].memo);
    }
}

static void put_passage_line(work *w, size_t index)
{
    const corpus_passage *passage = &w->passages.items[index];
    const char *text = w->document->data->turns[passage->turn].text;
    add_line_n(&w->row.context, text + passage->start_byte,
               passage->end_byte - passage->start_byte);
}

// Of the turn before and the turn after, the passage that lies nearest; of the same turn, both
// neighbours. Long turns would else drown a short one in words from far away.
static void put_context(work *w, size_t index)
{
    const propos_document_data *data = w->document->data;
    const uint32_t turn = w->passages.items[index].turn;
    for (size_t before = turn; before-- > 0;) {
        if (data->turns[before].speaker != NULL &&
            w->turn_first[before] < w->turn_first[before + 1]) {
            put_passage_line(w, w->turn_first[before + 1] - 1);
            break;
        }
    }
    if (index > w->turn_first[turn]) {
        put_passage_line(w, index - 1);
    }
    if (index + 1 < w->turn_first[turn + 1]) {
        put_passage_line(w, index + 1);
    }
    for (size_t after = (size_t)turn + 1; after < data->turn_count; after++) {
        if (data->turns[after].speaker != NULL && w->turn_first[after] < w->turn_first[after + 1]) {
            put_passage_line(w, w->turn_first[after]);
            break;
        }
    }
}

static void put_marks(work *w, const corpus_passage *passage)
{
    const propos_lists *lists = propos_analyser_lists(w->import->record->analyser);
    const char *text = w->document->data->turns[passage->turn].text;
    propos_mark *marks = NULL;
    bool seen[PROPOS_MARK_KINDS] = {false};
    const size_t count = propos_marks_of(lists, text, strlen(text), &marks);
    for (size_t i = 0; i < count; i++) {
        const bool inside = marks[i].start < passage->end && marks[i].end > passage->start;
        if (inside && !seen[marks[i].kind]) {
            seen[marks[i].kind] = true;
            add_term(&w->row.filters, PROPOS_FILTER_MARK, propos_mark_name(marks[i].kind));
        }
    }
    free(marks);
}

static void put_coders(work *w, const cover *covers, size_t count)
{
    propos_buffer term = {0};
    for (size_t i = 0; i < count; i++) {
        const char *coder = w->import->study->codings[covers[i].coding].coder;
        if (coder != NULL) {
            propos_buffer_cut(&term, 0);
            add_term(&term, PROPOS_FILTER_CODER, coder);
            add_distinct(&w->row.filters, propos_buffer_text(&term));
        }
    }
    propos_buffer_free(&term);
    add_term(&w->row.filters, PROPOS_FILTER_CODED, count > 0 ? "1" : "0");
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// Cuts lines apart in place; each once, sorted by bytes.
static void split_terms(char *lines, terms *out)
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
    qsort(out->items, out->count, sizeof *out->items, by_text);
    size_t kept = 1;
    for (size_t i = 1; i < out->count; i++) {
        if (strcmp(out->items[i], out->items[kept - 1]) != 0) {
            out->items[kept++] = out->items[i];
        }
    }
    out->count = kept;
}

static void sort_filters(work *w)
{
    char *lines = propos_buffer_take(&w->row.filters);
    split_terms(lines, &w->list);
    for (size_t i = 0; i < w->list.count; i++) {
        add_line(&w->row.filters, w->list.items[i]);
    }
    free(lines);
}

static void put_filters(work *w, const corpus_passage *passage, const cover *covers, size_t count)
{
    const propos_turn_data *turn = &w->document->data->turns[passage->turn];
    propos_buffer *filters = &w->row.filters;
    propos_buffer_puts(filters, w->document_filters);
    if (turn->speaker != NULL) {
        const size_t speaker = corpus_speaker_find(w->import, w->document_index, turn->speaker);
        propos_buffer_putc(filters, '\n');
        propos_buffer_puts(filters, w->speaker_filters[speaker]);
    }
    for (size_t i = 0; i < w->code_count; i++) {
        propos_buffer_putc(filters, '\n');
        propos_buffer_puts(filters, w->code_filters[w->codes[i]]);
    }
    put_coders(w, covers, count);
    if (w->questions[passage->turn] != NULL) {
        add_term(filters, PROPOS_FILTER_QUESTION, w->questions[passage->turn]);
    }
    put_marks(w, passage);
    if (turn->locator != NULL) {
        add_folded_term(filters, PROPOS_FILTER_LOCATOR, turn->locator);
    }
    sort_filters(w);
}

static void digest_row(content *row)
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

static void build_row(work *w, size_t index, const cover *covers, size_t count)
{
    const propos_document_data *data = w->document->data;
    const corpus_passage *passage = &w->passages.items[index];
    content *row = &w->row;
    propos_buffer_cut(&row->codes, 0);
    propos_buffer_cut(&row->memos, 0);
    propos_buffer_cut(&row->definitions, 0);
    propos_buffer_cut(&row->context, 0);
    propos_buffer_cut(&row->filters, 0);
    row->text = data->turns[passage->turn].text + passage->start_byte;
    row->text_length = passage->end_byte - passage->start_byte;
    gather_codes(w, covers, count);
    put_texts(w, covers, count);
    if (data->kind == NULL || strcmp(data->kind, "quotes") != 0) {
        put_context(w, index);
    }
    put_filters(w, passage, covers, count);
    digest_row(row);
}

// ---- into the record ----

static propos_status write_filters(corpus_import *import, corpus_sql which, int64_t id,
                                   const terms *list, const terms *but, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < list->count; i++) {
        const bool passed = but->count > 0 && bsearch(&list->items[i], but->items, but->count,
                                                      sizeof *but->items, by_text) != NULL;
        if (passed) {
            continue;
        }
        status = which == SQL_FILTER_ADD
                     ? corpus_run(import->record, which, error, "ti", list->items[i], id)
                     : corpus_run(import->record, which, error, "ti", list->items[i], id);
    }
    return status;
}

static propos_status read_filters(corpus_import *import, int64_t id, char **lines,
                                  propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    *lines = NULL;
    propos_status status =
        corpus_start(import->record, SQL_CONTENT_FILTERS, &statement, error, "i", id);
    if (status == PROPOS_OK) {
        status = corpus_step(import->record, statement, &row, error);
    }
    if (row) {
        *lines = propos_strdup(corpus_text(statement, 0));
    }
    (void)sqlite3_reset(statement);
    return status;
}

static propos_status remove_passage(corpus_import *import, int64_t id, propos_error *error)
{
    static const terms none = {0};
    terms old = {0};
    char *lines = NULL;
    propos_status status = read_filters(import, id, &lines, error);
    split_terms(lines, &old);
    if (status == PROPOS_OK) {
        status = write_filters(import, SQL_FILTER_REMOVE, id, &old, &none, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_run(import->record, SQL_CONTENT_REMOVE, error, "i", id);
    }
    if (status == PROPOS_OK) {
        status = corpus_run(import->record, SQL_PASSAGE_REMOVE, error, "i", id);
    }
    if (status == PROPOS_OK) {
        status = corpus_run(import->record, SQL_PASSAGE_GONE, error, "ii", id,
                            (int64_t)import->revision);
    }
    import->counts.passages_removed++;
    import->changed = true;
    free(lines);
    free(old.items);
    return status;
}

static propos_status read_stored(corpus_import *import, int64_t document, stored **out,
                                 size_t *count, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    size_t capacity = 0;
    bool row = false;
    *out = NULL;
    *count = 0;
    propos_status status =
        corpus_start(import->record, SQL_STORED_PASSAGES, &statement, error, "i", document);
    while (status == PROPOS_OK) {
        status = corpus_step(import->record, statement, &row, error);
        if (!row) {
            break;
        }
        PROPOS_GROW(*out, capacity, *count + 1);
        stored *passage = &(*out)[(*count)++];
        *passage = (stored){.id = sqlite3_column_int64(statement, 0),
                            .turn = sqlite3_column_int64(statement, 1),
                            .number = (uint32_t)sqlite3_column_int64(statement, 2),
                            .start = (uint32_t)sqlite3_column_int64(statement, 3),
                            .end = (uint32_t)sqlite3_column_int64(statement, 4)};
        (void)snprintf(passage->digest, sizeof passage->digest, "%s", corpus_text(statement, 5));
    }
    (void)sqlite3_reset(statement);
    return status;
}

static propos_status remove_stored(corpus_import *import, const stored *list, size_t count,
                                   propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < count; i++) {
        status = remove_passage(import, list[i].id, error);
    }
    return status;
}

propos_status corpus_remove_passages(corpus_import *import, int64_t document, propos_error *error)
{
    stored *list = NULL;
    size_t count = 0;
    propos_status status = read_stored(import, document, &list, &count, error);
    if (status == PROPOS_OK) {
        status = remove_stored(import, list, count, error);
    }
    free(list);
    return status;
}

static propos_status write_content(work *w, corpus_sql which, int64_t id, propos_error *error)
{
    const content *row = &w->row;
    return corpus_run(w->import->record, which, error, "ibbbbbb", id, row->text, row->text_length,
                      propos_buffer_text(&row->codes), row->codes.length,
                      propos_buffer_text(&row->memos), row->memos.length,
                      propos_buffer_text(&row->definitions), row->definitions.length,
                      propos_buffer_text(&row->context), row->context.length,
                      propos_buffer_text(&row->filters), row->filters.length);
}

static propos_status add_passage(work *w, const corpus_passage *passage, propos_error *error)
{
    static const terms none = {0};
    corpus_import *import = w->import;
    propos_status status = corpus_run(
        import->record, SQL_PASSAGE_ADD, error, "iiiiiti", w->document->row,
        w->document->turns[passage->turn], (int64_t)passage->number, (int64_t)passage->start,
        (int64_t)passage->end, w->row.digest, (int64_t)import->revision);
    const int64_t id = sqlite3_last_insert_rowid(import->record->db);
    if (status == PROPOS_OK) {
        status = write_content(w, SQL_CONTENT_ADD, id, error);
    }
    if (status == PROPOS_OK) {
        char *lines = propos_strdup(propos_buffer_text(&w->row.filters));
        split_terms(lines, &w->list);
        status = write_filters(import, SQL_FILTER_ADD, id, &w->list, &none, error);
        free(lines);
    }
    import->counts.passages_changed++;
    import->changed = true;
    return status;
}

static propos_status change_passage(work *w, int64_t id, propos_error *error)
{
    corpus_import *import = w->import;
    terms old = {0};
    char *lines = NULL;
    char *now = propos_strdup(propos_buffer_text(&w->row.filters));
    split_terms(now, &w->list);
    propos_status status = read_filters(import, id, &lines, error);
    split_terms(lines, &old);
    if (status == PROPOS_OK) {
        status = write_filters(import, SQL_FILTER_REMOVE, id, &old, &w->list, error);
    }
    if (status == PROPOS_OK) {
        status = write_filters(import, SQL_FILTER_ADD, id, &w->list, &old, error);
    }
    if (status == PROPOS_OK) {
        status = write_content(w, SQL_CONTENT_SET, id, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_run(import->record, SQL_PASSAGE_SET, error, "iti", id, w->row.digest,
                            (int64_t)import->revision);
    }
    import->counts.passages_changed++;
    import->changed = true;
    free(lines);
    free(now);
    free(old.items);
    return status;
}

// True when the record has the document cut into these very passages.
static bool same_cut(const work *w, const stored *list, size_t count)
{
    if (count != w->passages.count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const corpus_passage *passage = &w->passages.items[i];
        if (list[i].turn != w->document->turns[passage->turn] ||
            list[i].number != passage->number || list[i].start != passage->start ||
            list[i].end != passage->end) {
            return false;
        }
    }
    return true;
}

static void report(work *w, uint32_t turn, uint32_t *last)
{
    if (turn == *last) {
        return;
    }
    *last = turn;
    w->done++;
    if (w->import->progress != NULL && w->done % 64 == 0) {
        w->import->progress(w->import->progress_context,
                            0.3 + 0.65 * (double)w->done / (double)(w->total + 1));
    }
}

static propos_status write_passages(work *w, const stored *list, propos_error *error)
{
    propos_status status = PROPOS_OK;
    size_t at = 0;
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; status == PROPOS_OK && i < w->passages.count; i++) {
        size_t past = at;
        while (past < w->cover_count && w->covers[past].passage == i) {
            past++;
        }
        build_row(w, i, w->covers + at, past - at);
        at = past;
        if (list == NULL) {
            status = add_passage(w, &w->passages.items[i], error);
        } else if (strcmp(list[i].digest, w->row.digest) != 0) {
            status = change_passage(w, list[i].id, error);
        }
        report(w, w->passages.items[i].turn, &last);
    }
    return status;
}

static propos_status import_document(work *w, propos_error *error)
{
    stored *list = NULL;
    size_t count = 0;
    document_lines(w);
    document_questions(w);
    split_document(w);
    propos_status status = cover_document(w, error);
    if (status == PROPOS_OK && w->document->fate == CORPUS_KEPT) {
        status = read_stored(w->import, w->document->row, &list, &count, error);
        if (status == PROPOS_OK && !same_cut(w, list, count)) {
            status = remove_stored(w->import, list, count, error);
            free(list);
            list = NULL;
        }
    }
    if (status == PROPOS_OK) {
        status = write_passages(w, list, error);
    }
    if (status == PROPOS_OK) {
        status = corpus_run(w->import->record, SQL_DOCUMENT_SIZE, error, "iii", w->document->row,
                            (int64_t)w->document->data->turn_count, (int64_t)w->passages.count);
    }
    free(list);
    free(w->turn_first);
    free(w->questions);
    return status;
}

propos_status corpus_import_passages(corpus_import *import, propos_error *error)
{
    work w = {.import = import};
    propos_status status = prepare(&w, error);
    for (size_t i = 0; status == PROPOS_OK && i < import->document_count; i++) {
        w.document = &import->documents[i];
        w.document_index = i;
        status = import_document(&w, error);
    }
    propos_buffer_free(&w.row.codes);
    propos_buffer_free(&w.row.memos);
    propos_buffer_free(&w.row.definitions);
    propos_buffer_free(&w.row.context);
    propos_buffer_free(&w.row.filters);
    corpus_passages_free(&w.passages);
    free(w.covers);
    free(w.list.items);
    return status;
}
