#include "indexer/progress.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAR_WIDTH = 30 };

void propos_progress_start(propos_progress_bar *bar)
{
    const char *terminal = getenv("TERM"); // NOLINT(concurrency-mt-unsafe): one thread
    *bar = (propos_progress_bar){
        .shown = isatty(STDERR_FILENO) == 1 && (terminal == NULL || strcmp(terminal, "dumb") != 0),
        .last = -1,
    };
}

void propos_progress_step(void *context, propos_stage stage, double part)
{
    propos_progress_bar *bar = context;
    int percent = part <= 0 ? 0 : part >= 1 ? 100 : (int)(part * 100);
    if (!bar->shown || (percent == bar->last && stage == bar->stage)) {
        return;
    }
    bar->last = percent;
    bar->stage = stage;
    int filled = percent * BAR_WIDTH / 100;
    (void)fprintf(stderr, "\r%-14s ",
                  stage == PROPOS_STAGE_IMPORT ? _("Importing") : _("Indexing"));
    for (int i = 0; i < BAR_WIDTH; i++) {
        (void)fputs(i < filled ? "█" : "░", stderr);
    }
    (void)fprintf(stderr, " %3d %%", percent);
    (void)fflush(stderr);
}

void propos_progress_end(propos_progress_bar *bar)
{
    if (bar->shown && bar->last >= 0) {
        (void)fputs("\r\033[K", stderr);
        (void)fflush(stderr);
    }
}
