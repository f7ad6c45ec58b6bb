// What Whisper, WhisperX and whisper.cpp write as JSON: segments with their times.
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/cues.h"
#include "formats/readers.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// No recording lasts longer; what is no time at all is left out.
#define MOST_SECONDS (1000.0 * 3600.0)

static bool recognises(const formats_input *input)
{
    enum { LOOKED_AT = 1 << 16 };
    size_t at = 0;
    while (at < input->length && strchr(" \t\r\n\xEF\xBB\xBF", input->bytes[at]) != NULL &&
           input->bytes[at] != '\0') {
        at++;
    }
    return at < input->length && (input->bytes[at] == '{' || input->bytes[at] == '[') &&
           (formats_content_holds(input, LOOKED_AT, "\"segments\"") ||
            formats_content_holds(input, LOOKED_AT, "\"transcription\"") ||
            (input->bytes[at] == '[' && formats_content_holds(input, LOOKED_AT, "\"start\"")));
}

static int64_t milliseconds(const json_t *seconds)
{
    double value = json_is_number(seconds) ? json_number_value(seconds) : -1;
    return value >= 0 && value < MOST_SECONDS ? (int64_t)llround(value * 1000) : -1;
}

// The segments: under their name in an object, or the whole.
static const json_t *segments_in(const json_t *root)
{
    const json_t *segments = json_object_get(root, "segments");
    segments = segments != NULL ? segments : json_object_get(root, "transcription");
    return json_is_array(root) ? root : json_is_array(segments) ? segments : NULL;
}

static formats_cue cue_of(propos_arena *arena, const json_t *segment)
{
    const json_t *offsets = json_object_get(segment, "offsets"); // whisper.cpp: milliseconds
    const json_t *from = json_object_get(offsets, "from");
    const json_t *to = json_object_get(offsets, "to");
    const char *speaker = json_string_value(json_object_get(segment, "speaker"));
    const char *text = json_string_value(json_object_get(segment, "text"));
    formats_cue cue = {
        .start_ms = json_is_integer(from) && json_integer_value(from) >= 0
                        ? json_integer_value(from)
                        : milliseconds(json_object_get(segment, "start")),
        .end_ms = json_is_integer(to) && json_integer_value(to) >= 0
                      ? json_integer_value(to)
                      : milliseconds(json_object_get(segment, "end")),
        .voice = speaker == NULL || speaker[0] == '\0' ? NULL : propos_arena_strdup(arena, speaker),
    };
    text = text == NULL ? "" : text + strspn(text, " \t\n");
    cue.text = propos_arena_strdup(arena, text);
    return cue;
}

static propos_status read_whisper(propos_arena *arena, const formats_input *input,
                                  formats_content *content, propos_error *error)
{
    const char *text = NULL;
    size_t length = 0;
    propos_status status = formats_content_text(arena, input, &text, &length, error);
    if (status != PROPOS_OK) {
        return status;
    }
    json_error_t where;
    json_t *root = json_loadb(text, length, 0, &where);
    if (root == NULL) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, input->name, where.line,
                              _("the JSON is broken here (%s): the file was cut short or damaged; "
                                "save it again from the program that made it"),
                              where.text);
    }
    const json_t *segments = segments_in(root);
    size_t count = json_array_size(segments);
    if (segments == NULL) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                                _("this JSON holds no segments as Whisper writes them; Propos "
                                  "knows no other transcripts in JSON"));
    } else {
        formats_cue *cues = propos_alloc(count + 1, sizeof *cues);
        for (size_t i = 0; i < count; i++) {
            cues[i] = cue_of(arena, json_array_get(segments, i));
        }
        formats_cues_read(arena, input, cues, count, content);
        free(cues);
    }
    json_decref(root);
    return status;
}

const formats_reader formats_read_whisper = {
    .name = "whisper",
    .what = N_("speech recognised by Whisper (JSON)"),
    .extensions = "json",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_whisper,
};
