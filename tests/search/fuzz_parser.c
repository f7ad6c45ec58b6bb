// libFuzzer: whatever is typed is refused with a position inside the text, or understood, and what
// was understood reads back as itself.
#include "tests/search/invented_names.h"

#include "text/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what, const char *text)
{
    (void)fprintf(stderr, "%s: %s\n", what, text);
    abort();
}

static void check(const char *text, const propos_names *names, const propos_lists *lists)
{
    propos_arena *arena = propos_arena_new();
    propos_parsed parsed, again;
    propos_error error;
    propos_buffer printed = {0};
    propos_error_clear(&error);
    propos_status status = propos_query_parse(arena, text, names, lists, &parsed, &error);
    if (status == PROPOS_BAD_QUERY) {
        long length = (long)propos_utf8_count(text, strlen(text));
        if (error.text[0] == '\0' || error.position < 0 || error.position > length) {
            fail("refused without saying where or why", text);
        }
    } else if (status != PROPOS_OK) {
        fail("neither read nor refused", text);
    } else {
        propos_query_print(parsed.tree, &printed);
        if (printed.length == 0) {
            fail("emptied", text);
        }
        if (printed.length <= PROPOS_QUERY_BYTES &&
            (propos_query_parse(arena, printed.bytes, names, lists, &again, NULL) != PROPOS_OK ||
             !propos_query_same(parsed.tree, again.tree))) {
            fail("not read back", printed.bytes);
        }
    }
    propos_buffer_free(&printed);
    propos_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static propos_lists *lists;
    static propos_names *names;
    static propos_snapshot *studies[1];
    if (lists == NULL) {
        studies[0] = invented_study();
        lists = shipped_lists();
        names = propos_names_new(studies, 1);
    }
    char *text = malloc(size + 1);
    if (text == NULL) {
        return 0;
    }
    if (size > 0) {
        memcpy(text, data, size);
    }
    text[size] = '\0';
    check(text, names, lists);
    check(text, NULL, lists);
    free(text);
    return 0;
}
