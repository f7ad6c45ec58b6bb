// Long turns are split at sentences.
#include "corpus/passages.h"
#include "studies.h"
#include "suites.h"

#include "base/buffer.h"
#include "text/unicode.h"

#include <string.h>

static corpus_passages passages;
static propos_arena *arena;

static void setup(void)
{
    passages = (corpus_passages){0};
    arena = propos_arena_new();
}

static void teardown(void)
{
    corpus_passages_free(&passages);
    propos_arena_free(arena);
}

static size_t words_of(const char *text, size_t length)
{
    size_t words = 0;
    for (size_t i = 0; i < length; i++) {
        words += text[i] != ' ' && text[i] != '\n' &&
                 (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\n');
    }
    return words;
}

// They follow each other, cover everything but white space, and say the same in bytes and code
// points.
static void check_cover(const char *text)
{
    size_t at = 0;
    for (size_t i = 0; i < passages.count; i++) {
        const corpus_passage *p = &passages.items[i];
        ck_assert_uint_eq(p->number, i + 1);
        ck_assert_uint_eq(propos_utf8_offset(text, strlen(text), p->start), p->start_byte);
        ck_assert_uint_eq(propos_utf8_offset(text, strlen(text), p->end), p->end_byte);
        ck_assert(p->start_byte < p->end_byte && p->start_byte >= at);
        ck_assert_uint_ge(strspn(text + at, " \t\n\r") + at, p->start_byte);
        at = p->end_byte;
    }
    ck_assert_uint_eq(at + strspn(text + at, " \t\n\r"), strlen(text));
}

START_TEST(an_ordinary_turn_is_one_passage)
{
    static const char *const texts[] = {"Oui.", "  Oui, bon… {rires} ", "é", "Un.Deux ? Trois !"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        passages.count = 0;
        corpus_split_turn(texts[i], 4, &passages);
        ck_assert_uint_eq(passages.count, 1);
        ck_assert_uint_eq(passages.items[0].turn, 4);
        ck_assert_uint_eq(passages.items[0].number, 1);
        ck_assert_uint_eq(passages.items[0].start, 0);
        ck_assert_uint_eq(passages.items[0].end, propos_utf8_count(texts[i], strlen(texts[i])));
    }
}
END_TEST

START_TEST(white_space_is_no_passage)
{
    corpus_split_turn("", 0, &passages);
    corpus_split_turn(" \n\t ", 1, &passages);
    ck_assert_uint_eq(passages.count, 0);
}
END_TEST

START_TEST(a_long_turn_is_cut_at_sentences)
{
    static const size_t lengths[] = {220, 221, 260, 300, 450, 500, 1000, 5000};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        const char *text = long_speech(arena, lengths[i]);
        passages.count = 0;
        corpus_split_turn(text, 0, &passages);
        check_cover(text);
        if (lengths[i] <= 220) {
            ck_assert_uint_eq(passages.count, 1);
            continue;
        }
        ck_assert_uint_eq(passages.count, (lengths[i] + 75) / 150);
        for (size_t j = 0; j < passages.count; j++) {
            const corpus_passage *p = &passages.items[j];
            const size_t words = words_of(text + p->start_byte, p->end_byte - p->start_byte);
            ck_assert_msg(words >= 75 && words <= 225, "%zu words", words);
            ck_assert_int_eq(text[p->end_byte - 1], '.');
            ck_assert_int_eq(text[p->start_byte], 'A');
        }
        const size_t before = passages.count;
        corpus_split_turn(text, 0, &passages);
        ck_assert_uint_eq(passages.count, 2 * before);
        ck_assert_int_eq(
            memcmp(passages.items, passages.items + before, before * sizeof passages.items[0]), 0);
    }
}
END_TEST

START_TEST(speech_without_full_stops_is_cut_at_words)
{
    propos_buffer text = {0};
    for (int i = 0; i < 1000; i++) {
        propos_buffer_puts(&text, i == 0 ? "déjà" : " et… déjà (.)");
    }
    corpus_split_turn(text.bytes, 0, &passages);
    check_cover(text.bytes);
    ck_assert_uint_gt(passages.count, 10);
    for (size_t i = 0; i < passages.count; i++) {
        const corpus_passage *p = &passages.items[i];
        ck_assert_uint_le(words_of(text.bytes + p->start_byte, p->end_byte - p->start_byte), 225);
    }
    propos_buffer_free(&text);
}
END_TEST

// Where the nearest sentence ends decides: the text is FILLER, the sign under test, FILLER.
START_TEST(what_ends_a_sentence)
{
    static const struct {
        const char *middle; // stands in the middle of 260 words
        const char *ends;   // the first passage ends with it; NULL: no sentence ends there
    } cases[] = {
        {"fini. après", "fini."},   {"fini ? après", "fini ?"},
        {"fini ! après", "fini !"}, {"« fini ! » après", "fini ! »"},
        {"fini… Après", "fini…"},   {"fini... Après", "fini..."},
        {"fini.Après", "fini."},    {"fini… après", NULL},
        {"fini (.) après", NULL},   {"fini, Après", NULL},
        {"C.H.U après", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        propos_buffer text = {0};
        for (int j = 0; j < 130; j++) {
            propos_buffer_puts(&text, "mot ");
        }
        propos_buffer_puts(&text, cases[i].middle);
        for (int j = 0; j < 130; j++) {
            propos_buffer_puts(&text, " mot");
        }
        passages.count = 0;
        corpus_split_turn(text.bytes, 0, &passages);
        check_cover(text.bytes);
        if (cases[i].ends == NULL) {
            ck_assert_msg(passages.count == 1, "%s", cases[i].middle);
        } else {
            ck_assert_msg(passages.count == 2, "%s", cases[i].middle);
            const size_t length = strlen(cases[i].ends);
            ck_assert_int_eq(
                strncmp(text.bytes + passages.items[0].end_byte - length, cases[i].ends, length),
                0);
        }
        propos_buffer_free(&text);
    }
}
END_TEST

Suite *passages_suite(void)
{
    Suite *suite = suite_create("passages");
    TCase *tests = tcase_create("passages");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, an_ordinary_turn_is_one_passage);
    tcase_add_test(tests, white_space_is_no_passage);
    tcase_add_test(tests, a_long_turn_is_cut_at_sentences);
    tcase_add_test(tests, speech_without_full_stops_is_cut_at_words);
    tcase_add_test(tests, what_ends_a_sentence);
    suite_add_tcase(suite, tests);
    return suite;
}
