// The bounded queue between the event loop and the workers. Thread-safe.
#ifndef PROPOS_DAEMON_QUEUE_H
#define PROPOS_DAEMON_QUEUE_H

#include "daemon/jobs.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct daemon_queue daemon_queue;

daemon_queue *daemon_queue_new(size_t most);

// The queue must be closed and no thread wait at it. Jobs still in it are not freed: the loop's
// table has them.
void daemon_queue_free(daemon_queue *queue);

// How many urgent jobs have room in a queue that is full of others.
#define DAEMON_URGENT_MOST 8

// Lends a job to the workers; never waits. An urgent one comes before the others. False when the
// queue is full or closed.
bool daemon_queue_push(daemon_queue *queue, daemon_job *job, bool urgent);

// Waits for a job. NULL when the queue is closed and empty.
daemon_job *daemon_queue_pop(daemon_queue *queue);

// Takes a job out before a worker has it. False when a worker was faster.
bool daemon_queue_remove(daemon_queue *queue, const daemon_job *job);

// No more jobs come; waiting workers return as soon as the queue is empty.
void daemon_queue_close(daemon_queue *queue);

size_t daemon_queue_length(daemon_queue *queue);

#endif
