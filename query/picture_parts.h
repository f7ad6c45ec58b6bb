// Private to the pictures: one function for each operation.
#ifndef PROPOS_QUERY_PICTURE_PARTS_H
#define PROPOS_QUERY_PICTURE_PARTS_H

#include "base/json.h"
#include "query/svg.h"

#include <stddef.h>

// Each draws one study's figures from `top` downwards.
void picture_agreement(svg *picture, const json_t *answer, const json_t *study, double top);
void picture_compare(svg *picture, const json_t *answer, const json_t *study, double top);
void picture_saturation(svg *picture, const json_t *answer, const json_t *study, double top);
// All speakers of the answer.
void picture_speakers(svg *picture, const json_t *answer, double top);

// A name beside its id, shortened; the id alone where there is no name, `unknown` where there is
// neither.
void picture_label(propos_buffer *out, const json_t *object, const char *id, const char *unknown);

// Labels longer than this are cut: they would leave no room for the figures.
#define PICTURE_LABEL_MOST ((size_t)44)

#endif
