// Which numbers of an Excel sheet are dates and times, and how they are shown.
#ifndef PROPOS_FORMATS_XLSX_DATES_H
#define PROPOS_FORMATS_XLSX_DATES_H

#include <stdbool.h>
#include <stddef.h>

typedef enum xlsx_date_kind { XLSX_NUMBER, XLSX_DATE, XLSX_TIME, XLSX_DATE_TIME } xlsx_date_kind;

// Zero-initialise it; free with xlsx_dates_free().
typedef struct xlsx_dates {
    long *ids; // of formats of the book's own
    xlsx_date_kind *kinds;
    size_t count, id_capacity, kind_capacity;
    bool in_styles;
    xlsx_date_kind *styles; // by style of a cell
    size_t style_count, style_capacity;
} xlsx_dates;

// <numFmt>: a format of the book's own.
void xlsx_dates_format(xlsx_dates *dates, long id, const char *code);

// <cellXfs>, then each <xf> in it: the format of cells of that style.
void xlsx_dates_styles_begin(xlsx_dates *dates);
void xlsx_dates_style(xlsx_dates *dates, long format);

// Writes "2024-03-01", "14:05:00" or both into `shown`; false when the style is no date's.
bool xlsx_dates_show(const xlsx_dates *dates, size_t style, double value, bool from_1904,
                     char shown[64]);

void xlsx_dates_free(xlsx_dates *dates);

#endif
