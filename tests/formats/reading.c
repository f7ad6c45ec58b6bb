#include "reading.h"

#include "base/memory.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

reading reading_of(const char *text, const char *labels)
{
    reading read = {.arena = propos_arena_new()};
    propos_transcript_options options = {.labels = labels};
    propos_error error;
    propos_error_clear(&error);
    read.document.id = "fg";
    ck_assert_int_eq(propos_transcript_text(read.arena, text, strlen(text), "fg.txt", &options,
                                            &read.document, &read.doubts, &error),
                     PROPOS_OK);
    return read;
}

void reading_free(reading *read)
{
    propos_arena_free(read->arena);
    memset(read, 0, sizeof *read);
}

const char *reading_turn(const reading *read, size_t i)
{
    if (i >= read->document.turn_count) {
        return "(none)";
    }
    const propos_turn_data *turn = &read->document.turns[i];
    return propos_arena_printf(read->arena, "%s|%s", turn->speaker == NULL ? "-" : turn->speaker,
                               turn->text);
}

size_t reading_doubts(const reading *read, const char *words, long *line)
{
    size_t count = 0;
    for (size_t i = 0; i < read->doubts.count; i++) {
        const propos_doubt *doubt = &read->doubts.items[i];
        ck_assert_str_eq(doubt->source.file, "fg.txt");
        ck_assert_str_eq(doubt->document, "fg");
        if (strstr(doubt->what, words) != NULL) {
            if (count == 0 && line != NULL) {
                *line = doubt->source.line;
            }
            count++;
        }
    }
    return count;
}

char *reading_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    size_t size = 0;
    size_t capacity = 0;
    char *bytes = NULL;
    do {
        PROPOS_GROW(bytes, capacity, size + 65536);
        size += fread(bytes + size, 1, 65535, file);
    } while (!feof(file) && !ferror(file));
    (void)fclose(file);
    bytes[size] = '\0';
    *length = size;
    return bytes;
}
