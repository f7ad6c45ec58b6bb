#include "conversation.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"

const char *conversation_turn(propos_arena *arena, const propos_document_data *document, size_t i)
{
    if (i >= document->turn_count) {
        return "(none)";
    }
    const propos_turn_data *turn = &document->turns[i];
    return propos_arena_printf(arena, "%s|%" PRId64 "|%s",
                               turn->speaker == NULL ? "-" : turn->speaker, turn->time_ms,
                               turn->text);
}

static void check_document(propos_arena *arena, const conversation *one,
                           const formats_content *content)
{
    ck_assert_uint_eq(content->document_count, 1);
    const propos_document_data *document = &content->documents[0];
    size_t count = 0;
    for (; count < CONVERSATION_TURNS && one->turns[count] != NULL; count++) {
        const char *got = conversation_turn(arena, document, count);
        ck_assert_msg(strcmp(got, one->turns[count]) == 0, "%s: turn %zu: “%s”, not “%s”",
                      one->what, count + 1, got, one->turns[count]);
        ck_assert_uint_eq(document->turns[count].number, count + 1);
    }
    ck_assert_msg(document->turn_count == count, "%s: %zu turns, the next: %s", one->what,
                  document->turn_count, conversation_turn(arena, document, count));
}

void conversation_check(const conversation *one)
{
    propos_arena *arena = propos_arena_new();
    formats_content content = {0};
    propos_error error;
    propos_error_clear(&error);
    formats_input input = {.path = one->name,
                           .name = "x.bin",
                           .bytes = one->bytes,
                           .length = one->length > 0 ? one->length : strlen(one->bytes),
                           .labels = one->labels};
    const formats_reader *reader = formats_reader_for(&input);
    input.name = one->name;
    reader = reader != NULL ? reader : formats_reader_for(&input);
    ck_assert_msg(reader != NULL && strcmp(reader->name, one->reader) == 0, "%s: read by %s",
                  one->what, reader == NULL ? "nobody" : reader->name);
    propos_status status = reader->read(arena, &input, &content, &error);
    ck_assert_msg(status == PROPOS_OK, "%s: line %ld: %s", one->what, error.line, error.text);
    check_document(arena, one, &content);
    ck_assert_msg(content.doubts.count == (one->doubt != NULL), "%s: %zu doubts: %s", one->what,
                  content.doubts.count,
                  content.doubts.count > 0 ? content.doubts.items[0].what : "");
    if (one->doubt != NULL) {
        ck_assert_msg(strstr(content.doubts.items[0].what, one->doubt) != NULL, "%s: %s", one->what,
                      content.doubts.items[0].what);
    }
    propos_arena_free(arena);
}

void refusal_check(const refusal *one)
{
    propos_arena *arena = propos_arena_new();
    formats_content content = {0};
    propos_error error;
    propos_error_clear(&error);
    formats_input input = {
        .path = one->name, .name = one->name, .bytes = one->bytes, .length = strlen(one->bytes)};
    const formats_reader *reader = formats_reader_for(&input);
    ck_assert_msg(reader != NULL, "%s: read by nobody", one->what);
    propos_status status = reader->read(arena, &input, &content, &error);
    ck_assert_msg(status == PROPOS_BAD_INPUT, "%s: status %d", one->what, status);
    ck_assert_msg(error.line == one->line, "%s: line %ld: %s", one->what, error.line, error.text);
    ck_assert_msg(strstr(error.text, one->says) != NULL, "%s: %s", one->what, error.text);
    propos_arena_free(arena);
}

bool conversation_sample(const char *path, propos_arena **arena, formats_content *content)
{
    char full[PROPOS_PATH_SIZE];
    char *bytes = NULL;
    size_t length = 0;
    propos_error error;
    propos_error_clear(&error);
    (void)snprintf(full, sizeof full, "%s/samples/%s", PROPOS_SHARED, path);
    if (propos_read_file(full, (size_t)1 << 26, &bytes, &length, &error) != PROPOS_OK) {
        (void)printf("skipped: %s is not there\n", full);
        return false;
    }
    formats_input input = {.path = full, .name = path, .bytes = bytes, .length = length};
    const formats_reader *reader = formats_reader_for(&input);
    ck_assert_ptr_nonnull(reader);
    *arena = propos_arena_new();
    *content = (formats_content){0};
    ck_assert_msg(reader->read(*arena, &input, content, &error) == PROPOS_OK, "%s: %s", path,
                  error.text);
    free(bytes);
    return true;
}
