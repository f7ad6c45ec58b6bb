// Plain text and Markdown with speaker labels.
#include "base/i18n.h"
#include "formats/content.h"
#include "formats/readers.h"

// Any file may be plain text: only its name says so.
static bool recognises(const formats_input *input)
{
    (void)input;
    return false;
}

static propos_status read_text(propos_arena *arena, const formats_input *input,
                               formats_content *content, propos_error *error)
{
    const char *text = NULL;
    size_t length = 0;
    propos_status status = formats_content_text(arena, input, &text, &length, error);
    if (status != PROPOS_OK) {
        return status;
    }
    propos_transcript_options options = {.labels = input->labels};
    propos_document_data *document = formats_content_document(arena, input, content);
    return propos_transcript_text(arena, text, length, input->name, &options, document,
                                  &content->doubts, error);
}

const formats_reader formats_read_text = {
    .name = "text",
    .what = N_("a text with speaker labels"),
    .extensions = "txt|text|md|markdown",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_text,
};
