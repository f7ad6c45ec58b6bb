// Private to the query language: tokens, the table of filters, and what its files ask of each
// other.
#ifndef PROPOS_SEARCH_LANGUAGE_H
#define PROPOS_SEARCH_LANGUAGE_H

#include "search/query.h"

// A one-letter prefix would match a tenth of the vocabulary and say nothing.
#define PROPOS_PREFIX_LEAST 2
// Words farther apart than this are not near each other in anything that is said.
#define PROPOS_NEAR_MOST 100

typedef enum token_kind {
    TOKEN_WORD,
    TOKEN_PHRASE,
    TOKEN_EXACT,
    TOKEN_PREFIX,
    TOKEN_NEAR,   // ~5
    TOKEN_OPEN,   // (
    TOKEN_CLOSE,  // )
    TOKEN_AND,    // ET, AND
    TOKEN_OR,     // OU, OR
    TOKEN_NOT,    // SAUF, NOT
    TOKEN_MINUS,  // - glued before what it excludes
    TOKEN_FILTER, // name:value
    TOKEN_FIELD,  // name: glued before a word, a phrase or parentheses (sur: texte: mémo:)
    TOKEN_PREFER, // plutôt:
    TOKEN_MARK,   // {rires} or (.): notation, no word; text is what stands there
    TOKEN_PUNCT,  // anything else that is not white space; text is the character
    TOKEN_NODE,   // what the sentence reader made
    TOKEN_END
} token_kind;

typedef struct token {
    token_kind kind;
    propos_filter filter; // FILTER, FIELD
    const char *name;     // FILTER by attribute
    const char *text;     // WORD without what was elided before it
    const char *fold;     // WORD: text folded, for comparing
    const char *elided;   // WORD: "l", "qu", "jusqu"… folded, when it stood before an apostrophe
    bool quoted;          // FILTER
    uint32_t distance;    // NEAR
    long position;        // code point in the query
    propos_query *node;   // NODE
} token;

typedef struct tokens {
    token *items; // the last one is TOKEN_END
    size_t count, capacity;
} tokens;

// What every step of reading a query shares.
typedef struct reading {
    propos_arena *arena;
    const propos_names *names; // may be NULL
    const propos_lists *lists; // may be NULL
    propos_error *error;
    const char **notices;
    size_t notice_count, notice_capacity;
    bool was_sentence;
} reading;

// ---- filter_names.c ----

// The French name of a filter, as it is printed ("" for attributes).
const char *propos_filter_name(propos_filter filter);
const char *propos_filter_english(propos_filter filter);
// True when `fold` (folded) names a built-in filter, in either language.
bool propos_filter_from(const char *fold, propos_filter *filter);
// True when the filter's value is a sub-query of words.
bool propos_filter_takes_words(propos_filter filter);
bool propos_filter_is_prefer(const char *fold);
// The names near `fold` in spelling, built in or of the study's attributes, "sur:, texte:"; "" when
// none is.
const char *propos_filter_near(const reading *in, const char *fold);
// Checks a value that has a form (numbers, yes or no): BAD_QUERY with what was expected.
propos_status propos_filter_check(const reading *in, const token *filter);

// ---- characters.c ----

bool propos_is_space(uint32_t c);
// True for what words are made of: letters, their combining marks, digits and "_".
bool propos_is_word_letter(uint32_t c);
bool propos_is_digit(uint32_t c);
bool propos_is_apostrophe(uint32_t c);
// What may stand between two letters of one word.
bool propos_joins_letters(uint32_t c);
// The closing partner of a quotation mark, 0 when `c` opens none.
uint32_t propos_closing_quote(uint32_t c);
bool propos_has_letter(const char *text);
// What may begin a filter's value; anything else after a colon makes it an ordinary colon
// ("bref :-)").
bool propos_begins_value(uint32_t c);
bool propos_ends_value(uint32_t c);
// The sentence's own punctuation, which may follow a value.
bool propos_is_trailing_mark(uint32_t c);

// ---- lexer.c ----

propos_status propos_lex(reading *in, const char *text, tokens *out);
// Adds a token (the arena's).
token *propos_tokens_add(propos_arena *arena, tokens *list, const token *item);

// ---- parser.c ----

propos_query *propos_query_node(propos_arena *arena, propos_query_kind kind, const char *text,
                                long position);
void propos_query_add(propos_arena *arena, propos_query *parent, propos_query *child);
// Tokens to tree, the language as it stands.
propos_status propos_parse_tokens(reading *in, const tokens *list, propos_query **tree);

// True when there is more than punctuation and marks.
bool propos_tokens_say(const tokens *list);

// ---- reading.c ----

// Adds a notice, once.
void propos_reading_notice(reading *in, const char *translated);

// ---- sentence.c ----

// Rewrites the tokens of a sentence: what names a filter or a preference becomes a NODE, what only
// asks goes. Leaves queries that use operators alone. Returns true when it changed anything.
bool propos_read_sentence(reading *in, tokens *list);

// ---- names.c ----

// True when a participant attribute is called so (folded).
bool propos_names_attribute(const propos_names *names, const char *fold);
// Calls `each` with every attribute name.
void propos_names_attributes(const propos_names *names,
                             void (*each)(void *context, const char *name), void *context);

#endif
