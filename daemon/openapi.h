// The description of the interface, daemon/openapi.yaml, as it was when the daemon was built: what
// is served is true for this very program.
#ifndef PROPOS_DAEMON_OPENAPI_H
#define PROPOS_DAEMON_OPENAPI_H

#include <stddef.h>

extern const unsigned char DAEMON_OPENAPI[];
extern const size_t DAEMON_OPENAPI_LENGTH;

#endif
