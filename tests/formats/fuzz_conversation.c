// One conversation format (CONVERSATION_READER): any bytes are read or refused with a sentence;
// turns that come out are numbered, hold text and have a time or none.
#include "formats/readers.h"
#include "text/unicode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good)
{
    if (!good) {
        abort();
    }
}

// Every byte belongs to a whole character.
static bool is_utf8(const char *text)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t value = 0;
        size_t size = propos_utf8_read(text + at, length - at, &value);
        if (size == 0 || (size == 1 && (unsigned char)text[at] >= 0x80)) {
            return false;
        }
        at += size;
    }
    return true;
}

static void check(const formats_content *content)
{
    need(content->document_count > 0);
    for (size_t d = 0; d < content->document_count; d++) {
        const propos_document_data *document = &content->documents[d];
        need(document->id != NULL && is_utf8(document->id));
        for (size_t i = 0; i < document->turn_count; i++) {
            const propos_turn_data *turn = &document->turns[i];
            need(turn->number == i + 1 && turn->text != NULL && is_utf8(turn->text));
            need(turn->speaker == NULL || is_utf8(turn->speaker));
            need(turn->time_ms >= -1);
        }
    }
    for (size_t i = 0; i < content->speaker_count; i++) {
        need(content->speakers[i].label != NULL && content->speakers[i].document != NULL);
    }
    for (size_t i = 0; i < content->doubts.count; i++) {
        need(content->doubts.items[i].source.file != NULL && content->doubts.items[i].what[0]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    propos_arena *arena = propos_arena_new();
    char *bytes = malloc(size + 1);
    formats_content content = {0};
    propos_error error;
    propos_error_clear(&error);
    need(bytes != NULL);
    if (size > 0) {
        memcpy(bytes, data, size);
    }
    bytes[size] = '\0';
    formats_input input = {.path = "fuzz", .name = "fuzz", .bytes = bytes, .length = size};
    (void)CONVERSATION_READER.recognises(&input);
    if (CONVERSATION_READER.read(arena, &input, &content, &error) == PROPOS_OK) {
        check(&content);
    } else {
        need(error.text[0] != '\0');
    }
    free(bytes);
    propos_arena_free(arena);
    return 0;
}
