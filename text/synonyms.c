#include "text/synonyms.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "text/letters.h"

#include <stdlib.h>
#include <string.h>

// A final s or x is taken for a plural in words of at least this many bytes ("cas" and "bus" keep
// theirs).
#define PLURAL_MIN_BYTES 5

// A copy of `words` where an elided particle is a word of its own, as the analyser splits it
// ("médecin d'urgence" -> "médecin d urgence").
static char *split_elisions(const char *words, const text_map *elisions)
{
    char *out = propos_strdup(words);
    char *word = out;
    for (char *at = out; *at; at++) {
        if (*at == ' ' || *at == '-')
            word = at + 1;
        if (*at == '\'' && text_map_get(elisions, word, (size_t)(at - word))) {
            *at = ' ';
            word = at + 1;
        }
    }
    return out;
}

// What a member is found by: hyphens are spaces ("rendez-vous" and "rendez vous"), and words are
// singular.
static char *key_of(const char *words)
{
    propos_buffer out = {0};
    propos_buffer_puts(&out, "");
    while (*words) {
        size_t length = strcspn(words, " -");
        size_t kept = length;
        if (kept >= PLURAL_MIN_BYTES && (words[kept - 1] == 's' || words[kept - 1] == 'x'))
            kept--;
        if (out.length > 0 && kept > 0)
            propos_buffer_putc(&out, ' ');
        propos_buffer_add(&out, words, kept);
        words += length + (words[length] != '\0');
    }
    return propos_buffer_take(&out);
}

static char *plain_of(const char *key)
{
    propos_buffer out = {0};
    propos_buffer_puts(&out, "");
    text_fold(key, strlen(key), &out);
    return propos_buffer_take(&out);
}

// Lets `key` lead to the newest group.
static void post(text_synonyms *synonyms, text_map *map, const char *key)
{
    uint32_t group = (uint32_t)(synonyms->count - 1);
    uint32_t *first = text_map_put(map, key, TEXT_NO_POSTING);
    if (*first != TEXT_NO_POSTING && synonyms->postings[*first].group == group)
        return;
    PROPOS_GROW(synonyms->postings, synonyms->posting_capacity, synonyms->posting_count + 1);
    synonyms->postings[synonyms->posting_count] = (text_posting){.group = group, .next = *first};
    *first = (uint32_t)synonyms->posting_count++;
}

void text_synonyms_add(text_synonyms *synonyms, propos_synonym_source source, char *const *words,
                       size_t count, const text_map *elisions)
{
    PROPOS_GROW(synonyms->groups, synonyms->capacity, synonyms->count + 1);
    text_group *group = &synonyms->groups[synonyms->count++];
    group->source = source;
    group->count = count;
    group->members = propos_alloc(count, sizeof *group->members);
    for (size_t i = 0; i < count; i++) {
        text_member *member = &group->members[i];
        member->words = split_elisions(words[i], elisions);
        member->key = key_of(member->words);
        member->plain = plain_of(member->key);
        post(synonyms, &synonyms->by_key, member->key);
        post(synonyms, &synonyms->by_plain, member->plain);
    }
}

void text_synonyms_copy(const text_synonyms *from, text_synonyms *to)
{
    *to = (text_synonyms){0};
    PROPOS_GROW(to->groups, to->capacity, from->count);
    PROPOS_GROW(to->postings, to->posting_capacity, from->posting_count);
    for (size_t i = 0; i < from->count; i++) {
        const text_group *group = &from->groups[i];
        text_group *copy = &to->groups[i];
        *copy = *group;
        copy->members = propos_alloc(group->count, sizeof *copy->members);
        for (size_t j = 0; j < group->count; j++) {
            copy->members[j].words = propos_strdup(group->members[j].words);
            copy->members[j].key = propos_strdup(group->members[j].key);
            copy->members[j].plain = propos_strdup(group->members[j].plain);
        }
    }
    if (from->posting_count > 0)
        memcpy(to->postings, from->postings, from->posting_count * sizeof *to->postings);
    to->count = from->count;
    to->posting_count = from->posting_count;
    text_map_copy(&from->by_key, &to->by_key);
    text_map_copy(&from->by_plain, &to->by_plain);
}

void text_synonyms_free(text_synonyms *synonyms)
{
    for (size_t i = 0; i < synonyms->count; i++) {
        text_group *group = &synonyms->groups[i];
        for (size_t j = 0; j < group->count; j++) {
            free(group->members[j].words);
            free(group->members[j].key);
            free(group->members[j].plain);
        }
        free(group->members);
    }
    free(synonyms->groups);
    free(synonyms->postings);
    text_map_free(&synonyms->by_key);
    text_map_free(&synonyms->by_plain);
    *synonyms = (text_synonyms){0};
}

typedef struct found {
    propos_synonym *items;
    size_t count, capacity;
} found;

// Adds a synonym once; the source that makes a full match wins over one that makes
// a partial one.
static void add_found(found *all, const char *words, propos_synonym_source source)
{
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->items[i].words, words) == 0) {
            if (all->items[i].source == PROPOS_SYNONYM_EVERYDAY ||
                all->items[i].source == PROPOS_SYNONYM_FAMILY)
                all->items[i].source = source;
            return;
        }
    }
    PROPOS_GROW(all->items, all->capacity, all->count + 1);
    all->items[all->count++] = (propos_synonym){.words = words, .source = source};
}

size_t text_synonyms_find(const text_synonyms *synonyms, const char *words,
                          const text_map *elisions, propos_synonym **out)
{
    found all = {0};
    char *split = split_elisions(words, elisions);
    char *key = key_of(split);
    char *plain = plain_of(key);
    bool accented = strcmp(key, plain) != 0;
    const text_map *map = accented ? &synonyms->by_key : &synonyms->by_plain;
    const uint32_t *first = text_map_get(map, key, strlen(key));
    uint32_t *groups = NULL; // newest first
    size_t count = 0;
    size_t capacity = 0;
    for (uint32_t at = first ? *first : TEXT_NO_POSTING; at != TEXT_NO_POSTING;
         at = synonyms->postings[at].next) {
        PROPOS_GROW(groups, capacity, count + 1);
        groups[count++] = synonyms->postings[at].group;
    }
    while (count > 0) {
        const text_group *group = &synonyms->groups[groups[--count]];
        for (size_t i = 0; i < group->count; i++) {
            const text_member *member = &group->members[i];
            if (strcmp(accented ? member->key : member->plain, key) != 0)
                add_found(&all, member->words, group->source);
        }
    }
    free(groups);
    free(split);
    free(key);
    free(plain);
    *out = all.items;
    return all.count;
}
