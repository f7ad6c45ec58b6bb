// Word documents: ECMA-376 (Office Open XML), WordprocessingML. Elements are told by their names
// without prefix, so that the "strict" and the "transitional" kind read alike.
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
#include <strings.h>

// A cell that spans more columns is a slip of the writer's.
#define MOST_SPAN 64

typedef struct docx {
    formats_flow *flow;
    unsigned skip;   // depth inside something that is not read
    unsigned texts;  // depth inside w:t
    bool properties; // inside w:pPr
    bool hidden;     // the run is hidden text
    bool joined;     // the paragraph's end was deleted: the next one goes on with it
    bool chosen;     // one of the alternatives was read
    long span;       // of the cell under way
    bool in_comment; // a comment's content is under way
    char *comment_id, *comment_author;
    propos_buffer comment;
} docx;

static bool is(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0) {
            return true;
        }
    }
    return false;
}

// Deleted and moved-away text; what is said about formatting before it was changed.
static const char *const SKIPPED[] = {"del",          "moveFrom", "pPrChange", "rPrChange",
                                      "tblPrChange",  "sectPr",   "instrText", "delText",
                                      "delInstrText", NULL};

static bool is_on(const formats_xml_element *element)
{
    const char *value = formats_xml_get(element, "val");
    return value == NULL || (strcmp(value, "0") != 0 && strcasecmp(value, "false") != 0 &&
                             strcasecmp(value, "off") != 0);
}

static void start_comment(docx *d, const formats_xml_element *element)
{
    const char *id = formats_xml_get(element, "id");
    d->in_comment = true;
    free(d->comment_id);
    free(d->comment_author);
    d->comment_id = propos_strdup(id == NULL ? "" : id);
    d->comment_author = propos_strdup(formats_xml_get(element, "author"));
    propos_buffer_cut(&d->comment, 0);
}

static void start_note(docx *d, const formats_xml_element *element)
{
    const char *type = formats_xml_get(element, "type");
    if (type != NULL && strcmp(type, "normal") != 0) {
        d->skip = 1; // the line that parts notes from the text
    } else {
        formats_flow_note_start(d->flow);
    }
}

static void put(docx *d, const char *text, size_t length)
{
    if (d->in_comment) {
        propos_buffer_add(&d->comment, text, length);
    } else if (!d->hidden) {
        formats_flow_text(d->flow, text, length);
    }
}

static void start_in_run(docx *d, const formats_xml_element *element)
{
    const char *name = element->name;
    const char *type = formats_xml_get(element, "type");
    if (strcmp(name, "tab") == 0 || strcmp(name, "ptab") == 0) {
        d->in_comment ? propos_buffer_putc(&d->comment, ' ') : formats_flow_tab(d->flow);
    } else if (strcmp(name, "cr") == 0 || (strcmp(name, "br") == 0 && type == NULL) ||
               (strcmp(name, "br") == 0 && strcmp(type, "textWrapping") == 0)) {
        d->in_comment ? propos_buffer_putc(&d->comment, '\n') : formats_flow_line_break(d->flow);
    } else if (strcmp(name, "noBreakHyphen") == 0) {
        put(d, "-", 1);
    } else if (strcmp(name, "vanish") == 0) {
        d->hidden = is_on(element);
    }
}

static void start_block(docx *d, const formats_xml_element *element)
{
    const char *name = element->name;
    const char *id = formats_xml_get(element, "id");
    if (strcmp(name, "tbl") == 0) {
        formats_flow_table_start(d->flow);
    } else if (strcmp(name, "tr") == 0) {
        formats_flow_row_start(d->flow);
    } else if (strcmp(name, "tc") == 0) {
        formats_flow_cell_start(d->flow);
        d->span = 1;
    } else if (strcmp(name, "gridSpan") == 0) {
        const char *value = formats_xml_get(element, "val");
        d->span = value == NULL ? 1 : strtol(value, NULL, 10);
    } else if (strcmp(name, "txbxContent") == 0) {
        formats_flow_box_start(d->flow);
    } else if (strcmp(name, "footnote") == 0 || strcmp(name, "endnote") == 0) {
        start_note(d, element);
    } else if (strcmp(name, "comment") == 0) {
        start_comment(d, element);
    } else if (id != NULL && strcmp(name, "commentRangeStart") == 0) {
        formats_flow_comment_start(d->flow, id);
    } else if (id != NULL &&
               (strcmp(name, "commentRangeEnd") == 0 || strcmp(name, "commentReference") == 0)) {
        formats_flow_comment_end(d->flow, id);
    }
}

static bool on_start(void *context, const formats_xml_element *element)
{
    docx *d = context;
    const char *name = element->name;
    if (d->skip > 0) {
        d->skip++;
    } else if (is(name, SKIPPED) || (d->chosen && strcmp(name, "Fallback") == 0)) {
        bool gone = strcmp(name, "del") == 0 || strcmp(name, "moveFrom") == 0;
        d->joined = d->joined || (d->properties && gone);
        d->skip = 1;
    } else if (strcmp(name, "t") == 0) {
        d->texts++;
    } else if (strcmp(name, "r") == 0) {
        d->hidden = false;
    } else if (strcmp(name, "pPr") == 0) {
        d->properties = true;
    } else if (strcmp(name, "AlternateContent") == 0) {
        d->chosen = false;
    } else if (!d->properties) { // a tab of w:pPr is a tab stop
        start_in_run(d, element);
        start_block(d, element);
    }
    return true;
}

static void end_paragraph(docx *d)
{
    if (d->in_comment) {
        propos_buffer_putc(&d->comment, '\n');
    } else if (!d->joined) {
        formats_flow_paragraph_end(d->flow);
    }
    d->joined = false;
}

static void end_comment(docx *d)
{
    while (d->comment.length > 0 && d->comment.bytes[d->comment.length - 1] == '\n') {
        propos_buffer_cut(&d->comment, d->comment.length - 1);
    }
    formats_flow_comment(d->flow, d->comment_id, d->comment_author,
                         propos_buffer_text(&d->comment));
    d->in_comment = false;
}

static void end_block(docx *d, const char *name)
{
    if (strcmp(name, "p") == 0) {
        end_paragraph(d);
    } else if (strcmp(name, "tc") == 0) {
        for (long i = 1; i < d->span && i < MOST_SPAN; i++) {
            formats_flow_cell_start(d->flow);
        }
        d->span = 1;
    } else if (strcmp(name, "tbl") == 0) {
        formats_flow_table_end(d->flow);
    } else if (strcmp(name, "txbxContent") == 0) {
        formats_flow_box_end(d->flow);
    } else if (strcmp(name, "footnote") == 0 || strcmp(name, "endnote") == 0) {
        formats_flow_note_end(d->flow);
    } else if (strcmp(name, "comment") == 0) {
        end_comment(d);
    } else if (strcmp(name, "Choice") == 0) {
        d->chosen = true;
    }
}

static void on_end(void *context, const char *name)
{
    docx *d = context;
    if (d->skip > 0) {
        d->skip--;
    } else if (strcmp(name, "t") == 0) {
        d->texts--;
    } else if (strcmp(name, "pPr") == 0) {
        d->properties = false;
    } else if (!d->properties) {
        end_block(d, name);
    }
}

static void on_text(void *context, const char *text, size_t length)
{
    docx *d = context;
    if (d->skip == 0 && d->texts > 0) {
        put(d, text, length);
    }
}

// ---- parts ----

// Where a part points to another one, by the last word of the relation's type.
typedef struct relation {
    const char *type; // "/comments"
    char *target;
} relation;

static bool on_relation(void *context, const formats_xml_element *element)
{
    relation *wanted = context;
    const char *type = formats_xml_get(element, "Type");
    const char *target = formats_xml_get(element, "Target");
    const char *last = type == NULL ? NULL : strrchr(type, '/');
    if (last != NULL && target != NULL && wanted->target == NULL &&
        strcmp(last, wanted->type) == 0) {
        wanted->target = propos_strdup(target);
    }
    return true;
}

// The name of the part that `part` ("" for the archive) calls `type`; `usual` when it says
// nothing. Malloc'ed.
static char *related(formats_archive *archive, const char *part, const char *type,
                     const char *usual)
{
    static const formats_xml_handler RELATIONS = {.start = on_relation};
    relation wanted = {.type = type};
    const char *slash = strrchr(part, '/');
    int folder = slash == NULL ? 0 : (int)(slash - part) + 1;
    char *name = propos_printf("%.*s_rels/%s.rels", folder, part, part + folder);
    char *bytes = NULL;
    size_t length = 0;
    if (formats_archive_read_named(archive, name, &bytes, &length, NULL) == PROPOS_OK) {
        (void)formats_xml_read(bytes, length, name, NULL, &RELATIONS, &wanted, NULL);
    }
    free(bytes);
    free(name);
    if (wanted.target == NULL) {
        return propos_strdup(usual);
    }
    char *found = wanted.target[0] == '/' ? propos_strdup(wanted.target + 1)
                                          : propos_printf("%.*s%s", folder, part, wanted.target);
    free(wanted.target);
    return found;
}

static propos_status read_part(docx *d, formats_archive *archive, const char *part,
                               const formats_input *input, propos_error *error)
{
    static const formats_xml_handler HANDLER = {.start = on_start, .end = on_end, .text = on_text};
    char *bytes = NULL;
    size_t length = 0;
    propos_status status = formats_archive_read_named(archive, part, &bytes, &length, error);
    if (status == PROPOS_OK) {
        char *file = propos_printf("%s: %s", input->name, part);
        d->skip = 0;
        d->texts = 0;
        d->properties = false;
        status = formats_xml_read(bytes, length, file, NULL, &HANDLER, d, error);
        free(file);
    }
    free(bytes);
    return status;
}

// Reads a part that need not be there.
static propos_status read_other(docx *d, formats_archive *archive, const char *document,
                                const char *type, const formats_input *input, propos_error *error)
{
    char *usual = propos_printf("word%s.xml", type);
    char *part = related(archive, document, type, usual);
    propos_status status = read_part(d, archive, part, input, error);
    free(part);
    free(usual);
    return status == PROPOS_NOT_FOUND ? PROPOS_OK : status;
}

static propos_status read_parts(docx *d, formats_archive *archive, const formats_input *input,
                                propos_error *error)
{
    char *document = related(archive, "", "/officeDocument", "word/document.xml");
    propos_status status = read_part(d, archive, document, input, error);
    if (status == PROPOS_NOT_FOUND) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                                _("this is no Word document: the part with its text (%s) is "
                                  "missing; save it again from Word or LibreOffice"),
                                document);
    }
    static const char *const OTHERS[] = {"/footnotes", "/endnotes", "/comments"};
    for (size_t i = 0; status == PROPOS_OK && i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        status = read_other(d, archive, document, OTHERS[i], input, error);
    }
    free(document);
    return status;
}

static propos_status read_docx(propos_arena *arena, const formats_input *input,
                               formats_content *content, propos_error *error)
{
    formats_archive *archive = NULL;
    propos_status status =
        formats_archive_open(input->bytes, input->length, input->name, &archive, error);
    if (status != PROPOS_OK) {
        return status;
    }
    docx d = {.flow = formats_flow_new(), .span = 1};
    status = read_parts(&d, archive, input, error);
    if (status == PROPOS_OK) {
        status = formats_flow_finish(d.flow, arena, input, content, error);
    }
    formats_flow_free(d.flow);
    free(d.comment_id);
    free(d.comment_author);
    propos_buffer_free(&d.comment);
    formats_archive_close(archive);
    return status;
}

static bool recognises(const formats_input *input)
{
    return formats_archive_holds(input->bytes, input->length, "word/");
}

const formats_reader formats_read_docx = {
    .name = "docx",
    .what = N_("a Word document"),
    .extensions = "docx|docm|dotx",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_docx,
};
