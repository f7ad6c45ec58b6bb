// The workers: threads that take jobs from the queue, each with its own handles on the studies, and
// hand the results back to the event loop.
#ifndef PROPOS_DAEMON_WORKERS_H
#define PROPOS_DAEMON_WORKERS_H

#include "base/error.h"
#include "daemon/jobs.h"
#include "daemon/queue.h"
#include "search/library.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct daemon_workers daemon_workers;

// Opens `count` libraries and starts as many threads. `queue` and `shelf` must outlive the workers.
// Errors: those of propos_library_new(); IO when the system gives no thread.
propos_status daemon_workers_start(propos_shelf *shelf, daemon_queue *queue, size_t count,
                                   daemon_workers **out, propos_error *error);

// Readable when results wait.
int daemon_workers_fd(const daemon_workers *workers);

// All finished jobs, linked by `next`, oldest first; NULL for none.
daemon_job *daemon_workers_results(daemon_workers *workers);

// The queue must be closed. Waits at most `wait_ms` for the threads and frees everything. False
// when a thread does not end: then nothing is freed and the process should leave at once.
bool daemon_workers_stop(daemon_workers *workers, int wait_ms);

#endif
