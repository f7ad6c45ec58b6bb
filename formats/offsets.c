#include "formats/offsets.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "formats/encoding.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

// A quotation that may be something else counts as one from this many letters on.
#define LEAST_QUOTE 4

// How much better than the usual way of counting another one must fit, as a share of the spans: a
// few spans that somebody cut carelessly are no evidence.
#define BETTER_BY 0.02

// Most ways of counting: unit, CRLF, BOM, first position, end.
#define WAYS (3 * 2 * 2 * 2 * 2)

// ---- texts ----

// The line ends of the bytes, in order: 1 for CR LF. `step` is the width of a character, `at` the
// byte of the character that holds its ASCII value.
static size_t read_line_ends(const char *bytes, size_t length, size_t step, size_t at,
                             unsigned char *ends)
{
    size_t count = 0;
    for (size_t i = at; i < length; i += step) {
        if (step == 2 && bytes[i ^ 1] != '\0') {
            continue;
        }
        if (bytes[i] == '\n') {
            ends[count++] = OFFSETS_LF;
        } else if (bytes[i] == '\r') {
            bool two = i + step < length && bytes[i + step] == '\n' &&
                       (step == 1 || bytes[(i + step) ^ 1] == '\0');
            ends[count++] = two ? OFFSETS_CRLF : OFFSETS_LF;
            i += two ? step : 0;
        }
    }
    return count;
}

static bool has_bom(const char *bytes, size_t length, propos_encoding encoding)
{
    if (encoding == PROPOS_ENCODING_UTF8) {
        return length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    }
    bool utf16 = encoding == PROPOS_ENCODING_UTF16LE || encoding == PROPOS_ENCODING_UTF16BE;
    return utf16 && length >= 2 &&
           (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
}

propos_status offsets_text_read(propos_arena *arena, const char *bytes, size_t length,
                                const char *file, const char *encoding, offsets_text *text,
                                propos_error *error)
{
    char *utf8 = NULL;
    size_t utf8_length = 0;
    propos_encoding found = PROPOS_ENCODING_UTF8;
    propos_status status =
        propos_to_utf8(bytes, length, file, encoding, &utf8, &utf8_length, &found, error);
    if (status != PROPOS_OK) {
        return status;
    }
    size_t lines = 0;
    for (const char *at = utf8; (at = memchr(at, '\n', utf8_length - (size_t)(at - utf8))) != NULL;
         at++) {
        lines++;
    }
    bool wide = found == PROPOS_ENCODING_UTF16LE || found == PROPOS_ENCODING_UTF16BE;
    unsigned char *ends = propos_alloc(length + 1, 1);
    size_t count = read_line_ends(bytes, wide ? length & ~(size_t)1 : length, wide ? 2 : 1,
                                  found == PROPOS_ENCODING_UTF16BE ? 1 : 0, ends);
    *text = (offsets_text){
        .text = propos_arena_strndup(arena, utf8, utf8_length),
        .length = utf8_length,
        .bom = has_bom(bytes, length, found),
    };
    if (count == lines && memchr(ends, OFFSETS_CRLF, count + 1) != NULL) {
        text->line_ends = propos_arena_copy(arena, ends, count, 1);
        text->line_end_count = count;
    }
    free(ends);
    free(utf8);
    return PROPOS_OK;
}

// ---- ways of counting ----

// A text taken apart: for each code point where it stands in bytes, and whether it belongs to a
// word.
typedef struct letters {
    uint32_t count;
    uint32_t *bytes;      // count + 1
    unsigned char *kinds; // count
    uint32_t *positions;  // count + 1: of the way that is being tried
    bool beyond_bmp, beyond_ascii, crlf;
} letters;

enum { KIND_SIGN, KIND_SPACE, KIND_WORD };

static unsigned char kind_of(uint32_t value)
{
    switch (utf8proc_category((utf8proc_int32_t)value)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
        return KIND_WORD;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
        return KIND_SPACE;
    default:
        return KIND_SIGN;
    }
}

static void take_apart(const offsets_text *text, letters *l)
{
    l->count = (uint32_t)propos_utf8_count(text->text, text->length);
    l->bytes = propos_alloc((size_t)l->count + 1, sizeof *l->bytes);
    l->kinds = propos_alloc((size_t)l->count + 1, 1);
    l->positions = propos_alloc((size_t)l->count + 1, sizeof *l->positions);
    l->crlf = text->line_ends != NULL &&
              memchr(text->line_ends, OFFSETS_CRLF, text->line_end_count) != NULL;
    size_t at = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t value = 0;
        l->bytes[i] = (uint32_t)at;
        at += propos_utf8_read(text->text + at, text->length - at, &value);
        l->kinds[i] = kind_of(value);
        l->beyond_bmp = l->beyond_bmp || value > 0xFFFF;
        l->beyond_ascii = l->beyond_ascii || value > 0x7F;
    }
    l->bytes[l->count] = (uint32_t)at;
}

static void put_apart(letters *l)
{
    free(l->bytes);
    free(l->kinds);
    free(l->positions);
}

// Where each code point stands when counted in this way.
static void count_positions(const offsets_text *text, letters *l, const offsets_convention *way)
{
    static const uint32_t bom_width[] = {1, 1, 3};
    uint32_t position =
        (way->bom_counted && text->bom ? bom_width[way->unit] : 0) + (way->from_one ? 1 : 0);
    size_t line = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        l->positions[i] = position;
        uint32_t width = l->bytes[i + 1] - l->bytes[i];
        bool newline = text->text[l->bytes[i]] == '\n';
        unsigned char end = newline && line < text->line_end_count ? text->line_ends[line]
                                                                   : (unsigned char)OFFSETS_LF;
        line += newline;
        if (way->unit == OFFSETS_POINTS) {
            width = 1;
        } else if (way->unit == OFFSETS_UTF16) {
            width = width == 4 ? 2 : 1;
        }
        width += end == OFFSETS_CRLF && way->crlf_two ? 1 : 0;
        position += end == OFFSETS_MADE ? 0 : width;
    }
    l->positions[l->count] = position;
}

// The code point that stands at `position`; false when none does. Where line ends count nothing
// several do: a span begins after them and ends before.
static bool point_at(const letters *l, int64_t position, bool start, uint32_t *point)
{
    uint32_t low = 0;
    uint32_t high = l->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if ((int64_t)l->positions[middle] < position) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = (int64_t)l->positions[low] == position;
    while (start && low < l->count && (int64_t)l->positions[low + 1] == position) {
        low++;
    }
    *point = low;
    return found;
}

static void settle_span(const letters *l, const offsets_convention *way, offsets_span *span)
{
    // A project may hold any number: what no text can have is not added to.
    bool sane = span->start >= 0 && span->end >= 0 && span->end < (int64_t)UINT32_MAX;
    span->valid = sane && point_at(l, span->start, true, &span->from) &&
                  point_at(l, span->end + (way->end_inclusive ? 1 : 0), false, &span->to) &&
                  span->from < span->to;
}

// ---- evidence ----

static size_t skip_space(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint32_t value = 0;
        size_t width = propos_utf8_read(text + at, length - at, &value);
        if (kind_of(value) != KIND_SPACE) {
            break;
        }
        at += width;
    }
    return at;
}

// Goes through both texts, runs of white space being alike. Returns the bytes of `text` that the
// whole of `quote` took, (size_t)-1 when they differ.
static size_t match_quote(const char *text, size_t length, const char *quote, size_t quote_length)
{
    size_t i = skip_space(text, length);
    size_t j = skip_space(quote, quote_length);
    while (j < quote_length) {
        size_t text_space = skip_space(text + i, length - i);
        size_t quote_space = skip_space(quote + j, quote_length - j);
        if (j + quote_space == quote_length) {
            break; // white space at the quotation's end
        }
        if ((text_space > 0) != (quote_space > 0)) {
            return (size_t)-1;
        }
        i += text_space;
        j += quote_space;
        if (i >= length || text[i] != quote[j]) {
            return (size_t)-1;
        }
        i++;
        j++;
    }
    return i;
}

// The bytes of a quotation without the dots that say it was cut.
static size_t without_dots(const char *quote)
{
    size_t length = strlen(quote);
    if (length >= 3 &&
        (memcmp(quote + length - 3, "...", 3) == 0 || memcmp(quote + length - 3, "…", 3) == 0)) {
        length -= 3;
    }
    return length;
}

static bool stands(const char *text, size_t length, const char *quote, bool maybe)
{
    size_t taken = match_quote(text, length, quote, strlen(quote));
    if (taken == (size_t)-1 && maybe) {
        taken = match_quote(text, length, quote, without_dots(quote));
    }
    return taken != (size_t)-1 &&
           (maybe || taken + skip_space(text + taken, length - taken) == length);
}

bool offsets_quote_stands(const offsets_text *text, const offsets_span *span)
{
    if (span->quote == NULL || !span->valid) {
        return false;
    }
    size_t from = propos_utf8_offset(text->text, text->length, span->from);
    size_t to = propos_utf8_offset(text->text, text->length, span->to);
    return stands(text->text + from, to - from, span->quote, span->quote_maybe);
}

// True when the words of what may be a quotation stand anywhere in the text.
static bool occurs(const offsets_text *text, const char *quote)
{
    size_t skipped = skip_space(quote, strlen(quote));
    quote += skipped;
    size_t length = without_dots(quote);
    if (propos_utf8_count(quote, length) < LEAST_QUOTE) {
        return false;
    }
    for (const char *at = text->text;
         (at = memchr(at, quote[0], text->length - (size_t)(at - text->text))) != NULL; at++) {
        if (match_quote(at, text->length - (size_t)(at - text->text), quote, length) !=
            (size_t)-1) {
            return true;
        }
    }
    return false;
}

// What one way of counting has for it.
typedef struct score {
    size_t quotes, equal, edges, on_edge;
    size_t neat;     // edges that leave no white space inside the span
    size_t agreeing; // half points: a quotation that stands, or two edges
} score;

static bool cuts_word(const letters *l, uint32_t point)
{
    return point > 0 && point < l->count && l->kinds[point - 1] == KIND_WORD &&
           l->kinds[point] == KIND_WORD;
}

static void weigh(const offsets_text *text, const letters *l, const offsets_span *span, score *s)
{
    s->edges += 2;
    s->quotes += span->quote != NULL;
    if (!span->valid) {
        return;
    }
    size_t good = (size_t)!cuts_word(l, span->from) + (size_t)!cuts_word(l, span->to);
    s->on_edge += good;
    s->neat += (size_t)(l->kinds[span->from] != KIND_SPACE) +
               (size_t)(l->kinds[span->to - 1] != KIND_SPACE);
    bool equal = false;
    if (span->quote != NULL) {
        size_t from = l->bytes[span->from];
        equal =
            stands(text->text + from, l->bytes[span->to] - from, span->quote, span->quote_maybe);
        s->equal += equal;
        good = equal ? 2 : 0;
    }
    s->agreeing += good;
}

// One number to compare ways by: a quotation says more than any number of edges could.
static double worth(const score *s)
{
    double spans = s->edges == 0 ? 1 : (double)s->edges / 2;
    return 10 * (double)s->equal / spans + ((double)s->on_edge + (double)s->neat / 2) / spans;
}

// ---- the search ----

typedef struct search {
    const offsets_text *texts;
    size_t text_count;
    letters *letters; // one a text
    offsets_span *spans;
    size_t span_count;
} search;

static void try_way(search *s, const offsets_convention *way, score *result)
{
    *result = (score){0};
    for (size_t i = 0; i < s->text_count; i++) {
        count_positions(&s->texts[i], &s->letters[i], way);
    }
    for (size_t i = 0; i < s->span_count; i++) {
        offsets_span *span = &s->spans[i];
        settle_span(&s->letters[span->text], way, span);
        weigh(&s->texts[span->text], &s->letters[span->text], span, result);
    }
}

// The ways that can differ for these texts: the usual one first, then those that tools are known to
// have before odd ones, since the first of equals is taken.
static size_t list_ways(const search *s, offsets_convention usual, offsets_convention *ways)
{
    bool crlf = false;
    bool bom = false;
    bool wide = false;
    bool bytes = false;
    for (size_t i = 0; i < s->text_count; i++) {
        crlf = crlf || s->letters[i].crlf;
        bom = bom || s->texts[i].bom;
        wide = wide || s->letters[i].beyond_bmp;
        bytes = bytes || s->letters[i].beyond_ascii;
    }
    size_t count = 0;
    ways[count++] = usual;
    for (unsigned bits = 0; bits < WAYS; bits++) {
        offsets_convention way = {
            .unit = (offsets_unit)(bits % 3),
            .crlf_two = bits / 3 % 2 == 1,
            .bom_counted = bits / 6 % 2 == 1,
            .from_one = bits / 12 % 2 == 1,
            .end_inclusive = bits / 24 % 2 == 1,
        };
        bool differs = (crlf || way.crlf_two == usual.crlf_two) &&
                       (bom || way.bom_counted == usual.bom_counted);
        if (way.unit != usual.unit) {
            bool with_bytes = way.unit == OFFSETS_BYTES || usual.unit == OFFSETS_BYTES;
            differs = differs && (with_bytes ? bytes : wide);
        }
        bool same = way.unit == usual.unit && way.crlf_two == usual.crlf_two &&
                    way.bom_counted == usual.bom_counted && way.from_one == usual.from_one &&
                    way.end_inclusive == usual.end_inclusive;
        if (differs && !same) {
            ways[count++] = way;
        }
    }
    return count;
}

// True when two ways give the same spans; the spans are left as the second one gives them.
static bool same_spans(search *s, const offsets_convention *a, const offsets_convention *b)
{
    score ignored;
    uint32_t *kept = propos_alloc(2 * s->span_count + 1, sizeof *kept);
    try_way(s, a, &ignored);
    for (size_t i = 0; i < s->span_count; i++) {
        kept[2 * i] = s->spans[i].valid ? s->spans[i].from : UINT32_MAX;
        kept[2 * i + 1] = s->spans[i].valid ? s->spans[i].to : UINT32_MAX;
    }
    try_way(s, b, &ignored);
    bool same = true;
    for (size_t i = 0; i < s->span_count && same; i++) {
        same = kept[2 * i] == (s->spans[i].valid ? s->spans[i].from : UINT32_MAX) &&
               kept[2 * i + 1] == (s->spans[i].valid ? s->spans[i].to : UINT32_MAX);
    }
    free(kept);
    return same;
}

// What may be a quotation is one when its words stand somewhere in the text; when most of a
// project's do, the others are quotations too, of words that are gone.
static void settle_quotes(search *s)
{
    size_t maybe = 0;
    size_t found = 0;
    bool *there = propos_alloc(s->span_count + 1, sizeof *there);
    for (size_t i = 0; i < s->span_count; i++) {
        offsets_span *span = &s->spans[i];
        if (span->quote != NULL && span->quote_maybe) {
            there[i] = occurs(&s->texts[span->text], span->quote);
            maybe++;
            found += there[i];
        }
    }
    for (size_t i = 0; i < s->span_count; i++) {
        offsets_span *span = &s->spans[i];
        if (span->quote != NULL && span->quote_maybe && !there[i] && 2 * found <= maybe) {
            span->quote = NULL;
        }
    }
    free(there);
}

static void open_search(search *s)
{
    s->letters = propos_alloc(s->text_count + 1, sizeof *s->letters);
    for (size_t i = 0; i < s->text_count; i++) {
        take_apart(&s->texts[i], &s->letters[i]);
    }
}

static void close_search(search *s)
{
    for (size_t i = 0; i < s->text_count; i++) {
        put_apart(&s->letters[i]);
    }
    free(s->letters);
}

void offsets_apply(const offsets_text *texts, size_t text_count, offsets_span *spans,
                   size_t span_count, const offsets_convention *way)
{
    search s = {texts, text_count, NULL, spans, span_count};
    score ignored;
    open_search(&s);
    try_way(&s, way, &ignored);
    close_search(&s);
}

void offsets_settle(const offsets_text *texts, size_t text_count, offsets_span *spans,
                    size_t span_count, offsets_convention usual, offsets_finding *finding)
{
    search s = {texts, text_count, NULL, spans, span_count};
    open_search(&s);
    settle_quotes(&s);
    offsets_convention ways[WAYS + 1];
    score scores[WAYS + 1] = {{0}};
    size_t count = list_ways(&s, usual, ways);
    size_t best = 0;
    for (size_t i = 0; i < count; i++) {
        try_way(&s, &ways[i], &scores[i]);
        double margin = best == 0 ? BETTER_BY : 0;
        if (worth(&scores[i]) > worth(&scores[best]) + margin) {
            best = i;
        }
    }
    const score *won = &scores[best];
    *finding = (offsets_finding){
        .convention = ways[best],
        .confidence = span_count == 0 ? 1 : (double)won->agreeing / (double)(2 * span_count),
        .quotes = won->quotes,
        .equal = won->equal,
        .edges = won->edges,
        .on_edge = won->on_edge,
    };
    for (size_t i = 0; i < count && !finding->ambiguous; i++) {
        finding->ambiguous =
            i != best && worth(&scores[i]) >= worth(won) && !same_spans(&s, &ways[i], &ways[best]);
    }
    score ignored;
    try_way(&s, &ways[best], &ignored);
    close_search(&s);
}

const char *offsets_convention_name(propos_arena *arena, const offsets_convention *convention)
{
    static const char *const units[] = {N_("characters"), N_("UTF-16 units"), N_("UTF-8 bytes")};
    return propos_arena_printf(arena, "%s, %s, %s, %s, %s", _(units[convention->unit]),
                               convention->crlf_two ? _("CRLF counts two")
                                                    : _("a line end counts one"),
                               convention->bom_counted ? _("BOM counted") : _("BOM skipped"),
                               convention->from_one ? _("from 1") : _("from 0"),
                               convention->end_inclusive ? _("end included") : _("end excluded"));
}
