// `propos export`: the hits of a query, or a whole study, as a file that people go on with.
#ifndef PROPOS_QUERY_EXPORT_H
#define PROPOS_QUERY_EXPORT_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "query/options.h"

#include <stdio.h>

// True when the name ends in one of the formats (.csv, .odt, .docx; .qdpx and .txt for IRaMuTeQ).
bool query_export_knows(const char *path);

// True when it ends in one that a whole study can go into: without a query it does.
bool query_export_takes_study(const char *path);

// Asks for the whole study that `options` name and writes it into options->to, as query_export()
// does.
propos_status query_export_study(const query_options *options, propos_error *error);

// Writes the answer's hits into a new file, readable by its owner alone. USAGE: a file is there
// already, or its ending is unknown; IO.
propos_status query_export(const json_t *answer, const char *path, propos_error *error);

// Without a file: the hits as CSV.
void query_print_export(const query_options *options, const json_t *answer, FILE *out);

// Writes a new file, readable by its owner alone; never over one that is there: it may be
// somebody's work. Errors: USAGE, IO.
propos_status query_write_file(const char *path, const propos_buffer *bytes, propos_error *error);

#endif
