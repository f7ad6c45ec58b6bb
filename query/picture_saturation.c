// Saturation as curves: how many codes have been used up to each document.
#include "base/i18n.h"
#include "query/cut.h"
#include "query/picture_parts.h"

#include <stdlib.h>

enum { HEIGHT = 260, STEP_LEAST = 34, STEP_MOST = 90, WIDTH = 640, LABEL_GAP = 14 };

// Dashes and signs tell the curves apart, not colours.
static const char *const DASHES[] = {NULL, "7,4", "2,3", "9,3,2,3"};

typedef struct frame {
    double left, top, step;
    double most; // codes
    size_t documents;
} frame;

static double number(const json_t *object, const char *key)
{
    return (double)json_integer_value(json_object_get(object, key));
}

static double x_of(const frame *f, size_t document)
{
    return f->left + f->step * ((double)document + 0.5);
}

static double y_of(const frame *f, double codes)
{
    return f->top + HEIGHT * (1 - codes / f->most);
}

static void put_number(svg *picture, const svg_text *how, double value)
{
    propos_buffer text = {0};
    propos_buffer_printf(&text, "%.0f", value);
    svg_put_text(picture, how, propos_buffer_text(&text));
    propos_buffer_free(&text);
}

// A whole number of codes between two lines of the grid: 1, 2, 5, 10, 20, 50…
static double grid_step(double most)
{
    enum { LINES = 6 };
    static const double FACTORS[] = {2, 2.5, 2};
    double step = 1;
    for (size_t i = 0; most / step > LINES; i++) {
        step *= FACTORS[i % 3];
    }
    return step;
}

static void put_axes(svg *picture, const frame *f, const json_t *documents)
{
    double right = f->left + f->step * (double)f->documents;
    double step = grid_step(f->most);
    for (unsigned i = 0; i * step <= f->most; i++) {
        double codes = i * step;
        double y = y_of(f, codes);
        svg_put_line(picture, f->left, y, right, y, 0.5, "#b0b0b0", NULL);
        put_number(picture, &(svg_text){.x = f->left - 6, .y = y + 4, .anchor = SVG_END}, codes);
    }
    svg_put_text(picture, &(svg_text){.x = SVG_MARGIN, .y = f->top - 14}, _("codes"));
    double longest = 0;
    size_t i = 0;
    const json_t *document = NULL;
    json_array_foreach(documents, i, document)
    {
        propos_buffer name = {0};
        svg_shorten(&name, query_text(document, "document"), 20);
        svg_put_text(
            picture,
            &(svg_text){
                .x = x_of(f, i) + 4, .y = f->top + HEIGHT + 16, .anchor = SVG_END, .turned = -45},
            propos_buffer_text(&name));
        double width = svg_width(propos_buffer_text(&name), SVG_FONT);
        longest = width > longest ? width : longest;
        propos_buffer_free(&name);
    }
    double bottom = f->top + HEIGHT + 16 + longest * 0.71;
    picture->bottom = bottom > picture->bottom ? bottom : picture->bottom;
}

// The new codes of each document, all coders together.
static void put_bars(svg *picture, const frame *f, const json_t *documents)
{
    size_t i = 0;
    const json_t *document = NULL;
    json_array_foreach(documents, i, document)
    {
        double fresh = number(document, "new");
        double y = y_of(f, fresh);
        if (fresh > 0) {
            svg_put_rect(picture, x_of(f, i) - f->step / 4, y, f->step / 2, f->top + HEIGHT - y,
                         "#dbe4ef");
        }
        put_number(picture,
                   &(svg_text){
                       .x = x_of(f, i), .y = f->top + HEIGHT - 4, .size = 10, .anchor = SVG_MIDDLE},
                   fresh);
    }
}

static void put_curve(svg *picture, const frame *f, const json_t *documents, size_t which)
{
    size_t i = 0;
    const json_t *document = NULL;
    double before = 0;
    json_array_foreach(documents, i, document)
    {
        double codes = number(document, "codes");
        if (i > 0) {
            svg_put_line(picture, x_of(f, i - 1), y_of(f, before), x_of(f, i), y_of(f, codes),
                         which == 0 ? 2.5 : 1.5, "#08306b",
                         DASHES[which % (sizeof DASHES / sizeof DASHES[0])]);
        }
        before = codes;
    }
    json_array_foreach(documents, i, document)
    {
        svg_put_sign(picture, (unsigned)which, x_of(f, i), y_of(f, number(document, "codes")),
                     "#08306b", !json_is_true(json_object_get(document, "coded")));
    }
}

// Names at the ends of the curves, moved apart where these lie close; each after its sign.
static void put_names(svg *picture, const frame *f, const json_t *curves)
{
    size_t count = json_array_size(curves);
    double last = -1e9;
    bool *done = calloc(count + 1, sizeof *done);
    for (size_t placed = 0; done != NULL && placed < count; placed++) {
        size_t best = count;
        for (size_t i = 0; i < count; i++) { // from the top downwards
            bool higher = best == count || number(json_array_get(curves, i), "codes") >
                                               number(json_array_get(curves, best), "codes");
            best = !done[i] && higher ? i : best;
        }
        done[best] = true;
        const json_t *curve = json_array_get(curves, best);
        double y = y_of(f, number(curve, "codes"));
        y = y < last + LABEL_GAP ? last + LABEL_GAP : y;
        last = y;
        double x = f->left + f->step * (double)f->documents + 12;
        propos_buffer name = {0};
        const char *coder = query_text(curve, "coder");
        propos_buffer_printf(&name, "%s (%.0f)", coder[0] == '\0' ? _("all coders") : coder,
                             number(curve, "codes"));
        svg_put_sign(picture, (unsigned)best, x, y, "#08306b", false);
        svg_put_text(picture, &(svg_text){.x = x + 10, .y = y + 4, .bold = best == 0},
                     propos_buffer_text(&name));
        propos_buffer_free(&name);
    }
    free(done);
}

void picture_saturation(svg *picture, const json_t *answer, const json_t *study, double top)
{
    (void)answer;
    enum { LEFT = 60 };
    const json_t *curves = json_object_get(study, "curves");
    const json_t *all = json_array_get(curves, 0);
    const json_t *documents = json_object_get(all, "documents");
    frame f = {.left = LEFT, .top = top + 20, .documents = json_array_size(documents)};
    f.most = number(all, "codes") > 0 ? number(all, "codes") : 1;
    f.step = f.documents > 0 ? (double)WIDTH / (double)f.documents : STEP_MOST;
    f.step = f.step < STEP_LEAST ? STEP_LEAST : f.step > STEP_MOST ? STEP_MOST : f.step;
    put_axes(picture, &f, documents);
    put_bars(picture, &f, documents);
    size_t i = 0;
    const json_t *curve = NULL;
    json_array_foreach(curves, i, curve)
    {
        put_curve(picture, &f, json_object_get(curve, "documents"), i);
    }
    put_names(picture, &f, curves);
    double y = picture->bottom + 22;
    svg_put_text(picture, &(svg_text){.x = SVG_MARGIN, .y = y},
                 _("Bars: new codes. A hollow sign: the document has not been coded yet."));
    if (!json_is_true(json_object_get(study, "order_known"))) {
        svg_put_text(picture, &(svg_text){.x = SVG_MARGIN, .y = y + 16},
                     _("The order of analysis is not known: documents stand by name."));
    }
}
