// A whole study, or the hits of a query, as a propos_study_data that formats/ can write.
#ifndef PROPOS_QUERY_EXPORT_STUDY_H
#define PROPOS_QUERY_EXPORT_STUDY_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "base/study.h"
#include "query/options.h"

#include <stdbool.h>

// Writes a study into `out`: formats_write_qdpx() or a wrapper of formats_write_iramuteq().
typedef propos_status (*query_study_writer)(const propos_study_data *study, propos_buffer *out,
                                            propos_error *error);

// Hits as a study: a hit is a turn of its document, with the codings that show on it. USAGE: the
// hits are of several studies.
propos_status query_write_hits(const json_t *answer, query_study_writer write, propos_buffer *out,
                               propos_error *error);

// The whole study that `options` name, asked for document by document. USAGE: not one study.
propos_status query_write_study(const query_options *options, query_study_writer write,
                                propos_buffer *out, propos_error *error);

#endif
