#include "naive.h"

#include "base/memory.h"
#include "text/unicode.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static void load_field(naive_field *field, propos_analyser *analyser, const char *text,
                       bool has_lines)
{
    propos_tokens_of(analyser, text, strlen(text), &field->tokens);
    field->count = field->tokens.count;
    field->words = propos_alloc(field->count + 1, sizeof *field->words);
    for (size_t i = 0; i < field->count; i++) {
        const propos_token *token = &field->tokens.items[i];
        naive_word *word = &field->words[i];
        memcpy(word->terms, token->terms, sizeof word->terms);
        word->folded = propos_folded(token->terms[PROPOS_CHANNEL_EXACT]);
        word->position = token->position;
        for (uint32_t b = 0; has_lines && b < token->start_byte; b++) {
            if (text[b] == '\n') {
                word->line++;
            }
        }
    }
}

static bool load_passage(void *context, const propos_passage_row *row)
{
    naive_corpus *corpus = context;
    PROPOS_GROW(corpus->items, corpus->capacity, corpus->count + 1);
    naive_passage *p = &corpus->items[corpus->count++];
    memset(p, 0, sizeof *p);
    p->id = row->id;
    load_field(&p->fields[PROPOS_FIELD_TEXT], corpus->analyser, row->text, false);
    load_field(&p->fields[PROPOS_FIELD_CODE], corpus->analyser, row->codes, true);
    load_field(&p->fields[PROPOS_FIELD_MEMO], corpus->analyser, row->memos, true);
    load_field(&p->fields[PROPOS_FIELD_DEFINITION], corpus->analyser, row->definitions, true);
    load_field(&p->fields[PROPOS_FIELD_CONTEXT], corpus->analyser, row->context, false);
    p->filters = propos_printf("\n%s\n", row->filters);
    return true;
}

void naive_load(naive_corpus *corpus, propos_record *record, propos_analyser *analyser)
{
    propos_error error;
    *corpus = (naive_corpus){.analyser = analyser};
    ck_assert_int_eq(propos_record_passages(record, 0, load_passage, corpus, &error), PROPOS_OK);
}

void naive_free(naive_corpus *corpus)
{
    for (size_t i = 0; i < corpus->count; i++) {
        for (int f = 0; f < PROPOS_FIELDS; f++) {
            naive_field *field = &corpus->items[i].fields[f];
            for (size_t w = 0; w < field->count; w++) {
                free(field->words[w].folded);
            }
            free(field->words);
            propos_tokens_free(&field->tokens);
        }
        free(corpus->items[i].filters);
    }
    free(corpus->items);
}

static bool word_is(const propos_node *node, const naive_word *word)
{
    if (node->kind == PROPOS_NODE_TERM) {
        return strcmp(word->terms[node->channel], node->text) == 0;
    }
    for (size_t i = 0; i < node->child_count; i++) {
        if (word_is(node->children[i], word)) {
            return true;
        }
    }
    return false;
}

// Tries every way of giving child `at` and those after it a word.
static bool place(const propos_node *node, const naive_field *field, const naive_word **chosen,
                  size_t at)
{
    if (at == node->child_count) {
        return true;
    }
    for (size_t w = 0; w < field->count; w++) {
        const naive_word *word = &field->words[w];
        bool fits = word_is(node->children[at], word);
        for (size_t i = 0; i < at && fits; i++) {
            long apart = (long)word->position - (long)chosen[i]->position;
            fits = word->line == chosen[i]->line;
            if (node->kind == PROPOS_NODE_PHRASE) {
                fits = fits && apart == (long)(at - i);
            } else {
                fits = fits && apart != 0 && labs(apart) <= (long)node->distance;
            }
        }
        if (fits) {
            chosen[at] = word;
            if (place(node, field, chosen, at + 1)) {
                return true;
            }
        }
    }
    return false;
}

static bool starts_with(const propos_node *node, const naive_word *word)
{
    char *folded = propos_folded(node->text);
    bool plain = strcmp(folded, node->text) == 0;
    free(folded);
    const char *form = plain ? word->folded : word->terms[PROPOS_CHANNEL_EXACT];
    return strncmp(form, node->text, strlen(node->text)) == 0;
}

static bool leaf_matches(const propos_node *node, const naive_field *field)
{
    const naive_word *chosen[16];
    if (node->kind == PROPOS_NODE_PHRASE || node->kind == PROPOS_NODE_NEAR) {
        return place(node, field, chosen, 0);
    }
    for (size_t w = 0; w < field->count; w++) {
        if (node->kind == PROPOS_NODE_TERM ? word_is(node, &field->words[w])
                                           : starts_with(node, &field->words[w])) {
            return true;
        }
    }
    return false;
}

static bool has_filter(const char *filter, const naive_passage *passage)
{
    char *line = propos_printf("\n%s\n", filter);
    bool has = strstr(passage->filters, line) != NULL;
    free(line);
    return has;
}

bool naive_matches(const propos_node *node, const naive_passage *passage)
{
    switch (node->kind) {
    case PROPOS_NODE_NONE:
        return false;
    case PROPOS_NODE_ALL:
        return true;
    case PROPOS_NODE_TERM:
    case PROPOS_NODE_PREFIX:
    case PROPOS_NODE_PHRASE:
    case PROPOS_NODE_NEAR:
        return leaf_matches(node, &passage->fields[node->field]);
    case PROPOS_NODE_FILTER:
        return has_filter(node->text, passage);
    case PROPOS_NODE_DECIDE:
        return node->decide(node->context, passage->id);
    case PROPOS_NODE_MAYBE:
    case PROPOS_NODE_SCALE:
        return naive_matches(node->children[0], passage);
    case PROPOS_NODE_AND:
    case PROPOS_NODE_OR:
    case PROPOS_NODE_NOT:
        break;
    }
    bool first = naive_matches(node->children[0], passage);
    for (size_t i = 1; i < node->child_count; i++) {
        bool other = naive_matches(node->children[i], passage);
        if (node->kind == PROPOS_NODE_AND) {
            first = first && other;
        } else if (node->kind == PROPOS_NODE_OR) {
            first = first || other;
        } else {
            first = first && !other;
        }
    }
    return first;
}
