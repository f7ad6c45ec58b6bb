// How near two spellings are: letters that differ, and how far the words still sound alike in
// French (pharmacie, farmacie; épuisemment, épuisement; coordinateure, coordinateur).
#ifndef PROPOS_SEARCH_SPELLING_H
#define PROPOS_SEARCH_SPELLING_H

// Longer words are not compared.
#define PROPOS_SPELLING_LETTERS 48
// What propos_spelling_cost() gives for words that are not near.
#define PROPOS_SPELLING_FAR 1000u

// A word made ready: folded (propos_folded()), and as it sounds.
typedef struct propos_spelling {
    char folded[PROPOS_SPELLING_LETTERS + 1];
    char sound[2 * PROPOS_SPELLING_LETTERS + 1];
    unsigned length, sound_length;
    unsigned letters; // a bit for each that is there
} propos_spelling;

// Empty (length 0) when the word is too long.
void propos_spelling_of(const char *folded, propos_spelling *out);

// What it costs to take the word `folded` for what was meant by `asked`: 0 for the same letters, 2
// for each letter to change, add, leave out or swap with its neighbour, 2 more for each that is
// heard; PROPOS_SPELLING_FAR when the words have too little in common for their length.
unsigned propos_spelling_cost(const propos_spelling *asked, const char *folded);

#endif
