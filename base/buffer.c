#include "base/buffer.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void propos_buffer_add(propos_buffer *buffer, const char *bytes, size_t length)
{
    PROPOS_GROW(buffer->bytes, buffer->capacity, buffer->length + length + 1);
    if (length > 0) {
        memcpy(buffer->bytes + buffer->length, bytes, length);
    }
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

void propos_buffer_puts(propos_buffer *buffer, const char *text)
{
    propos_buffer_add(buffer, text, strlen(text));
}

void propos_buffer_putc(propos_buffer *buffer, char byte)
{
    propos_buffer_add(buffer, &byte, 1);
}

void propos_buffer_printf(propos_buffer *buffer, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length > 0) {
        PROPOS_GROW(buffer->bytes, buffer->capacity, buffer->length + (size_t)length + 1);
        (void)vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
}

void propos_buffer_cut(propos_buffer *buffer, size_t length)
{
    if (length < buffer->length) {
        buffer->length = length;
        buffer->bytes[length] = '\0';
    }
}

const char *propos_buffer_text(const propos_buffer *buffer)
{
    return buffer->bytes == NULL ? "" : buffer->bytes;
}

char *propos_buffer_take(propos_buffer *buffer)
{
    char *text = buffer->bytes == NULL ? propos_strdup("") : buffer->bytes;
    *buffer = (propos_buffer){0};
    return text;
}

void propos_buffer_free(propos_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (propos_buffer){0};
}
