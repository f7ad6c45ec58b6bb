// Any text is read; line marks are sorted and lie inside the turns; doubts name their file.
#include "formats/encoding.h"
#include "formats/transcript.h"
#include "text/unicode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_turn(const propos_turn_data *turn, uint32_t number)
{
    size_t points = propos_utf8_count(turn->text, strlen(turn->text));
    if (turn->number != number || (turn->speaker != NULL && turn->speaker[0] == '\0') ||
        (turn->lines_complete && (turn->line_count == 0 || turn->lines[0].start != 0))) {
        abort();
    }
    for (size_t i = 0; i < turn->line_count; i++) {
        if (turn->lines[i].line < 1 || turn->lines[i].start > points ||
            (i > 0 && turn->lines[i].start <= turn->lines[i - 1].start)) {
            abort();
        }
    }
}

static void read_with(const char *text, size_t length, const char *labels)
{
    propos_arena *arena = propos_arena_new();
    propos_document_data document = {.id = "fuzz"};
    propos_doubts doubts = {0};
    propos_transcript_options options = {.labels = labels};
    propos_error error;
    propos_error_clear(&error);
    if (propos_transcript_text(arena, text, length, "fuzz.txt", &options, &document, &doubts,
                               &error) != PROPOS_OK) {
        abort();
    }
    for (size_t i = 0; i < document.turn_count; i++) {
        check_turn(&document.turns[i], (uint32_t)i + 1);
    }
    for (size_t i = 0; i < doubts.count; i++) {
        if (doubts.items[i].source.file == NULL || doubts.items[i].what[0] == '\0') {
            abort();
        }
    }
    propos_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = NULL;
    size_t length = 0;
    propos_encoding found = PROPOS_ENCODING_UTF8;
    propos_error error;
    propos_error_clear(&error);
    if (propos_to_utf8((const char *)data, size, "fuzz.txt", NULL, &text, &length, &found,
                       &error) == PROPOS_OK) {
        read_with(text, length, NULL);
        read_with(text, length, "M, 1, Participant 5");
    }
    free(text);
    return 0;
}
