#include "search/sentence.h"

#include "base/study.h"

#include <stdio.h>
#include <string.h>

// Names of the study in a sentence. A restriction said outright filters: "FG2 : …", "dans FG2",
// "participante 8 seulement", "(groupe des généralistes)", "ce que disent les cancérologues". A
// mere mention favours.

// A name met in the text with what stands around it.
typedef struct mention {
    size_t start, end;           // the name's own tokens
    size_t intro;                // where what introduces it begins ("le groupe des …"), or start
    bool introduced;             // by "groupe", "participante"…
    bool inside;                 // "dans", "in" before it
    bool only;                   // "seulement" beside it
    bool said;                   // somebody asks what they say
    bool excluded;               // "sauf", "hors" before it
    bool among;                  // "chez", "parmi" before it: people who speak
    bool alone;                  // its clause holds nothing else
    bool heads;                  // alone before a colon
    size_t wide_start, wide_end; // with its introduction, "dans" and "seulement"
} mention;

static size_t after_determiners(const sentence *s, size_t at)
{
    while (at < s->count && propos_word_is(s, at, "@the")) {
        at++;
    }
    return at;
}

static bool is_elided(const sentence *s, size_t at, const char *head)
{
    return s->items[at].elided != NULL && strcmp(s->items[at].elided, head) == 0;
}

// "ce que disent les X", "ce que les X disent", "what do the X say".
static bool is_said_by(const sentence *s, const mention *m)
{
    size_t clause = propos_clause_start(s, m->intro), end = propos_clause_end(s, m->end);
    bool asked = false;
    for (size_t i = clause; i < m->intro; i++) {
        asked = asked || propos_word_is(s, i, "@what|=où") || is_elided(s, i, "qu");
    }
    size_t before = propos_before_determiners(s, m->intro);
    // "que dit-on du X", "on parle des X": X is what is spoken of.
    bool verb_before = before > clause && propos_word_is(s, before - 1, "@says") &&
                       strcmp(s->forms[before - 1], s->items[before - 1].fold) == 0 &&
                       !propos_word_is(s, before, "de|du|des|of") &&
                       !(s->items[before].elided != NULL && s->items[before].elided[0] == 'd');
    bool verb_after = m->end < end && propos_word_is(s, m->end, "@says");
    bool according =
        before > clause &&
        (propos_word_is(s, before - 1, "selon") ||
         (propos_word_is(s, before - 1, "apres") && s->items[before - 1].elided != NULL));
    return according || (asked && (verb_before || verb_after));
}

// "dans les X et les Y": the preposition at the head of the clause is for all of them.
static bool clause_begins_inside(const sentence *s, size_t at)
{
    const char *first = s->forms[propos_clause_start(s, at)];
    return strcmp(first, "dans") == 0 || strcmp(first, "in") == 0;
}

// Everything in the clause is the name, other names already understood, or words that say nothing.
static bool is_alone(const sentence *s, const mention *m)
{
    size_t end = propos_clause_end(s, m->end);
    for (size_t i = propos_clause_start(s, m->start); i < end; i++) {
        bool own = i >= m->wide_start && i < m->wide_end;
        if (own || s->seen[i] == WORD_TAKEN || propos_is_empty_word(s, i)) {
            continue;
        }
        name_match person;
        size_t taken = s->places[i];
        if (taken == 0 && propos_names_find(s->in->names, NAME_ATTRIBUTE, &s->items[i],
                                            propos_free_words(s, i), &person)) {
            taken = person.tokens; // "oncologues de l'IPC : …"
        }
        if (taken == 0) {
            return false;
        }
        i += taken - 1U;
    }
    return true;
}

// "sauf ceux de X", "mais pas dans X", "pas les X", "ailleurs que dans X": where what leaves X out
// begins, or `start`.
static size_t left_out_from(const sentence *s, size_t clause, size_t start, bool inside)
{
    size_t before = start > clause && propos_word_is(s, start - 1, "ceux|celles|celui|those")
                        ? propos_before_determiners(s, start - 1)
                        : start;
    if (before > 0 && propos_word_is(s, before - 1, "@except")) {
        return before - 1;
    }
    if (start > clause + 1 && propos_word_is(s, start - 1, "que|than") &&
        propos_word_is(s, start - 2, "ailleurs|autres|autre|other|elsewhere")) {
        return start - 2;
    }
    if (start > clause && propos_word_is(s, start - 1, "pas|non|not")) {
        bool linked = start > clause + 1 && propos_word_is(s, start - 2, "mais|et|but|and");
        if (linked || inside || start - 1 == clause) {
            return start - (linked ? 2 : 1);
        }
    }
    return start;
}

static void look_around(const sentence *s, const char *introduction, mention *m)
{
    size_t clause = propos_clause_start(s, m->start), end = propos_clause_end(s, m->end);
    size_t before = propos_before_determiners(s, m->start);
    m->intro = m->start;
    if (before == clause && before > 1 && s->items[before - 1].text[0] == ':' &&
        propos_word_is(s, before - 2, introduction)) {
        before--; // "groupe : X"
        clause = propos_clause_start(s, before - 1);
    }
    if (before > clause && propos_word_is(s, before - 1, introduction)) {
        m->introduced = true;
        m->intro = before - 1;
        // "focus group des …"
        if (m->intro > clause && propos_word_is(s, m->intro - 1, "focus")) {
            m->intro--;
        }
    }
    before = propos_before_determiners(s, m->intro);
    size_t start = before;
    m->among = start > clause && propos_word_is(s, start - 1, "parmi|among|chez");
    for (size_t i = start; i < m->start; i++) {
        m->among = m->among || propos_word_is(s, i, "chez");
    }
    if (start > clause && propos_word_is(s, start - 1, "@in")) {
        m->inside = true;
        start--;
    }
    if (start > clause && propos_word_is(s, start - 1, "@only")) {
        m->only = true;
        start--;
    }
    size_t except = left_out_from(s, clause, start, m->inside);
    if (except != start) {
        m->excluded = true;
        start = except;
    }
    size_t after = m->end;
    if (after < end && propos_word_is(s, after, "@only")) {
        m->only = true;
        after++;
    }
    m->said = is_said_by(s, m);
    m->wide_start = start;
    m->wide_end = after;
    m->alone = is_alone(s, m);
    m->heads = m->alone && propos_followed_by(s, propos_clause_end(s, m->end), ':');
    m->inside = m->inside || (m->alone && clause_begins_inside(s, m->start));
}

// "IPC contre IGR", "comparer les deux groupes": nobody is left out of a comparison.
static bool in_comparison(const sentence *s, const mention *m)
{
    size_t end = propos_clause_end(s, m->end);
    for (size_t i = propos_clause_start(s, m->start); i < end; i++) {
        bool names_beside = propos_word_is(s, i, "contre|opposer|difference|differences")
                                ? (i == m->end || i + 1 == propos_before_determiners(s, m->start))
                                : propos_word_is(s, i, "@compare");
        names_beside = names_beside || (propos_word_is(s, i, "difference|differences") &&
                                        propos_word_is(s, i + 1, "entre|between"));
        if (names_beside) {
            return true;
        }
    }
    return false;
}

// A comparison that names both its sides: what others say is not asked for.
static bool names_both_sides(const sentence *s, const mention *m)
{
    size_t end = propos_clause_end(s, m->end), sides = 0;
    for (size_t i = propos_clause_start(s, m->start); i < end; i++) {
        sides += s->places[i] > 0;
        i += s->places[i] > 0 ? s->places[i] - 1U : 0;
    }
    return sides > 1 && in_comparison(s, m);
}

static propos_filter filter_of(name_kind kind)
{
    switch (kind) {
    case NAME_DOCUMENT:
        return PROPOS_BY_DOCUMENT;
    case NAME_GROUP:
        return PROPOS_BY_GROUP;
    case NAME_SPEAKER:
        return PROPOS_BY_SPEAKER;
    default:
        return PROPOS_BY_ATTRIBUTE;
    }
}

// Whether the text is nothing but this mention: then a name that may also be a word stays a word.
static bool is_whole_text(const sentence *s, const mention *m)
{
    for (size_t i = 0; i < s->count; i++) {
        bool own = i >= m->wide_start && i < m->wide_end;
        if (!own && s->seen[i] == WORD_FREE && s->items[i].kind != TOKEN_PUNCT) {
            return false;
        }
    }
    return true;
}

static bool is_outright(const sentence *s, const mention *m, const name_match *name)
{
    if (in_comparison(s, m)) {
        return (name->kind == NAME_GROUP || name->kind == NAME_DOCUMENT) && names_both_sides(s, m);
    }
    if (m->only || m->said || m->excluded) {
        return true;
    }
    switch (name->kind) {
    case NAME_DOCUMENT:
        return m->alone || m->inside ||
               (m->intro > 0 && propos_word_is(s, m->intro - 1, "de|du|of"));
    case NAME_GROUP:
        return m->alone && !(is_whole_text(s, m) && !m->introduced) &&
               (m->introduced || m->inside || m->among || (name->proper && m->heads));
    case NAME_SPEAKER:
        // "L'IDEC : quel rôle ?" is a topic, "VO2 : la nuit" a person.
        return m->alone && (m->introduced || strpbrk(name->value, "0123456789") != NULL);
    default:
        return false;
    }
}

// "exerçant en semi-rural", "installés en ville".
static bool works_in(const sentence *s, const mention *m)
{
    size_t before = propos_before_determiners(s, m->start);
    return before > 1 && propos_word_is(s, before - 1, "en|dans|in") &&
           propos_word_is(s, before - 2,
                          "exercant|exerce|exercent|travaillant|travaille|travaillent|installe|"
                          "installes|installee|installees|working|work|practising");
}

// "le 8 du FG1": a speaker's label that a document follows.
static bool is_one_of_document(const sentence *s, const mention *m, const name_match *name)
{
    return name->kind == NAME_SPEAKER && m->start > 0 &&
           propos_word_is(s, m->start - 1, "le|la|the") && propos_word_is(s, m->end, "du|de|of") &&
           m->end + 1 < s->count && s->places[m->end + 1] > 0;
}

// Whether a name is meant at all: a singular ("le généraliste") is a topic, a plural is people.
static bool is_meant(const sentence *s, const mention *m, const name_match *name)
{
    if (name->needs_intro && !m->introduced && !(name->kind == NAME_GROUP && m->inside) &&
        !is_one_of_document(s, m, name)) {
        return false;
    }
    if (name->kind == NAME_GROUP) {
        return !name->singular || m->introduced || m->said || m->only;
    }
    if (name->kind == NAME_ATTRIBUTE) {
        bool person =
            m->start > 0 && (propos_word_is(s, m->start - 1, "@person") || works_in(s, m));
        bool speaks = m->said || m->only || m->excluded || m->among || m->heads;
        return speaks || (!name->weak && (name->plural || person));
    }
    return true;
}

// What is said outright: alternatives of one kind, or something left out.
static void restrict_to(sentence *s, const mention *m, propos_query *node)
{
    size_t before = m->wide_start;
    bool according = m->said && before > 0 && propos_word_is(s, before - 1, "apres");
    propos_sentence_take(s, according ? before - 1 : before, m->wide_end);
    if (m->said && propos_word_is(s, m->wide_end, "@says")) { // "ce que les X disent"
        propos_sentence_take(s, m->wide_end, m->wide_end + 1);
    } else if (m->said && before > 0 && propos_word_is(s, before - 1, "@says")) {
        propos_sentence_take(s, before - 1, before);
    }
    if (m->excluded) {
        propos_query *without =
            propos_query_node(s->in->arena, PROPOS_QUERY_NOT, NULL, node->position);
        propos_query_add(s->in->arena, without, node);
        propos_sentence_filter(s, without);
    } else {
        propos_sentence_either(s, node);
    }
}

// "Les DSRC sont-ils utiles ?": a group that the sentence is about is also spoken of by its name.
static bool is_topic(const sentence *s, const mention *m, const name_match *name)
{
    size_t clause = propos_clause_start(s, m->start);
    size_t before = propos_before_determiners(s, m->start);
    if (name->kind != NAME_GROUP || m->introduced || before > clause || m->heads) {
        return false;
    }
    bool article = is_elided(s, m->start, "l");
    for (size_t i = before; i < m->start; i++) {
        article = propos_word_is(s, i, "le|la|les|the");
    }
    return article && propos_before_determiners(s, m->start) + 1 >= m->start;
}

// Takes a name as a filter when it is said outright, else (in the second round) as a preference.
static void use_name(sentence *s, const mention *m, const name_match *name, bool favour)
{
    propos_filter filter = filter_of(name->kind);
    propos_query *node = propos_sentence_node(s, filter, name->value, s->items[m->start].position);
    node->name = name->attribute;
    if (is_outright(s, m, name)) {
        restrict_to(s, m, node);
        return;
    }
    if (!favour) {
        return;
    }
    bool named = name->proper || (m->introduced && name->kind != NAME_ATTRIBUTE);
    if (named && !is_topic(s, m, name)) {
        propos_sentence_take(s, m->intro, m->end);
    }
    propos_sentence_prefer(s, node);
}

// Where a text already says which group or document, another one that it mentions is what it is
// about.
static bool already_said(const sentence *s, name_kind kind, bool favour)
{
    unsigned place = (1U << PROPOS_BY_DOCUMENT) | (1U << PROPOS_BY_GROUP);
    unsigned bit = 1U << filter_of(kind), said = s->given;
    for (size_t i = 0; favour && i < s->filter_count; i++) {
        const propos_query *node = s->filters[i];
        node = node->kind == PROPOS_QUERY_OR ? node->children[0] : node;
        said |= 1U << node->filter;
    }
    return (said & bit) != 0 || ((bit & place) != 0 && (said & place) != 0);
}

static const char *introduction_of(name_kind kind)
{
    switch (kind) {
    case NAME_DOCUMENT:
        return "@document";
    case NAME_GROUP:
        return "@group";
    case NAME_SPEAKER:
        return "@speaker";
    default:
        return "@person";
    }
}

static bool is_stop(const sentence *s, size_t at)
{
    return s->in->lists != NULL && propos_lists_is_stop(s->in->lists, s->items[at].fold);
}

// Tries the kinds in order at one token; returns the token to go on with.
static size_t name_at(sentence *s, size_t at, bool favour)
{
    static const name_kind kinds[] = {NAME_DOCUMENT, NAME_GROUP, NAME_SPEAKER, NAME_ATTRIBUTE};
    size_t longest = propos_free_words(s, at);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        name_match name;
        if (!propos_names_find(s->in->names, kinds[i], &s->items[at], longest, &name)) {
            continue;
        }
        name_match group;
        if (name.alias &&
            propos_names_find(s->in->names, NAME_GROUP, &s->items[at], longest, &group) &&
            group.tokens >= name.tokens) {
            continue;
        }
        mention m = {.start = at, .end = at + name.tokens};
        look_around(s, introduction_of(kinds[i]), &m);
        bool stop = name.tokens == 1 && is_stop(s, at) && !m.introduced;
        if (stop || !is_meant(s, &m, &name)) {
            continue;
        }
        if (already_said(s, kinds[i], favour)) {
            return m.end;
        }
        use_name(s, &m, &name, favour);
        return m.end;
    }
    return at + 1;
}

// A role in the singular or the plural.
static bool role_of(const char *fold, propos_role *role)
{
    char one[32];
    size_t length = strlen(fold);
    if (propos_role_from(fold, role)) {
        return true;
    }
    if (length < 2 || length >= sizeof one || fold[length - 1] != 's') {
        return false;
    }
    memcpy(one, fold, length - 1);
    one[length - 1] = '\0';
    return propos_role_from(one, role);
}

// "le modérateur", "les questions de l'enquêtrice"
static void role_at(sentence *s, size_t at)
{
    propos_role role;
    static const char *const french[] = {[PROPOS_ROLE_MODERATOR] = "modérateur",
                                         [PROPOS_ROLE_INTERVIEWER] = "enquêteur",
                                         [PROPOS_ROLE_OBSERVER] = "observateur"};
    if (s->seen[at] != WORD_FREE || s->items[at].kind != TOKEN_WORD ||
        !role_of(s->items[at].fold, &role) || role < PROPOS_ROLE_MODERATOR ||
        (s->given & (1U << PROPOS_BY_ROLE)) != 0) {
        return;
    }
    mention m = {.start = at, .end = at + 1};
    look_around(s, "questions|question|relances|relance|interventions|intervention", &m);
    propos_query *node =
        propos_sentence_node(s, PROPOS_BY_ROLE, french[role], s->items[at].position);
    if (m.only || m.said || m.introduced || m.excluded || m.heads) {
        restrict_to(s, &m, node);
    } else {
        propos_sentence_prefer(s, node);
    }
}

static void find_places(sentence *s)
{
    s->places = propos_arena_alloc(s->in->arena, s->count + 1, 1);
    for (size_t at = 0; at < s->count; at++) {
        name_match place;
        if (propos_names_find(s->in->names, NAME_DOCUMENT | NAME_GROUP, &s->items[at],
                              propos_free_words(s, at), &place)) {
            s->places[at] = (unsigned char)place.tokens;
        }
    }
}

void propos_sentence_names(sentence *s)
{
    find_places(s);
    for (size_t at = 0; at < s->count; at++) {
        role_at(s, at);
    }
    // Filters first, so that what is said outright is known before anything is favoured.
    for (int favour = 0; favour <= 1; favour++) {
        for (size_t at = 0; at < s->count;) {
            if (s->seen[at] == WORD_FREE && s->items[at].kind == TOKEN_WORD) {
                at = name_at(s, at, favour == 1);
            } else {
                at++;
            }
        }
    }
    // A comparison is a way of asking, and "les deux groupes" names them all.
    for (size_t at = 0; at < s->count && s->prefer_count + s->filter_count > 0; at++) {
        if (propos_word_is(s, at, "comparer|comparez|compare|comparaison|difference|differences")) {
            propos_sentence_take(s, at, at + 1);
        }
    }
    for (size_t at = 0; at < s->count; at++) {
        found_words found;
        if (propos_pattern_at(
                s, at, "comparer|comparez|compare|comparaison @the? deux|two? @group?", &found)) {
            propos_sentence_take(s, at, found.end);
        } else if (at > 0 && propos_word_is(s, at, "contre|versus|vs") &&
                   s->seen[at - 1] == WORD_TAKEN && at + 1 < s->count &&
                   s->seen[after_determiners(s, at + 1)] == WORD_TAKEN) {
            propos_sentence_take(s, at, at + 1);
        }
    }
}
