#include "engine/private.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// The first byte of any character beyond ASCII.
#define BEYOND_ASCII "\x80"

typedef struct expansion {
    const engine_vocabulary *vocabulary;
    bool (*each)(void *context, const char *word);
    void *context;
    propos_buffer spelled; // the beginning of a word, as the vocabulary spells it
    bool accents;          // of the prefix count
    bool stopped;
    propos_error *error;
} expansion;

// Beside exact forms a vocabulary may hold other terms: those start with a capital or a control
// character.
static bool is_word(const char *term)
{
    return (unsigned char)*term > ' ' && !(*term >= 'A' && *term <= 'Z');
}

// Gives every word that starts as spelled.
static propos_status give_words(expansion *e)
{
    const char *word = NULL;
    const char *start = propos_buffer_text(&e->spelled);
    propos_status status = e->vocabulary->seek(e->vocabulary->context, start, &word, e->error);
    while (status == PROPOS_OK && word != NULL && !e->stopped &&
           strncmp(word, start, e->spelled.length) == 0) {
        e->stopped = is_word(word) && !e->each(e->context, word);
        if (!e->stopped) {
            status = e->vocabulary->next(e->vocabulary->context, &word, e->error);
        }
    }
    return status;
}

static propos_status spell(expansion *e, const char *rest);

// Goes on with one more character, of `length` bytes.
static propos_status spell_on(expansion *e, const char *character, size_t length, const char *rest)
{
    size_t before = e->spelled.length;
    propos_buffer_add(&e->spelled, character, length);
    propos_status status = spell(e, rest);
    propos_buffer_cut(&e->spelled, before);
    return status;
}

// What is left of `rest` after a character that reads as `folded`: NULL when it reads otherwise. A
// character may read as several letters, of which the prefix may end in the middle (œ).
static const char *rest_after(const char *rest, const char *folded)
{
    size_t same = 0;
    while (folded[same] != '\0' && folded[same] == rest[same]) {
        same++;
    }
    return folded[same] == '\0' || rest[same] == '\0' ? rest + same : NULL;
}

// Tries the accented characters that words starting as spelled go on with: the vocabulary says
// which, by jumping from one to the next.
static propos_status spell_accented(expansion *e, const char *rest, size_t first)
{
    size_t start = e->spelled.length;
    const char *word = NULL;
    propos_buffer_puts(&e->spelled, BEYOND_ASCII);
    propos_status status = e->vocabulary->seek(e->vocabulary->context,
                                               propos_buffer_text(&e->spelled), &word, e->error);
    propos_buffer_cut(&e->spelled, start);
    while (status == PROPOS_OK && !e->stopped && word != NULL &&
           strncmp(word, propos_buffer_text(&e->spelled), start) == 0) {
        char character[8] = {0};
        uint32_t value = 0;
        size_t length = propos_utf8_read(word + start, strlen(word + start), &value);
        memcpy(character, word + start, length);
        char *folded = propos_folded(character);
        const char *left = rest_after(rest, folded);
        // The very letter is tried by spell() itself.
        bool itself = length == first && memcmp(character, rest, first) == 0;
        if (left != NULL && !itself) {
            status = spell_on(e, character, length, left);
        }
        free(folded);
        if (status == PROPOS_OK && !e->stopped) {
            // 0xFF stands after every character that starts with these bytes.
            propos_buffer_puts(&e->spelled, character);
            propos_buffer_putc(&e->spelled, '\xff');
            status = e->vocabulary->seek(e->vocabulary->context, propos_buffer_text(&e->spelled),
                                         &word, e->error);
            propos_buffer_cut(&e->spelled, start);
        }
    }
    return status;
}

static propos_status spell(expansion *e, const char *rest)
{
    if (*rest == '\0') {
        return give_words(e);
    }
    uint32_t value = 0;
    size_t first = propos_utf8_read(rest, strlen(rest), &value);
    // Accented letters stand after the others: in this order a vocabulary is read forwards.
    propos_status status = spell_on(e, rest, first, rest + first);
    if (status == PROPOS_OK && !e->stopped && !e->accents) {
        status = spell_accented(e, rest, first);
    }
    return status;
}

propos_status engine_expand(const engine_vocabulary *vocabulary, const char *text,
                            bool (*each)(void *context, const char *word), void *context,
                            propos_error *error)
{
    expansion e = {.vocabulary = vocabulary, .each = each, .context = context, .error = error};
    e.accents = engine_prefix_of(text).accents;
    propos_status status = spell(&e, text);
    propos_buffer_free(&e.spelled);
    return status;
}

static bool keep_word(void *context, const char *word)
{
    engine_words *words = context;
    PROPOS_GROW(words->items, words->capacity, words->count + 1);
    words->items[words->count++] = propos_strdup(word);
    return words->count <= ENGINE_PREFIX_MOST;
}

propos_status engine_expand_words(const engine_vocabulary *vocabulary, const char *text,
                                  engine_words *words, propos_error *error)
{
    // Nothing stands for every word there is.
    bool too_many = *text == '\0';
    propos_status status = PROPOS_OK;
    if (!too_many) {
        status = engine_expand(vocabulary, text, keep_word, words, error);
        too_many = words->count > ENGINE_PREFIX_MOST;
    }
    if (status == PROPOS_OK && too_many) {
        status = propos_fail_query(error, -1,
                                   _("too many words start with “%s”: type more letters"), text);
    }
    return status;
}

void engine_words_free(engine_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        free(words->items[i]);
    }
    free(words->items);
    *words = (engine_words){0};
}
