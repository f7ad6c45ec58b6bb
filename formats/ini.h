// study.ini, over inih.
#ifndef PROPOS_FORMATS_INI_H
#define PROPOS_FORMATS_INI_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>

typedef struct propos_ini_entry {
    const char *section, *name, *value;
    long line;
} propos_ini_entry;

typedef struct propos_ini {
    propos_ini_entry *entries;
    size_t count;
} propos_ini;

// BAD_INPUT with the line of the first line that is neither [section], name = value, comment nor
// blank.
propos_status propos_ini_read(propos_arena *arena, const char *text, size_t length,
                              const char *file, propos_ini *ini, propos_error *error);

// The value, or NULL.
const char *propos_ini_get(const propos_ini *ini, const char *section, const char *name);

#endif
