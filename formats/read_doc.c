// Word's and Excel's old binary files (.doc, .xls) and new ones behind a password: both lie in an
// OLE container. None of them is read; the reason is.
#include "base/i18n.h"
#include "formats/content.h"
#include "formats/readers.h"

#include <string.h>

static bool recognises(const formats_input *input)
{
    return input->length >= 8 && memcmp(input->bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
}

static propos_status refuse(propos_arena *arena, const formats_input *input,
                            formats_content *content, propos_error *error)
{
    (void)arena, (void)content;
    // The stream that holds what a password locks; its name is stored in UTF-16.
    static const char LOCKED[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    if (memmem(input->bytes, input->length, LOCKED, sizeof LOCKED - 1) != NULL) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                              _("the file is protected by a password: open it and save a copy "
                                "without one"));
    }
    return propos_fail_at(
        error, PROPOS_BAD_INPUT, input->name, 0,
        _("this is a file of an old Word or Excel (before 2007): open it in Word, "
          "Excel or LibreOffice and save it as .docx, .odt, .xlsx or .ods"));
}

const formats_reader formats_read_doc = {
    .name = "doc",
    .what = N_("an old Word or Excel file"),
    .extensions = "doc|dot|xls",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = refuse,
};
