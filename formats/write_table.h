// A titled table as a document that people open and work on: .odt (OpenDocument, ISO/IEC 26300) or
// .docx (Office Open XML, ECMA-376), on a sheet of A4 laid across.
#ifndef PROPOS_FORMATS_WRITE_TABLE_H
#define PROPOS_FORMATS_WRITE_TABLE_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

// In a cell, what stands between these two is bold.
#define FORMATS_BOLD_ON "\x02"
#define FORMATS_BOLD_OFF "\x03"

typedef struct formats_report {
    const char *title;
    const char *subtitle; // NULL: none
    const char *const *columns;
    const unsigned *widths; // of each column, in hundredths of the table
    size_t column_count;
    const char *const *cells; // row-major; a line feed begins a paragraph
    size_t row_count;
    const bool *numbers; // of each column: its cells stand right; NULL: none does
} formats_report;

// Adds the document's bytes to `out`. IO: the archive cannot be made.
propos_status formats_write_odt(const formats_report *report, propos_buffer *out,
                                propos_error *error);
propos_status formats_write_docx(const formats_report *report, propos_buffer *out,
                                 propos_error *error);

// Several one below the other. The first title is the document's; a title may be NULL; without
// columns a report is its title and subtitle alone.
propos_status formats_write_odt_tables(const formats_report *reports, size_t count,
                                       propos_buffer *out, propos_error *error);

#endif
