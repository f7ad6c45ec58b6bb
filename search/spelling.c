#include "search/spelling.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// ---- how a word sounds ----

// Stands for the nasal vowels, and for "ch": small letters stand for themselves.
#define NASAL_AN 'A'
#define NASAL_IN 'I'
#define NASAL_ON 'O'
#define SOUND_CH 'C'
#define SOUND_GN 'N'

typedef struct rule {
    const char *letters; // what is read
    const char *before;  // what must follow: one of these, "" for anything; '$' is the word's end
    const char *sound;
} rule;

// The first rule that fits is used: longer ones stand before shorter ones. Not followed by a vowel,
// "n" or "m", a vowel with n or m is nasal: these rules name the consonants that may follow.
#define CONSONANT "bcdfgjkpqrstvxz$"
static const rule rules[] = {
    {"eau", "", "o"},         {"tion", "", "siO"},     {"ain", CONSONANT, "I"},
    {"ein", CONSONANT, "I"},  {"aim", CONSONANT, "I"}, {"ien", CONSONANT, "iI"},
    {"oin", CONSONANT, "wI"}, {"ent", "$", "A"},       {"er", "$", "e"},
    {"ez", "$", "e"},         {"et", "$", "e"},        {"ais", "$", "e"},
    {"ait", "$", "e"},        {"ai", "", "e"},         {"ei", "", "e"},
    {"ay", "", "ei"},         {"au", "", "o"},         {"oeu", "", "e"},
    {"oe", "", "e"},          {"eu", "", "e"},         {"ou", "", "u"},
    {"oi", "", "wa"},         {"an", CONSONANT, "A"},  {"am", "bp$", "A"},
    {"en", CONSONANT, "A"},   {"em", "bp$", "A"},      {"in", CONSONANT, "I"},
    {"im", "bp$", "I"},       {"yn", CONSONANT, "I"},  {"ym", "bp", "I"},
    {"un", CONSONANT, "I"},   {"on", CONSONANT, "O"},  {"om", "bp$", "O"},
    {"ph", "", "f"},          {"ch", "", "C"},         {"sch", "", "C"},
    {"gn", "", "N"},          {"th", "", "t"},         {"rh", "", "r"},
    {"qu", "", "k"},          {"q", "", "k"},          {"ck", "", "k"},
    {"sc", "eiy", "s"},       {"cc", "eiy", "ks"},     {"c", "eiy", "s"},
    {"c", "", "k"},           {"gu", "eiy", "g"},      {"ge", "aou", "j"},
    {"g", "eiy", "j"},        {"y", "", "i"},          {"z", "", "s"},
    {"x", "$", ""},           {"h", "", ""},           {"e", "$", ""},
    {"w", "", "v"},
};
enum { RULES = sizeof rules / sizeof *rules };

static bool may_follow(const char *before, const char *at)
{
    return before[0] == '\0' || (*at == '\0' ? strchr(before, '$') != NULL && before[0] != '\0'
                                             : strchr(before, *at) != NULL);
}

static const rule *rule_at(const char *at)
{
    for (size_t i = 0; i < RULES; i++) {
        size_t n = strlen(rules[i].letters);
        if (strncmp(at, rules[i].letters, n) == 0 && may_follow(rules[i].before, at + n)) {
            return &rules[i];
        }
    }
    return NULL;
}

// Letters that are not heard at the end of a word: plural, feminine, verb endings.
static void drop_silent_end(char *sound, unsigned *length)
{
    while (*length > 2 && strchr("estdpx", sound[*length - 1]) != NULL &&
           sound[*length - 1] != '\0') {
        sound[--*length] = '\0';
    }
}

static void sound_of(propos_spelling *s)
{
    unsigned n = 0;
    for (const char *at = s->folded; *at != '\0';) {
        const rule *r = rule_at(at);
        char alone[2] = {*at, '\0'};
        for (const char *add = r != NULL ? r->sound : alone; *add != '\0'; add++) {
            if (n == 0 || s->sound[n - 1] != *add) { // a doubled letter is heard once
                s->sound[n++] = *add;
            }
        }
        at += r != NULL ? strlen(r->letters) : 1;
    }
    s->sound[n] = '\0';
    s->sound_length = n;
    drop_silent_end(s->sound, &s->sound_length);
}

// Which letters a word has: a bit each.
static unsigned letters_of(const char *folded)
{
    unsigned letters = 0;
    for (const char *at = folded; *at != '\0'; at++) {
        letters |= 1U << ((unsigned char)*at & 31U);
    }
    return letters;
}

// False when more letters are in one word only than can be changed: most words go by this.
static bool share_letters(unsigned a, unsigned b, unsigned most)
{
    return (unsigned)__builtin_popcount(a & ~b) <= most &&
           (unsigned)__builtin_popcount(b & ~a) <= most;
}

void propos_spelling_of(const char *folded, propos_spelling *out)
{
    size_t length = strlen(folded);
    *out = (propos_spelling){0};
    if (length <= PROPOS_SPELLING_LETTERS) {
        memcpy(out->folded, folded, length + 1);
        out->length = (unsigned)length;
        out->letters = letters_of(folded);
        sound_of(out);
    }
}

// ---- how many letters differ ----

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

// Letters to change, add, leave out or swap with their neighbour (Damerau and Levenshtein, adjacent
// swaps once); more than `most` as soon as that is certain.
static unsigned distance(const char *a, unsigned m, const char *b, unsigned n, unsigned most)
{
    enum { WIDTH = 2 * PROPOS_SPELLING_LETTERS + 1 };
    unsigned rows[3][WIDTH];
    unsigned *above2 = rows[0];
    unsigned *above = rows[1];
    unsigned *row = rows[2];
    if ((m > n ? m - n : n - m) > most) {
        return most + 1;
    }
    for (unsigned j = 0; j <= n; j++) {
        above[j] = j;
    }
    for (unsigned i = 1; i <= m; i++) {
        // Cells farther from the diagonal than `most` are of no use.
        unsigned from = i > most ? i - most : 1;
        unsigned to = i + most < n ? i + most : n;
        row[from - 1] = from == 1 ? i : most + 1;
        unsigned best = row[from - 1];
        for (unsigned j = from; j <= to; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], above2[j - 2] + 1);
            }
            best = least(best, row[j]);
        }
        if (best > most) {
            return most + 1;
        }
        if (to < n) {
            row[to + 1] = most + 1;
        }
        unsigned *spare = above2;
        above2 = above;
        above = row;
        row = spare;
    }
    return above[n];
}

// Letters that may differ: none in the shortest words, where another word is always near.
static unsigned most_letters(unsigned length)
{
    return length <= 3 ? 0 : length <= 5 ? 1 : length <= 11 ? 2 : 3;
}

// What may sound otherwise in a word of so many sounds.
static unsigned most_sounds(unsigned length)
{
    return length <= 3 ? 0 : length <= 7 ? 1 : 2;
}

unsigned propos_spelling_cost(const propos_spelling *asked, const char *folded)
{
    // Spelling that changes nothing in the sound may differ in more letters (pharmacie, farmacie).
    enum { UNHEARD = 2, CHANGED_MOST = 4 };
    unsigned letters = most_letters(asked->length);
    unsigned allowed = letters == 0 ? 0 : least(letters + UNHEARD, CHANGED_MOST);
    size_t length = strlen(folded);
    if (asked->length == 0 || length == 0 || length > PROPOS_SPELLING_LETTERS ||
        !share_letters(asked->letters, letters_of(folded), allowed)) {
        return PROPOS_SPELLING_FAR;
    }
    unsigned changed = distance(asked->folded, asked->length, folded, (unsigned)length, allowed);
    if (changed > allowed) {
        return PROPOS_SPELLING_FAR;
    }
    // Only now, of the few that are left, how they sound.
    propos_spelling word;
    propos_spelling_of(folded, &word);
    unsigned sounds = most_sounds(asked->sound_length);
    unsigned most = letters > sounds ? letters : sounds;
    unsigned heard =
        distance(asked->sound, asked->sound_length, word.sound, word.sound_length, most);
    bool near = changed <= letters && heard <= most;
    bool alike = asked->sound_length > 2 && heard == 0;
    return near || alike ? 2 * changed + 2 * heard : PROPOS_SPELLING_FAR;
}
