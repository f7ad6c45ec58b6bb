// The daemon as a whole: one event loop that ties listeners, connections, jobs and workers
// together. The loop never touches an index or a record; only workers do.
#ifndef PROPOS_DAEMON_SERVER_H
#define PROPOS_DAEMON_SERVER_H

#include "base/error.h"
#include "daemon/options.h"
#include "search/library.h"

// Serves until SIGTERM or SIGINT, then finishes what was asked and returns OK.
// `home`: the folder that the studies lie in.
// Errors while starting: those of listeners, tokens and workers.
propos_status daemon_serve(propos_shelf *shelf, const char *home, const daemon_options *options,
                           propos_error *error);

#endif
