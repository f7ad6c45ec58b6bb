// A table with a row for each turn.
#include "base/i18n.h"
#include "formats/content.h"
#include "formats/readers.h"

// Other tables are CSV too: only the name says so, and the columns when it is read.
static bool recognises(const formats_input *input)
{
    (void)input;
    return false;
}

static propos_status read_csv(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    const char *text = NULL;
    size_t length = 0;
    propos_status status = formats_content_text(arena, input, &text, &length, error);
    if (status != PROPOS_OK) {
        return status;
    }
    propos_document_data *document = formats_content_document(arena, input, content);
    return propos_transcript_csv(arena, text, length, input->name, document, &content->doubts,
                                 error);
}

const formats_reader formats_read_csv = {
    .name = "csv",
    .what = N_("a table with a row for each turn"),
    .extensions = "csv",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_csv,
};
