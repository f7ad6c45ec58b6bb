#include "formats/tiers.h"

#include "base/memory.h"
#include "formats/turns.h"

#include <stdlib.h>
#include <string.h>

typedef struct interval {
    formats_piece piece;
    int64_t order_ms; // its start, or that of the one before it
    size_t number;
} interval;

struct formats_tiers {
    propos_arena *arena;
    const char *file;
    interval *items;
    size_t count, capacity;
};

formats_tiers *formats_tiers_new(propos_arena *arena, const char *file)
{
    formats_tiers *tiers = propos_alloc(1, sizeof *tiers);
    tiers->arena = arena;
    tiers->file = file;
    return tiers;
}

void formats_tiers_add(formats_tiers *tiers, const char *speaker, const char *text,
                       int64_t start_ms, int64_t end_ms, long line)
{
    PROPOS_GROW(tiers->items, tiers->capacity, tiers->count + 1);
    int64_t before = tiers->count > 0 ? tiers->items[tiers->count - 1].order_ms : 0;
    tiers->items[tiers->count] = (interval){
        .piece = {.speaker = speaker,
                  .text = text,
                  .length = strlen(text),
                  .start_ms = start_ms,
                  .end_ms = end_ms,
                  .line = line,
                  .event = speaker == NULL},
        .order_ms = start_ms >= 0 ? start_ms : before,
        .number = tiers->count,
    };
    tiers->count++;
}

static int by_time(const void *left, const void *right)
{
    const interval *a = left;
    const interval *b = right;
    if (a->order_ms != b->order_ms) {
        return a->order_ms < b->order_ms ? -1 : 1;
    }
    return (a->number > b->number) - (a->number < b->number);
}

void formats_tiers_finish(formats_tiers *tiers, propos_document_data *document)
{
    formats_turns *turns = formats_turns_new(tiers->arena, tiers->file);
    if (tiers->count > 0) {
        qsort(tiers->items, tiers->count, sizeof *tiers->items, by_time);
    }
    for (size_t i = 0; i < tiers->count; i++) {
        formats_turns_add(turns, &tiers->items[i].piece);
    }
    formats_turns_finish(turns, document);
    free(tiers->items);
    free(tiers);
}
