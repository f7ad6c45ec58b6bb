#include "query/export.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/i18n.h"
#include "formats/write_study.h"
#include "formats/write_table.h"
#include "query/cut.h"
#include "query/export_study.h"
#include "query/print.h"
#include "text/unicode.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

// The quote table's columns and what each takes of the page, in hundredths.
enum { QUOTE, SPEAKER, GROUP, DOCUMENT, LINES, CODES, CODERS, COLUMNS };
static const unsigned WIDTHS[COLUMNS] = {42, 9, 9, 10, 8, 14, 8};

typedef propos_status (*write_function)(const json_t *answer, propos_buffer *out,
                                        propos_error *error);

// ---- quote tables ----

// Adds `name` to a list parted by `between` unless it stands there.
static void add_once(propos_buffer *list, const char *name, const char *between)
{
    size_t length = strlen(name);
    size_t gap = strlen(between);
    const char *at = propos_buffer_text(list);
    while (length > 0 && (at = strstr(at, name)) != NULL) {
        bool begins = at == list->bytes || strncmp(at - gap, between, gap) == 0;
        if (begins && (at[length] == '\0' || strncmp(at + length, between, gap) == 0)) {
            return;
        }
        at += length;
    }
    if (length > 0) {
        propos_buffer_printf(list, "%s%s", list->length > 0 ? between : "", name);
    }
}

static void add_codings(const json_t *hit, propos_buffer *codes, propos_buffer *coders)
{
    size_t i = 0;
    const json_t *coding = NULL;
    json_array_foreach(json_object_get(hit, "codings"), i, coding)
    {
        const json_t *path = json_object_get(coding, "path");
        propos_buffer names = {0};
        size_t j = 0;
        const json_t *name = NULL;
        json_array_foreach(path, j, name)
        {
            propos_buffer_printf(&names, "%s%s", j > 0 ? " > " : "", json_string_value(name));
        }
        add_once(codes, names.length > 0 ? names.bytes : query_text(coding, "code"), "\n");
        add_once(coders, query_text(coding, "coder"), "\n");
        propos_buffer_free(&names);
    }
}

static const char *moved(propos_arena *arena, propos_buffer *text)
{
    const char *copy = propos_arena_strdup(arena, propos_buffer_text(text));
    propos_buffer_free(text);
    return copy;
}

static void fill_row(propos_arena *arena, const json_t *hit, const char **cells)
{
    const json_t *document = json_object_get(hit, "document");
    const char *text = query_text(hit, "text");
    const query_marking marking = {.words = json_object_get(hit, "highlights"),
                                   .word = FORMATS_BOLD_ON,
                                   .word_end = FORMATS_BOLD_OFF};
    propos_buffer quote = {0};
    propos_buffer lines = {0};
    propos_buffer codes = {0};
    propos_buffer coders = {0};
    query_cut(&quote, text, 0, propos_utf8_count(text, strlen(text)), &marking);
    query_lines(&lines, json_object_get(hit, "lines"),
                json_is_true(json_object_get(hit, "lines_estimated")));
    add_once(&lines, query_text(hit, "locator"), "\n");
    add_codings(hit, &codes, &coders);
    cells[QUOTE] = moved(arena, &quote);
    cells[SPEAKER] = query_text(json_object_get(hit, "speaker"), "label");
    cells[GROUP] = query_text(hit, "group");
    cells[DOCUMENT] = query_text(document, "id");
    cells[LINES] = moved(arena, &lines);
    cells[CODES] = moved(arena, &codes);
    cells[CODERS] = moved(arena, &coders);
}

// Partial matches are no quotations about the question, unless there is nothing else.
static json_t *quotations_of(const json_t *answer, size_t *left_out)
{
    json_t *hits = json_object_get(answer, "hits");
    json_t *full = json_array();
    size_t i = 0;
    json_t *hit = NULL;
    json_array_foreach(hits, i, hit)
    {
        if (!json_is_true(json_object_get(hit, "partial"))) {
            json_array_append(full, hit);
        }
    }
    if (json_array_size(full) == 0) {
        json_array_extend(full, hits);
    }
    *left_out = json_array_size(hits) - json_array_size(full);
    return full;
}

typedef propos_status (*write_report)(const formats_report *report, propos_buffer *out,
                                      propos_error *error);

static propos_status write_quotes(const json_t *answer, write_report write, propos_buffer *out,
                                  propos_error *error)
{
    propos_arena *arena = propos_arena_new();
    size_t left_out = 0;
    json_t *hits = quotations_of(answer, &left_out);
    const char *columns[COLUMNS] = {_("Quotation"), _("Speaker"), _("Group"), _("Document"),
                                    _("Lines"),     _("Codes"),   _("Coders")};
    const char **cells =
        propos_arena_alloc(arena, json_array_size(hits) * COLUMNS + 1, sizeof *cells);
    size_t i = 0;
    const json_t *hit = NULL;
    json_array_foreach(hits, i, hit)
    {
        fill_row(arena, hit, cells + i * COLUMNS);
    }
    unsigned long count = (unsigned long)json_array_size(hits);
    const char *subtitle = propos_arena_printf(
        arena, propos_plural("%lu quotation; read as: %s", "%lu quotations; read as: %s", count),
        count, query_text(answer, "interpreted"));
    if (left_out > 0) {
        subtitle =
            propos_arena_printf(arena,
                                propos_plural("%s; %lu partial match is left out",
                                              "%s; %lu partial matches are left out", left_out),
                                subtitle, (unsigned long)left_out);
    }
    const formats_report report = {
        .title = query_text(answer, "query"),
        .subtitle = subtitle,
        .columns = columns,
        .widths = WIDTHS,
        .column_count = COLUMNS,
        .cells = cells,
        .row_count = json_array_size(hits),
    };
    propos_status status = write(&report, out, error);
    json_decref(hits);
    propos_arena_free(arena);
    return status;
}

static propos_status write_odt(const json_t *answer, propos_buffer *out, propos_error *error)
{
    return write_quotes(answer, formats_write_odt, out, error);
}

static propos_status write_docx(const json_t *answer, propos_buffer *out, propos_error *error)
{
    return write_quotes(answer, formats_write_docx, out, error);
}

static propos_status write_csv(const json_t *answer, propos_buffer *out, propos_error *error)
{
    char *bytes = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&bytes, &length);
    if (memory == NULL) {
        return propos_fail(error, PROPOS_IO, "%s", propos_system_message(errno));
    }
    query_print_csv(answer, memory);
    (void)fclose(memory);
    propos_buffer_puts(out, "\xEF\xBB\xBF"); // so that Excel reads it as UTF-8
    propos_buffer_add(out, bytes, length);
    free(bytes);
    return PROPOS_OK;
}

static propos_status write_iramuteq(const propos_study_data *study, propos_buffer *out,
                                    propos_error *error)
{
    (void)error; // it cannot fail
    formats_write_iramuteq(study, out);
    return PROPOS_OK;
}

// ---- files ----

// What the endings stand for: a table of quotations, or a study.
typedef struct export_format {
    const char *ending;
    write_function write;
    query_study_writer study;
} export_format;

static const export_format FORMATS[] = {{".csv", write_csv, NULL},
                                        {".odt", write_odt, NULL},
                                        {".docx", write_docx, NULL},
                                        {".qdpx", NULL, formats_write_qdpx},
                                        {".txt", NULL, write_iramuteq}};

static const export_format *format_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot != NULL && i < sizeof FORMATS / sizeof FORMATS[0]; i++) {
        if (strcasecmp(dot, FORMATS[i].ending) == 0) {
            return &FORMATS[i];
        }
    }
    return NULL;
}

bool query_export_knows(const char *path)
{
    return format_of(path) != NULL;
}

bool query_export_takes_study(const char *path)
{
    const export_format *format = format_of(path);
    return format != NULL && format->study != NULL;
}

propos_status query_write_file(const char *path, const propos_buffer *bytes, propos_error *error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0 && errno == EEXIST) {
        return propos_fail(error, PROPOS_USAGE,
                           _("%s is there already: give another name, or remove it"), path);
    }
    bool written = file >= 0;
    for (size_t at = 0; written && at < bytes->length;) {
        ssize_t size = write(file, bytes->bytes + at, bytes->length - at);
        written = size >= 0 || errno == EINTR;
        at += size > 0 ? (size_t)size : 0;
    }
    int fault = errno;
    if (file >= 0 && close(file) != 0 && written) {
        written = false;
        fault = errno;
    }
    if (!written) {
        if (file >= 0) {
            (void)unlink(path);
        }
        return propos_fail(error, PROPOS_IO, _("cannot write %s: %s"), path,
                           propos_system_message(fault));
    }
    return PROPOS_OK;
}

propos_status query_export(const json_t *answer, const char *path, propos_error *error)
{
    const export_format *format = format_of(path);
    if (format == NULL) {
        return propos_fail(
            error, PROPOS_USAGE,
            _("the name %s says no format: end it in .csv, .odt, .docx, .qdpx or .txt"), path);
    }
    propos_buffer bytes = {0};
    propos_status status = format->study != NULL
                               ? query_write_hits(answer, format->study, &bytes, error)
                               : format->write(answer, &bytes, error);
    if (status == PROPOS_OK) {
        status = query_write_file(path, &bytes, error);
    }
    propos_buffer_free(&bytes);
    return status;
}

propos_status query_export_study(const query_options *options, propos_error *error)
{
    propos_buffer bytes = {0};
    propos_status status = query_write_study(options, format_of(options->to)->study, &bytes, error);
    if (status == PROPOS_OK) {
        status = query_write_file(options->to, &bytes, error);
    }
    propos_buffer_free(&bytes);
    return status;
}

void query_print_export(const query_options *options, const json_t *answer, FILE *out)
{
    (void)options;
    query_print_csv(answer, out);
}
