// A CSV transcript is read with distinct turn numbers, or refused with its file.
#include "formats/encoding.h"
#include "formats/transcript.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = NULL;
    size_t length = 0;
    propos_encoding found = PROPOS_ENCODING_UTF8;
    propos_error error;
    propos_error_clear(&error);
    propos_arena *arena = propos_arena_new();
    propos_document_data document = {.id = "fuzz"};
    propos_doubts doubts = {0};
    if (propos_to_utf8((const char *)data, size, "fuzz.csv", NULL, &text, &length, &found,
                       &error) == PROPOS_OK) {
        propos_status status =
            propos_transcript_csv(arena, text, length, "fuzz.csv", &document, &doubts, &error);
        if (status == PROPOS_OK) {
            for (size_t i = 0; i < document.turn_count; i++) {
                const propos_turn_data *turn = &document.turns[i];
                if (turn->number == 0 || turn->text == NULL || turn->time_ms < -1 ||
                    (turn->speaker != NULL && turn->speaker[0] == '\0')) {
                    abort();
                }
            }
        } else if (status != PROPOS_BAD_INPUT || strcmp(error.file, "fuzz.csv") != 0) {
            abort();
        }
    }
    free(text);
    propos_arena_free(arena);
    return 0;
}
