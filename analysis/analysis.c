#include "analysis/analysis.h"

#include "analysis/operations.h"

static const propos_operation OPERATIONS[] = {
    {"agreement", "q|match|unit|level|coder|code", true, analysis_agreement},
};

void propos_analysis_add(propos_shelf *shelf)
{
    propos_shelf_add_operations(shelf, OPERATIONS, sizeof OPERATIONS / sizeof *OPERATIONS);
}
