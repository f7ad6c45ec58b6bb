// The operation "names": words that may name somebody or a place and were left in a transcript.
//
// French writes names with a capital within a sentence. A capital alone says little (people who
// type write "Médecin"), so what stands before the word, the dictionary, a list of first names and
// the rest of the study decide.
#include "analysis/operations.h"

#include "analysis/name_lists.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "search/answer.h"
#include "search/part.h"
#include "search/session.h"
#include "text/dictionary.h"
#include "text/marks.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// What speaks for a name; the first ones by themselves, the last only as a guess.
typedef enum evidence {
    EVIDENCE_TITLE,      // after Dr, madame…
    EVIDENCE_CALLED,     // after s'appelle…
    EVIDENCE_FIRST_NAME, // a common first name
    EVIDENCE_PLACE,      // after rue, hôpital…, or Saint-…
    EVIDENCE_TOWARDS,    // after à, vers…
    EVIDENCE_CAPITAL,    // a capital within a sentence, and no word of the dictionary
    EVIDENCES            // how many there are; nothing
} evidence;

static const char *const EVIDENCE_NAMES[EVIDENCES] = {"title", "called",  "first-name",
                                                      "place", "towards", "capital"};

typedef enum name_kind { KIND_PERSON, KIND_PLACE, KIND_UNSURE } name_kind;
static const char *const KIND_NAMES[] = {"person", "place", "unsure"};

// Passages of a name that are shown: enough to see what it is.
enum { PASSAGES_SHOWN = 5 };

typedef struct occurrence {
    uint32_t turn, start, end; // code points of the turn
} occurrence;

typedef struct found_name {
    const char *name, *key;
    size_t evidence[EVIDENCES];
    size_t bare; // at the beginning of a sentence, with nothing that speaks for it
    occurrence *items;
    size_t count, capacity;
} found_name;

typedef struct finder {
    propos_session *session;
    const propos_part *part;
    const propos_lists *lists;
    const name_lists *known;
    propos_map lower; // words that the study writes without a capital
    propos_map index; // key -> found
    found_name *found;
    size_t count, capacity;
    // the turn being read
    uint32_t turn;
    const char *text;
    size_t length;
    propos_tokens tokens;
    propos_mark *marks;
    size_t mark_count;
} finder;

static const char *word_of(const propos_token *token)
{
    return token->terms[PROPOS_CHANNEL_EXACT];
}

static bool is_one_of(const char *word, const char *const *list)
{
    bool found = false;
    for (size_t i = 0; !found && list[i] != NULL; i++) {
        found = strcmp(word, list[i]) == 0;
    }
    return found;
}

// True when the letter at `at` is a capital: the term, which has none, begins otherwise.
static bool begins_high(const finder *f, const propos_token *token)
{
    uint32_t letter = 0;
    uint32_t low = 0;
    (void)propos_utf8_read(f->text + token->start_byte, f->length - token->start_byte, &letter);
    (void)propos_utf8_read(word_of(token), strlen(word_of(token)), &low);
    return letter != low && letter != '[' && letter != '=';
}

static bool is_all_high(const finder *f, const propos_token *token)
{
    size_t high = 0;
    size_t letters = 0;
    for (size_t at = token->start_byte; at < token->end_byte;) {
        uint32_t value = 0;
        at += propos_utf8_read(f->text + at, token->end_byte - at, &value);
        high += (value >= 'A' && value <= 'Z') || (value >= 0xC0 && value <= 0xDE) ? 1 : 0;
        letters++;
    }
    return letters > 1 && high + 1 >= letters;
}

// True when a sentence begins at the token: nothing before it, or what ends one, or a mark (many
// transcripts have pauses for full stops).
static bool begins_sentence(const finder *f, size_t token)
{
    size_t at = f->tokens.items[token].start_byte;
    size_t from = 0;
    for (size_t i = token; i > 0 && from == 0; i--) {
        const propos_token *before = &f->tokens.items[i - 1];
        from = before->end_byte <= at ? before->end_byte : 0;
    }
    bool begins = from == 0;
    for (size_t i = from; !begins && i < at; i++) {
        begins = strchr(".?!:;\n\r\"()[]{}=*/", f->text[i]) != NULL ||
                 ((unsigned char)f->text[i] >= 0x80 && strncmp(f->text + i, "’", 3) != 0 &&
                  strncmp(f->text + i, "\xC2\xA0", 2) != 0 && (f->text[i] & 0xC0) == 0xC0);
    }
    for (size_t i = 0; !begins && i < f->mark_count; i++) {
        begins = f->marks[i].start_byte >= from && f->marks[i].end_byte <= at;
    }
    return begins;
}

// The word before a token (past hesitations), NULL when other than blanks, a full stop after a
// title and an apostrophe stand between.
static const propos_token *before(const finder *f, size_t token)
{
    const propos_token *here = &f->tokens.items[token];
    for (size_t i = token; i > 0; i--) {
        const propos_token *t = &f->tokens.items[i - 1];
        if (t->end_byte <= here->start_byte && (t->flags & PROPOS_TOKEN_HESITATION) == 0) {
            size_t gap = here->start_byte - t->end_byte;
            return strcspn(f->text + t->end_byte, "?!:;,\n()[]{}\"") >= gap ? t : NULL;
        }
    }
    return NULL;
}

static size_t index_of(const finder *f, const propos_token *token)
{
    return (size_t)(token - f->tokens.items);
}

static bool is_title(const char *word)
{
    static const char *const TITLES[] = {"dr",         "docteur",     "docteure",     "docteurs",
                                         "m",          "mr",          "mme",          "mlle",
                                         "monsieur",   "madame",      "mademoiselle", "pr",
                                         "professeur", "professeure", "maître",       "messieurs",
                                         "mesdames",   NULL};
    return is_one_of(word, TITLES);
}

// True when the word stands after a title.
static bool has_title(const propos_token *last)
{
    return last != NULL && is_title(word_of(last));
}

static bool has_calling(const propos_token *last)
{
    static const char *const CALLED[] = {"appelle",  "appelait", "appelé",    "appelée",
                                         "prénomme", "prénommé", "prénommée", "nommé",
                                         "nommée",   "surnommé", "prénom",    NULL};
    return last != NULL && is_one_of(word_of(last), CALLED);
}

// "rue de la Gare", "hôpital Sud", "lycée d'Artagnan".
// `named`: only after what is always called something ("rue des Lilas").
static bool has_institution(const finder *f, const propos_token *last, bool named)
{
    static const char *const NAMED[] = {"rue",       "avenue", "boulevard", "impasse",
                                        "allée",     "lycée",  "collège",   "clinique",
                                        "résidence", "foyer",  NULL};
    static const char *const LINKS[] = {"de", "du", "des", "la", "le", "les", "d", "l", NULL};
    static const char *const PLACES[] = {
        "hôpital",   "clinique", "rue",         "avenue",    "boulevard",  "place",   "lycée",
        "collège",   "école",    "chu",         "ville",     "village",    "commune", "quartier",
        "centre",    "institut", "ehpad",       "cité",      "pharmacie",  "gare",    "foyer",
        "résidence", "faculté",  "fac",         "mairie",    "impasse",    "allée",   "île",
        "banlieue",  "région",   "département", "maternité", "université", NULL};
    for (int links = 0; last != NULL && links < 2 && is_one_of(word_of(last), LINKS); links++) {
        last = before(f, index_of(f, last));
    }
    return last != NULL && is_one_of(word_of(last), named ? NAMED : PLACES);
}

static bool has_direction(const propos_token *last)
{
    static const char *const TOWARDS[] = {"à", "vers", "en", "sur", "depuis", "près", NULL};
    return last != NULL && is_one_of(word_of(last), TOWARDS);
}

static bool is_saint(const propos_token *token, const propos_token *last)
{
    static const char *const BEFORE[] = {"saint", "sainte", "st", "ste", NULL};
    static const char *const SAINTS[] = {"saint-", "sainte-", "st-", "ste-"};
    bool saint = last != NULL && is_one_of(word_of(last), BEFORE);
    for (size_t i = 0; !saint && i < sizeof SAINTS / sizeof *SAINTS; i++) {
        saint = strncmp(word_of(token), SAINTS[i], strlen(SAINTS[i])) == 0;
    }
    return saint;
}

// A first name, or two with a hyphen ("Marie-Jo").
static bool is_first_name(const finder *f, const char *word)
{
    if (name_lists_is_first(f->known, word)) {
        return true;
    }
    const char *hyphen = strchr(word, '-');
    char *first = propos_strndup(word, hyphen == NULL ? 0 : (size_t)(hyphen - word));
    bool known = hyphen != NULL && name_lists_is_first(f->known, first);
    free(first);
    return known;
}

static void set_known(void *context, const char *lemma)
{
    (void)lemma;
    *(bool *)context = true;
}

// True when the study or the dictionary has the word without a capital.
static bool is_common(const finder *f, const char *word)
{
    bool known = propos_map_get(&f->lower, word) != PROPOS_MAP_NONE;
    if (!known && *f->session->dictionary != NULL) {
        propos_dictionary_lemmas(*f->session->dictionary, word, set_known, &known);
    }
    return known;
}

// Masked ("Mme X", "XXX"), a label of a speaker, or a word that names nothing in particular.
static bool is_passed_over(const finder *f, const propos_token *token)
{
    const propos_snapshot *s = f->part->view->snapshot;
    const char *word = word_of(token);
    bool over = propos_utf8_count(word, strlen(word)) < 2 || strspn(word, "x") == strlen(word) ||
                is_title(word) || propos_lists_is_stop(f->lists, word) ||
                propos_lists_is_hesitation(f->lists, word) || name_lists_is_none(f->known, word);
    for (uint32_t i = 0; !over && i < s->speaker_count; i++) {
        size_t length = strlen(s->speakers[i].label);
        over = s->speakers[i].document == s->turns[f->turn].document &&
               length == token->end_byte - token->start_byte &&
               strncmp(s->speakers[i].label, f->text + token->start_byte, length) == 0;
    }
    return over;
}

// What speaks for the word at `token`; EVIDENCES: nothing.
static evidence weigh(const finder *f, size_t token, bool first)
{
    const propos_token *here = &f->tokens.items[token];
    const propos_token *last = before(f, token);
    const char *word = word_of(here);
    bool high = is_all_high(f, here);
    bool common = is_common(f, word);
    if (has_title(last)) {
        return EVIDENCE_TITLE;
    }
    if (first) {
        return is_first_name(f, word) && !common ? EVIDENCE_FIRST_NAME : EVIDENCES;
    }
    if (has_calling(last) && !high) {
        return EVIDENCE_CALLED;
    }
    if (is_saint(here, last)) {
        return EVIDENCE_PLACE;
    }
    if (is_first_name(f, word) && (!high || !common)) {
        return EVIDENCE_FIRST_NAME;
    }
    bool lower = propos_map_get(&f->lower, word) != PROPOS_MAP_NONE;
    if (!high && ((has_institution(f, last, false) && !common) ||
                  (has_institution(f, last, true) && !lower))) {
        return EVIDENCE_PLACE;
    }
    // Capitals alone are acronyms more often than names.
    if (high || common) {
        return EVIDENCES;
    }
    return has_direction(last) ? EVIDENCE_TOWARDS : EVIDENCE_CAPITAL;
}

// The further words of a name: "Jean Dupont", "Jean DUPONT".
static size_t last_of(const finder *f, size_t token)
{
    size_t last = token;
    for (size_t i = token + 1; i < f->tokens.count; i++) {
        const propos_token *t = &f->tokens.items[i];
        const propos_token *end = &f->tokens.items[last];
        if (t->start_byte < end->end_byte) {
            continue; // a part of a hyphenated word
        }
        if (t->start_byte != end->end_byte + 1 || f->text[end->end_byte] != ' ' ||
            !begins_high(f, t) || is_passed_over(f, t) ||
            (is_common(f, word_of(t)) && !is_all_high(f, t) && !is_first_name(f, word_of(end)))) {
            break;
        }
        last = i;
    }
    return last;
}

static void note(finder *f, size_t token, size_t last, evidence why)
{
    const propos_token *from = &f->tokens.items[token];
    const propos_token *to = &f->tokens.items[last];
    propos_arena *arena = f->session->arena;
    const char *name =
        propos_arena_strndup(arena, f->text + from->start_byte, to->end_byte - from->start_byte);
    char *key = propos_folded(name);
    size_t at = propos_map_get(&f->index, key);
    if (at == PROPOS_MAP_NONE) {
        at = f->count;
        PROPOS_GROW(f->found, f->capacity, f->count + 1);
        f->found[f->count++] = (found_name){.name = name, .key = propos_arena_strdup(arena, key)};
        (void)propos_map_add(&f->index, f->found[at].key, at);
    }
    found_name *n = &f->found[at];
    free(key);
    if (why == EVIDENCES) {
        n->bare++;
    } else {
        n->evidence[why]++;
    }
    PROPOS_GROW(n->items, n->capacity, n->count + 1);
    n->items[n->count++] = (occurrence){f->turn, from->start, to->end};
}

static void learn_lower(finder *f)
{
    for (size_t i = 0; i < f->tokens.count; i++) {
        const propos_token *t = &f->tokens.items[i];
        // The map keeps its keys by address, and the tokens go with the turn.
        if (!begins_high(f, t) && propos_map_get(&f->lower, word_of(t)) == PROPOS_MAP_NONE) {
            (void)propos_map_add(&f->lower, propos_arena_strdup(f->session->arena, word_of(t)), 0);
        }
    }
}

static void find_names(finder *f)
{
    size_t next = 0;
    f->mark_count = propos_marks_of(f->lists, f->text, f->length, &f->marks);
    for (size_t i = 0; i < f->tokens.count; i++) {
        const propos_token *t = &f->tokens.items[i];
        if (t->start_byte < next || (t->flags & (PROPOS_TOKEN_ELIDED | PROPOS_TOKEN_VARIANT)) ||
            !begins_high(f, t) || is_passed_over(f, t)) {
            continue;
        }
        bool first = begins_sentence(f, i) && !has_title(before(f, i));
        evidence why = weigh(f, i, first);
        if (why != EVIDENCES || (first && !is_common(f, word_of(t)) && !is_all_high(f, t))) {
            size_t last = why == EVIDENCES ? i : last_of(f, i);
            note(f, i, last, why);
            next = f->tokens.items[last].end_byte;
        }
    }
    free(f->marks);
    f->marks = NULL;
}

static propos_status each_turn(finder *f, void (*read)(finder *f), propos_error *error)
{
    const propos_snapshot *s = f->part->view->snapshot;
    propos_buffer text = {0};
    propos_status status = PROPOS_OK;
    for (uint32_t turn = 0; status == PROPOS_OK && turn < s->turn_count; turn++) {
        if (!propos_part_has_turn(f->part, turn) && read == find_names) {
            continue;
        }
        propos_buffer_cut(&text, 0);
        status = propos_record_turn_text(f->part->view->record, s->turns[turn].id, &text, error);
        if (status == PROPOS_OK) {
            f->turn = turn;
            f->text = propos_buffer_text(&text);
            f->length = text.length;
            propos_tokens_of(f->part->view->analyser, f->text, f->length, &f->tokens);
            read(f);
            propos_tokens_free(&f->tokens);
        }
    }
    propos_buffer_free(&text);
    return status;
}

// ---- answers ----

static name_kind kind_of(const found_name *n)
{
    if (n->evidence[EVIDENCE_TITLE] + n->evidence[EVIDENCE_CALLED] +
            n->evidence[EVIDENCE_FIRST_NAME] >
        0) {
        return KIND_PERSON;
    }
    return n->evidence[EVIDENCE_PLACE] + n->evidence[EVIDENCE_TOWARDS] > 0 ? KIND_PLACE
                                                                           : KIND_UNSURE;
}

static bool is_wanted(const found_name *n)
{
    size_t all = 0;
    for (size_t i = 0; i < EVIDENCES; i++) {
        all += n->evidence[i];
    }
    return all > 0;
}

static int by_kind(const void *a, const void *b)
{
    const found_name *x = a;
    const found_name *y = b;
    int kinds = (int)kind_of(x) - (int)kind_of(y);
    if (kinds != 0) {
        return kinds;
    }
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return strcmp(x->key, y->key);
}

static uint32_t passage_of(const propos_snapshot *s, const occurrence *o)
{
    const propos_snap_turn *t = &s->turns[o->turn];
    uint32_t found = t->passage_count > 0 ? t->first_passage : PROPOS_NONE;
    for (uint32_t i = 0; i < t->passage_count; i++) {
        if (s->passages[t->first_passage + i].start <= o->start) {
            found = t->first_passage + i;
        }
    }
    return found;
}

static propos_status passages_json(const finder *f, const found_name *n, json_t *list,
                                   propos_error *error)
{
    const propos_view *view = f->part->view;
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < n->count && i < PASSAGES_SHOWN; i++) {
        uint32_t passage = passage_of(view->snapshot, &n->items[i]);
        if (passage == PROPOS_NONE) {
            continue;
        }
        propos_find find = {.first = passage, .last = passage};
        propos_buffer text = {0};
        status = propos_answer_text(view, &find, &text, error);
        if (status == PROPOS_OK) {
            uint32_t start = view->snapshot->passages[passage].start;
            json_t *object = json_object();
            char *address = propos_answer_address(view->snapshot, passage);
            propos_json_set(object, "passage", propos_json_text(address));
            propos_answer_place(view->snapshot, &find, object);
            propos_json_set(object, "text",
                            propos_json_text_n(propos_buffer_text(&text), text.length));
            json_t *marks = json_array();
            (void)json_array_append_new(
                marks, propos_json_pair(n->items[i].start - start, n->items[i].end - start));
            propos_json_set(object, "highlights", marks);
            (void)json_array_append_new(list, object);
            free(address);
        }
        propos_buffer_free(&text);
    }
    return status;
}

static propos_status name_json(const finder *f, const found_name *n, json_t *list,
                               propos_error *error)
{
    json_t *object = json_object();
    json_t *passages = json_array();
    json_t *why = json_array();
    for (size_t i = 0; i < EVIDENCES; i++) {
        if (n->evidence[i] > 0) {
            (void)json_array_append_new(why, propos_json_text(EVIDENCE_NAMES[i]));
        }
    }
    propos_json_set(object, "name", propos_json_text(n->name));
    propos_json_set(object, "kind", propos_json_text(KIND_NAMES[kind_of(n)]));
    propos_json_set(object, "count", json_integer((json_int_t)n->count));
    propos_json_set(object, "evidence", why);
    propos_json_set(object, "query",
                    propos_json_text(propos_arena_printf(f->session->arena, "=\"%s\"", n->name)));
    propos_json_set(object, "passages", passages);
    (void)json_array_append_new(list, object);
    return passages_json(f, n, passages, error);
}

static propos_status answer_json(finder *f, json_t *list, propos_error *error)
{
    propos_status status = PROPOS_OK;
    json_t *names = json_array();
    size_t total = 0;
    size_t turns = 0;
    const propos_snapshot *s = f->part->view->snapshot;
    if (f->count > 1) {
        qsort(f->found, f->count, sizeof *f->found, by_kind);
    }
    for (size_t i = 0; status == PROPOS_OK && i < f->count; i++) {
        if (is_wanted(&f->found[i])) {
            status = total >= f->session->parameters.offset &&
                             total - f->session->parameters.offset < f->session->parameters.limit
                         ? name_json(f, &f->found[i], names, error)
                         : PROPOS_OK;
            total++;
        }
    }
    for (uint32_t t = 0; t < s->turn_count; t++) {
        turns += propos_part_has_turn(f->part, t) ? 1 : 0;
    }
    json_t *object = json_object();
    propos_json_set(object, "study", propos_json_text(s->id));
    propos_json_set(object, "looked_at", json_integer((json_int_t)turns));
    propos_json_set(object, "total", json_integer((json_int_t)total));
    propos_json_set(object, "names", names);
    (void)json_array_append_new(list, object);
    return status;
}

static propos_status study_json(propos_session *session, const propos_part *part,
                                const name_lists *known, json_t *list, propos_error *error)
{
    finder f = {.session = session,
                .part = part,
                .lists = propos_analyser_lists(part->view->analyser),
                .known = known};
    propos_status status = each_turn(&f, learn_lower, error);
    if (status == PROPOS_OK) {
        status = each_turn(&f, find_names, error);
    }
    if (status == PROPOS_OK) {
        status = answer_json(&f, list, error);
    }
    for (size_t i = 0; i < f.count; i++) {
        free(f.found[i].items);
    }
    free(f.found);
    propos_map_free(&f.lower);
    propos_map_free(&f.index);
    return status;
}

static void open_dictionary(propos_session *session)
{
    if (*session->dictionary == NULL && propos_dictionary_is_installed()) {
        (void)propos_dictionary_open(session->dictionary, NULL);
    }
    if (*session->dictionary == NULL) {
        propos_session_notice(session, _("no French dictionary is installed: more words than need "
                                         "be are taken for names"));
    }
}

propos_status analysis_names(propos_session *session, json_t **answer, propos_error *error)
{
    propos_parts parts = {0};
    bool moved = false;
    name_lists *known = NULL;
    json_t *list = json_array();
    propos_status status = name_lists_load(&known, error);
    if (status == PROPOS_OK) {
        open_dictionary(session);
        status = propos_parts_make(session, &parts, &moved, error);
    }
    for (size_t i = 0; status == PROPOS_OK && !moved && i < parts.count; i++) {
        status = study_json(session, &parts.items[i], known, list, error);
    }
    if (status == PROPOS_OK && !moved) {
        *answer = propos_parts_stamp(session, &parts);
        propos_json_set(*answer, "names", json_incref(list));
    }
    json_decref(list);
    name_lists_free(known);
    propos_parts_free(&parts);
    return status;
}
