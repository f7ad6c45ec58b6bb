// The command line of proposd.
#ifndef PROPOS_DAEMON_OPTIONS_H
#define PROPOS_DAEMON_OPTIONS_H

#include "base/error.h"
#include "base/paths.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct daemon_options {
    bool help, version;
    const char **studies; // ids or paths; none: all
    size_t study_count;
    bool socket_given;
    char socket[PROPOS_PATH_SIZE];
    const char *listen;     // "127.0.0.1:PORT"; NULL: no TCP
    const char *token_file; // NULL: PROPOS_TOKEN
    gid_t group;            // whose members may ask too; DAEMON_NO_GROUP
    size_t workers;         // default: the processors
    size_t queue;
    size_t connections;
    int deadline_ms; // for one answer, its time in the queue included
    int request_ms;  // for a client to send a whole request
} daemon_options;

// Fills *options; the strings are argv's. Error: USAGE. Free with daemon_options_free().
propos_status daemon_options_read(int argc, char **argv, daemon_options *options,
                                  propos_error *error);
void daemon_options_free(daemon_options *options);

// The text of --help.
void daemon_options_help(void);

#endif
