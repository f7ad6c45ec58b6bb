// WebVTT: noScribe, Whisper, Zoom, Teams.
#include "base/i18n.h"
#include "formats/content.h"
#include "formats/readers.h"
#include "formats/subtitles.h"

#include <string.h>

// The signature stands first, perhaps after a byte order mark.
static bool recognises(const formats_input *input)
{
    enum { SIGNATURE_WITHIN = 3 + 6 };
    return formats_content_holds(input, SIGNATURE_WITHIN, "WEBVTT");
}

const formats_reader formats_read_vtt = {
    .name = "vtt",
    .what = N_("subtitles (WebVTT)"),
    .extensions = "vtt|webvtt",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = formats_subtitles_read,
};
