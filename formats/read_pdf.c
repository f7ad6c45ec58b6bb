// Transcripts in PDF, through poppler's pdftotext: a program of its own, so that a file made to
// break PDF readers breaks no indexer.
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/child.h"
#include "formats/content.h"
#include "formats/damage.h"
#include "formats/readers.h"

#include <stdlib.h>
#include <string.h>

// A page with fewer letters than this holds none: a number, a stamp of the scanner.
#define PAGE_LETTERS 20

// So many pages without text are named in a doubt.
#define PAGES_NAMED 8

// A gap of so many blanks parts columns: a margin, a table's cells.
#define COLUMN_GAP 3

static propos_status explain(const formats_child_result *result, const char *file,
                             propos_error *error)
{
    const char *said = propos_buffer_text(&result->err);
    if (result->missing) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                              _("PDF files are read through pdftotext, which is not installed: "
                                "install poppler-utils, or save the transcript as .docx, .odt or "
                                ".txt"));
    }
    if (result->stopped) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                              _("this PDF takes too long or too much memory to read: save the "
                                "transcript as .docx, .odt or .txt"));
    }
    if (strstr(said, "assword") != NULL) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                              _("the file is protected by a password: open it and save a copy "
                                "without one"));
    }
    if (result->exit_code == 3) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                              _("this PDF does not allow its text to be copied: get the "
                                "transcript as .docx, .odt or .txt"));
    }
    return propos_fail_at(error, PROPOS_BAD_INPUT, file, 0,
                          _("the PDF is cut short or damaged: copy it again, or make it again from "
                            "the document that it was made from"));
}

// Blanks that pdftotext put where the page had room: one again, or a tab between columns.
static size_t close_gaps(char *text, size_t length)
{
    size_t to = 0;
    for (size_t i = 0; i < length;) {
        size_t blanks = 0;
        while (i + blanks < length && text[i + blanks] == ' ') {
            blanks++;
        }
        bool starts = to == 0 || text[to - 1] == '\n' || text[to - 1] == '\f';
        if (blanks > 0) {
            text[to++] = (char)(blanks >= COLUMN_GAP && !starts ? '\t' : ' ');
            i += blanks;
        } else {
            text[to++] = text[i++];
        }
    }
    text[to] = '\0';
    return to;
}

static size_t letters_in(const char *text, size_t length)
{
    size_t letters = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        letters += (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte >= 0xC3;
    }
    return letters;
}

// Counts the pages (each ends with a form feed) and those without text; names the first of these.
static size_t pages_without_text(const char *text, size_t length, size_t *pages,
                                 propos_buffer *names)
{
    size_t without = 0;
    const char *end = text + length;
    for (*pages = 0; text < end;) {
        const char *stop = memchr(text, '\f', (size_t)(end - text));
        size_t size = stop == NULL ? (size_t)(end - text) : (size_t)(stop - text);
        ++*pages;
        if (letters_in(text, size) < PAGE_LETTERS && ++without <= PAGES_NAMED) {
            propos_buffer_printf(names, "%s%zu", without > 1 ? ", " : "", *pages);
        }
        text += size + (stop != NULL);
    }
    if (without > PAGES_NAMED) {
        propos_buffer_puts(names, "…");
    }
    return without;
}

static propos_status check_pages(propos_arena *arena, const formats_input *input, const char *text,
                                 size_t length, formats_content *content, propos_error *error)
{
    size_t pages = 0;
    propos_buffer names = {0};
    size_t without = pages_without_text(text, length, &pages, &names);
    propos_status status = PROPOS_OK;
    if (without == pages) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                                _("this PDF holds pictures of pages and no text (a scan?): have "
                                  "its pages recognised (OCR), then try again"));
    } else if (without > 0) {
        FORMATS_DOUBT(arena, content, input, 0,
                      propos_plural("%lu page holds no text (page %s): is it a picture?",
                                    "%lu pages hold no text (pages %s): are they pictures?",
                                    without),
                      (unsigned long)without, propos_buffer_text(&names));
    }
    propos_buffer_free(&names);
    return status;
}

static propos_status read_layout(propos_arena *arena, const formats_input *input,
                                 formats_child_result *result, formats_content *content,
                                 propos_error *error)
{
    const char *text = NULL;
    size_t length = 0;
    if (result->out.length > 0) {
        result->out.length = close_gaps(result->out.bytes, result->out.length);
    }
    formats_input output = {.name = input->name,
                            .bytes = propos_buffer_text(&result->out),
                            .length = result->out.length,
                            .encoding = "UTF-8"};
    propos_status status = check_pages(arena, input, output.bytes, output.length, content, error);
    if (status == PROPOS_OK) {
        status = formats_content_text(arena, &output, &text, &length, error);
    }
    if (status == PROPOS_OK && formats_damage_false_blank(text, length) == '\0') {
        status = formats_damage_check(text, length, input->name, error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    propos_transcript_options options = {.labels = input->labels};
    propos_document_data *document = formats_content_document(arena, input, content);
    return propos_transcript_text(arena, text, length, input->name, &options, document,
                                  &content->doubts, error);
}

static propos_status read_pdf(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    // The page's own lines, so that printed line numbers stay on the line that they count.
    static const char *const COMMAND[] = {"pdftotext", "-layout", "-enc", "UTF-8", "-eol",
                                          "unix",      "-",       "-",    NULL};
    formats_child_result result;
    propos_status status = formats_child_run(COMMAND, input->bytes, input->length, &result, error);
    if (status == PROPOS_OK && (result.missing || result.stopped || result.exit_code != 0)) {
        status = explain(&result, input->name, error);
    }
    if (status == PROPOS_OK) {
        status = read_layout(arena, input, &result, content, error);
    }
    formats_child_free(&result);
    return status;
}

static bool recognises(const formats_input *input)
{
    return input->length >= 5 && memcmp(input->bytes, "%PDF-", 5) == 0;
}

const formats_reader formats_read_pdf = {
    .name = "pdf",
    .what = N_("a PDF"),
    .extensions = "pdf",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_pdf,
};
