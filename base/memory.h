// Memory: allocation that cannot fail, and growing arrays.
//
// When the system has no memory left these functions print one line and abort. That is a decision:
// every write of Propos is a transaction that an abort leaves undone, systemd restarts the daemon,
// and code without a failure path for each allocation is code that can be read. Sizes that come
// from files or from the network are limited before they reach here.
#ifndef PROPOS_BASE_MEMORY_H
#define PROPOS_BASE_MEMORY_H

#include <stddef.h>

// Zeroed memory for `count` items of `size` bytes; never NULL. Free with free().
void *propos_alloc(size_t count, size_t size);

// realloc() that never returns NULL; the new part is not zeroed.
void *propos_realloc(void *memory, size_t count, size_t size);

// strdup() and strndup() that never return NULL (NULL in gives NULL out).
char *propos_strdup(const char *text);
char *propos_strndup(const char *text, size_t length);

// A printf into memory of its own. Free with free().
char *propos_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Makes room for `need` items in an array that grows: PROPOS_GROW(array, capacity, need).
#define PROPOS_GROW(array, capacity, need)                                                         \
    do {                                                                                           \
        if ((need) > (capacity)) {                                                                 \
            (capacity) = propos_grown((capacity), (need));                                         \
            (array) = propos_realloc((array), (capacity), sizeof *(array));                        \
        }                                                                                          \
    } while (0)

// The next capacity of an array that must hold `need` items: doubles from 8.
size_t propos_grown(size_t capacity, size_t need);

#endif
