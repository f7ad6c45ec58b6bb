// Groups of words that stand for one another. Private to text/.
#ifndef PROPOS_TEXT_SYNONYMS_H
#define PROPOS_TEXT_SYNONYMS_H

#include "text/lists.h"
#include "text/wordmap.h"

#include <stddef.h>
#include <stdint.h>

typedef struct text_member {
    char *words; // casefolded, a space after each elided particle
    char *key;   // what it is found by: see text_synonym_key()
    char *plain; // the key without accents
} text_member;

typedef struct text_group {
    propos_synonym_source source;
    text_member *members;
    size_t count;
} text_group;

// A group that a key leads to, and the next one.
typedef struct text_posting {
    uint32_t group;
    uint32_t next; // index into `postings`, or TEXT_NO_POSTING
} text_posting;
#define TEXT_NO_POSTING UINT32_MAX

// Zero-initialise it; free it with text_synonyms_free().
typedef struct text_synonyms {
    text_group *groups;
    size_t count, capacity;
    text_posting *postings;
    size_t posting_count, posting_capacity;
    text_map by_key, by_plain; // key -> first posting
} text_synonyms;

// Adds a group of `count` members, each casefolded NFC; `elisions` says what is split from its
// word.
void text_synonyms_add(text_synonyms *synonyms, propos_synonym_source source, char *const *words,
                       size_t count, const text_map *elisions);

void text_synonyms_copy(const text_synonyms *from, text_synonyms *to);
void text_synonyms_free(text_synonyms *synonyms);

// As propos_lists_synonyms().
size_t text_synonyms_find(const text_synonyms *synonyms, const char *words,
                          const text_map *elisions, propos_synonym **out);

#endif
