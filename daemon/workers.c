#include "daemon/workers.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "daemon/problems.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

typedef struct worker {
    daemon_workers *all;
    propos_library *library;
    pthread_t thread;
    bool running;
} worker;

struct daemon_workers {
    daemon_queue *queue;
    int event_fd;
    pthread_mutex_t lock; // guards the results
    daemon_job *first;
    daemon_job **end;
    size_t count;
    worker *workers;
};

static bool must_stop(void *context)
{
    daemon_job *job = context;
    return atomic_load_explicit(&job->cancelled, memory_order_relaxed) ||
           daemon_now_ms() >= job->deadline_ms;
}

static int add_bytes(const char *bytes, size_t length, void *buffer)
{
    propos_buffer_add(buffer, bytes, length);
    return 0;
}

static bool render(daemon_job *job, json_t *answer)
{
    if (job->facts != NULL && json_is_object(answer)) {
        propos_json_set(answer, "daemon", json_incref(job->facts));
    }
    propos_buffer text = {0};
    if (json_dump_callback(answer, add_bytes, &text, JSON_COMPACT) != 0) {
        propos_buffer_free(&text);
        return false;
    }
    propos_buffer_putc(&text, '\n');
    job->reply.status = 200;
    job->reply.content_type = "application/json; charset=utf-8";
    job->reply.length = text.length;
    job->reply.body = propos_buffer_take(&text);
    return true;
}

static void work(propos_library *library, daemon_job *job)
{
    propos_language_set(job->language);
    propos_error error;
    propos_error_clear(&error);
    json_t *answer = NULL;
    propos_status status = PROPOS_DEADLINE;
    // Whoever waited in the queue until his time was up gets no work done for him.
    if (must_stop(job)) {
        (void)propos_fail(&error, PROPOS_DEADLINE,
                          _("the answer took too long: too many questions at once"));
    } else {
        job->request.stop = must_stop;
        job->request.stop_context = job;
        status = propos_library_answer(library, &job->request, &answer, &error);
        error.status = status;
        if (status == PROPOS_DEADLINE && error.text[0] == '\0') {
            (void)propos_fail(&error, PROPOS_DEADLINE, _("the answer took too long"));
        }
    }
    // The library answers in the language of its parameters; problems are written in the same.
    propos_language_set(job->language);
    if (status == PROPOS_OK && !render(job, answer)) {
        (void)propos_fail(&error, PROPOS_INTERNAL, _("the answer could not be written"));
    }
    if (job->reply.status == 0) {
        daemon_problem_from(&error, &job->reply);
    }
    json_decref(answer);
}

static void hand_back(daemon_workers *all, daemon_job *job)
{
    (void)pthread_mutex_lock(&all->lock);
    job->next = NULL;
    *all->end = job;
    all->end = &job->next;
    (void)pthread_mutex_unlock(&all->lock);
    // Fails only when the counter is full, and then the loop is awake already.
    (void)eventfd_write(all->event_fd, 1);
}

static void *run(void *context)
{
    worker *self = context;
    daemon_job *job = NULL;
    while ((job = daemon_queue_pop(self->all->queue)) != NULL) {
        work(self->library, job);
        hand_back(self->all, job);
    }
    return NULL;
}

static propos_status start_threads(daemon_workers *all, propos_error *error)
{
    // Signals are the event loop's.
    sigset_t every;
    sigset_t before;
    (void)sigfillset(&every);
    (void)pthread_sigmask(SIG_SETMASK, &every, &before);
    propos_status status = PROPOS_OK;
    for (size_t i = 0; i < all->count && status == PROPOS_OK; i++) {
        int failed = pthread_create(&all->workers[i].thread, NULL, run, &all->workers[i]);
        if (failed != 0) {
            status = propos_fail(error, PROPOS_IO, _("cannot start a thread: %s"),
                                 propos_system_message(failed));
        }
        all->workers[i].running = failed == 0;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status;
}

static void free_workers(daemon_workers *all)
{
    for (size_t i = 0; i < all->count; i++) {
        propos_library_free(all->workers[i].library);
    }
    (void)pthread_mutex_destroy(&all->lock);
    if (all->event_fd >= 0) {
        (void)close(all->event_fd);
    }
    free(all->workers);
    free(all);
}

propos_status daemon_workers_start(propos_shelf *shelf, daemon_queue *queue, size_t count,
                                   daemon_workers **out, propos_error *error)
{
    daemon_workers *all = propos_alloc(1, sizeof *all);
    all->queue = queue;
    all->count = count;
    all->workers = propos_alloc(count, sizeof *all->workers);
    all->end = &all->first;
    (void)pthread_mutex_init(&all->lock, NULL);
    all->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    propos_status status = PROPOS_OK;
    if (all->event_fd < 0) {
        status = propos_fail(error, PROPOS_IO, _("cannot start the workers: %s"),
                             propos_system_message(errno));
        goto failed;
    }
    for (size_t i = 0; i < count; i++) {
        all->workers[i].all = all;
        status = propos_library_new(shelf, &all->workers[i].library, error);
        if (status != PROPOS_OK) {
            goto failed;
        }
    }
    status = start_threads(all, error);
    if (status != PROPOS_OK) {
        daemon_queue_close(queue);
        for (size_t i = 0; i < count; i++) {
            if (all->workers[i].running) {
                (void)pthread_join(all->workers[i].thread, NULL);
            }
        }
        goto failed;
    }
    *out = all;
    return PROPOS_OK;
failed:
    free_workers(all);
    return status;
}

int daemon_workers_fd(const daemon_workers *workers)
{
    return workers->event_fd;
}

daemon_job *daemon_workers_results(daemon_workers *workers)
{
    eventfd_t count = 0;
    (void)eventfd_read(workers->event_fd, &count);
    (void)pthread_mutex_lock(&workers->lock);
    daemon_job *results = workers->first;
    workers->first = NULL;
    workers->end = &workers->first;
    (void)pthread_mutex_unlock(&workers->lock);
    return results;
}

bool daemon_workers_stop(daemon_workers *workers, int wait_ms)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    for (size_t i = 0; i < workers->count; i++) {
        if (pthread_timedjoin_np(workers->workers[i].thread, NULL, &until) != 0) {
            return false;
        }
    }
    free_workers(workers);
    return true;
}
