// From a file's bytes to UTF-8 text with LF line ends.
#ifndef PROPOS_FORMATS_ENCODING_H
#define PROPOS_FORMATS_ENCODING_H

#include "base/error.h"

#include <stddef.h>

typedef enum propos_encoding {
    PROPOS_ENCODING_UTF8,
    PROPOS_ENCODING_UTF16LE,
    PROPOS_ENCODING_UTF16BE,
    PROPOS_ENCODING_WINDOWS_1252,
    PROPOS_ENCODING_OTHER // the one that study.ini asks for, whatever it is
} propos_encoding;

const char *propos_encoding_name(propos_encoding encoding);

// Recognises UTF-8 (with or without BOM), UTF-16 (BOM, or plainly so without one) and Windows-1252,
// and converts to UTF-8 without BOM, CRLF and CR as LF. Anything else (control bytes, bytes that
// Windows-1252 does not have, broken UTF-16) is refused: BAD_INPUT naming `file` and the line of
// the first bad byte. `forced` may be NULL, or the name of an encoding that study.ini asks for
// (anything iconv knows). *text is malloc'ed and terminated; the caller frees it.
propos_status propos_to_utf8(const char *bytes, size_t length, const char *file, const char *forced,
                             char **text, size_t *text_length, propos_encoding *found,
                             propos_error *error);

#endif
