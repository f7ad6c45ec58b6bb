// RQDA: an SQLite file. Positions are code points from 0, end-exclusive, kept as real numbers;
// rows with another status than 1 were deleted in the tool. https://rqda.r-forge.r-project.org
#include "base/i18n.h"
#include "formats/project_rows.h"
#include "formats/readers.h"

static const char *const NEEDED =
    "source.name|source.id|source.file|source.status|freecode.name|freecode.id|freecode.status|"
    "coding.cid|coding.fid|coding.seltext|coding.selfirst|coding.selend|coding.status|coding.owner|"
    "coding.memo";

// A code may be filed in several categories: the first one that is still there is its parent.
static const project_query QUERIES[] = {
    {"source", NULL, "SELECT id, name, file FROM source WHERE status = 1 ORDER BY id", NULL,
     project_row_source},
    {"codecat", NULL, "SELECT catid, name, memo, NULL FROM codecat WHERE status = 1 ORDER BY catid",
     NULL, project_row_category},
    {"treecode", NULL,
     "SELECT id, name, memo, (SELECT t.catid FROM treecode t JOIN codecat k ON k.catid = t.catid "
     "WHERE t.cid = f.id AND t.status = 1 AND k.status = 1 LIMIT 1) "
     "FROM freecode f WHERE status = 1 ORDER BY id",
     "SELECT id, name, memo, NULL FROM freecode WHERE status = 1 ORDER BY id", project_row_code},
    {"coding", NULL,
     "SELECT cid, fid, seltext, CAST(selfirst AS INTEGER), CAST(selend AS INTEGER), owner, memo "
     "FROM coding WHERE status = 1 ORDER BY fid, selfirst, rowid",
     NULL, project_row_coding},
    {"cases", NULL, "SELECT id, name FROM cases WHERE status = 1 ORDER BY id", NULL,
     project_row_case},
    {"caselinkage", NULL,
     "SELECT caseid, fid, CAST(selfirst AS INTEGER), CAST(selend AS INTEGER) FROM caselinkage "
     "WHERE status = 1 ORDER BY fid, selfirst",
     NULL, project_row_link},
    {"caseAttr", NULL, "SELECT caseID, variable, value FROM caseAttr WHERE status = 1", NULL,
     project_row_case_attribute},
    {"fileAttr", NULL, "SELECT fileID, variable, value FROM fileAttr WHERE status = 1", NULL,
     project_row_file_attribute},
};

static propos_status read_rqda(propos_arena *arena, const formats_input *input,
                               formats_content *content, propos_error *error)
{
    project p = {.arena = arena, .input = input, .content = content};
    propos_status status =
        project_from_database(&p, input->path, _("RQDA's projects"), NEEDED, QUERIES,
                              sizeof QUERIES / sizeof QUERIES[0], error);
    project_free(&p);
    return status;
}

static bool recognises(const formats_input *input)
{
    return foreign_has_table(input->bytes, input->length, "freecode") &&
           foreign_has_table(input->bytes, input->length, "coding");
}

const formats_reader formats_read_rqda = {
    .name = "rqda",
    .what = N_("an RQDA project"),
    .extensions = "rqda",
    .kind = FORMATS_PROJECT,
    .recognises = recognises,
    .read = read_rqda,
};
