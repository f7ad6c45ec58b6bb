// What holds for any text: random bytes, random pieces of French, and the real transcripts where
// they are.
#include "tests/text/french.h"

#include "tests/text/checks.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TEXTS 4000
#define BYTES_MAX 120

// A generator of our own, so that a failure comes back (xorshift).
static uint32_t state;

static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

static void check_text(const char *text, size_t length)
{
    const char *broken = check_bytes(analyser, text, length);
    ck_assert_msg(broken == NULL, "%s in « %.*s »", broken, (int)length, text);
}

START_TEST(random_bytes)
{
    char text[BYTES_MAX];
    state = 20240711;
    for (int i = 0; i < TEXTS; i++) {
        size_t length = draw(BYTES_MAX);
        for (size_t j = 0; j < length; j++)
            text[j] = (char)draw(256);
        check_text(text, length);
    }
}
END_TEST

static const char *const pieces[] = {"l'",
                                     "l’",
                                     "qu'",
                                     "d",
                                     "échappe",
                                     "e\xCC\x81",
                                     "\xCC\x81",
                                     "ment",
                                     "-",
                                     "‑",
                                     "\xC2\xAD",
                                     "·",
                                     "e",
                                     "s",
                                     ".",
                                     "(",
                                     ")",
                                     "(.)",
                                     "{",
                                     "}",
                                     "[",
                                     "]",
                                     "…",
                                     "=",
                                     "*",
                                     " ",
                                     "\n",
                                     "euh",
                                     "de de",
                                     "aujourd'hui",
                                     "c'est-à-dire",
                                     "CHU",
                                     "3C",
                                     "1'25",
                                     ":",
                                     "rires",
                                     "œ",
                                     "ﬁ",
                                     "ß",
                                     "İ",
                                     "각",
                                     "ᄀ\xE1\x85\xA1",
                                     "👍🏽",
                                     "\xFF",
                                     "\xE2\x82",
                                     "\xEF\xBB\xBF",
                                     "+",
                                     "'",
                                     "''",
                                     "/"};

START_TEST(random_pieces_of_french)
{
    state = 19580101;
    for (int i = 0; i < TEXTS; i++) {
        char text[1024] = "";
        size_t length = 0;
        for (uint32_t j = draw(30); j > 0; j--) {
            const char *piece = pieces[draw(sizeof pieces / sizeof *pieces)];
            size_t size = strlen(piece);
            for (size_t k = 0; k < size; k++)
                text[length++] = piece[k];
        }
        check_text(text, length);
    }
}
END_TEST

START_TEST(a_word_alone_is_what_it_is_in_a_text)
{
    // The memory of stems must not change what a word becomes.
    propos_error error;
    propos_analyser *fresh = NULL;
    const char *before[PROPOS_CHANNELS];
    const char *after[PROPOS_CHANNELS];
    ck_assert_int_eq(propos_analyser_new(lists, &fresh, &error), PROPOS_OK);
    for (int i = 0; i < 70000; i++) {
        char word[32];
        (void)snprintf(word, sizeof word, "invent%cment%d", 'a' + i % 26, i);
        (void)propos_analyse_word(fresh, word, before);
    }
    (void)propos_analyse_word(fresh, "échappements", before);
    (void)propos_analyse_word(analyser, "échappements", after);
    for (int i = 0; i < PROPOS_CHANNELS; i++)
        ck_assert_str_eq(before[i], after[i]);
    propos_analyser_free(fresh);
}
END_TEST

START_TEST(many_accents_on_one_letter)
{
    char text[4001] = "a";
    for (size_t i = 1; i < sizeof text; i++)
        text[i] = i % 2 ? '\xCC' : '\x81';
    check_text(text, sizeof text);
}
END_TEST

// What would take hours if one word looked at all the others.
START_TEST(endless_rows_of_one_sign)
{
    static const char *const rows[] = {"l'", "a-",   "e\xC2\xB7", "(",    "{", "[", "(e)",
                                       "'",  "euh ", "qu'est-",   "a.e.", "=", "*"};
    static char text[1 << 18];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t size = strlen(rows[i]);
        size_t length = 0;
        const char *last = NULL;
        for (; length < sizeof text; length++)
            text[length] = rows[i][length % size];
        propos_tokens tokens;
        propos_tokens_of(analyser, text, length, &tokens);
        for (size_t j = 0; j < tokens.count; j++) {
            ck_assert_uint_le(tokens.items[j].end_byte, length);
            last = tokens.items[j].terms[0];
        }
        ck_assert(last == NULL || *last != '\0');
        propos_tokens_free(&tokens);
    }
}
END_TEST

START_TEST(a_real_transcript)
{
    static const char *const paths[] = {
        PROPOS_SHARED "/corpora/regards-croises/transcripts/FG1.csv",
        PROPOS_SHARED "/corpora/regards-croises/transcripts/FG2.csv",
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char *bytes = NULL;
        size_t length = 0;
        propos_error error;
        if (access(paths[i], R_OK) != 0) {
            printf("no %s: not tested on it\n", paths[i]);
            continue;
        }
        ck_assert_int_eq(propos_read_file(paths[i], (size_t)1 << 24, &bytes, &length, &error),
                         PROPOS_OK);
        for (const char *at = bytes; *at;) {
            size_t line = strcspn(at, "\n");
            check_text(at, line);
            at += line + (at[line] != '\0');
        }
        free(bytes);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("properties");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, random_bytes);
    tcase_add_test(tests, random_pieces_of_french);
    tcase_add_test(tests, a_word_alone_is_what_it_is_in_a_text);
    tcase_add_test(tests, many_accents_on_one_letter);
    tcase_add_test(tests, endless_rows_of_one_sign);
    tcase_add_test(tests, a_real_transcript);
    return french_run(tests, "text: what holds for any text");
}
