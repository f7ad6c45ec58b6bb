// Rich Text Format (Microsoft's RTF 1.9.1): Word, LibreOffice, TextEdit and transcription tools
// write it. No packaged C library reads it.
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/flow.h"
#include "formats/readers.h"
#include "formats/rtf_bytes.h"
#include "formats/rtf_words.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// No writer nests groups so deeply.
#define MOST_DEPTH 5000

// Longest control word: the format says 32 letters.
#define WORD_BYTES 33

// What a group inherits and gives back at its end.
typedef struct group {
    rtf_destination to;
    long skip_after; // \uc: signs after a \u that say the same in an old code page
    long font;
    bool hidden, deleted;
    bool in_table;
    bool note, box; // ends with this group
    bool starred;   // \* was read: an unknown destination is left out
    bool fresh;     // nothing but \* was read since the brace
} group;

typedef struct rtf {
    const char *at, *end;
    formats_flow *flow;
    group *groups;
    size_t depth, capacity; // groups[depth - 1] is the one under way
    rtf_bytes bytes;        // code pages and pending bytes
    long skip;              // signs still to pass over after a \u
    uint32_t high;          // first half of a surrogate pair
    bool table, row;        // a table, a row of it is under way
    propos_buffer word;     // a name being gathered
    propos_buffer author, comment;
    char *comment_name;
    unsigned unnamed;
} rtf;

static group *here(rtf *r)
{
    return &r->groups[r->depth - 1];
}

// ---- text ----

static void table_follows(rtf *r)
{
    bool wanted = here(r)->in_table;
    if (here(r)->to != RTF_TO_TEXT) {
        return;
    }
    if (wanted && !r->table) {
        formats_flow_table_start(r->flow);
        r->table = true;
        r->row = false;
    } else if (!wanted && r->table) {
        formats_flow_table_end(r->flow);
        r->table = false;
    }
    if (r->table && !r->row) {
        formats_flow_row_start(r->flow);
        formats_flow_cell_start(r->flow);
        r->row = true;
    }
}

static void put(rtf *r, const char *text, size_t length)
{
    switch (here(r)->to) {
    case RTF_TO_TEXT:
        if (!here(r)->hidden && !here(r)->deleted) {
            table_follows(r);
            formats_flow_text(r->flow, text, length);
        }
        break;
    case RTF_TO_COMMENT:
        propos_buffer_add(&r->comment, text, length);
        break;
    case RTF_TO_RANGE_START:
    case RTF_TO_RANGE_END:
    case RTF_TO_AUTHOR:
    case RTF_TO_COMMENT_NAME:
        propos_buffer_add(&r->word, text, length);
        break;
    case RTF_TO_NOWHERE:
    case RTF_TO_FONTS:
    default:
        break;
    }
}

// Puts the bytes that wait, decoded by the font's code page.
static void flush(rtf *r)
{
    propos_buffer text = {0};
    if (rtf_bytes_take(&r->bytes, here(r)->font, &text)) {
        put(r, text.bytes, text.length);
    }
    propos_buffer_free(&text);
}

static void put_byte(rtf *r, unsigned char byte)
{
    if (r->skip > 0) {
        r->skip--;
        return;
    }
    r->high = 0;
    rtf_bytes_add(&r->bytes, byte);
}

static void put_code_point(rtf *r, uint32_t value)
{
    char utf8[4];
    flush(r);
    if (value >= 0xD800 && value <= 0xDBFF) {
        r->high = value;
        return;
    }
    if (value >= 0xDC00 && value <= 0xDFFF) {
        if (r->high == 0) {
            return; // half a character
        }
        value = 0x10000 + ((r->high - 0xD800) << 10) + (value - 0xDC00);
    }
    r->high = 0;
    if (value > 0 && value <= 0x10FFFF) {
        put(r, utf8, propos_utf8_write(value, utf8));
    }
}

static void end_paragraph(rtf *r)
{
    if (here(r)->to == RTF_TO_TEXT) {
        table_follows(r);
        formats_flow_paragraph_end(r->flow);
    } else if (here(r)->to == RTF_TO_COMMENT && r->comment.length > 0) {
        propos_buffer_putc(&r->comment, '\n');
    }
}

static void end_cell(rtf *r)
{
    if (here(r)->to == RTF_TO_TEXT) {
        here(r)->in_table = true;
        table_follows(r);
        formats_flow_paragraph_end(r->flow);
        formats_flow_cell_start(r->flow);
    }
}

// ---- groups ----

static propos_status open_group(rtf *r, const formats_input *input, propos_error *error)
{
    if (r->depth == MOST_DEPTH) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                              _("the document is nested more than %d deep: no program writes such "
                                "a file; save it again from the one that made it"),
                              MOST_DEPTH);
    }
    PROPOS_GROW(r->groups, r->capacity, r->depth + 1);
    group *opened = &r->groups[r->depth];
    *opened = r->depth > 0 ? r->groups[r->depth - 1]
                           : (group){.to = RTF_TO_TEXT, .skip_after = 1, .font = -1};
    opened->note = false;
    opened->box = false;
    opened->starred = false;
    opened->fresh = true;
    r->depth++;
    return PROPOS_OK;
}

static void end_comment(rtf *r)
{
    while (r->comment.length > 0 && r->comment.bytes[r->comment.length - 1] == '\n') {
        propos_buffer_cut(&r->comment, r->comment.length - 1);
    }
    if (r->comment_name == NULL) { // it has no range: it stands where it was written
        r->comment_name = propos_printf("\n%u", ++r->unnamed);
        formats_flow_comment_end(r->flow, r->comment_name);
    }
    formats_flow_comment(r->flow, r->comment_name, propos_buffer_text(&r->author),
                         propos_buffer_text(&r->comment));
    free(r->comment_name);
    r->comment_name = NULL;
    propos_buffer_cut(&r->author, 0);
    propos_buffer_cut(&r->comment, 0);
}

static void end_destination(rtf *r, rtf_destination to)
{
    switch (to) {
    case RTF_TO_RANGE_START:
        formats_flow_comment_start(r->flow, propos_buffer_text(&r->word));
        break;
    case RTF_TO_RANGE_END:
        formats_flow_comment_end(r->flow, propos_buffer_text(&r->word));
        break;
    case RTF_TO_AUTHOR:
        propos_buffer_cut(&r->author, 0);
        propos_buffer_add(&r->author, r->word.bytes, r->word.length);
        break;
    case RTF_TO_COMMENT_NAME:
        free(r->comment_name);
        r->comment_name = propos_strdup(propos_buffer_text(&r->word));
        break;
    case RTF_TO_COMMENT:
        end_comment(r);
        break;
    case RTF_TO_TEXT:
    case RTF_TO_NOWHERE:
    case RTF_TO_FONTS:
    default:
        break;
    }
}

static void close_group(rtf *r)
{
    flush(r);
    r->skip = 0;
    group closed = *here(r);
    rtf_destination outer = r->depth > 1 ? r->groups[r->depth - 2].to : RTF_TO_TEXT;
    if (closed.to != outer) {
        end_destination(r, closed.to);
    }
    if (closed.note) {
        formats_flow_note_end(r->flow);
    } else if (closed.box) {
        formats_flow_box_end(r->flow);
    }
    r->depth--;
}

// ---- control words ----

static void to_destination(rtf *r, rtf_destination to)
{
    group *g = here(r);
    // Inside what is left out only the text of a box and Unicode's own version count.
    if (g->to == RTF_TO_NOWHERE && to != RTF_TO_TEXT) {
        return;
    }
    g->to = to;
    propos_buffer_cut(&r->word, 0);
}

static void obey_text(rtf *r, const rtf_word *word, bool has_value, long value)
{
    group *g = here(r);
    bool off = has_value && value == 0;
    switch (word->kind) {
    case RTF_SIGN:
        put(r, word->sign, strlen(word->sign));
        break;
    case RTF_PARAGRAPH:
        end_paragraph(r);
        break;
    case RTF_LINE:
        g->to == RTF_TO_TEXT ? formats_flow_line_break(r->flow) : put(r, "\n", 1);
        break;
    case RTF_TAB:
        g->to == RTF_TO_TEXT ? formats_flow_tab(r->flow) : put(r, " ", 1);
        break;
    case RTF_CELL:
        end_cell(r);
        break;
    case RTF_ROW:
        r->row = r->row && g->to != RTF_TO_TEXT;
        break;
    case RTF_PARD:
        g->in_table = false;
        break;
    case RTF_IN_TABLE:
    case RTF_ROW_STARTS:
        g->in_table = true;
        break;
    case RTF_PLAIN:
        g->hidden = false;
        g->deleted = false;
        break;
    case RTF_HIDDEN:
        g->hidden = !off;
        break;
    case RTF_DELETED:
        g->deleted = !off;
        break;
    case RTF_NOTE:
        g->note = g->to == RTF_TO_TEXT;
        if (g->note) {
            formats_flow_note_start(r->flow);
        }
        break;
    case RTF_BOX:
        g->to = RTF_TO_TEXT;
        g->box = true;
        formats_flow_box_start(r->flow);
        break;
    default:
        break;
    }
}

static void obey(rtf *r, const rtf_word *word, bool has_value, long value)
{
    switch (word->kind) {
    case RTF_DESTINATION:
        to_destination(r, word->to);
        break;
    case RTF_UC:
        here(r)->skip_after = value < 0 ? 0 : value;
        break;
    case RTF_U:
        put_code_point(r, (uint32_t)(value < 0 ? value + 65536 : value));
        r->skip = here(r)->skip_after;
        break;
    case RTF_FONT:
        here(r)->font = value;
        break;
    case RTF_CHARSET:
        if (here(r)->to == RTF_TO_FONTS) {
            rtf_bytes_font(&r->bytes, here(r)->font, value);
        }
        break;
    case RTF_CODE_PAGE:
        rtf_bytes_code_page(&r->bytes, value);
        break;
    case RTF_MAC:
        rtf_bytes_code_page(&r->bytes, 10000);
        break;
    case RTF_PC:
        rtf_bytes_code_page(&r->bytes, 850);
        break;
    default:
        obey_text(r, word, has_value, value);
        break;
    }
}

// ---- reading ----

// Reads a control word after its backslash and obeys it.
static void read_word(rtf *r)
{
    char name[WORD_BYTES];
    size_t length = 0;
    while (r->at < r->end &&
           ((*r->at >= 'a' && *r->at <= 'z') || (*r->at >= 'A' && *r->at <= 'Z'))) {
        if (length + 1 < sizeof name) {
            name[length++] = *r->at;
        }
        r->at++;
    }
    name[length] = '\0';
    bool negative = r->at < r->end && *r->at == '-';
    const char *digits = r->at + negative;
    long value = 0;
    bool has_value = false;
    while (digits < r->end && *digits >= '0' && *digits <= '9') {
        value = value < 100000000 ? value * 10 + (*digits - '0') : value;
        has_value = true;
        r->at = ++digits;
    }
    value = negative ? -value : value;
    if (r->at < r->end && *r->at == ' ') {
        r->at++;
    }
    if (strcmp(name, "bin") == 0 && value > 0) {
        r->at += value < r->end - r->at ? value : r->end - r->at;
        return;
    }
    if (r->skip > 0) {
        r->skip--;
        return;
    }
    flush(r);
    bool first = here(r)->fresh;
    here(r)->fresh = false;
    const rtf_word *word = rtf_word_named(name);
    if (word != NULL) {
        obey(r, word, has_value, value);
        return;
    }
    // "\*\shpinst" holds text boxes, but its own text is none; so is that of all unknown ones.
    if (first && here(r)->starred && here(r)->to != RTF_TO_FONTS) {
        here(r)->to = RTF_TO_NOWHERE;
    }
}

static int hex(char sign)
{
    return sign >= '0' && sign <= '9'   ? sign - '0'
           : sign >= 'a' && sign <= 'f' ? sign - 'a' + 10
           : sign >= 'A' && sign <= 'F' ? sign - 'A' + 10
                                        : -1;
}

// Reads what follows a backslash.
static void read_control(rtf *r)
{
    char sign = r->at < r->end ? *r->at : '\0';
    if ((sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z')) {
        read_word(r);
        return;
    }
    r->at += r->at < r->end;
    if (sign == '\'' && r->end - r->at >= 2 && hex(r->at[0]) >= 0 && hex(r->at[1]) >= 0) {
        put_byte(r, (unsigned char)(hex(r->at[0]) * 16 + hex(r->at[1])));
        r->at += 2;
        return;
    }
    if (sign == '*') {
        here(r)->starred = true;
        return;
    }
    if (r->skip > 0) {
        r->skip--;
    } else if (sign == '~') {
        flush(r);
        put(r, "\xC2\xA0", 2);
    } else if (sign == '_') {
        put_byte(r, '-');
    } else if (sign == '\\' || sign == '{' || sign == '}') {
        put_byte(r, (unsigned char)sign);
    } else if (sign == '\n' || sign == '\r') {
        flush(r);
        end_paragraph(r);
    }
}

static propos_status read_signs(rtf *r, const formats_input *input, propos_error *error)
{
    propos_status status = PROPOS_OK;
    while (r->at < r->end && status == PROPOS_OK) {
        char sign = *r->at++;
        if (sign == '{') {
            if (r->depth > 0) {
                flush(r);
                here(r)->fresh = false;
            }
            r->skip = 0;
            status = open_group(r, input, error);
        } else if (sign == '}') {
            close_group(r);
            if (r->depth == 0) {
                return PROPOS_OK; // what may follow is no part of the document
            }
        } else if (sign == '\\') {
            read_control(r);
        } else if (sign != '\n' && sign != '\r' && sign != '\0') {
            here(r)->fresh = false;
            put_byte(r, (unsigned char)sign);
        }
    }
    if (status == PROPOS_OK) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                                _("the document is cut short (its last bracket is missing): copy "
                                  "the file again, or save it again from the program that made "
                                  "it"));
    }
    return status;
}

static bool recognises(const formats_input *input)
{
    return input->length >= 5 && memcmp(input->bytes, "{\\rtf", 5) == 0;
}

static propos_status read_rtf(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    if (!recognises(input)) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                              _("this is no RTF document, whatever its name says: save it again "
                                "as .rtf, .docx or .txt"));
    }
    rtf r = {.at = input->bytes,
             .end = input->bytes + input->length,
             .flow = formats_flow_new(),
             .bytes = RTF_BYTES_NEW};
    propos_status status = read_signs(&r, input, error);
    if (status == PROPOS_OK) {
        status = formats_flow_finish(r.flow, arena, input, content, error);
    }
    formats_flow_free(r.flow);
    rtf_bytes_free(&r.bytes);
    propos_buffer_free(&r.word);
    propos_buffer_free(&r.author);
    propos_buffer_free(&r.comment);
    free(r.comment_name);
    free(r.groups);
    return status;
}

const formats_reader formats_read_rtf = {
    .name = "rtf",
    .what = N_("a document in Rich Text Format"),
    .extensions = "rtf",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_rtf,
};
