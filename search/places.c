#include "search/places.h"

#include "base/memory.h"
#include "search/answer.h"
#include "search/duplicates.h"
#include "text/unicode.h"

#include <stdlib.h>

// ---- the words that two printings share ----

// The words of a text in order: both printings have as many, and the same.
typedef struct word_list {
    const propos_token **items;
    size_t count;
    uint32_t length; // code points of the text
} word_list;

static word_list words_of(const propos_tokens *tokens, const char *text, size_t length)
{
    word_list list = {.items = propos_alloc(tokens->count + 1, sizeof(propos_token *)),
                      .length = (uint32_t)propos_utf8_count(text, length)};
    for (size_t i = 0; i < tokens->count; i++) {
        if ((tokens->items[i].flags & (PROPOS_TOKEN_WHOLE | PROPOS_TOKEN_VARIANT)) == 0) {
            list.items[list.count++] = &tokens->items[i];
        }
    }
    return list;
}

// Where code point `at` of one printing stands in the other: at the edge of the same word.
static uint32_t start_in(const word_list *from, const word_list *to, uint32_t at)
{
    size_t i = 0;
    while (i < from->count && from->items[i]->end <= at) {
        i++;
    }
    return at == 0 || i >= to->count ? 0 : to->items[i]->start;
}

static uint32_t end_in(const word_list *from, const word_list *to, uint32_t at)
{
    size_t i = 0;
    while (i < from->count && from->items[i]->start < at) {
        i++;
    }
    return at >= from->length || i == 0 || i > to->count ? to->length : to->items[i - 1]->end;
}

// ---- places ----

static json_t *place_json(const propos_snapshot *snapshot, const propos_find *find)
{
    json_t *place = json_object();
    char *address = propos_answer_address(snapshot, find->first);
    propos_json_set(place, "passage", propos_json_text(address));
    propos_answer_place(snapshot, find, place);
    free(address);
    return place;
}

static void add_passages(const propos_snapshot *snapshot, uint32_t first, uint32_t last,
                         json_t *places)
{
    for (uint32_t p = first; p <= last; p++) {
        propos_find one = {.first = p, .last = p};
        (void)json_array_append_new(places, place_json(snapshot, &one));
    }
}

static propos_status add_codings(const propos_scene *scene, const propos_plan *plan,
                                 const word_list *ours, const propos_find *there, json_t *codings,
                                 propos_error *error)
{
    const propos_snapshot *s = scene->view->snapshot;
    const propos_snap_passage *first = &s->passages[there->first];
    propos_buffer text = {0};
    propos_status status = propos_answer_text(scene->view, there, &text, error);
    if (status == PROPOS_OK) {
        uint32_t *indexes;
        size_t count = propos_answer_codings_on(s, there, &indexes);
        propos_tokens tokens;
        propos_tokens_of(scene->view->analyser, propos_buffer_text(&text), text.length, &tokens);
        word_list theirs = words_of(&tokens, propos_buffer_text(&text), text.length);
        char *address = propos_answer_address(s, there->first);
        json_t *list = propos_answer_codings(s, indexes, count, first->turn, first->start,
                                             s->passages[there->last].end);
        for (size_t i = 0; i < count; i++) {
            json_t *coding = json_array_get(list, i);
            uint32_t start = (uint32_t)json_integer_value(json_object_get(coding, "start"));
            uint32_t end = (uint32_t)json_integer_value(json_object_get(coding, "end"));
            bool asked = plan != NULL && propos_plan_sees(plan, &s->codings[indexes[i]]);
            propos_json_set(coding, "start", json_integer(start_in(&theirs, ours, start)));
            propos_json_set(coding, "end", json_integer(end_in(&theirs, ours, end)));
            propos_json_set(coding, "asked", json_boolean(asked));
            propos_json_set(coding, "place", propos_json_text(address));
            (void)json_array_append(codings, coding);
        }
        json_decref(list);
        free(address);
        free((void *)theirs.items);
        propos_tokens_free(&tokens);
        free(indexes);
    }
    propos_buffer_free(&text);
    return status;
}

propos_status propos_places_add(const propos_scene *scene, const propos_plan *plan, json_t *hit,
                                propos_error *error)
{
    const propos_snapshot *s = scene->view->snapshot;
    const propos_duplicates *duplicates = scene->view->catalogue->duplicates;
    const propos_find *find = scene->find;
    uint32_t extent = find->last - find->first;
    propos_status status = PROPOS_OK;
    json_t *places = json_array();
    json_t *codings = json_object_get(hit, "codings");
    size_t i = 0;
    json_t *coding = NULL;
    json_array_foreach(codings, i, coding)
    {
        propos_json_set(coding, "place", json_null());
    }
    uint32_t at = propos_duplicates_next(duplicates, find, PROPOS_NONE);
    bool elsewhere =
        at != PROPOS_NONE &&
        (at != find->first || propos_duplicates_next(duplicates, find, at) != PROPOS_NONE);
    if (elsewhere || extent > 0) {
        add_passages(s, find->first, find->last, places);
    }
    if (elsewhere) {
        propos_tokens tokens;
        propos_tokens_of(scene->view->analyser, scene->text, scene->length, &tokens);
        word_list ours = words_of(&tokens, scene->text, scene->length);
        for (; at != PROPOS_NONE && status == PROPOS_OK;
             at = propos_duplicates_next(duplicates, find, at)) {
            propos_find there = {.first = at, .last = at + extent};
            if (at != find->first) {
                add_passages(s, there.first, there.last, places);
                status = add_codings(scene, plan, &ours, &there, codings, error);
            }
        }
        free((void *)ours.items);
        propos_tokens_free(&tokens);
    }
    propos_json_set(hit, "places", places);
    return status;
}
