#include "query/export_study.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "query/ask.h"
#include "query/commands.h"
#include "query/cut.h"

#include <stdlib.h>
#include <string.h>

// A study being put together from answers.
typedef struct builder {
    propos_arena *arena;
    propos_study_data study;
    size_t document_capacity, speaker_capacity, code_capacity, coding_capacity, coder_capacity;
    bool *continues; // of each coding: it goes on in the next turn
    size_t continues_capacity;
    propos_map codes, coders, speakers;
} builder;

static const char *kept(builder *b, const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL || text[0] == '\0' ? NULL : propos_arena_strdup(b->arena, text);
}

static void free_builder(builder *b)
{
    free(b->study.documents);
    free(b->study.speakers);
    free(b->study.codes);
    free(b->study.codings);
    free((void *)b->study.coders);
    free(b->continues);
    propos_map_free(&b->codes);
    propos_map_free(&b->coders);
    propos_map_free(&b->speakers);
    propos_arena_free(b->arena);
}

// ---- codes, coders, speakers ----

static void add_code(builder *b, const char *id, const char *parent, const char *name,
                     const char *definition)
{
    propos_study_data *s = &b->study;
    if (propos_map_add(&b->codes, id, s->code_count) == s->code_count) {
        PROPOS_GROW(s->codes, b->code_capacity, s->code_count + 1);
        s->codes[s->code_count++] =
            (propos_code_data){.id = id, .parent = parent, .name = name, .definition = definition};
    }
}

// A code that no code book was asked for: its ancestors are known by their names.
static void add_code_by_path(builder *b, const json_t *coding, const char *id)
{
    const json_t *path = json_object_get(coding, "path");
    size_t depth = json_array_size(path);
    const char *parent = NULL;
    const char *names = "";
    for (size_t i = 0; i + 1 < depth; i++) {
        const char *name =
            propos_arena_strdup(b->arena, json_string_value(json_array_get(path, i)));
        names = propos_arena_printf(b->arena, "%s/%s", names, name);
        add_code(b, names, parent, name, NULL);
        parent = names;
    }
    const char *name = depth == 0 ? id : json_string_value(json_array_get(path, depth - 1));
    add_code(b, id, parent, propos_arena_strdup(b->arena, name), NULL);
}

static void add_coder(builder *b, const char *name)
{
    propos_study_data *s = &b->study;
    if (name != NULL && propos_map_add(&b->coders, name, s->coder_count) == s->coder_count) {
        PROPOS_GROW(s->coders, b->coder_capacity, s->coder_count + 1);
        s->coders[s->coder_count++] = name;
    }
}

static void add_speaker(builder *b, const char *document, const char *label,
                        const json_t *attributes)
{
    propos_study_data *s = &b->study;
    const char *key = propos_arena_printf(b->arena, "%s\n%s", document, label);
    if (propos_map_add(&b->speakers, key, s->speaker_count) != s->speaker_count) {
        return;
    }
    size_t count = 0;
    propos_attribute *list =
        propos_arena_alloc(b->arena, json_object_size(attributes) + 1, sizeof *list);
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach((json_t *)attributes, name, value)
    {
        if (json_string_length(value) > 0) {
            list[count++] =
                (propos_attribute){propos_arena_strdup(b->arena, name),
                                   propos_arena_strdup(b->arena, json_string_value(value))};
        }
    }
    PROPOS_GROW(s->speakers, b->speaker_capacity, s->speaker_count + 1);
    s->speakers[s->speaker_count++] = (propos_speaker_data){
        .document = document, .label = label, .attributes = list, .attribute_count = count};
}

// ---- turns and codings ----

// The coding that reaches the end of the turn before and goes on here; NULL when there is none.
static propos_coding_data *coding_before(builder *b, const char *document, uint32_t turn,
                                         const char *coder, const char *code)
{
    for (size_t i = b->study.coding_count; i > 0; i--) {
        propos_coding_data *c = &b->study.codings[i - 1];
        bool same_coder = (c->coder == NULL) == (coder == NULL) &&
                          (coder == NULL || strcmp(c->coder, coder) == 0);
        if (strcmp(c->document, document) == 0 && b->continues[i - 1] && c->turn_end < turn &&
            same_coder && strcmp(c->code, code) == 0) {
            return c;
        }
    }
    return NULL;
}

static void add_coding(builder *b, const char *document, uint32_t turn, const json_t *coding,
                       bool join)
{
    propos_study_data *s = &b->study;
    const char *coder = kept(b, coding, "coder");
    const char *code = kept(b, coding, "code");
    if (code == NULL) {
        return;
    }
    const json_t *continues = json_object_get(coding, "continues");
    bool goes_on = join && json_is_true(json_array_get(continues, 1));
    uint32_t end = (uint32_t)json_integer_value(json_object_get(coding, "end"));
    add_coder(b, coder);
    add_code_by_path(b, coding, code);
    propos_coding_data *before = join && json_is_true(json_array_get(continues, 0))
                                     ? coding_before(b, document, turn, coder, code)
                                     : NULL;
    if (before != NULL) {
        before->turn_end = turn;
        before->end = end;
        b->continues[before - s->codings] = goes_on;
        return;
    }
    PROPOS_GROW(s->codings, b->coding_capacity, s->coding_count + 1);
    PROPOS_GROW(b->continues, b->continues_capacity, s->coding_count + 1);
    b->continues[s->coding_count] = goes_on;
    s->codings[s->coding_count++] = (propos_coding_data){
        .coder = coder,
        .code = code,
        .document = document,
        .turn = turn,
        .start = (uint32_t)json_integer_value(json_object_get(coding, "start")),
        .turn_end = turn,
        .end = end,
        .memo = kept(b, coding, "memo"),
        .unit = kept(b, coding, "unit"),
    };
}

// `from`: a turn of a document's answer, or a hit, which both have text, speaker and codings.
static void add_turn(builder *b, const char *document, propos_turn_data *turn, uint32_t number,
                     const json_t *from, bool join)
{
    const json_t *speaker = json_object_get(from, "speaker");
    const char *text = kept(b, from, "text");
    *turn = (propos_turn_data){
        .number = number,
        .speaker = kept(b, speaker, "label"),
        .text = text == NULL ? "" : text,
        .time_ms = -1,
    };
    if (turn->speaker != NULL) {
        add_speaker(b, document, turn->speaker, json_object_get(speaker, "attributes"));
    }
    size_t i = 0;
    const json_t *coding = NULL;
    json_array_foreach(json_object_get(from, "codings"), i, coding)
    {
        add_coding(b, document, number, coding, join);
    }
}

static propos_document_data *add_document(builder *b, const json_t *from, size_t turns)
{
    propos_study_data *s = &b->study;
    PROPOS_GROW(s->documents, b->document_capacity, s->document_count + 1);
    propos_document_data *document = &s->documents[s->document_count];
    *document = (propos_document_data){
        .id = kept(b, from, "id"),
        .title = kept(b, from, "title"),
        .group = kept(b, from, "group"),
        .kind = kept(b, from, "kind"),
        .date = kept(b, from, "date"),
        .order = (long)++s->document_count,
        .turns = propos_arena_alloc(b->arena, turns + 1, sizeof(propos_turn_data)),
    };
    return document;
}

static propos_status several(propos_error *error)
{
    return propos_fail(error, PROPOS_USAGE,
                       _("an export of this kind is of one study: name it with --study"));
}

// ---- hits ----

static long number_in(const json_t *hit, const char *name, size_t index)
{
    const json_t *value = json_object_get(hit, name);
    return (long)json_integer_value(json_is_array(value) ? json_array_get(value, index) : value);
}

static const char *document_of(const json_t *hit)
{
    return query_text(json_object_get(hit, "document"), "id");
}

static int by_place(const void *x, const void *y)
{
    const json_t *a = *(const json_t *const *)x;
    const json_t *b = *(const json_t *const *)y;
    int order = strcmp(document_of(a), document_of(b));
    if (order != 0) {
        return order;
    }
    long difference = number_in(a, "turn", 0) - number_in(b, "turn", 0);
    difference = difference != 0 ? difference : number_in(a, "span", 0) - number_in(b, "span", 0);
    return difference < 0 ? -1 : difference > 0;
}

propos_status query_write_hits(const json_t *answer, query_study_writer write, propos_buffer *out,
                               propos_error *error)
{
    const json_t *hits = json_object_get(answer, "hits");
    size_t count = json_array_size(hits);
    const json_t **sorted = (const json_t **)propos_alloc(count + 1, sizeof(json_t *));
    builder b = {.arena = propos_arena_new()};
    propos_status status = PROPOS_OK;
    for (size_t i = 0; i < count; i++) {
        sorted[i] = json_array_get(hits, i);
        if (strcmp(query_text(sorted[i], "study"), query_text(sorted[0], "study")) != 0) {
            status = several(error);
        }
    }
    qsort((void *)sorted, count, sizeof *sorted, by_place);
    b.study.id = count == 0 ? "propos" : query_text(sorted[0], "study");
    b.study.title = query_text(answer, "query");
    propos_document_data *document = NULL;
    for (size_t i = 0; i < count && status == PROPOS_OK; i++) {
        const json_t *from = json_object_get(sorted[i], "document");
        if (document == NULL || strcmp(document->id, document_of(sorted[i])) != 0) {
            document = add_document(&b, from, count - i);
            document->group = kept(&b, sorted[i], "group");
        }
        size_t at = document->turn_count++;
        add_turn(&b, document->id, &document->turns[at], (uint32_t)at + 1, sorted[i], false);
    }
    if (status == PROPOS_OK) {
        status = write(&b.study, out, error);
    }
    free((void *)sorted);
    free_builder(&b);
    return status;
}

// ---- a whole study ----

// Asks one more thing of the same daemon or studies; only the study is named.
static propos_status ask(const query_options *options, const query_command *command,
                         const char *subject, const char *study, json_t **answer,
                         propos_error *error)
{
    query_options more = *options;
    more.command = command;
    more.subject = subject;
    more.parameter_count = 0;
    for (size_t i = 0; i < options->parameter_count; i++) {
        const char *name = options->parameters[i].name;
        if (strcmp(name, "lang") == 0 || (study == NULL && strcmp(name, "study") == 0)) {
            more.parameters[more.parameter_count++] = options->parameters[i];
        }
    }
    if (study != NULL) {
        more.parameters[more.parameter_count++] = (propos_parameter){"study", study};
    }
    return query_ask(&more, answer, error);
}

static void add_code_book(builder *b, const json_t *answer)
{
    size_t i = 0;
    const json_t *code = NULL;
    json_array_foreach(json_object_get(answer, "codes"), i, code)
    {
        const char *id = kept(b, code, "id");
        const char *name = kept(b, code, "name");
        if (id != NULL) {
            add_code(b, id, kept(b, code, "parent"), name == NULL ? id : name,
                     kept(b, code, "definition"));
        }
    }
}

static propos_status add_whole_document(builder *b, const query_options *options, const char *id,
                                        propos_error *error)
{
    static const query_command show = {.operation = "document", .path = "/v1/documents/"};
    json_t *answer = NULL;
    propos_status status = ask(options, &show, id, b->study.id, &answer, error);
    if (status == PROPOS_OK) {
        const json_t *turns = json_object_get(answer, "turns");
        propos_document_data *document =
            add_document(b, json_object_get(answer, "document"), json_array_size(turns));
        size_t i = 0;
        const json_t *turn = NULL;
        json_array_foreach(turns, i, turn)
        {
            add_turn(b, document->id, &document->turns[document->turn_count++],
                     (uint32_t)number_in(turn, "turn", 0), turn, true);
        }
    }
    json_decref(answer);
    return status;
}

propos_status query_write_study(const query_options *options, query_study_writer write,
                                propos_buffer *out, propos_error *error)
{
    static const query_command documents = {.operation = "documents", .path = "/v1/documents"};
    static const query_command codes = {.operation = "codes", .path = "/v1/codes"};
    builder b = {.arena = propos_arena_new()};
    json_t *list = NULL;
    json_t *book = NULL;
    propos_status status = ask(options, &documents, NULL, NULL, &list, error);
    const json_t *all = json_object_get(list, "documents");
    for (size_t i = 0; i < json_array_size(all) && status == PROPOS_OK; i++) {
        const char *study = query_text(json_array_get(all, i), "study");
        b.study.id = b.study.id == NULL ? study : b.study.id;
        status = strcmp(study, b.study.id) == 0 ? PROPOS_OK : several(error);
    }
    if (status == PROPOS_OK && b.study.id == NULL) {
        status = propos_fail(error, PROPOS_UNAVAILABLE, _("there is no document to export"));
    }
    if (status == PROPOS_OK) {
        status = ask(options, &codes, NULL, b.study.id, &book, error);
    }
    if (status == PROPOS_OK) {
        add_code_book(&b, book);
    }
    for (size_t i = 0; i < json_array_size(all) && status == PROPOS_OK; i++) {
        status = add_whole_document(&b, options, query_text(json_array_get(all, i), "id"), error);
    }
    if (status == PROPOS_OK) {
        status = write(&b.study, out, error);
    }
    json_decref(book);
    json_decref(list);
    free_builder(&b);
    return status;
}
