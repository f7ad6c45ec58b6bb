#include "formats/reader.h"

#include "formats/content.h"
#include "formats/readers.h"

// Those that know their format by its first bytes come before those that must look further; plain
// text, which any file may pass for, comes last.
const formats_reader *const formats_readers[] = {
    &formats_read_qdpx,
    &formats_read_qdc,
    &formats_read_qualcoder,
    &formats_read_qualcoder_folder,
    &formats_read_requal,
    &formats_read_rqda,
    &formats_read_taguette,
    &formats_read_taguette_highlights,
    &formats_read_taguette_codebook,
    &formats_read_doc,
    &formats_read_docx,
    &formats_read_sheet,
    &formats_read_odt,
    &formats_read_pdf,
    &formats_read_rtf,
    &formats_read_textgrid,
    &formats_read_eaf,
    &formats_read_trs,
    &formats_read_tei,
    &formats_read_cha,
    &formats_read_otr,
    &formats_read_iramuteq,
    &formats_read_vtt,
    &formats_read_srt,
    &formats_read_whisper,
    &formats_read_rtr,
    &formats_read_csv,
    &formats_read_text,
    NULL,
};

bool formats_reader_reads(const formats_reader *reader, const char *name)
{
    return formats_name_ends(name, reader->extensions);
}

const formats_reader *formats_reader_for(const formats_input *input)
{
    bool folder = input->bytes == NULL;
    for (size_t i = 0; formats_readers[i] != NULL; i++) {
        if (formats_readers[i]->folder == folder && formats_readers[i]->recognises(input)) {
            return formats_readers[i];
        }
    }
    for (size_t i = 0; formats_readers[i] != NULL; i++) {
        if (formats_readers[i]->folder == folder &&
            formats_reader_reads(formats_readers[i], input->name)) {
            return formats_readers[i];
        }
    }
    return NULL;
}

bool formats_reader_may_read(const char *name, bool folder)
{
    for (size_t i = 0; formats_readers[i] != NULL; i++) {
        if (formats_readers[i]->folder == folder &&
            formats_reader_reads(formats_readers[i], name)) {
            return true;
        }
    }
    return false;
}
