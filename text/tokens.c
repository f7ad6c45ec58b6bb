// Tokens kept: whole texts, and single words.
#include "base/arena.h"
#include "base/memory.h"
#include "text/analyser.h"

#include <stdlib.h>
#include <string.h>

typedef struct keeper {
    propos_tokens *tokens;
    size_t capacity;
    uint32_t end; // tokens that start there or later are left out
} keeper;

static bool keep_token(void *context, const propos_token *token)
{
    keeper *k = context;
    propos_tokens *tokens = k->tokens;
    if (token->start >= k->end)
        return false;
    // The parts of a hyphenated word follow it, and belong to it.
    if (k->end < token->end)
        k->end = token->end;
    PROPOS_GROW(tokens->items, k->capacity, tokens->count + 1);
    propos_token *copy = &tokens->items[tokens->count++];
    *copy = *token;
    for (int i = 0; i < PROPOS_CHANNELS; i++) {
        // Channels often say the same: one copy serves them.
        int same = 0;
        while (same < i && strcmp(token->terms[same], token->terms[i]) != 0)
            same++;
        copy->terms[i] =
            same < i ? copy->terms[same] : propos_arena_strdup(tokens->memory, token->terms[i]);
    }
    return true;
}

void propos_tokens_of(propos_analyser *analyser, const char *text, size_t length,
                      propos_tokens *out)
{
    propos_tokens_until(analyser, text, length, UINT32_MAX, out);
}

void propos_tokens_until(propos_analyser *analyser, const char *text, size_t length, uint32_t end,
                         propos_tokens *out)
{
    keeper k = {.tokens = out, .end = end};
    *out = (propos_tokens){.memory = propos_arena_new()};
    propos_analyse(analyser, text, length, keep_token, &k);
}

void propos_tokens_free(propos_tokens *tokens)
{
    free(tokens->items);
    propos_arena_free(tokens->memory);
    *tokens = (propos_tokens){0};
}

typedef struct single {
    const char **terms;
    unsigned flags;
    bool any;
} single;

// Takes the first word that is no particle; a particle when there is nothing else.
static bool take_word(void *context, const propos_token *token)
{
    single *s = context;
    bool particle = (token->flags & PROPOS_TOKEN_ELIDED) != 0;
    if (!s->any || !particle) {
        memcpy(s->terms, token->terms, sizeof token->terms);
        s->flags = token->flags;
        s->any = true;
    }
    return particle;
}

unsigned propos_analyse_word(propos_analyser *analyser, const char *word,
                             const char *terms[PROPOS_CHANNELS])
{
    single s = {.terms = terms};
    for (int i = 0; i < PROPOS_CHANNELS; i++)
        terms[i] = "";
    propos_analyse(analyser, word, strlen(word), take_word, &s);
    return s.flags;
}
