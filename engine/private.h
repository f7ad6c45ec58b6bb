// What the files of engine/ share, and nobody else sees.
#ifndef PROPOS_ENGINE_PRIVATE_H
#define PROPOS_ENGINE_PRIVATE_H

#include "engine/engine.h"
#include "engine/local.h"

// ---- places: at which word positions the words of a phrase stand (places.c) ----

// In the fields that hold one name or memo a line, each line starts this many positions further on,
// so that no phrase crosses it. Nothing that a person writes between two words of one phrase is as
// long.
#define ENGINE_LINE_GAP 1000
// The largest distance of NEAR: smaller than the gap, so that NEAR never crosses a line either.
#define ENGINE_NEAR_MOST (ENGINE_LINE_GAP - 1)

// True for the fields whose lines are separate: codes, memos, definitions.
bool engine_field_has_lines(propos_field field);

// The position of a token in its field. `line` is the number of "\n" before it (0 where lines do
// not count).
static inline uint32_t engine_position(uint32_t position, uint32_t line)
{
    return position + line * ENGINE_LINE_GAP;
}

// The positions of one word (or of several that may stand for it), ascending; equal ones may follow
// each other.
typedef struct engine_places {
    const uint32_t *at;
    size_t count;
} engine_places;

// True when word i stands at position p + i for some p; the first such p that is at least `from`
// goes to *where.
bool engine_phrase(const engine_places *words, size_t count, uint32_t from, uint32_t *where);

// True when each word has a position of its own within [p, p + distance]; the first such p that is
// at least `from` and is the position of one of the words goes to *where.
bool engine_near(const engine_places *words, size_t count, uint32_t distance, uint32_t from,
                 uint32_t *where);

// NEAR's distance as both engines use it.
static inline uint32_t engine_distance(uint32_t distance)
{
    return distance > ENGINE_NEAR_MOST ? ENGINE_NEAR_MOST : distance;
}

// ---- words that start alike (local.c) ----

typedef struct engine_prefix {
    const char *text; // casefolded NFC; the caller's
    bool accents;     // it has some, so accents count
} engine_prefix;

engine_prefix engine_prefix_of(const char *text);

// True when the exact form `word` starts with the prefix.
bool engine_starts_with(const char *word, const engine_prefix *prefix);

// True when the PHRASE or NEAR `node` matches `tokens`, those of `text`, the text of its field.
bool engine_local_positions(const propos_node *node, const propos_tokens *tokens, const char *text);

#endif
