// The old code pages of an RTF document: bytes wait until something else comes, then become UTF-8.
#ifndef PROPOS_FORMATS_RTF_BYTES_H
#define PROPOS_FORMATS_RTF_BYTES_H

#include "base/buffer.h"

#include <stdbool.h>

// Fonts beyond this number have the document's code page.
#define RTF_FONTS 512

typedef struct rtf_bytes {
    propos_buffer waiting;
    long code_page;            // the document's
    short charsets[RTF_FONTS]; // by font: \fcharset; 0 and 1: the document's code page
    long open_page;            // that `converter` reads
    void *converter;           // iconv_t; (iconv_t)-1: none
} rtf_bytes;

#define RTF_BYTES_NEW                                                                              \
    (rtf_bytes)                                                                                    \
    {                                                                                              \
        .code_page = 1252, .open_page = -1, .converter = (void *)-1                                \
    }

void rtf_bytes_free(rtf_bytes *bytes);

// \ansicpg; 10000: Macintosh, 850: DOS.
void rtf_bytes_code_page(rtf_bytes *bytes, long code_page);

// \fcharset of a font.
void rtf_bytes_font(rtf_bytes *bytes, long font, long charset);

void rtf_bytes_add(rtf_bytes *bytes, unsigned char byte);

// Adds what waits to `text` as UTF-8, read by the code page of `font` (-1: the document's); bytes
// that it lacks become U+FFFD. False when nothing waits.
bool rtf_bytes_take(rtf_bytes *bytes, long font, propos_buffer *text);

#endif
