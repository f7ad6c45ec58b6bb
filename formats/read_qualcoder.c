// QualCoder: a folder NAME.qda with the database data.qda in it, or that database alone (schema
// versions v8 to v17). Positions are code points from 0, end-exclusive; `seltext` is what was
// selected. v8 has neither code_name.supercid nor coder_names. https://github.com/ccbogel/QualCoder
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/project_rows.h"
#include "formats/readers.h"

#include <stdlib.h>
#include <string.h>

// The owner of codings that mark who speaks, and the sign before such codes' names.
#define SPEAKER_OWNER "📌 Speaker coding"
#define SPEAKER_SIGN "📌"

static const char *const NEEDED =
    "source.id|source.name|source.fulltext|code_name.cid|code_name.name|code_name.catid|"
    "code_name.memo|code_name.owner|code_cat.catid|code_cat.name|code_cat.supercatid|"
    "code_cat.memo|code_text.cid|code_text.fid|code_text.seltext|code_text.pos0|code_text.pos1|"
    "code_text.owner|code_text.memo";

// id, name, definition, category, owner, code above
static propos_status take_code(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    propos_status status = project_row_code(p, row, error);
    project_code *code = &p->codes[p->code_count - 1];
    const char *above = project_row_key(p, PROJECT_KEY_CODE, row, 5);
    const char *owner = foreign_text(p->arena, row, 4);
    code->parent = above != NULL ? above : code->parent;
    code->unused_hidden = owner != NULL && strcmp(owner, SPEAKER_OWNER) == 0;
    return status;
}

// The columns of project_row_coding, and the code's name.
static propos_status take_coding(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    const char *owner = foreign_text(p->arena, row, 5);
    if (owner == NULL || strcmp(owner, SPEAKER_OWNER) != 0) {
        return project_row_coding(p, row, error);
    }
    const char *name = foreign_text(p->arena, row, 7);
    size_t source = project_source_of(p, project_row_key(p, PROJECT_KEY_SOURCE, row, 1));
    if (name != NULL && source != PROPOS_MAP_NONE) {
        size_t sign = strlen(SPEAKER_SIGN);
        name += strncmp(name, SPEAKER_SIGN, sign) == 0 ? sign : 0;
        project_add_mark(p, (project_mark){
                                .source = source,
                                .start = sqlite3_column_int64(row, 3),
                                .end = sqlite3_column_int64(row, 4),
                                .speaker = name + strspn(name, " "),
                            });
    }
    return PROPOS_OK;
}

static propos_status take_attribute(void *context, sqlite3_stmt *row, propos_error *error)
{
    const char *kind = (const char *)sqlite3_column_text(row, 3);
    if (kind != NULL && strcmp(kind, "file") == 0) {
        return project_row_file_attribute(context, row, error);
    }
    return kind != NULL && strcmp(kind, "case") == 0
               ? project_row_case_attribute(context, row, error)
               : PROPOS_OK;
}

static propos_status take_unread(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    (void)error;
    if (sqlite3_column_int64(row, 0) > 0) {
        PROJECT_DOUBT(p, NULL, _("%lld codings of pictures or recordings are not read"),
                      (long long)sqlite3_column_int64(row, 0));
    }
    return PROPOS_OK;
}

#define CODES_WITH(column)                                                                         \
    "SELECT cid, name, memo, catid, owner, " column " FROM code_name ORDER BY lower(name), cid"

static const project_query QUERIES[] = {
    {"source", NULL, "SELECT id, name, fulltext FROM source WHERE fulltext IS NOT NULL ORDER BY id",
     NULL, project_row_source},
    {"code_cat", NULL,
     "SELECT catid, name, memo, supercatid FROM code_cat ORDER BY lower(name), catid", NULL,
     project_row_category},
    {"code_name", "supercid", CODES_WITH("supercid"), CODES_WITH("NULL"), take_code},
    {"code_text", NULL,
     "SELECT t.cid, t.fid, t.seltext, t.pos0, t.pos1, t.owner, t.memo, n.name "
     "FROM code_text t LEFT JOIN code_name n ON n.cid = t.cid ORDER BY t.fid, t.pos0, t.ctid",
     NULL, take_coding},
    {"annotation", NULL, "SELECT fid, pos0, pos1, owner, memo FROM annotation ORDER BY fid, pos0",
     NULL, project_row_note},
    {"cases", NULL, "SELECT caseid, name FROM cases ORDER BY caseid", NULL, project_row_case},
    {"case_text", NULL, "SELECT caseid, fid, pos0, pos1 FROM case_text ORDER BY fid, pos0", NULL,
     project_row_link},
    {"attribute", NULL, "SELECT id, name, value, attr_type FROM attribute ORDER BY attrid", NULL,
     take_attribute},
    {"code_image", NULL,
     "SELECT (SELECT count(*) FROM code_image) + (SELECT count(*) FROM code_av)", NULL,
     take_unread},
};

static propos_status read_database(propos_arena *arena, const formats_input *input,
                                   const char *path, formats_content *content, propos_error *error)
{
    project p = {.arena = arena, .input = input, .content = content};
    propos_status status =
        project_from_database(&p, path, _("QualCoder's projects"), NEEDED, QUERIES,
                              sizeof QUERIES / sizeof QUERIES[0], error);
    project_free(&p);
    return status;
}

static propos_status read_file(propos_arena *arena, const formats_input *input,
                               formats_content *content, propos_error *error)
{
    return read_database(arena, input, input->path, content, error);
}

static propos_status read_folder(propos_arena *arena, const formats_input *input,
                                 formats_content *content, propos_error *error)
{
    char *path = propos_printf("%s/data.qda", input->path);
    propos_status status = read_database(arena, input, path, content, error);
    if (status == PROPOS_NOT_FOUND) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 0,
                                _("this QualCoder project has no data.qda in it: copy the whole "
                                  "folder again"));
    }
    free(path);
    return status;
}

static bool recognises_file(const formats_input *input)
{
    return foreign_has_table(input->bytes, input->length, "code_text") &&
           foreign_has_table(input->bytes, input->length, "code_name");
}

static bool recognises_folder(const formats_input *input)
{
    return formats_name_ends(input->path, "qda");
}

const formats_reader formats_read_qualcoder = {
    .name = "qualcoder",
    .what = N_("a QualCoder project"),
    .extensions = "qda",
    .kind = FORMATS_PROJECT,
    .recognises = recognises_file,
    .read = read_file,
};

const formats_reader formats_read_qualcoder_folder = {
    .name = "qualcoder-folder",
    .what = N_("a QualCoder project"),
    .extensions = "qda",
    .kind = FORMATS_PROJECT,
    .folder = true,
    .recognises = recognises_folder,
    .read = read_folder,
};
