#include "search/sentence.h"

// What shall not be spoken of: "la communication, sans parler du courrier".

// More words than these are a clause of their own, which no single NOT can mean.
enum { WITHOUT_MOST = 3 };

static const char *const patterns[] = {
    "sans|without parler|evoquer|mentionner|mentioning|talking|speaking de|du|des|d|about|of? "
    "@the?",
    "sauf|hormis|excepte|except|excluding ce|celles|ceux? qui|that? parle|parlent? "
    "de|du|des|d|about? "
    "@the?",
    "mais|but pas|not sur|de|du|des|d|about|of @the?",
};

static void leave_out(sentence *s, size_t at, size_t from)
{
    propos_arena *arena = s->in->arena;
    size_t end = propos_clause_end(s, from), count = 0;
    propos_query *group =
        propos_query_node(arena, PROPOS_QUERY_GROUP, NULL, s->items[from].position);
    for (size_t i = from; i < end; i++) {
        bool word = s->items[i].kind == TOKEN_WORD && s->seen[i] == WORD_FREE;
        if (!word || (count > 0 && propos_word_is(s, i, "et|and|ou|or|mais|but|qui|que"))) {
            return;
        }
        if (!propos_is_empty_word(s, i)) {
            propos_query_add(arena, group,
                             propos_query_node(arena, PROPOS_QUERY_WORD, s->items[i].text,
                                               s->items[i].position));
            count++;
        }
    }
    if (count == 0 || count > WITHOUT_MOST) {
        return;
    }
    propos_query *without = propos_query_node(arena, PROPOS_QUERY_NOT, NULL, s->items[at].position);
    propos_query_add(arena, without, count == 1 ? group->children[0] : group);
    propos_sentence_take(s, at, end);
    propos_sentence_filter(s, without);
}

void propos_sentence_without(sentence *s)
{
    found_words found;
    for (size_t at = 0; at < s->count; at++) {
        for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
            if (s->seen[at] == WORD_FREE && propos_pattern_at(s, at, patterns[i], &found) &&
                found.end < s->count) {
                leave_out(s, at, found.end);
                break;
            }
        }
    }
}
