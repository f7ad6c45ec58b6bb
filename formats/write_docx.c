#include "formats/archive_write.h"
#include "formats/write_table.h"
#include "formats/write_xml.h"

#include <string.h>

static const char TYPES[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"application/"
    "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>\n";

static const char RELATIONS[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>\n";

// A4 across with margins of 1.5 cm, in twentieths of a point; the text is 26.7 cm wide.
#define PAGE                                                                                       \
    "<w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/><w:pgMar "              \
    "w:top=\"850\" "                                                                               \
    "w:right=\"850\" w:bottom=\"850\" w:left=\"850\" w:header=\"400\" w:footer=\"400\" "           \
    "w:gutter=\"0\"/></w:sectPr>"
#define TEXT_WIDTH 15138U

static const char BORDERS[] =
    "<w:tblBorders><w:top w:val=\"single\" w:sz=\"4\" w:color=\"888888\"/>"
    "<w:left w:val=\"single\" w:sz=\"4\" w:color=\"888888\"/>"
    "<w:bottom w:val=\"single\" w:sz=\"4\" w:color=\"888888\"/>"
    "<w:right w:val=\"single\" w:sz=\"4\" w:color=\"888888\"/>"
    "<w:insideH w:val=\"single\" w:sz=\"4\" w:color=\"888888\"/>"
    "<w:insideV w:val=\"single\" w:sz=\"4\" w:color=\"888888\"/></w:tblBorders>";

// Text in half points: 20 is 10 pt.
static void put_run(propos_buffer *out, const char *text, size_t length, bool bold, unsigned size)
{
    if (length > 0) {
        propos_buffer_printf(out, "<w:r><w:rPr>%s<w:sz w:val=\"%u\"/></w:rPr>",
                             bold ? "<w:b/>" : "", size);
        propos_buffer_puts(out, "<w:t xml:space=\"preserve\">");
        formats_xml_escape(out, text, length);
        propos_buffer_puts(out, "</w:t></w:r>");
    }
}

static void put_paragraph(propos_buffer *out, const char *text, size_t length, bool all_bold,
                          unsigned size)
{
    bool bold = all_bold;
    propos_buffer_puts(out, "<w:p>");
    for (size_t at = 0; at < length;) {
        size_t plain = at;
        while (plain < length && text[plain] != FORMATS_BOLD_ON[0] &&
               text[plain] != FORMATS_BOLD_OFF[0]) {
            plain++;
        }
        put_run(out, text + at, plain - at, bold, size);
        bold = all_bold || (plain < length && text[plain] == FORMATS_BOLD_ON[0]);
        at = plain + 1;
    }
    propos_buffer_puts(out, "</w:p>");
}

static void put_row(propos_buffer *out, const formats_report *report, const char *const *cells,
                    bool head)
{
    propos_buffer_puts(out, head ? "<w:tr><w:trPr><w:tblHeader/></w:trPr>" : "<w:tr>");
    for (size_t i = 0; i < report->column_count; i++) {
        const char *text = cells[i];
        propos_buffer_printf(out, "<w:tc><w:tcPr><w:tcW w:w=\"%u\" w:type=\"dxa\"/></w:tcPr>",
                             TEXT_WIDTH * report->widths[i] / 100);
        do {
            size_t length = strcspn(text, "\n");
            put_paragraph(out, text, length, head, 20);
            text += length + (text[length] == '\n');
        } while (*text != '\0');
        propos_buffer_puts(out, "</w:tc>");
    }
    propos_buffer_puts(out, "</w:tr>");
}

static void put_document(propos_buffer *out, const formats_report *report)
{
    propos_buffer_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/"
                            "wordprocessingml/2006/main\"><w:body>");
    put_paragraph(out, report->title, strlen(report->title), true, 28);
    if (report->subtitle != NULL) {
        put_paragraph(out, report->subtitle, strlen(report->subtitle), false, 20);
    }
    propos_buffer_puts(out, "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/>");
    propos_buffer_puts(out, BORDERS);
    propos_buffer_puts(out, "</w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < report->column_count; i++) {
        propos_buffer_printf(out, "<w:gridCol w:w=\"%u\"/>", TEXT_WIDTH * report->widths[i] / 100);
    }
    propos_buffer_puts(out, "</w:tblGrid>");
    put_row(out, report, report->columns, true);
    for (size_t row = 0; row < report->row_count; row++) {
        put_row(out, report, report->cells + row * report->column_count, false);
    }
    propos_buffer_puts(out, "</w:tbl><w:p/>" PAGE "</w:body></w:document>\n");
}

propos_status formats_write_docx(const formats_report *report, propos_buffer *out,
                                 propos_error *error)
{
    propos_buffer document = {0};
    put_document(&document, report);
    const formats_part parts[] = {
        {"[Content_Types].xml", TYPES, sizeof TYPES - 1, false},
        {"_rels/.rels", RELATIONS, sizeof RELATIONS - 1, false},
        {"word/document.xml", document.bytes, document.length, false},
    };
    propos_status status = formats_archive_write(parts, sizeof parts / sizeof parts[0], out, error);
    propos_buffer_free(&document);
    return status;
}
