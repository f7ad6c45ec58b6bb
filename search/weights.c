#include "search/weights.h"

#include "search/expand.h"

const propos_weights propos_weights_usual = {
    .exact = 0.8,
    .stem = 0.1,
    .fold_stem = 0.3,
    .code = 1.8,
    .exact_phrase = 2,
    .bridge = {[PROPOS_BRIDGE_ACCENT] = 0.8,
               [PROPOS_BRIDGE_LEMMA] = 1,
               [PROPOS_BRIDGE_ACRONYM] = 0.8,
               [PROPOS_BRIDGE_SHORT] = 0.8,
               [PROPOS_BRIDGE_STUDY] = 0.8,
               [PROPOS_BRIDGE_FAMILY] = 0.4,
               [PROPOS_BRIDGE_EVERYDAY] = 0.5,
               [PROPOS_BRIDGE_THESAURUS] = 0.1},
    .memo = 0.6,
    .definition = 0.5,
    .context = 0.2,
    .prefer = 8,
    .kinship = 0.8,
    .participant = 0.05,
};
