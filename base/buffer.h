// A growing byte string.
#ifndef PROPOS_BASE_BUFFER_H
#define PROPOS_BASE_BUFFER_H

#include <stddef.h>

// Zero-initialise it: `propos_buffer text = {0};`. `bytes` is always terminated once anything was
// added (NULL before). Whoever declares it frees it with propos_buffer_free().
typedef struct propos_buffer {
    char *bytes;
    size_t length;
    size_t capacity;
} propos_buffer;

void propos_buffer_add(propos_buffer *buffer, const char *bytes, size_t length);
void propos_buffer_puts(propos_buffer *buffer, const char *text);
void propos_buffer_putc(propos_buffer *buffer, char byte);
void propos_buffer_printf(propos_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Shortens to `length` bytes (no effect if it is shorter).
void propos_buffer_cut(propos_buffer *buffer, size_t length);

// The text, never NULL; still owned by the buffer.
const char *propos_buffer_text(const propos_buffer *buffer);

// Hands the text over to the caller, who frees it; the buffer is empty again.
char *propos_buffer_take(propos_buffer *buffer);

void propos_buffer_free(propos_buffer *buffer);

#endif
