#include "formats/rtf_bytes.h"

#include <iconv.h>
#include <stdio.h>

#define PIECE 1024

// \fcharset -> code page, as the format's specification lists them.
static const struct {
    short charset;
    short code_page;
} CHARSETS[] = {{77, 10000}, {128, 932},  {129, 949},  {134, 936},  {136, 950},
                {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255}, {178, 1256},
                {186, 1257}, {204, 1251}, {222, 874},  {238, 1250}, {255, 850}};

void rtf_bytes_free(rtf_bytes *bytes)
{
    propos_buffer_free(&bytes->waiting);
    if (bytes->converter != (void *)-1) {
        (void)iconv_close(bytes->converter);
    }
}

void rtf_bytes_code_page(rtf_bytes *bytes, long code_page)
{
    bytes->code_page = code_page;
}

void rtf_bytes_font(rtf_bytes *bytes, long font, long charset)
{
    if (font >= 0 && font < RTF_FONTS && charset >= 0 && charset < 256) {
        bytes->charsets[font] = (short)charset;
    }
}

void rtf_bytes_add(rtf_bytes *bytes, unsigned char byte)
{
    propos_buffer_putc(&bytes->waiting, (char)byte);
}

static long page_of(const rtf_bytes *bytes, long font)
{
    short charset = font >= 0 && font < RTF_FONTS ? bytes->charsets[font] : 0;
    for (size_t i = 0; charset > 1 && i < sizeof CHARSETS / sizeof CHARSETS[0]; i++) {
        if (CHARSETS[i].charset == charset) {
            return CHARSETS[i].code_page;
        }
    }
    return bytes->code_page;
}

static void open_page(rtf_bytes *bytes, long page)
{
    char name[32];
    if (bytes->open_page == page) {
        return;
    }
    if (bytes->converter != (void *)-1) {
        (void)iconv_close(bytes->converter);
    }
    (void)snprintf(name, sizeof name, "CP%ld", page);
    const char *encoding = page == 10000 ? "MACINTOSH" : page == 65001 ? "UTF-8" : name;
    bytes->converter = iconv_open("UTF-8", encoding);
    if (bytes->converter == (void *)-1) { // a code page that nobody knows
        bytes->converter = iconv_open("UTF-8", "CP1252");
    }
    bytes->open_page = page;
}

bool rtf_bytes_take(rtf_bytes *bytes, long font, propos_buffer *text)
{
    char *in = bytes->waiting.bytes;
    size_t left = bytes->waiting.length;
    if (left == 0) {
        return false;
    }
    open_page(bytes, page_of(bytes, font));
    while (left > 0) {
        char out[PIECE];
        char *to = out;
        size_t room = sizeof out;
        size_t before = left;
        if (bytes->converter != (void *)-1) {
            (void)iconv(bytes->converter, &in, &left, &to, &room);
        }
        propos_buffer_add(text, out, (size_t)(to - out));
        if (left == before) { // a byte that the code page lacks
            propos_buffer_puts(text, "\xEF\xBF\xBD");
            in++;
            left--;
        }
    }
    propos_buffer_cut(&bytes->waiting, 0);
    return true;
}
