#include "formats/linenumbers.h"

#include "base/memory.h"
#include "formats/signs.h"

#include <stdlib.h>
#include <string.h>

// Fewer numbers in order may be chance.
#define MARKS_AT_LEAST 4

// How far back a number looks for the one before it: past years and ages at other line ends.
#define MARK_LOOK_BACK 24

// Lines that may be lost or gained between two marks (blank ones at page ends).
#define MARK_SLACK 4

// A number at a line's end or start that may be a line number.
typedef struct candidate {
    size_t line;
    int32_t value;
    size_t text_start, text_length; // of the line without it
    long score;                     // of the best chain that ends here
    size_t before;                  // the candidate before it in that chain, or NO_CANDIDATE
} candidate;

#define NO_CANDIDATE ((size_t)-1)

static bool read_value(const char *digits, size_t count, int32_t *value)
{
    *value = 0;
    if (count == 0 || count > LINE_NUMBER_DIGITS) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        *value = *value * 10 + (digits[i] - '0');
    }
    return *value > 0;
}

// A number at the end, after a space or glued to a word.
static bool at_end(const printed_line *line, candidate *out)
{
    size_t start = line->length;
    while (start > 0 && line->text[start - 1] >= '0' && line->text[start - 1] <= '9') {
        start--;
    }
    if (!read_value(line->text + start, line->length - start, &out->value)) {
        return false;
    }
    size_t space = 0;
    while ((space = signs_space_before(line->text, start)) > 0) {
        start -= space;
    }
    out->text_start = 0;
    out->text_length = start;
    return true;
}

// A number at the start, before a space.
static bool at_start(const printed_line *line, candidate *out)
{
    size_t digits = signs_digits(line->text, line->length);
    if (!read_value(line->text, digits, &out->value)) {
        return false;
    }
    size_t start = digits;
    size_t space = 0;
    while ((space = signs_space(line->text + start, line->length - start)) > 0) {
        start += space;
    }
    if (start == digits && start < line->length) {
        return false;
    }
    out->text_start = start;
    out->text_length = line->length - start;
    return true;
}

// What a step from one candidate to the next is worth; 0 when they cannot follow each other.
static long worth(const printed_line *lines, const candidate *from, const candidate *to)
{
    long lines_between = lines[to->line].index - lines[from->line].index;
    long values_between = (long)to->value - from->value;
    if (values_between < 1 || labs(values_between - lines_between) > MARK_SLACK) {
        return 0;
    }
    return values_between == lines_between ? 3 : 1;
}

// Finds the best chain; returns its last candidate. Linear: each looks back a fixed way.
static size_t best_chain(const printed_line *lines, candidate *all, size_t count)
{
    size_t best = NO_CANDIDATE;
    for (size_t i = 0; i < count; i++) {
        all[i].score = 1;
        all[i].before = NO_CANDIDATE;
        for (size_t back = 1; back <= MARK_LOOK_BACK && back <= i; back++) {
            long step = worth(lines, &all[i - back], &all[i]);
            if (step > 0 && all[i - back].score + step > all[i].score) {
                all[i].score = all[i - back].score + step;
                all[i].before = i - back;
            }
        }
        if (best == NO_CANDIDATE || all[i].score > all[best].score) {
            best = i;
        }
    }
    return best;
}

// The usual distance between the numbers of a chain: 5 for most printers.
static int32_t usual_step(const candidate *all, size_t last)
{
    size_t counts[21] = {0};
    int32_t best = 1;
    for (size_t i = last; all[i].before != NO_CANDIDATE; i = all[i].before) {
        int32_t step = all[i].value - all[all[i].before].value;
        if (step < 21) {
            counts[step]++;
        }
    }
    for (int32_t step = 1; step < 21; step++) {
        best = counts[step] > counts[best] ? step : best;
    }
    return best;
}

// Keeps the candidates that are multiples of the usual step: printers number lines 5, 10, 15…
static size_t keep_multiples(candidate *all, size_t count, int32_t step)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (all[i].value % step == 0) {
            all[kept++] = all[i];
        }
    }
    return kept;
}

typedef bool (*find_number)(const printed_line *line, candidate *out);

// A chain's length, or 0 when it is too short, full of holes, or covers too little of the text (a
// table).
static size_t chain_length(const printed_line *lines, size_t count, const candidate *all,
                           size_t last, int32_t step)
{
    size_t length = 1;
    size_t first = last;
    while (all[first].before != NO_CANDIDATE) {
        first = all[first].before;
        length++;
    }
    size_t possible = (size_t)((all[last].value - all[first].value) / step) + 1;
    long covered = lines[all[last].line].index - lines[all[first].line].index;
    long whole = lines[count - 1].index - lines[0].index;
    return length >= MARKS_AT_LEAST && length * 2 > possible && covered * 2 > whole ? length : 0;
}

static size_t find_chain(const printed_line *lines, size_t count, find_number find, candidate **out,
                         size_t *last)
{
    candidate *all = NULL;
    size_t capacity = 0;
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        candidate one = {.line = i};
        if (find(&lines[i], &one)) {
            PROPOS_GROW(all, capacity, found + 1);
            all[found++] = one;
        }
    }
    *out = all;
    if (all == NULL) {
        return 0;
    }
    int32_t step = usual_step(all, best_chain(lines, all, found));
    found = keep_multiples(all, found, step);
    *last = best_chain(lines, all, found);
    return *last == NO_CANDIDATE ? 0 : chain_length(lines, count, all, *last, step);
}

bool linenumbers_find(printed_line *lines, size_t count)
{
    candidate *ends = NULL;
    candidate *starts = NULL;
    size_t last_end = 0;
    size_t last_start = 0;
    size_t end_length = find_chain(lines, count, at_end, &ends, &last_end);
    size_t start_length = find_chain(lines, count, at_start, &starts, &last_start);
    bool at_ends = end_length >= start_length;
    const candidate *all = at_ends ? ends : starts;
    bool found = all != NULL && (end_length > 0 || start_length > 0);
    for (size_t i = at_ends ? last_end : last_start; found && i != NO_CANDIDATE;
         i = all[i].before) {
        printed_line *line = &lines[all[i].line];
        line->mark = all[i].value;
        line->text += all[i].text_start;
        line->length = all[i].text_length;
    }
    free(ends);
    free(starts);
    return found;
}

// One page: lines from `first` to before `end`.
static void count_page(printed_line *lines, size_t first, size_t end)
{
    const printed_line *mark = NULL;
    for (size_t i = first; i < end; i++) {
        if (lines[i].mark == 0) {
            if (mark != NULL) {
                lines[i].number = mark->mark + (int32_t)(lines[i].index - mark->index);
            }
            continue;
        }
        lines[i].number = lines[i].mark;
        lines[i].doubtful =
            mark != NULL && lines[i].mark - mark->mark != lines[i].index - mark->index;
        if (mark == NULL) {
            for (size_t back = i; back-- > first;) {
                long number = lines[i].mark - (lines[i].index - lines[back].index);
                lines[back].number = number > 0 ? (int32_t)number : 0;
            }
        }
        mark = &lines[i];
    }
}

void linenumbers_count(printed_line *lines, size_t count)
{
    size_t first = 0;
    for (size_t i = 0; i < count; i++) {
        bool page_ends = i + 1 == count || lines[i + 1].page_top || lines[i].page_number;
        if (page_ends) {
            count_page(lines, first, i + 1);
            first = i + 1;
        }
    }
}
