#include "office.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "formats/archive_write.h"

#include <stdlib.h>
#include <string.h>

#define MOST_PARTS 16

// Fuzz targets use this file too, where Check's own assertions cannot be reported.
static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

char *office_zip(const office_part *parts, size_t *length)
{
    formats_part written[MOST_PARTS];
    size_t count = 0;
    for (; parts[count].name != NULL; count++) {
        must(count < MOST_PARTS);
        size_t size = parts[count].length;
        written[count] = (formats_part){.name = parts[count].name,
                                        .bytes = parts[count].bytes,
                                        .length = size > 0 ? size : strlen(parts[count].bytes)};
    }
    propos_buffer out = {0};
    must(formats_archive_write(written, count, &out, NULL) == PROPOS_OK);
    *length = out.length;
    return propos_buffer_take(&out);
}

// An archive of `first` parts and the `more` ones.
static char *zip_with(const office_part *first, const office_part *more, size_t *length)
{
    office_part all[MOST_PARTS] = {{0}};
    size_t count = 0;
    for (; first->name != NULL; first++) {
        all[count++] = *first;
    }
    for (; more != NULL && more->name != NULL; more++) {
        must(count < MOST_PARTS - 1);
        all[count++] = *more;
    }
    return office_zip(all, length);
}

char *office_docx(const char *body, const office_part *more, size_t *length)
{
    char *xml = propos_printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                              "<w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>%s</w:body>"
                              "</w:document>",
                              body);
    office_part parts[] = {
        {"[Content_Types].xml", "<Types/>", 0}, {"word/document.xml", xml, 0}, {NULL, NULL, 0}};
    char *bytes = zip_with(parts, more, length);
    free(xml);
    return bytes;
}

char *office_odt(const char *text, size_t *length)
{
    char *xml = propos_printf("<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" "
                              "xmlns:table=\"b\" xmlns:dc=\"d\" xmlns:draw=\"w\">"
                              "<office:body><office:text>%s</office:text></office:body>"
                              "</office:document-content>",
                              text);
    office_part parts[] = {{"mimetype", "application/vnd.oasis.opendocument.text", 0},
                           {"content.xml", xml, 0},
                           {NULL, NULL, 0}};
    char *bytes = office_zip(parts, length);
    free(xml);
    return bytes;
}

char *office_xlsx(const char *sheet, const office_part *more, size_t *length)
{
    char *xml = propos_printf("<worksheet>%s</worksheet>", sheet);
    office_part parts[] = {
        {"[Content_Types].xml", "<Types/>", 0},
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Feuil1\" sheetId=\"1\" r:id=\"rId1\"/>"
         "</sheets></workbook>",
         0},
        {"xl/worksheets/sheet1.xml", xml, 0},
        {NULL, NULL, 0}};
    char *bytes = zip_with(parts, more, length);
    free(xml);
    return bytes;
}

char *office_ods(const char *tables, size_t *length)
{
    char *xml = propos_printf("<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" "
                              "xmlns:table=\"b\"><office:body><office:spreadsheet>%s"
                              "</office:spreadsheet></office:body></office:document-content>",
                              tables);
    office_part parts[] = {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0},
                           {"content.xml", xml, 0},
                           {NULL, NULL, 0}};
    char *bytes = office_zip(parts, length);
    free(xml);
    return bytes;
}

office_read office_read_bytes(const char *name, char *bytes, size_t length)
{
    office_read read = {.arena = propos_arena_new(), .bytes = bytes};
    formats_input input = {.path = name, .name = name, .bytes = bytes, .length = length};
    propos_error_clear(&read.error);
    read.reader = formats_reader_for(&input);
    must(read.reader != NULL);
    read.status = read.reader->read(read.arena, &input, &read.content, &read.error);
    return read;
}

office_read office_read_text(const char *name, const char *text)
{
    return office_read_bytes(name, propos_strdup(text), strlen(text));
}

void office_free(office_read *read)
{
    propos_arena_free(read->arena);
    free(read->bytes);
    memset(read, 0, sizeof *read);
}

// The buffer's text without its last line end, moved into the arena.
static const char *kept(const office_read *read, propos_buffer *out)
{
    propos_buffer_cut(out, out->length > 0 ? out->length - 1 : 0);
    const char *text = propos_arena_strdup(read->arena, propos_buffer_text(out));
    propos_buffer_free(out);
    return text;
}

static const char *or_dash(const char *text)
{
    return text == NULL ? "-" : text;
}

const char *office_turns(const office_read *read)
{
    propos_buffer out = {0};
    for (size_t d = 0; d < read->content.document_count; d++) {
        const propos_document_data *document = &read->content.documents[d];
        for (size_t t = 0; t < document->turn_count; t++) {
            propos_buffer_printf(&out, "%s|%s\n", or_dash(document->turns[t].speaker),
                                 document->turns[t].text);
        }
    }
    return kept(read, &out);
}

const char *office_comments(const office_read *read)
{
    propos_buffer out = {0};
    for (size_t i = 0; i < read->content.comment_count; i++) {
        const formats_comment *c = &read->content.comments[i];
        propos_buffer_printf(&out, "%s|%s|%s|%u.%u-%u.%u\n", or_dash(c->coder), c->text, c->quote,
                             c->turn, c->start, c->turn_end, c->end);
    }
    return kept(read, &out);
}

const char *office_codings(const office_read *read)
{
    propos_buffer out = {0};
    for (size_t i = 0; i < read->content.coding_count; i++) {
        const propos_coding_data *c = &read->content.codings[i];
        propos_buffer_printf(&out, "%s|%s|%s|%s|%s\n", or_dash(c->coder), c->code, c->document,
                             or_dash(c->quote), or_dash(c->unit));
    }
    return kept(read, &out);
}
