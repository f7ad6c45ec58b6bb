// WebVTT and SubRip: blocks parted by blank lines, each with a line of times.
#ifndef PROPOS_FORMATS_SUBTITLES_H
#define PROPOS_FORMATS_SUBTITLES_H

#include "base/error.h"
#include "formats/reader.h"

// True when `line` is "00:00:01.000 --> 00:00:02.000", with what may follow.
bool formats_subtitles_times(const char *line, size_t length, int64_t *start, int64_t *end);

// Reads the file into `content`. BAD_INPUT: no line of times in it, or its encoding.
propos_status formats_subtitles_read(propos_arena *arena, const formats_input *input,
                                     formats_content *content, propos_error *error);

#endif
