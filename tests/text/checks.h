// What holds for the tokens and marks of any bytes at all; shared by the random test and the fuzz
// target.
#ifndef PROPOS_TESTS_TEXT_CHECKS_H
#define PROPOS_TESTS_TEXT_CHECKS_H

#include "text/analyser.h"
#include "text/marks.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

typedef struct checks {
    const char *text;
    size_t length;
    uint32_t start, position; // of the last token
    const char *broken;       // what does not hold, or NULL
} checks;

static bool places_agree(const checks *c, uint32_t point, uint32_t byte)
{
    return byte <= c->length && propos_utf8_count(c->text, byte) == point;
}

static const char *fault_of(const checks *c, const propos_token *token)
{
    if (token->start >= token->end || token->start_byte >= token->end_byte)
        return "a token is empty";
    if (!places_agree(c, token->start, token->start_byte) ||
        !places_agree(c, token->end, token->end_byte))
        return "code points and bytes differ";
    if (token->start < c->start)
        return "tokens are out of order";
    if (token->position == 0 || token->position < c->position || token->position > c->position + 1)
        return "positions jump";
    for (int i = 0; i < PROPOS_CHANNELS; i++) {
        size_t size = strlen(token->terms[i]);
        if (size == 0 || size > PROPOS_WORD_BYTES || !propos_utf8_valid(token->terms[i], size))
            return "a term is empty, too long or not UTF-8";
    }
    return NULL;
}

static bool check_token(void *context, const propos_token *token)
{
    checks *c = context;
    c->broken = fault_of(c, token);
    c->start = token->start;
    c->position = token->position;
    return c->broken == NULL;
}

// The first thing that does not hold for these bytes, or NULL.
static const char *check_bytes(propos_analyser *reader, const char *text, size_t length)
{
    checks c = {.text = text, .length = length};
    propos_mark *marks = NULL;
    propos_analyse(reader, text, length, check_token, &c);
    size_t count = propos_marks_of(propos_analyser_lists(reader), text, length, &marks);
    uint32_t last = 0;
    for (size_t i = 0; i < count && !c.broken; i++) {
        if (marks[i].start < last || marks[i].end <= marks[i].start ||
            !places_agree(&c, marks[i].start, marks[i].start_byte) ||
            !places_agree(&c, marks[i].end, marks[i].end_byte))
            c.broken = "a mark is misplaced";
        last = marks[i].end;
    }
    free(marks);
    return c.broken;
}

#endif
