#include "search/sentence.h"

#include <string.h>

// Who speaks, by age, and whether memos are asked instead of people.

// ---- age ----

static const char *age_attribute(const sentence *s)
{
    static const char *const names[] = {"age", "ages", "age_ans", NULL};
    for (size_t i = 0; names[i] != NULL; i++) {
        if (propos_names_attribute(s->in->names, names[i])) {
            return i == 0 ? "âge" : names[i];
        }
    }
    return NULL;
}

static bool is_younger(const sentence *s, size_t at, size_t end)
{
    for (size_t i = at; i < end; i++) {
        if (propos_word_is(s, i, "moins|under|below|younger|less")) {
            return true;
        }
    }
    return false;
}

// "les médecins de moins de 40 ans": who speaks is favoured; with "seulement", or asked for what
// they say, nobody else is heard. "Les patients de plus de 75 ans" are spoken of.
static void age_at(sentence *s, size_t at)
{
    static const char *const pattern =
        "@person|generalistes|infirmiers|infirmieres|participants|participantes "
        "ages|agees|ayant|aged|qui|who? ont|are|have? de|d? moins|plus|under|over|below|above "
        "de|than? <number> "
        "ans|years|year";
    found_words found;
    const char *attribute = age_attribute(s);
    if (attribute == NULL || !propos_pattern_at(s, at, pattern, &found)) {
        return;
    }
    propos_query *node = propos_query_node(
        s->in->arena, PROPOS_QUERY_FILTER,
        propos_arena_printf(s->in->arena, "%s%ld", is_younger(s, at, found.end) ? "<" : ">",
                            found.number),
        s->items[at].position);
    node->filter = PROPOS_BY_ATTRIBUTE;
    node->name = attribute;
    size_t before = propos_before_determiners(s, at);
    bool speaks = before > 0 && propos_word_is(s, before - 1, "@says|chez|selon|parmi|among");
    bool only = propos_word_is(s, found.end, "@only");
    size_t end = found.end + (only ? 1 : 0);
    if (propos_word_is(s, end, "@says")) {
        speaks = true;
        end++;
    }
    propos_sentence_take(s, speaks && before > 0 ? before - 1 : before, end);
    if (speaks || only) {
        propos_sentence_filter(s, node);
    } else {
        propos_sentence_prefer(s, node);
    }
}

// ---- memos ----

// "mémos sur la fatigue", "memos about fatigue": what a researcher noted.
static void memos(sentence *s)
{
    found_words found;
    for (size_t at = 0; at < s->count; at++) {
        if (propos_pattern_at(
                s, at, "memo|memos|annotations sur|about|on|parlant? de|du|des|d? @the?", &found) &&
            found.end > at + 1) {
            propos_sentence_take(s, propos_before_determiners(s, at), found.end);
            s->in_memos = true;
            return;
        }
        if (!propos_is_empty_word(s, at)) {
            return;
        }
    }
}

void propos_sentence_people(sentence *s)
{
    if ((s->given & (1U << PROPOS_BY_MEMO)) == 0) {
        memos(s);
    }
    for (size_t at = 0; at < s->count; at++) {
        if (s->seen[at] == WORD_FREE && s->items[at].kind == TOKEN_WORD) {
            age_at(s, at);
        }
    }
}
