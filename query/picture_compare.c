// Comparison as a heat map: rows by columns, the darker the more units.
#include "base/i18n.h"
#include "query/picture_parts.h"

enum { ROW = 20, CELL = 52, GAP = 10 };

static double units_of(const json_t *cell)
{
    return (double)json_integer_value(json_object_get(cell, "units"));
}

// The widest label of a list, in pixels.
static double widest(const json_t *list)
{
    double width = 0;
    size_t i = 0;
    const json_t *item = NULL;
    json_array_foreach(list, i, item)
    {
        propos_buffer label = {0};
        picture_label(&label, item, "value", _("not known"));
        double own = svg_width(propos_buffer_text(&label), SVG_FONT);
        width = own > width ? own : width;
        propos_buffer_free(&label);
    }
    return width;
}

static double most_units(const json_t *rows)
{
    double most = 0;
    size_t i = 0;
    size_t j = 0;
    const json_t *row = NULL;
    const json_t *cell = NULL;
    json_array_foreach(rows, i, row)
    {
        json_array_foreach(json_object_get(row, "cells"), j, cell)
        {
            most = units_of(cell) > most ? units_of(cell) : most;
        }
    }
    return most;
}

static void put_figure(svg *picture, double x, double y, double value, const char *fill, bool bold)
{
    propos_buffer text = {0};
    propos_buffer_printf(&text, "%.0f", value);
    svg_put_text(
        picture,
        &(svg_text){
            .x = x + CELL / 2.0, .y = y + 14, .anchor = SVG_MIDDLE, .fill = fill, .bold = bold},
        propos_buffer_text(&text));
    propos_buffer_free(&text);
}

// The cells of a row, then its total, which is not shaded: it adds columns up.
static void put_cells(svg *picture, const json_t *row, double left, double y, double most)
{
    size_t i = 0;
    const json_t *cell = NULL;
    double x = left;
    json_array_foreach(json_object_get(row, "cells"), i, cell)
    {
        char colour[8] = "#ffffff";
        bool dark = most > 0 && svg_shade(units_of(cell) / most, colour);
        if (most > 0) {
            svg_put_rect(picture, x, y, CELL, ROW, colour);
        }
        put_figure(picture, x, y, units_of(cell), dark ? "#ffffff" : "#000000", false);
        x += CELL;
    }
    put_figure(picture, x + GAP, y, units_of(json_object_get(row, "total")), NULL, true);
}

// Names over the columns, turned where they are wider than a column.
static double put_headings(svg *picture, const json_t *columns, double left, double top)
{
    const double slope = 0.71; // sine of 45 degrees
    double width = widest(columns);
    bool turned = width > CELL - 4;
    double bottom = top + (turned ? width * slope + SVG_FONT : SVG_FONT);
    size_t i = 0;
    const json_t *column = NULL;
    json_array_foreach(columns, i, column)
    {
        propos_buffer label = {0};
        picture_label(&label, column, "value", _("not known"));
        double x = left + CELL * ((double)i + 0.5);
        svg_put_text(picture,
                     &(svg_text){.x = x,
                                 .y = bottom,
                                 .anchor = turned ? SVG_START : SVG_MIDDLE,
                                 .turned = turned ? -45 : 0},
                     propos_buffer_text(&label));
        double end = x + (turned ? width * slope : 0);
        picture->right = end > picture->right ? end : picture->right;
        propos_buffer_free(&label);
    }
    double x = left + CELL * ((double)json_array_size(columns) + 0.5) + GAP;
    svg_put_text(picture,
                 &(svg_text){.x = turned ? x - CELL / 2.0 + 8 : x,
                             .y = bottom,
                             .bold = true,
                             .anchor = turned ? SVG_START : SVG_MIDDLE,
                             .turned = turned ? -45 : 0},
                 _("total"));
    return bottom + GAP;
}

static void put_scale(svg *picture, double left, double top, double most)
{
    enum { STEPS = 10, WIDTH = 20 };
    for (unsigned i = 0; i <= STEPS; i++) {
        char colour[8];
        (void)svg_shade((double)i / STEPS, colour);
        svg_put_rect(picture, left + WIDTH * i, top, WIDTH, SVG_FONT, colour);
    }
    propos_buffer text = {0};
    propos_buffer_printf(&text, _("coded units, from 0 to %.0f"), most);
    svg_put_text(picture,
                 &(svg_text){.x = left + WIDTH * (STEPS + 1) + GAP, .y = top + SVG_FONT - 2},
                 propos_buffer_text(&text));
    propos_buffer_free(&text);
}

void picture_compare(svg *picture, const json_t *answer, const json_t *study, double top)
{
    enum { STEP = 12 };
    (void)answer;
    const json_t *rows = json_object_get(study, "rows");
    const json_t *columns = json_object_get(study, "columns");
    double most = most_units(rows);
    double left = SVG_MARGIN + widest(rows) + 3 * STEP + GAP;
    double y = put_headings(picture, columns, left, top);
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        propos_buffer label = {0};
        picture_label(&label, row, "value", _("not known"));
        double depth = (double)json_integer_value(json_object_get(row, "depth"));
        svg_put_text(picture,
                     &(svg_text){.x = SVG_MARGIN + STEP * (depth < 3 ? depth : 3), .y = y + 14},
                     propos_buffer_text(&label));
        put_cells(picture, row, left, y, most);
        propos_buffer_free(&label);
        y += ROW;
    }
    svg_put_text(picture, &(svg_text){.x = SVG_MARGIN, .y = y + GAP + 14, .bold = true},
                 _("total, each unit once"));
    put_cells(picture, json_object_get(study, "total"), left, y + GAP, 0);
    put_scale(picture, SVG_MARGIN, y + GAP + 2.0 * ROW, most);
}
