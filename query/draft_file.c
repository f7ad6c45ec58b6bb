#include "query/draft_file.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/csv.h"
#include "formats/encoding.h"
#include "formats/reader.h"
#include "formats/table_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// A thesis with its pictures; what is larger is something else.
enum { FILE_BYTES = 256 << 20 };

static propos_status read_bytes(const char *path, propos_buffer *out, propos_error *error)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return propos_fail_at(error, PROPOS_IO, path, 0, _("cannot be opened: %s"),
                              propos_system_message(errno));
    }
    char block[65536];
    size_t got = 0;
    propos_buffer_puts(out, "");
    while ((got = fread(block, 1, sizeof block, file)) > 0 && out->length <= FILE_BYTES) {
        propos_buffer_add(out, block, got);
    }
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    if (failed) {
        return propos_fail_at(error, PROPOS_IO, path, 0, _("cannot be read"));
    }
    return out->length <= FILE_BYTES
               ? PROPOS_OK
               : propos_fail_at(error, PROPOS_BAD_INPUT, path, 0, _("is too large for a draft"));
}

static bool ends_in(const char *path, const char *const *endings)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot != NULL && endings[i] != NULL; i++) {
        if (strcasecmp(dot + 1, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void set_cell(json_t *row, const char *name, const propos_table *table, size_t at,
                     int column)
{
    const char *cell = propos_csv_cell(table, at, column);
    if (cell[0] != '\0') {
        propos_json_set(row, name, propos_json_text(cell));
    }
}

static propos_status read_table(propos_arena *arena, const formats_input *input, query_draft *out,
                                propos_error *error)
{
    propos_table table;
    propos_status status = formats_table_read(arena, input, NULL, true, &table, error);
    if (status != PROPOS_OK) {
        return status;
    }
    int quote =
        propos_csv_column(&table, "quote|quotation|citation|verbatim|extrait|texte|text|said");
    int document = propos_csv_column(&table, "document|entretien|transcript|transcription|source");
    int lines = propos_csv_column(
        &table, "lines|line|lignes|ligne|printed_lines|printed_line|lignes imprimées|l.");
    int speaker = propos_csv_column(&table, "speaker|locuteur|locutrice|participant|participante");
    if (quote < 0) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, input->path, 1,
                              _("no column is called quote, so there is nothing to check"));
    }
    out->rows = json_array();
    for (size_t i = 0; i < table.row_count; i++) {
        json_t *row = json_object();
        propos_json_set(row, "quote", propos_json_text(propos_csv_cell(&table, i, quote)));
        set_cell(row, "document", &table, i, document);
        set_cell(row, "lines", &table, i, lines);
        set_cell(row, "speaker", &table, i, speaker);
        (void)json_array_append_new(out->rows, row);
    }
    return PROPOS_OK;
}

// One line for each paragraph: what the reader takes for a speaker's label stands in the text, too.
static propos_status read_document(propos_arena *arena, const formats_input *input,
                                   const formats_reader *reader, query_draft *out,
                                   propos_error *error)
{
    formats_content content = {0};
    propos_status status = reader->read(arena, input, &content, error);
    propos_buffer text = {0};
    propos_buffer_puts(&text, "");
    for (size_t d = 0; status == PROPOS_OK && d < content.document_count; d++) {
        for (size_t t = 0; t < content.documents[d].turn_count; t++) {
            const propos_turn_data *turn = &content.documents[d].turns[t];
            if (turn->speaker != NULL) {
                propos_buffer_printf(&text, "%s: ", turn->speaker);
            }
            for (const char *at = turn->text; *at != '\0'; at++) {
                propos_buffer_putc(&text, *at == '\n' ? ' ' : *at);
            }
            propos_buffer_putc(&text, '\n');
        }
    }
    out->text = propos_arena_strndup(arena, propos_buffer_text(&text), text.length);
    out->length = text.length;
    propos_buffer_free(&text);
    return status;
}

static propos_status read_text(propos_arena *arena, const formats_input *input, query_draft *out,
                               propos_error *error)
{
    char *text = NULL;
    propos_encoding encoding;
    propos_status status = propos_to_utf8(input->bytes, input->length, input->path, NULL, &text,
                                          &out->length, &encoding, error);
    if (status == PROPOS_OK) {
        char *copy = propos_arena_strndup(arena, text, out->length);
        // Signs that mean nothing in a text (form feeds of a PDF) part words.
        for (size_t i = 0; i < out->length; i++) {
            copy[i] = copy[i] != '\n' && (unsigned char)copy[i] < ' ' ? ' ' : copy[i];
        }
        out->text = copy;
    }
    free(text);
    return status;
}

propos_status query_draft_read(propos_arena *arena, const char *path, query_draft *out,
                               propos_error *error)
{
    static const char *const TABLES[] = {"csv", "xlsx", "ods", NULL};
    static const char *const DOCUMENTS[] = {"docx", "odt", "rtf", "pdf", "doc", NULL};
    *out = (query_draft){0};
    propos_buffer bytes = {0};
    propos_status status = read_bytes(path, &bytes, error);
    char *absolute = realpath(path, NULL);
    formats_input input = {.path = absolute != NULL ? absolute : path,
                           .name = path,
                           .bytes = propos_buffer_text(&bytes),
                           .length = bytes.length};
    if (status == PROPOS_OK && ends_in(path, TABLES)) {
        status = read_table(arena, &input, out, error);
    } else if (status == PROPOS_OK) {
        const formats_reader *reader = ends_in(path, DOCUMENTS) ? formats_reader_for(&input) : NULL;
        status = reader != NULL && reader->kind == FORMATS_TRANSCRIPT
                     ? read_document(arena, &input, reader, out, error)
                     : read_text(arena, &input, out, error);
    }
    free(absolute);
    propos_buffer_free(&bytes);
    return status;
}
