// From a request to what is asked of the library: paths, parameters, bodies.
#ifndef PROPOS_DAEMON_ROUTES_H
#define PROPOS_DAEMON_ROUTES_H

#include "base/arena.h"
#include "base/i18n.h"
#include "daemon/http.h"
#include "daemon/reply.h"
#include "search/library.h"

// Parameters of one request: above what `propos` sends when it names as many studies as it may.
#define DAEMON_PARAMETERS_MOST 128

typedef enum daemon_route {
    DAEMON_ROUTE_LIBRARY, // *request is filled
    DAEMON_ROUTE_OPENAPI, // the description of this interface
    DAEMON_ROUTE_PROBLEM  // *reply says why
} daemon_route;

// Reads path, query and body. Parameters keep their order; a body's come after the query's; "lang"
// is the asked one, else that of Accept-Language, else `otherwise`, and *language says which it is.
// All of *request is the arena's. Problems are written in *language.
daemon_route daemon_route_read(propos_arena *arena, const daemon_head *head, const char *body,
                               propos_language otherwise, propos_request *request,
                               propos_language *language, daemon_reply *reply);

#endif
