#include "formats/times.h"

// No recording lasts longer: three numbers of up to five digits each.
#define TIME_DIGITS 5
#define TIME_PARTS 3

// Reads the digits at *at; false when there are none or too many.
static bool read_digits(const char *text, size_t length, size_t *at, int64_t *value)
{
    size_t start = *at;
    *value = 0;
    while (*at < length && text[*at] >= '0' && text[*at] <= '9' && *at - start <= TIME_DIGITS) {
        *value = *value * 10 + (text[*at] - '0');
        (*at)++;
    }
    return *at > start && *at - start <= TIME_DIGITS;
}

// The thousandths after a dot or comma.
static bool read_fraction(const char *text, size_t length, size_t *at, int64_t *milliseconds)
{
    int64_t worth = 100;
    size_t start = *at;
    while (*at < length && text[*at] >= '0' && text[*at] <= '9') {
        *milliseconds += worth * (text[*at] - '0');
        worth /= 10;
        (*at)++;
    }
    return *at > start;
}

bool formats_time_read(const char *text, size_t length, int64_t *milliseconds)
{
    int64_t seconds = 0;
    int64_t fraction = 0;
    size_t at = 0;
    for (int part = 0; part < TIME_PARTS; part++) {
        int64_t value = 0;
        if (!read_digits(text, length, &at, &value) || (part > 0 && value > 59)) {
            return false;
        }
        seconds = seconds * 60 + value;
        if (at == length || (text[at] != ':' && text[at] != '\'')) {
            break;
        }
        at++;
    }
    if (at < length && (text[at] == '.' || text[at] == ',')) {
        at++;
        if (!read_fraction(text, length, &at, &fraction)) {
            return false;
        }
    }
    *milliseconds = seconds * 1000 + fraction;
    return at == length;
}
