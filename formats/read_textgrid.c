// Praat's TextGrid, long and short: tiers of intervals or points. Both forms are the same values in
// the same order; the long one has words between them that say nothing more.
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/readers.h"
#include "formats/tiers.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// No recording lasts longer.
#define MOST_SECONDS (1000.0 * 3600.0)

typedef enum value_kind { VALUE_NONE, VALUE_TEXT, VALUE_NUMBER, VALUE_FLAG } value_kind;

typedef struct grid {
    propos_arena *arena;
    const formats_input *input;
    formats_content *content;
    propos_error *error;
    formats_tiers *tiers;
    const char *at, *end;
    long line;
    value_kind kind; // of the last value
    const char *text;
    double number;
} grid;

static void advance(grid *g)
{
    g->line += *g->at == '\n';
    g->at++;
}

// "…" with "" for a quotation mark inside.
static bool read_quoted(grid *g)
{
    propos_buffer text = {0};
    advance(g);
    while (g->at < g->end && (*g->at != '"' || (g->at + 1 < g->end && g->at[1] == '"'))) {
        if (*g->at == '"') {
            g->at++;
        }
        propos_buffer_putc(&text, *g->at);
        advance(g);
    }
    bool closed = g->at < g->end;
    g->at += closed;
    g->text = propos_arena_strndup(g->arena, propos_buffer_text(&text), text.length);
    propos_buffer_free(&text);
    return closed;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n';
}

// The next value: a text in quotation marks, a number or a flag (<exists>) that stands free.
// Everything else, and comments after !, is passed over.
static bool next_value(grid *g)
{
    while (g->at < g->end) {
        if (is_space(*g->at)) {
            advance(g);
            continue;
        }
        if (*g->at == '"') {
            g->kind = read_quoted(g) ? VALUE_TEXT : VALUE_NONE;
            return g->kind == VALUE_TEXT;
        }
        const char *word = g->at;
        while (g->at < g->end && !is_space(*g->at)) {
            g->at++;
        }
        size_t length = (size_t)(g->at - word);
        if (word[0] == '!') {
            while (g->at < g->end && *g->at != '\n') {
                g->at++;
            }
        } else if (word[0] == '<' && word[length - 1] == '>') {
            g->kind = VALUE_FLAG;
            return true;
        } else if (strchr("-0123456789", word[0]) != NULL) {
            char *stop = NULL;
            g->number = strtod(word, &stop);
            g->kind = VALUE_NUMBER;
            if (stop == g->at && isfinite(g->number)) {
                return true;
            }
        }
    }
    g->kind = VALUE_NONE;
    return false;
}

static propos_status broken(const grid *g, const char *expected)
{
    return propos_fail_at(g->error, PROPOS_BAD_INPUT, g->input->name, g->line,
                          _("this TextGrid is broken or cut short here: %s should follow; save it "
                            "again from Praat"),
                          expected);
}

static propos_status need_number(grid *g, const char *what, double *number)
{
    if (!next_value(g) || g->kind != VALUE_NUMBER) {
        return broken(g, what);
    }
    *number = g->number;
    return PROPOS_OK;
}

static propos_status need_text(grid *g, const char *what, const char **text)
{
    if (!next_value(g) || g->kind != VALUE_TEXT) {
        return broken(g, what);
    }
    *text = g->text;
    return PROPOS_OK;
}

static int64_t milliseconds(double seconds)
{
    return seconds >= 0 && seconds < MOST_SECONDS ? (int64_t)llround(seconds * 1000) : -1;
}

// Tiers of words and sounds repeat what the speakers' tiers say.
static bool is_annotation(const char *name)
{
    static const char *const words[] = {"word", "mot", "phone", "sound", "syll", "phon", "pos"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t length = strlen(words[i]);
        if (strncasecmp(name, words[i], length) == 0 &&
            (name[length] == '\0' || strcasecmp(name + length, "s") == 0 ||
             strcasecmp(name + length, "es") == 0 || strncasecmp(name + length, "em", 2) == 0 ||
             strncasecmp(name + length, "ab", 2) == 0)) {
            return true;
        }
    }
    return false;
}

static propos_status read_interval(grid *g, bool points, const char *speaker)
{
    double start = 0;
    double end = 0;
    const char *text = "";
    propos_status status = need_number(g, _("a time"), &start);
    if (status == PROPOS_OK && !points) {
        status = need_number(g, _("a time"), &end);
    }
    if (status == PROPOS_OK) {
        status = need_text(g, _("a text in quotation marks"), &text);
    }
    if (status == PROPOS_OK && speaker != NULL) {
        formats_tiers_add(g->tiers, speaker, text, milliseconds(start),
                          points ? -1 : milliseconds(end), g->line);
    }
    return status;
}

static propos_status read_tier(grid *g)
{
    const char *kind = "";
    const char *name = "";
    double number = 0;
    propos_status status = need_text(g, _("the kind of a tier"), &kind);
    long line = g->line;
    if (status == PROPOS_OK) {
        status = need_text(g, _("the name of a tier"), &name);
    }
    for (int i = 0; i < 3 && status == PROPOS_OK; i++) { // from, to, how many
        status = need_number(g, _("a number"), &number);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    bool points = strcmp(kind, "TextTier") == 0;
    bool left_out = is_annotation(name);
    if (left_out) {
        FORMATS_DOUBT(g->arena, g->content, g->input, line,
                      _("the tier \"%s\" was taken for words or sounds, not for a speaker: left "
                        "out"),
                      name);
    }
    const char *speaker = left_out ? NULL : name[0] == '\0' ? "?" : name;
    for (double i = 0; i < number && status == PROPOS_OK; i++) {
        status = read_interval(g, points, speaker);
    }
    return status;
}

static propos_status read_grid(grid *g)
{
    const char *text = "";
    double number = 0;
    propos_status status = need_text(g, "\"ooTextFile\"", &text);
    if (status == PROPOS_OK) {
        status = need_text(g, "\"TextGrid\"", &text);
    }
    if (status == PROPOS_OK && strcmp(text, "TextGrid") != 0) {
        return propos_fail_at(g->error, PROPOS_BAD_INPUT, g->input->name, g->line,
                              _("Praat wrote this file, but it holds no TextGrid (“%s”)"), text);
    }
    for (int i = 0; i < 2 && status == PROPOS_OK; i++) {
        status = need_number(g, _("a time"), &number);
    }
    if (status == PROPOS_OK && (!next_value(g) || g->kind != VALUE_FLAG)) {
        status = broken(g, "<exists>");
    }
    if (status == PROPOS_OK) {
        status = need_number(g, _("the number of tiers"), &number);
    }
    for (double i = 0; i < number && status == PROPOS_OK; i++) {
        status = read_tier(g);
    }
    return status;
}

// The first words, in UTF-8 or in UTF-16 (where zero bytes part the letters).
static bool recognises(const formats_input *input)
{
    static const char SIGN[] = "ooTextFile";
    enum { LOOKED_AT = 100 };
    size_t found = 0;
    for (size_t i = 0; i < input->length && i < LOOKED_AT && SIGN[found] != '\0'; i++) {
        char byte = input->bytes[i];
        if (byte != '\0') {
            found = byte == SIGN[found] ? found + 1 : byte == SIGN[0];
        }
    }
    return SIGN[found] == '\0';
}

static propos_status read_textgrid(propos_arena *arena, const formats_input *input,
                                   formats_content *content, propos_error *error)
{
    const char *text = NULL;
    size_t length = 0;
    propos_status status = formats_content_text(arena, input, &text, &length, error);
    if (status != PROPOS_OK) {
        return status;
    }
    propos_document_data *document = formats_content_document(arena, input, content);
    grid g = {.arena = arena,
              .input = input,
              .content = content,
              .error = error,
              .tiers = formats_tiers_new(arena, input->name),
              .at = text,
              .end = text + length,
              .line = 1};
    status = read_grid(&g);
    formats_tiers_finish(g.tiers, document);
    return status;
}

const formats_reader formats_read_textgrid = {
    .name = "textgrid",
    .what = N_("a Praat TextGrid"),
    .extensions = "textgrid",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_textgrid,
};
