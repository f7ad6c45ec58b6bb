// Which column of a table of coded units holds what: told by its header, French or English, and
// where headers say nothing, by its cells.
#ifndef PROPOS_FORMATS_COLUMNS_H
#define PROPOS_FORMATS_COLUMNS_H

#include "base/arena.h"
#include "formats/csv.h"

#include <stdbool.h>
#include <stddef.h>

// Levels of a code tree, and codes beside one another, that one row may name.
#define FORMATS_CODE_COLUMNS 12

// Columns from 0; -1: there is none.
typedef struct formats_columns {
    int document, quote, coder, speaker, line, turn, unit, memo, round, status;
    // From the root of the tree to its leaves; columns of one level (`level` the same) name several
    // codes of one unit.
    int codes[FORMATS_CODE_COLUMNS];
    int levels[FORMATS_CODE_COLUMNS];
    size_t code_count;
    bool quote_guessed, code_guessed; // by the cells, not by the header
} formats_columns;

// False when no column holds quotations, or none holds codes.
bool formats_columns_guess(const propos_table *table, formats_columns *columns);

// What was decided, for people: "“Verbatim”: quotation; “Thème” > “Code”: codes; not read: “Date”".
// In the arena.
const char *formats_columns_said(propos_arena *arena, const propos_table *table,
                                 const formats_columns *columns);

#endif
