// What a speaker label can look like at the start of a line. Shape only: whether it is one,
// labels.c decides.
#ifndef PROPOS_FORMATS_LABELSHAPE_H
#define PROPOS_FORMATS_LABELSHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Longest label, in bytes, and in words: "Infirmière coordinatrice 2". Longer ones are sentences
// with a colon.
#define LABEL_BYTES 64
#define LABEL_WORDS 5

typedef enum label_style {
    LABEL_COLON,   // M :   **M :**   - MM2 :
    LABEL_BRACKET, // [id1]   [Chercheur] (0:01 - 0:11)
    LABEL_TAB,     // CODE<TAB>text
    LABEL_BARE     // VO2 Dans   MN 4 text   MM3mais   MM5(choquée)
} label_style;

typedef enum label_shape {
    LABEL_NUMBER,   // 7
    LABEL_INITIALS, // M, JP, MJP
    LABEL_CODE,     // VO2, id1
    LABEL_FAMILY,   // Participant 5
    LABEL_NAME,     // Chercheur, Dr Martin
    LABEL_OTHER     // anything else before a colon: "on se demande"
} label_shape;

typedef struct label_form {
    label_style style;
    label_shape shape;
    size_t start;    // byte of the name in the line
    size_t length;   // bytes of the name
    size_t text;     // byte where the speech begins
    int64_t time_ms; // a clock time after it, -1: none
    bool glued;
} label_form;

// The forms that the start of a line may have: writes up to two (with a sign, and bare), returns
// how many.
size_t label_forms(const char *line, size_t length, label_form forms[2]);

// The form "NAME :" that ends at the colon at byte `colon` and begins at `start`.
bool label_form_before(const char *line, size_t length, size_t start, size_t colon,
                       label_form *form);

// The shape of a name.
label_shape label_shape_of(const char *name, size_t length);

// True for words that stand before a colon in prose and notes: NB, PS, cf.
bool label_refused(const char *name, size_t length);

// The name as it is shown and compared: white space as one blank, none inside a code ("MN 4" is
// MN4). `out` has room for LABEL_BYTES + 1.
void label_name(const char *name, size_t length, char *out);

#endif
