// Pictures of analyses, as SVG 1.1: for the screen and for print, in one hue from light to dark
// with the figure beside it, so that nobody has to tell colours apart. Real text, a title and a
// description for screen readers, no scripts. A picture never comes without its table: that is
// printed as asked.
#ifndef PROPOS_QUERY_PICTURE_H
#define PROPOS_QUERY_PICTURE_H

#include "base/error.h"
#include "base/json.h"
#include "query/options.h"

#include <stdbool.h>

// True for operations that have a picture.
bool query_picture_knows(const char *operation);

// Draws the answer into a new file, options->svg. Errors: USAGE (a file is there), IO.
propos_status query_picture_write(const query_options *options, const json_t *answer,
                                  propos_error *error);

#endif
