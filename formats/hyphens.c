#include "formats/hyphens.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/signs.h"

#include <stdlib.h>
#include <string.h>

// Longest word that is learnt or asked for, in bytes; French has none near it.
#define WORD_BYTES 96

struct formats_hyphens {
    propos_arena *arena;
    propos_map words;
};

static size_t character_length(const char *text, size_t length)
{
    size_t size = 1;
    while (size < length && ((unsigned char)text[size] & 0xC0) == 0x80) {
        size++;
    }
    return size;
}

// The bytes of the word (letters and hyphens) at the start of `text`.
static size_t word_length(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && (text[at] == '-' || signs_letter(text + at, length - at))) {
        at += character_length(text + at, length - at);
    }
    return at;
}

// Where the word at the end of `text` begins, at most WORD_BYTES back.
static size_t last_word(const char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && length - start < WORD_BYTES) {
        size_t before = start - 1;
        while (before > 0 && ((unsigned char)text[before] & 0xC0) == 0x80) {
            before--;
        }
        if (text[before] != '-' && !signs_letter(text + before, length - before)) {
            break;
        }
        start = before;
    }
    return start;
}

static void learn(formats_hyphens *hyphens, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t size = word_length(text + at, length - at);
        if (size > 0 && size <= WORD_BYTES) {
            char word[WORD_BYTES + 1];
            memcpy(word, text + at, size);
            word[size] = '\0';
            if (propos_map_get(&hyphens->words, word) == PROPOS_MAP_NONE) {
                propos_map_add(&hyphens->words, propos_arena_strdup(hyphens->arena, word), 1);
            }
        }
        at += size > 0 ? size : character_length(text + at, length - at);
    }
}

formats_hyphens *formats_hyphens_new(const formats_pages *pages)
{
    formats_hyphens *hyphens = propos_alloc(1, sizeof *hyphens);
    hyphens->arena = propos_arena_new();
    for (size_t i = 0; i < pages->count; i++) {
        learn(hyphens, pages->lines[i].text, pages->lines[i].length);
    }
    return hyphens;
}

void formats_hyphens_free(formats_hyphens *hyphens)
{
    if (hyphens != NULL) {
        propos_map_free(&hyphens->words);
        propos_arena_free(hyphens->arena);
        free(hyphens);
    }
}

static bool knows(const formats_hyphens *hyphens, const char *left, size_t left_length,
                  const char *right, size_t right_length)
{
    char word[WORD_BYTES * 2 + 1];
    memcpy(word, left, left_length);
    memcpy(word + left_length, right, right_length);
    word[left_length + right_length] = '\0';
    return propos_map_get(&hyphens->words, word) != PROPOS_MAP_NONE;
}

bool formats_hyphens_cut(const formats_hyphens *hyphens, const char *before, size_t before_length,
                         const char *next, size_t next_length)
{
    size_t start = last_word(before, before_length);
    size_t left = before_length - start; // with the hyphen
    size_t right = word_length(next, next_length);
    if (left < 2 || left > WORD_BYTES || right == 0 || right > WORD_BYTES) {
        return false;
    }
    return knows(hyphens, before + start, left - 1, next, right) &&
           !knows(hyphens, before + start, left, next, right);
}
