// A concordance: one line for each place where the words asked were found, aligned on them, with
// what stands left and right of them.
#include "base/i18n.h"
#include "base/memory.h"
#include "query/cut.h"
#include "query/print.h"
#include "text/unicode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

// What a table holds on each side, in code points: a sentence or two.
enum { TABLE_CONTEXT = 200 };
// Of a terminal's width, the address and the speaker take what they need up to this; and the words
// on each side get at least so much.
enum { ADDRESS_WIDEST = 24, SPEAKER_WIDEST = 12, SIDE_LEAST = 12 };
// Between the columns.
#define GAP "  "

typedef struct line {
    const json_t *hit;
    char *left, *match, *right;       // white space made single spaces; owned
    char *left_folded, *right_folded; // for sorting; the left one with its words turned round
    char *address;
    size_t order;
} line;

typedef struct concordance {
    line *items;
    size_t count, capacity;
} concordance;

// ---- columns on a screen ----

static unsigned width_of(uint32_t c)
{
    int width = utf8proc_charwidth((utf8proc_int32_t)c);
    return width > 0 ? (unsigned)width : 0;
}

static unsigned shown_width(const char *text)
{
    size_t length = strlen(text);
    unsigned width = 0;
    for (size_t i = 0; i < length;) {
        uint32_t c = 0;
        i += propos_utf8_read(text + i, length - i, &c);
        width += width_of(c);
    }
    return width;
}

static void spaces(FILE *out, unsigned count)
{
    (void)fprintf(out, "%*s", (int)count, "");
}

// The beginning of `text`, filled or cut to `width`.
static void print_start(FILE *out, const char *text, unsigned width, bool fill)
{
    size_t length = strlen(text);
    unsigned used = 0;
    size_t i = 0;
    bool cut = shown_width(text) > width;
    while (i < length) {
        uint32_t c = 0;
        size_t step = propos_utf8_read(text + i, length - i, &c);
        if (used + width_of(c) + (cut ? 1 : 0) > width) {
            break;
        }
        (void)fwrite(text + i, 1, step, out);
        used += width_of(c);
        i += step;
    }
    if (cut && width > 0) {
        (void)fputs("…", out);
        used++;
    }
    spaces(out, fill && width > used ? width - used : 0);
}

// The end of `text`, right-aligned in `width`.
static void print_end(FILE *out, const char *text, unsigned width)
{
    size_t length = strlen(text);
    unsigned all = shown_width(text);
    if (all <= width) {
        spaces(out, width - all);
        (void)fputs(text, out);
        return;
    }
    size_t i = 0;
    while (i < length && all + 1 > width) {
        uint32_t c = 0;
        i += propos_utf8_read(text + i, length - i, &c);
        all -= width_of(c);
    }
    spaces(out, width - all - 1);
    (void)fprintf(out, "…%s", text + i);
}

// ---- lines ----

// Code points [start, end) of a text, white space made single spaces.
static char *part_of(const char *text, size_t start, size_t end)
{
    size_t length = strlen(text);
    size_t from = propos_utf8_offset(text, length, start);
    size_t to = propos_utf8_offset(text, length, end);
    propos_buffer out = {0};
    for (size_t i = from; i < to; i++) {
        bool space = strchr(" \t\r\n", text[i]) != NULL;
        if (!space) {
            propos_buffer_putc(&out, text[i]);
        } else if (out.length == 0 || out.bytes[out.length - 1] != ' ') {
            propos_buffer_putc(&out, ' ');
        }
    }
    return out.length > 0 ? propos_buffer_take(&out) : propos_strdup("");
}

// The folded words of `text`: lines are sorted by words, not by commas.
static char *words_of(const char *text)
{
    static const char ELLIPSIS[] = "…";
    char *folded = propos_folded(text);
    for (char *at = folded; *at != '\0'; at++) {
        if (strncmp(at, ELLIPSIS, sizeof ELLIPSIS - 1) == 0) {
            memset(at, ' ', sizeof ELLIPSIS - 1);
        }
        *at = strchr(",;:.!?\"'()[]{}=-", *at) != NULL ? ' ' : *at;
    }
    char *words = propos_folded(folded); // with single spaces
    free(folded);
    return words;
}

// The same, nearest to the match first.
static char *turned_round(const char *text)
{
    char *folded = words_of(text);
    propos_buffer out = {0};
    for (size_t end = strlen(folded); end > 0;) {
        size_t start = end;
        while (start > 0 && folded[start - 1] != ' ') {
            start--;
        }
        propos_buffer_add(&out, folded + start, end - start);
        propos_buffer_putc(&out, ' ');
        end = start > 0 ? start - 1 : 0;
    }
    free(folded);
    return out.length > 0 ? propos_buffer_take(&out) : propos_strdup("");
}

static char *address_of(const json_t *hit)
{
    propos_buffer out = {0};
    propos_buffer lines = {0};
    propos_buffer_printf(&out, "%s:%lld", query_text(json_object_get(hit, "document"), "id"),
                         (long long)json_integer_value(json_object_get(hit, "turn")));
    query_lines(&lines, json_object_get(hit, "lines"),
                json_is_true(json_object_get(hit, "lines_estimated")));
    if (lines.length > 0) {
        propos_buffer_printf(&out, " %s", propos_buffer_text(&lines));
    }
    propos_buffer_free(&lines);
    return propos_buffer_take(&out);
}

static void add_lines(concordance *c, const json_t *hit)
{
    const char *text = query_text(hit, "text");
    size_t length = propos_utf8_count(text, strlen(text));
    size_t i = 0;
    const json_t *found = NULL;
    json_array_foreach(json_object_get(hit, "highlights"), i, found)
    {
        size_t start = (size_t)json_integer_value(json_array_get(found, 0));
        size_t end = (size_t)json_integer_value(json_array_get(found, 1));
        size_t from = start > TABLE_CONTEXT ? start - TABLE_CONTEXT : 0;
        size_t to = length - end > TABLE_CONTEXT ? end + TABLE_CONTEXT : length;
        PROPOS_GROW(c->items, c->capacity, c->count + 1);
        line *l = &c->items[c->count];
        *l = (line){.hit = hit,
                    .left = part_of(text, from, start),
                    .match = part_of(text, start, end),
                    .right = part_of(text, end, to),
                    .address = address_of(hit),
                    .order = c->count};
        l->left_folded = turned_round(l->left);
        l->right_folded = words_of(l->right);
        c->count++;
    }
}

static int in_order(const line *x, const line *y)
{
    return x->order < y->order ? -1 : x->order > y->order;
}

static int by_left(const void *a, const void *b)
{
    const line *x = a;
    const line *y = b;
    int order = strcmp(x->left_folded, y->left_folded);
    return order != 0 ? order : in_order(x, y);
}

static int by_right(const void *a, const void *b)
{
    const line *x = a;
    const line *y = b;
    int order = strcmp(x->right_folded, y->right_folded);
    return order != 0 ? order : in_order(x, y);
}

static concordance concordance_of(const json_t *answer, query_kwic_sort sort)
{
    concordance c = {0};
    size_t i = 0;
    const json_t *hit = NULL;
    // What answers in part only, by a word of like meaning, is shown where nothing else is.
    bool full = json_integer_value(json_object_get(answer, "total")) > 0;
    json_array_foreach(json_object_get(answer, "hits"), i, hit)
    {
        if (!full || !json_is_true(json_object_get(hit, "partial"))) {
            add_lines(&c, hit);
        }
    }
    // In the order of the transcripts the answer has come already.
    if (c.count > 1 && (sort == QUERY_KWIC_LEFT || sort == QUERY_KWIC_RIGHT)) {
        qsort(c.items, c.count, sizeof *c.items, sort == QUERY_KWIC_LEFT ? by_left : by_right);
    }
    return c;
}

static void concordance_free(concordance *c)
{
    for (size_t i = 0; i < c->count; i++) {
        line *l = &c->items[i];
        free(l->left);
        free(l->match);
        free(l->right);
        free(l->left_folded);
        free(l->right_folded);
        free(l->address);
    }
    free(c->items);
}

static const char *speaker_of(const line *l)
{
    return query_text(json_object_get(l->hit, "speaker"), "label");
}

// ---- printing ----

static unsigned at_most(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static void print_screen(const concordance *c, const query_style *style, FILE *out)
{
    unsigned address = 0;
    unsigned speaker = 0;
    for (size_t i = 0; i < c->count; i++) {
        unsigned a = shown_width(c->items[i].address);
        unsigned s = shown_width(speaker_of(&c->items[i]));
        address = a > address ? a : address;
        speaker = s > speaker ? s : speaker;
    }
    address = at_most(address, ADDRESS_WIDEST);
    speaker = at_most(speaker, SPEAKER_WIDEST);
    unsigned taken = address + speaker + 2 * (unsigned)strlen(GAP);
    unsigned left = style->width > taken ? (style->width - taken) * 2 / 5 : 0;
    left = left > SIDE_LEAST ? left : SIDE_LEAST;
    bool marks = !style->colours; // the columns show where the words are; colours show how far
    for (size_t i = 0; i < c->count; i++) {
        const line *l = &c->items[i];
        unsigned used = taken + left + shown_width(l->match) + (marks ? 2 : 0);
        unsigned right = style->width > used ? style->width - used : 0;
        (void)fputs(style->faint, out);
        print_start(out, l->address, address, true);
        (void)fputs(GAP, out);
        print_start(out, speaker_of(l), speaker, true);
        (void)fprintf(out, "%s" GAP, style->faint_end);
        print_end(out, l->left, left);
        (void)fprintf(out, "%s%s%s", style->word, l->match, style->word_end);
        print_start(out, l->right, right > SIDE_LEAST ? right : SIDE_LEAST, false);
        (void)fputc('\n', out);
    }
}

static void number_cell(FILE *out, const json_t *value)
{
    char text[32] = "";
    if (json_is_integer(value)) {
        (void)snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
    }
    query_csv_cell(out, text, false);
}

static void print_table(const concordance *c, FILE *out)
{
    static const char *const columns[] = {"study",     "document", "turn",    "line_first",
                                          "line_last", "locator",  "speaker", "left",
                                          "match",     "right",    "passage"};
    enum { COLUMNS = sizeof columns / sizeof columns[0] };
    for (size_t i = 0; i < COLUMNS; i++) {
        query_csv_cell(out, columns[i], i + 1 == COLUMNS);
    }
    for (size_t i = 0; i < c->count; i++) {
        const line *l = &c->items[i];
        const json_t *lines = json_object_get(l->hit, "lines");
        query_csv_cell(out, query_text(l->hit, "study"), false);
        query_csv_cell(out, query_text(json_object_get(l->hit, "document"), "id"), false);
        number_cell(out, json_object_get(l->hit, "turn"));
        number_cell(out, json_array_get(lines, 0));
        number_cell(out, json_array_get(lines, 1));
        query_csv_cell(out, query_text(l->hit, "locator"), false);
        query_csv_cell(out, speaker_of(l), false);
        query_csv_cell(out, l->left, false);
        query_csv_cell(out, l->match, false);
        query_csv_cell(out, l->right, false);
        query_csv_cell(out, query_text(l->hit, "passage"), true);
    }
}

static void print_escaped(FILE *out, const char *text, const char *before, const char *after)
{
    propos_buffer cell = {0};
    query_cut(&cell, text, 0, (size_t)-1, &(query_marking){.escape = QUERY_MARKDOWN_SIGNS});
    (void)fprintf(out, "%s%s%s", before, propos_buffer_text(&cell), after);
    propos_buffer_free(&cell);
}

static void print_markdown(const concordance *c, FILE *out)
{
    (void)fputs("| | | | | |\n|---|---|---:|---|---|\n", out);
    for (size_t i = 0; i < c->count; i++) {
        const line *l = &c->items[i];
        print_escaped(out, l->address, "| ", " | ");
        print_escaped(out, speaker_of(l), "", " | ");
        print_escaped(out, l->left, "", " | ");
        print_escaped(out, l->match, "**", "** | ");
        print_escaped(out, l->right, "", " |\n");
    }
}

void query_print_kwic(const query_options *options, const json_t *answer, const query_style *style,
                      FILE *out)
{
    concordance c = concordance_of(answer, options->kwic_sort);
    if (options->format == QUERY_FORMAT_CSV) {
        print_table(&c, out);
    } else if (options->format == QUERY_FORMAT_MARKDOWN) {
        print_markdown(&c, out);
    } else {
        print_screen(&c, style, out);
    }
    if (c.count == 0 && json_array_size(json_object_get(answer, "hits")) > 0) {
        (void)fputs(_("propos: no word was asked for that stands in these passages: there is "
                      "nothing to align\n"),
                    stderr);
    }
    concordance_free(&c);
}
