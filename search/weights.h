// What a match is worth. All the numbers that ranking depends on stand here, so that they can be
// judged together. A word's plain match (its folded stem, in what was said) is worth 1.
#ifndef PROPOS_SEARCH_WEIGHTS_H
#define PROPOS_SEARCH_WEIGHTS_H

// Added when the very form asked for is there: an inflected form is nearly as good.
#define PROPOS_WEIGHT_EXACT 0.2
// Added when the stem agrees accents included, so that "côté" is above "cote" for who typed the
// accent.
#define PROPOS_WEIGHT_STEM 0.1
// The stem of the word without accents, which an unaccented query word asks besides: looser than
// the folded stem.
#define PROPOS_WEIGHT_FOLD_STEM 0.3
// The name of a code on the passage: a researcher has said what the passage is about.
#define PROPOS_WEIGHT_CODE 1.8
// An acronym, its expansion, a spoken short form or the study's own synonym: the same thing in
// other words.
#define PROPOS_WEIGHT_SYNONYM 0.8
// A phrase of these very words, added to the phrase of their stems.
#define PROPOS_WEIGHT_EXACT_PHRASE 0.5

// Partial matches.
#define PROPOS_WEIGHT_MEMO 0.6
#define PROPOS_WEIGHT_DEFINITION 0.5
#define PROPOS_WEIGHT_CONTEXT 0.2
#define PROPOS_WEIGHT_EVERYDAY 0.3

// Added once to what a preference favours: about what one rare word is worth, so that favoured
// passages rise among comparable ones and do not bury a far better match.
#define PROPOS_WEIGHT_PREFER 4.0

#endif
