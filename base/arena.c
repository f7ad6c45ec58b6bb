#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Large enough that a study takes few blocks, small enough that a query takes little memory.
enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

typedef struct block {
    struct block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) char bytes[];
} block;

struct propos_arena {
    block *blocks; // the newest first; only the newest has room
    size_t next_size;
};

propos_arena *propos_arena_new(void)
{
    propos_arena *arena = propos_alloc(1, sizeof *arena);
    arena->next_size = FIRST_BLOCK;
    return arena;
}

void propos_arena_free(propos_arena *arena)
{
    if (arena == NULL) {
        return;
    }
    for (block *b = arena->blocks; b != NULL;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    free(arena);
}

void *propos_arena_alloc(propos_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > (SIZE_MAX / 2) / size) {
        abort(); // callers limit their sizes: this is a fault of ours, never of a file
    }
    const size_t align = alignof(max_align_t);
    size_t need = (count * size + align - 1) / align * align;
    block *b = arena->blocks;
    if (b == NULL || b->size - b->used < need) {
        size_t room = need > arena->next_size ? need : arena->next_size;
        b = propos_alloc(1, sizeof *b + room);
        b->size = room;
        b->next = arena->blocks;
        arena->blocks = b;
        if (arena->next_size < LARGEST_BLOCK) {
            arena->next_size *= 2;
        }
    }
    void *memory = b->bytes + b->used;
    b->used += need;
    return memory;
}

char *propos_arena_strdup(propos_arena *arena, const char *text)
{
    return text == NULL ? NULL : propos_arena_strndup(arena, text, strlen(text));
}

char *propos_arena_strndup(propos_arena *arena, const char *text, size_t length)
{
    if (text == NULL) {
        return NULL;
    }
    char *copy = propos_arena_alloc(arena, length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}

char *propos_arena_printf(propos_arena *arena, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = propos_arena_alloc(arena, (size_t)(length < 0 ? 0 : length) + 1, 1);
    if (length > 0) {
        (void)vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

void *propos_arena_copy(propos_arena *arena, const void *items, size_t count, size_t size)
{
    if (count == 0) {
        return NULL;
    }
    void *copy = propos_arena_alloc(arena, count, size);
    memcpy(copy, items, count * size);
    return copy;
}
