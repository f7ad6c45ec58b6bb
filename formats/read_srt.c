// SubRip: a number, a line of times with commas, the words.
#include "base/i18n.h"
#include "formats/content.h"
#include "formats/readers.h"
#include "formats/subtitles.h"

#include <string.h>

// A file of subtitles begins with the number 1 and a line of times.
static bool recognises(const formats_input *input)
{
    enum { LOOKED_AT = 100 };
    int64_t start = 0;
    int64_t end = 0;
    size_t size = input->length < LOOKED_AT ? input->length : LOOKED_AT;
    size_t at = size >= 3 && memcmp(input->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < size && strchr(" \t\r\n0123456789", input->bytes[at]) != NULL &&
           memchr(input->bytes + at, '\n', size - at) != NULL && input->bytes[at] != '\0') {
        const char *line = input->bytes + at;
        const char *stop = memchr(line, '\n', size - at);
        size_t length = (size_t)(stop - line);
        if (formats_subtitles_times(line, length, &start, &end)) {
            return true;
        }
        if (strspn(line, " \t\r0123456789") < length) {
            return false;
        }
        at += length + 1;
    }
    return false;
}

const formats_reader formats_read_srt = {
    .name = "srt",
    .what = N_("subtitles (SubRip)"),
    .extensions = "srt",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = formats_subtitles_read,
};
