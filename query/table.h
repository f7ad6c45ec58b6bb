// Tables: what analyses print, as plain text, CSV, Markdown, HTML or a document (.odt).
#ifndef PROPOS_QUERY_TABLE_H
#define PROPOS_QUERY_TABLE_H

#include "base/buffer.h"
#include "base/json.h"
#include "query/options.h"
#include "query/style.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct query_column {
    char *heading;
    bool number; // stands right
} query_column;

// Zero-initialise it; free with query_table_free(). Texts are copied.
typedef struct query_table {
    char *title; // NULL: none
    query_column *columns;
    size_t column_count, column_capacity;
    char **cells; // row by row
    size_t cell_count, cell_capacity;
} query_table;

void query_table_title(query_table *table, const char *title);
void query_table_column(query_table *table, const char *heading, bool number);
// The next cell of the row, or the first of the next one; NULL is an empty cell.
void query_table_cell(query_table *table, const char *text);
void query_table_integer(query_table *table, long long value);
// A number of JSON: whole numbers as they are, others with `digits` decimals; "–" for null (a
// figure that is not defined).
void query_table_number(query_table *table, const json_t *value, int digits);
// A share from 0 to 1 as per cent, without the sign (it stands in the heading).
void query_table_percent(query_table *table, const json_t *share);
void query_table_free(query_table *table);

// Prints the table in the format of `options`. Plain text is fitted to the style's width: the
// widest column of words is wrapped. Cells are given with a decimal point; for people who read
// French a comma is printed, but in CSV.
void query_table_print(const query_table *table, const query_options *options,
                       const query_style *style, FILE *out);

// What stands over the tables of an answer: the study, the query, the date, the revision and the
// version; notices too. CSV has no place for it: there it goes to stderr.
void query_stamp_print(const json_t *answer, const query_options *options, const query_style *style,
                       FILE *out);

// The line of it that names study, revision, query, date and version.
void query_stamp_line(const json_t *answer, propos_buffer *line);

// A sentence among the tables; in CSV it goes to stderr.
void query_note_print(const char *text, const query_options *options, const query_style *style,
                      FILE *out);

// What stands under them: the end of an HTML page; a document is written here, in one piece. Call
// it last.
void query_stamp_end(const query_options *options, FILE *out);

#endif
