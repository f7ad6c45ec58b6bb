#include "analysis/analysis.h"

#include "analysis/operations.h"

static const propos_operation OPERATIONS[] = {
    {"agreement", "q|match|unit|level|coder|code", true, analysis_agreement},
    {"check", "q|match|quotes|draft|code", true, analysis_check},
    {"compare", "q|match|rows|columns|level", true, analysis_compare},
    {"gaps", "q|match|code|coder|limit|offset|context", true, analysis_gaps},
    {"names", "q|match|limit|offset", true, analysis_names},
    {"similar", "q|match|limit|offset|context", true, analysis_similar},
    {"disagreements", "q|match|coder|code|state|kind|limit|offset", true, analysis_disagreements},
    {"decision", "code|stage|why", true, analysis_decision},
    {"saturation", "q|match|level|coder", true, analysis_saturation},
    {"speakers", "q|match|code", true, analysis_speakers},
};

void propos_analysis_add(propos_shelf *shelf)
{
    propos_shelf_add_operations(shelf, OPERATIONS, sizeof OPERATIONS / sizeof *OPERATIONS);
}
