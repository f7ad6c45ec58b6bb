#include "analysis/align.h"

#include "base/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

// What a step is worth. A shared word pays for one that differs and more; a gap costs most
// where it opens, so that words left out stay together.
enum {
    SCORE_SAME = 4,
    SCORE_OPTIONAL = 1, // hesitations that agree: they decide between places otherwise alike
    SCORE_SPELLED = 3,
    SCORE_CHANGED = -2,
    SCORE_ADDED = -3,
    SCORE_LOST = -3,
    SCORE_LOST_MORE = -1,
    SCORE_PASSED = -2, // where a cut begins to pass over words
    SCORE_NEVER = INT_MIN / 4
};
// Words that may differ by one letter, by two.
enum { ONE_LETTER = 5, TWO_LETTERS = 9, WORD_MOST = 64 };
// Most cells of the table: a quotation of a page beside an hour's turn; 5 bytes each.
enum { CELLS_MOST = 12000000 };

// How a cell was reached: an align_kind, or the beginning.
enum { REACHED_START = 255 };

typedef struct table {
    const align_word *quote, *text;
    size_t rows, columns; // counts of words + 1
    align_mode mode;
    int *score;
    unsigned char *reached;
} table;

// Letters to change, put in or take out, counted up to `most` (Wagner and Fischer 1974).
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length, size_t most)
{
    size_t row[WORD_MOST + 1];
    for (size_t j = 0; j <= b_length; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        size_t least = row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            size_t gap = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = change < gap ? change : gap;
            least = row[j] < least ? row[j] : least;
        }
        if (least > most) {
            return least;
        }
    }
    return row[b_length];
}

bool align_spelled_alike(const char *a, const char *b)
{
    if (a[0] != b[0]) {
        return false;
    }
    size_t x = strlen(a);
    size_t y = strlen(b);
    size_t shorter = x < y ? x : y;
    size_t apart = x < y ? y - x : x - y;
    size_t most = shorter >= TWO_LETTERS ? 2 : 1;
    return shorter >= ONE_LETTER && apart <= most && x <= WORD_MOST && y <= WORD_MOST &&
           distance(a, x, b, y, most) <= most;
}

static bool same(const align_word *a, const align_word *b)
{
    return a->fold == b->fold || strcmp(a->fold, b->fold) == 0;
}

// True when `whole` is `first` and `second` written as one.
static bool joined(const align_word *whole, const align_word *first, const align_word *second)
{
    size_t length = strlen(first->fold);
    return length > 0 && strncmp(whole->fold, first->fold, length) == 0 &&
           strcmp(whole->fold + length, second->fold) == 0;
}

static int at(const table *t, size_t row, size_t column)
{
    return t->score[row * t->columns + column];
}

static unsigned char how(const table *t, size_t row, size_t column)
{
    return t->reached[row * t->columns + column];
}

typedef struct choice {
    int score;
    unsigned char reached;
} choice;

static void consider(choice *best, int score, align_kind kind)
{
    if (score > best->score) {
        *best = (choice){score, (unsigned char)kind};
    }
}

// Both sides take a word, or one takes one and the other two.
static void consider_pairs(const table *t, size_t i, size_t j, choice *best)
{
    const align_word *q = &t->quote[i - 1];
    const align_word *x = &t->text[j - 1];
    if (same(q, x)) {
        bool light = ((q->flags | x->flags) & ALIGN_OPTIONAL) != 0;
        consider(best, at(t, i - 1, j - 1) + (light ? SCORE_OPTIONAL : SCORE_SAME), ALIGN_SAME);
    } else if (align_spelled_alike(q->fold, x->fold)) {
        consider(best, at(t, i - 1, j - 1) + SCORE_SPELLED, ALIGN_SPELLED);
    } else if (((q->flags | x->flags) & ALIGN_OPTIONAL) == 0) {
        consider(best, at(t, i - 1, j - 1) + SCORE_CHANGED, ALIGN_CHANGED);
    }
    if (j > 1 && joined(q, &t->text[j - 2], x)) {
        consider(best, at(t, i - 1, j - 2) + SCORE_SPELLED, ALIGN_JOINED);
    }
    if (i > 1 && (t->quote[i - 2].flags & (ALIGN_CUT | ALIGN_STOP)) == 0 &&
        joined(x, &t->quote[i - 2], q)) {
        consider(best, at(t, i - 2, j - 1) + SCORE_SPELLED, ALIGN_SPLIT);
    }
}

static void consider_gaps(const table *t, size_t i, size_t j, choice *best)
{
    unsigned q = t->quote[i - 1].flags;
    unsigned char before = how(t, i, j - 1);
    if ((q & ALIGN_OPTIONAL) != 0) {
        consider(best, at(t, i - 1, j), ALIGN_INSERTED);
    } else {
        consider(best, at(t, i - 1, j) + SCORE_ADDED, ALIGN_ADDED);
    }
    if ((t->text[j - 1].flags & ALIGN_OPTIONAL) != 0) {
        consider(best, at(t, i, j - 1), ALIGN_LEFT);
    } else {
        consider(best, at(t, i, j - 1) + (before == ALIGN_LOST ? SCORE_LOST_MORE : SCORE_LOST),
                 ALIGN_LOST);
    }
}

// The row of a sign of a cut: the text goes on at no cost.
static void consider_cut(const table *t, size_t i, size_t j, choice *best)
{
    consider(best, at(t, i - 1, j), ALIGN_SIGN);
    consider(best, at(t, i, j - 1) + (how(t, i, j - 1) == ALIGN_PASSED ? 0 : SCORE_PASSED),
             ALIGN_PASSED);
}

static choice cell(const table *t, size_t i, size_t j)
{
    choice best = {SCORE_NEVER, REACHED_START};
    unsigned flags = t->quote[i - 1].flags;
    if (t->mode == ALIGN_PART) {
        best.score = 0;
    }
    if ((flags & ALIGN_STOP) != 0) {
        return best;
    }
    if ((flags & ALIGN_CUT) != 0) {
        consider_cut(t, i, j, &best);
    } else {
        consider_pairs(t, i, j, &best);
        consider_gaps(t, i, j, &best);
    }
    return best;
}

// The first column: the quotation goes on before the text begins.
static choice first_cell(const table *t, size_t i)
{
    if (t->mode == ALIGN_PART) {
        return (choice){0, REACHED_START};
    }
    unsigned flags = t->quote[i - 1].flags;
    choice best = {SCORE_NEVER, REACHED_START};
    if ((flags & ALIGN_CUT) != 0) {
        consider(&best, at(t, i - 1, 0), ALIGN_SIGN);
    } else if ((flags & ALIGN_OPTIONAL) != 0) {
        consider(&best, at(t, i - 1, 0), ALIGN_INSERTED);
    } else {
        consider(&best, at(t, i - 1, 0) + SCORE_ADDED, ALIGN_ADDED);
    }
    return best;
}

static void fill(const table *t)
{
    for (size_t j = 0; j < t->columns; j++) {
        t->score[j] = 0;
        t->reached[j] = REACHED_START;
    }
    for (size_t i = 1; i < t->rows; i++) {
        for (size_t j = 0; j < t->columns; j++) {
            choice best = j == 0 ? first_cell(t, i) : cell(t, i, j);
            t->score[i * t->columns + j] = best.score;
            t->reached[i * t->columns + j] = best.reached;
        }
    }
}

static void find_end(const table *t, size_t *row, size_t *column)
{
    *row = t->rows - 1;
    *column = 0;
    size_t from = t->mode == ALIGN_WHOLE ? t->rows - 1 : 0;
    int best = INT_MIN;
    for (size_t i = from; i < t->rows; i++) {
        for (size_t j = 0; j < t->columns; j++) {
            if (at(t, i, j) > best) {
                best = at(t, i, j);
                *row = i;
                *column = j;
            }
        }
    }
}

// How many words of each side a step takes.
static void taken(unsigned char kind, size_t *quote, size_t *text)
{
    *quote = 1;
    *text = 1;
    switch ((align_kind)kind) {
    case ALIGN_JOINED:
        *text = 2;
        break;
    case ALIGN_SPLIT:
        *quote = 2;
        break;
    case ALIGN_LOST:
    case ALIGN_PASSED:
    case ALIGN_LEFT:
        *quote = 0;
        break;
    case ALIGN_ADDED:
    case ALIGN_INSERTED:
    case ALIGN_SIGN:
        *text = 0;
        break;
    case ALIGN_SAME:
    case ALIGN_SPELLED:
    case ALIGN_CHANGED:
        break;
    }
}

static bool shares(align_kind kind)
{
    return kind <= ALIGN_SPLIT;
}

static void walk_back(const table *t, size_t i, size_t j, alignment *out)
{
    size_t capacity = 0;
    while (how(t, i, j) != REACHED_START) {
        size_t quote = 0;
        size_t text = 0;
        unsigned char kind = how(t, i, j);
        taken(kind, &quote, &text);
        i -= quote;
        j -= text;
        PROPOS_GROW(out->steps, capacity, out->count + 1);
        out->steps[out->count++] = (align_step){(align_kind)kind, (uint32_t)i, (uint32_t)j};
    }
    for (size_t k = 0; k < out->count / 2; k++) {
        align_step swap = out->steps[k];
        out->steps[k] = out->steps[out->count - 1 - k];
        out->steps[out->count - 1 - k] = swap;
    }
}

static void measure(alignment *out)
{
    bool begun = false;
    for (size_t k = 0; k < out->count; k++) {
        const align_step *step = &out->steps[k];
        if (!shares(step->kind)) {
            continue;
        }
        if (!begun) {
            out->first = step->text;
            out->quote_first = step->quote;
        }
        begun = true;
        out->last = step->text + (step->kind == ALIGN_JOINED ? 1 : 0);
        out->quote_last = step->quote + (step->kind == ALIGN_SPLIT ? 1 : 0);
        out->same += step->kind == ALIGN_SPLIT ? 2 : 1;
    }
}

bool align_words(const align_word *quote, size_t quote_count, const align_word *text,
                 size_t text_count, align_mode mode, alignment *out)
{
    *out = (alignment){0};
    table t = {.quote = quote,
               .text = text,
               .rows = quote_count + 1,
               .columns = text_count + 1,
               .mode = mode};
    if (quote_count == 0 || text_count == 0 || t.rows > CELLS_MOST / t.columns) {
        return false;
    }
    t.score = propos_alloc(t.rows * t.columns, sizeof *t.score);
    t.reached = propos_alloc(t.rows * t.columns, 1);
    fill(&t);
    size_t row = 0;
    size_t column = 0;
    find_end(&t, &row, &column);
    out->score = at(&t, row, column);
    walk_back(&t, row, column, out);
    measure(out);
    free(t.score);
    free(t.reached);
    if (out->same == 0) {
        alignment_free(out);
    }
    return out->same > 0;
}

void alignment_free(alignment *a)
{
    free(a->steps);
    a->steps = NULL;
    a->count = 0;
    a->same = 0;
}
