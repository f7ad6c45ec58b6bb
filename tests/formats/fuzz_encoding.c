// Any bytes become valid text without control signs, or one refusal that names a line.
#include "formats/encoding.h"
#include "text/unicode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_as(const uint8_t *data, size_t size, const char *forced)
{
    char *text = NULL;
    size_t length = 0;
    propos_encoding found = PROPOS_ENCODING_UTF8;
    propos_error error;
    propos_error_clear(&error);
    propos_status status = propos_to_utf8((const char *)data, size, "fuzz.txt", forced, &text,
                                          &length, &found, &error);
    if (status == PROPOS_OK) {
        if (strlen(text) != length || !propos_utf8_valid(text, length) ||
            memchr(text, '\r', length) != NULL) {
            abort();
        }
    } else if (status != PROPOS_BAD_INPUT || error.line < 1 || text != NULL) {
        abort();
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_as(data, size, NULL);
    read_as(data, size, "UTF-16");
    read_as(data, size, "ISO-8859-15");
    return 0;
}
