#include "query/style.h"

#include "text/unicode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

// A line longer than this is hard to read; without a terminal it is the width, so that output can
// be compared.
enum { WIDEST = 100, NARROWEST = 40 };

query_style query_style_for(FILE *out, bool plain)
{
    const char *no_colour = getenv("NO_COLOR"); // NOLINT(concurrency-mt-unsafe): one thread
    const char *terminal = getenv("TERM");      // NOLINT(concurrency-mt-unsafe)
    int fd = fileno(out);
    query_style style = {.width = WIDEST,
                         .word = "*",
                         .word_end = "*",
                         .shared = "[",
                         .shared_end = "]",
                         .head = "",
                         .head_end = "",
                         .faint = "",
                         .faint_end = ""};
    struct winsize size = {0};
    if (isatty(fd) == 1 && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        style.width =
            size.ws_col < NARROWEST ? NARROWEST : (size.ws_col > WIDEST ? WIDEST : size.ws_col);
    }
    if (!plain && isatty(fd) == 1 && (no_colour == NULL || no_colour[0] == '\0') &&
        (terminal == NULL || strcmp(terminal, "dumb") != 0)) {
        style.colours = true;
        style.word = "\033[1;33m";
        style.word_end = "\033[22;39m";
        style.shared = "\033[4m";
        style.shared_end = "\033[24m";
        style.head = "\033[1m";
        style.head_end = "\033[22m";
        style.faint = "\033[2m";
        style.faint_end = "\033[22m";
    }
    return style;
}

// Characters that a piece of text takes on the screen: code points, escape sequences not counted.
static unsigned shown_width(const char *text, size_t length)
{
    unsigned width = 0;
    for (size_t i = 0; i < length;) {
        if (text[i] == '\033') {
            while (i < length && text[i] != 'm') {
                i++;
            }
            i++;
            continue;
        }
        uint32_t value = 0;
        i += propos_utf8_read(text + i, length - i, &value);
        width++;
    }
    return width;
}

void query_wrap(FILE *out, const query_style *style, unsigned indent, const char *text)
{
    unsigned column = 0;
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, " \n");
        unsigned width = shown_width(at, length);
        if (column > 0 && indent + column + 1 + width > style->width) {
            (void)fputc('\n', out);
            column = 0;
        }
        if (length > 0) {
            (void)fprintf(out, "%*s%.*s", column == 0 ? (int)indent : 1, "", (int)length, at);
            column += width + (column > 0);
        }
        at += length;
        if (*at == '\n' && column > 0) {
            (void)fputc('\n', out);
            column = 0;
        }
        at += *at != '\0';
    }
    if (column > 0) {
        (void)fputc('\n', out);
    }
}
