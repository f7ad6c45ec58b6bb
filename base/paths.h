// Where Propos keeps its state and finds its data files.
#ifndef PROPOS_BASE_PATHS_H
#define PROPOS_BASE_PATHS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

// Room for any path that we build.
#define PROPOS_PATH_SIZE 4096

// The folder of all studies: $PROPOS_HOME, else $STATE_DIRECTORY (systemd), else
// $XDG_DATA_HOME/propos, else $HOME/.local/share/propos. Error: USAGE when none is set.
propos_status propos_state_dir(char out[PROPOS_PATH_SIZE], propos_error *error);

// The daemon's socket: $PROPOS_SOCKET, else $XDG_RUNTIME_DIR/propos/propos.sock, else
// /run/propos/propos.sock.
propos_status propos_socket_path(char out[PROPOS_PATH_SIZE], propos_error *error);

// The shipped word lists: $PROPOS_DATA/stopwords, else the installed folder beside the program's
// prefix, else the source tree that this program was built from.
const char *propos_stopwords_dir(void);

// The translations, by the same rule ($PROPOS_DATA/locale).
const char *propos_locale_dir(void);

// Creates `path` and its parents with mode 0700. Error: IO.
propos_status propos_make_dir(const char *path, propos_error *error);

// DIR/NAME into `out`. Error: IO when it does not fit.
propos_status propos_path_join(char out[PROPOS_PATH_SIZE], const char *dir, const char *name,
                               propos_error *error);

// True when `id` may name a study: 1 to 100 letters, digits, '-', '_' or '.', not starting with
// '.'. (It becomes a folder name and part of an address.)
bool propos_is_study_id(const char *id);

// Reads a whole file of at most `limit` bytes; the bytes are terminated and owned by the caller.
// Errors: NOT_FOUND, IO, BAD_INPUT (larger than the limit).
propos_status propos_read_file(const char *path, size_t limit, char **bytes, size_t *length,
                               propos_error *error);

#endif
