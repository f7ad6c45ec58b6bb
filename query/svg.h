// Drawing SVG: what the pictures are made of. Lengths are in pixels; y grows downwards.
#ifndef PROPOS_QUERY_SVG_H
#define PROPOS_QUERY_SVG_H

#include "base/buffer.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

// Text is set in this size, headings one step larger.
enum { SVG_FONT = 12, SVG_HEADING = 15, SVG_MARGIN = 16 };

typedef enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END } svg_anchor;

// Zero-initialise it; free with svg_free().
typedef struct svg {
    propos_buffer body;
    double right, bottom; // how far the drawing reaches so far
} svg;

// How wide a text will be, nearly: fonts differ from machine to machine.
double svg_width(const char *text, double size);

// Appends `text`, cut at `most` characters with an ellipsis.
void svg_shorten(propos_buffer *out, const char *text, size_t most);

// Appends a number with `digits` decimals, with a comma for people who read French.
void svg_number(propos_buffer *out, double value, int digits);

typedef struct svg_text {
    double x, y; // of the baseline
    svg_anchor anchor;
    double size;      // 0: SVG_FONT
    const char *fill; // NULL: black
    bool bold;
    double turned; // degrees, clockwise
} svg_text;

void svg_put_text(svg *picture, const svg_text *how, const char *text);

// A filled rectangle with a thin grey border.
void svg_put_rect(svg *picture, double x, double y, double width, double height, const char *fill);

// A line; `dashes` as in stroke-dasharray, NULL: a whole one.
void svg_put_line(svg *picture, double x1, double y1, double x2, double y2, double thickness,
                  const char *stroke, const char *dashes);

// Signs of about 8 pixels: 0 a disc, 1 a square, 2 a diamond, 3 a triangle, then again; hollow ones
// are white inside.
void svg_put_sign(svg *picture, unsigned kind, double x, double y, const char *fill, bool hollow);

// The colour of a share from 0 (white) to 1 (dark blue), as "#rrggbb"; true when text on it must be
// white.
bool svg_shade(double share, char colour[8]);

// Writes the whole picture: `title` and `description` for those who do not see it.
void svg_finish(const svg *picture, const char *title, const char *description, propos_buffer *out);
void svg_free(svg *picture);

#endif
