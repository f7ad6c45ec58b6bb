#include "search/sentence.h"

#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

// What sentences say of who coded, French and English.

typedef enum condition {
    CODED_ALL,      // by both, by all
    CODED_LEAST,    // by at least N
    CODED_WITHOUT,  // by A but not by B
    CODED_TOGETHER, // by A and B
    CODED_EITHER,   // by A or B
    CODED_ONLY,     // by A alone
    CODED_BY,       // by A
    CODED_NEVER,    // by nobody
    CODED_EVER,     // by either
    CODED_ONCE,     // by one researcher and not the other
    AGREED_NO,
    AGREED_YES,
    AGREED_SAME,
    CODED_NOT,       // "… mais pas par B"
    CODED_BY_UNKNOWN // "codés par X", X being nobody's name: said, and left as words
} condition;

// The first pattern that matches wins: the more particular ones stand first.
static const struct {
    const char *pattern;
    condition condition;
} patterns[] = {
    {"qui|que? ont? ont|sont? pas|jamais|non encore? ete? @coded", CODED_NEVER},
    {"that? have|has|were|was|are not|never yet? been? @coded", CODED_NEVER},
    {"non|pas|jamais|not|never encore|yet? @coded", CODED_NEVER},
    {"non-code|non-codes|non-codee|non-codees|uncoded|non-coded", CODED_NEVER},
    {"@coded par|by personne|nobody|none|aucun|aucune|no des|de|of|one? les|the? @researchers?",
     CODED_NEVER},
    {"que|that personne|nobody|aucun|aucune|no one? de|des|of? les|the? @researchers? ne? @have? "
     "@coded",
     CODED_NEVER},
    {"@coded by both <coder> and <coder>", CODED_TOGETHER},
    {"@coded differemment|differently par|by <coder> et|and par|by? <coder>", AGREED_NO},
    {"@coded differemment|differently par|by les|the|both? deux|two? @researchers?", AGREED_NO},
    {"@coded pareil|pareillement|identically par|by <coder> et|and par|by? <coder>", AGREED_SAME},
    {"@coded pareil|pareillement|identically par|by les|the|both? deux|two? @researchers?",
     AGREED_SAME},
    {"@coded par un|une seul|seule des|de|of? deux|the? two? @researchers?", CODED_ONCE},
    {"@coded by only|just one of? the? two? @researchers?", CODED_ONCE},
    {"@coded only by one of? the? two? @researchers?", CODED_ONCE},
    {"@coded par un|une ou|et par? autre", CODED_EVER},
    {"@coded par un|une des|de|of? deux|the? @researchers", CODED_EVER},
    {"@coded by either of? the? two? @researchers?", CODED_EVER},
    {"@coded par les deux @researchers?", CODED_ALL},
    {"@coded par tous|toutes les? deux|trois|quatre? @researchers?", CODED_ALL},
    {"@coded par chacun|chacune des|de? les? deux? @researchers?", CODED_ALL},
    {"@coded par l? ensemble des @researchers", CODED_ALL},
    {"@coded by both of? the? @researchers?", CODED_ALL},
    {"@coded by them? the two|three|four @researchers", CODED_ALL},
    {"@coded by all of? the? two|three|four? @researchers?", CODED_ALL},
    {"@coded by each of? the? @researchers?", CODED_ALL},
    {"que les deux @researchers? @have @coded", CODED_ALL},
    {"que tous les @researchers @have @coded", CODED_ALL},
    {"that|which? both @researchers? @have? @coded", CODED_ALL},
    {"that|which? all of? the? @researchers @have? @coded", CODED_ALL},
    {"@coded par au moins <number> @researchers?", CODED_LEAST},
    {"@coded by at least <number> @researchers?", CODED_LEAST},
    {"@coded par|by <number> @researchers", CODED_LEAST},
    {"@coded par|by <coder> mais|but|et|and pas|non|not par|by? <coder>", CODED_WITHOUT},
    {"@coded par|by <coder> sans|without|not|pas|non par|by? <coder>", CODED_WITHOUT},
    {"que|that <coder> @have? @coded mais|but|et|and pas|non|not <coder>", CODED_WITHOUT},
    {"@coded par|by <coder> <coder>? <coder>? et|and par|by? <coder>", CODED_TOGETHER},
    {"@coded @jointly par|by <coder> et|and par|by? <coder>", CODED_TOGETHER},
    {"commun|communs|commune|communes|common a|to <coder> et|and a? <coder>", CODED_TOGETHER},
    {"@coded @only? a la fois par <coder> et|and par|by? <coder>", CODED_TOGETHER},
    {"que|that <coder> et|and <coder> @have? @coded", CODED_TOGETHER},
    {"@coded par|by <coder> <coder>? <coder>? ou|or par|by? <coder>", CODED_EITHER},
    {"@coded par|by soit|either <coder> or|ou|soit par|by? <coder>", CODED_EITHER},
    {"@coded @only par|by <coder>", CODED_ONLY},
    {"@only @coded by <coder>", CODED_ONLY},
    {"@coded par|by <coder> @only|seul|seule|alone", CODED_ONLY},
    {"@coded par|by @only <coder>", CODED_ONLY},
    {"that @only <coder> @have? @coded", CODED_ONLY},
    {"que seul|seule|seulement <coder> @have? @coded", CODED_ONLY},
    {"@coded par|by <coder> <coder> <coder>?", CODED_EITHER},
    {"@coded par|by <coder>", CODED_BY},
    {"codage|codages|coding|codings de|by|of <coder>", CODED_BY},
    {"que|that <coder> @have @coded", CODED_BY},
    {"that <coder> coded", CODED_BY},
    {"=où|where <coder> et|and <coder> ne? @be pas accord", AGREED_NO},
    {"=où|where <coder> et|and <coder> @be en desaccord", AGREED_NO},
    {"=où|where <coder> et|and <coder> @be accord", AGREED_YES},
    {"=où|where <coder> et|and <coder> disagree|disagreed", AGREED_NO},
    {"=où|where <coder> et|and <coder> agree|agreed", AGREED_YES},
    {"=où|where <coder> et|and <coder> @have? mis|utilise|used|chose|choisi le|the meme|same code",
     AGREED_SAME},
    {"desaccord|desaccords|disagreement|disagreements entre|between <coder> et|and <coder>",
     AGREED_NO},
    {"desaccord|desaccords|disagreement|disagreements entre|between les|the? deux|two? "
     "@researchers",
     AGREED_NO},
    {"=où les? deux? @researchers ne? @be pas accord", AGREED_NO},
    {"=où les? deux? @researchers @be en desaccord", AGREED_NO},
    {"=où les? deux? @researchers @be accord", AGREED_YES},
    {"sur lesquels les? deux? @researchers ne? @be pas accord", AGREED_NO},
    {"sur lesquels les? deux? @researchers @be en desaccord", AGREED_NO},
    {"sur lesquels les? deux? @researchers @be accord", AGREED_YES},
    {"where|on|in which? the|both? two? @researchers do not agree", AGREED_NO},
    {"where|on|in which? the|both? two? @researchers disagree|disagreed", AGREED_NO},
    {"where|on|in which? the|both? two? @researchers agree|agreed", AGREED_YES},
    {"@coded avec le meme code", AGREED_SAME},
    {"@coded with the same code", AGREED_SAME},
    {"avec le meme code", AGREED_SAME},
    {"with the same code", AGREED_SAME},
    {"mais|but|et|and pas|non|not par|by <coder>", CODED_NOT},
    {"@coded par|by", CODED_BY_UNKNOWN},
};

// A name as it stands in an expression: in quotes unless it is nothing but letters and digits.
static void add_coder(propos_buffer *out, const char *coder)
{
    bool plain = coder[0] != '\0';
    for (const char *at = coder; *at != '\0'; at++) {
        plain = plain && (((*at | 32) >= 'a' && (*at | 32) <= 'z') || (*at >= '0' && *at <= '9') ||
                          (unsigned char)*at >= 0x80);
    }
    if (plain) {
        propos_buffer_puts(out, coder);
        return;
    }
    propos_buffer_putc(out, '"');
    for (const char *at = coder; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') {
            propos_buffer_putc(out, '\\');
        }
        propos_buffer_putc(out, *at);
    }
    propos_buffer_putc(out, '"');
}

static void filter_by_coders(sentence *s, const char *const *coders, size_t count, char between,
                             long position)
{
    if (count == 1) {
        propos_sentence_filter(s, propos_sentence_node(s, PROPOS_BY_CODED_BY, coders[0], position));
        return;
    }
    propos_buffer text = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            propos_buffer_putc(&text, between);
        }
        add_coder(&text, coders[i]);
    }
    propos_query *node =
        propos_query_node(s->in->arena, PROPOS_QUERY_FILTER,
                          propos_arena_strdup(s->in->arena, propos_buffer_text(&text)), position);
    node->filter = PROPOS_BY_CODED_BY;
    propos_sentence_filter(s, node);
    propos_buffer_free(&text);
}

// By A alone: by A, and by none of the others.
static void filter_by_one_alone(sentence *s, const char *coder, long position)
{
    const char *others[PROPOS_SENTENCE_CODERS];
    size_t count = propos_names_other_coders(s->in->names, coder, others, PROPOS_SENTENCE_CODERS);
    for (size_t i = 0; i < count; i++) {
        const char *pair[] = {coder, others[i]};
        filter_by_coders(s, pair, 2, '-', position);
    }
    if (count == 0) {
        filter_by_coders(s, &coder, 1, '+', position);
    }
}

static void filter_value(sentence *s, propos_filter filter, const char *value, long position)
{
    propos_sentence_filter(s, propos_sentence_node(s, filter, value, position));
}

// By one of two researchers and not the other. With more of them the language has no short way to
// say it.
static bool filter_by_one_of_two(sentence *s, long position)
{
    const char *coders[2];
    if (propos_names_most_coders(s->in->names) != 2 ||
        propos_names_other_coders(s->in->names, "", coders, 2) != 2) {
        return false;
    }
    propos_query *either = propos_query_node(s->in->arena, PROPOS_QUERY_OR, NULL, position);
    for (size_t i = 0; i < 2; i++) {
        const char *pair[] = {coders[i], coders[1 - i]};
        size_t before = s->filter_count;
        filter_by_coders(s, pair, 2, '-', position);
        propos_query_add(s->in->arena, either, s->filters[s->filter_count - 1]);
        s->filter_count = before;
    }
    propos_sentence_filter(s, either);
    return true;
}

static void tell_unknown_coder(sentence *s, size_t at)
{
    bool name = at < s->count && s->items[at].kind == TOKEN_WORD && !propos_is_empty_word(s, at) &&
                strcmp(s->forms[at], s->items[at].text) != 0;
    if (name && s->in->names != NULL) {
        propos_reading_notice(
            s->in,
            propos_arena_printf(s->in->arena,
                                _("no coder is called “%s”: the words were searched as they are"),
                                s->items[at].text));
    }
}

static void apply(sentence *s, condition said, const found_words *found, long position)
{
    static const char between[] = {
        [CODED_WITHOUT] = '-', [CODED_TOGETHER] = '+', [CODED_EITHER] = ','};
    char least[16];
    switch (said) {
    case CODED_ALL:
        // "both" is everybody in a study of two; in a larger one the plan says how it reads it.
        filter_value(s, PROPOS_BY_CODED_BY,
                     propos_names_most_coders(s->in->names) > 2 ? "deux" : "tous", position);
        break;
    case CODED_LEAST: {
        propos_query *node = propos_sentence_node(s, PROPOS_BY_CODED_BY, "2", position);
        snprintf(least, sizeof least, "%ld+", found->number);
        node->text = propos_arena_strdup(s->in->arena, found->number > 1 ? least : "");
        if (found->number > 1) {
            propos_sentence_filter(s, node);
        } else {
            filter_value(s, PROPOS_BY_CODED, "oui", position);
        }
        break;
    }
    case CODED_WITHOUT:
    case CODED_TOGETHER:
    case CODED_EITHER:
        filter_by_coders(s, found->coders, found->coder_count, between[said], position);
        break;
    case CODED_ONLY:
        filter_by_one_alone(s, found->coders[0], position);
        break;
    case CODED_BY:
        filter_by_coders(s, found->coders, 1, '+', position);
        break;
    case CODED_NEVER:
        filter_value(s, PROPOS_BY_CODED, "non", position);
        break;
    case CODED_EVER:
        filter_value(s, PROPOS_BY_CODED, "oui", position);
        break;
    case CODED_ONCE:
        if (!filter_by_one_of_two(s, position)) {
            filter_value(s, PROPOS_BY_CODED, "oui", position);
        }
        break;
    case AGREED_NO:
    case AGREED_YES:
    case AGREED_SAME:
        if (found->coder_count > 1) {
            filter_by_coders(s, found->coders, found->coder_count, '+', position);
        }
        filter_value(s, PROPOS_BY_AGREED,
                     said == AGREED_NO    ? "non"
                     : said == AGREED_YES ? "oui"
                                          : "même",
                     position);
        break;
    case CODED_NOT: {
        propos_query *without = propos_query_node(s->in->arena, PROPOS_QUERY_NOT, NULL, position);
        propos_query_add(s->in->arena, without,
                         propos_sentence_node(s, PROPOS_BY_CODED_BY, found->coders[0], position));
        propos_sentence_filter(s, without);
        break;
    }
    case CODED_BY_UNKNOWN:
        tell_unknown_coder(s, found->end);
        break;
    }
}

void propos_sentence_coders(sentence *s)
{
    for (size_t at = 0; at < s->count; at++) {
        for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
            found_words found;
            if (s->seen[at] != WORD_FREE ||
                !propos_pattern_at(s, at, patterns[i].pattern, &found)) {
                continue;
            }
            condition said = patterns[i].condition;
            if (said != CODED_BY_UNKNOWN) {
                propos_sentence_take(s, at, found.end);
                s->by_coder =
                    s->by_coder || (said != CODED_NEVER && said != CODED_EVER && said != CODED_NOT);
            }
            apply(s, said, &found, s->items[at].position);
            break;
        }
    }
}
