// What the daemon tells systemd, when it was started by it.
#ifndef PROPOS_DAEMON_NOTIFY_H
#define PROPOS_DAEMON_NOTIFY_H

// READY=1 with a status line; STATUS= alone; STOPPING=1; WATCHDOG=1. Without systemd they do
// nothing.
void daemon_notify_ready(const char *status);
void daemon_notify_status(const char *status);
void daemon_notify_stopping(void);
void daemon_notify_alive(void);

// Every how many milliseconds systemd wants a sign of life (half of what it allows); 0: never.
long daemon_notify_period_ms(void);

#endif
