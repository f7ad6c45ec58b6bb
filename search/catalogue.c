#include "search/catalogue.h"

#include "base/memory.h"
#include "search/coded.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

const char *propos_catalogue_fold(propos_arena *arena, const char *text)
{
    char *folded = propos_folded(text == NULL ? "" : text);
    const char *kept = propos_arena_strdup(arena, folded);
    free(folded);
    return kept;
}

typedef struct stem_collector {
    propos_arena *arena;
    const propos_lists *lists;
    const char **stems;
    size_t count, capacity;
    bool keep_stops;
} stem_collector;

static bool collect_stem(void *context, const propos_token *token)
{
    stem_collector *c = context;
    bool skipped =
        (token->flags & (PROPOS_TOKEN_WHOLE | PROPOS_TOKEN_ELIDED)) != 0 ||
        (!c->keep_stops && propos_lists_is_stop(c->lists, token->terms[PROPOS_CHANNEL_EXACT]));
    if (!skipped) {
        PROPOS_GROW(c->stems, c->capacity, c->count + 2);
        c->stems[c->count++] = propos_arena_strdup(c->arena, token->terms[PROPOS_CHANNEL_FOLD]);
        c->stems[c->count++] =
            propos_arena_strdup(c->arena, token->terms[PROPOS_CHANNEL_FOLD_STEM]);
    }
    return true;
}

propos_name propos_catalogue_name(propos_arena *arena, propos_analyser *analyser, const char *text)
{
    text = text == NULL ? "" : text;
    stem_collector c = {.arena = arena, .lists = propos_analyser_lists(analyser)};
    propos_analyse(analyser, text, strlen(text), collect_stem, &c);
    if (c.count == 0) {
        c.keep_stops = true;
        propos_analyse(analyser, text, strlen(text), collect_stem, &c);
    }
    propos_name name = {.folded = propos_catalogue_fold(arena, text), .stem_count = c.count};
    name.stems = propos_arena_copy(arena, c.stems, c.count, sizeof *c.stems);
    free(c.stems);
    return name;
}

bool propos_name_has(const propos_name *name, const propos_name *words)
{
    for (size_t i = 0; i < words->stem_count; i += 2) {
        bool found = false;
        for (size_t j = 0; !found && j < name->stem_count; j += 2) {
            found = strcmp(words->stems[i], name->stems[j]) == 0 ||
                    strcmp(words->stems[i + 1], name->stems[j + 1]) == 0;
        }
        if (!found) {
            return false;
        }
    }
    return words->stem_count > 0;
}

static int by_attribute(const void *a, const void *b)
{
    const propos_catalogue_value *x = a;
    const propos_catalogue_value *y = b;
    int order = strcmp(x->attribute_folded, y->attribute_folded);
    return order != 0 ? order : strcmp(x->value_folded, y->value_folded);
}

// The distinct values of attributes, sorted.
static void add_values(propos_catalogue *c, const propos_snapshot *snapshot)
{
    propos_catalogue_value *all = NULL;
    size_t count = 0;
    size_t capacity = 0;
    for (uint32_t s = 0; s < snapshot->speaker_count; s++) {
        for (size_t i = 0; i < snapshot->speakers[s].attribute_count; i++) {
            const propos_attribute *a = &snapshot->speakers[s].attributes[i];
            PROPOS_GROW(all, capacity, count + 1);
            all[count++] = (propos_catalogue_value){
                .attribute = a->name,
                .value = a->value,
                .attribute_folded = propos_catalogue_fold(c->arena, a->name),
                .value_folded = propos_catalogue_fold(c->arena, a->value)};
        }
    }
    if (count > 0) {
        qsort(all, count, sizeof *all, by_attribute);
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || by_attribute(&all[kept - 1], &all[i]) != 0) {
            all[kept++] = all[i];
        }
    }
    c->values = propos_arena_copy(c->arena, all, kept, sizeof *all);
    c->value_count = kept;
    free(all);
}

// How many passages bear each code.
static uint32_t *passages_of_codes(propos_arena *arena, const propos_snapshot *s)
{
    uint32_t *passages = propos_arena_alloc(arena, (size_t)s->code_count + 1, sizeof *passages);
    uint32_t *last = propos_alloc((size_t)s->code_count + 1, sizeof *last);
    for (uint32_t p = 0; p < s->passage_count; p++) {
        for (uint32_t i = 0; i < s->passages[p].span_count; i++) {
            uint32_t code = s->codings[s->spans[s->passages[p].first_span + i].coding].code;
            passages[code] += last[code] != p + 1 ? 1 : 0;
            last[code] = p + 1;
        }
    }
    free(last);
    return passages;
}

static void add_codes(propos_catalogue *c, const propos_snapshot *snapshot,
                      propos_analyser *analyser)
{
    c->codes = propos_arena_alloc(c->arena, snapshot->code_count, sizeof *c->codes);
    c->code_ids = propos_arena_alloc(c->arena, snapshot->code_count, sizeof *c->code_ids);
    c->code_passages = passages_of_codes(c->arena, snapshot);
    for (uint32_t i = 0; i < snapshot->code_count; i++) {
        c->codes[i] = propos_catalogue_name(c->arena, analyser, snapshot->codes[i].name);
        c->code_ids[i] = propos_catalogue_fold(c->arena, snapshot->codes[i].id);
    }
}

static void add_documents(propos_catalogue *c, const propos_snapshot *snapshot,
                          propos_analyser *analyser)
{
    c->documents = propos_arena_alloc(c->arena, snapshot->document_count, sizeof *c->documents);
    c->document_ids =
        propos_arena_alloc(c->arena, snapshot->document_count, sizeof *c->document_ids);
    for (uint32_t i = 0; i < snapshot->document_count; i++) {
        c->documents[i] = propos_catalogue_name(c->arena, analyser, snapshot->documents[i].title);
        c->document_ids[i] = propos_catalogue_fold(c->arena, snapshot->documents[i].id);
    }
    c->questions = propos_arena_alloc(c->arena, snapshot->question_count, sizeof *c->questions);
    c->question_texts =
        propos_arena_alloc(c->arena, snapshot->question_count, sizeof *c->question_texts);
    for (uint32_t i = 0; i < snapshot->question_count; i++) {
        c->questions[i] = propos_catalogue_fold(c->arena, snapshot->questions[i].question);
        c->question_texts[i] =
            propos_catalogue_name(c->arena, analyser, snapshot->questions[i].text);
    }
}

static void add_people(propos_catalogue *c, const propos_snapshot *snapshot,
                       propos_analyser *analyser)
{
    c->groups = propos_arena_alloc(c->arena, snapshot->group_count, sizeof *c->groups);
    for (uint32_t i = 0; i < snapshot->group_count; i++) {
        c->groups[i] = propos_catalogue_name(c->arena, analyser, snapshot->groups[i]);
    }
    c->speakers = propos_arena_alloc(c->arena, snapshot->speaker_count, sizeof *c->speakers);
    for (uint32_t i = 0; i < snapshot->speaker_count; i++) {
        c->speakers[i] = propos_catalogue_fold(c->arena, snapshot->speakers[i].label);
        c->has_moderators = c->has_moderators || propos_role_asks(snapshot->speakers[i].role);
    }
    c->coders = propos_arena_alloc(c->arena, snapshot->coder_count, sizeof *c->coders);
    for (uint32_t i = 0; i < snapshot->coder_count; i++) {
        c->coders[i] = propos_catalogue_fold(c->arena, snapshot->coders[i]);
    }
}

propos_catalogue *propos_catalogue_new(const propos_snapshot *snapshot, propos_analyser *analyser)
{
    propos_arena *arena = propos_arena_new();
    propos_catalogue *c = propos_arena_alloc(arena, 1, sizeof *c);
    c->arena = arena;
    c->id = propos_catalogue_fold(arena, snapshot->id);
    c->title = propos_catalogue_name(arena, analyser, snapshot->title);
    add_codes(c, snapshot, analyser);
    add_documents(c, snapshot, analyser);
    add_people(c, snapshot, analyser);
    add_values(c, snapshot);
    c->coded = propos_coded_new(arena, snapshot);
    for (uint32_t i = 0; i < snapshot->coding_count; i++) {
        c->has_consensus = c->has_consensus || strcmp(snapshot->codings[i].round, "consensus") == 0;
    }
    for (uint32_t i = 0; i < snapshot->turn_count; i++) {
        c->has_long_turns = c->has_long_turns || snapshot->turns[i].passage_count > 1;
    }
    return c;
}

void propos_catalogue_free(propos_catalogue *catalogue)
{
    if (catalogue != NULL) {
        propos_arena_free(catalogue->arena);
    }
}
