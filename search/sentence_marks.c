#include "search/sentence.h"

#include <stddef.h>

// "Où est-ce que les participants rient ?": a question about notation.

static const struct {
    const char *forms, *mark;
} mark_words[] = {
    {"rit|rient|riait|riaient|rire|rires|ri|rigole|rigolent|rigolait|sourit|sourient|sourire|"
     "sourires|laugh|laughs|laughed|laughing|laughter|smile|smiles|smiling",
     "rires"},
    {"pause|pauses|silence|silences|taisent|silent", "pause"},
    {"chevauchement|chevauchements|chevauchent|overlap|overlaps|interrompent|interrupt",
     "chevauchement"},
    {"inaudible|inaudibles", "inaudible"},
};

static const char *mark_at(const sentence *s, size_t at)
{
    for (size_t i = 0; i < sizeof mark_words / sizeof *mark_words; i++) {
        if (propos_word_is(s, at, mark_words[i].forms)) {
            return mark_words[i].mark;
        }
    }
    return NULL;
}

static bool is_subject(const sentence *s, size_t at)
{
    return s->items[at].kind == TOKEN_WORD && s->seen[at] == WORD_FREE && mark_at(s, at) == NULL &&
           !propos_is_empty_word(s, at) &&
           !propos_word_is(
               s, at, "@people|@passages|moment|moments|endroit|endroits|times|places|y|@beside");
}

// "quand se coupent-ils la parole ?" is one way to say overlap.
static void cut_in(sentence *s)
{
    found_words found;
    for (size_t at = 0; at < s->count; at++) {
        if (propos_pattern_at(s, at,
                              "coupe|coupent|coupaient|prennent @the? parole|parler mutuellement?",
                              &found) ||
            propos_pattern_at(
                s, at, "parlent|parle|talk|speak tous|all? en|at meme|the? temps|same? time?",
                &found)) {
            if (found.end < at + 3) {
                continue;
            }
            propos_sentence_take(s, at, found.end);
            propos_sentence_filter(
                s, propos_sentence_node(s, PROPOS_BY_MARK, "chevauchement", s->items[at].position));
            return;
        }
    }
}

// "tous les rires", "pauses et silences", in the plural and nothing else: what was heard. One word
// alone may be a topic.
bool propos_sentence_is_marks(const sentence *s)
{
    size_t marks = 0;
    for (size_t i = 0; i < s->count; i++) {
        bool plural =
            propos_word_is(s, i, "rires|sourires|pauses|silences|chevauchements|overlaps|laughs");
        marks += plural;
        if (!plural && !propos_word_is(s, i, "@the|les|et|ou|and|or|tous|toutes|all|@beside")) {
            return false;
        }
    }
    return marks > 0 && s->count > 1;
}

void propos_sentence_marks(sentence *s)
{
    if ((s->given & (1U << PROPOS_BY_MARK)) != 0) {
        return;
    }
    cut_in(s);
    const char *mark = NULL;
    size_t end = 0;
    // The first clause that says anything must be about the mark and nothing else.
    for (size_t at = 0; at < s->count && mark == NULL; at = end + 1) {
        end = propos_clause_end(s, at);
        for (size_t i = at; i < end; i++) {
            if (is_subject(s, i) || s->items[i].kind == TOKEN_PHRASE) {
                return;
            }
            mark = mark != NULL ? mark : mark_at(s, i);
        }
    }
    if (mark == NULL) {
        return;
    }
    propos_query *rest = NULL;
    for (size_t i = 0; i < s->count; i++) {
        if (i >= end && is_subject(s, i)) {
            rest = rest != NULL ? rest
                                : propos_query_node(s->in->arena, PROPOS_QUERY_GROUP, NULL,
                                                    s->items[i].position);
            propos_query_add(s->in->arena, rest,
                             propos_query_node(s->in->arena, PROPOS_QUERY_WORD, s->items[i].text,
                                               s->items[i].position));
        }
        if (s->seen[i] == WORD_FREE && s->items[i].kind == TOKEN_WORD) {
            propos_sentence_take(s, i, i + 1);
        }
    }
    propos_sentence_filter(s, propos_sentence_node(s, PROPOS_BY_MARK, mark, s->items[0].position));
    if (rest != NULL) {
        propos_sentence_prefer(s, rest);
    }
}
