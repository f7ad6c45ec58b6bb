#include "daemon/jobs.h"

#include "base/memory.h"

#include <stdlib.h>
#include <time.h>

typedef struct slot {
    uint64_t id; // 0: free
    daemon_job *job;
    void *asker;
    size_t next_free;
} slot;

// An id is its slot's index plus a multiple of the table's size that grows: no id comes twice, and
// a result finds its slot without a search.
struct daemon_jobs {
    slot *slots;
    size_t most;
    size_t count;
    size_t first_free; // `most`: none
    uint64_t round;
};

daemon_job *daemon_job_new(void)
{
    daemon_job *job = propos_alloc(1, sizeof *job);
    job->arena = propos_arena_new();
    atomic_init(&job->cancelled, false);
    return job;
}

void daemon_job_free(daemon_job *job)
{
    if (job == NULL) {
        return;
    }
    daemon_reply_free(&job->reply);
    json_decref(job->facts);
    propos_arena_free(job->arena);
    free(job);
}

int64_t daemon_now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

daemon_jobs *daemon_jobs_new(size_t most)
{
    daemon_jobs *jobs = propos_alloc(1, sizeof *jobs);
    jobs->slots = propos_alloc(most, sizeof *jobs->slots);
    jobs->most = most;
    for (size_t i = 0; i < most; i++) {
        jobs->slots[i].next_free = i + 1;
    }
    return jobs;
}

void daemon_jobs_free(daemon_jobs *jobs)
{
    if (jobs != NULL) {
        free(jobs->slots);
        free(jobs);
    }
}

static slot *find(const daemon_jobs *jobs, uint64_t id)
{
    slot *found = &jobs->slots[id % jobs->most];
    return id != 0 && found->id == id ? found : NULL;
}

bool daemon_jobs_add(daemon_jobs *jobs, daemon_job *job, void *asker)
{
    if (jobs->first_free == jobs->most) {
        return false;
    }
    size_t index = jobs->first_free;
    slot *mine = &jobs->slots[index];
    jobs->first_free = mine->next_free;
    jobs->count++;
    jobs->round++;
    job->id = jobs->round * jobs->most + index;
    mine->id = job->id;
    mine->job = job;
    mine->asker = asker;
    return true;
}

void *daemon_jobs_asker(const daemon_jobs *jobs, uint64_t id)
{
    const slot *found = find(jobs, id);
    return found == NULL ? NULL : found->asker;
}

daemon_job *daemon_jobs_find(const daemon_jobs *jobs, uint64_t id)
{
    const slot *found = find(jobs, id);
    return found == NULL ? NULL : found->job;
}

void daemon_jobs_cancel(daemon_jobs *jobs, uint64_t id)
{
    slot *found = find(jobs, id);
    if (found != NULL) {
        found->asker = NULL;
        atomic_store(&found->job->cancelled, true);
    }
}

void daemon_jobs_cancel_all(daemon_jobs *jobs)
{
    for (size_t i = 0; i < jobs->most; i++) {
        daemon_jobs_cancel(jobs, jobs->slots[i].id);
    }
}

void daemon_jobs_remove(daemon_jobs *jobs, uint64_t id)
{
    slot *found = find(jobs, id);
    if (found != NULL) {
        found->id = 0;
        found->job = NULL;
        found->asker = NULL;
        found->next_free = jobs->first_free;
        jobs->first_free = (size_t)(found - jobs->slots);
        jobs->count--;
    }
}

size_t daemon_jobs_count(const daemon_jobs *jobs)
{
    return jobs->count;
}
