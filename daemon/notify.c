#include "daemon/notify.h"

#ifdef PROPOS_HAVE_SYSTEMD

#include <stdint.h>
#include <systemd/sd-daemon.h>

void daemon_notify_ready(const char *status)
{
    (void)sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void daemon_notify_status(const char *status)
{
    (void)sd_notifyf(0, "STATUS=%s", status);
}

void daemon_notify_stopping(void)
{
    (void)sd_notify(0, "STOPPING=1");
}

void daemon_notify_alive(void)
{
    (void)sd_notify(0, "WATCHDOG=1");
}

long daemon_notify_period_ms(void)
{
    uint64_t microseconds = 0;
    return sd_watchdog_enabled(0, &microseconds) > 0 ? (long)(microseconds / 2000) : 0;
}

#else

void daemon_notify_ready(const char *status)
{
    (void)status;
}

void daemon_notify_status(const char *status)
{
    (void)status;
}

void daemon_notify_stopping(void)
{
}

void daemon_notify_alive(void)
{
}

long daemon_notify_period_ms(void)
{
    return 0;
}

#endif
