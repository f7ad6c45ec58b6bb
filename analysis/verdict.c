#include "analysis/verdict.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// ---- differences ----

// Steps that belong together: words changed, lost or added beside one another.
typedef struct difference {
    const char *kind;
    size_t quote_first, quote_count, text_first, text_count;
    int denials; // how many more words deny in what was said than in the quotation
} difference;

typedef struct differences {
    difference *items;
    size_t count, capacity;
} differences;

static bool is_changed(align_kind kind)
{
    return kind == ALIGN_CHANGED || kind == ALIGN_LOST || kind == ALIGN_ADDED;
}

static bool is_spelled(align_kind kind)
{
    return kind == ALIGN_SPELLED || kind == ALIGN_JOINED || kind == ALIGN_SPLIT;
}

// 0: nothing differs; steps of the same class that follow one another make one difference.
static int class_of(align_kind kind)
{
    if (is_changed(kind)) {
        return 1;
    }
    if (is_spelled(kind)) {
        return 2;
    }
    return kind == ALIGN_PASSED ? 3 : 0;
}

static void take_step(const quotation *q, difference *d, const align_step *s)
{
    bool of_text = s->kind != ALIGN_ADDED;
    bool of_quote = s->kind != ALIGN_LOST && s->kind != ALIGN_PASSED;
    if (of_text) {
        d->text_first = d->text_count == 0 ? s->text : d->text_first;
        d->text_count = s->text - d->text_first + (s->kind == ALIGN_JOINED ? 2 : 1);
        d->denials += wording_denies(q->window.words[s->text].fold) ? 1 : 0;
    }
    if (of_quote) {
        d->quote_first = d->quote_count == 0 ? s->quote : d->quote_first;
        d->quote_count = s->quote - d->quote_first + (s->kind == ALIGN_SPLIT ? 2 : 1);
        d->denials -= wording_denies(q->words.words[s->quote].fold) ? 1 : 0;
    }
}

// Words that the author replaced by his own in brackets were left out for all to see.
static bool beside_insertion(const alignment *a, size_t from, size_t to)
{
    return (from > 0 && a->steps[from - 1].kind == ALIGN_INSERTED) ||
           (to < a->count && a->steps[to].kind == ALIGN_INSERTED);
}

static const char *name_of(const difference *d, int class, bool inserted)
{
    if (class == 2) {
        return "spelling";
    }
    if (class == 3 || (inserted && d->quote_count == 0)) {
        return "cut";
    }
    if (d->quote_count == 0) {
        return "lost";
    }
    return d->text_count == 0 ? "added" : "changed";
}

static void find_differences(const quotation *q, differences *out)
{
    const alignment *a = &q->alignment;
    for (size_t i = 0; i < a->count;) {
        int class = class_of(a->steps[i].kind);
        size_t end = i + 1;
        if (class == 0) {
            i = end;
            continue;
        }
        difference d = {0};
        take_step(q, &d, &a->steps[i]);
        while (class != 2 && end < a->count && class_of(a->steps[end].kind) == class) {
            take_step(q, &d, &a->steps[end++]);
        }
        d.kind = name_of(&d, class, beside_insertion(a, i, end));
        PROPOS_GROW(out->items, out->capacity, out->count + 1);
        out->items[out->count++] = d;
        i = end;
    }
}

static bool has(const differences *list, const char *kind)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].kind, kind) == 0) {
            return true;
        }
    }
    return false;
}

static json_t *quoted_words(const quotation *q, const difference *d)
{
    if (d->quote_count == 0) {
        return json_null();
    }
    const wording_place *first = &q->words.places[d->quote_first];
    const wording_place *last = &q->words.places[d->quote_first + d->quote_count - 1];
    return propos_json_text_n(q->text + first->start_byte, last->end_byte - first->start_byte);
}

static json_t *difference_json(const quotation *q, const difference *d)
{
    json_t *object = json_object();
    propos_json_set(object, "kind", propos_json_text(d->kind));
    propos_json_set(object, "quote", quoted_words(q, d));
    propos_json_set(object, "said",
                    d->text_count == 0 ? json_null()
                                       : propos_json_text(quotation_said(
                                             q, d->text_first, d->text_first + d->text_count - 1)));
    const char *negation = d->denials > 0 ? "lost" : "added";
    propos_json_set(object, "negation", d->denials == 0 ? json_null() : propos_json_text(negation));
    return object;
}

// Those that turn a sentence into its contrary stand first.
static json_t *differences_json(const quotation *q, const differences *list)
{
    json_t *array = json_array();
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < list->count; i++) {
            if ((list->items[i].denials != 0) == (pass == 0)) {
                (void)json_array_append_new(array, difference_json(q, &list->items[i]));
            }
        }
    }
    return array;
}

// ---- the wording ----

// Normalised, white space made single blanks, signs at both ends left out.
static char *plain(const char *text, size_t length)
{
    char *copy = propos_strndup(text, length);
    char *normal = propos_normalised(copy);
    propos_buffer out = {0};
    propos_buffer_puts(&out, "");
    for (const char *at = normal; *at != '\0'; at++) {
        bool blank = *at == ' ' || *at == '\n' || *at == '\t';
        if (!blank) {
            propos_buffer_putc(&out, *at);
        } else if (out.length > 0 && propos_buffer_text(&out)[out.length - 1] != ' ') {
            propos_buffer_putc(&out, ' ');
        }
    }
    free(copy);
    free(normal);
    return propos_buffer_take(&out);
}

static bool is_to_the_letter(const quotation *q)
{
    const alignment *a = &q->alignment;
    const wording_place *first = &q->words.places[a->quote_first];
    const wording_place *last = &q->words.places[a->quote_last];
    const char *said = quotation_said(q, a->first, a->last);
    char *x = plain(q->text + first->start_byte, last->end_byte - first->start_byte);
    char *y = plain(said, strlen(said));
    bool same = strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

static const char *wording_verdict(const quotation *q, const differences *list)
{
    if (has(list, "changed") || has(list, "lost") || has(list, "added")) {
        return "altered";
    }
    if (has(list, "cut")) {
        return "cut";
    }
    return list->count > 0 || !is_to_the_letter(q) ? "marks" : "exact";
}

// ---- where it was found ----

// The author's unit that is most like the quotation's span: they share more than half of what
// either covers.
static const char *unit_of(const quotation *q)
{
    const propos_snapshot *s = q->study->snapshot;
    const char *unit = NULL;
    double best = 0.5;
    for (uint32_t i = 0; i < s->coding_count; i++) {
        const propos_snap_coding *c = &s->codings[i];
        if (c->unit == NULL || c->first_turn != q->turn || c->last_turn != q->turn_end ||
            q->turn != q->turn_end) {
            continue;
        }
        uint32_t from = c->start > q->start ? c->start : q->start;
        uint32_t to = c->end < q->end ? c->end : q->end;
        uint32_t all_from = c->start < q->start ? c->start : q->start;
        uint32_t all_to = c->end > q->end ? c->end : q->end;
        double share = to > from ? (double)(to - from) / (double)(all_to - all_from) : 0;
        if (share > best) {
            best = share;
            unit = c->unit;
        }
    }
    return unit;
}

// True when a sentence, or the turn, begins at the found place.
static bool begins_sentence(const quotation *q)
{
    size_t at = q->window.places[q->alignment.first].start_byte;
    const char *text = q->study->texts[q->turn];
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\n')) {
        at--;
    }
    return at == 0 || strchr(".?!", text[at - 1]) != NULL;
}

static json_t *lines_json(const quotation *q, bool *estimated)
{
    const propos_snapshot *s = q->study->snapshot;
    int32_t first[2];
    int32_t last[2];
    bool later = false;
    uint32_t end = q->turn == q->turn_end ? q->end : s->turns[q->turn].length;
    bool known = propos_snapshot_lines(s, q->turn, q->start, end, first, estimated);
    if (known && q->turn != q->turn_end &&
        propos_snapshot_lines(s, q->turn_end, 0, q->end, last, &later)) {
        first[1] = last[1];
        *estimated = *estimated || later;
    }
    return known ? propos_json_pair(first[0], first[1]) : json_null();
}

static const char *role_name(propos_role role)
{
    static const char *const NAMES[] = {"unknown", "participant", "moderator", "interviewer",
                                        "observer"};
    return NAMES[role];
}

static void add_speaker(json_t *object, const propos_snapshot *s, uint32_t speaker)
{
    bool known = speaker != PROPOS_NONE;
    propos_json_set(object, "speaker",
                    known ? propos_json_text(s->speakers[speaker].label) : json_null());
    propos_json_set(object, "role",
                    known ? propos_json_text(role_name(s->speakers[speaker].role)) : json_null());
}

static json_t *found_json(const quotation *q)
{
    const propos_snapshot *s = q->study->snapshot;
    const propos_snap_turn *turn = &s->turns[q->turn];
    const propos_snap_document *d = &s->documents[turn->document];
    const char *said = quotation_said(q, q->alignment.first, q->alignment.last);
    bool estimated = false;
    json_t *object = json_object();
    propos_json_set(object, "study", propos_json_text(s->id));
    propos_json_set(object, "document", propos_json_text(d->id));
    propos_json_set(object, "group",
                    d->group == PROPOS_NONE ? json_null() : propos_json_text(s->groups[d->group]));
    propos_json_set(object, "turn", json_integer(turn->number));
    propos_json_set(object, "turn_end", json_integer(s->turns[q->turn_end].number));
    propos_json_set(object, "start", json_integer(q->start));
    propos_json_set(object, "end", json_integer(q->end));
    propos_json_set(object, "lines", lines_json(q, &estimated));
    propos_json_set(object, "lines_estimated", json_boolean(estimated));
    propos_json_set(object, "locator", propos_json_text(turn->locator));
    add_speaker(object, s, turn->speaker);
    propos_json_set(object, "unit", propos_json_text(unit_of(q)));
    propos_json_set(object, "text", propos_json_text(said));
    propos_json_set(object, "whole_sentence", json_boolean(begins_sentence(q)));
    return object;
}

static json_t *wrong_json(unsigned wrong)
{
    static const struct {
        unsigned what;
        const char *name;
    } NAMES[] = {{QUOTATION_WRONG_DOCUMENT, "document"},
                 {QUOTATION_WRONG_SPEAKER, "speaker"},
                 {QUOTATION_WRONG_LINES, "lines"}};
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if ((wrong & NAMES[i].what) != 0) {
            (void)json_array_append_new(list, propos_json_text(NAMES[i].name));
        }
    }
    return list;
}

static json_t *reference_json(const reference *stated)
{
    if (stated == NULL) {
        return json_null();
    }
    json_t *object = json_object();
    propos_json_set(object, "text", propos_json_text(stated->text));
    propos_json_set(object, "document", propos_json_text(stated->document));
    propos_json_set(object, "speaker", propos_json_text(stated->speaker));
    propos_json_set(object, "lines",
                    stated->lines[0] > 0 ? propos_json_pair(stated->lines[0], stated->lines[1])
                                         : json_null());
    return object;
}

json_t *verdict_json(const quotation *q)
{
    json_t *object = json_object();
    json_t *also = json_array();
    differences list = {0};
    const char *verdict = "missing";
    if (q->study != NULL) {
        find_differences(q, &list);
        verdict = wording_verdict(q, &list);
        if (q->wrong != 0 && strcmp(verdict, "altered") == 0) {
            (void)json_array_append_new(also, propos_json_text("elsewhere"));
        } else if (q->wrong != 0) {
            (void)json_array_append_new(also, propos_json_text(verdict));
            verdict = "elsewhere";
        }
    }
    propos_json_set(object, "quote", propos_json_text(q->text));
    propos_json_set(object, "verdict", propos_json_text(verdict));
    propos_json_set(object, "also", also);
    propos_json_set(object, "places", json_integer((json_int_t)q->places));
    propos_json_set(object, "reference", reference_json(q->stated));
    propos_json_set(object, "wrong", wrong_json(q->wrong));
    propos_json_set(object, "differences", differences_json(q, &list));
    propos_json_set(object, "found", q->study == NULL ? json_null() : found_json(q));
    free(list.items);
    return object;
}
