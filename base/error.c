#include "base/error.h"

#include "base/i18n.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void propos_error_clear(propos_error *error)
{
    memset(error, 0, sizeof *error);
    error->position = -1;
}

static void set_text(propos_error *error, propos_status status, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static void set_text(propos_error *error, propos_status status, const char *format, va_list args)
{
    propos_error_clear(error);
    error->status = status;
    (void)vsnprintf(error->text, sizeof error->text, format, args);
}

propos_status propos_fail(propos_error *error, propos_status status, const char *format, ...)
{
    if (error != NULL) {
        va_list args;
        va_start(args, format);
        set_text(error, status, format, args);
        va_end(args);
    }
    return status;
}

propos_status propos_fail_at(propos_error *error, propos_status status, const char *file, long line,
                             const char *format, ...)
{
    if (error != NULL) {
        va_list args;
        va_start(args, format);
        set_text(error, status, format, args);
        va_end(args);
        (void)snprintf(error->file, sizeof error->file, "%s", file);
        error->line = line;
    }
    return status;
}

propos_status propos_fail_query(propos_error *error, long position, const char *format, ...)
{
    if (error != NULL) {
        va_list args;
        va_start(args, format);
        set_text(error, PROPOS_BAD_QUERY, format, args);
        va_end(args);
        error->position = position;
    }
    return PROPOS_BAD_QUERY;
}

char *propos_error_line(const propos_error *error, char *out, unsigned long size)
{
    if (error->file[0] != '\0' && error->line > 0) {
        (void)snprintf(out, size, _("%s, line %ld: %s"), error->file, error->line, error->text);
    } else if (error->file[0] != '\0') {
        (void)snprintf(out, size, "%s: %s", error->file, error->text);
    } else {
        (void)snprintf(out, size, "%s", error->text);
    }
    return out;
}

int propos_exit_code(propos_status status)
{
    switch (status) {
    case PROPOS_OK:
        return 0;
    case PROPOS_NOT_FOUND:
        return 1;
    case PROPOS_BAD_QUERY:
    case PROPOS_BAD_INPUT:
    case PROPOS_USAGE:
        return 2;
    case PROPOS_UNAVAILABLE:
    case PROPOS_DAMAGED:
    case PROPOS_REBUILD:
    case PROPOS_BUSY:
    case PROPOS_IO:
        return 3;
    default:
        return 4;
    }
}
