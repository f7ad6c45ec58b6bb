// Whatever stands in a Word, Writer, RTF or spreadsheet file, it is read or refused with a
// sentence; what is read keeps its promises. OFFICE_KIND says what the bytes become: the main part
// of a .docx (0), .odt (1), .xlsx (2), .ods (3), an RTF document (4), an archive as it is (5).
#include "formats/reader.h"
#include "office.h"
#include "text/unicode.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *made_of(const uint8_t *data, size_t size, size_t *length)
{
    char *text = propos_strndup((const char *)data, size);
    char *bytes = NULL;
    switch (OFFICE_KIND) {
    case 0:
        bytes = office_docx(text, NULL, length);
        break;
    case 1:
        bytes = office_odt(text, length);
        break;
    case 2:
        bytes = office_xlsx(text, NULL, length);
        break;
    case 3:
        bytes = office_ods(text, length);
        break;
    default:
        bytes = propos_alloc(size + 1, 1);
        memcpy(bytes, data, size);
        *length = size;
        break;
    }
    free(text);
    return bytes;
}

static const propos_turn_data *turn_named(const propos_document_data *document, uint32_t number)
{
    if (number == 0 || number > document->turn_count) {
        abort();
    }
    return &document->turns[number - 1];
}

static void check(const formats_content *content)
{
    for (size_t d = 0; d < content->document_count; d++) {
        for (size_t t = 0; t < content->documents[d].turn_count; t++) {
            const char *text = content->documents[d].turns[t].text;
            if (!propos_utf8_valid(text, strlen(text))) {
                abort();
            }
        }
    }
    for (size_t i = 0; i < content->comment_count; i++) {
        const formats_comment *c = &content->comments[i];
        const char *text = turn_named(content->documents, c->turn_end)->text;
        (void)turn_named(content->documents, c->turn);
        if (c->end > propos_utf8_count(text, strlen(text)) ||
            (c->turn == c->turn_end && c->start >= c->end) || c->turn > c->turn_end) {
            abort();
        }
    }
    for (size_t i = 0; i < content->coding_count; i++) {
        if (content->codings[i].code == NULL || content->codings[i].quote == NULL) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const NAMES[] = {"a.docx", "a.odt", "a.xlsx", "a.ods", "a.rtf", "a.docx"};
    size_t length = 0;
    char *bytes = made_of(data, size, &length);
    formats_input input = {
        .path = "/a", .name = NAMES[OFFICE_KIND], .bytes = bytes, .length = length};
    const formats_reader *reader = formats_reader_for(&input);
    propos_arena *arena = propos_arena_new();
    formats_content content = {0};
    propos_error error;
    propos_error_clear(&error);
    // What is a PDF goes to a program of its own, which is not the one under test.
    if (reader != NULL && strcmp(reader->name, "pdf") != 0) {
        if (reader->read(arena, &input, &content, &error) == PROPOS_OK) {
            check(&content);
        } else if (error.text[0] == '\0') {
            abort();
        }
    }
    propos_arena_free(arena);
    free(bytes);
    return 0;
}
