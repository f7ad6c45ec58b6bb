#include "formats/write_xml.h"

void formats_xml_escape(propos_buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        switch (byte) {
        case '<':
            propos_buffer_puts(out, "&lt;");
            break;
        case '>':
            propos_buffer_puts(out, "&gt;");
            break;
        case '&':
            propos_buffer_puts(out, "&amp;");
            break;
        case '"':
            propos_buffer_puts(out, "&quot;");
            break;
        case '\'':
            propos_buffer_puts(out, "&#39;");
            break;
        default:
            if (byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r') {
                propos_buffer_putc(out, (char)byte);
            }
        }
    }
}
