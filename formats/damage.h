// Text that a PDF's fonts or a bad extraction have spoilt, told by the shares of blanks and
// letters: what language it is in does not matter much.
#ifndef PROPOS_FORMATS_DAMAGE_H
#define PROPOS_FORMATS_DAMAGE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

// The sign that stands where blanks should be ("quand!il!mange"): no other text has so many of
// one; '\0' when blanks are blanks.
char formats_damage_false_blank(const char *text, size_t length);

// BAD_INPUT with what is wrong and what to do when the text cannot be read by anybody: its letters
// are no letters, its words run together or fall apart. Short texts are not judged.
propos_status formats_damage_check(const char *text, size_t length, const char *file,
                                   propos_error *error);

#endif
