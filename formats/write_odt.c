#include "formats/archive_write.h"
#include "formats/write_table.h"
#include "formats/write_xml.h"

#include <string.h>

static const char MIME[] = "application/vnd.oasis.opendocument.text";

static const char MANIFEST[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
    "manifest:version=\"1.2\"><manifest:file-entry manifest:full-path=\"/\" "
    "manifest:media-type=\"application/vnd.oasis.opendocument.text\"/><manifest:file-entry "
    "manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/><manifest:file-entry "
    "manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>\n";

#define SPACES                                                                                     \
    " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""                           \
    " xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""                             \
    " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""                               \
    " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""                             \
    " xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""                    \
    " office:version=\"1.2\""

static const char STYLES[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-styles" SPACES
    "><office:styles><style:style style:name=\"Standard\" style:family=\"paragraph\">"
    "<style:text-properties fo:font-size=\"10pt\"/></style:style></office:styles>"
    "<office:automatic-styles><style:page-layout style:name=\"A4\"><style:page-layout-properties "
    "fo:page-width=\"29.7cm\" fo:page-height=\"21cm\" style:print-orientation=\"landscape\" "
    "fo:margin=\"1.5cm\"/></style:page-layout></office:automatic-styles><office:master-styles>"
    "<style:master-page style:name=\"Standard\" style:page-layout-name=\"A4\"/>"
    "</office:master-styles></office:document-styles>\n";

static const char AUTOMATIC[] =
    "<style:style style:name=\"Bold\" style:family=\"text\"><style:text-properties "
    "fo:font-weight=\"bold\"/></style:style>"
    "<style:style style:name=\"Title\" style:family=\"paragraph\" "
    "style:parent-style-name=\"Standard\"><style:text-properties fo:font-size=\"14pt\" "
    "fo:font-weight=\"bold\"/></style:style>"
    "<style:style style:name=\"Head\" style:family=\"paragraph\" "
    "style:parent-style-name=\"Standard\"><style:text-properties fo:font-weight=\"bold\"/>"
    "</style:style>"
    "<style:style style:name=\"Caption\" style:family=\"paragraph\" "
    "style:parent-style-name=\"Standard\"><style:paragraph-properties fo:margin-top=\"0.4cm\" "
    "fo:margin-bottom=\"0.1cm\" fo:keep-with-next=\"always\"/><style:text-properties "
    "fo:font-weight=\"bold\"/></style:style>"
    "<style:style style:name=\"Number\" style:family=\"paragraph\" "
    "style:parent-style-name=\"Standard\"><style:paragraph-properties fo:text-align=\"end\"/>"
    "</style:style>"
    "<style:style style:name=\"Cell\" style:family=\"table-cell\"><style:table-cell-properties "
    "fo:padding=\"0.1cm\" fo:border=\"0.05pt solid #888888\"/></style:style>"
    "<style:style style:name=\"Table\" style:family=\"table\"><style:table-properties "
    "style:rel-width=\"100%\" table:align=\"margins\"/></style:style>";

// One paragraph; bold marks become spans that end with it.
static void put_paragraph(propos_buffer *out, const char *style, const char *text, size_t length)
{
    bool bold = false;
    propos_buffer_printf(out, "<text:p text:style-name=\"%s\">", style);
    for (size_t at = 0; at < length;) {
        size_t plain = at;
        while (plain < length && text[plain] != FORMATS_BOLD_ON[0] &&
               text[plain] != FORMATS_BOLD_OFF[0]) {
            plain++;
        }
        formats_xml_escape(out, text + at, plain - at);
        if (plain < length && bold != (text[plain] == FORMATS_BOLD_ON[0])) {
            propos_buffer_puts(out, bold ? "</text:span>" : "<text:span text:style-name=\"Bold\">");
            bold = !bold;
        }
        at = plain + 1;
    }
    propos_buffer_puts(out, bold ? "</text:span></text:p>" : "</text:p>");
}

static void put_cell(propos_buffer *out, const char *style, const char *text)
{
    propos_buffer_puts(out, "<table:table-cell table:style-name=\"Cell\" "
                            "office:value-type=\"string\">");
    do {
        size_t length = strcspn(text, "\n");
        put_paragraph(out, style, text, length);
        text += length + (text[length] == '\n');
    } while (*text != '\0');
    propos_buffer_puts(out, "</table:table-cell>");
}

// Cells of a row; with `numbers` those of such columns stand right.
static void put_row(propos_buffer *out, const char *style, const char *const *cells,
                    const formats_report *report, const bool *numbers)
{
    propos_buffer_puts(out, "<table:table-row>");
    for (size_t i = 0; i < report->column_count; i++) {
        put_cell(out, numbers != NULL && numbers[i] ? "Number" : style, cells[i]);
    }
    propos_buffer_puts(out, "</table:table-row>");
}

static void put_paragraphs(propos_buffer *out, const char *style, const char *text)
{
    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, "\n");
        put_paragraph(out, style, text, length);
        text += length + (text[length] == '\n');
    }
}

static void put_report(propos_buffer *out, const formats_report *report, size_t number)
{
    put_paragraphs(out, number == 0 ? "Title" : "Caption", report->title);
    put_paragraphs(out, "Standard", report->subtitle);
    if (report->column_count == 0) {
        return;
    }
    propos_buffer_printf(out, "<table:table table:name=\"Propos%zu\" table:style-name=\"Table\">",
                         number);
    for (size_t i = 0; i < report->column_count; i++) {
        propos_buffer_printf(out, "<table:table-column table:style-name=\"Column%zu-%zu\"/>",
                             number, i);
    }
    propos_buffer_puts(out, "<table:table-header-rows>");
    put_row(out, "Head", report->columns, report, NULL);
    propos_buffer_puts(out, "</table:table-header-rows>");
    for (size_t row = 0; row < report->row_count; row++) {
        put_row(out, "Standard", report->cells + row * report->column_count, report,
                report->numbers);
    }
    propos_buffer_puts(out, "</table:table>");
}

static void put_content(propos_buffer *out, const formats_report *reports, size_t count)
{
    propos_buffer_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                            "<office:document-content" SPACES "><office:automatic-styles>");
    propos_buffer_puts(out, AUTOMATIC);
    for (size_t number = 0; number < count; number++) {
        for (size_t i = 0; i < reports[number].column_count; i++) {
            propos_buffer_printf(
                out,
                "<style:style style:name=\"Column%zu-%zu\" style:family=\"table-column\">"
                "<style:table-column-properties style:rel-column-width=\"%u*\"/>"
                "</style:style>",
                number, i, reports[number].widths[i]);
        }
    }
    propos_buffer_puts(out, "</office:automatic-styles><office:body><office:text>");
    for (size_t number = 0; number < count; number++) {
        put_report(out, &reports[number], number);
    }
    propos_buffer_puts(out, "</office:text></office:body></office:document-content>\n");
}

propos_status formats_write_odt(const formats_report *report, propos_buffer *out,
                                propos_error *error)
{
    return formats_write_odt_tables(report, 1, out, error);
}

propos_status formats_write_odt_tables(const formats_report *reports, size_t count,
                                       propos_buffer *out, propos_error *error)
{
    propos_buffer content = {0};
    put_content(&content, reports, count);
    const formats_part parts[] = {
        {"mimetype", MIME, sizeof MIME - 1, true},
        {"META-INF/manifest.xml", MANIFEST, sizeof MANIFEST - 1, false},
        {"styles.xml", STYLES, sizeof STYLES - 1, false},
        {"content.xml", content.bytes, content.length, false},
    };
    propos_status status = formats_archive_write(parts, sizeof parts / sizeof parts[0], out, error);
    propos_buffer_free(&content);
    return status;
}
