#include "search/citation.h"

#include "base/buffer.h"
#include "search/answer.h"
#include "text/unicode.h"

#include <string.h>

// The part of a coding that lies in the hit, in code points of its text; empty when it lies
// elsewhere.
static propos_range part_of(const propos_quotable *q, const propos_snap_coding *coding)
{
    uint32_t end = q->start + (uint32_t)propos_utf8_count(q->text, q->length);
    uint32_t from = coding->first_turn == q->turn ? coding->start : 0;
    uint32_t to = coding->last_turn == q->turn ? coding->end : end;
    from = from < q->start ? q->start : from;
    to = to > end ? end : to;
    if (coding->first_turn > q->turn || coding->last_turn < q->turn || to <= from) {
        return (propos_range){0, 0};
    }
    return (propos_range){from - q->start, to - q->start};
}

// The coded unit to quote: true when there is one.
static bool find_unit(const propos_quotable *q, propos_range *span, const char **unit)
{
    bool found = false;
    for (size_t i = 0; i < q->coding_count; i++) {
        const propos_snap_coding *coding = &q->snapshot->codings[q->codings[i]];
        propos_range part = part_of(q, coding);
        bool holds = part.end > part.start &&
                     (q->highlight == NULL ||
                      (part.start <= q->highlight->start && part.end >= q->highlight->end));
        if (!holds || (q->plan != NULL && !propos_plan_sees(q->plan, coding))) {
            continue;
        }
        bool numbered = coding->unit != NULL;
        bool better =
            !found || (numbered && *unit == NULL) ||
            (numbered == (*unit != NULL) && part.end - part.start < span->end - span->start);
        if (better) {
            *span = part;
            *unit = coding->unit;
            found = true;
        }
    }
    return found;
}

static bool ends_sentence(uint32_t value)
{
    return value == '.' || value == '?' || value == '!' || value == 0x2026;
}

// The sentence around code point `at`: from after the last sentence's end to its own.
static propos_range sentence_around(const propos_quotable *q, uint32_t at)
{
    propos_range span = {0, 0};
    uint32_t point = 0;
    bool ended = false; // a sentence has ended, and only spaces came since
    for (size_t i = 0; i < q->length; point++) {
        uint32_t value = 0;
        i += propos_utf8_read(q->text + i, q->length - i, &value);
        bool space = value == ' ' || value == '\n' || value == 0xA0;
        if (ended && !space && !ends_sentence(value)) {
            if (point > at) {
                return span;
            }
            span.start = point;
            ended = false;
        }
        // A full stop inside a mark "(.)" or a number ends nothing: a space or the end must follow.
        bool last = i >= q->length || q->text[i] == ' ' || q->text[i] == '\n';
        ended = ended || (ends_sentence(value) && last);
        span.end = space ? span.end : point + 1;
    }
    return span;
}

// True when nothing but a sentence's end stands before code point `start` of the turn's part that
// we have.
static bool begins_sentence(const propos_quotable *q, uint32_t start)
{
    if (start == 0) {
        return true; // passages begin with a sentence
    }
    return sentence_around(q, start).start == start;
}

json_t *propos_citation(const propos_quotable *quotable)
{
    const propos_quotable *q = quotable;
    propos_range span = {0, (uint32_t)propos_utf8_count(q->text, q->length)};
    const char *unit = NULL;
    if (!find_unit(q, &span, &unit) && q->highlight != NULL) {
        span = sentence_around(q, q->highlight->start);
    }
    size_t from = propos_utf8_offset(q->text, q->length, span.start);
    size_t to = propos_utf8_offset(q->text, q->length, span.end);
    propos_buffer text = {0};
    propos_buffer_puts(&text, begins_sentence(q, span.start) ? "" : "… ");
    propos_buffer_add(&text, q->text + from, to - from);
    bool estimated = false;
    json_t *lines = propos_answer_lines(q->snapshot, q->turn, q->start + span.start,
                                        q->start + span.end, &estimated);
    json_t *object = json_object();
    propos_json_set(object, "text", propos_json_text_n(propos_buffer_text(&text), text.length));
    propos_json_set(object, "span", propos_json_pair((long)span.start, (long)span.end));
    propos_json_set(object, "lines", lines);
    propos_json_set(object, "lines_estimated", json_boolean(estimated));
    propos_json_set(object, "unit", propos_json_text(unit));
    propos_buffer_free(&text);
    return object;
}
