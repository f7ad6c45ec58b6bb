// A document made of tables and sentences (.odt), collected while they are printed.
#ifndef PROPOS_QUERY_REPORT_H
#define PROPOS_QUERY_REPORT_H

#include "query/table.h"

#include <stdio.h>

// Free with query_report_free(). Tables and texts are copied.
query_report *query_report_new(void);
void query_report_free(query_report *report);

void query_report_table(query_report *report, const query_table *table);
void query_report_note(query_report *report, const char *text);

// Writes the document. What cannot be written shows in ferror(out), as for everything that is
// printed.
void query_report_write(const query_report *report, FILE *out);

#endif
