// The mark finder on letters, shared by marks.c and the analyser. Private to text/.
#ifndef PROPOS_TEXT_MARKS_PARTS_H
#define PROPOS_TEXT_MARKS_PARTS_H

#include "text/letters.h"
#include "text/marks.h"

// The mark that begins at letter `at`: returns the letter after it and sets *kind; `at` when there
// is none.
size_t text_mark_at(const propos_lists *lists, const text_letter *letters, size_t count, size_t at,
                    propos_mark_kind *kind);

#endif
