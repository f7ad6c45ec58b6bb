// An arena: many small pieces of memory that live and die together (the turns of a study, the nodes
// of a query). Nothing in an arena is freed alone.
#ifndef PROPOS_BASE_ARENA_H
#define PROPOS_BASE_ARENA_H

#include <stddef.h>

typedef struct propos_arena propos_arena;

// A new, empty arena; free it with propos_arena_free().
propos_arena *propos_arena_new(void);
void propos_arena_free(propos_arena *arena);

// Zeroed memory for `count` items of `size` bytes, aligned for any type; never NULL.
void *propos_arena_alloc(propos_arena *arena, size_t count, size_t size);

// Copies of a text (NULL in gives NULL out).
char *propos_arena_strdup(propos_arena *arena, const char *text);
char *propos_arena_strndup(propos_arena *arena, const char *text, size_t length);
char *propos_arena_printf(propos_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// A copy of an array of `count` items of `size` bytes (NULL for none).
void *propos_arena_copy(propos_arena *arena, const void *items, size_t count, size_t size);

#endif
