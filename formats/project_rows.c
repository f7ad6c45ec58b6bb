#include "formats/project_rows.h"

#include "base/i18n.h"
#include "base/map.h"

#include <string.h>

const char *project_row_key(project *p, char kind, sqlite3_stmt *row, int column)
{
    if (sqlite3_column_type(row, column) == SQLITE_NULL) {
        return NULL;
    }
    return propos_arena_printf(p->arena, "%c%lld", kind,
                               (long long)sqlite3_column_int64(row, column));
}

static size_t source_of(project *p, sqlite3_stmt *row, int column)
{
    return project_source_of(p, project_row_key(p, PROJECT_KEY_SOURCE, row, column));
}

static const char *name_of(project *p, sqlite3_stmt *row, int column)
{
    const char *name = foreign_text(p->arena, row, column);
    return name == NULL ? "?" : name;
}

propos_status project_row_source(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    const char *name = foreign_text(p->arena, row, 1);
    project_source *source =
        project_add_source(p, project_row_key(p, PROJECT_KEY_SOURCE, row, 0), name);
    const char *shown =
        propos_arena_printf(p->arena, "%s: %s", p->input->name, name == NULL ? "?" : name);
    return foreign_source(p->arena, row, 2, shown, &source->text, error);
}

propos_status project_row_category(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    (void)error;
    project_add_code(p, (project_code){
                            .key = project_row_key(p, PROJECT_KEY_CATEGORY, row, 0),
                            .name = name_of(p, row, 1),
                            .definition = foreign_text(p->arena, row, 2),
                            .parent = project_row_key(p, PROJECT_KEY_CATEGORY, row, 3),
                        });
    return PROPOS_OK;
}

propos_status project_row_code(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    (void)error;
    project_add_code(p, (project_code){
                            .key = project_row_key(p, PROJECT_KEY_CODE, row, 0),
                            .name = name_of(p, row, 1),
                            .definition = foreign_text(p->arena, row, 2),
                            .parent = project_row_key(p, PROJECT_KEY_CATEGORY, row, 3),
                        });
    return PROPOS_OK;
}

propos_status project_row_coding(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    (void)error;
    size_t source = source_of(p, row, 1);
    const char *code = project_row_key(p, PROJECT_KEY_CODE, row, 0);
    if (source == PROPOS_MAP_NONE || code == NULL) {
        PROJECT_DOUBT(p, NULL,
                      _("a coding names no source or no code that the project has; it is "
                        "left out"));
        return PROPOS_OK;
    }
    project_add_span(p, (project_span){
                            .source = source,
                            .start = sqlite3_column_int64(row, 3),
                            .end = sqlite3_column_int64(row, 4),
                            .code = code,
                            .coder = foreign_text(p->arena, row, 5),
                            .quote = foreign_text(p->arena, row, 2),
                            .memo = foreign_text(p->arena, row, 6),
                        });
    return PROPOS_OK;
}

propos_status project_row_note(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    (void)error;
    size_t source = source_of(p, row, 0);
    if (source != PROPOS_MAP_NONE) {
        project_add_span(p, (project_span){
                                .source = source,
                                .start = sqlite3_column_int64(row, 1),
                                .end = sqlite3_column_int64(row, 2),
                                .coder = foreign_text(p->arena, row, 3),
                                .memo = foreign_text(p->arena, row, 4),
                            });
    }
    return PROPOS_OK;
}

propos_status project_row_case(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    (void)error;
    const char *key = project_row_key(p, PROJECT_KEY_CASE, row, 0);
    if (key != NULL) {
        (void)project_add_case(p, key, foreign_text(p->arena, row, 1));
    }
    return PROPOS_OK;
}

propos_status project_row_link(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    (void)error;
    const char *key = project_row_key(p, PROJECT_KEY_CASE, row, 0);
    size_t source = source_of(p, row, 1);
    if (key != NULL && source != PROPOS_MAP_NONE) {
        project_add_link(p, (project_link){
                                .case_key = key,
                                .source = source,
                                .whole = sqlite3_column_type(row, 2) == SQLITE_NULL,
                                .start = sqlite3_column_int64(row, 2),
                                .end = sqlite3_column_int64(row, 3),
                            });
    }
    return PROPOS_OK;
}

propos_status project_row_case_attribute(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    (void)error;
    const char *key = project_row_key(p, PROJECT_KEY_CASE, row, 0);
    for (size_t i = 0; key != NULL && i < p->case_count; i++) {
        project_case *c = &p->cases[i];
        if (strcmp(c->key, key) == 0) {
            project_add_attribute(p, &c->attributes, &c->attribute_count, &c->attribute_capacity,
                                  foreign_text(p->arena, row, 1), foreign_text(p->arena, row, 2));
        }
    }
    return PROPOS_OK;
}

propos_status project_row_file_attribute(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    (void)error;
    size_t source = source_of(p, row, 0);
    const char *name = foreign_text(p->arena, row, 1);
    const char *value = foreign_text(p->arena, row, 2);
    if (source != PROPOS_MAP_NONE && name != NULL && value != NULL) {
        project_document_attribute(p, source, name, value);
    }
    return PROPOS_OK;
}

propos_status project_from_database(project *p, const char *path, const char *tool,
                                    const char *needed, const project_query *queries,
                                    size_t query_count, propos_error *error)
{
    sqlite3 *db = NULL;
    const char *name = p->input->name;
    propos_status status = foreign_open(path, name, &db, error);
    if (status == PROPOS_OK) {
        status = foreign_needs(db, name, tool, needed, error);
    }
    for (size_t i = 0; i < query_count && status == PROPOS_OK; i++) {
        const project_query *query = &queries[i];
        const char *sql =
            foreign_has_column(db, query->table, query->column) ? query->sql : query->otherwise;
        if (sql != NULL) {
            status = foreign_each(db, name, sql, query->take, p, error);
        }
    }
    if (status == PROPOS_OK && p->source_count == 0) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, name, 0,
                                _("this project holds no text: add documents to it first"));
    }
    if (status == PROPOS_OK) {
        status = project_finish(p, error);
    }
    (void)sqlite3_close(db);
    return status;
}
