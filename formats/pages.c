#include "formats/pages.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "formats/damage.h"
#include "formats/linenumbers.h"
#include "formats/signs.h"
#include "formats/transcript.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// A text has a blank line after every line when blank lines stand in ones, threes and fives (a
// blank line of the paper being two) except at page tops, and the lines after a single one often go
// on with a small letter: paragraphs seldom begin so.
#define DOUBLE_SPACED_PERCENT 80
#define DOUBLE_SPACED_SMALL_PERCENT 25

// Lines were broken at the page's width when so many of them begin with a small letter; else each
// line of the file is a paragraph.
#define WRAPPED_SMALL_PERCENT 25

// In such a text a line ends a paragraph when it ends a sentence and is shorter than this part of
// the usual width, which nine lines in ten do not pass.
#define SHORT_LINE_PERCENT 80
#define USUAL_WIDTH_PERCENT 90
#define WIDEST_LINE 400

// Blank lines part the paragraphs of a text when so many of its lines follow one.
#define SPACED_PERCENT 10

// Page numbers are told from other numbers alone on a line by standing in order; two may be chance.
#define PAGE_NUMBERS_AT_LEAST 2

// Page numbers jump where pages carry none, or theirs was lost.
#define PAGE_NUMBER_JUMP 40

// How far back a page number looks for the one before it, past footnote numbers.
#define PAGE_NUMBER_LOOK_BACK 24

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
    bool wrapped;
    size_t width;          // of most lines at most, in bytes
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
    size_t odd = 0;
    size_t single = 0;
    size_t small = 0;
    for (size_t i = 1; i < p->count; i++) {
        odd += p->lines[i].blanks % 2;
        if (p->lines[i].blanks == 1) {
            single++;
            small += signs_small_letter(p->lines[i].text, p->lines[i].length);
        }
    }
    p->double_spaced = single > 0 && odd * 100 >= (p->count - 1) * DOUBLE_SPACED_PERCENT &&
                       small * 100 >= single * DOUBLE_SPACED_SMALL_PERCENT;
}

// Whether lines were broken at the width of a page, and that width.
static void find_width(paper *p)
{
    size_t widths[WIDEST_LINE + 1] = {0};
    size_t small = 0;
    size_t seen = 0;
    for (size_t i = 0; i < p->count; i++) {
        const physical *line = &p->lines[i];
        small += i > 0 && signs_small_letter(line->text, line->length);
        widths[line->length < WIDEST_LINE ? line->length : WIDEST_LINE]++;
    }
    p->wrapped = p->count > 1 && small * 100 >= (p->count - 1) * WRAPPED_SMALL_PERCENT;
    while (p->width < WIDEST_LINE && seen * 100 < p->count * USUAL_WIDTH_PERCENT) {
        seen += widths[++p->width];
    }
}

// True when a paragraph ends with this line although no blank line follows.
static bool ends_paragraph(const paper *p, const printed_line *line)
{
    return !p->wrapped || (line->length * 100 < p->width * SHORT_LINE_PERCENT &&
                           signs_sentence_end(line->text, line->length));
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

// The longest run of such numbers in order. Linear: each looks back a fixed way. Returns its
// length, and its last line in *last; `before` holds the line before each.
static size_t best_order(const paper *p, const size_t *alone, size_t count, size_t *before,
                         size_t *last)
{
    size_t best = 0;
    size_t *lengths = propos_alloc(count + 1, sizeof *lengths);
    for (size_t i = 0; i < count; i++) {
        long value = strtol(p->printed[alone[i]].text, NULL, 10);
        lengths[i] = 1;
        before[i] = i;
        for (size_t back = 1; back <= PAGE_NUMBER_LOOK_BACK && back <= i; back++) {
            long jump = value - strtol(p->printed[alone[i - back]].text, NULL, 10);
            if (jump > 0 && jump < PAGE_NUMBER_JUMP && lengths[i - back] >= lengths[i]) {
                lengths[i] = lengths[i - back] + 1;
                before[i] = i - back;
            }
        }
        *last = lengths[i] > best ? i : *last;
        best = lengths[i] > best ? lengths[i] : best;
    }
    free(lengths);
    return best;
}

static void mark_page_numbers(paper *p, const size_t *alone, size_t count)
{
    size_t *before = propos_alloc(count + 1, sizeof *before);
    size_t at = 0;
    size_t length = best_order(p, alone, count, before, &at);
    if (length < PAGE_NUMBERS_AT_LEAST) {
        free(before);
        return;
    }
    for (size_t i = 0; i < length; i++) {
        p->printed[alone[at]].page_number = true;
        if (i + 1 < length) {
            at = before[at];
        }
    }
    free(before);
    propos_doubt_add(p->arena, p->doubts, p->document, p->file, p->lines[alone[at]].source_line,
                     propos_plural("%lu number alone on its line was taken for a page number",
                                   "%lu numbers alone on their lines were taken for page numbers "
                                   "(the first is here)",
                                   length),
                     (unsigned long)length);
}

// Numbers alone on a line that stand in order are page numbers; what is left stays in the text.
static void take_page_numbers(paper *p)
{
    size_t *alone = propos_alloc(p->count + 1, sizeof *alone);
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        if (only_number(&p->printed[i])) {
            alone[count++] = i;
        }
    }
    mark_page_numbers(p, alone, count);
    size_t left = 0;
    long first = 0;
    for (size_t i = count; i-- > 0;) {
        if (!p->printed[alone[i]].page_number) {
            left++;
            first = p->lines[alone[i]].source_line;
        }
    }
    free(alone);
    if (left > 0) {
        propos_doubt_add(p->arena, p->doubts, p->document, p->file, first,
                         propos_plural("%lu number stands alone on its line: kept as speech; is "
                                       "it a line or page number?",
                                       "%lu numbers stand alone on their lines (the first is "
                                       "here): kept as speech; are they line or page numbers?",
                                       left),
                         (unsigned long)left);
    }
}

static void collect(const paper *p, const char *text, formats_pages *pages)
{
    const char *counted = text; // up to where code points are counted
    size_t points = 0;
    bool blank = true;
    bool top = true;
    bool after_number = false;
    bool ended = true;
    size_t after_blank = 0;
    pages->lines = propos_arena_alloc(p->arena, p->count + 1, sizeof *pages->lines);
    for (size_t i = 0; i < p->count; i++) {
        const printed_line *line = &p->printed[i];
        // A page number's own blank lines say nothing about paragraphs.
        blank = (blank || line->blank_before) && !after_number;
        top = top || line->page_top || after_number;
        after_number = line->page_number;
        if (line->page_number) {
            continue;
        }
        if (line->length == 0) { // nothing but its line number: a blank line of the paper
            blank = true;
            continue;
        }
        if (line->doubtful) {
            propos_doubt_add(p->arena, p->doubts, p->document, p->file, p->lines[i].source_line,
                             _("the printed line number %ld does not fit the one before it: lines "
                               "between them are counted from the one before"),
                             (long)line->mark);
        }
        points += propos_utf8_count(counted, (size_t)(line->text - counted));
        counted = line->text;
        pages->lines[pages->count++] = (formats_line){.text = line->text,
                                                      .source = points,
                                                      .length = line->length,
                                                      .source_line = p->lines[i].source_line,
                                                      .printed = line->number,
                                                      .after_blank = blank,
                                                      .paragraph = blank || ended,
                                                      .page_top = top};
        after_blank += blank && pages->count > 1;
        blank = false;
        top = false;
        ended = ends_paragraph(p, line);
    }
    pages->spaced = after_blank * 100 >= pages->count * SPACED_PERCENT;
}

// Gives a copy with spaces where another sign stands in their place, or `text` itself.
static const char *with_spaces(paper *p, const char *text, size_t length)
{
    char sign = formats_damage_false_blank(text, length);
    if (sign == '\0') {
        return text;
    }
    char *copy = propos_arena_strndup(p->arena, text, length);
    for (size_t i = 0; i < length; i++) {
        copy[i] = (char)(copy[i] == sign ? ' ' : copy[i]);
    }
    propos_doubt_add(p->arena, p->doubts, p->document, p->file, 1,
                     _("the sign \"%c\" stands where spaces should: each was read as a space"),
                     sign);
    return copy;
}

void formats_pages_read(propos_arena *arena, const char *text, size_t length, bool paragraphs,
                        const char *document, const char *file, formats_pages *pages,
                        propos_doubts *doubts)
{
    paper p = {.arena = arena, .document = document, .file = file, .doubts = doubts};
    memset(pages, 0, sizeof *pages);
    text = with_spaces(&p, text, length); // letter for letter
    split(&p, text, length);
    if (!paragraphs) {
        find_spacing(&p);
        find_width(&p);
    }
    p.printed = propos_alloc(p.count + 1, sizeof *p.printed);
    count_printed(&p);
    if (!paragraphs) {
        pages->numbered = linenumbers_find(p.printed, p.count);
        take_page_numbers(&p);
    }
    if (pages->numbered) {
        linenumbers_count(p.printed, p.count);
    }
    collect(&p, text, pages);
    free(p.printed);
    free(p.lines);
}
