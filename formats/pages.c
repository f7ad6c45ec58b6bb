#include "formats/pages.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "formats/linenumbers.h"
#include "formats/signs.h"
#include "formats/transcript.h"

#include <stdlib.h>
#include <string.h>

// A text has a blank line after every line when at least half of its lines do, and at least one in
// four of the lines after such a blank goes on with a small letter: paragraphs seldom begin so.
#define DOUBLE_SPACED_PERCENT 50
#define DOUBLE_SPACED_SMALL_PERCENT 25

// Page numbers are told from other numbers alone on a line by standing in order; two may be chance.
#define PAGE_NUMBERS_AT_LEAST 2

// A line of the file with something on it.
typedef struct physical {
    const char *text;
    size_t length;
    long source_line;
    size_t blanks;  // blank lines of the file before it
    bool indented;  // it begins with white space
    bool form_feed; // or with the sign of a new page
} physical;

typedef struct paper {
    propos_arena *arena;
    const char *document, *file;
    propos_doubts *doubts;
    physical *lines;
    size_t count;
    bool double_spaced;
    printed_line *printed; // one for each of `lines`
} paper;

static void keep_line(paper *p, size_t *capacity, const char *start, size_t length, long number,
                      size_t *blanks)
{
    physical line = {.text = start, .length = length, .source_line = number, .blanks = *blanks};
    line.form_feed = memchr(start, '\f', length) != NULL && start[0] == '\f';
    size_t space = 0;
    while ((space = signs_space(line.text, line.length)) > 0) {
        line.text += space;
        line.length -= space;
        line.indented = true;
    }
    while ((space = signs_space_before(line.text, line.length)) > 0) {
        line.length -= space;
    }
    if (line.length == 0) {
        (*blanks)++;
        return;
    }
    *blanks = 0;
    PROPOS_GROW(p->lines, *capacity, p->count + 1);
    p->lines[p->count++] = line;
}

static void split(paper *p, const char *text, size_t length)
{
    size_t capacity = 0;
    size_t blanks = 0;
    long number = 0;
    const char *end = text + length;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t size = stop == NULL ? (size_t)(end - text) : (size_t)(stop - text);
        keep_line(p, &capacity, text, size, ++number, &blanks);
        text += size + (stop != NULL);
    }
}

static void find_spacing(paper *p)
{
    size_t spaced = 0;
    size_t small = 0;
    for (size_t i = 1; i < p->count; i++) {
        if (p->lines[i].blanks == 1) {
            spaced++;
            small += signs_small_letter(p->lines[i].text, p->lines[i].length);
        }
    }
    p->double_spaced = spaced * 100 >= p->count * DOUBLE_SPACED_PERCENT &&
                       small * 100 >= spaced * DOUBLE_SPACED_SMALL_PERCENT;
}

// Counts printed lines as they stood on paper: a blank line of the file is one, unless the text is
// double spaced, where every other one is.
static void count_printed(paper *p)
{
    size_t index = 0;
    for (size_t i = 0; i < p->count; i++) {
        const physical *line = &p->lines[i];
        printed_line *printed = &p->printed[i];
        bool broken = i > 0 && line->blanks == 0 && (line->indented || p->double_spaced);
        printed->page_top = line->form_feed || (p->double_spaced && (broken || i == 0));
        size_t gap = p->double_spaced ? (line->blanks + 1) / 2 : line->blanks + 1;
        index += gap == 0 ? 1 : gap;
        printed->index = (long)index;
        printed->text = line->text;
        printed->length = line->length;
        printed->blank_before = p->double_spaced ? line->blanks >= 2 : line->blanks >= 1;
    }
}

static bool only_number(const printed_line *line)
{
    return line->mark == 0 && line->length > 0 && line->length <= LINE_NUMBER_DIGITS &&
           signs_digits(line->text, line->length) == line->length;
}

// Numbers alone on a line that stand in order, once a page at most, are page numbers. Between them,
// in a text with line numbers, a page ends.
static void take_page_numbers(paper *p)
{
    long first = 0;
    long last = 0;
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        if (!only_number(&p->printed[i])) {
            continue;
        }
        long value = strtol(p->printed[i].text, NULL, 10);
        bool follows = value > last && (count == 0 || value - last < PAGE_NUMBER_JUMP);
        p->printed[i].page_number = follows;
        if (follows) {
            first = count == 0 ? p->lines[i].source_line : first;
            last = value;
            count++;
        }
    }
    for (size_t i = 0; i < p->count; i++) {
        printed_line *line = &p->printed[i];
        if (line->page_number && count < PAGE_NUMBERS_AT_LEAST) {
            line->page_number = false;
        }
        if (only_number(line) && !line->page_number) {
            propos_doubt_add(p->arena, p->doubts, p->document, p->file, p->lines[i].source_line,
                             _("the number %.*s stands alone on its line: kept as speech; is it a "
                               "line or page number?"),
                             (int)line->length, line->text);
        }
    }
    if (count >= PAGE_NUMBERS_AT_LEAST) {
        propos_doubt_add(p->arena, p->doubts, p->document, p->file, first,
                         propos_plural("%lu number alone on its line was taken for a page number",
                                       "%lu numbers alone on their lines were taken for page "
                                       "numbers (the first is here)",
                                       count),
                         (unsigned long)count);
    }
}

static void collect(const paper *p, formats_pages *pages)
{
    bool blank = true;
    bool top = true;
    pages->lines = propos_arena_alloc(p->arena, p->count + 1, sizeof *pages->lines);
    for (size_t i = 0; i < p->count; i++) {
        const printed_line *line = &p->printed[i];
        blank = blank || line->blank_before;
        top = top || line->page_top || line->page_number;
        if (line->length == 0 || line->page_number) {
            blank = blank || (line->length == 0 && !line->page_number);
            continue;
        }
        // The page number's own blank lines say nothing about paragraphs.
        pages->lines[pages->count++] = (formats_line){.text = line->text,
                                                      .length = line->length,
                                                      .source_line = p->lines[i].source_line,
                                                      .printed = line->number,
                                                      .after_blank = blank,
                                                      .page_top = top};
        blank = false;
        top = false;
    }
}

void formats_pages_read(propos_arena *arena, const char *text, size_t length, const char *document,
                        const char *file, formats_pages *pages, propos_doubts *doubts)
{
    paper p = {.arena = arena, .document = document, .file = file, .doubts = doubts};
    memset(pages, 0, sizeof *pages);
    split(&p, text, length);
    find_spacing(&p);
    p.printed = propos_alloc(p.count + 1, sizeof *p.printed);
    count_printed(&p);
    pages->numbered = linenumbers_find(p.printed, p.count);
    take_page_numbers(&p);
    if (pages->numbered) {
        linenumbers_count(p.printed, p.count);
    }
    collect(&p, pages);
    free(p.printed);
    free(p.lines);
}
