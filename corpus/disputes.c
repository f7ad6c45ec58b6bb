#include "corpus/disputes.h"

#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

const unsigned propos_dispute_quarters[PROPOS_DISPUTE_KINDS] = {
    [PROPOS_DISPUTE_BOUNDS] = 1,
    [PROPOS_DISPUTE_ONLY] = 2,
    [PROPOS_DISPUTE_RELATED] = 2,
    [PROPOS_DISPUTE_CODE] = 4,
};

// A coding with its places counted from the document's first letter.
typedef struct placed {
    uint64_t start, end;
    uint32_t coding;
    size_t coder; // its place among those compared
} placed;

typedef struct finder {
    const propos_snapshot *snapshot;
    const uint32_t *coders;
    size_t coder_count;
    propos_arena *arena;
    propos_disputes *out;
    uint64_t *bases; // by turn: where it begins in its document
    placed *codings;
    size_t coding_count, coding_capacity;
    uint64_t *cuts; // where something begins or ends
    size_t cut_capacity;
    propos_dispute_part *parts;
    size_t part_count, part_capacity;
} finder;

// ---- codes ----

static bool is_same(const propos_snapshot *s, uint32_t a, uint32_t b)
{
    return a == b || (s->codes[a].theme != PROPOS_NONE && s->codes[a].theme == s->codes[b].theme);
}

// A root with children makes nothing related: everything in its tree would be.
static bool is_above(const propos_snapshot *s, uint32_t above, uint32_t code)
{
    bool wide = s->codes[above].parent == PROPOS_NONE && s->codes[above].has_children;
    return !wide && propos_snapshot_below(s, code, above);
}

static bool is_related(const propos_snapshot *s, uint32_t a, uint32_t b)
{
    return is_same(s, a, b) || is_above(s, a, b) || is_above(s, b, a);
}

// ---- one letter ----

// The codings of a stretch; those that cover a letter are told by its place.
typedef struct stretch {
    const placed *codings;
    size_t count;
} stretch;

static bool covers(const placed *p, uint64_t at)
{
    return p->start <= at && at < p->end;
}

static uint32_t code_of(const finder *f, const placed *p)
{
    return f->snapshot->codings[p->coding].code;
}

// True when `coder` put the code of `p`, or its equal, on this letter, or (anywhere) in the
// stretch.
static bool has_same(const finder *f, const stretch *all, size_t coder, const placed *p,
                     bool anywhere, uint64_t at)
{
    for (size_t i = 0; i < all->count; i++) {
        const placed *other = &all->codings[i];
        if (other->coder == coder && (anywhere || covers(other, at)) &&
            is_same(f->snapshot, code_of(f, other), code_of(f, p))) {
            return true;
        }
    }
    return false;
}

static bool has_related(const finder *f, const stretch *all, size_t coder, const placed *p,
                        uint64_t at)
{
    for (size_t i = 0; i < all->count; i++) {
        const placed *other = &all->codings[i];
        if (other->coder == coder && covers(other, at) &&
            is_related(f->snapshot, code_of(f, other), code_of(f, p))) {
            return true;
        }
    }
    return false;
}

// What one coder's codes on a letter are to another coder.
typedef struct compared {
    bool any;       // there are some
    bool all_same;  // each is on this letter from the other, too
    bool related;   // one at least is there, or one related to it
    bool elsewhere; // each is in the stretch from the other, here or there
} compared;

static compared compare(const finder *f, const stretch *all, size_t coder, size_t other,
                        uint64_t at)
{
    compared c = {.all_same = true, .elsewhere = true};
    for (size_t i = 0; i < all->count; i++) {
        const placed *p = &all->codings[i];
        if (p->coder == coder && covers(p, at)) {
            c.any = true;
            c.all_same = has_same(f, all, other, p, false, at) && c.all_same;
            c.related = has_related(f, all, other, p, at) || c.related;
            c.elsewhere = has_same(f, all, other, p, true, at) && c.elsewhere;
        }
    }
    return c;
}

static propos_dispute_kind kind_between(const finder *f, const stretch *all, size_t a, size_t b,
                                        uint64_t at)
{
    compared x = compare(f, all, a, b, at);
    compared y = compare(f, all, b, a, at);
    if (x.any && y.any) {
        if (x.all_same && y.all_same) {
            return PROPOS_DISPUTE_NONE;
        }
        return x.related ? PROPOS_DISPUTE_RELATED : PROPOS_DISPUTE_CODE;
    }
    if (!x.any && !y.any) {
        return PROPOS_DISPUTE_NONE;
    }
    return (x.any ? x.elsewhere : y.elsewhere) ? PROPOS_DISPUTE_BOUNDS : PROPOS_DISPUTE_ONLY;
}

static propos_dispute_kind kind_at(const finder *f, const stretch *all, uint64_t at)
{
    propos_dispute_kind gravest = PROPOS_DISPUTE_NONE;
    for (size_t i = 0; i < f->coder_count; i++) {
        for (size_t j = i + 1; j < f->coder_count; j++) {
            propos_dispute_kind kind = kind_between(f, all, i, j, at);
            gravest = kind > gravest ? kind : gravest;
        }
    }
    return gravest;
}

// ---- one stretch ----

static int by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a;
    const uint64_t y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

// The turn in which the letter at `at` stands.
static uint32_t turn_at(const finder *f, uint32_t first, uint64_t at)
{
    while (at >= f->bases[first] + f->snapshot->turns[first].length) {
        first++;
    }
    return first;
}

// Letters [from, to) of the document, turn by turn.
static void add_parts(finder *f, propos_dispute *dispute, uint64_t from, uint64_t to,
                      propos_dispute_kind kind)
{
    dispute->letters[kind] += to - from;
    dispute->quarters += (to - from) * propos_dispute_quarters[kind];
    for (uint32_t turn = dispute->first_turn; kind != PROPOS_DISPUTE_NONE && from < to; turn++) {
        turn = turn_at(f, turn, from);
        uint64_t past = f->bases[turn] + f->snapshot->turns[turn].length;
        uint64_t end = to < past ? to : past;
        propos_dispute_part part = {turn, (uint32_t)(from - f->bases[turn]),
                                    (uint32_t)(end - f->bases[turn]), kind};
        propos_dispute_part *last = f->part_count > 0 ? &f->parts[f->part_count - 1] : NULL;
        if (last != NULL && last->turn == turn && last->end == part.start && last->kind == kind) {
            last->end = part.end;
        } else {
            PROPOS_GROW(f->parts, f->part_capacity, f->part_count + 1);
            f->parts[f->part_count++] = part;
        }
        from = end;
    }
}

static void add_stretch(finder *f, uint32_t document, const stretch *all, uint64_t end)
{
    const propos_snapshot *s = f->snapshot;
    uint32_t *codings = propos_arena_alloc(f->arena, all->count, sizeof *codings);
    PROPOS_GROW(f->cuts, f->cut_capacity, 2 * all->count);
    for (size_t i = 0; i < all->count; i++) {
        codings[i] = all->codings[i].coding;
        f->cuts[2 * i] = all->codings[i].start;
        f->cuts[2 * i + 1] = all->codings[i].end;
    }
    qsort(f->cuts, 2 * all->count, sizeof *f->cuts, by_number);
    uint64_t start = all->codings[0].start;
    propos_dispute dispute = {.document = document,
                              .first_turn = turn_at(f, s->documents[document].first_turn, start),
                              .codings = codings,
                              .coding_count = all->count};
    dispute.last_turn = turn_at(f, dispute.first_turn, end - 1);
    dispute.start = (uint32_t)(start - f->bases[dispute.first_turn]);
    dispute.end = (uint32_t)(end - f->bases[dispute.last_turn]);
    f->part_count = 0;
    for (size_t i = 1; i < 2 * all->count; i++) {
        if (f->cuts[i] > f->cuts[i - 1]) {
            add_parts(f, &dispute, f->cuts[i - 1], f->cuts[i], kind_at(f, all, f->cuts[i - 1]));
        }
    }
    dispute.parts = propos_arena_copy(f->arena, f->parts, f->part_count, sizeof *f->parts);
    dispute.part_count = f->part_count;
    PROPOS_GROW(f->out->items, f->out->capacity, f->out->count + 1);
    f->out->items[f->out->count++] = dispute;
}

// ---- a study ----

static int by_place(const void *a, const void *b)
{
    const placed *x = a;
    const placed *y = b;
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    if (x->end != y->end) {
        return x->end < y->end ? -1 : 1;
    }
    return x->coding < y->coding ? -1 : x->coding > y->coding;
}

static bool all_finished(const finder *f, uint32_t document)
{
    bool finished = f->coder_count > 0;
    for (size_t i = 0; i < f->coder_count; i++) {
        finished =
            finished &&
            f->snapshot->finished[(size_t)document * f->snapshot->coder_count + f->coders[i]];
    }
    return finished;
}

// The codings of a document that take part, in text order.
static void gather(finder *f, const uint32_t *of_document, size_t count)
{
    f->coding_count = 0;
    for (size_t i = 0; i < count; i++) {
        const propos_snap_coding *coding = &f->snapshot->codings[of_document[i]];
        size_t coder = 0;
        while (coder < f->coder_count && f->coders[coder] != coding->coder) {
            coder++;
        }
        placed p = {.start = f->bases[coding->first_turn] + coding->start,
                    .end = f->bases[coding->last_turn] + coding->end,
                    .coding = of_document[i],
                    .coder = coder};
        if (coder < f->coder_count && p.start < p.end && strcmp(coding->round, "individual") == 0) {
            PROPOS_GROW(f->codings, f->coding_capacity, f->coding_count + 1);
            f->codings[f->coding_count++] = p;
        }
    }
    if (f->coding_count > 1) {
        qsort(f->codings, f->coding_count, sizeof *f->codings, by_place);
    }
}

static void find_in(finder *f, uint32_t document)
{
    size_t first = 0;
    while (first < f->coding_count) {
        uint64_t end = f->codings[first].end;
        size_t past = first + 1;
        while (past < f->coding_count && f->codings[past].start < end) {
            end = f->codings[past].end > end ? f->codings[past].end : end;
            past++;
        }
        const stretch all = {.codings = f->codings + first, .count = past - first};
        add_stretch(f, document, &all, end);
        first = past;
    }
}

// The codings of each document, by counting: those of document d are items[first[d]] to
// items[first[d + 1] - 1].
static uint32_t *by_document(const propos_snapshot *s, size_t *first)
{
    uint32_t *items = propos_alloc((size_t)s->coding_count + 1, sizeof *items);
    for (uint32_t i = 0; i < s->coding_count; i++) {
        first[s->codings[i].document + 1]++;
    }
    for (uint32_t d = 0; d < s->document_count; d++) {
        first[d + 1] += first[d];
    }
    size_t *next = propos_alloc((size_t)s->document_count + 1, sizeof *next);
    memcpy(next, first, ((size_t)s->document_count + 1) * sizeof *next);
    for (uint32_t i = 0; i < s->coding_count; i++) {
        items[next[s->codings[i].document]++] = i;
    }
    free(next);
    return items;
}

void propos_disputes_find(const propos_snapshot *snapshot, const uint32_t *coders, size_t count,
                          propos_arena *arena, propos_disputes *out)
{
    finder f = {.snapshot = snapshot,
                .coders = coders,
                .coder_count = count,
                .arena = arena,
                .out = out,
                .bases = propos_alloc((size_t)snapshot->turn_count + 1, sizeof *f.bases)};
    size_t *first = propos_alloc((size_t)snapshot->document_count + 1, sizeof *first);
    uint32_t *codings = by_document(snapshot, first);
    for (uint32_t d = 0; d < snapshot->document_count; d++) {
        const propos_snap_document *document = &snapshot->documents[d];
        uint64_t base = 0;
        for (uint32_t i = 0; i < document->turn_count; i++) {
            f.bases[document->first_turn + i] = base;
            base += snapshot->turns[document->first_turn + i].length;
        }
        if (all_finished(&f, d)) {
            gather(&f, codings + first[d], first[d + 1] - first[d]);
            find_in(&f, d);
        }
    }
    free(codings);
    free(first);
    free(f.bases);
    free(f.codings);
    free(f.cuts);
    free(f.parts);
}

// ---- names, words, numbers ----

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *propos_disputes_coders(const propos_snapshot *snapshot, const uint32_t *coders,
                                   size_t count, propos_arena *arena)
{
    const char **names = propos_arena_alloc(arena, count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        names[i] = snapshot->coders[coders[i]];
    }
    qsort((void *)names, count, sizeof *names, by_name);
    const char *joined = count > 0 ? names[0] : "";
    for (size_t i = 1; i < count; i++) {
        joined = propos_arena_printf(arena, "%s + %s", joined, names[i]);
    }
    return joined;
}

propos_status propos_dispute_words(propos_record *record, const propos_snapshot *snapshot,
                                   const propos_dispute *dispute, propos_buffer *out,
                                   propos_error *error)
{
    propos_status status = PROPOS_OK;
    propos_buffer text = {0};
    for (uint32_t turn = dispute->first_turn; status == PROPOS_OK && turn <= dispute->last_turn;
         turn++) {
        propos_buffer_cut(&text, 0);
        status = propos_record_turn_text(record, snapshot->turns[turn].id, &text, error);
        const char *bytes = propos_buffer_text(&text);
        size_t from = turn == dispute->first_turn
                          ? propos_utf8_offset(bytes, text.length, dispute->start)
                          : 0;
        size_t to = turn == dispute->last_turn
                        ? propos_utf8_offset(bytes, text.length, dispute->end)
                        : text.length;
        if (status == PROPOS_OK) {
            propos_buffer_puts(out, turn > dispute->first_turn ? " / " : "");
            propos_buffer_add(out, bytes + from, to - from);
        }
    }
    propos_buffer_free(&text);
    return status;
}

const propos_snap_number *propos_dispute_number(const propos_snapshot *snapshot, const char *coders,
                                                const propos_dispute *dispute)
{
    for (uint32_t i = 0; i < snapshot->number_count; i++) {
        const propos_snap_number *n = &snapshot->numbers[i];
        if (n->first_turn == dispute->first_turn && n->start == dispute->start &&
            n->last_turn == dispute->last_turn && n->end == dispute->end &&
            strcmp(n->coders, coders) == 0) {
            return n;
        }
    }
    return NULL;
}
