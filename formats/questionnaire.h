// Answers to an open question of a questionnaire: a row for each person.
#ifndef PROPOS_FORMATS_QUESTIONNAIRE_H
#define PROPOS_FORMATS_QUESTIONNAIRE_H

#include "formats/csv.h"
#include "formats/reader.h"

#include <stdbool.h>

// The column that holds what people said, where none is called "text": by its name (verbatim,
// réponse, freetext…), else the one with the longest cells, when these are sentences. -1: none.
// Confidential columns are not looked at.
int formats_answers_column(const formats_input *input, const propos_table *table);

// Reads the table as a document of kind quotes, a turn for each row with an answer in column
// `text`. The speaker is who an id column names, else the number of the row; short cells of other
// columns are attributes of that speaker, long ones are told in a doubt and left out.
void formats_questionnaire_read(propos_arena *arena, const formats_input *input,
                                const propos_table *table, int text, formats_content *content);

#endif
