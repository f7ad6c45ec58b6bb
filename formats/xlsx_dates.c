#include "formats/xlsx_dates.h"

#include "base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY 86400.0

// Days from Excel's day 0 (1899-12-30, as its calendar has a 29 February 1900) to 1970-01-01; the
// Macintosh's begins in 1904.
#define EPOCH_1900 25569.0
#define EPOCH_1904 24107.0

// 9999-12-31
#define LAST_DAY 2958465.0

// The formats that every book has (ECMA-376, 18.8.30).
static xlsx_date_kind built_in(long id)
{
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58)) {
        return XLSX_DATE;
    }
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) {
        return XLSX_TIME;
    }
    return id == 22 ? XLSX_DATE_TIME : XLSX_NUMBER;
}

// What a format's own letters say: y and d make a date, h and s a time; m is of either.
static xlsx_date_kind kind_of(const char *code)
{
    bool date = false;
    bool time = false;
    for (const char *at = code; *at != '\0' && *at != ';'; at++) {
        if (*at == '"') {
            const char *close = strchr(at + 1, '"');
            at = close == NULL ? at : close;
        } else if (*at == '[' && strchr("hHmMsS", at[1]) == NULL) {
            const char *close = strchr(at, ']'); // [$-40C], [Red]
            at = close == NULL ? at : close;
        } else if (*at == '\\' && at[1] != '\0') {
            at++;
        } else {
            date = date || strchr("yYdDaAjJ", *at) != NULL;
            time = time || strchr("hHsS", *at) != NULL;
        }
    }
    return date && time ? XLSX_DATE_TIME : date ? XLSX_DATE : time ? XLSX_TIME : XLSX_NUMBER;
}

void xlsx_dates_format(xlsx_dates *dates, long id, const char *code)
{
    PROPOS_GROW(dates->ids, dates->id_capacity, dates->count + 1);
    PROPOS_GROW(dates->kinds, dates->kind_capacity, dates->count + 1);
    dates->ids[dates->count] = id;
    dates->kinds[dates->count++] = kind_of(code);
}

void xlsx_dates_styles_begin(xlsx_dates *dates)
{
    dates->in_styles = true;
}

void xlsx_dates_style(xlsx_dates *dates, long format)
{
    if (!dates->in_styles) {
        return;
    }
    xlsx_date_kind kind = built_in(format);
    for (size_t i = 0; i < dates->count; i++) {
        kind = dates->ids[i] == format ? dates->kinds[i] : kind;
    }
    PROPOS_GROW(dates->styles, dates->style_capacity, dates->style_count + 1);
    dates->styles[dates->style_count++] = kind;
}

bool xlsx_dates_show(const xlsx_dates *dates, size_t style, double value, bool from_1904,
                     char shown[64])
{
    xlsx_date_kind kind = style < dates->style_count ? dates->styles[style] : XLSX_NUMBER;
    if (kind == XLSX_NUMBER || !(value >= 0 && value <= LAST_DAY)) {
        return false;
    }
    if (kind == XLSX_TIME) { // more than a day is a long time, not a date
        long seconds = lround(value * DAY);
        (void)snprintf(shown, 64, "%02ld:%02ld:%02ld", seconds / 3600, seconds / 60 % 60,
                       seconds % 60);
        return true;
    }
    time_t when = (time_t)llround((value - (from_1904 ? EPOCH_1904 : EPOCH_1900)) * DAY);
    struct tm parts;
    if (gmtime_r(&when, &parts) == NULL) {
        return false;
    }
    bool midnight = parts.tm_hour == 0 && parts.tm_min == 0 && parts.tm_sec == 0;
    return strftime(shown, 64, kind == XLSX_DATE || midnight ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S",
                    &parts) > 0;
}

void xlsx_dates_free(xlsx_dates *dates)
{
    free(dates->ids);
    free(dates->kinds);
    free(dates->styles);
}
