// A helper program that reads bytes and writes text, kept within limits: its crash, its greed and
// its slowness stay its own.
#ifndef PROPOS_FORMATS_CHILD_H
#define PROPOS_FORMATS_CHILD_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct formats_child_result {
    bool missing;      // there is no such program
    bool stopped;      // it took too long, wrote too much, or fell over
    int exit_code;     // else
    propos_buffer out; // what it wrote; the caller frees both
    propos_buffer err; // its messages, the first few kilobytes
} formats_child_result;

// Runs `arguments` (the program's name first, found by PATH; NULL after the last) with `bytes` as
// its standard input. IO when the system refuses; a program that fails is no error here.
propos_status formats_child_run(const char *const *arguments, const char *bytes, size_t length,
                                formats_child_result *result, propos_error *error);
void formats_child_free(formats_child_result *result);

#endif
