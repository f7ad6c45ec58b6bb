// Agreement as bars: one for each code.
#include "base/i18n.h"
#include "query/picture_parts.h"

enum { ROW = 20, BAR = 12, WIDTH = 320, FIGURES = 70, DECIMALS = 2 };

typedef struct axis_of_figures {
    double left;
    double least; // the axis runs from here to 1
} axis_of_figures;

static double x_of(const axis_of_figures *axis, double value)
{
    return axis->left + WIDTH * (value - axis->least) / (1 - axis->least);
}

static void put_figure(svg *picture, double x, double y, const json_t *value)
{
    propos_buffer text = {0};
    if (json_is_number(value)) {
        svg_number(&text, json_number_value(value), DECIMALS);
    } else {
        propos_buffer_puts(&text, "–");
    }
    svg_put_text(picture, &(svg_text){.x = x, .y = y, .anchor = SVG_END},
                 propos_buffer_text(&text));
    propos_buffer_free(&text);
}

static void put_row(svg *picture, const axis_of_figures *axis, const char *label, const json_t *row,
                    double y)
{
    static const char *const FIGURES_OF[] = {"overlap", "kappa", "alpha"};
    const json_t *overlap = json_object_get(row, "overlap");
    const json_t *kappa = json_object_get(row, "kappa");
    svg_put_text(picture, &(svg_text){.x = axis->left - 8, .y = y + 11, .anchor = SVG_END}, label);
    if (json_is_number(overlap)) {
        double from = x_of(axis, 0);
        svg_put_rect(picture, from, y, x_of(axis, json_number_value(overlap)) - from, BAR,
                     "#9ec3e6");
    }
    if (json_is_number(kappa)) {
        svg_put_sign(picture, 2, x_of(axis, json_number_value(kappa)), y + BAR / 2.0, "#08306b",
                     false);
    }
    for (size_t i = 0; i < sizeof FIGURES_OF / sizeof FIGURES_OF[0]; i++) {
        put_figure(picture, axis->left + WIDTH + FIGURES * ((double)i + 1), y + 11,
                   json_object_get(row, FIGURES_OF[i]));
    }
}

static void put_axis(svg *picture, const axis_of_figures *axis, double top, double bottom)
{
    const double step = 0.2;
    for (unsigned i = 0; axis->least + i * step < 1 + step / 2; i++) {
        double value = axis->least + i * step;
        propos_buffer text = {0};
        svg_number(&text, value > -step / 2 && value < step / 2 ? 0 : value, 1);
        svg_put_line(picture, x_of(axis, value), top, x_of(axis, value), bottom, 0.5, "#b0b0b0",
                     NULL);
        svg_put_text(picture,
                     &(svg_text){.x = x_of(axis, value), .y = top - 4, .anchor = SVG_MIDDLE},
                     propos_buffer_text(&text));
        propos_buffer_free(&text);
    }
    static const char *const HEADINGS[] = {N_("overlap"), N_("kappa"), N_("alpha")};
    for (size_t i = 0; i < sizeof HEADINGS / sizeof HEADINGS[0]; i++) {
        svg_put_text(picture,
                     &(svg_text){.x = axis->left + WIDTH + FIGURES * ((double)i + 1),
                                 .y = top - 4,
                                 .anchor = SVG_END,
                                 .bold = true},
                     _(HEADINGS[i]));
    }
}

// The lowest kappa, down to the next line of the axis; 0 when none is below.
static double least_of(const json_t *codes)
{
    const double step = 0.2;
    double least = 0;
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(codes, i, row)
    {
        const json_t *kappa = json_object_get(row, "kappa");
        while (json_is_number(kappa) && json_number_value(kappa) < least) {
            least -= step;
        }
    }
    return least;
}

void picture_agreement(svg *picture, const json_t *answer, const json_t *study, double top)
{
    (void)answer;
    const json_t *codes = json_object_get(study, "codes");
    const json_t *overall = json_object_get(study, "overall");
    axis_of_figures axis = {.least = least_of(codes)};
    const char *all = _("all codes together");
    double widest = svg_width(all, SVG_FONT);
    size_t i = 0;
    const json_t *row = NULL;
    if (!json_is_object(overall)) {
        svg_put_text(picture, &(svg_text){.x = SVG_MARGIN, .y = top},
                     _("No figure of agreement can be given here; the answer says why."));
        return;
    }
    json_array_foreach(codes, i, row)
    {
        propos_buffer label = {0};
        picture_label(&label, row, "code", "");
        double width = svg_width(propos_buffer_text(&label), SVG_FONT);
        widest = width > widest ? width : widest;
        propos_buffer_free(&label);
    }
    axis.left = SVG_MARGIN + widest + 8;
    double y = top + ROW;
    double bottom = y + ROW * ((double)json_array_size(codes) + 1);
    put_axis(picture, &axis, y, bottom);
    put_row(picture, &axis, all, json_object_get(overall, "codes"), y + 4);
    json_array_foreach(codes, i, row)
    {
        propos_buffer label = {0};
        picture_label(&label, row, "code", "");
        put_row(picture, &axis, propos_buffer_text(&label), row, y + 4 + ROW * ((double)i + 1));
        propos_buffer_free(&label);
    }
    svg_put_sign(picture, 2, SVG_MARGIN + 6, bottom + 20, "#08306b", false);
    svg_put_text(picture, &(svg_text){.x = SVG_MARGIN + 18, .y = bottom + 24},
                 _("kappa; the bar: overlap, what all coders coded so, of what any coded so"));
}
