#include "analysis/wording.h"

#include "base/memory.h"
#include "text/marks.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// What an author puts in brackets is short; a bracket that closes later is a transcriber's sign.
enum { BRACKET_BYTES = 200 };

// A stretch of a text in bytes.
typedef struct stretch {
    size_t start, end;
} stretch;

typedef struct reading {
    propos_arena *arena;
    wording *out;
    size_t capacity;
    const propos_mark *marks;
    size_t mark_count, mark;
    const stretch *brackets;
    size_t bracket_count;
} reading;

static void add(reading *r, const char *fold, unsigned flags, const wording_place *place)
{
    wording *w = r->out;
    if (w->count == r->capacity) {
        size_t wider = propos_grown(r->capacity, w->count + 1);
        align_word *words = propos_arena_alloc(r->arena, wider, sizeof *words);
        wording_place *places = propos_arena_alloc(r->arena, wider, sizeof *places);
        if (w->count > 0) {
            memcpy(words, w->words, w->count * sizeof *words);
            memcpy(places, w->places, w->count * sizeof *places);
        }
        w->words = words;
        w->places = places;
        r->capacity = wider;
    }
    w->words[w->count] = (align_word){fold, flags};
    w->places[w->count++] = *place;
}

// The signs of a cut that stand before byte `before`: one at most between two words, none before
// the first.
static void add_cuts(reading *r, size_t before)
{
    for (; r->mark < r->mark_count && r->marks[r->mark].start_byte < before; r->mark++) {
        const propos_mark *m = &r->marks[r->mark];
        bool is_cut = m->kind == PROPOS_MARK_CUT || m->kind == PROPOS_MARK_ELLIPSIS;
        size_t count = r->out->count;
        if (is_cut && count > 0 && (r->out->words[count - 1].flags & ALIGN_CUT) == 0) {
            add(r, "", ALIGN_CUT, &(wording_place){m->start, m->end, m->start_byte, m->end_byte});
        }
    }
}

static bool in_bracket(const reading *r, size_t byte)
{
    for (size_t i = 0; i < r->bracket_count; i++) {
        if (r->brackets[i].start < byte && byte < r->brackets[i].end) {
            return true;
        }
    }
    return false;
}

static bool on_token(void *context, const propos_token *token)
{
    reading *r = context;
    if ((token->flags & (PROPOS_TOKEN_WHOLE | PROPOS_TOKEN_VARIANT)) != 0) {
        return true;
    }
    add_cuts(r, token->start_byte);
    char *folded = propos_folded(token->terms[PROPOS_CHANNEL_EXACT]);
    bool light = (token->flags & (PROPOS_TOKEN_HESITATION | PROPOS_TOKEN_REPEAT)) != 0 ||
                 in_bracket(r, token->start_byte);
    add(r, propos_arena_strdup(r->arena, folded), light ? ALIGN_OPTIONAL : 0,
        &(wording_place){token->start, token->end, token->start_byte, token->end_byte});
    free(folded);
    return true;
}

void wording_said(propos_arena *arena, propos_analyser *analyser, const char *text, size_t length,
                  wording *out)
{
    *out = (wording){0};
    reading r = {.arena = arena, .out = out};
    propos_analyse(analyser, text, length, on_token, &r);
}

// "[les généralistes]", but not "[ elles" nor "[…]".
static size_t find_brackets(propos_arena *arena, const char *text, size_t length, stretch **out)
{
    size_t count = 0;
    size_t capacity = 0;
    stretch *list = NULL;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '[') {
            continue;
        }
        size_t room = length - i < BRACKET_BYTES ? length - i : BRACKET_BYTES;
        const char *end = memchr(text + i, ']', room);
        if (end != NULL) {
            PROPOS_GROW(list, capacity, count + 1);
            list[count++] = (stretch){i, (size_t)(end - text)};
            i = (size_t)(end - text);
        }
    }
    *out = propos_arena_copy(arena, list, count, sizeof *list);
    free(list);
    return count;
}

void wording_quoted(propos_arena *arena, propos_analyser *analyser, const char *text, size_t length,
                    wording *out)
{
    *out = (wording){0};
    propos_mark *marks = NULL;
    stretch *brackets = NULL;
    reading r = {.arena = arena, .out = out};
    r.mark_count = propos_marks_of(propos_analyser_lists(analyser), text, length, &marks);
    r.marks = marks;
    r.bracket_count = find_brackets(arena, text, length, &brackets);
    r.brackets = brackets;
    propos_analyse(analyser, text, length, on_token, &r);
    free(marks);
}

bool wording_denies(const char *fold)
{
    static const char *const WORDS[] = {"ne",     "n",     "pas",   "jamais", "rien",   "aucun",
                                        "aucune", "guere", "sans",  "ni",     "non",    "nul",
                                        "nulle",  "not",   "never", "no",     "without"};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (strcmp(fold, WORDS[i]) == 0) {
            return true;
        }
    }
    return false;
}
