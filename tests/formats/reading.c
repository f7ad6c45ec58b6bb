#include "reading.h"

#include "base/memory.h"
#include "text/unicode.h"

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

static void check_run(const propos_turn_data *turn, const propos_text_run *run, const char *source)
{
    size_t length = strlen(turn->text);
    size_t from = propos_utf8_offset(turn->text, length, run->start);
    size_t to = propos_utf8_offset(turn->text, length, run->start + run->length);
    size_t at = propos_utf8_offset(source, strlen(source), run->source);
    ck_assert_msg(strncmp(turn->text + from, source + at, to - from) == 0,
                  "turn %u: “%.*s” is not “%.*s”", turn->number, (int)(to - from),
                  turn->text + from, (int)(to - from), source + at);
}

void reading_check_runs(const propos_document_data *document, const char *source)
{
    uint32_t last_source = 0;
    for (size_t t = 0; t < document->turn_count; t++) {
        const propos_turn_data *turn = &document->turns[t];
        uint32_t end = 0;
        for (size_t r = 0; r < turn->run_count; r++) {
            const propos_text_run *run = &turn->runs[r];
            ck_assert_uint_le(run->start - end, r == 0 ? 0 : 1); // one blank joins two lines
            ck_assert_uint_ge(run->source, last_source);
            check_run(turn, run, source);
            end = run->start + run->length;
            last_source = run->source + run->length;
        }
        ck_assert_uint_eq(end, propos_utf8_count(turn->text, strlen(turn->text)));
    }
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
