#include "engine/private.h"

#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// ---- ranges ----

void propos_ranges_add(propos_ranges *ranges, uint32_t start, uint32_t end)
{
    PROPOS_GROW(ranges->items, ranges->capacity, ranges->count + 1);
    ranges->items[ranges->count++] = (propos_range){start, end};
}

static int compare_ranges(const void *left, const void *right)
{
    const propos_range *a = left;
    const propos_range *b = right;
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return (a->end > b->end) - (a->end < b->end);
}

void propos_ranges_merge(propos_ranges *ranges)
{
    if (ranges->count == 0) {
        return;
    }
    qsort(ranges->items, ranges->count, sizeof *ranges->items, compare_ranges);
    size_t last = 0;
    for (size_t i = 1; i < ranges->count; i++) {
        propos_range next = ranges->items[i];
        if (next.start > ranges->items[last].end) {
            ranges->items[++last] = next;
        } else if (next.end > ranges->items[last].end) {
            ranges->items[last].end = next.end;
        }
    }
    ranges->count = last + 1;
}

void propos_ranges_free(propos_ranges *ranges)
{
    free(ranges->items);
    *ranges = (propos_ranges){0};
}

// ---- words ----

bool engine_starts_with(const char *word, const engine_prefix *prefix)
{
    size_t same = 0;
    while (word[same] != '\0' && word[same] == prefix->text[same]) {
        same++;
    }
    if (prefix->text[same] == '\0') {
        return true;
    }
    // Folding leaves ASCII letters as they are: only another letter can become the one that is
    // wanted.
    if (prefix->accents || (unsigned char)word[same] < 0x80) {
        return false;
    }
    char *folded = propos_folded(word);
    bool starts = strncmp(folded, prefix->text, strlen(prefix->text)) == 0;
    free(folded);
    return starts;
}

engine_prefix engine_prefix_of(const char *text)
{
    char *folded = propos_folded(text);
    engine_prefix prefix = {text, strcmp(folded, text) != 0};
    free(folded);
    return prefix;
}

// True when the token matches a TERM, or one of the TERMs of an OR.
static bool token_matches(const propos_node *node, const propos_token *token)
{
    if (node->kind == PROPOS_NODE_TERM) {
        return strcmp(token->terms[node->channel], node->text) == 0;
    }
    for (size_t i = 0; node->kind == PROPOS_NODE_OR && i < node->child_count; i++) {
        if (token_matches(node->children[i], token)) {
            return true;
        }
    }
    return false;
}

// ---- the tokens of a field ----

// The tokens under consideration, each with its position in the field.
typedef struct view {
    const propos_token **tokens;
    uint32_t *positions;
    size_t count;
} view;

static void view_open(view *v, propos_field field, const propos_tokens *tokens, const char *text,
                      uint32_t start, uint32_t end)
{
    v->tokens = propos_alloc(tokens->count + 1, sizeof(propos_token *));
    v->positions = propos_alloc(tokens->count + 1, sizeof *v->positions);
    v->count = 0;
    bool has_lines = engine_field_has_lines(field);
    uint32_t line = 0;
    uint32_t read = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const propos_token *token = &tokens->items[i];
        for (; has_lines && read < token->start_byte; read++) {
            line += text[read] == '\n';
        }
        if (token->start >= start && token->end <= end) {
            v->tokens[v->count] = token;
            v->positions[v->count++] = engine_position(token->position, line);
        }
    }
}

static void view_close(view *v)
{
    free((void *)v->tokens);
    free(v->positions);
}

// ---- phrases ----

// Where the words of a PHRASE or NEAR stand.
typedef struct phrase {
    engine_places *words;
    uint32_t *memory;
    size_t count;
} phrase;

static void phrase_open(phrase *p, const propos_node *node, const view *v)
{
    p->count = node->child_count;
    p->words = propos_alloc(p->count, sizeof *p->words);
    p->memory = propos_alloc(p->count * v->count + 1, sizeof *p->memory);
    for (size_t i = 0; i < p->count; i++) {
        uint32_t *places = p->memory + i * v->count;
        size_t count = 0;
        for (size_t t = 0; t < v->count; t++) {
            if (token_matches(node->children[i], v->tokens[t])) {
                places[count++] = v->positions[t];
            }
        }
        p->words[i] = (engine_places){places, count};
    }
}

static void phrase_close(phrase *p)
{
    free(p->words);
    free(p->memory);
}

static bool phrase_next(const phrase *p, const propos_node *node, uint32_t from, uint32_t *where)
{
    return node->kind == PROPOS_NODE_PHRASE
               ? engine_phrase(p->words, p->count, from, where)
               : engine_near(p->words, p->count, engine_distance(node->distance), from, where);
}

static bool phrase_matches(const propos_node *node, const view *v)
{
    phrase p;
    phrase_open(&p, node, v);
    uint32_t where = 0;
    bool matches = phrase_next(&p, node, 0, &where);
    phrase_close(&p);
    return matches;
}

// Adds the stretch from the first to the last word of the phrase found at position `where`.
static void add_stretch(const propos_node *node, const view *v, uint32_t where, propos_ranges *out)
{
    bool is_phrase = node->kind == PROPOS_NODE_PHRASE;
    uint32_t start = UINT32_MAX;
    uint32_t end = 0;
    for (size_t t = 0; t < v->count; t++) {
        if (v->positions[t] < where) {
            continue;
        }
        uint32_t after = v->positions[t] - where;
        bool is_part = false;
        if (is_phrase) {
            is_part =
                after < node->child_count && token_matches(node->children[after], v->tokens[t]);
        } else if (after <= engine_distance(node->distance)) {
            for (size_t i = 0; i < node->child_count && !is_part; i++) {
                is_part = token_matches(node->children[i], v->tokens[t]);
            }
        }
        if (is_part) {
            start = v->tokens[t]->start < start ? v->tokens[t]->start : start;
            end = v->tokens[t]->end > end ? v->tokens[t]->end : end;
        }
    }
    propos_ranges_add(out, start, end);
}

static void highlight_phrase(const propos_node *node, const view *v, propos_ranges *out)
{
    phrase p;
    phrase_open(&p, node, v);
    uint32_t where = 0;
    for (uint32_t from = 0; phrase_next(&p, node, from, &where); from = where + 1) {
        add_stretch(node, v, where, out);
    }
    phrase_close(&p);
}

bool engine_local_positions(const propos_node *node, const propos_tokens *tokens, const char *text)
{
    view v;
    view_open(&v, node->field, tokens, text, 0, UINT32_MAX);
    bool matches = phrase_matches(node, &v);
    view_close(&v);
    return matches;
}

// ---- the tree ----

// What a node says about the text: nothing, when it is about something else.
typedef enum verdict { SILENT, NO, YES } verdict;

static verdict verdict_of(bool matches)
{
    return matches ? YES : NO;
}

static bool any_token(const propos_node *node, const view *v)
{
    for (size_t t = 0; t < v->count; t++) {
        if (token_matches(node, v->tokens[t])) {
            return true;
        }
    }
    return false;
}

static bool any_word(const propos_node *node, const view *v)
{
    engine_prefix prefix = engine_prefix_of(node->text);
    for (size_t t = 0; t < v->count; t++) {
        if (engine_starts_with(v->tokens[t]->terms[PROPOS_CHANNEL_EXACT], &prefix)) {
            return true;
        }
    }
    return false;
}

static verdict judge(const propos_node *node, propos_field field, const view *v);

// AND needs every child that says something, OR one of them.
static verdict judge_children(const propos_node *node, propos_field field, const view *v)
{
    verdict decisive = node->kind == PROPOS_NODE_AND ? NO : YES;
    verdict all = SILENT;
    for (size_t i = 0; i < node->child_count; i++) {
        verdict one = judge(node->children[i], field, v);
        if (one == decisive) {
            return decisive;
        }
        all = one != SILENT ? one : all;
    }
    return all;
}

static verdict judge_not(const propos_node *node, propos_field field, const view *v)
{
    for (size_t i = 1; i < node->child_count; i++) {
        if (judge(node->children[i], field, v) == YES) {
            return NO;
        }
    }
    return judge(node->children[0], field, v);
}

static verdict judge(const propos_node *node, propos_field field, const view *v)
{
    switch (node->kind) {
    case PROPOS_NODE_NONE:
        return NO;
    case PROPOS_NODE_ALL:
        return YES;
    case PROPOS_NODE_TERM:
        return node->field == field ? verdict_of(any_token(node, v)) : SILENT;
    case PROPOS_NODE_PREFIX:
        return node->field == field ? verdict_of(any_word(node, v)) : SILENT;
    case PROPOS_NODE_PHRASE:
    case PROPOS_NODE_NEAR:
        return node->field == field ? verdict_of(phrase_matches(node, v)) : SILENT;
    case PROPOS_NODE_AND:
    case PROPOS_NODE_OR:
        return judge_children(node, field, v);
    case PROPOS_NODE_NOT:
        return judge_not(node, field, v);
    case PROPOS_NODE_MAYBE:
    case PROPOS_NODE_SCALE:
        return judge(node->children[0], field, v);
    case PROPOS_NODE_FILTER:
    case PROPOS_NODE_DECIDE:
        return SILENT;
    }
    return SILENT;
}

bool propos_local_matches(const propos_node *tree, propos_field field, const propos_tokens *tokens,
                          const char *text, uint32_t start, uint32_t end)
{
    view v;
    view_open(&v, field, tokens, text, start, end);
    bool matches = judge(tree, field, &v) != NO;
    view_close(&v);
    return matches;
}

static void highlight_words(const propos_node *node, const view *v, propos_ranges *out)
{
    bool is_prefix = node->kind == PROPOS_NODE_PREFIX;
    engine_prefix prefix = is_prefix ? engine_prefix_of(node->text) : (engine_prefix){0};
    for (size_t t = 0; t < v->count; t++) {
        const propos_token *token = v->tokens[t];
        if (is_prefix ? engine_starts_with(token->terms[PROPOS_CHANNEL_EXACT], &prefix)
                      : token_matches(node, token)) {
            propos_ranges_add(out, token->start, token->end);
        }
    }
}

static void highlight(const propos_node *node, propos_field field, const view *v,
                      propos_ranges *out)
{
    switch (node->kind) {
    case PROPOS_NODE_TERM:
    case PROPOS_NODE_PREFIX:
        if (node->field == field) {
            highlight_words(node, v, out);
        }
        return;
    case PROPOS_NODE_PHRASE:
    case PROPOS_NODE_NEAR:
        if (node->field == field) {
            highlight_phrase(node, v, out);
        }
        return;
    case PROPOS_NODE_NOT:
        highlight(node->children[0], field, v, out);
        return;
    case PROPOS_NODE_NONE:
    case PROPOS_NODE_ALL:
    case PROPOS_NODE_FILTER:
    case PROPOS_NODE_DECIDE:
        return;
    case PROPOS_NODE_AND:
    case PROPOS_NODE_OR:
    case PROPOS_NODE_MAYBE:
    case PROPOS_NODE_SCALE:
        break;
    }
    for (size_t i = 0; i < node->child_count; i++) {
        highlight(node->children[i], field, v, out);
    }
}

void propos_local_highlights(const propos_node *tree, propos_field field,
                             const propos_tokens *tokens, const char *text, propos_ranges *out)
{
    view v;
    view_open(&v, field, tokens, text, 0, UINT32_MAX);
    highlight(tree, field, &v, out);
    propos_ranges_merge(out);
    view_close(&v);
}
