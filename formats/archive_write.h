// Making a zip archive in memory.
#ifndef PROPOS_FORMATS_ARCHIVE_WRITE_H
#define PROPOS_FORMATS_ARCHIVE_WRITE_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct formats_part {
    const char *name;
    const char *bytes;
    size_t length;
    bool stored; // not compressed: what OpenDocument asks of its first part
} formats_part;

// Adds an archive of these parts, in this order and without times (the same parts give the same
// bytes), to `out`. IO with libzip's own reason.
propos_status formats_archive_write(const formats_part *parts, size_t count, propos_buffer *out,
                                    propos_error *error);

#endif
