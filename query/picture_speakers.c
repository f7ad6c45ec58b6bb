// Shares of speech as bars, conversation by conversation.
#include "base/i18n.h"
#include "query/cut.h"
#include "query/picture_parts.h"

#include <string.h>

enum { ROW = 20, BAR = 14, WIDTH = 360 };

static bool asks(const char *role)
{
    return strcmp(role, "moderator") == 0 || strcmp(role, "interviewer") == 0 ||
           strcmp(role, "observer") == 0;
}

static void speaker_label(propos_buffer *out, const json_t *speaker)
{
    propos_buffer whole = {0};
    propos_buffer_printf(&whole, "%s (%s)", query_text(speaker, "label"),
                         _(query_text(speaker, "role")));
    svg_shorten(out, propos_buffer_text(&whole), PICTURE_LABEL_MOST);
    propos_buffer_free(&whole);
}

static double widest(const json_t *speakers)
{
    double width = 0;
    size_t i = 0;
    const json_t *speaker = NULL;
    json_array_foreach(speakers, i, speaker)
    {
        propos_buffer label = {0};
        speaker_label(&label, speaker);
        double own = svg_width(propos_buffer_text(&label), SVG_FONT);
        width = own > width ? own : width;
        propos_buffer_free(&label);
    }
    return width;
}

// Those who ask are hatched, so that the bars of participants can be told from theirs in grey, too.
static void put_hatching(svg *picture, double left, double y, double width)
{
    enum { EVERY = 6 };
    for (int i = 1; i * EVERY < width; i++) {
        double x = i * EVERY;
        double end = x + BAR / 2.0 < width ? x + BAR / 2.0 : width;
        svg_put_line(picture, left + x, y + BAR, left + end, y + BAR - 2 * (end - x), 1, "#ffffff",
                     NULL);
    }
}

static void put_speaker(svg *picture, const json_t *speaker, double left, double y, double most)
{
    propos_buffer text = {0};
    double share = json_number_value(json_object_get(speaker, "share"));
    double width = WIDTH * share / most;
    speaker_label(&text, speaker);
    svg_put_text(picture, &(svg_text){.x = left - 8, .y = y + 12, .anchor = SVG_END},
                 propos_buffer_text(&text));
    svg_put_rect(picture, left, y, width, BAR, "#2f6ba8");
    if (asks(query_text(speaker, "role"))) {
        put_hatching(picture, left, y, width);
    }
    propos_buffer_cut(&text, 0);
    svg_number(&text, 100 * share, 1);
    propos_buffer_puts(&text, _(" %"));
    propos_buffer_puts(&text, " · ");
    propos_buffer_printf(
        &text,
        propos_plural("%lld word", "%lld words",
                      (unsigned long)json_integer_value(json_object_get(speaker, "words"))),
        (long long)json_integer_value(json_object_get(speaker, "words")));
    svg_put_text(picture, &(svg_text){.x = left + width + 8, .y = y + 12},
                 propos_buffer_text(&text));
    propos_buffer_free(&text);
}

void picture_speakers(svg *picture, const json_t *answer, double top)
{
    const json_t *speakers = json_object_get(answer, "speakers");
    const char *document = "";
    const char *study = "";
    double left = SVG_MARGIN + widest(speakers) + 8;
    double most = 0;
    double y = top;
    size_t i = 0;
    const json_t *speaker = NULL;
    json_array_foreach(speakers, i, speaker)
    {
        double share = json_number_value(json_object_get(speaker, "share"));
        most = share > most ? share : most;
    }
    json_array_foreach(speakers, i, speaker)
    {
        if (!json_is_number(json_object_get(speaker, "share")) || most <= 0) {
            continue; // a list of quotations, or nothing said
        }
        if (strcmp(document, query_text(speaker, "document")) != 0 ||
            strcmp(study, query_text(speaker, "study")) != 0) {
            document = query_text(speaker, "document");
            study = query_text(speaker, "study");
            svg_put_text(picture, &(svg_text){.x = SVG_MARGIN, .y = y + 14, .bold = true},
                         document);
            y += ROW + 4;
        }
        put_speaker(picture, speaker, left, y, most);
        y += ROW;
    }
}
