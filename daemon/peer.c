#include "daemon/peer.h"

#include "base/memory.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

// The groups of the peer beside its first one. The system says how many there are when there is no
// room.
static bool in_other_groups(int fd, gid_t group)
{
    socklen_t size = 0;
    (void)getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, NULL, &size);
    gid_t *groups = propos_alloc(size / sizeof(gid_t) + 1, sizeof(gid_t));
    bool found = false;
    if (size > 0 && getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) == 0) {
        for (size_t i = 0; i < size / sizeof(gid_t) && !found; i++) {
            found = groups[i] == group;
        }
    }
    free(groups);
    return found;
}

bool daemon_peer_allowed(int fd, gid_t group)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || size != sizeof peer) {
        return false;
    }
    if (peer.uid == geteuid() || peer.uid == 0) {
        return true;
    }
    return group != DAEMON_NO_GROUP && (peer.gid == group || in_other_groups(fd, group));
}
