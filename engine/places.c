#include "engine/private.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

bool engine_field_has_lines(propos_field field)
{
    return field == PROPOS_FIELD_CODE || field == PROPOS_FIELD_MEMO ||
           field == PROPOS_FIELD_DEFINITION;
}

// The index of the first place that is at least `position`.
static size_t first_from(const engine_places *word, uint32_t position)
{
    size_t low = 0;
    size_t high = word->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (word->at[middle] < position) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool stands_at(const engine_places *word, uint32_t position)
{
    size_t i = first_from(word, position);
    return i < word->count && word->at[i] == position;
}

bool engine_phrase(const engine_places *words, size_t count, uint32_t from, uint32_t *where)
{
    for (size_t i = first_from(&words[0], from); i < words[0].count; i++) {
        size_t next = 1;
        while (next < count && stands_at(&words[next], words[0].at[i] + (uint32_t)next)) {
            next++;
        }
        if (next == count) {
            *where = words[0].at[i];
            return true;
        }
    }
    return false;
}

// Words that want a position of their own in a window: a matching of words to positions.
typedef struct seats {
    const engine_places *words;
    size_t count;
    uint32_t first, last; // the window
    uint32_t *taken;      // taken[i]: the position that word i sits at
    bool *seated;         // seated[i]: word i has a position
    bool *tried;          // in this round
} seats;

static bool seat(seats *s, size_t word)
{
    s->tried[word] = true;
    // A word with as many positions as there are words always finds a free one: further ones need
    // no look.
    size_t looked = 0;
    const engine_places *w = &s->words[word];
    for (size_t i = first_from(w, s->first); i < w->count && w->at[i] <= s->last; i++) {
        if (i > 0 && w->at[i] == w->at[i - 1]) {
            continue;
        }
        if (looked++ == s->count) {
            return false;
        }
        size_t other = 0;
        while (other < s->count && !(s->seated[other] && s->taken[other] == w->at[i])) {
            other++;
        }
        if (other == s->count || (!s->tried[other] && seat(s, other))) {
            s->taken[word] = w->at[i];
            s->seated[word] = true;
            return true;
        }
    }
    return false;
}

static bool all_seated(seats *s)
{
    memset(s->seated, 0, s->count * sizeof *s->seated);
    for (size_t i = 0; i < s->count; i++) {
        memset(s->tried, 0, s->count * sizeof *s->tried);
        if (!seat(s, i)) {
            return false;
        }
    }
    return true;
}

// The next position, from `from` on, that any of the words stands at.
static bool next_place(const engine_places *words, size_t count, uint32_t from, uint32_t *place)
{
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        size_t at = first_from(&words[i], from);
        if (at < words[i].count && (!found || words[i].at[at] < *place)) {
            *place = words[i].at[at];
            found = true;
        }
    }
    return found;
}

bool engine_near(const engine_places *words, size_t count, uint32_t distance, uint32_t from,
                 uint32_t *where)
{
    for (size_t i = 0; i < count; i++) {
        if (words[i].count == 0) {
            return false;
        }
    }
    // Most queries have two or three words: no allocation for those.
    uint32_t few_taken[8] = {0};
    bool few_flags[16];
    uint32_t *taken = count <= 8 ? few_taken : propos_alloc(count, sizeof *taken);
    bool *flags = count <= 8 ? few_flags : propos_alloc(2 * count, sizeof *flags);
    bool found = false;
    uint32_t place = 0;
    while (!found && next_place(words, count, from, &place)) {
        seats s = {words, count, place, place + distance, taken, flags, flags + count};
        found = all_seated(&s);
        from = place + 1;
    }
    if (found) {
        *where = place;
    }
    if (count > 8) {
        free(taken);
        free(flags);
    }
    return found;
}
