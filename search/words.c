#include "search/words.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "search/expand.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

void propos_words_free(propos_words *words)
{
    for (size_t i = 0; i < words->kept_count; i++) {
        propos_tokens_free(&words->kept[i]);
    }
    free(words->kept);
    words->kept = NULL;
    words->kept_count = words->kept_capacity = 0;
}

// ---- cutting ----

static bool is_stop(const propos_words *words, const propos_token *token)
{
    return propos_lists_is_stop(propos_analyser_lists(words->analyser),
                                token->terms[PROPOS_CHANNEL_EXACT]);
}

static void add_reading(propos_slots *slots, const propos_token *token, uint32_t *position)
{
    if (slots->count == 0 || token->position != *position) {
        slots->items[slots->count++] = (propos_slot){0};
        *position = token->position;
    }
    propos_slot *slot = &slots->items[slots->count - 1];
    if (slot->count < sizeof slot->readings / sizeof *slot->readings) {
        slot->readings[slot->count++] = token;
    }
}

static void cut_tokens(const propos_words *words, const propos_tokens *tokens, unsigned skipped,
                       propos_slots *slots)
{
    uint32_t position = 0;
    bool whole_stop = false;
    bool all_stop = true;
    for (size_t i = 0; i < tokens->count; i++) {
        const propos_token *token = &tokens->items[i];
        if ((token->flags & PROPOS_TOKEN_WHOLE) != 0) {
            whole_stop = whole_stop || is_stop(words, token);
        } else if ((token->flags & skipped) == 0) {
            add_reading(slots, token, &position);
            all_stop = all_stop && is_stop(words, token);
        }
    }
    slots->stop = whole_stop || all_stop;
}

propos_slots propos_words_cut(propos_words *words, const char *text, bool phrase)
{
    PROPOS_GROW(words->kept, words->kept_capacity, words->kept_count + 1);
    propos_tokens *tokens = &words->kept[words->kept_count++];
    propos_tokens_of(words->analyser, text, strlen(text), tokens);
    propos_slots slots = {0};
    slots.items = propos_arena_alloc(words->arena, tokens->count + 1, sizeof *slots.items);
    // Hesitations and repeats share the position of a neighbour: as alternatives to it they would
    // match alone.
    unsigned silent = PROPOS_TOKEN_HESITATION | PROPOS_TOKEN_REPEAT;
    cut_tokens(words, tokens, phrase ? silent : silent | PROPOS_TOKEN_ELIDED, &slots);
    if (slots.count == 0) {
        cut_tokens(words, tokens, 0, &slots);
    }
    propos_buffer key = {0};
    for (size_t i = 0; i < slots.count; i++) {
        propos_buffer_puts(&key, i > 0 ? " " : "");
        propos_buffer_puts(&key, slots.items[i].readings[0]->terms[PROPOS_CHANNEL_EXACT]);
    }
    slots.key = propos_arena_strdup(words->arena, propos_buffer_text(&key));
    propos_buffer_free(&key);
    return slots;
}

// ---- nodes of one channel ----

// One position: its readings in one channel (FOLD takes FOLD_STEM with it where a word has no
// accents).
static propos_node *slot_node(const propos_words *words, const propos_slot *slot,
                              propos_field field, propos_channel channel, bool scaled)
{
    propos_node *nodes[8];
    size_t count = 0;
    for (size_t i = 0; i < slot->count; i++) {
        const propos_token *token = slot->readings[i];
        nodes[count++] = propos_node_term(words->arena, field, channel, token->terms[channel]);
        if (channel == PROPOS_CHANNEL_FOLD && (token->flags & PROPOS_TOKEN_UNACCENTED) != 0 &&
            words->weights->fold_stem > 0) {
            propos_node *loose = propos_node_term(words->arena, field, PROPOS_CHANNEL_FOLD_STEM,
                                                  token->terms[PROPOS_CHANNEL_FOLD_STEM]);
            nodes[count++] =
                scaled ? propos_node_scale(words->arena, loose, words->weights->fold_stem) : loose;
        }
    }
    return propos_node_or(words->arena, nodes, count);
}

// All positions in one channel: a term, or a phrase.
static propos_node *slots_node(const propos_words *words, const propos_slots *slots,
                               propos_field field, propos_channel channel)
{
    if (slots->count == 1) {
        return slot_node(words, &slots->items[0], field, channel, true);
    }
    propos_node **nodes = propos_arena_alloc(words->arena, slots->count, sizeof(propos_node *));
    for (size_t i = 0; i < slots->count; i++) {
        nodes[i] = slot_node(words, &slots->items[i], field, channel, false);
    }
    return slots->count == 0 ? propos_node_none(words->arena)
                             : propos_node_phrase(words->arena, nodes, slots->count);
}

// The field that knows no positions and the folded stems only.
static propos_node *context_node(const propos_words *words, const propos_slots *slots)
{
    propos_node **nodes = propos_arena_alloc(words->arena, slots->count, sizeof(propos_node *));
    for (size_t i = 0; i < slots->count; i++) {
        propos_node *readings[4];
        size_t count = 0;
        for (; count < slots->items[i].count; count++) {
            readings[count] =
                propos_node_term(words->arena, PROPOS_FIELD_CONTEXT, PROPOS_CHANNEL_FOLD,
                                 slots->items[i].readings[count]->terms[PROPOS_CHANNEL_FOLD]);
        }
        nodes[i] = propos_node_or(words->arena, readings, count);
    }
    return slots->count == 0 ? propos_node_none(words->arena)
                             : propos_node_and(words->arena, nodes, slots->count);
}

// The folded stems, which decide; the very form and the accents add to the score.
static propos_node *ranked(const propos_words *words, const propos_slots *slots, propos_field field)
{
    propos_node *fold = slots_node(words, slots, field, PROPOS_CHANNEL_FOLD);
    propos_node *exact = slots_node(words, slots, field, PROPOS_CHANNEL_EXACT);
    const propos_weights *weights = words->weights;
    double very = slots->count != 1 ? weights->exact_phrase : weights->exact;
    propos_node *extra[2];
    size_t extras = 0;
    if (very > 0) {
        extra[extras++] = propos_node_scale(words->arena, exact, very);
    }
    if (slots->count == 1 && weights->stem > 0 &&
        (slots->items[0].readings[0]->flags & (PROPOS_TOKEN_UNSTEMMED | PROPOS_TOKEN_UNACCENTED)) ==
            0) {
        extra[extras++] =
            propos_node_scale(words->arena, slots_node(words, slots, field, PROPOS_CHANNEL_STEM),
                              words->weights->stem);
    }
    return extras == 0
               ? fold
               : propos_node_maybe(words->arena, fold, propos_node_or(words->arena, extra, extras));
}

// ---- asked words and their probes ----

static propos_asked *ask(propos_words *words, const char *text)
{
    propos_asked *asked = propos_arena_alloc(words->arena, 1, sizeof *asked);
    asked->asked = propos_arena_strdup(words->arena, text);
    *words->last = asked;
    words->last = &asked->next;
    return asked;
}

static void probe(propos_asked *asked, propos_why why, propos_field field, const propos_node *node)
{
    if (node->kind != PROPOS_NODE_NONE && asked->probe_count < PROPOS_PROBES) {
        asked->probes[asked->probe_count++] =
            (propos_probe){.why = why, .field = field, .node = node};
    }
}

// ---- synonyms ----

typedef struct node_list {
    propos_node **items;
    size_t count, capacity;
} node_list;

static void push(node_list *list, propos_node *node)
{
    PROPOS_GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count++] = node;
}

// ---- expansions ----

// The expansions of one bridge: where they are said, and where codes are named so.
typedef struct widened {
    node_list text, code;
} widened;

// The same as nodes, by bridge; NONE where there are none.
typedef struct bridged {
    propos_node *text[PROPOS_BRIDGES], *code[PROPOS_BRIDGES];
} bridged;

// What counts in a code's name: the same word, not a neighbour.
static bool names_codes(propos_bridge bridge)
{
    return bridge <= PROPOS_BRIDGE_STUDY;
}

// True for one word whose stem is an everyday word of its own: "nier" is "ni", which everybody
// says.
static bool is_short_of_meaning(const propos_words *words, const propos_slots *slots)
{
    const propos_token *token = slots->count == 1 ? slots->items[0].readings[0] : NULL;
    return token != NULL &&
           strcmp(token->terms[PROPOS_CHANNEL_FOLD], token->terms[PROPOS_CHANNEL_EXACT]) != 0 &&
           propos_lists_is_stop(propos_analyser_lists(words->analyser),
                                token->terms[PROPOS_CHANNEL_FOLD]);
}

static void widen(propos_words *words, const char *key, const char *const *runs, size_t run_count,
                  widened out[PROPOS_BRIDGES])
{
    propos_expander expander = words->expander;
    expander.arena = words->arena;
    expander.analyser = words->analyser;
    for (int i = 0; i < PROPOS_BRIDGES; i++) {
        expander.without |= words->weights->bridge[i] > 0 ? 0U : 1U << i;
    }
    propos_expansions found = propos_expand(&expander, key, runs, run_count);
    for (size_t i = 0; i < found.count; i++) {
        const propos_expansion *e = &found.items[i];
        propos_slots slots = propos_words_cut(words, e->words, true);
        bool exact = e->exact || is_short_of_meaning(words, &slots);
        propos_channel channel = exact ? PROPOS_CHANNEL_EXACT : PROPOS_CHANNEL_FOLD;
        push(&out[e->bridge].text, slots_node(words, &slots, PROPOS_FIELD_TEXT, channel));
        if (names_codes(e->bridge)) {
            push(&out[e->bridge].code, slots_node(words, &slots, PROPOS_FIELD_CODE, channel));
        }
    }
}

static bridged bridges_of(propos_words *words, const char *key, const char *const *runs,
                          size_t run_count)
{
    widened lists[PROPOS_BRIDGES] = {0};
    bridged out;
    widen(words, key, runs, run_count, lists);
    for (int i = 0; i < PROPOS_BRIDGES; i++) {
        out.text[i] = propos_node_pool(words->arena, lists[i].text.items, lists[i].text.count);
        out.code[i] = propos_node_pool(words->arena, lists[i].code.items, lists[i].code.count);
        free(lists[i].text.items);
        free(lists[i].code.items);
    }
    return out;
}

// `plain`, or any of the bridges from `first` to `last`, each with its weight.
static propos_node *or_bridges(const propos_words *words, propos_node *plain,
                               propos_node *const bridges[PROPOS_BRIDGES], propos_bridge first,
                               propos_bridge last)
{
    propos_node *nodes[1 + PROPOS_BRIDGES];
    size_t count = 0;
    if (plain->kind != PROPOS_NODE_NONE) {
        nodes[count++] = plain;
    }
    for (int i = (int)first; i <= (int)last; i++) {
        if (bridges[i]->kind != PROPOS_NODE_NONE) {
            nodes[count++] = propos_node_scale(words->arena, bridges[i], words->weights->bridge[i]);
        }
    }
    return propos_node_or(words->arena, nodes, count);
}

// ---- a bare word ----

static propos_node *either(propos_arena *arena, propos_node *a, propos_node *b, double weight)
{
    if (b->kind == PROPOS_NODE_NONE || weight <= 0) {
        return a;
    }
    propos_node *scaled = propos_node_scale(arena, b, weight);
    return a->kind == PROPOS_NODE_NONE ? scaled
                                       : propos_node_or(arena, (propos_node *[]){a, scaled}, 2);
}

static propos_word memo_word(propos_words *words, propos_asked *asked, const propos_slots *slots)
{
    propos_node *memo = ranked(words, slots, PROPOS_FIELD_MEMO);
    probe(asked, PROPOS_WHY_MEMO, PROPOS_FIELD_MEMO, memo);
    return (propos_word){.full = memo,
                         .wide = memo,
                         .text = propos_node_none(words->arena),
                         .code = propos_node_none(words->arena)};
}

static void probe_text(propos_words *words, propos_asked *asked, const propos_slots *slots)
{
    static const struct {
        propos_why why;
        propos_channel channel;
    } STEPS[] = {{PROPOS_WHY_EXACT, PROPOS_CHANNEL_EXACT},
                 {PROPOS_WHY_STEM, PROPOS_CHANNEL_STEM},
                 {PROPOS_WHY_FOLD, PROPOS_CHANNEL_FOLD}};
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        probe(asked, STEPS[i].why, PROPOS_FIELD_TEXT,
              slots_node(words, slots, PROPOS_FIELD_TEXT, STEPS[i].channel));
    }
}

static void probe_synonym(propos_asked *asked, propos_why why, propos_bridge bridge,
                          const bridged *bridges)
{
    size_t before = asked->probe_count;
    probe(asked, why, PROPOS_FIELD_TEXT, bridges->text[bridge]);
    if (asked->probe_count > before) {
        asked->probes[before].source = propos_bridge_name(bridge);
    }
}

// The same word by another form, and what stands for it in full.
static void probe_full(propos_asked *asked, const bridged *bridges)
{
    probe(asked, PROPOS_WHY_FOLD, PROPOS_FIELD_TEXT, bridges->text[PROPOS_BRIDGE_ACCENT]);
    probe(asked, PROPOS_WHY_LEMMA, PROPOS_FIELD_TEXT, bridges->text[PROPOS_BRIDGE_LEMMA]);
    for (int i = PROPOS_BRIDGE_ACRONYM; i <= PROPOS_BRIDGE_STUDY; i++) {
        probe_synonym(asked, PROPOS_WHY_SYNONYM, (propos_bridge)i, bridges);
    }
}

// What was coded, and nothing of what was said.
static propos_word coded_word(propos_words *words, propos_asked *asked, const propos_slots *slots,
                              const bridged *bridges)
{
    propos_arena *arena = words->arena;
    propos_word word = {.text = propos_node_none(arena)};
    word.code = or_bridges(words, slots_node(words, slots, PROPOS_FIELD_CODE, PROPOS_CHANNEL_FOLD),
                           bridges->code, PROPOS_BRIDGE_ACCENT, PROPOS_BRIDGE_STUDY);
    propos_node *memo = slots_node(words, slots, PROPOS_FIELD_MEMO, PROPOS_CHANNEL_FOLD);
    propos_node *definition =
        slots_node(words, slots, PROPOS_FIELD_DEFINITION, PROPOS_CHANNEL_FOLD);
    word.full = propos_node_scale(arena, word.code, words->weights->code);
    word.wide = propos_node_or(
        arena,
        (propos_node *[]){word.full, propos_node_scale(arena, memo, words->weights->memo),
                          propos_node_scale(arena, definition, words->weights->definition)},
        3);
    probe(asked, PROPOS_WHY_CODE, PROPOS_FIELD_CODE, word.code);
    probe(asked, PROPOS_WHY_MEMO, PROPOS_FIELD_MEMO, memo);
    probe(asked, PROPOS_WHY_DEFINITION, PROPOS_FIELD_DEFINITION, definition);
    return word;
}

propos_word propos_words_bare(propos_words *words, const char *asked_text,
                              const propos_slots *slots, const char *const *runs, size_t run_count,
                              propos_scope scope)
{
    propos_arena *arena = words->arena;
    propos_asked *asked = ask(words, asked_text);
    if (scope == PROPOS_SCOPE_MEMO) {
        return memo_word(words, asked, slots);
    }
    bridged bridges = bridges_of(words, slots->key, runs, run_count);
    if (scope == PROPOS_SCOPE_CODE) {
        return coded_word(words, asked, slots, &bridges);
    }
    propos_word word;
    word.text = or_bridges(words, ranked(words, slots, PROPOS_FIELD_TEXT), bridges.text,
                           PROPOS_BRIDGE_ACCENT, PROPOS_BRIDGE_STUDY);
    probe_text(words, asked, slots);
    probe_full(asked, &bridges);
    if (scope == PROPOS_SCOPE_TEXT) {
        word.code = propos_node_none(arena);
        word.full = word.wide = word.text;
        return word;
    }
    const propos_weights *weights = words->weights;
    word.code =
        weights->code > 0
            ? or_bridges(words, slots_node(words, slots, PROPOS_FIELD_CODE, PROPOS_CHANNEL_FOLD),
                         bridges.code, PROPOS_BRIDGE_ACCENT, PROPOS_BRIDGE_STUDY)
            : propos_node_none(arena);
    word.full = either(arena, word.text, word.code, words->weights->code);
    // What is worth nothing is not looked for.
    propos_node *none = propos_node_none(arena);
    propos_node *memo =
        weights->memo > 0 ? slots_node(words, slots, PROPOS_FIELD_MEMO, PROPOS_CHANNEL_FOLD) : none;
    propos_node *definition =
        weights->definition > 0
            ? slots_node(words, slots, PROPOS_FIELD_DEFINITION, PROPOS_CHANNEL_FOLD)
            : none;
    propos_node *context = weights->context > 0 ? context_node(words, slots) : none;
    propos_node *wide = either(arena, word.full, memo, weights->memo);
    wide = either(arena, wide, definition, weights->definition);
    wide = either(arena, wide, context, weights->context);
    word.wide =
        or_bridges(words, wide, bridges.text, PROPOS_BRIDGE_FAMILY, PROPOS_BRIDGE_THESAURUS);
    probe(asked, PROPOS_WHY_CODE, PROPOS_FIELD_CODE, word.code);
    probe(asked, PROPOS_WHY_FAMILY, PROPOS_FIELD_TEXT, bridges.text[PROPOS_BRIDGE_FAMILY]);
    probe_synonym(asked, PROPOS_WHY_EVERYDAY, PROPOS_BRIDGE_EVERYDAY, &bridges);
    probe_synonym(asked, PROPOS_WHY_THESAURUS, PROPOS_BRIDGE_THESAURUS, &bridges);
    probe(asked, PROPOS_WHY_MEMO, PROPOS_FIELD_MEMO, memo);
    probe(asked, PROPOS_WHY_DEFINITION, PROPOS_FIELD_DEFINITION, definition);
    probe(asked, PROPOS_WHY_CONTEXT, PROPOS_FIELD_CONTEXT, context);
    return word;
}

// ---- phrases, prefixes, nearness ----

propos_node *propos_words_together(propos_words *words, const char *text, propos_scope scope)
{
    propos_slots slots = propos_words_cut(words, text, true);
    propos_field field = scope == PROPOS_SCOPE_MEMO ? PROPOS_FIELD_MEMO : PROPOS_FIELD_TEXT;
    propos_node *said = slots_node(words, &slots, field, PROPOS_CHANNEL_EXACT);
    if (scope == PROPOS_SCOPE_BARE) {
        said = either(words->arena, said,
                      slots_node(words, &slots, PROPOS_FIELD_CODE, PROPOS_CHANNEL_EXACT),
                      words->weights->code);
    }
    return propos_node_scale(words->arena, said, words->weights->exact_phrase);
}

static propos_node *prefix_node(propos_words *words, const propos_query *query, propos_field field)
{
    propos_slots slots = propos_words_cut(words, query->text, false);
    if (slots.count == 0) {
        return propos_node_none(words->arena);
    }
    // "rendez-v*": the parts before the last one are words.
    propos_node **nodes = propos_arena_alloc(words->arena, slots.count, sizeof(propos_node *));
    for (size_t i = 0; i + 1 < slots.count; i++) {
        nodes[i] = slot_node(words, &slots.items[i], field, PROPOS_CHANNEL_EXACT, false);
    }
    const propos_token *last = slots.items[slots.count - 1].readings[0];
    nodes[slots.count - 1] =
        propos_node_prefix(words->arena, field, last->terms[PROPOS_CHANNEL_EXACT]);
    return propos_node_and(words->arena, nodes, slots.count);
}

static propos_node *near_node(propos_words *words, const propos_query *query, propos_field field)
{
    node_list list = {0};
    for (size_t i = 0; i < query->child_count; i++) {
        propos_slots slots = propos_words_cut(words, query->children[i]->text, false);
        for (size_t j = 0; j < slots.count; j++) {
            push(&list, slot_node(words, &slots.items[j], field, PROPOS_CHANNEL_FOLD, false));
        }
    }
    propos_node *node =
        list.count == 0 ? propos_node_none(words->arena)
                        : propos_node_near(words->arena, list.items, list.count, query->distance);
    free(list.items);
    return node;
}

static propos_node *operator_node(propos_words *words, const propos_query *query,
                                  propos_field field)
{
    propos_slots slots;
    switch (query->kind) {
    case PROPOS_QUERY_PHRASE:
        slots = propos_words_cut(words, query->text, true);
        return slots.count == 0 ? propos_node_none(words->arena) : ranked(words, &slots, field);
    case PROPOS_QUERY_EXACT:
        slots = propos_words_cut(words, query->text, true);
        return slots_node(words, &slots, field, PROPOS_CHANNEL_EXACT);
    case PROPOS_QUERY_PREFIX:
        return prefix_node(words, query, field);
    case PROPOS_QUERY_NEAR:
        return near_node(words, query, field);
    default:
        return propos_node_none(words->arena);
    }
}

static const char *asked_text(propos_words *words, const propos_query *query)
{
    propos_buffer text = {0};
    propos_query_print(query, &text);
    const char *kept = propos_arena_strdup(words->arena, propos_buffer_text(&text));
    propos_buffer_free(&text);
    return kept;
}

propos_word propos_words_operator(propos_words *words, const propos_query *query,
                                  propos_scope scope)
{
    propos_arena *arena = words->arena;
    propos_asked *asked = ask(words, asked_text(words, query));
    propos_word word = {.text = propos_node_none(arena), .code = propos_node_none(arena)};
    if (scope == PROPOS_SCOPE_MEMO) {
        word.full = word.wide = operator_node(words, query, PROPOS_FIELD_MEMO);
        probe(asked, PROPOS_WHY_MEMO, PROPOS_FIELD_MEMO, word.full);
        return word;
    }
    if (scope == PROPOS_SCOPE_CODE) {
        word.code = operator_node(words, query, PROPOS_FIELD_CODE);
        word.full = word.wide = propos_node_scale(arena, word.code, words->weights->code);
        probe(asked, PROPOS_WHY_CODE, PROPOS_FIELD_CODE, word.code);
        return word;
    }
    word.text = operator_node(words, query, PROPOS_FIELD_TEXT);
    probe(asked, query->kind == PROPOS_QUERY_EXACT ? PROPOS_WHY_EXACT : PROPOS_WHY_STEM,
          PROPOS_FIELD_TEXT, word.text);
    // ="…" asks for letters that were said: the wording of a code is the researcher's.
    if (scope == PROPOS_SCOPE_BARE && query->kind != PROPOS_QUERY_EXACT &&
        words->weights->code > 0) {
        word.code = operator_node(words, query, PROPOS_FIELD_CODE);
        probe(asked, PROPOS_WHY_CODE, PROPOS_FIELD_CODE, word.code);
    }
    word.full = word.wide = either(arena, word.text, word.code, words->weights->code);
    return word;
}
