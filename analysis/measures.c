#include "analysis/measures.h"

#include "base/memory.h"

#include <stdlib.h>

bool measures_percent(const measures_pair *pair, double *share)
{
    uint64_t all = pair->both + pair->first + pair->second + pair->neither;
    *share = all == 0 ? 0 : (double)(pair->both + pair->neither) / (double)all;
    return all > 0;
}

bool measures_kappa(const measures_pair *pair, double *kappa)
{
    double observed;
    *kappa = 0;
    if (!measures_percent(pair, &observed)) {
        return false;
    }
    double all = (double)(pair->both + pair->first + pair->second + pair->neither);
    double first = (double)(pair->both + pair->first) / all;
    double second = (double)(pair->both + pair->second) / all;
    double expected = first * second + (1 - first) * (1 - second);
    // Exactly 1 when, and only when, both coded everything or both coded nothing.
    if (pair->both + pair->neither > 0 && pair->first + pair->second == 0 &&
        (pair->both == 0 || pair->neither == 0)) {
        return false;
    }
    *kappa = (observed - expected) / (1 - expected);
    return true;
}

bool measures_alpha(const measures_units *rows, size_t row_count, size_t categories, double *alpha)
{
    double *totals = propos_alloc(categories + 1, sizeof *totals);
    double all = 0;
    double observed = 0; // coincidences of unlike values
    *alpha = 0;
    for (size_t r = 0; r < row_count; r++) {
        double values = 0;
        double alike = 0;
        for (size_t c = 0; c < categories; c++) {
            double n = rows[r].values[c];
            values += n;
            alike += n * (n - 1);
        }
        if (values < 2) {
            continue;
        }
        double units = (double)rows[r].units;
        observed += units * (values * (values - 1) - alike) / (values - 1);
        all += units * values;
        for (size_t c = 0; c < categories; c++) {
            totals[c] += units * rows[r].values[c];
        }
    }
    double expected = 0; // n_c n_k over unlike categories
    for (size_t c = 0; c < categories; c++) {
        expected += totals[c] * (all - totals[c]);
    }
    free(totals);
    if (expected <= 0) {
        return false;
    }
    *alpha = 1 - (all - 1) * observed / expected;
    return true;
}
