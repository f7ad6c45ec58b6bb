// Every reader, each in a file of its own (read_NAME.c). The table in reader.c has their order.
#ifndef PROPOS_FORMATS_READERS_H
#define PROPOS_FORMATS_READERS_H

#include "formats/reader.h"

// Transcripts.
extern const formats_reader formats_read_cha;
extern const formats_reader formats_read_csv;
extern const formats_reader formats_read_doc;
extern const formats_reader formats_read_docx;
extern const formats_reader formats_read_eaf;
extern const formats_reader formats_read_iramuteq;
extern const formats_reader formats_read_odt;
extern const formats_reader formats_read_otr;
extern const formats_reader formats_read_pdf;
extern const formats_reader formats_read_rtf;
extern const formats_reader formats_read_rtr;
extern const formats_reader formats_read_srt;
extern const formats_reader formats_read_tei;
extern const formats_reader formats_read_text;
extern const formats_reader formats_read_textgrid;
extern const formats_reader formats_read_trs;
extern const formats_reader formats_read_vtt;
extern const formats_reader formats_read_whisper;

// Codings.
extern const formats_reader formats_read_sheet;

// Projects of other tools.
extern const formats_reader formats_read_qdc;
extern const formats_reader formats_read_qdpx;
extern const formats_reader formats_read_qualcoder;
extern const formats_reader formats_read_qualcoder_folder;
extern const formats_reader formats_read_requal;
extern const formats_reader formats_read_rqda;
extern const formats_reader formats_read_taguette;
extern const formats_reader formats_read_taguette_codebook;
extern const formats_reader formats_read_taguette_highlights;

#endif
