#include "search/sentence.h"

#include <stdio.h>
#include <string.h>

// Lines, locators and questions of the guide in a sentence.

static bool line_numbers(const sentence *s, size_t at, char out[32], size_t *end)
{
    const char *first = at < s->count ? s->items[at].text : "";
    if (at >= s->count || s->items[at].kind != TOKEN_WORD || s->seen[at] != WORD_FREE) {
        return false;
    }
    size_t digits = strspn(first, "0123456789");
    if (digits == 0 || digits > 7) {
        return false;
    }
    *end = at + 1;
    snprintf(out, 32, "%.7s", first);
    if (first[digits] == '-') { // 130-140, one word
        size_t second = strspn(first + digits + 1, "0123456789");
        snprintf(out, 32, "%.15s", first);
        return second > 0 && second < 8 && first[digits + 1 + second] == '\0';
    }
    if (first[digits] != '\0') {
        return false;
    }
    size_t to = at + 1 < s->count &&
                        (propos_word_is(s, at + 1, "a|to") || propos_followed_by(s, at + 1, '-'))
                    ? at + 2
                    : at;
    if (to > at && to < s->count && s->items[to].kind == TOKEN_WORD) {
        const char *second = s->items[to].text;
        size_t length = strspn(second, "0123456789");
        if (length > 0 && length < 8 && second[length] == '\0') {
            snprintf(out, 32, "%.7s-%.7s", first, second);
            *end = to + 1;
        }
    }
    return true;
}

static bool lines_at(sentence *s, size_t at)
{
    char value[32];
    size_t from = at + 1, end;
    bool dotted = propos_word_is(s, at, "l|ll") && propos_followed_by(s, at + 1, '.');
    bool glued = false;
    if (dotted) {
        from = at + 2;
    } else if (s->items[at].kind == TOKEN_WORD && strncmp(s->items[at].text, "l.", 2) == 0) {
        const char *number = s->items[at].text + 2;
        glued = number[0] != '\0' && number[strspn(number, "0123456789-")] == '\0';
        snprintf(value, sizeof value, "%.15s", number);
        end = at + 1;
    } else if (!propos_word_is(s, at, "ligne|lignes|line|lines")) {
        return false;
    }
    if (!glued && !line_numbers(s, from, value, &end)) {
        return false;
    }
    propos_query *node =
        propos_query_node(s->in->arena, PROPOS_QUERY_FILTER,
                          propos_arena_strdup(s->in->arena, value), s->items[at].position);
    node->filter = PROPOS_BY_LINE;
    token check = {.kind = TOKEN_FILTER, .filter = PROPOS_BY_LINE, .text = node->text};
    reading quiet = {0};
    if (propos_filter_check(&quiet, &check) != PROPOS_OK) {
        return false;
    }
    propos_sentence_take(s, propos_before_determiners(s, at), end);
    propos_sentence_either(s, node);
    return true;
}

// "tour 39", "tours 39 à 45": the turn of a conversation. "Deuxième tour", "tour de table" are
// words.
static bool turn_at(sentence *s, size_t at)
{
    char value[32];
    size_t end;
    if (!propos_word_is(s, at, "tour|tours|turn|turns") || !line_numbers(s, at + 1, value, &end)) {
        return false;
    }
    propos_query *node = propos_sentence_node(s, PROPOS_BY_TURN, value, s->items[at].position);
    token check = {.kind = TOKEN_FILTER, .filter = PROPOS_BY_TURN, .text = node->text};
    reading quiet = {0};
    if (propos_filter_check(&quiet, &check) != PROPOS_OK) {
        return false;
    }
    propos_sentence_take(s, propos_before_determiners(s, at), end);
    propos_sentence_either(s, node);
    return true;
}

// "repéré V2V6", or the locator alone: such an address is nothing that anybody said.
static bool locator_at(sentence *s, size_t at)
{
    name_match match;
    found_words found;
    size_t from = at;
    bool introduced = propos_pattern_at(
        s, at, "repere|reperes|reperee|reperees|locator|marque|marques|adresse sous? @the? repere?",
        &found);
    if (introduced) {
        from = found.end;
    }
    if (from >= s->count ||
        !propos_names_find(s->in->names, NAME_LOCATOR, &s->items[from], propos_free_words(s, from),
                           &match) ||
        (match.needs_intro && !introduced)) {
        return false;
    }
    propos_sentence_take(s, at, from + match.tokens);
    propos_sentence_either(
        s, propos_sentence_node(s, PROPOS_BY_LOCATOR, match.value, s->items[from].position));
    return true;
}

static bool question_at(sentence *s, size_t at)
{
    name_match match;
    found_words found;
    if (!propos_pattern_at(s, at,
                           "reponse|reponses|answer|answers? a|aux|to? @the? question|questions "
                           "du|of? the? guide? numero|no|number?",
                           &found) ||
        found.end >= s->count ||
        !propos_names_find(s->in->names, NAME_QUESTION, &s->items[found.end],
                           propos_free_words(s, found.end), &match)) {
        return false;
    }
    propos_sentence_take(s, propos_before_determiners(s, at), found.end + match.tokens);
    propos_sentence_either(
        s, propos_sentence_node(s, PROPOS_BY_QUESTION, match.value, s->items[at].position));
    return true;
}

void propos_sentence_places(sentence *s)
{
    for (size_t at = 0; at < s->count; at++) {
        if (s->seen[at] != WORD_FREE || s->items[at].kind != TOKEN_WORD) {
            continue;
        }
        bool done = (s->given & (1U << PROPOS_BY_LINE)) == 0 && lines_at(s, at);
        done = done || ((s->given & (1U << PROPOS_BY_TURN)) == 0 && turn_at(s, at));
        done = done || ((s->given & (1U << PROPOS_BY_LOCATOR)) == 0 && locator_at(s, at));
        if (!done && (s->given & (1U << PROPOS_BY_QUESTION)) == 0) {
            question_at(s, at);
        }
    }
}
