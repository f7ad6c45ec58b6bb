#include "analysis/runs.h"

#include "analysis/quotation.h"
#include "analysis/wording.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// Words of a run that is taken for a quotation, and which part of its words must have been said.
enum { RUN_LEAST = 8 };
static const double SHARE_LEAST = 0.7;
// Three words are looked up at every third one: eight words said hold two such seeds at least.
enum { SEED_WORDS = 3, SEED_EVERY = 3, SEEDS_LEAST = 2, TURNS_MOST = 60 };
// Seeds of one run lie no farther apart; the run may go on so far beyond the last one. A stretch
// laid beside a turn is no longer than a page or two.
enum { SEEDS_APART = 30, BEYOND = 40, STRETCH_MOST = 900 };

typedef struct seed {
    uint32_t study, turn, word;
} seed;

typedef struct run {
    size_t first, last; // words
    int score;
} run;

typedef struct search {
    candidates_study *studies;
    const char *text;
    wording words;
    uint32_t study, word; // where seeds are being looked up
    seed *seeds;
    size_t seed_count, seed_capacity;
    run *runs;
    size_t run_count, run_capacity;
} search;

static void on_turn(void *context, uint32_t turn)
{
    search *s = context;
    PROPOS_GROW(s->seeds, s->seed_capacity, s->seed_count + 1);
    s->seeds[s->seed_count++] = (seed){s->study, turn, s->word};
}

static propos_status find_seeds(search *s, size_t study_count, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (uint32_t i = 0; i < study_count; i++) {
        s->study = i;
        for (size_t w = 0; status == PROPOS_OK && w + SEED_WORDS <= s->words.count;
             w += SEED_EVERY) {
            s->word = (uint32_t)w;
            if (candidates_is_run(s->text, &s->words, w, w + SEED_WORDS - 1)) {
                status = candidates_of_run(&s->studies[i], s->text, &s->words, w,
                                           w + SEED_WORDS - 1, TURNS_MOST, on_turn, s, error);
            }
        }
    }
    return status;
}

static int by_place(const void *a, const void *b)
{
    const seed *x = a;
    const seed *y = b;
    if (x->study != y->study) {
        return x->study < y->study ? -1 : 1;
    }
    if (x->turn != y->turn) {
        return x->turn < y->turn ? -1 : 1;
    }
    return (x->word > y->word) - (x->word < y->word);
}

static void take_run(search *s, size_t from, const alignment *a)
{
    size_t length = a->quote_last - a->quote_first + 1;
    if (a->same >= RUN_LEAST && (double)a->same >= SHARE_LEAST * (double)length) {
        PROPOS_GROW(s->runs, s->run_capacity, s->run_count + 1);
        s->runs[s->run_count++] = (run){from + a->quote_first, from + a->quote_last, a->score};
    }
}

// Seeds [first, last] of one turn, near one another.
static propos_status try_seeds(search *s, size_t first, size_t last, propos_error *error)
{
    size_t from = s->seeds[first].word > BEYOND ? s->seeds[first].word - BEYOND : 0;
    size_t to = s->seeds[last].word + SEED_WORDS + BEYOND;
    to = to < s->words.count ? to : s->words.count;
    quotation_window window;
    propos_status status = quotation_window_make(&s->studies[s->seeds[first].study],
                                                 s->seeds[first].turn, BEYOND, &window, error);
    alignment a = {0};
    if (status == PROPOS_OK &&
        align_words(s->words.words + from, to - from, window.words, window.count, ALIGN_PART, &a)) {
        take_run(s, from, &a);
    }
    alignment_free(&a);
    return status;
}

static propos_status try_all(search *s, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < s->seed_count;) {
        size_t last = i;
        while (last + 1 < s->seed_count && s->seeds[last + 1].study == s->seeds[i].study &&
               s->seeds[last + 1].turn == s->seeds[i].turn &&
               s->seeds[last + 1].word - s->seeds[last].word <= SEEDS_APART &&
               s->seeds[last + 1].word - s->seeds[i].word <= STRETCH_MOST) {
            last++;
        }
        if (last - i + 1 >= SEEDS_LEAST) {
            status = try_seeds(s, i, last, error);
        }
        i = last + 1;
    }
    return status;
}

static int by_score(const void *a, const void *b)
{
    const run *x = a;
    const run *y = b;
    if (x->score != y->score) {
        return x->score < y->score ? 1 : -1;
    }
    return (x->first > y->first) - (x->first < y->first);
}

static int by_first(const void *a, const void *b)
{
    const run *x = a;
    const run *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

// The best runs first; one that lies over a better one goes.
static void keep_best(search *s)
{
    size_t kept = 0;
    if (s->run_count > 1) {
        qsort(s->runs, s->run_count, sizeof *s->runs, by_score);
    }
    for (size_t i = 0; i < s->run_count; i++) {
        bool over = false;
        for (size_t j = 0; j < kept && !over; j++) {
            over = s->runs[i].first <= s->runs[j].last && s->runs[j].first <= s->runs[i].last;
        }
        if (!over) {
            s->runs[kept++] = s->runs[i];
        }
    }
    s->run_count = kept;
    if (kept > 1) {
        qsort(s->runs, kept, sizeof *s->runs, by_first);
    }
}

static void set_stops(search *s, const draft_stretch *stops, size_t stop_count)
{
    size_t stop = 0;
    for (size_t i = 0; i < s->words.count; i++) {
        while (stop < stop_count && stops[stop].end <= s->words.places[i].start_byte) {
            stop++;
        }
        if (stop < stop_count && stops[stop].start <= s->words.places[i].start_byte) {
            s->words.words[i].flags = ALIGN_STOP;
        }
    }
}

propos_status runs_find(candidates_study *studies, size_t study_count, const char *text,
                        size_t length, const draft_stretch *stops, size_t stop_count,
                        draft_stretch **out, size_t *count, propos_error *error)
{
    *out = NULL;
    *count = 0;
    if (study_count == 0) {
        return PROPOS_OK;
    }
    search s = {.studies = studies, .text = text};
    wording_quoted(studies[0].arena, studies[0].part->view->analyser, text, length, &s.words);
    set_stops(&s, stops, stop_count);
    propos_status status = find_seeds(&s, study_count, error);
    if (status == PROPOS_OK && s.seed_count > 1) {
        qsort(s.seeds, s.seed_count, sizeof *s.seeds, by_place);
    }
    if (status == PROPOS_OK) {
        status = try_all(&s, error);
    }
    if (status == PROPOS_OK) {
        keep_best(&s);
        *out = propos_arena_alloc(studies[0].arena, s.run_count + 1, sizeof **out);
        *count = s.run_count;
        for (size_t i = 0; i < s.run_count; i++) {
            (*out)[i] = (draft_stretch){s.words.places[s.runs[i].first].start_byte,
                                        s.words.places[s.runs[i].last].end_byte};
        }
    }
    free(s.seeds);
    free(s.runs);
    return status;
}
