#include "formats/content.h"

#include "base/i18n.h"
#include "formats/encoding.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// The longest line that is read, in bytes: some forty hours of speech without a line end. What is
// longer is no transcript, and taking it apart would need many times its size in memory.
#define LONGEST_LINE ((size_t)32 << 20)

static propos_status check_lines(const char *text, size_t length, const char *name,
                                 propos_error *error)
{
    long line = 1;
    for (size_t at = 0; at < length; line++) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t size = end == NULL ? length - at : (size_t)(end - (text + at));
        if (size > LONGEST_LINE) {
            return propos_fail_at(error, PROPOS_BAD_INPUT, name, line,
                                  _("this line is longer than %zu MB, which no transcript has: is "
                                    "this the right file? If it is, break it into lines"),
                                  LONGEST_LINE >> 20);
        }
        at += size + 1;
    }
    return PROPOS_OK;
}

propos_status formats_content_text(propos_arena *arena, const formats_input *input,
                                   const char **text, size_t *length, propos_error *error)
{
    char *converted = NULL;
    propos_encoding found = PROPOS_ENCODING_UTF8;
    propos_status status = propos_to_utf8(input->bytes, input->length, input->name, input->encoding,
                                          &converted, length, &found, error);
    if (status == PROPOS_OK) {
        status = check_lines(converted, *length, input->name, error);
    }
    *text = status == PROPOS_OK ? propos_arena_strndup(arena, converted, *length) : NULL;
    free(converted);
    return status;
}

propos_document_data *formats_content_document(propos_arena *arena, const formats_input *input,
                                               formats_content *content)
{
    content->documents = propos_arena_alloc(arena, 1, sizeof *content->documents);
    content->document_count = 1;
    content->documents[0].id = "";
    content->documents[0].source = (propos_source){propos_arena_strdup(arena, input->name), 0};
    return &content->documents[0];
}

bool formats_content_holds(const formats_input *input, size_t within, const char *words)
{
    size_t size = input->length < within ? input->length : within;
    return input->bytes != NULL && memmem(input->bytes, size, words, strlen(words)) != NULL;
}

bool formats_name_ends(const char *name, const char *extensions)
{
    const char *dot = strrchr(name, '.');
    if (dot == NULL || dot == name || dot[1] == '\0' || strchr(dot, '/') != NULL) {
        return false;
    }
    size_t length = strlen(++dot);
    for (const char *at = extensions; *at != '\0';) {
        size_t part = strcspn(at, "|");
        if (part == length && strncasecmp(at, dot, length) == 0) {
            return true;
        }
        at += part + (at[part] == '|');
    }
    return false;
}
