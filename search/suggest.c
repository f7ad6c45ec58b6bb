#include "search/suggest.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "corpus/vocabulary.h"
#include "search/language.h"
#include "search/spelling.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Shorter runs of letters are particles, initials and acronyms.
enum { WORD_LEAST = 3 };
// A word is taken apart only into parts that can stand alone, and only when no single word is as
// near as this.
enum { PART_LEAST = 3, SPLIT_COST = 5 };
// Two words that were one, misspelt besides, by a letter that is heard or two that are not.
enum { JOINED_COST = 4 };
// Candidates of the same cost whose frequency is looked up.
enum { NEAREST = 8 };
// A query has few misspelt words; a text pasted into it is not corrected word by word.
enum { WORDS_CORRECTED = 6 };

typedef struct suggestion {
    propos_arena *arena;
    const propos_suggest_study *studies;
    size_t count;
} suggestion;

// ---- words ----

// A run of letters in a text: bytes [start, end).
typedef struct run {
    size_t start, end;
    bool elided; // an apostrophe follows: l', qu'
    bool name;   // a colon follows: a filter's name
} run;

static bool next_run(const char *text, size_t from, run *out)
{
    size_t length = strlen(text);
    size_t at = from;
    uint32_t c = 0;
    size_t step = 0;
    for (; at < length; at += step) {
        step = propos_utf8_read(text + at, length - at, &c);
        if (propos_is_word_letter(c)) {
            break;
        }
    }
    *out = (run){.start = at};
    for (; at < length; at += step) {
        step = propos_utf8_read(text + at, length - at, &c);
        if (!propos_is_word_letter(c)) {
            break;
        }
    }
    out->end = at;
    if (at < length) {
        (void)propos_utf8_read(text + at, length - at, &c);
        out->elided = propos_is_apostrophe(c);
        out->name = c == ':';
    }
    return out->end > out->start;
}

static bool is_worth_it(const char *word)
{
    return propos_utf8_count(word, strlen(word)) >= WORD_LEAST &&
           strpbrk(word, "0123456789_") == NULL;
}

// ---- what is known ----

static bool note_one(void *context, const char *word)
{
    const char **first = context;
    *first = word;
    return false;
}

typedef struct copied {
    propos_arena *arena;
    const char *word;
} copied;

static bool copy_one(void *context, const char *word)
{
    copied *c = context;
    c->word = propos_arena_strdup(c->arena, word);
    return false;
}

// A word of a study that is spelled so, accents apart; NULL: none.
static const char *spelled(const suggestion *s, const char *folded)
{
    copied c = {.arena = s->arena};
    for (size_t i = 0; i < s->count && c.word == NULL; i++) {
        (void)propos_vocabulary_spellings(s->studies[i].view->record, folded, copy_one, &c, NULL);
    }
    return c.word;
}

static bool no_hit_needed(propos_why why)
{
    // A word of the family shares its beginning, as misspelt words do: it is no proof.
    return why == PROPOS_WHY_FAMILY || why >= PROPOS_WHY_MEMO;
}

// What the query's words were widened with is on some passage.
static bool matches(const propos_suggest_study *study, const char *word)
{
    for (const propos_asked *asked = study->plan->words.first; asked != NULL; asked = asked->next) {
        for (size_t i = 0; strcmp(asked->asked, word) == 0 && i < asked->probe_count; i++) {
            propos_matches found;
            const propos_match_options options = {.limit = 1};
            if (!no_hit_needed(asked->probes[i].why) &&
                propos_engine_match(study->engine, asked->probes[i].node, &options, &found, NULL) ==
                    PROPOS_OK) {
                bool any = found.count > 0;
                propos_matches_free(&found);
                if (any) {
                    return true;
                }
            }
        }
    }
    return false;
}

static bool is_known_in(const suggestion *s, const propos_suggest_study *study, const char *word)
{
    const propos_lists *lists = propos_analyser_lists(study->view->analyser);
    const char *terms[PROPOS_CHANNELS];
    const char *met = NULL;
    bool has = false;
    (void)propos_analyse_word(study->view->analyser, word, terms);
    if (terms[PROPOS_CHANNEL_EXACT][0] == '\0' ||
        propos_lists_is_stop(lists, terms[PROPOS_CHANNEL_EXACT])) {
        return true;
    }
    (void)propos_vocabulary_has(study->view->record, terms[PROPOS_CHANNEL_EXACT], &has, NULL);
    if (!has) {
        (void)propos_vocabulary_stemmed(study->view->record, terms[PROPOS_CHANNEL_FOLD], note_one,
                                        &met, NULL);
    }
    if (!has && met == NULL) {
        (void)propos_vocabulary_spellings(
            study->view->record, propos_catalogue_fold(s->arena, word), note_one, &met, NULL);
    }
    return has || met != NULL || matches(study, word);
}

static bool is_known(const suggestion *s, const char *word)
{
    for (size_t i = 0; i < s->count; i++) {
        if (is_known_in(s, &s->studies[i], word)) {
            return true;
        }
    }
    return false;
}

// ---- candidates ----

typedef struct candidate {
    const char *word; // the arena's
    unsigned cost;
    size_t passages;
} candidate;

// The nearest words met so far, all of one cost.
typedef struct nearest {
    propos_arena *arena;
    propos_spelling asked;
    candidate items[NEAREST];
    size_t count;
    unsigned cost;
} nearest;

static void consider_folded(nearest *n, const char *word, const char *folded)
{
    unsigned cost = propos_spelling_cost(&n->asked, folded);
    if (cost > n->cost || cost == PROPOS_SPELLING_FAR) {
        return;
    }
    if (cost < n->cost) {
        n->cost = cost;
        n->count = 0;
    }
    for (size_t i = 0; i < n->count; i++) {
        if (strcmp(n->items[i].word, word) == 0) {
            return;
        }
    }
    if (n->count < NEAREST) {
        n->items[n->count++] = (candidate){propos_arena_strdup(n->arena, word), cost, 0};
    }
}

// Lengths tell most words apart, before anything is folded or allocated.
static bool may_be_near(const nearest *n, const char *word)
{
    enum { LETTERS_MOST = 5 };
    size_t bytes = strlen(word);
    size_t letters = propos_utf8_count(word, bytes);
    size_t wanted = n->asked.length;
    return letters <= wanted + LETTERS_MOST && letters + LETTERS_MOST >= wanted;
}

static bool consider(void *context, const char *word)
{
    nearest *n = context;
    if (!may_be_near(n, word)) {
        return true;
    }
    bool plain = true;
    for (const char *at = word; *at != '\0' && plain; at++) {
        plain = (unsigned char)*at < 0x80;
    }
    char *folded = plain ? NULL : propos_folded(word);
    consider_folded(n, word, plain ? word : folded);
    free(folded);
    return true;
}

// The words of a name; the name as a whole too, when it has several.
static void consider_name(nearest *n, const char *name, bool whole)
{
    if (name == NULL) {
        return;
    }
    if (whole) {
        char *folded = propos_folded(name);
        consider_folded(n, name, folded);
        free(folded);
    }
    run r;
    for (size_t at = 0; !whole && next_run(name, at, &r); at = r.end) {
        char *word = propos_strndup(name + r.start, r.end - r.start);
        char *folded = propos_folded(word);
        if (strlen(folded) > WORD_LEAST) {
            consider_folded(n, word, folded);
        }
        free(folded);
        free(word);
    }
}

// What the values of a filter name.
typedef enum kind {
    KIND_CODE = 1,
    KIND_GROUP = 2,
    KIND_SPEAKER = 4,
    KIND_CODER = 8,
    KIND_DOCUMENT = 16,
    KIND_ATTRIBUTE = 32
} kind;

static void consider_names(nearest *n, const propos_view *view, unsigned kinds, bool whole,
                           const char *attribute)
{
    const propos_snapshot *s = view->snapshot;
    for (uint32_t i = 0; (kinds & KIND_CODE) != 0 && i < s->code_count; i++) {
        consider_name(n, s->codes[i].name, whole);
    }
    for (uint32_t i = 0; (kinds & KIND_GROUP) != 0 && i < s->group_count; i++) {
        consider_name(n, s->groups[i], whole);
    }
    for (uint32_t i = 0; (kinds & KIND_SPEAKER) != 0 && i < s->speaker_count; i++) {
        consider_name(n, s->speakers[i].label, whole);
    }
    for (uint32_t i = 0; (kinds & KIND_CODER) != 0 && i < s->coder_count; i++) {
        consider_name(n, s->coders[i], whole);
    }
    for (uint32_t i = 0; (kinds & KIND_DOCUMENT) != 0 && i < s->document_count; i++) {
        consider_name(n, s->documents[i].id, whole);
        consider_name(n, s->documents[i].title, whole);
    }
    for (size_t i = 0; (kinds & KIND_ATTRIBUTE) != 0 && i < view->catalogue->value_count; i++) {
        const propos_catalogue_value *v = &view->catalogue->values[i];
        if (attribute == NULL || strcmp(attribute, v->attribute_folded) == 0) {
            consider_name(n, v->value, whole);
        }
    }
}

typedef struct counted {
    const char *word;
    size_t passages;
} counted;

static bool count_word(void *context, const char *word, size_t passages)
{
    counted *c = context;
    if (strcmp(word, c->word) == 0) {
        c->passages += passages;
        return false;
    }
    return true;
}

// Of the words that are equally near, the one that is said most.
static const char *best(const suggestion *s, nearest *n)
{
    candidate *chosen = NULL;
    for (size_t i = 0; i < n->count; i++) {
        candidate *c = &n->items[i];
        counted count = {.word = c->word};
        for (size_t j = 0; n->count > 1 && j < s->count; j++) {
            (void)propos_engine_words(s->studies[j].engine, c->word, count_word, &count, NULL);
        }
        c->passages = count.passages;
        chosen = chosen == NULL || c->passages > chosen->passages ? c : chosen;
    }
    return chosen != NULL ? chosen->word : NULL;
}

static nearest nearest_to(const suggestion *s, const char *word)
{
    nearest n = {.arena = s->arena, .cost = PROPOS_SPELLING_FAR};
    propos_spelling_of(propos_catalogue_fold(s->arena, word), &n.asked);
    return n;
}

// ---- words that were parted or run together ----

// "surmenage professionnel" typed as one word; NULL when it is not two words of the studies.
static const char *parted(const suggestion *s, const char *word)
{
    const char *folded = propos_catalogue_fold(s->arena, word);
    size_t length = strlen(folded);
    for (size_t cut = PART_LEAST; cut + PART_LEAST <= length; cut++) {
        const char *left = spelled(s, propos_arena_strndup(s->arena, folded, cut));
        const char *right = left != NULL ? spelled(s, folded + cut) : NULL;
        if (right != NULL) {
            return propos_arena_printf(s->arena, "%s %s", left, right);
        }
    }
    return NULL;
}

// The word nearest to `word`, no farther than `most`; NULL: none.
static const char *near_word(const suggestion *s, const char *word, unsigned most)
{
    nearest n = nearest_to(s, word);
    for (size_t i = 0; i < s->count; i++) {
        (void)propos_vocabulary_starting(s->studies[i].view->record, "", consider, &n, NULL);
    }
    return n.cost <= most ? best(s, &n) : NULL;
}

static const char *corrected(const suggestion *s, const char *word)
{
    nearest n = nearest_to(s, word);
    for (size_t i = 0; i < s->count; i++) {
        const propos_view *view = s->studies[i].view;
        (void)propos_vocabulary_starting(view->record, "", consider, &n, NULL);
        consider_names(&n, view,
                       KIND_GROUP | KIND_SPEAKER | KIND_CODER | KIND_DOCUMENT | KIND_ATTRIBUTE,
                       false, NULL);
    }
    if (n.cost == 0) {
        return NULL; // a name of the study, well spelt
    }
    const char *two = n.cost > SPLIT_COST ? parted(s, word) : NULL;
    return two != NULL ? two : best(s, &n);
}

// ---- the query ----

// The distinct words of the query's leaves that are worth a look.
typedef struct leaves {
    const char **items;
    size_t count, capacity;
} leaves;

static void add_leaf(const suggestion *s, leaves *list, const char *text)
{
    run r;
    for (size_t at = 0; next_run(text, at, &r); at = r.end) {
        const char *word = propos_arena_strndup(s->arena, text + r.start, r.end - r.start);
        bool known = r.elided || !is_worth_it(word);
        for (size_t i = 0; i < list->count && !known; i++) {
            known = strcmp(list->items[i], word) == 0;
        }
        if (!known) {
            PROPOS_GROW(list->items, list->capacity, list->count + 1);
            list->items[list->count++] = word;
        }
    }
}

static void add_leaves(const suggestion *s, leaves *list, const propos_query *query)
{
    if (query->kind == PROPOS_QUERY_WORD || query->kind == PROPOS_QUERY_PHRASE ||
        query->kind == PROPOS_QUERY_EXACT) {
        add_leaf(s, list, query->text);
    }
    for (size_t i = 0; i < query->child_count; i++) {
        add_leaves(s, list, query->children[i]);
    }
}

static bool is_in(const leaves *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i], word) == 0) {
            return true;
        }
    }
    return false;
}

// The word that the runs `a` and `b` of the query make together, when nothing but a space parts
// them.
static const char *joined(const suggestion *s, const char *typed, const run *a, const run *b,
                          bool both_wrong)
{
    if (b->start != a->end + 1 || typed[a->end] != ' ' || b->name) {
        return NULL;
    }
    const char *both =
        propos_arena_printf(s->arena, "%.*s%.*s", (int)(a->end - a->start), typed + a->start,
                            (int)(b->end - b->start), typed + b->start);
    const char *word = spelled(s, propos_catalogue_fold(s->arena, both));
    return word == NULL && both_wrong ? near_word(s, both, JOINED_COST) : word;
}

// `typed` with the words of `wrong` corrected; NULL when none can be.
static const char *rewrite(const suggestion *s, const char *typed, const leaves *wrong)
{
    propos_buffer out = {0};
    size_t copied_to = 0;
    size_t changes = 0;
    run r;
    for (size_t at = 0; changes < WORDS_CORRECTED && next_run(typed, at, &r); at = r.end) {
        run next;
        const char *word = propos_arena_strndup(s->arena, typed + r.start, r.end - r.start);
        bool is_wrong = is_in(wrong, word) && !r.name && !r.elided;
        bool follows = next_run(typed, r.end, &next);
        const char *second =
            follows ? propos_arena_strndup(s->arena, typed + next.start, next.end - next.start)
                    : "";
        const char *instead = NULL;
        if (follows && !r.name && (is_wrong || is_in(wrong, second))) {
            instead = joined(s, typed, &r, &next, is_wrong && is_in(wrong, second));
            r.end = instead != NULL ? next.end : r.end;
        }
        if (instead == NULL && is_wrong) {
            instead = corrected(s, word);
        }
        if (instead != NULL) {
            propos_buffer_add(&out, typed + copied_to, r.start - copied_to);
            propos_buffer_puts(&out, instead);
            copied_to = r.end;
            changes++;
        }
    }
    propos_buffer_puts(&out, typed + copied_to);
    const char *kept = changes > 0 ? propos_arena_strdup(s->arena, propos_buffer_text(&out)) : NULL;
    propos_buffer_free(&out);
    return kept;
}

const char *propos_suggest_query(propos_arena *arena, const char *typed, const propos_query *tree,
                                 const propos_suggest_study *studies, size_t count)
{
    suggestion s = {.arena = arena, .studies = studies, .count = count};
    leaves words = {0};
    add_leaves(&s, &words, tree);
    size_t wrong = 0;
    for (size_t i = 0; i < words.count; i++) {
        if (!is_known(&s, words.items[i])) {
            words.items[wrong++] = words.items[i];
        }
    }
    words.count = wrong;
    const char *out = wrong > 0 && count > 0 ? rewrite(&s, typed, &words) : NULL;
    free(words.items);
    return out;
}

static unsigned kinds_of(propos_filter filter)
{
    switch (filter) {
    case PROPOS_BY_CODE:
        return KIND_CODE;
    case PROPOS_BY_GROUP:
        return KIND_GROUP | KIND_DOCUMENT;
    case PROPOS_BY_SPEAKER:
        return KIND_SPEAKER;
    case PROPOS_BY_CODER:
    case PROPOS_BY_CODED_BY:
        return KIND_CODER;
    case PROPOS_BY_DOCUMENT:
        return KIND_DOCUMENT;
    case PROPOS_BY_ATTRIBUTE:
        return KIND_ATTRIBUTE;
    default:
        return 0;
    }
}

const char *propos_suggest_value(propos_arena *arena, const propos_query *filter,
                                 const propos_suggest_study *studies, size_t count)
{
    suggestion s = {.arena = arena, .studies = studies, .count = count};
    unsigned kinds = kinds_of(filter->filter);
    const char *attribute =
        filter->name != NULL ? propos_catalogue_fold(arena, filter->name) : NULL;
    nearest whole = nearest_to(&s, filter->text);
    nearest words = whole;
    for (size_t i = 0; i < count; i++) {
        consider_names(&whole, studies[i].view, kinds, true, attribute);
        consider_names(&words, studies[i].view, kinds, false, attribute);
    }
    return best(&s, whole.cost <= words.cost ? &whole : &words);
}
