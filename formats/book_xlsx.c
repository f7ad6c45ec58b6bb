// Excel workbooks: ECMA-376 (Office Open XML), SpreadsheetML. Texts are shared between cells, dates
// are numbers whose format says that they are dates.
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/book_parts.h"
#include "formats/xlsx_dates.h"
#include "formats/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct entry {
    char *name, *id;
    bool hidden;
} entry;

typedef struct xlsx {
    propos_arena *arena;
    formats_archive *archive;
    const char *file;
    // workbook.xml and its relations
    entry *entries;
    size_t entry_count, entry_capacity;
    char *wanted, *target; // a relation that is looked for
    bool from_1904;
    // sharedStrings.xml
    const char **strings;
    size_t string_count, string_capacity;
    xlsx_dates dates; // styles.xml
    // the sheet, or the string, under way
    book_sheet sheet;
    propos_buffer text;
    bool in_text;
    unsigned skip;
    uint32_t row, column;
    char type; // of the cell: n, s (shared), t (text), b, e
    size_t style;
} xlsx;

// "BC12" -> row 11, column 54; false for anything else.
static bool read_place(const char *place, uint32_t *row, uint32_t *column, const char **end)
{
    uint32_t letters = 0;
    uint32_t digits = 0;
    for (; *place >= 'A' && *place <= 'Z'; place++) {
        letters = letters < 100000 ? letters * 26 + (uint32_t)(*place - 'A') + 1 : letters;
    }
    for (; *place >= '0' && *place <= '9'; place++) {
        digits = digits < 100000000 ? digits * 10 + (uint32_t)(*place - '0') : digits;
    }
    *end = place;
    if (letters == 0 || digits == 0) {
        return false;
    }
    *column = letters - 1;
    *row = digits - 1;
    return true;
}

// ---- parts around the sheets ----

static bool on_workbook(void *context, const formats_xml_element *element)
{
    xlsx *x = context;
    if (strcmp(element->name, "sheet") == 0) {
        const char *name = formats_xml_get(element, "name");
        const char *id = formats_xml_get(element, "r:id");
        const char *state = formats_xml_get(element, "state");
        id = id != NULL ? id : formats_xml_get(element, "id");
        PROPOS_GROW(x->entries, x->entry_capacity, x->entry_count + 1);
        x->entries[x->entry_count++] =
            (entry){.name = propos_strdup(name == NULL ? "" : name),
                    .id = propos_strdup(id == NULL ? "" : id),
                    .hidden = state != NULL && strcmp(state, "visible") != 0};
    } else if (strcmp(element->name, "workbookPr") == 0) {
        const char *value = formats_xml_get(element, "date1904");
        x->from_1904 = value != NULL && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
    }
    return true;
}

static bool on_relation(void *context, const formats_xml_element *element)
{
    xlsx *x = context;
    const char *id = formats_xml_get(element, "Id");
    const char *type = formats_xml_get(element, "Type");
    const char *target = formats_xml_get(element, "Target");
    const char *last = type == NULL ? NULL : strrchr(type, '/');
    bool is_it = (id != NULL && strcmp(id, x->wanted) == 0) ||
                 (last != NULL && strcmp(last, x->wanted) == 0);
    if (is_it && target != NULL && x->target == NULL) {
        x->target = target[0] == '/' ? propos_strdup(target + 1) : propos_printf("xl/%s", target);
    }
    return true;
}

static bool on_string_start(void *context, const formats_xml_element *element)
{
    xlsx *x = context;
    if (x->skip > 0 || strcmp(element->name, "rPh") == 0) { // how a word is said
        x->skip++;
    } else if (strcmp(element->name, "si") == 0) {
        propos_buffer_cut(&x->text, 0);
    } else if (strcmp(element->name, "t") == 0) {
        x->in_text = true;
    }
    return true;
}

static void on_string_end(void *context, const char *name)
{
    xlsx *x = context;
    if (x->skip > 0) {
        x->skip--;
    } else if (strcmp(name, "si") == 0) {
        PROPOS_GROW(x->strings, x->string_capacity, x->string_count + 1);
        x->strings[x->string_count++] = propos_arena_strdup(x->arena, propos_buffer_text(&x->text));
    } else if (strcmp(name, "t") == 0) {
        x->in_text = false;
    }
}

static void on_text(void *context, const char *text, size_t length)
{
    xlsx *x = context;
    if (x->in_text && x->skip == 0) {
        propos_buffer_add(&x->text, text, length);
    }
}

static bool on_style(void *context, const formats_xml_element *element)
{
    xlsx *x = context;
    const char *id = formats_xml_get(element, "numFmtId");
    const char *code = formats_xml_get(element, "formatCode");
    if (strcmp(element->name, "numFmt") == 0 && id != NULL && code != NULL) {
        xlsx_dates_format(&x->dates, strtol(id, NULL, 10), code);
    } else if (strcmp(element->name, "cellXfs") == 0) {
        xlsx_dates_styles_begin(&x->dates);
    } else if (strcmp(element->name, "cellStyles") == 0) {
        return false; // what follows are no cells' formats
    } else if (strcmp(element->name, "xf") == 0) {
        xlsx_dates_style(&x->dates, id == NULL ? 0 : strtol(id, NULL, 10));
    }
    return true;
}

// ---- a sheet ----

static void start_cell(xlsx *x, const formats_xml_element *element)
{
    const char *place = formats_xml_get(element, "r");
    const char *type = formats_xml_get(element, "t");
    const char *style = formats_xml_get(element, "s");
    const char *end = NULL;
    uint32_t row = 0;
    uint32_t column = 0;
    if (place != NULL && read_place(place, &row, &column, &end)) {
        x->row = row;
        x->column = column;
    }
    x->type = 'n';
    if (type != NULL) {
        x->type = (char)(strcmp(type, "str") == 0 || strcmp(type, "inlineStr") == 0 ? 't' : *type);
    }
    x->style = style == NULL ? 0 : strtoul(style, NULL, 10);
    propos_buffer_cut(&x->text, 0);
}

static void start_merge(xlsx *x, const formats_xml_element *element)
{
    const char *ref = formats_xml_get(element, "ref");
    book_merge merge = {0};
    const char *end = NULL;
    if (ref != NULL && read_place(ref, &merge.row, &merge.column, &end) && *end == ':' &&
        read_place(end + 1, &merge.row_end, &merge.column_end, &end)) {
        book_add_merge(&x->sheet, merge);
    }
}

static bool on_sheet_start(void *context, const formats_xml_element *element)
{
    xlsx *x = context;
    const char *name = element->name;
    if (x->skip > 0 || strcmp(name, "rPh") == 0) {
        x->skip++;
    } else if (strcmp(name, "row") == 0) {
        const char *row = formats_xml_get(element, "r");
        x->row = row == NULL ? x->row : (uint32_t)strtoul(row, NULL, 10) - 1;
        x->column = 0;
    } else if (strcmp(name, "c") == 0) {
        start_cell(x, element);
    } else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        x->in_text = true;
    } else if (strcmp(name, "mergeCell") == 0) {
        start_merge(x, element);
    }
    return true;
}

// A cell as it is shown: its text, a date as 2024-03-01, a number without what binary adds to it.
static void end_cell(xlsx *x)
{
    const char *raw = propos_buffer_text(&x->text);
    char shown[64];
    const char *text = raw;
    if (x->type == 's') {
        unsigned long index = strtoul(raw, NULL, 10);
        text = raw[0] != '\0' && index < x->string_count ? x->strings[index] : "";
    } else if (x->type == 'n' && raw[0] != '\0') {
        char *end = NULL;
        double value = strtod(raw, &end);
        if (*end == '\0' && !xlsx_dates_show(&x->dates, x->style, value, x->from_1904, shown)) {
            (void)snprintf(shown, sizeof shown, "%.15g", value);
        }
        text = *end == '\0' ? shown : raw;
    } else if (x->type == 'b') {
        text = raw[0] == '1' ? "1" : "0";
    } else if (x->type == 'e') {
        text = "";
    }
    book_add_cell(x->arena, &x->sheet, x->row, x->column, text, strlen(text));
    x->column++;
}

static void on_sheet_end(void *context, const char *name)
{
    xlsx *x = context;
    if (x->skip > 0) {
        x->skip--;
    } else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        x->in_text = false;
    } else if (strcmp(name, "c") == 0) {
        end_cell(x);
    } else if (strcmp(name, "row") == 0) {
        x->row++;
    }
}

// ---- the whole ----

static propos_status read_part(xlsx *x, const char *part, const formats_xml_handler *handler,
                               propos_error *error)
{
    char *bytes = NULL;
    size_t length = 0;
    propos_status status = formats_archive_read_named(x->archive, part, &bytes, &length, error);
    if (status == PROPOS_OK) {
        char *file = propos_printf("%s: %s", x->file, part);
        x->skip = 0;
        x->in_text = false;
        status = formats_xml_read(bytes, length, file, NULL, handler, x, error);
        free(file);
    }
    free(bytes);
    return status;
}

// The part that the workbook calls `wanted` (an id, or the last word of a type); malloc'ed.
static char *related(xlsx *x, const char *wanted, const char *usual)
{
    static const formats_xml_handler RELATIONS = {.start = on_relation};
    x->wanted = propos_strdup(wanted);
    x->target = NULL;
    (void)read_part(x, "xl/_rels/workbook.xml.rels", &RELATIONS, NULL);
    free(x->wanted);
    return x->target != NULL ? x->target : propos_strdup(usual);
}

static propos_status read_related(xlsx *x, const char *wanted, const char *usual,
                                  const formats_xml_handler *handler, propos_error *error)
{
    char *part = related(x, wanted, usual);
    propos_status status = read_part(x, part, handler, error);
    free(part);
    return status;
}

static propos_status read_sheet(xlsx *x, size_t i, formats_book *book, propos_error *error)
{
    static const formats_xml_handler SHEET = {
        .start = on_sheet_start, .end = on_sheet_end, .text = on_text};
    char *usual = propos_printf("xl/worksheets/sheet%zu.xml", i + 1);
    x->sheet = (book_sheet){.name = x->entries[i].name, .hidden = x->entries[i].hidden};
    x->row = 0;
    x->column = 0;
    propos_status status = read_related(x, x->entries[i].id, usual, &SHEET, error);
    free(usual);
    if (status == PROPOS_OK || status == PROPOS_NOT_FOUND) { // a chart is a sheet of no cells
        status = book_finish_sheet(x->arena, &x->sheet, x->file, &book->sheets[book->sheet_count++],
                                   error);
    }
    return status;
}

static propos_status read_all(xlsx *x, formats_book *book, propos_error *error)
{
    static const formats_xml_handler WORKBOOK = {.start = on_workbook};
    static const formats_xml_handler STRINGS = {
        .start = on_string_start, .end = on_string_end, .text = on_text};
    static const formats_xml_handler STYLES = {.start = on_style};
    propos_status status = read_part(x, "xl/workbook.xml", &WORKBOOK, error);
    if (status == PROPOS_NOT_FOUND) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, x->file, 0,
                              _("this is no spreadsheet that Propos can read (xl/workbook.xml is "
                                "missing): save it as .xlsx, .ods or .csv"));
    }
    if (status == PROPOS_OK) {
        status = read_related(x, "/sharedStrings", "xl/sharedStrings.xml", &STRINGS, error);
    }
    if (status == PROPOS_OK || status == PROPOS_NOT_FOUND) {
        status = read_related(x, "/styles", "xl/styles.xml", &STYLES, error);
    }
    status = status == PROPOS_NOT_FOUND ? PROPOS_OK : status;
    book->sheets = propos_arena_alloc(x->arena, x->entry_count + 1, sizeof *book->sheets);
    for (size_t i = 0; status == PROPOS_OK && i < x->entry_count; i++) {
        status = read_sheet(x, i, book, error);
    }
    return status;
}

propos_status book_read_xlsx(propos_arena *arena, formats_archive *archive, const char *file,
                             formats_book *book, propos_error *error)
{
    xlsx x = {.arena = arena, .archive = archive, .file = file};
    propos_status status = read_all(&x, book, error);
    for (size_t i = 0; i < x.entry_count; i++) {
        free(x.entries[i].name);
        free(x.entries[i].id);
    }
    free(x.entries);
    free((void *)x.strings);
    free(x.sheet.cells);
    free(x.sheet.merges);
    propos_buffer_free(&x.text);
    xlsx_dates_free(&x.dates);
    return status;
}
