// Status and error text: how every fallible function of Propos reports.
//
// A function that can fail returns a propos_status and takes, last, a propos_error that the caller
// owns (usually on its stack). The status says what the caller can do next; the struct holds the
// sentence for the user and the place it speaks of.
#ifndef PROPOS_BASE_ERROR_H
#define PROPOS_BASE_ERROR_H

typedef enum propos_status {
    PROPOS_OK = 0,
    PROPOS_NOT_FOUND,   // nothing by that name; the caller may go on
    PROPOS_BAD_QUERY,   // the query cannot be read: error.position says where
    PROPOS_BAD_INPUT,   // a file cannot be read: error.file and error.line say where
    PROPOS_USAGE,       // an option or parameter is wrong
    PROPOS_UNAVAILABLE, // no such study, not indexed yet, or no daemon
    PROPOS_DAMAGED,     // a file of ours is damaged: rebuild the index or restore the record
    PROPOS_REBUILD,     // the index is missing, old or of another analyser: rebuild it
    PROPOS_BUSY,        // somebody else writes: try later
    PROPOS_DEADLINE,    // the time allowed has passed, or the asker has gone away
    PROPOS_IO,          // the system refused a read or a write (disk full, rights)
    PROPOS_INTERNAL     // a fault of ours
} propos_status;

// Room for a sentence with a long path and a quotation in it.
#define PROPOS_ERROR_TEXT 1024
#define PROPOS_ERROR_FILE 512

typedef struct propos_error {
    propos_status status;
    char text[PROPOS_ERROR_TEXT]; // one sentence, translated, without the place
    char file[PROPOS_ERROR_FILE]; // the file it speaks of, or ""
    long line;                    // 1-based line in that file, or 0
    long position;                // code point in the query (0-based), or -1
} propos_error;

// Empties `error`; call it before the first use.
void propos_error_clear(propos_error *error);

// Fills `error` (which may be NULL) and returns `status`, so that a caller can write
// `return propos_fail(error, PROPOS_IO, _("cannot write %s"), path);`. `format` is already
// translated.
propos_status propos_fail(propos_error *error, propos_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// The same with the place in a file (line 0: the file as a whole).
propos_status propos_fail_at(propos_error *error, propos_status status, const char *file, long line,
                             const char *format, ...) __attribute__((format(printf, 5, 6)));

// The same with a position in a query, in code points from 0.
propos_status propos_fail_query(propos_error *error, long position, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Writes "FILE, line N: text" / "text" into `out` (always terminated). Returns `out`.
char *propos_error_line(const propos_error *error, char *out, unsigned long size);

// The exit code of DESIGN section 8: 0 found, 1 nothing found (NOT_FOUND), 2 usage, bad query or
// bad input, 3 not available (UNAVAILABLE, DAMAGED, REBUILD, BUSY, IO), 4 internal (everything
// else).
int propos_exit_code(propos_status status);

#endif
