// A study, or a part of one, in the formats of other tools.
#ifndef PROPOS_FORMATS_WRITE_STUDY_H
#define PROPOS_FORMATS_WRITE_STUDY_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/study.h"

// Adds a REFI-QDA 1.0 project (.qdpx) to `out`: coders, code book, participants, and every document
// as a text of one line a turn ("LABEL : words") with its codings. Positions count code points from
// 0, end-exclusive, as the standard says; line ends are LF. The same study gives the same bytes.
// IO: the archive cannot be made.
propos_status formats_write_qdpx(const propos_study_data *study, propos_buffer *out,
                                 propos_error *error);

// Adds an IRaMuTeQ corpus (.txt) to `out`: "**** *document_fg1 *locuteur_7 …" before every turn.
// Names are folded, since the tool takes letters and digits only; "*" inside a text would be read
// as a variable and becomes a blank.
void formats_write_iramuteq(const propos_study_data *study, propos_buffer *out);

#endif
