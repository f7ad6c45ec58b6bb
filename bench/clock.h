// Time: of the wall, of this thread's processor, of the whole process.
#ifndef PROPOS_BENCH_CLOCK_H
#define PROPOS_BENCH_CLOCK_H

#include <time.h>

static inline double bench_seconds(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
static inline double bench_wall(void)
{
    return bench_seconds(CLOCK_MONOTONIC);
}
static inline double bench_thread_cpu(void)
{
    return bench_seconds(CLOCK_THREAD_CPUTIME_ID);
}
static inline double bench_process_cpu(void)
{
    return bench_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

#endif
