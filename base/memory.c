#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(void)
{
    (void)fputs("propos: out of memory / mémoire épuisée\n", stderr);
    abort();
}

void *propos_alloc(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    if (memory == NULL) {
        out_of_memory();
    }
    return memory;
}

void *propos_realloc(void *memory, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        out_of_memory();
    }
    size_t bytes = count * size;
    void *moved = realloc(memory, bytes > 0 ? bytes : 1);
    if (moved == NULL) {
        out_of_memory();
    }
    return moved;
}

char *propos_strdup(const char *text)
{
    return text == NULL ? NULL : propos_strndup(text, strlen(text));
}

char *propos_strndup(const char *text, size_t length)
{
    if (text == NULL) {
        return NULL;
    }
    char *copy = propos_alloc(length + 1, 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *propos_printf(const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = propos_alloc((size_t)(length < 0 ? 0 : length) + 1, 1);
    if (length > 0) {
        (void)vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

size_t propos_grown(size_t capacity, size_t need)
{
    size_t grown = capacity < 8 ? 8 : capacity;
    while (grown < need) {
        if (grown > SIZE_MAX / 2) {
            out_of_memory();
        }
        grown *= 2;
    }
    return grown;
}
