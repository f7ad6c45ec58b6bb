// Sonal: a text in Windows-1252 with speaker labels. Its makers describe no more than that, so the
// one who reads it is asked to look.
#include "base/i18n.h"
#include "formats/content.h"
#include "formats/readers.h"

// Any text may be one: only its name says so.
static bool recognises(const formats_input *input)
{
    (void)input;
    return false;
}

static propos_status read_rtr(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    propos_status status = formats_read_text.read(arena, input, content, error);
    if (status == PROPOS_OK) {
        FORMATS_DOUBT(arena, content, input, 0,
                      _("Sonal's files were read as plain text: look at the first turns, and if "
                        "they are not right, export the interview from Sonal as text"));
    }
    return status;
}

const formats_reader formats_read_rtr = {
    .name = "rtr",
    .what = N_("a Sonal transcript"),
    .extensions = "rtr",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_rtr,
};
