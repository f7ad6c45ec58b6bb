// The plainest loop that decides a coder filter on spans, for bare libxapian to be compared with
// ours.
#ifndef PROPOS_BENCH_SPANS_H
#define PROPOS_BENCH_SPANS_H

#include "search/decide.h"

#include <stdbool.h>
#include <stdint.h>

// Of a study with two coders. Zero-initialise but for `decision`, which is the caller's.
typedef struct bare_spans {
    const propos_decision *decision;
    uint8_t *names; // by code, whether its name matches X: 0 not known, 1 no, 2 yes; malloc'ed
} bare_spans;

// True when the two coders' spans, with the codes asked for, share letters on the passage and, for
// "about X", the shared stretch holds X or both codes are named so. The context is a bare_spans.
bool bare_spans_hold(void *context, uint32_t passage_id);
void bare_spans_free(bare_spans *spans);

#endif
