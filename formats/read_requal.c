// Requal: an SQLite file with every coder's segments, counted in code points from 1, the end
// included. https://github.com/RE-QDA/requal
#include "base/i18n.h"
#include "formats/project_rows.h"
#include "formats/readers.h"

static const char *const NEEDED =
    "documents.doc_id|documents.doc_name|documents.doc_text|codes.code_id|codes.code_name|"
    "codes.code_description|segments.segment_id|segments.user_id|segments.doc_id|"
    "segments.code_id|segments.segment_start|segments.segment_end|segments.segment_text|"
    "users.user_id|users.user_name|users.user_login";

#define SEGMENT                                                                                    \
    "SELECT s.code_id, s.doc_id, s.segment_text, s.segment_start, s.segment_end, "                 \
    "coalesce(u.user_name, u.user_login), "
#define OF_SEGMENTS                                                                                \
    " FROM segments s LEFT JOIN users u ON u.user_id = s.user_id "                                 \
    "ORDER BY s.doc_id, s.segment_start, s.segment_id"

// A code may be in several categories: the first one is its parent.
static const project_query QUERIES[] = {
    {"documents", NULL, "SELECT doc_id, doc_name, doc_text FROM documents ORDER BY doc_id", NULL,
     project_row_source},
    {"categories", NULL,
     "SELECT category_id, category_name, category_description, NULL FROM categories ORDER BY 1",
     NULL, project_row_category},
    {"categories_codes_map", NULL,
     "SELECT code_id, code_name, code_description, (SELECT m.category_id FROM categories_codes_map "
     "m WHERE m.code_id = c.code_id LIMIT 1) FROM codes c ORDER BY code_id",
     "SELECT code_id, code_name, code_description, NULL FROM codes ORDER BY code_id",
     project_row_code},
    {"memos_segments_map", NULL,
     SEGMENT "(SELECT group_concat(m.text, char(10)) FROM memos_segments_map k JOIN memos m ON "
             "m.memo_id = k.memo_id WHERE k.segment_id = s.segment_id)" OF_SEGMENTS,
     SEGMENT "NULL" OF_SEGMENTS, project_row_coding},
    {"cases", NULL, "SELECT case_id, case_name FROM cases ORDER BY case_id", NULL,
     project_row_case},
    {"cases_documents_map", NULL, "SELECT case_id, doc_id, NULL, NULL FROM cases_documents_map",
     NULL, project_row_link},
    {"attributes_cases_map", NULL,
     "SELECT m.case_id, a.attribute_name, v.value FROM attributes_cases_map m JOIN attributes a ON "
     "a.attribute_id = m.attribute_id JOIN attribute_values v ON v.attribute_value_id = "
     "m.attribute_value_id",
     NULL, project_row_case_attribute},
    {"attributes_documents_map", NULL,
     "SELECT m.doc_id, a.attribute_name, v.value FROM attributes_documents_map m JOIN attributes a "
     "ON a.attribute_id = m.attribute_id JOIN attribute_values v ON v.attribute_value_id = "
     "m.attribute_value_id",
     NULL, project_row_file_attribute},
};

static propos_status read_requal(propos_arena *arena, const formats_input *input,
                                 formats_content *content, propos_error *error)
{
    project p = {
        .arena = arena,
        .input = input,
        .content = content,
        .usual = {.from_one = true, .end_inclusive = true},
    };
    propos_status status =
        project_from_database(&p, input->path, _("Requal's projects"), NEEDED, QUERIES,
                              sizeof QUERIES / sizeof QUERIES[0], error);
    project_free(&p);
    return status;
}

static bool recognises(const formats_input *input)
{
    return foreign_has_table(input->bytes, input->length, "segments") &&
           foreign_has_table(input->bytes, input->length, "requal_version");
}

const formats_reader formats_read_requal = {
    .name = "requal",
    .what = N_("a Requal project"),
    .extensions = "requal",
    .kind = FORMATS_PROJECT,
    .recognises = recognises,
    .read = read_requal,
};
