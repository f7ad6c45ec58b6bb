#include "formats/content.h"

#include "formats/encoding.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

propos_status formats_content_text(propos_arena *arena, const formats_input *input,
                                   const char **text, size_t *length, propos_error *error)
{
    char *converted = NULL;
    propos_encoding found = PROPOS_ENCODING_UTF8;
    propos_status status = propos_to_utf8(input->bytes, input->length, input->name, input->encoding,
                                          &converted, length, &found, error);
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
