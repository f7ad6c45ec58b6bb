// Private: reading plain sentences. Each reader marks the tokens that it has understood as taken
// and adds what they mean to the filters or the preferences; what nobody takes stays a word of the
// query.
#ifndef PROPOS_SEARCH_SENTENCE_H
#define PROPOS_SEARCH_SENTENCE_H

#include "search/names.h"

// More coders than this in one condition is a list, not a sentence.
#define PROPOS_SENTENCE_CODERS 6

typedef struct sentence {
    reading *in;
    token *items;
    size_t count;          // TOKEN_END not counted
    unsigned char *seen;   // per token: what became of it
    const char **forms;    // per WORD: folded, without the pronoun that a question hangs on it
                           // ("dit-on" -> "dit")
    unsigned char *places; // per token: how many tokens the document or group named there takes
    propos_query **filters, **prefers;
    size_t filter_count, filter_capacity, prefer_count, prefer_capacity;
    unsigned given; // filters (1 << propos_filter) that the text already holds
    bool by_coder;  // a coder condition was read: what the passages are about is sur:
    bool in_memos;  // what the passages are about is looked for in memos
    bool shouted;   // typed in capitals throughout
    bool understood;
} sentence;

// States of a token.
enum { WORD_FREE, WORD_TAKEN, WORD_FIXED };

// ---- patterns.c ----

typedef struct found_words {
    size_t end; // first token after the pattern
    const char *coders[PROPOS_SENTENCE_CODERS];
    size_t coder_count;
    long number;
} found_words;

// Matches a pattern at token `at`. A pattern is words separated by spaces; a word is alternatives
// separated by
// "|", a class "@name" (see the table in patterns.c), "<coder>" or "<number>"; "?" after it: may be
// missing. Words are folded forms; commas between them are passed over.
bool propos_pattern_at(const sentence *s, size_t at, const char *pattern, found_words *found);
// True when token `at` is a free word of the class (or alternatives).
bool propos_word_is(const sentence *s, size_t at, const char *alternatives);

// ---- sentence.c ----

void propos_sentence_take(sentence *s, size_t from, size_t to);
void propos_sentence_filter(sentence *s, propos_query *node);
void propos_sentence_prefer(sentence *s, propos_query *node);
// A filter node; the value is quoted where it must be.
propos_query *propos_sentence_node(const sentence *s, propos_filter filter, const char *value,
                                   long position);
// The clause of a token: what stands between marks of punctuation and parentheses.
size_t propos_clause_start(const sentence *s, size_t at);
size_t propos_clause_end(const sentence *s, size_t at);
// True when a word says nothing about the subject: a stop word, or one about the asking.
bool propos_is_empty_word(const sentence *s, size_t at);

// The first of the determiners that stand before `at`, or `at`.
size_t propos_before_determiners(const sentence *s, size_t at);
// How many free words stand side by side from `at` on.
size_t propos_free_words(const sentence *s, size_t at);
bool propos_followed_by(const sentence *s, size_t at, char mark);
// Adds a filter; two values of one filter exclude each other, so they are joined by OU.
void propos_sentence_either(sentence *s, propos_query *node);

// ---- the readers ----

void propos_sentence_coders(sentence *s); // sentence_coders.c
void propos_sentence_codes(sentence *s);  // sentence_codes.c
void propos_sentence_places(sentence *s); // sentence_places.c: lines, locators, guide questions
void propos_sentence_names(
    sentence *s); // sentence_names.c: documents, groups, speakers, attributes
void propos_sentence_people(sentence *s);  // sentence_people.c: age, memos about them
void propos_sentence_without(sentence *s); // sentence_without.c: what shall not be spoken of
void propos_sentence_marks(sentence *s);   // sentence_marks.c

// True when the text is nothing but names of marks in the plural.
bool propos_sentence_is_marks(const sentence *s);

#endif
