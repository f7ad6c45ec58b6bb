// What is asked of the library for one request, and the table that finds the asker again.
//
// A job is made by the event loop, lent to the queue and to a worker, and freed by the event loop
// when it comes back, whether anybody still waits for it or not. Workers know no connection;
// connections know no worker.
#ifndef PROPOS_DAEMON_JOBS_H
#define PROPOS_DAEMON_JOBS_H

#include "base/arena.h"
#include "base/i18n.h"
#include "daemon/reply.h"
#include "search/library.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct daemon_job daemon_job;
struct daemon_job {
    uint64_t id;
    propos_arena *arena; // what the request points into
    propos_request request;
    propos_language language; // of the answer
    json_t *facts;            // goes into the answer as "daemon"; NULL but for status
    int64_t deadline_ms;      // on daemon_now_ms()'s clock
    atomic_bool cancelled;    // set by the event loop, read by the worker
    daemon_reply reply;       // filled by the worker
    daemon_job *next;         // in the queue or among the results
};

daemon_job *daemon_job_new(void);
void daemon_job_free(daemon_job *job);

// Milliseconds on a clock that only goes forward.
int64_t daemon_now_ms(void);

// The table: ids to askers (the event loop's; not thread-safe).
typedef struct daemon_jobs daemon_jobs;

// `most`: how many jobs there can be at once.
daemon_jobs *daemon_jobs_new(size_t most);
void daemon_jobs_free(daemon_jobs *jobs);

// Enters a job and its asker (any pointer but NULL), gives the job its id. False when the table is
// full.
bool daemon_jobs_add(daemon_jobs *jobs, daemon_job *job, void *asker);

// The asker of the job, or NULL when nobody waits for it any more.
void *daemon_jobs_asker(const daemon_jobs *jobs, uint64_t id);

// The job of an id, or NULL when it has come back.
daemon_job *daemon_jobs_find(const daemon_jobs *jobs, uint64_t id);

// The asker has gone: the job is told to stop; its result will find no asker.
void daemon_jobs_cancel(daemon_jobs *jobs, uint64_t id);
void daemon_jobs_cancel_all(daemon_jobs *jobs);

// The job has come back: its place is free.
void daemon_jobs_remove(daemon_jobs *jobs, uint64_t id);

size_t daemon_jobs_count(const daemon_jobs *jobs);

#endif
