// The progress bar of propos-index: on a terminal only, on stderr.
#ifndef PROPOS_INDEXER_PROGRESS_H
#define PROPOS_INDEXER_PROGRESS_H

#include "indexer/run.h"

#include <stdbool.h>

typedef struct propos_progress_bar {
    bool shown; // stderr is a terminal
    int last;   // the per cent drawn last, -1: nothing yet
    propos_stage stage;
} propos_progress_bar;

void propos_progress_start(propos_progress_bar *bar);
// A propos_stage_fn; `context` is the bar.
void propos_progress_step(void *context, propos_stage stage, double part);
// Clears the line.
void propos_progress_end(propos_progress_bar *bar);

#endif
