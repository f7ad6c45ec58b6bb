// The text of any HTML is valid UTF-8, and there is a kind for each of its line ends.
#include "formats/html.h"
#include "text/unicode.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    propos_arena *arena = propos_arena_new();
    offsets_text text;
    formats_html_text(arena, (const char *)data, size, &text);
    size_t lines = 0;
    for (size_t i = 0; i < text.length; i++) {
        lines += text.text[i] == '\n';
    }
    if (lines != text.line_end_count || !propos_utf8_valid(text.text, text.length)) {
        abort();
    }
    propos_arena_free(arena);
    return 0;
}
