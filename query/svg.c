#include "query/svg.h"

#include "base/i18n.h"
#include "text/unicode.h"

#include <stdio.h>
#include <string.h>

static const char GREY[] = "#767676"; // as light as text may be on white (WCAG 2, contrast 4.5)

static size_t characters(const char *text)
{
    size_t length = strlen(text);
    size_t count = 0;
    for (size_t i = 0; i < length; count++) {
        uint32_t value = 0;
        i += propos_utf8_read(text + i, length - i, &value);
    }
    return count;
}

double svg_width(const char *text, double size)
{
    const double mean = 0.56; // of a letter's width to the font's size, in common sans-serif fonts
    return (double)characters(text) * size * mean;
}

void svg_shorten(propos_buffer *out, const char *text, size_t most)
{
    size_t length = strlen(text);
    size_t at = 0;
    size_t count = 0;
    while (at < length && count + 1 < most) {
        uint32_t value = 0;
        at += propos_utf8_read(text + at, length - at, &value);
        count++;
    }
    bool whole = characters(text) <= most;
    propos_buffer_add(out, text, whole ? length : at);
    propos_buffer_puts(out, whole ? "" : "…");
}

void svg_number(propos_buffer *out, double value, int digits)
{
    size_t from = out->length;
    propos_buffer_printf(out, "%.*f", digits, value);
    if (strspn(out->bytes + from, "-0.") == out->length - from && out->bytes[from] == '-') {
        propos_buffer_cut(out, from); // there is no minus nothing
        propos_buffer_printf(out, "%.*f", digits, 0.0);
    }
    char *point = digits > 0 ? strchr(out->bytes + from, '.') : NULL;
    if (point != NULL && propos_language_get() == PROPOS_FRENCH) {
        *point = ',';
    }
}

static void put_escaped(propos_buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
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
        default:
            // XML knows no control characters.
            propos_buffer_putc(out, (unsigned char)*text < ' ' ? ' ' : *text);
        }
    }
}

static void reach(svg *picture, double x, double y)
{
    picture->right = x > picture->right ? x : picture->right;
    picture->bottom = y > picture->bottom ? y : picture->bottom;
}

void svg_put_text(svg *picture, const svg_text *how, const char *text)
{
    static const char *const ANCHORS[] = {"start", "middle", "end"};
    double size = how->size > 0 ? how->size : SVG_FONT;
    propos_buffer *out = &picture->body;
    propos_buffer_printf(out,
                         "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.0f\" text-anchor=\"%s\" "
                         "fill=\"%s\"%s",
                         how->x, how->y, size, ANCHORS[how->anchor],
                         how->fill == NULL ? "#000000" : how->fill,
                         how->bold ? " font-weight=\"bold\"" : "");
    if (how->turned < 0 || how->turned > 0) {
        propos_buffer_printf(out, " transform=\"rotate(%.0f %.1f %.1f)\"", how->turned, how->x,
                             how->y);
    } else {
        double width = svg_width(text, size);
        double share = how->anchor == SVG_START ? 1 : how->anchor == SVG_MIDDLE ? 0.5 : 0;
        reach(picture, how->x + width * share, how->y + size / 3);
    }
    propos_buffer_puts(out, ">");
    put_escaped(out, text);
    propos_buffer_puts(out, "</text>\n");
}

void svg_put_rect(svg *picture, double x, double y, double width, double height, const char *fill)
{
    propos_buffer_printf(&picture->body,
                         "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" "
                         "stroke=\"%s\" stroke-width=\"0.5\"/>\n",
                         x, y, width, height, fill, GREY);
    reach(picture, x + width, y + height);
}

void svg_put_line(svg *picture, double x1, double y1, double x2, double y2, double thickness,
                  const char *stroke, const char *dashes)
{
    propos_buffer_printf(&picture->body,
                         "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" "
                         "stroke-width=\"%.1f\"",
                         x1, y1, x2, y2, stroke, thickness);
    if (dashes != NULL) {
        propos_buffer_printf(&picture->body, " stroke-dasharray=\"%s\"", dashes);
    }
    propos_buffer_puts(&picture->body, "/>\n");
    reach(picture, x1 > x2 ? x1 : x2, y1 > y2 ? y1 : y2);
}

void svg_put_sign(svg *picture, unsigned kind, double x, double y, const char *fill, bool hollow)
{
    static const char *const PATHS[] = {"m-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z", "m-3.5,-3.5h7v7h-7z",
                                        "m0,-5l5,5l-5,5l-5,-5z", "m0,-5l5,9h-10z"};
    propos_buffer_printf(&picture->body,
                         "<path d=\"M%.1f,%.1f%s\" fill=\"%s\" stroke=\"%s\" "
                         "stroke-width=\"1.5\"/>\n",
                         x, y, PATHS[kind % (sizeof PATHS / sizeof PATHS[0])],
                         hollow ? "#ffffff" : fill, fill);
    reach(picture, x + SVG_FONT / 2.0, y + SVG_FONT / 2.0);
}

bool svg_shade(double share, char colour[8])
{
    // White to dark blue, darker with every step also in grey.
    static const unsigned DARK[3] = {8, 48, 107};
    const unsigned white = 255;
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    unsigned parts[3];
    for (size_t i = 0; i < 3; i++) {
        parts[i] = (unsigned)(white - share * (white - DARK[i]) + 0.5);
    }
    (void)snprintf(colour, 8, "#%02x%02x%02x", parts[0] & white, parts[1] & white,
                   parts[2] & white);
    return share > 0.55; // from there white has the better contrast
}

void svg_finish(const svg *picture, const char *title, const char *description, propos_buffer *out)
{
    double width = picture->right + SVG_MARGIN;
    double height = picture->bottom + SVG_MARGIN;
    propos_buffer_printf(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" xml:lang=\"%s\" role=\"img\" "
        "aria-labelledby=\"title description\" width=\"%.0f\" height=\"%.0f\" "
        "viewBox=\"0 0 %.0f %.0f\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\">\n"
        "<title id=\"title\">",
        propos_language_get() == PROPOS_FRENCH ? "fr" : "en", width, height, width, height);
    put_escaped(out, title);
    propos_buffer_puts(out, "</title>\n<desc id=\"description\">");
    put_escaped(out, description);
    propos_buffer_printf(out, "</desc>\n<rect width=\"%.0f\" height=\"%.0f\" fill=\"#ffffff\"/>\n",
                         width, height);
    propos_buffer_puts(out, propos_buffer_text(&picture->body));
    propos_buffer_puts(out, "</svg>\n");
}

void svg_free(svg *picture)
{
    propos_buffer_free(&picture->body);
}
