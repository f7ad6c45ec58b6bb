#include "analysis/said_first.h"

#include "analysis/speaking.h"
#include "base/map.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// Shorter words are nearly all grammar or initials.
enum { SHORTEST = 3 };

// Letters of a turn that belong to the theme.
typedef struct theme_span {
    uint32_t turn, start, end;
} theme_span;

// A word of the conversation, all its forms together.
typedef struct known_word {
    const char *asked;   // as it was first said
    const char *said;    // as participants first say it in the theme; NULL: they do not
    uint32_t first_turn; // where it was first said
    uint32_t *uses;      // turns of the theme that say it, in order
    size_t use_count, use_capacity;
} known_word;

typedef struct conversation {
    propos_session *session;
    const propos_part *part;
    const propos_snapshot *snapshot;
    theme_span *spans; // by turn, then start
    size_t span_count, span_capacity;
    size_t next; // the first span that is not in an earlier turn
    propos_map by_term;
    known_word *words;
    size_t word_count, word_capacity;
    uint32_t turn; // being read
} conversation;

// ---- the theme ----

static void add_span(conversation *c, uint32_t turn, uint32_t start, uint32_t end)
{
    const propos_snapshot *s = c->snapshot;
    const propos_snap_turn *t = &s->turns[turn];
    if (t->speaker == PROPOS_NONE || speaking_asks(s->speakers[t->speaker].role)) {
        return;
    }
    for (uint32_t i = 0; i < t->passage_count; i++) {
        const propos_snap_passage *p = &s->passages[t->first_passage + i];
        uint32_t from = start > p->start ? start : p->start;
        uint32_t to = end < p->end ? end : p->end;
        if (from < to && propos_bits_has(&c->part->passages, t->first_passage + i)) {
            PROPOS_GROW(c->spans, c->span_capacity, c->span_count + 1);
            c->spans[c->span_count++] = (theme_span){turn, from, to};
        }
    }
}

static int by_place(const void *a, const void *b)
{
    const theme_span *x = a;
    const theme_span *y = b;
    if (x->turn != y->turn) {
        return x->turn < y->turn ? -1 : 1;
    }
    return x->start < y->start ? -1 : x->start > y->start;
}

static void find_theme(conversation *c, const propos_snap_document *d, uint32_t code)
{
    const propos_snapshot *s = c->snapshot;
    uint32_t after = d->first_turn + d->turn_count;
    for (uint32_t turn = d->first_turn; code == PROPOS_NONE && turn < after; turn++) {
        add_span(c, turn, 0, s->turns[turn].length);
    }
    for (uint32_t i = 0; code != PROPOS_NONE && i < s->coding_count; i++) {
        const propos_snap_coding *k = &s->codings[i];
        if (&s->documents[k->document] != d || !propos_snapshot_below(s, k->code, code)) {
            continue;
        }
        for (uint32_t turn = k->first_turn; turn <= k->last_turn; turn++) {
            add_span(c, turn, turn == k->first_turn ? k->start : 0,
                     turn == k->last_turn ? k->end : s->turns[turn].length);
        }
    }
    if (c->span_count > 1) {
        qsort(c->spans, c->span_count, sizeof *c->spans, by_place);
    }
}

static bool is_in_theme(const conversation *c, uint32_t place)
{
    bool in = false;
    for (size_t i = c->next; !in && i < c->span_count && c->spans[i].turn == c->turn; i++) {
        in = c->spans[i].start <= place && place < c->spans[i].end;
    }
    return in;
}

// ---- reading ----

static bool is_content(const conversation *c, const propos_token *token)
{
    const char *word = token->terms[PROPOS_CHANNEL_EXACT];
    return propos_token_is_word(token) && (token->flags & PROPOS_TOKEN_ELIDED) == 0 &&
           token->end - token->start >= SHORTEST && strchr("0123456789", word[0]) == NULL &&
           !propos_lists_is_stop(propos_analyser_lists(c->part->view->analyser), word);
}

static bool take_word(void *context, const propos_token *token)
{
    conversation *c = context;
    if (!is_content(c, token)) {
        return true;
    }
    propos_arena *arena = propos_session_arena(c->session);
    const char *term = token->terms[PROPOS_CHANNEL_FOLD];
    size_t at = propos_map_get(&c->by_term, term);
    if (at == PROPOS_MAP_NONE) {
        at = propos_map_add(&c->by_term, propos_arena_strdup(arena, term), c->word_count);
        PROPOS_GROW(c->words, c->word_capacity, c->word_count + 1);
        c->words[c->word_count++] =
            (known_word){.asked = propos_arena_strdup(arena, token->terms[PROPOS_CHANNEL_EXACT]),
                         .first_turn = c->turn};
    }
    known_word *w = &c->words[at];
    uint32_t first = c->snapshot->turns[w->first_turn].speaker;
    bool used = w->use_count > 0 && w->uses[w->use_count - 1] == c->turn;
    if (!used && speaking_asks(c->snapshot->speakers[first].role) && is_in_theme(c, token->start)) {
        PROPOS_GROW(w->uses, w->use_capacity, w->use_count + 1);
        w->uses[w->use_count++] = c->turn;
        w->said = w->said != NULL ? w->said
                                  : propos_arena_strdup(arena, token->terms[PROPOS_CHANNEL_EXACT]);
    }
    return true;
}

static propos_status read_turns(conversation *c, const propos_snap_document *d, propos_error *error)
{
    const propos_view *view = c->part->view;
    propos_buffer text = {0};
    propos_status status = PROPOS_OK;
    uint32_t last = c->spans[c->span_count - 1].turn; // what comes after the theme is not asked
    for (c->turn = d->first_turn; status == PROPOS_OK && c->turn <= last; c->turn++) {
        while (c->next < c->span_count && c->spans[c->next].turn < c->turn) {
            c->next++;
        }
        if (c->snapshot->turns[c->turn].speaker == PROPOS_NONE) {
            continue;
        }
        propos_buffer_cut(&text, 0);
        status =
            propos_record_turn_text(view->record, c->snapshot->turns[c->turn].id, &text, error);
        if (status == PROPOS_OK) {
            propos_analyse(view->analyser, propos_buffer_text(&text), text.length, take_word, c);
        }
    }
    propos_buffer_free(&text);
    return status;
}

// ---- JSON ----

// {"turn","label"} of the person who speaks there.
static json_t *turn_json(const propos_snapshot *s, uint32_t turn)
{
    uint32_t person = speaking_person(s, s->turns[turn].speaker);
    json_t *object = json_object();
    propos_json_set(object, "turn", json_integer(s->turns[turn].number));
    propos_json_set(object, "label", propos_json_text(s->speakers[person].label));
    return object;
}

static size_t people_of(const propos_snapshot *s, const known_word *w)
{
    size_t people = 0;
    for (size_t i = 0; i < w->use_count; i++) {
        uint32_t person = speaking_person(s, s->turns[w->uses[i]].speaker);
        bool met = false;
        for (size_t j = 0; !met && j < i; j++) {
            met = speaking_person(s, s->turns[w->uses[j]].speaker) == person;
        }
        people += met ? 0 : 1;
    }
    return people;
}

static json_t *word_json(const conversation *c, const propos_snap_document *d, const known_word *w)
{
    const propos_snapshot *s = c->snapshot;
    json_t *object = json_object();
    json_t *first = turn_json(s, w->first_turn);
    json_t *uses = json_array();
    propos_json_set(
        first, "role",
        propos_json_text(propos_role_name(s->speakers[s->turns[w->first_turn].speaker].role)));
    propos_json_set(first, "word", propos_json_text(w->asked));
    for (size_t i = 0; i < w->use_count; i++) {
        (void)json_array_append_new(uses, turn_json(s, w->uses[i]));
    }
    propos_json_set(object, "study", propos_json_text(s->id));
    propos_json_set(object, "document", propos_json_text(d->id));
    propos_json_set(object, "word", propos_json_text(w->said));
    propos_json_set(object, "first", first);
    propos_json_set(object, "turns", json_integer((json_int_t)w->use_count));
    propos_json_set(object, "participants", json_integer((json_int_t)people_of(s, w)));
    propos_json_set(object, "uses", uses);
    propos_json_set(
        object, "query",
        propos_json_text(propos_arena_printf(propos_session_arena(c->session),
                                             "document:\"%s\" texte:\"%s\"", d->id, w->said)));
    return object;
}

// Those that most turns take up first; then in the order in which they were first said.
static int by_uses(const void *a, const void *b)
{
    const known_word *x = a;
    const known_word *y = b;
    if (x->use_count != y->use_count) {
        return x->use_count > y->use_count ? -1 : 1;
    }
    if (x->first_turn != y->first_turn) {
        return x->first_turn < y->first_turn ? -1 : 1;
    }
    return strcmp(x->asked, y->asked);
}

static void list_words(conversation *c, const propos_snap_document *d, json_t *list)
{
    if (c->word_count > 1) {
        qsort(c->words, c->word_count, sizeof *c->words, by_uses);
    }
    for (size_t i = 0; i < c->word_count && c->words[i].use_count > 0; i++) {
        (void)json_array_append_new(list, word_json(c, d, &c->words[i]));
    }
}

static void put_away(conversation *c)
{
    for (size_t i = 0; i < c->word_count; i++) {
        free(c->words[i].uses);
    }
    free(c->words);
    free(c->spans);
    propos_map_free(&c->by_term);
}

propos_status said_first_list(propos_session *session, const propos_part *part, uint32_t code,
                              json_t *list, propos_error *error)
{
    const propos_snapshot *s = part->view->snapshot;
    propos_status status = PROPOS_OK;
    for (uint32_t i = 0; status == PROPOS_OK && i < s->document_count; i++) {
        const propos_snap_document *d = &s->documents[i];
        conversation c = {.session = session, .part = part, .snapshot = s};
        if (d->conversation) {
            find_theme(&c, d, code);
        }
        if (c.span_count > 0) {
            status = read_turns(&c, d, error);
        }
        if (status == PROPOS_OK) {
            list_words(&c, d, list);
        }
        put_away(&c);
    }
    return status;
}
