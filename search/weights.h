// What a match is worth. All the numbers that ranking depends on stand here, so that they can be
// judged together (bench/relevance switches each off in turn). A word's plain match (its folded
// stem, in what was said) is worth 1.
#ifndef PROPOS_SEARCH_WEIGHTS_H
#define PROPOS_SEARCH_WEIGHTS_H

typedef struct propos_weights {
    // Added when the very form asked for is there: an inflected form is good, the form better.
    double exact;
    // Added when the stem agrees accents included, so that "côté" is above "cote" for who typed the
    // accent.
    double stem;
    // The stem of the word without accents, which an unaccented query word asks besides: looser
    // than the folded stem.
    double fold_stem;
    // The name of a code on the passage: a researcher has said what the passage is about.
    double code;
    // A phrase of these very words, added to the phrase of their stems, or to the words of a short
    // question: more than one inflected word in a code's name is worth.
    double exact_phrase;
    // By propos_bridge (search/expand.h): accent, lemma, acronym, short form, the study's synonym,
    // family, everyday equivalent, thesaurus. 0: not looked for.
    double bridge[8];
    // Partial matches.
    double memo, definition, context;
    // Added once to what a preference favours: about what one rare word is worth, so that favoured
    // passages rise among comparable ones and do not bury a far better match.
    double prefer;
    // In answers by score alone (search/kinship.h): what a hit gains from being coded like the best
    // ones, and a participant's from being no question.
    double kinship, participant;
} propos_weights;

// The weights that every search uses.
extern const propos_weights propos_weights_usual;

#endif
