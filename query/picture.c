#include "query/picture.h"

#include "base/i18n.h"
#include "query/commands.h"
#include "query/cut.h"
#include "query/export.h"
#include "query/picture_parts.h"
#include "query/table.h"

#include <string.h>

typedef void (*draw_study)(svg *picture, const json_t *answer, const json_t *study, double top);

typedef struct kind {
    const char *operation;
    draw_study draw; // NULL: drawn for the whole answer
    const char *title, *description;
} kind;

static const kind KINDS[] = {
    {"agreement", picture_agreement, N_("Agreement of coders by code"),
     N_("For each code a bar: the share of what any coder coded so that all of them coded so. A "
        "diamond: Cohen's kappa. The figures stand beside the bars, and in the table.")},
    {"compare", picture_compare, N_("Coded units: a comparison"),
     N_("A table of squares, the darker the more coded units; the number stands in each square, "
        "and in the table.")},
    {"saturation", picture_saturation, N_("Codes that appear for the first time, by document"),
     N_("A curve of how many codes have been used up to each document, in the order of analysis, "
        "for all coders together and for each; bars: the new ones of the document. The figures "
        "stand in the table.")},
    {"speakers", NULL, N_("Shares of speech"),
     N_("For each speaker a bar: the share of the words said in the conversation. Bars of "
        "moderators, interviewers and observers are hatched. The figures stand beside the bars, "
        "and in the table.")},
};

static const kind *kind_of(const char *operation)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(KINDS[i].operation, operation) == 0) {
            return &KINDS[i];
        }
    }
    return NULL;
}

bool query_picture_knows(const char *operation)
{
    return kind_of(operation) != NULL;
}

void picture_label(propos_buffer *out, const json_t *object, const char *id, const char *unknown)
{
    propos_buffer whole = {0};
    const char *name = query_text(object, "name");
    const char *key = query_text(object, id);
    propos_buffer_puts(&whole, key[0] == '\0' ? unknown : key);
    if (name[0] != '\0' && strcmp(name, key) != 0) {
        propos_buffer_printf(&whole, "%s%s", key[0] == '\0' ? "" : " ", name);
    }
    svg_shorten(out, propos_buffer_text(&whole), PICTURE_LABEL_MOST);
    propos_buffer_free(&whole);
}

static const json_t *study_of(const json_t *answer, const char *id)
{
    size_t i = 0;
    const json_t *study = NULL;
    json_array_foreach(json_object_get(answer, "studies"), i, study)
    {
        if (strcmp(query_text(study, "id"), id) == 0) {
            return study;
        }
    }
    return NULL;
}

static void draw_all(svg *picture, const kind *of, const json_t *answer)
{
    enum { AIR = 24 };
    svg_put_text(
        picture,
        &(svg_text){
            .x = SVG_MARGIN, .y = SVG_MARGIN + SVG_HEADING, .size = SVG_HEADING, .bold = true},
        _(of->title));
    if (of->draw == NULL) {
        picture_speakers(picture, answer, picture->bottom + AIR);
        return;
    }
    const json_t *list = json_object_get(answer, of->operation);
    size_t i = 0;
    const json_t *study = NULL;
    json_array_foreach(list, i, study)
    {
        double top = picture->bottom + AIR;
        if (json_array_size(list) > 1) {
            svg_put_text(picture, &(svg_text){.x = SVG_MARGIN, .y = top, .bold = true},
                         query_text(study_of(answer, query_text(study, "study")), "title"));
            top += AIR;
        }
        of->draw(picture, answer, study, top);
    }
}

propos_status query_picture_write(const query_options *options, const json_t *answer,
                                  propos_error *error)
{
    enum { BELOW = 30, SMALL = 10 };
    const kind *of = kind_of(options->command->operation);
    svg picture = {0};
    propos_buffer stamp = {0};
    propos_buffer bytes = {0};
    draw_all(&picture, of, answer);
    query_stamp_line(answer, &stamp);
    svg_put_text(
        &picture,
        &(svg_text){.x = SVG_MARGIN, .y = picture.bottom + BELOW, .size = SMALL, .fill = "#444444"},
        propos_buffer_text(&stamp));
    propos_buffer_printf(&stamp, ". %s", _(of->description));
    svg_finish(&picture, _(of->title), propos_buffer_text(&stamp), &bytes);
    propos_status status = query_write_file(options->svg, &bytes, error);
    svg_free(&picture);
    propos_buffer_free(&stamp);
    propos_buffer_free(&bytes);
    return status;
}
