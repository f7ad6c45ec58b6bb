// Waits for changes of a study's files: inotify, and a look at every file now and then, since
// network drives tell nothing.
#ifndef PROPOS_INDEXER_WATCH_H
#define PROPOS_INDEXER_WATCH_H

#include "base/error.h"

typedef struct propos_watch propos_watch;

typedef enum propos_watch_event {
    PROPOS_WATCH_CHANGED, // files changed, and then were left alone for a few seconds
    PROPOS_WATCH_STOP     // SIGTERM or SIGINT came
} propos_watch_event;

// Watches `path` (a folder, or one file), and from now on takes SIGTERM and SIGINT itself, so that
// they end no run half way. Error: INTERNAL (the system gives no more handles). Free with
// propos_watch_free().
propos_status propos_watch_new(const char *path, propos_watch **out, propos_error *error);

// Returns when something is to be done. Files as they are when it returns count as seen.
propos_watch_event propos_watch_wait(propos_watch *watch);

// What was seen could not be taken in for now: the next wait ends with CHANGED, after a while.
void propos_watch_again(propos_watch *watch);

void propos_watch_free(propos_watch *watch);

#endif
