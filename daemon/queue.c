#include "daemon/queue.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

struct daemon_queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    daemon_job *first;
    daemon_job **end; // where the next job is hooked on
    size_t length;
    size_t most;
    bool closed;
};

daemon_queue *daemon_queue_new(size_t most)
{
    daemon_queue *queue = propos_alloc(1, sizeof *queue);
    (void)pthread_mutex_init(&queue->lock, NULL);
    (void)pthread_cond_init(&queue->changed, NULL);
    queue->end = &queue->first;
    queue->most = most;
    return queue;
}

void daemon_queue_free(daemon_queue *queue)
{
    if (queue != NULL) {
        (void)pthread_cond_destroy(&queue->changed);
        (void)pthread_mutex_destroy(&queue->lock);
        free(queue);
    }
}

bool daemon_queue_push(daemon_queue *queue, daemon_job *job, bool urgent)
{
    (void)pthread_mutex_lock(&queue->lock);
    size_t most = queue->most + (urgent ? DAEMON_URGENT_MOST : 0);
    bool taken = !queue->closed && queue->length < most;
    if (taken) {
        daemon_job **place = urgent ? &queue->first : queue->end;
        job->next = *place;
        *place = job;
        if (job->next == NULL) {
            queue->end = &job->next;
        }
        queue->length++;
        (void)pthread_cond_signal(&queue->changed);
    }
    (void)pthread_mutex_unlock(&queue->lock);
    return taken;
}

daemon_job *daemon_queue_pop(daemon_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    while (queue->first == NULL && !queue->closed) {
        (void)pthread_cond_wait(&queue->changed, &queue->lock);
    }
    daemon_job *job = queue->first;
    if (job != NULL) {
        queue->first = job->next;
        if (queue->first == NULL) {
            queue->end = &queue->first;
        }
        queue->length--;
        job->next = NULL;
    }
    (void)pthread_mutex_unlock(&queue->lock);
    return job;
}

bool daemon_queue_remove(daemon_queue *queue, const daemon_job *job)
{
    (void)pthread_mutex_lock(&queue->lock);
    daemon_job **at = &queue->first;
    while (*at != NULL && *at != job) {
        at = &(*at)->next;
    }
    bool found = *at != NULL;
    if (found) {
        *at = job->next;
        if (*at == NULL) {
            queue->end = at;
        }
        queue->length--;
    }
    (void)pthread_mutex_unlock(&queue->lock);
    return found;
}

void daemon_queue_close(daemon_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    (void)pthread_cond_broadcast(&queue->changed);
    (void)pthread_mutex_unlock(&queue->lock);
}

size_t daemon_queue_length(daemon_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    size_t length = queue->length;
    (void)pthread_mutex_unlock(&queue->lock);
    return length;
}
