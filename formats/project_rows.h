// Rows of another tool's database -> a project. The tools differ in their tables and agree in what
// they keep, so a reader is a list of queries whose columns stand in a fixed order.
#ifndef PROPOS_FORMATS_PROJECT_ROWS_H
#define PROPOS_FORMATS_PROJECT_ROWS_H

#include "formats/foreign.h"
#include "formats/project.h"

typedef struct project_query {
    const char *table;  // without this table,
    const char *column; // or this column of it (NULL: any), `otherwise` is asked (NULL: nothing)
    const char *sql;
    const char *otherwise;
    foreign_row *take; // one of those below; its context is the project
} project_query;

foreign_row project_row_source;         // id, name, text
foreign_row project_row_category;       // id, name, definition, id of the category above
foreign_row project_row_code;           // id, name, definition, id of its category
foreign_row project_row_coding;         // code, source, quote, start, end, coder, memo
foreign_row project_row_note;           // source, start, end, coder, note
foreign_row project_row_case;           // id, name
foreign_row project_row_link;           // case, source, start, end; start null: the whole of it
foreign_row project_row_case_attribute; // case, name, value
foreign_row project_row_file_attribute; // source, name, value

// The key of a row's id: `kind` tells codes from categories. NULL for null.
const char *project_row_key(project *p, char kind, sqlite3_stmt *row, int column);

#define PROJECT_KEY_SOURCE 's'
#define PROJECT_KEY_CATEGORY 'k'
#define PROJECT_KEY_CODE 'c'
#define PROJECT_KEY_CASE 'p'

// Copies the database at `path`, checks its schema (see foreign_needs()), asks every query, and
// finishes the project.
propos_status project_from_database(project *p, const char *path, const char *tool,
                                    const char *needed, const project_query *queries,
                                    size_t query_count, propos_error *error);

#endif
