// Writer documents: OpenDocument text (ISO/IEC 26300), packed (.odt) or flat (.fodt).
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/archive.h"
#include "formats/content.h"
#include "formats/flow.h"
#include "formats/readers.h"
#include "formats/xml.h"

#include <stdlib.h>
#include <string.h>

// <text:s text:c="…"/>: more blanks than a page is wide are a slip.
#define MOST_BLANKS 256
// A cell that spans or repeats more columns is empty space at a table's edge.
#define MOST_SPAN 64

typedef struct odt {
    formats_flow *flow;
    unsigned skip;       // depth inside something that is not read
    unsigned paragraphs; // depth of text:p and text:h: only there is text text
    bool body;           // inside office:text
    bool after_blank;    // white space here adds nothing
    bool in_comment;
    unsigned comment_field; // 0: none, 1: its author, 2: its text
    unsigned number;        // names for comments that have none
    char *comment_name;
    propos_buffer author, comment;
    long span;
} odt;

static bool is(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0) {
            return true;
        }
    }
    return false;
}

// What was deleted under tracked changes, page headers, indexes' templates, the sign of a note,
// what a drawing is called, formulas and the phonetic guide.
static const char *const SKIPPED[] = {"tracked-changes",
                                      "note-citation",
                                      "sequence-decls",
                                      "forms",
                                      "title",
                                      "desc",
                                      "ruby-text",
                                      "object",
                                      "script",
                                      "variable-decls",
                                      "user-field-decls",
                                      "shapes",
                                      NULL};

static void start_comment(odt *o, const formats_xml_element *element)
{
    const char *name = formats_xml_get(element, "name");
    char *own = propos_printf("%u", ++o->number);
    free(o->comment_name);
    o->comment_name = name == NULL ? propos_printf("\n%s", own) : propos_strdup(name);
    free(own);
    o->in_comment = true;
    o->comment_field = 0;
    propos_buffer_cut(&o->author, 0);
    propos_buffer_cut(&o->comment, 0);
    formats_flow_comment_start(o->flow, o->comment_name);
}

static void start_in_comment(odt *o, const char *name)
{
    if (strcmp(name, "creator") == 0) {
        o->comment_field = 1;
    } else if (strcmp(name, "p") == 0 || strcmp(name, "h") == 0) {
        if (o->comment.length > 0) {
            propos_buffer_putc(&o->comment, '\n');
        }
        o->comment_field = 2;
    } else if (strcmp(name, "s") == 0 && o->comment_field == 2) {
        propos_buffer_putc(&o->comment, ' ');
    } else if (strcmp(name, "line-break") == 0) {
        propos_buffer_putc(&o->comment, '\n');
    }
}

static void put_blanks(odt *o, const formats_xml_element *element)
{
    const char *count = formats_xml_get(element, "c");
    long blanks = count == NULL ? 1 : strtol(count, NULL, 10);
    for (long i = 0; i < blanks && i < MOST_BLANKS; i++) {
        formats_flow_text(o->flow, " ", 1);
    }
}

static void start_inline(odt *o, const formats_xml_element *element)
{
    const char *name = element->name;
    const char *comment = formats_xml_get(element, "name");
    if (strcmp(name, "s") == 0) {
        put_blanks(o, element);
    } else if (strcmp(name, "tab") == 0) {
        formats_flow_tab(o->flow);
    } else if (strcmp(name, "line-break") == 0) {
        formats_flow_line_break(o->flow);
    } else if (strcmp(name, "annotation") == 0) {
        start_comment(o, element);
    } else if (strcmp(name, "annotation-end") == 0 && comment != NULL) {
        formats_flow_comment_end(o->flow, comment);
    } else if (strcmp(name, "note") == 0) {
        formats_flow_note_start(o->flow);
    } else if (strcmp(name, "text-box") == 0) {
        formats_flow_box_start(o->flow);
    }
}

static void start_table(odt *o, const formats_xml_element *element)
{
    const char *name = element->name;
    if (strcmp(name, "table") == 0) {
        formats_flow_table_start(o->flow);
    } else if (strcmp(name, "table-row") == 0) {
        formats_flow_row_start(o->flow);
    } else if (strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0) {
        const char *repeated = formats_xml_get(element, "number-columns-repeated");
        o->span = repeated == NULL ? 1 : strtol(repeated, NULL, 10);
        formats_flow_cell_start(o->flow);
    }
}

static bool on_start(void *context, const formats_xml_element *element)
{
    odt *o = context;
    const char *name = element->name;
    if (o->skip > 0) {
        o->skip++;
    } else if (!o->body) {
        o->body = strcmp(name, "text") == 0 && strncmp(element->full, "office:", 7) == 0;
    } else if (o->in_comment) {
        start_in_comment(o, name);
    } else if (is(name, SKIPPED)) {
        o->skip = 1;
    } else if (strcmp(name, "p") == 0 || strcmp(name, "h") == 0) {
        o->paragraphs++;
        o->after_blank = true;
    } else {
        start_inline(o, element);
        start_table(o, element);
    }
    return true;
}

static void end_in_comment(odt *o, const char *name)
{
    if (strcmp(name, "annotation") == 0) {
        const char *author = propos_buffer_text(&o->author);
        formats_flow_comment(o->flow, o->comment_name, author, propos_buffer_text(&o->comment));
        o->in_comment = false;
        o->comment_field = 0;
    } else if (strcmp(name, "creator") == 0 || strcmp(name, "p") == 0) {
        o->comment_field = 0;
    }
}

static void on_end(void *context, const char *name)
{
    odt *o = context;
    if (o->skip > 0) {
        o->skip--;
    } else if (!o->body) {
        return;
    } else if (o->in_comment) {
        end_in_comment(o, name);
    } else if (strcmp(name, "p") == 0 || strcmp(name, "h") == 0) {
        o->paragraphs--;
        formats_flow_paragraph_end(o->flow);
    } else if (strcmp(name, "note") == 0) {
        formats_flow_note_end(o->flow);
    } else if (strcmp(name, "text-box") == 0) {
        formats_flow_box_end(o->flow);
    } else if (strcmp(name, "table") == 0) {
        formats_flow_table_end(o->flow);
    } else if (strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0) {
        for (long i = 1; i < o->span && i < MOST_SPAN; i++) {
            formats_flow_cell_start(o->flow);
        }
        o->span = 1;
    }
}

// White space in the XML stands for one blank, and for none at a paragraph's start.
static void put_text(odt *o, const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        size_t blank = i;
        while (blank < length && strchr(" \t\r\n", text[blank]) == NULL) {
            blank++;
        }
        formats_flow_text(o->flow, text + i, blank - i);
        o->after_blank = o->after_blank && blank == i;
        size_t word = blank;
        while (word < length && strchr(" \t\r\n", text[word]) != NULL) {
            word++;
        }
        if (word > blank && !o->after_blank) {
            formats_flow_text(o->flow, " ", 1);
            o->after_blank = true;
        }
        i = word;
    }
}

static void on_text(void *context, const char *text, size_t length)
{
    odt *o = context;
    if (o->skip > 0 || !o->body) {
        return;
    }
    if (o->in_comment && o->comment_field > 0) {
        propos_buffer_add(o->comment_field == 1 ? &o->author : &o->comment, text, length);
    } else if (!o->in_comment && o->paragraphs > 0) {
        put_text(o, text, length);
    }
}

static propos_status read_content(odt *o, const char *bytes, size_t length, const char *file,
                                  propos_error *error)
{
    static const formats_xml_handler HANDLER = {.start = on_start, .end = on_end, .text = on_text};
    return formats_xml_read(bytes, length, file, NULL, &HANDLER, o, error);
}

static propos_status read_packed(odt *o, const formats_input *input, propos_error *error)
{
    formats_archive *archive = NULL;
    propos_status status =
        formats_archive_open(input->bytes, input->length, input->name, &archive, error);
    if (status != PROPOS_OK) {
        return status;
    }
    char *bytes = NULL;
    size_t length = 0;
    if (formats_archive_is_locked_odf(archive)) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                                _("the file is protected by a password: open it and save a copy "
                                  "without one"));
    } else {
        status = formats_archive_read_named(archive, "content.xml", &bytes, &length, error);
    }
    if (status == PROPOS_NOT_FOUND) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                                _("this is no Writer document: the part with its text "
                                  "(content.xml) is missing; save it again from LibreOffice"));
    } else if (status == PROPOS_OK) {
        char *file = propos_printf("%s: content.xml", input->name);
        status = read_content(o, bytes, length, file, error);
        free(file);
    }
    free(bytes);
    formats_archive_close(archive);
    return status;
}

static propos_status read_odt(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    odt o = {.flow = formats_flow_new(), .span = 1};
    propos_status status = formats_archive_is(input->bytes, input->length)
                               ? read_packed(&o, input, error)
                               : read_content(&o, input->bytes, input->length, input->name, error);
    if (status == PROPOS_OK) {
        status = formats_flow_finish(o.flow, arena, input, content, error);
    }
    formats_flow_free(o.flow);
    free(o.comment_name);
    propos_buffer_free(&o.author);
    propos_buffer_free(&o.comment);
    return status;
}

static bool recognises(const formats_input *input)
{
    return formats_archive_is_odf(input->bytes, input->length,
                                  "application/vnd.oasis.opendocument.text") ||
           formats_xml_begins(input->bytes, input->length, "document",
                              "application/vnd.oasis.opendocument.text");
}

const formats_reader formats_read_odt = {
    .name = "odt",
    .what = N_("a Writer document (OpenDocument)"),
    .extensions = "odt|ott|fodt",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_odt,
};
