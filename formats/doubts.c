#include "base/memory.h"
#include "formats/transcript.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// A doubt is a sentence or two; a longer one (a huge label quoted) is cut.
#define DOUBT_BYTES 1024

// The array grows inside the arena (what it leaves behind is less than what it holds), so that
// doubts need no freeing of their own.
static void make_room(propos_arena *arena, propos_doubts *doubts)
{
    if (doubts->count < doubts->capacity) {
        return;
    }
    size_t capacity = propos_grown(doubts->capacity, doubts->count + 1);
    propos_doubt *items = propos_arena_alloc(arena, capacity, sizeof *items);
    if (doubts->count > 0) {
        memcpy(items, doubts->items, doubts->count * sizeof *items);
    }
    doubts->items = items;
    doubts->capacity = capacity;
}

void propos_doubt_add(propos_arena *arena, propos_doubts *doubts, const char *document,
                      const char *file, long line, const char *format, ...)
{
    char what[DOUBT_BYTES];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (length >= DOUBT_BYTES) {
        // Never half a character.
        size_t cut = DOUBT_BYTES - 1;
        while (cut > 0 && ((unsigned char)what[cut - 1] & 0xC0) == 0x80) {
            cut--;
        }
        what[cut > 0 ? cut - 1 : 0] = '\0';
    }
    make_room(arena, doubts);
    doubts->items[doubts->count++] =
        (propos_doubt){.source = {.file = propos_arena_strdup(arena, file), .line = line},
                       .document = propos_arena_strdup(arena, document),
                       .what = propos_arena_strdup(arena, what)};
}
