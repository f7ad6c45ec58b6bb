// An SQLite file of another tool, which may be writing to it at this moment.
//
// The tool's file is never opened as a database: even a reader takes a lock that a writer may run
// into, and leaves -wal and -shm files. Its bytes and those of its journals are copied into a
// folder of our own, twice when they changed meanwhile; SQLite brings the copy into a consistent
// state, the backup interface takes it into memory, and the copy on disk is removed.
#ifndef PROPOS_FORMATS_FOREIGN_H
#define PROPOS_FORMATS_FOREIGN_H

#include "base/arena.h"
#include "base/error.h"
#include "formats/offsets.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

// Largest database of another tool: its texts, not its recordings.
#define FOREIGN_BYTES ((size_t)1 << 30)

// True when `bytes` are an SQLite file with a table called `table`.
bool foreign_has_table(const char *bytes, size_t length, const char *table);

// A copy of the file in memory; close it with sqlite3_close(). Errors: BAD_INPUT (no SQLite file,
// or a damaged one), BUSY (its tool never stops writing), IO.
propos_status foreign_open(const char *path, const char *name, sqlite3 **db, propos_error *error);

// True when the table has the column; `column` NULL: when there is such a table.
bool foreign_has_column(sqlite3 *db, const char *table, const char *column);

// BAD_INPUT naming the first of `columns` ("table.column", '|'-separated) that is missing: another
// schema than that of `tool`.
propos_status foreign_needs(sqlite3 *db, const char *name, const char *tool, const char *columns,
                            propos_error *error);

// Runs a query and calls `row` for each row until it fails.
typedef propos_status foreign_row(void *context, sqlite3_stmt *row, propos_error *error);
propos_status foreign_each(sqlite3 *db, const char *name, const char *sql, foreign_row *row,
                           void *context, propos_error *error);

// A column as UTF-8 in the arena; NULL when it is null or empty. What is no UTF-8 is read as
// Windows-1252.
const char *foreign_text(propos_arena *arena, sqlite3_stmt *row, int column);

// A column that holds a whole transcript. Errors of propos_to_utf8().
propos_status foreign_source(propos_arena *arena, sqlite3_stmt *row, int column, const char *name,
                             offsets_text *text, propos_error *error);

#endif
