#include "analysis/candidates.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "search/session.h"
#include "text/unicode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Words that are looked up together; runs of a quotation that are looked up; turns taken of each:
// what stands in more says nothing about any of them.
enum { RUN_WORDS = 3, RUN_LETTERS = 9, RUNS_MOST = 12, TURNS_MOST = 400 };
// Words shorter than this are not looked up alone, unless there is no other.
enum { WORD_LETTERS = 5 };

typedef struct candidates_turn {
    uint32_t id, turn;
} candidates_turn;

static int by_id(const void *a, const void *b)
{
    uint32_t x = ((const candidates_turn *)a)->id;
    uint32_t y = ((const candidates_turn *)b)->id;
    return (x > y) - (x < y);
}

void candidates_open(propos_arena *arena, const propos_part *part, candidates_study *out)
{
    const propos_snapshot *s = part->view->snapshot;
    *out = (candidates_study){.part = part, .snapshot = s, .arena = arena};
    out->by_id = propos_arena_alloc(arena, (size_t)s->turn_count + 1, sizeof *out->by_id);
    out->turns = propos_arena_alloc(arena, (size_t)s->turn_count + 1, sizeof *out->turns);
    out->texts = propos_arena_alloc(arena, (size_t)s->turn_count + 1, sizeof *out->texts);
    for (uint32_t i = 0; i < s->turn_count; i++) {
        out->by_id[i] = (candidates_turn){s->turns[i].id, i};
    }
    qsort(out->by_id, s->turn_count, sizeof *out->by_id, by_id);
}

propos_status candidates_turn_words(candidates_study *study, uint32_t turn, const wording **words,
                                    const char **text, propos_error *error)
{
    propos_status status = PROPOS_OK;
    if (study->turns[turn] == NULL) {
        propos_buffer said = {0};
        propos_buffer_puts(&said, "");
        const propos_view *view = study->part->view;
        status =
            propos_record_turn_text(view->record, study->snapshot->turns[turn].id, &said, error);
        wording *fresh = propos_arena_alloc(study->arena, 1, sizeof *fresh);
        study->texts[turn] =
            propos_arena_strndup(study->arena, propos_buffer_text(&said), said.length);
        if (status == PROPOS_OK) {
            wording_said(study->arena, view->analyser, study->texts[turn], said.length, fresh);
            study->turns[turn] = fresh;
        }
        propos_buffer_free(&said);
    }
    *words = study->turns[turn];
    if (text != NULL) {
        *text = study->texts[turn];
    }
    return status;
}

// ---- runs of words ----

bool candidates_is_run(const char *text, const wording *words, size_t from, size_t to)
{
    if (to >= words->count || (words->words[from].flags & ~(unsigned)ALIGN_OPTIONAL) != 0) {
        return false;
    }
    for (size_t i = from + 1; i <= to; i++) {
        if ((words->words[i].flags & ~(unsigned)ALIGN_OPTIONAL) != 0) {
            return false;
        }
        for (uint32_t b = words->places[i - 1].end_byte; b < words->places[i].start_byte; b++) {
            // Apostrophes and no-break spaces are letters of several bytes: folded, they are as
            // the record has them; other signs of several bytes only find nothing.
            if (strchr(" '-\n", text[b]) == NULL && (unsigned char)text[b] < 0x80) {
                return false;
            }
        }
    }
    uint32_t letters = words->places[to].end - words->places[from].start;
    return from == to || letters >= RUN_LETTERS;
}

typedef struct passing_on {
    const candidates_study *study;
    void (*each)(void *context, uint32_t turn);
    void *context;
} passing_on;

static void on_turn(void *context, uint32_t turn_id)
{
    const passing_on *p = context;
    candidates_turn key = {turn_id, 0};
    const candidates_turn *found =
        bsearch(&key, p->study->by_id, p->study->snapshot->turn_count, sizeof key, by_id);
    if (found != NULL && propos_part_has_turn(p->study->part, found->turn)) {
        p->each(p->context, found->turn);
    }
}

propos_status candidates_of_run(candidates_study *study, const char *text, const wording *words,
                                size_t from, size_t to, size_t most,
                                void (*each)(void *context, uint32_t turn), void *context,
                                propos_error *error)
{
    char *run = propos_strndup(text + words->places[from].start_byte,
                               words->places[to].end_byte - words->places[from].start_byte);
    char *folded = propos_folded(run);
    passing_on p = {study, each, context};
    propos_status status =
        propos_record_quoted(study->part->view->record, folded, most, on_turn, &p, error);
    free(folded);
    free(run);
    return status;
}

// ---- votes ----

typedef struct votes {
    candidate *items; // by turn, unsorted while collecting
    size_t count, capacity;
    uint32_t *of_run; // the turns of the run that is being looked up
    size_t of_run_count, of_run_capacity;
} votes;

static void collect(void *context, uint32_t turn)
{
    votes *v = context;
    PROPOS_GROW(v->of_run, v->of_run_capacity, v->of_run_count + 1);
    v->of_run[v->of_run_count++] = turn;
}

static void count_run(votes *v)
{
    double weight = 1.0 / sqrt((double)v->of_run_count);
    for (size_t i = 0; i < v->of_run_count; i++) {
        PROPOS_GROW(v->items, v->capacity, v->count + 1);
        v->items[v->count++] = (candidate){v->of_run[i], weight, 0};
    }
    v->of_run_count = 0;
}

static int by_turn(const void *a, const void *b)
{
    uint32_t x = ((const candidate *)a)->turn;
    uint32_t y = ((const candidate *)b)->turn;
    return (x > y) - (x < y);
}

static int by_votes(const void *a, const void *b)
{
    const candidate *x = a;
    const candidate *y = b;
    if (fabs(x->votes - y->votes) > 1e-9) {
        return x->votes < y->votes ? 1 : -1;
    }
    if (x->apart != y->apart) {
        return x->apart < y->apart ? -1 : 1;
    }
    return by_turn(a, b);
}

// How far a turn lies from the place stated: another document is farther than any line.
static uint32_t apart(const propos_snapshot *s, uint32_t turn, const reference *stated,
                      uint32_t document)
{
    enum { ELSEWHERE = 1000000 };
    uint32_t far = 0;
    const propos_snap_turn *t = &s->turns[turn];
    if (stated == NULL) {
        return 0;
    }
    if (stated->document != NULL && document != t->document) {
        far += ELSEWHERE;
    }
    if (stated->lines[0] > 0 && t->line_first > 0) {
        int32_t before = t->line_first - stated->lines[0];
        int32_t behind = stated->lines[0] - t->line_last;
        far += (uint32_t)(before > 0 ? before : behind > 0 ? behind : 0);
    }
    return far;
}

static size_t settle(votes *v, const propos_snapshot *s, const reference *stated, candidate *out,
                     size_t most)
{
    if (v->count > 1) {
        qsort(v->items, v->count, sizeof *v->items, by_turn);
    }
    uint32_t document = stated != NULL && stated->document != NULL
                            ? reference_document(s, stated->document)
                            : PROPOS_NONE;
    size_t kept = 0;
    for (size_t i = 0; i < v->count; i++) {
        if (kept > 0 && v->items[kept - 1].turn == v->items[i].turn) {
            v->items[kept - 1].votes += v->items[i].votes;
        } else {
            v->items[kept++] = v->items[i];
        }
    }
    for (size_t i = 0; i < kept; i++) {
        v->items[i].apart = apart(s, v->items[i].turn, stated, document);
    }
    if (kept > 1) {
        qsort(v->items, kept, sizeof *v->items, by_votes);
    }
    kept = kept < most ? kept : most;
    if (kept > 0) {
        memcpy(out, v->items, kept * sizeof *out);
    }
    return kept;
}

// The words at which runs begin: those of `length` words, or long words alone.
static size_t find_runs(const char *text, const wording *words, size_t length, uint32_t letters,
                        size_t *runs)
{
    size_t count = 0;
    for (size_t i = 0; i + length <= words->count; i++) {
        const wording_place *p = &words->places[i];
        bool plain = (words->words[i].flags & (ALIGN_CUT | ALIGN_STOP)) == 0;
        if (plain && (length > 1 || p->end - p->start >= letters) &&
            candidates_is_run(text, words, i, i + length - 1)) {
            runs[count++] = i;
        }
    }
    return count;
}

propos_status candidates_find(candidates_study *study, const char *text, const wording *words,
                              candidates_by by, const reference *stated, candidate *out,
                              size_t most, size_t *count, propos_error *error)
{
    size_t *runs = propos_alloc(words->count + 1, sizeof *runs);
    size_t length = by == CANDIDATES_BY_RUNS && words->count >= RUN_WORDS ? RUN_WORDS : 1;
    uint32_t letters = WORD_LETTERS;
    size_t run_count = find_runs(text, words, length, letters, runs);
    while (run_count == 0 && letters > 1) {
        // Short words alone: the longest there are.
        length = 1;
        run_count = find_runs(text, words, length, --letters, runs);
    }
    votes v = {0};
    propos_status status = PROPOS_OK;
    size_t wanted = run_count < RUNS_MOST ? run_count : RUNS_MOST;
    for (size_t i = 0; status == PROPOS_OK && i < wanted; i++) {
        size_t from = runs[i * run_count / wanted];
        status = candidates_of_run(study, text, words, from, from + length - 1, TURNS_MOST, collect,
                                   &v, error);
        count_run(&v);
    }
    *count = status == PROPOS_OK ? settle(&v, study->snapshot, stated, out, most) : 0;
    free(v.items);
    free(v.of_run);
    free(runs);
    return status;
}
