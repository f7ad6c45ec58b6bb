#include "search/sentence.h"

#include <string.h>

// Codes in a sentence: after "codé", in parentheses, by id or by name in quotation marks.

// A code named at `at`: an id, a name in quotation marks, or both side by side. Returns its end,
// `at` for none.
static size_t code_at(sentence *s, size_t at, const char **code)
{
    name_match match;
    size_t end = at;
    *code = NULL;
    while (end < s->count && s->seen[end] == WORD_FREE) {
        bool phrase = s->items[end].kind == TOKEN_PHRASE;
        size_t words = phrase ? 1 : propos_free_words(s, end);
        if (words == 0 || (!phrase && *code != NULL) ||
            !propos_names_find(s->in->names, NAME_CODE, &s->items[end], words, &match)) {
            break;
        }
        *code = match.value;
        end += match.tokens;
    }
    return end;
}

// Joins the codes that one list names: "X ou Y" are alternatives, "X et Y" are both asked.
static void add_code(sentence *s, const char *code, bool either, long position)
{
    propos_query *node = propos_sentence_node(s, PROPOS_BY_CODE, code, position);
    if (either) {
        propos_sentence_either(s, node);
    } else {
        propos_sentence_filter(s, node);
    }
}

// After "codé", "code": ids and names, in parentheses or not. Words that are an id's printed number
// in front of a quoted name ("2.2.1 A « … »") go with it.
static bool codes_after(sentence *s, size_t start, size_t at)
{
    bool any = false, either = false;
    size_t last = at;
    while (at < s->count) {
        const char *code;
        size_t from = at, end = code_at(s, at, &code);
        for (size_t skip = 1; code == NULL && skip <= 3 && at + skip < s->count; skip++) {
            bool number =
                s->seen[at + skip - 1] == WORD_FREE && strpbrk(s->forms[at], "0123456789") != NULL;
            if (number && s->items[at + skip].kind == TOKEN_PHRASE) {
                end = code_at(s, at + skip, &code);
            }
        }
        if (code == NULL) {
            break;
        }
        add_code(s, code, either, s->items[from].position);
        propos_sentence_take(s, any ? last : start, end);
        any = true;
        last = at = end;
        if (propos_followed_by(s, at, ',')) {
            at++;
        }
        if (propos_word_is(s, at, "ou|or")) {
            either = true;
            at++;
        } else if (propos_word_is(s, at, "et|and")) {
            either = false;
            at++;
        }
    }
    return any;
}

// (VIII.G): an id in parentheses, with the code's name before it or nothing of the kind.
static void code_in_parentheses(sentence *s, size_t open)
{
    const char *code;
    size_t end = code_at(s, open + 1, &code);
    const char *text = open + 1 < s->count ? s->items[open + 1].text : "";
    name_match document; // FG1 may be a document and the root of its codes
    if (code == NULL || end >= s->count ||
        propos_names_find(s->in->names, NAME_DOCUMENT | NAME_GROUP, &s->items[open + 1],
                          end - open - 1, &document) ||
        s->items[end].kind != TOKEN_CLOSE || strcmp(code, text) != 0 ||
        strpbrk(text, ".0123456789-/") == NULL) {
        return;
    }
    propos_sentence_take(s, open + 1, end);
    propos_sentence_filter(
        s, propos_sentence_node(s, PROPOS_BY_CODE, code, s->items[open + 1].position));
    // Its name before the parentheses says the same once more.
    for (size_t from = propos_clause_start(s, open); from < open; from++) {
        name_match match;
        if (s->seen[from] == WORD_FREE &&
            propos_names_find(s->in->names, NAME_CODE, &s->items[from], open - from, &match) &&
            from + match.tokens == open && strcmp(match.value, code) == 0) {
            propos_sentence_take(s, from, open);
        }
    }
}

// "III.1", "2.2.1 et 5.2.1" and nothing else: numbers like these are no words.
static void codes_alone(sentence *s)
{
    name_match match;
    for (size_t i = 0; i < s->count; i++) {
        bool number = s->items[i].kind == TOKEN_WORD && strchr(s->items[i].text, '.') != NULL &&
                      propos_names_find(s->in->names, NAME_CODE, &s->items[i], 1, &match);
        if (!number && !propos_word_is(s, i, "et|ou|and|or") && !propos_followed_by(s, i, ',')) {
            return;
        }
    }
    (void)codes_after(s, 0, 0);
}

// "réponses à la question 5" where "Question 5 : …" is a code.
static void question_code(sentence *s, size_t at)
{
    name_match match;
    found_words found;
    if (!propos_pattern_at(
            s, at, "@passages|reponse|reponses|answer|answers? a|aux|de|to|of? @the? question",
            &found) ||
        !propos_names_find(s->in->names, NAME_CODE, &s->items[found.end - 1],
                           propos_free_words(s, found.end - 1), &match) ||
        match.tokens != 2) {
        return;
    }
    size_t end = found.end + 1;
    bool alone = propos_before_determiners(s, found.end - 1) == propos_clause_start(s, at) &&
                 end == propos_clause_end(s, at);
    if (!alone && !propos_word_is(s, at, "@passages|reponse|reponses|answer|answers")) {
        return; // "la question 5 me gêne" says something of it
    }
    propos_sentence_take(s, propos_before_determiners(s, at), end);
    propos_sentence_either(
        s, propos_sentence_node(s, PROPOS_BY_CODE, match.value, s->items[at].position));
}

void propos_sentence_codes(sentence *s)
{
    if ((s->given & (1U << PROPOS_BY_CODE)) != 0) {
        return;
    }
    codes_alone(s);
    for (size_t at = 0; at < s->count; at++) {
        found_words found;
        if (propos_pattern_at(
                s, at, "@coded avec|sous|with|as|under? le|les|the? code|codes|codee?", &found) ||
            propos_pattern_at(s, at, "sous|under le|the? code|codes", &found)) {
            codes_after(s, at, found.end);
        } else if (s->seen[at] == WORD_FREE && s->items[at].kind == TOKEN_WORD &&
                   (s->given & (1U << PROPOS_BY_QUESTION)) == 0) {
            question_code(s, at);
        } else if (s->items[at].kind == TOKEN_OPEN) {
            code_in_parentheses(s, at);
        }
    }
    for (size_t at = 0; at < s->count && s->filter_count > 0; at++) {
        size_t clause =
            propos_clause_start(s, at); // "(codes de l'échappement)" speaks of those codes
        if (at == clause && at > 0 && propos_word_is(s, at, "code|codes")) {
            propos_sentence_take(s, at, at + 1);
        }
    }
}
