// Inclusive writing: patient·e·s, acteur.rice.s, patient(e)s, patient-e-s. Private to text/.
#ifndef PROPOS_TEXT_INCLUSIVE_H
#define PROPOS_TEXT_INCLUSIVE_H

#include "text/analyser.h"
#include "text/letters.h"

#define TEXT_FORMS_MAX 4

typedef struct text_inclusive {
    size_t end; // the letter after it
    size_t count;
    char forms[TEXT_FORMS_MAX][PROPOS_WORD_BYTES + 1]; // the first one is the word as it begins
} text_inclusive;

// Reads the inclusive word whose first part is the letters [start, end). False when there is none.
bool text_inclusive_read(const text_letter *letters, size_t count, size_t start, size_t end,
                         text_inclusive *out);

#endif
