#include "analysis/likeness.h"

#include "base/map.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Words that are looked at closely (how many passages of the study hold them is counted for each),
// and words that are kept: a theme is spoken of in a few dozen words, and what comes after them is
// chance (bench/gaps.py).
enum { WORDS_LOOKED_AT = 300, WORDS_KEPT = 40, WORDS_SHOWN = 8 };

// A word of the code's own name counts as if so many more examples held it.
static const double NAMED_EXAMPLES = 3;

// Words of one letter or two say nothing by themselves (acronyms of two letters are rare enough to
// miss).
enum { SHORTEST_WORD = 3 };

typedef struct gathered {
    likeness_word word;
    uint32_t last;      // the last passage (+ 1) that counted it
    size_t shown_count; // of word.shown
    bool named;
} gathered;

typedef struct gathering {
    propos_arena *arena;
    const propos_lists *lists;
    propos_map folds; // -> index in items
    propos_map forms; // "fold\nform" -> index in form_counts
    gathered *items;
    size_t count, capacity;
    size_t *form_counts;
    size_t form_count, form_capacity;
    uint32_t passage;  // index; PROPOS_NONE: the code's name
    uint32_t from, to; // code points in the passage
} gathering;

// True for a word that can be characteristic of what is spoken of.
static bool is_content(const propos_lists *lists, const propos_token *token)
{
    const char *word = token->terms[PROPOS_CHANNEL_EXACT];
    return propos_token_is_word(token) && (token->flags & PROPOS_TOKEN_ELIDED) == 0 &&
           propos_utf8_count(word, strlen(word)) >= SHORTEST_WORD &&
           (word[0] < '0' || word[0] > '9') && !propos_lists_is_stop(lists, word) &&
           !propos_lists_is_hesitation(lists, word);
}

static size_t count_form(gathering *g, const char *fold, const char *form)
{
    const char *key = propos_arena_printf(g->arena, "%s\n%s", fold, form);
    size_t at = propos_map_add(&g->forms, key, g->form_count);
    if (at == g->form_count) {
        PROPOS_GROW(g->form_counts, g->form_capacity, g->form_count + 1);
        g->form_counts[g->form_count++] = 0;
    }
    return ++g->form_counts[at];
}

static bool gather(void *context, const propos_token *token)
{
    gathering *g = context;
    if (token->start >= g->to) {
        return false;
    }
    if (token->end <= g->from || !is_content(g->lists, token)) {
        return true;
    }
    const char *fold = token->terms[PROPOS_CHANNEL_FOLD];
    const char *form = token->terms[PROPOS_CHANNEL_EXACT];
    size_t at = propos_map_get(&g->folds, fold);
    if (at == PROPOS_MAP_NONE) {
        at = g->count;
        PROPOS_GROW(g->items, g->capacity, g->count + 1);
        g->items[g->count++] =
            (gathered){.word = {.fold = propos_arena_strdup(g->arena, fold), .shown = ""}};
        (void)propos_map_add(&g->folds, g->items[at].word.fold, at);
    }
    gathered *item = &g->items[at];
    size_t forms = count_form(g, fold, form);
    if (forms > item->shown_count) {
        item->shown_count = forms;
        item->word.shown = propos_arena_strdup(g->arena, form);
    }
    if (g->passage == PROPOS_NONE) {
        item->named = true;
    } else if (item->last != g->passage + 1) {
        item->last = g->passage + 1;
        item->word.inside++;
    }
    return true;
}

static propos_status gather_examples(gathering *g, const propos_view *view,
                                     const likeness_example *examples, size_t count,
                                     size_t *passages, propos_error *error)
{
    propos_buffer text = {0};
    propos_status status = PROPOS_OK;
    *passages = 0;
    for (size_t i = 0; status == PROPOS_OK && i < count; i++) {
        const propos_snap_passage *p = &view->snapshot->passages[examples[i].passage];
        *passages += i == 0 || examples[i].passage != examples[i - 1].passage ? 1 : 0;
        g->passage = examples[i].passage;
        g->from = examples[i].start - p->start;
        g->to = examples[i].end - p->start;
        propos_buffer_cut(&text, 0);
        status = propos_record_passage_text(view->record, p->id, &text, error);
        if (status == PROPOS_OK) {
            propos_analyse(view->analyser, propos_buffer_text(&text), text.length, gather, g);
        }
    }
    propos_buffer_free(&text);
    return status;
}

static int by_inside(const void *a, const void *b)
{
    const gathered *x = a;
    const gathered *y = b;
    if (x->named != y->named) {
        return x->named ? -1 : 1;
    }
    if (x->word.inside != y->word.inside) {
        return x->word.inside > y->word.inside ? -1 : 1;
    }
    return strcmp(x->word.fold, y->word.fold);
}

static int by_weight(const void *a, const void *b)
{
    const likeness_word *x = a;
    const likeness_word *y = b;
    if (x->weight != y->weight) {
        return x->weight > y->weight ? -1 : 1;
    }
    return strcmp(x->fold, y->fold);
}

static propos_status count_everywhere(propos_session *session, propos_handle *study,
                                      likeness_word *word, propos_error *error)
{
    const propos_match_options options = {.exact = true,
                                          .stop = session->request->stop,
                                          .stop_context = session->request->stop_context};
    propos_matches matches;
    propos_status status = propos_engine_match(
        study->engine,
        propos_node_term(session->arena, PROPOS_FIELD_TEXT, PROPOS_CHANNEL_FOLD, word->fold),
        &options, &matches, error);
    if (status == PROPOS_OK) {
        word->everywhere = matches.total;
        propos_matches_free(&matches);
    }
    return status;
}

// Robertson and Sparck Jones' weight of a word that `r` of `all` examples hold, and `n` of the
// study's `total` passages ("Relevance weighting of search terms", JASIS 27, 1976), times the share
// of the examples that hold it (Robertson's selection value, "On term selection for query
// expansion", Journal of Documentation 46, 1990).
static double weight_of(double r, double all, double n, double total)
{
    r = r > all ? all : r;
    n = n < r ? r : n;
    double rest = total - n - all + r;
    double odds = (r + 0.5) * ((rest > 0 ? rest : 0) + 0.5) / ((n - r + 0.5) * (all - r + 0.5));
    return log(odds) * sqrt(r / all);
}

propos_status likeness_learn(propos_session *session, propos_handle *study,
                             const likeness_example *examples, size_t count, const char *named,
                             likeness *out, propos_error *error)
{
    const propos_view *view = &study->view;
    gathering g = {.arena = session->arena,
                   .lists = propos_analyser_lists(view->analyser),
                   .passage = PROPOS_NONE,
                   .to = UINT32_MAX};
    size_t passages = 0;
    *out = (likeness){0};
    if (named != NULL) {
        propos_analyse(view->analyser, named, strlen(named), gather, &g);
    }
    propos_status status = gather_examples(&g, view, examples, count, &passages, error);
    if (g.count > 1) {
        qsort(g.items, g.count, sizeof *g.items, by_inside);
    }
    size_t room = g.count < WORDS_LOOKED_AT ? g.count : WORDS_LOOKED_AT;
    out->words = propos_arena_alloc(session->arena, room + 1, sizeof *out->words);
    for (size_t i = 0; status == PROPOS_OK && i < room; i++) {
        likeness_word word = g.items[i].word;
        double more = g.items[i].named ? NAMED_EXAMPLES : 0;
        status = count_everywhere(session, study, &word, error);
        word.weight =
            weight_of((double)word.inside + more, (double)passages + more,
                      (double)word.everywhere + more, (double)view->snapshot->passage_count + more);
        // What one of many examples holds is chance.
        if (word.weight > 0 && (word.inside > 1 || passages < 5 || g.items[i].named)) {
            out->words[out->count++] = word;
        }
    }
    qsort(out->words, out->count, sizeof *out->words, by_weight);
    out->count = out->count < WORDS_KEPT ? out->count : WORDS_KEPT;
    propos_map_free(&g.folds);
    propos_map_free(&g.forms);
    free(g.items);
    free(g.form_counts);
    return status;
}

// ---- finding ----

typedef struct choice {
    const propos_snapshot *snapshot;
    const propos_bits *candidates;
} choice;

static bool is_candidate(void *context, uint32_t id)
{
    const choice *c = context;
    uint32_t index = propos_snapshot_passage(c->snapshot, id);
    return index != PROPOS_NONE && propos_bits_has(c->candidates, index);
}

// The engine's score of a word holds how rare it is already; the weight says it better.
static propos_node *tree_of(propos_session *session, const likeness *like, double total)
{
    propos_arena *arena = session->arena;
    propos_node **words = propos_arena_alloc(arena, like->count + 1, sizeof(propos_node *));
    for (size_t i = 0; i < like->count; i++) {
        const likeness_word *w = &like->words[i];
        double rarity =
            log(1 + (total - (double)w->everywhere + 0.5) / ((double)w->everywhere + 0.5));
        words[i] = propos_node_scale(
            arena, propos_node_term(arena, PROPOS_FIELD_TEXT, PROPOS_CHANNEL_FOLD, w->fold),
            w->weight / (rarity > 0.1 ? rarity : 0.1));
    }
    return propos_node_or(arena, words, like->count);
}

static int by_likeness(const void *a, const void *b)
{
    const propos_find *x = a;
    const propos_find *y = b;
    if (x->asker != y->asker) {
        return x->asker ? 1 : -1;
    }
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return x->first < y->first ? -1 : x->first > y->first;
}

propos_status likeness_find(propos_session *session, propos_handle *study, const likeness *like,
                            const propos_bits *candidates, const float *nearness,
                            likeness_finds *out, propos_error *error)
{
    const propos_snapshot *s = study->view.snapshot;
    choice chosen = {s, candidates};
    propos_node *parts[] = {tree_of(session, like, s->passage_count),
                            propos_node_decide(session->arena, is_candidate, &chosen)};
    const propos_match_options options = {.limit = SIZE_MAX,
                                          .stop = session->request->stop,
                                          .stop_context = session->request->stop_context};
    propos_matches matches = {0};
    *out = (likeness_finds){0};
    if (like->count == 0) {
        return PROPOS_OK;
    }
    propos_status status = propos_engine_match(
        study->engine, propos_node_and(session->arena, parts, 2), &options, &matches, error);
    if (status != PROPOS_OK) {
        return status;
    }
    double best = matches.count > 0 && matches.hits[0].score > 0 ? matches.hits[0].score : 1;
    out->items = propos_arena_alloc(session->arena, matches.count + 1, sizeof *out->items);
    for (size_t i = 0; i < matches.count; i++) {
        uint32_t at = propos_snapshot_passage(s, matches.hits[i].id);
        if (at != PROPOS_NONE) {
            double more = nearness != NULL ? nearness[at] : 0;
            out->items[out->count++] = (propos_find){.first = at,
                                                     .last = at,
                                                     .score = matches.hits[i].score / best + more,
                                                     .asker = propos_snapshot_asks(s, at)};
        }
    }
    propos_matches_free(&matches);
    qsort(out->items, out->count, sizeof *out->items, by_likeness);
    return PROPOS_OK;
}

// ---- answers ----

typedef struct marking {
    const likeness *like;
    const char **said; // by word: as it stands in the text; NULL: not there
    propos_arena *arena;
    json_t *ranges;
} marking;

static bool mark(void *context, const propos_token *token)
{
    marking *m = context;
    size_t at = 0;
    while (at < m->like->count &&
           strcmp(m->like->words[at].fold, token->terms[PROPOS_CHANNEL_FOLD]) != 0) {
        at++;
    }
    if (at < m->like->count && propos_token_is_word(token)) {
        if (m->said[at] == NULL) {
            m->said[at] = propos_arena_strdup(m->arena, token->terms[PROPOS_CHANNEL_EXACT]);
        }
        (void)json_array_append_new(m->ranges, propos_json_pair(token->start, token->end));
    }
    return true;
}

propos_status likeness_hit(propos_session *session, propos_handle *study, const likeness *like,
                           const propos_find *find, size_t rank, json_t **hit, propos_error *error)
{
    propos_status status =
        propos_answer_hit(&study->view, NULL, find, rank, session->parameters.context, hit, error);
    if (status != PROPOS_OK) {
        return status;
    }
    const char *text = json_string_value(json_object_get(*hit, "text"));
    marking m = {.like = like,
                 .arena = session->arena,
                 .said = propos_arena_alloc(session->arena, like->count + 1, sizeof *m.said),
                 .ranges = json_array()};
    propos_analyse(study->view.analyser, text, strlen(text), mark, &m);
    json_t *alike = json_array();
    for (size_t i = 0; i < like->count && json_array_size(alike) < WORDS_SHOWN; i++) {
        if (m.said[i] != NULL) {
            (void)json_array_append_new(alike, propos_json_text(m.said[i]));
        }
    }
    propos_json_set(*hit, "highlights", m.ranges);
    propos_json_set(*hit, "alike", alike);
    return PROPOS_OK;
}

json_t *likeness_json(const likeness *like)
{
    json_t *list = json_array();
    for (size_t i = 0; i < like->count; i++) {
        const likeness_word *w = &like->words[i];
        json_t *word = json_object();
        propos_json_set(word, "word", propos_json_text(w->shown));
        propos_json_set(word, "weight", json_real(w->weight));
        propos_json_set(word, "inside", json_integer((json_int_t)w->inside));
        propos_json_set(word, "everywhere", json_integer((json_int_t)w->everywhere));
        (void)json_array_append_new(list, word);
    }
    return list;
}
