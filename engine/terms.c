#include "engine/private.h"

#include "base/digest.h"

#include <string.h>

// Words are casefolded, so that no word starts with one of these capitals, and no two kinds of term
// meet. "X" is left to the filters (corpus/filters.h).
static const char *const FIELD_LETTERS[PROPOS_FIELDS] = {
    [PROPOS_FIELD_TEXT] = "",        [PROPOS_FIELD_CODE] = "K",    [PROPOS_FIELD_MEMO] = "M",
    [PROPOS_FIELD_DEFINITION] = "D", [PROPOS_FIELD_CONTEXT] = "N",
};
static const char *const CHANNEL_LETTERS[PROPOS_CHANNELS] = {
    [PROPOS_CHANNEL_EXACT] = "",
    [PROPOS_CHANNEL_STEM] = "S",
    [PROPOS_CHANNEL_FOLD] = "F",
    [PROPOS_CHANNEL_FOLD_STEM] = "G",
};

const char *engine_field_letter(propos_field field)
{
    return FIELD_LETTERS[field];
}

// The letters and the text as one term that Xapian takes.
static size_t write_term(const char *field, const char *channel, const char *text,
                         char out[ENGINE_TERM_SIZE])
{
    size_t letters = strlen(field) + strlen(channel);
    size_t length = strlen(text);
    (void)stpcpy(stpcpy(out, field), channel);
    if (letters + length <= ENGINE_TERM_MOST) {
        memcpy(out + letters, text, length + 1);
        return letters + length;
    }
    size_t kept = ENGINE_TERM_MOST - letters - (PROPOS_DIGEST_SIZE - 1);
    memcpy(out + letters, text, kept);
    propos_digest(text, length, out + letters + kept);
    return ENGINE_TERM_MOST;
}

size_t engine_term(propos_field field, propos_channel channel, const char *word,
                   char out[ENGINE_TERM_SIZE])
{
    return write_term(FIELD_LETTERS[field], CHANNEL_LETTERS[channel], word, out);
}

size_t engine_filter_term(const char *filter, char out[ENGINE_TERM_SIZE])
{
    return write_term("", "", filter, out);
}
