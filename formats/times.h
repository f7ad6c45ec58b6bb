// Times in a recording, as transcripts write them.
#ifndef PROPOS_FORMATS_TIMES_H
#define PROPOS_FORMATS_TIMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Reads all of `text`: "1:02:03", "2:03", "2:03.5", "2:03,500", "1'25", and "125" or "125.5" for
// seconds. False when it is none of these.
bool formats_time_read(const char *text, size_t length, int64_t *milliseconds);

#endif
