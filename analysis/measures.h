// Measures of agreement. They know no study: units, values and who gave them.
#ifndef PROPOS_ANALYSIS_MEASURES_H
#define PROPOS_ANALYSIS_MEASURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What two coders did with the same units, each coded or not.
typedef struct measures_pair {
    uint64_t both, first, second, neither; // numbers of units
} measures_pair;

// Share of the units that both coded or both left. False when there is no unit.
bool measures_percent(const measures_pair *pair, double *share);

// Cohen's kappa: (p_o - p_e) / (1 - p_e), p_e from each coder's own share of coded units (J. Cohen,
// "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20,
// 1960, pp. 37-46). False when it is not defined: no unit, or both coders coded all, or nothing.
bool measures_kappa(const measures_pair *pair, double *kappa);

// Units that got the same values, how often each (for two categories: left and coded).
typedef struct measures_units {
    uint64_t units;
    const uint32_t *values; // by category: how many coders gave it; fewer in all where a coder is
                            // missing
} measures_units;

// Krippendorff's alpha for nominal values, any number of coders, values may be missing: 1 - D_o /
// D_e over the coincidences of values within units (K. Krippendorff, "Content Analysis: An
// Introduction to Its Methodology", 3rd ed., Sage 2013, ch. 12; the worked examples of "Computing
// Krippendorff's Alpha-Reliability", 2011, are the tests). Units with fewer than two values do not
// count. False when it is not defined: nothing to compare, or one category only.
bool measures_alpha(const measures_units *rows, size_t row_count, size_t categories, double *alpha);

#endif
