// `propos export`: the hits of a query as a file that people go on with.
#ifndef PROPOS_QUERY_EXPORT_H
#define PROPOS_QUERY_EXPORT_H

#include "base/error.h"
#include "base/json.h"
#include "query/options.h"

#include <stdio.h>

// True when the name ends in one of the formats (.csv, .odt, .docx).
bool query_export_knows(const char *path);

// Writes the answer's hits into a new file, readable by its owner alone. USAGE: a file is there
// already, or its ending is unknown; IO.
propos_status query_export(const json_t *answer, const char *path, propos_error *error);

// Without a file: the hits as CSV.
void query_print_export(const query_options *options, const json_t *answer, FILE *out);

#endif
