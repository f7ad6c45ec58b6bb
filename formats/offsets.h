// How another tool counts positions in a text.
//
// The standards are kept by few: the same project holds code points, UTF-16 units or bytes, a line
// end of two characters or of one, a byte order mark that counts or not, ends that are still part
// of the span or no longer. Every way of counting is tried on all spans of the project, and the one
// that the evidence speaks for is taken: stored quotations first, the edges of words next.
#ifndef PROPOS_FORMATS_OFFSETS_H
#define PROPOS_FORMATS_OFFSETS_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum offsets_unit {
    OFFSETS_POINTS, // Unicode code points
    OFFSETS_UTF16,  // UTF-16 units: an emoji counts two
    OFFSETS_BYTES   // bytes of UTF-8
} offsets_unit;

typedef struct offsets_convention {
    offsets_unit unit;
    bool crlf_two;      // a line end that the file writes as CR LF counts two
    bool bom_counted;   // the byte order mark is position 0
    bool from_one;      // the first character is 1
    bool end_inclusive; // the end is the last character of the span, not the one after it
} offsets_convention;

// How a line end of a text stands in the file.
enum {
    OFFSETS_LF,   // one character
    OFFSETS_CRLF, // two
    OFFSETS_MADE  // not at all: it was put in where a paragraph ends, and counts nothing
};

// A text in whose characters the tool counts.
typedef struct offsets_text {
    const char *text; // UTF-8, LF, without byte order mark
    size_t length;
    // For each LF of `text` how the file has it; NULL: as LF throughout.
    const unsigned char *line_ends;
    size_t line_end_count;
    bool bom; // the file begins with a byte order mark
} offsets_text;

// A span as the tool says it, and what becomes of it.
typedef struct offsets_span {
    size_t text; // index of its text
    int64_t start, end;
    const char *quote; // what the tool says stands there, or NULL
    bool quote_maybe;  // it may be something else (a name), or only the beginning of the words
    bool valid;        // both positions lie in the text and not inside a character
    uint32_t from, to; // code points in the text, end-exclusive
} offsets_span;

typedef struct offsets_finding {
    offsets_convention convention;
    double confidence;     // the share of spans whose evidence agrees, 0 to 1
    size_t quotes, equal;  // spans with a quotation, and those whose quotation stands there
    size_t edges, on_edge; // edges of spans (two each), and those that cut no word in two
    bool ambiguous;        // another way of counting fits as well, and gives other spans
} offsets_finding;

// Below this share of agreeing evidence an import would be a guess: quotations nearly always stand
// where they are said to, and hands cut few words in two, while positions taken at random fall on
// the edge of a word about every other time.
#define OFFSETS_LEAST_CONFIDENCE 0.8

// Reads a file's bytes into `text`, which keeps what its positions may depend on. Errors of
// propos_to_utf8(). Memory is the arena's.
propos_status offsets_text_read(propos_arena *arena, const char *bytes, size_t length,
                                const char *file, const char *encoding, offsets_text *text,
                                propos_error *error);

// Finds how `spans` are counted, and settles each. `usual` is what the tool is known to write: it
// stays unless another way fits better.
void offsets_settle(const offsets_text *texts, size_t text_count, offsets_span *spans,
                    size_t span_count, offsets_convention usual, offsets_finding *finding);

// Settles spans that are counted in a way that is known.
void offsets_apply(const offsets_text *texts, size_t text_count, offsets_span *spans,
                   size_t span_count, const offsets_convention *way);

// True when the text of the span is what its quotation says, white space being alike (and a
// quotation that may be a beginning only has to begin so).
bool offsets_quote_stands(const offsets_text *text, const offsets_span *span);

// "UTF-16 units, CRLF counts two, BOM skipped, from 0, end exclusive": the arena's, translated.
const char *offsets_convention_name(propos_arena *arena, const offsets_convention *convention);

#endif
