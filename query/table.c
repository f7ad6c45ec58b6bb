#include "query/table.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "query/cut.h"
#include "query/print.h"
#include "query/report.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Narrower than this a wrapped column cannot be read.
enum { NARROWEST_COLUMN = 16, GAP = 2 };

void query_table_title(query_table *table, const char *title)
{
    free(table->title);
    table->title = propos_strdup(title);
}

void query_table_column(query_table *table, const char *heading, bool number)
{
    PROPOS_GROW(table->columns, table->column_capacity, table->column_count + 1);
    table->columns[table->column_count++] = (query_column){propos_strdup(heading), number};
}

void query_table_cell(query_table *table, const char *text)
{
    PROPOS_GROW(table->cells, table->cell_capacity, table->cell_count + 1);
    table->cells[table->cell_count++] = propos_strdup(text == NULL ? "" : text);
}

void query_table_integer(query_table *table, long long value)
{
    char *text = propos_printf("%lld", value);
    query_table_cell(table, text);
    free(text);
}

void query_table_number(query_table *table, const json_t *value, int digits)
{
    if (json_is_integer(value)) {
        query_table_integer(table, (long long)json_integer_value(value));
    } else if (json_is_real(value)) {
        char *text = propos_printf("%.*f", digits, json_real_value(value));
        bool negative = text[0] == '-' && strspn(text, "-0.") == strlen(text);
        query_table_cell(table, text + (negative ? 1 : 0)); // there is no minus nothing
        free(text);
    } else {
        query_table_cell(table, "–");
    }
}

void query_table_percent(query_table *table, const json_t *share)
{
    enum { DIGITS = 1 };
    json_t *percent = json_is_number(share) ? json_real(100 * json_number_value(share)) : NULL;
    query_table_number(table, percent, DIGITS);
    json_decref(percent);
}

void query_table_free(query_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        free(table->columns[i].heading);
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        free(table->cells[i]);
    }
    free(table->columns);
    free(table->cells);
    free(table->title);
    *table = (query_table){0};
}

static size_t row_count(const query_table *table)
{
    return table->column_count == 0 ? 0 : table->cell_count / table->column_count;
}

static const char *cell_at(const query_table *table, size_t row, size_t column)
{
    return table->cells[row * table->column_count + column];
}

// ---- plain text ----

static size_t characters(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; count++) {
        uint32_t value = 0;
        i += propos_utf8_read(text + i, length - i, &value);
    }
    return count;
}

static void widths_of(const query_table *table, size_t wanted, size_t *widths)
{
    size_t total = 0;
    size_t widest = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        widths[c] = characters(table->columns[c].heading, strlen(table->columns[c].heading));
        for (size_t r = 0; r < row_count(table); r++) {
            const char *cell = cell_at(table, r, c);
            size_t width = characters(cell, strlen(cell));
            widths[c] = width > widths[c] ? width : widths[c];
        }
        total += widths[c] + (c > 0 ? GAP : 0);
        bool wider = table->columns[widest].number || widths[c] > widths[widest];
        widest = !table->columns[c].number && wider ? c : widest;
    }
    if (total > wanted && table->column_count > 0 && !table->columns[widest].number) {
        size_t over = total - wanted;
        widths[widest] =
            widths[widest] > over + NARROWEST_COLUMN ? widths[widest] - over : NARROWEST_COLUMN;
    }
}

// The length in bytes of the next line of a cell that fits into `width`; *next is where the one
// after it begins.
static size_t line_of(const char *text, size_t width, size_t *next)
{
    size_t length = strlen(text);
    size_t end = 0;
    size_t blank = 0;
    size_t count = 0;
    while (end < length && count < width) {
        uint32_t value = 0;
        size_t step = propos_utf8_read(text + end, length - end, &value);
        blank = value == ' ' ? end : blank;
        end += step;
        count++;
    }
    if (end == length || text[end] == ' ') {
        *next = end + (end < length ? 1 : 0);
        return end;
    }
    end = blank > 0 ? blank : end;
    *next = end + (blank > 0 ? 1 : 0);
    return end;
}

static void print_padded(FILE *out, const char *text, size_t length, size_t width, bool right,
                         bool last)
{
    int pad = (int)(width - characters(text, length));
    if (right) {
        (void)fprintf(out, "%*s%.*s", pad, "", (int)length, text);
    } else {
        (void)fprintf(out, "%.*s%*s", (int)length, text, last ? 0 : pad, "");
    }
}

static void print_row(const query_table *table, const char *const *cells, const size_t *widths,
                      FILE *out)
{
    size_t *from = propos_alloc(table->column_count, sizeof *from);
    for (bool left = true; left;) {
        left = false;
        for (size_t c = 0; c < table->column_count; c++) {
            size_t next = 0;
            size_t length = line_of(cells[c] + from[c], widths[c], &next);
            (void)fprintf(out, "%*s", c > 0 ? GAP : 0, "");
            print_padded(out, cells[c] + from[c], length, widths[c], table->columns[c].number,
                         c + 1 == table->column_count);
            from[c] += next;
            left = left || cells[c][from[c]] != '\0';
        }
        (void)fputc('\n', out);
    }
    free(from);
}

static void print_plain(const query_table *table, const query_style *style, FILE *out)
{
    size_t *widths = propos_alloc(table->column_count + 1, sizeof *widths);
    const char **cells = propos_alloc(table->column_count + 1, sizeof *cells);
    widths_of(table, style->width, widths);
    if (table->title != NULL) {
        (void)fprintf(out, "\n%s%s%s\n", style->head, table->title, style->head_end);
    }
    for (size_t c = 0; c < table->column_count; c++) {
        cells[c] = table->columns[c].heading;
    }
    (void)fputs(style->faint, out);
    print_row(table, cells, widths, out);
    (void)fputs(style->faint_end, out);
    for (size_t r = 0; r < row_count(table); r++) {
        for (size_t c = 0; c < table->column_count; c++) {
            cells[c] = cell_at(table, r, c);
        }
        print_row(table, cells, widths, out);
    }
    free(cells);
    free(widths);
}

// ---- the other formats ----

static void print_csv(const query_table *table, FILE *out)
{
    for (size_t c = 0; c < table->column_count; c++) {
        query_csv_cell(out, table->columns[c].heading, c + 1 == table->column_count);
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        query_csv_cell(out, table->cells[i], (i + 1) % table->column_count == 0);
    }
}

static void print_escaped(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|' || *text == '\\' || *text == '*' || *text == '_') {
            (void)fputc('\\', out);
        }
        (void)fputc(*text == '\n' ? ' ' : *text, out);
    }
}

static void print_markdown(const query_table *table, FILE *out)
{
    if (table->title != NULL) {
        (void)fprintf(out, "\n**%s**\n\n", table->title);
    }
    (void)fputc('|', out);
    for (size_t c = 0; c < table->column_count; c++) {
        (void)fputc(' ', out);
        print_escaped(out, table->columns[c].heading);
        (void)fputs(" |", out);
    }
    (void)fputs("\n|", out);
    for (size_t c = 0; c < table->column_count; c++) {
        (void)fputs(table->columns[c].number ? "---:|" : "---|", out);
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        (void)fputs(i % table->column_count == 0 ? "\n| " : " ", out);
        print_escaped(out, table->cells[i]);
        (void)fputs(" |", out);
    }
    (void)fputc('\n', out);
}

static void print_html_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<':
            (void)fputs("&lt;", out);
            break;
        case '>':
            (void)fputs("&gt;", out);
            break;
        case '&':
            (void)fputs("&amp;", out);
            break;
        case '"':
            (void)fputs("&quot;", out);
            break;
        default:
            (void)fputc(*text, out);
        }
    }
}

static void print_html(const query_table *table, FILE *out)
{
    (void)fputs("<table>\n", out);
    if (table->title != NULL) {
        (void)fputs("<caption>", out);
        print_html_text(out, table->title);
        (void)fputs("</caption>\n", out);
    }
    (void)fputs("<thead><tr>", out);
    for (size_t c = 0; c < table->column_count; c++) {
        (void)fputs("<th scope=\"col\">", out);
        print_html_text(out, table->columns[c].heading);
        (void)fputs("</th>", out);
    }
    (void)fputs("</tr></thead>\n<tbody>\n", out);
    for (size_t r = 0; r < row_count(table); r++) {
        (void)fputs("<tr>", out);
        for (size_t c = 0; c < table->column_count; c++) {
            (void)fputs(table->columns[c].number ? "<td style=\"text-align:right\">" : "<td>", out);
            print_html_text(out, cell_at(table, r, c));
            (void)fputs("</td>", out);
        }
        (void)fputs("</tr>\n", out);
    }
    (void)fputs("</tbody>\n</table>\n", out);
}

// "-0.25" becomes "-0,25"; what is no number stays.
static void put_comma(char *cell)
{
    const char *digits = cell + (*cell == '-');
    size_t whole = strspn(digits, "0123456789");
    size_t decimals = digits[whole] == '.' ? strspn(digits + whole + 1, "0123456789") : 0;
    if (whole > 0 && decimals > 0 && digits[whole + 1 + decimals] == '\0') {
        cell[(size_t)(digits - cell) + whole] = ',';
    }
}

static void copy_table(const query_table *table, bool comma, query_table *out)
{
    *out = (query_table){.title = table->title == NULL ? NULL : propos_strdup(table->title)};
    for (size_t c = 0; c < table->column_count; c++) {
        query_table_column(out, table->columns[c].heading, table->columns[c].number);
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        query_table_cell(out, table->cells[i]);
    }
    for (size_t c = 0; comma && c < out->column_count; c++) {
        for (size_t i = c; out->columns[c].number && i < out->cell_count; i += out->column_count) {
            put_comma(out->cells[i]);
        }
    }
}

void query_table_print(const query_table *table, const query_options *options,
                       const query_style *style, FILE *out)
{
    query_table shown;
    copy_table(table, propos_language_get() == PROPOS_FRENCH && options->format != QUERY_FORMAT_CSV,
               &shown);
    switch (shown.column_count == 0 ? QUERY_FORMAT_AUTO : options->format) {
    case QUERY_FORMAT_CSV:
        print_csv(&shown, out);
        break;
    case QUERY_FORMAT_MARKDOWN:
        print_markdown(&shown, out);
        break;
    case QUERY_FORMAT_HTML:
        print_html(&shown, out);
        break;
    case QUERY_FORMAT_ODT:
        query_report_table(options->report, &shown);
        break;
    default:
        print_plain(&shown, style, out);
    }
    query_table_free(&shown);
}

// ---- the stamp ----

void query_stamp_line(const json_t *answer, propos_buffer *line)
{
    size_t i = 0;
    const json_t *study = NULL;
    json_array_foreach(json_object_get(answer, "studies"), i, study)
    {
        propos_buffer_printf(line, _("%s%s (revision %lld)"), i > 0 ? ", " : "",
                             query_text(study, "title"),
                             (long long)json_integer_value(json_object_get(study, "revision")));
    }
    const char *query = query_text(answer, "interpreted");
    if (query[0] != '\0') {
        propos_buffer_printf(line, _(" — part: %s"), query);
    }
    propos_buffer_printf(line, _(" — %s, Propos %s"), query_text(answer, "date"),
                         query_text(answer, "version"));
}

static void print_line(const char *text, const query_options *options, const query_style *style,
                       FILE *out)
{
    switch (options->format) {
    case QUERY_FORMAT_CSV:
        (void)fprintf(stderr, "propos: %s\n", text);
        break;
    case QUERY_FORMAT_HTML:
        (void)fputs("<p>", out);
        print_html_text(out, text);
        (void)fputs("</p>\n", out);
        break;
    case QUERY_FORMAT_MARKDOWN:
        print_escaped(out, text);
        (void)fputs("\n\n", out);
        break;
    case QUERY_FORMAT_ODT:
        query_report_note(options->report, text);
        break;
    default:
        query_wrap(out, style, 0, text);
    }
}

void query_note_print(const char *text, const query_options *options, const query_style *style,
                      FILE *out)
{
    bool lines = options->format != QUERY_FORMAT_CSV && options->format != QUERY_FORMAT_HTML &&
                 options->format != QUERY_FORMAT_ODT;
    (void)fputs(lines ? "\n" : "", out);
    print_line(text, options, style, out);
}

void query_stamp_print(const json_t *answer, const query_options *options, const query_style *style,
                       FILE *out)
{
    static const char *const lists[] = {"degraded", "notices"};
    if (options->format == QUERY_FORMAT_HTML) {
        (void)fprintf(out,
                      "<!DOCTYPE html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\">"
                      "<title>Propos</title></head>\n<body>\n",
                      propos_language_get() == PROPOS_FRENCH ? "fr" : "en");
    }
    propos_buffer line = {0};
    query_stamp_line(answer, &line);
    print_line(propos_buffer_text(&line), options, style, out);
    propos_buffer_free(&line);
    for (size_t i = 0; i < 2; i++) {
        size_t j = 0;
        const json_t *sentence = NULL;
        json_array_foreach(json_object_get(answer, lists[i]), j, sentence)
        {
            print_line(json_string_value(sentence), options, style, out);
        }
    }
}

void query_stamp_end(const query_options *options, FILE *out)
{
    if (options->format == QUERY_FORMAT_HTML) {
        (void)fputs("</body>\n</html>\n", out);
    } else if (options->format == QUERY_FORMAT_ODT) {
        query_report_write(options->report, out);
    }
}
