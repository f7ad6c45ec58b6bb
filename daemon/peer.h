// Who is at the other end of a Unix socket.
#ifndef PROPOS_DAEMON_PEER_H
#define PROPOS_DAEMON_PEER_H

#include <stdbool.h>
#include <sys/types.h>

// No group is let in.
#define DAEMON_NO_GROUP ((gid_t)-1)

// True when the other end runs as our own user, as root, or as a member of `group`.
bool daemon_peer_allowed(int fd, gid_t group);

#endif
