#include "analysis/quotation.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Turns laid beside a quotation, and a short one, which says less about its place; a turn with a
// smaller share of the best one's runs is left out.
enum { TURNS_ALIGNED = 10, TURNS_ALIGNED_SHORT = 60 };
static const double VOTES_LEAST = 0.34;
// Words around a turn that a quotation may run into: twice its own, and some.
enum { AROUND = 20 };
// Up to here every word must be there.
enum { SHORT_WORDS = 3 };
// Otherwise this part of them.
static const double SHARE_LEAST = 0.6;
// How far an estimated line may lie from the true one and be called right.
enum { ESTIMATE_LINES = 1 };

// ---- windows ----

typedef struct widening {
    candidates_study *study;
    quotation_window *window;
    size_t capacity;
} widening;

static void add_word(widening *w, uint32_t turn, align_word word, wording_place place)
{
    quotation_window *out = w->window;
    if (out->count == w->capacity) {
        size_t wider = propos_grown(w->capacity, out->count + 1);
        align_word *words = propos_arena_alloc(w->study->arena, wider, sizeof *words);
        wording_place *places = propos_arena_alloc(w->study->arena, wider, sizeof *places);
        uint32_t *turns = propos_arena_alloc(w->study->arena, wider, sizeof *turns);
        if (out->count > 0) {
            memcpy(words, out->words, out->count * sizeof *words);
            memcpy(places, out->places, out->count * sizeof *places);
            memcpy(turns, out->turns, out->count * sizeof *turns);
        }
        *out = (quotation_window){words, places, turns, out->count};
        w->capacity = wider;
    }
    out->words[out->count] = word;
    out->places[out->count] = place;
    out->turns[out->count++] = turn;
}

static void add_label(widening *w, uint32_t turn)
{
    const propos_snapshot *s = w->study->snapshot;
    uint32_t speaker = s->turns[turn].speaker;
    if (speaker == PROPOS_NONE) {
        return;
    }
    char *folded = propos_folded(s->speakers[speaker].label);
    add_word(w, turn, (align_word){propos_arena_strdup(w->study->arena, folded), ALIGN_OPTIONAL},
             (wording_place){0});
    free(folded);
}

// Words [from, to) of a turn.
static propos_status add_turn(widening *w, uint32_t turn, size_t from, size_t to,
                              propos_error *error)
{
    const wording *words = NULL;
    propos_status status = candidates_turn_words(w->study, turn, &words, NULL, error);
    if (status == PROPOS_OK) {
        if (from == 0) {
            add_label(w, turn);
        }
        for (size_t i = from; i < to && i < words->count; i++) {
            add_word(w, turn, words->words[i], words->places[i]);
        }
    }
    return status;
}

// The first turn of the window, and how many of its words are left out.
static propos_status find_start(candidates_study *study, uint32_t turn, size_t around,
                                uint32_t *start, size_t *skip, propos_error *error)
{
    const propos_snap_document *d =
        &study->snapshot->documents[study->snapshot->turns[turn].document];
    propos_status status = PROPOS_OK;
    size_t before = 0;
    *start = turn;
    *skip = 0;
    while (status == PROPOS_OK && d->conversation && *start > d->first_turn && before < around) {
        const wording *words = NULL;
        status = candidates_turn_words(study, --*start, &words, NULL, error);
        before += status == PROPOS_OK ? words->count : 0;
    }
    *skip = before > around ? before - around : 0;
    return status;
}

propos_status quotation_window_make(candidates_study *study, uint32_t turn, size_t words,
                                    quotation_window *out, propos_error *error)
{
    *out = (quotation_window){0};
    widening w = {.study = study, .window = out};
    const propos_snap_document *d =
        &study->snapshot->documents[study->snapshot->turns[turn].document];
    size_t around = 2 * words + AROUND;
    uint32_t start = 0;
    size_t skip = 0;
    propos_status status = find_start(study, turn, around, &start, &skip, error);
    for (uint32_t t = start; status == PROPOS_OK && t <= turn; t++) {
        status = add_turn(&w, t, t == start && t < turn ? skip : 0, SIZE_MAX, error);
    }
    size_t full = out->count + around;
    for (uint32_t t = turn + 1; status == PROPOS_OK && d->conversation &&
                                t < d->first_turn + d->turn_count && out->count < full;
         t++) {
        status = add_turn(&w, t, 0, full - out->count, error);
    }
    return status;
}

// ---- how like ----

// True when enough of the quotation is there.
static bool is_enough(const wording *words, const alignment *a)
{
    size_t asked = 0;
    size_t there = 0;
    size_t alike = 0;
    for (size_t i = 0; i < words->count; i++) {
        asked += words->words[i].flags == 0;
    }
    for (size_t i = 0; i < a->count; i++) {
        const align_step *s = &a->steps[i];
        if (s->kind > ALIGN_SPLIT || words->words[s->quote].flags != 0) {
            continue;
        }
        there += s->kind == ALIGN_SPLIT ? 2 : 1;
        alike += s->kind == ALIGN_SPELLED;
    }
    if (asked <= SHORT_WORDS) {
        return there == asked && alike == 0 && there > 0;
    }
    return there > SHORT_WORDS && (double)there >= SHARE_LEAST * (double)asked;
}

static void settle_place(quotation *q)
{
    const alignment *a = &q->alignment;
    q->turn = q->window.turns[a->first];
    q->start = q->window.places[a->first].start;
    q->turn_end = q->window.turns[a->last];
    q->end = q->window.places[a->last].end;
}

static bool wrong_document(const quotation *q)
{
    const propos_snapshot *s = q->study->snapshot;
    uint32_t document = s->turns[q->turn].document;
    if (q->stated->document == NULL || reference_document(s, q->stated->document) == document) {
        return false;
    }
    uint32_t group = s->documents[document].group;
    bool same = false;
    if (group != PROPOS_NONE) {
        char *a = propos_folded(s->groups[group]);
        char *b = propos_folded(q->stated->document);
        same = strcmp(a, b) == 0;
        free(a);
        free(b);
    }
    return !same;
}

static bool wrong_lines(const quotation *q)
{
    const int32_t *stated = q->stated->lines;
    const propos_snapshot *s = q->study->snapshot;
    int32_t first[2];
    int32_t last[2];
    bool first_estimated = false;
    bool last_estimated = false;
    uint32_t end = q->turn == q->turn_end ? q->end : s->turns[q->turn].length;
    if (stated[0] == 0 ||
        !propos_snapshot_lines(s, q->turn, q->start, end, first, &first_estimated) ||
        !propos_snapshot_lines(s, q->turn_end, q->end > 0 ? q->end - 1 : 0, q->end, last,
                               &last_estimated)) {
        return false;
    }
    int32_t from = abs(stated[0] - first[0]);
    int32_t to = stated[0] == stated[1] ? 0 : abs(stated[1] - last[1]);
    return from > (first_estimated ? ESTIMATE_LINES : 0) ||
           to > (last_estimated ? ESTIMATE_LINES : 0);
}

static unsigned what_is_wrong(const quotation *q)
{
    if (q->stated == NULL) {
        return 0;
    }
    uint32_t speaker = q->study->snapshot->turns[q->turn].speaker;
    unsigned wrong = wrong_document(q) ? QUOTATION_WRONG_DOCUMENT : 0;
    if (q->stated->speaker != NULL && speaker != PROPOS_NONE &&
        !reference_names_speaker(q->study->snapshot, speaker, q->stated->speaker)) {
        wrong |= QUOTATION_WRONG_SPEAKER;
    }
    return wrong | (wrong_lines(q) ? QUOTATION_WRONG_LINES : 0);
}

static bool same_place(const quotation *a, const quotation *b)
{
    return a->study == b->study && a->turn == b->turn && a->start == b->start;
}

// Takes the better of the two places; the other one is freed.
static void take_better(quotation *best, quotation *other)
{
    bool better = best->study == NULL || other->alignment.score > best->alignment.score ||
                  (other->alignment.score == best->alignment.score && other->wrong < best->wrong);
    if (best->study != NULL && other->alignment.score == best->alignment.score &&
        !same_place(best, other)) {
        best->places++;
    }
    if (!better) {
        quotation_free(other);
        return;
    }
    other->places =
        best->study != NULL && other->alignment.score == best->alignment.score ? best->places : 1;
    quotation_free(best);
    *best = *other;
}

static propos_status try_turn(candidates_study *study, uint32_t turn, quotation *best,
                              propos_error *error)
{
    quotation q = {.text = best->text, .words = best->words, .stated = best->stated};
    propos_status status = quotation_window_make(study, turn, best->words.count, &q.window, error);
    if (status == PROPOS_OK && align_words(q.words.words, q.words.count, q.window.words,
                                           q.window.count, ALIGN_WHOLE, &q.alignment)) {
        if (is_enough(&q.words, &q.alignment)) {
            q.study = study;
            settle_place(&q);
            q.wrong = what_is_wrong(&q);
            take_better(best, &q);
        } else {
            quotation_free(&q);
        }
    }
    return status;
}

static propos_status try_study(candidates_study *study, candidates_by by, quotation *best,
                               propos_error *error)
{
    candidate turns[TURNS_ALIGNED_SHORT];
    size_t count = 0;
    size_t most = best->words.count <= SHORT_WORDS ? TURNS_ALIGNED_SHORT : TURNS_ALIGNED;
    propos_status status = candidates_find(study, best->text, &best->words, by, best->stated, turns,
                                           most, &count, error);
    for (size_t i = 0; status == PROPOS_OK && i < count; i++) {
        if (turns[i].votes >= VOTES_LEAST * turns[0].votes) {
            status = try_turn(study, turns[i].turn, best, error);
        }
    }
    return status;
}

propos_status quotation_find(candidates_study *studies, size_t study_count, const char *text,
                             const reference *stated, quotation *out, propos_error *error)
{
    static const candidates_by WAYS[] = {CANDIDATES_BY_RUNS, CANDIDATES_BY_WORDS};
    *out = (quotation){.text = text, .stated = stated};
    propos_status status = PROPOS_OK;
    for (size_t way = 0; status == PROPOS_OK && way < 2 && out->study == NULL; way++) {
        for (size_t i = 0; status == PROPOS_OK && i < study_count; i++) {
            if (out->words.words == NULL) {
                wording_quoted(studies[i].arena, studies[i].part->view->analyser, text,
                               strlen(text), &out->words);
            }
            status = try_study(&studies[i], WAYS[way], out, error);
        }
    }
    return status;
}

void quotation_free(quotation *q)
{
    alignment_free(&q->alignment);
}

const char *quotation_said(const quotation *q, size_t first, size_t last)
{
    const quotation_window *w = &q->window;
    propos_buffer out = {0};
    propos_buffer_puts(&out, "");
    for (size_t i = first; i <= last && i < w->count;) {
        uint32_t turn = w->turns[i];
        size_t end = i;
        while (end < last && w->turns[end + 1] == turn) {
            end++;
        }
        const char *text = q->study->texts[turn];
        propos_buffer_puts(&out, out.length > 0 ? "\n" : "");
        propos_buffer_add(&out, text + w->places[i].start_byte,
                          w->places[end].end_byte - w->places[i].start_byte);
        i = end + 1;
    }
    char *copy = propos_arena_strndup(q->study->arena, propos_buffer_text(&out), out.length);
    propos_buffer_free(&out);
    return copy;
}
