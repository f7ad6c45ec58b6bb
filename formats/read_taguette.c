// Taguette: an SQLite file with every project of a server, or one that was downloaded. Documents
// are HTML; positions are bytes of UTF-8 over the text nodes. https://www.taguette.org
//
// A highlight has no coder. The journal of commands tells who made it; a downloaded project calls
// everybody "admin" there, which tells nothing.
#include "base/i18n.h"
#include "base/map.h"
#include "formats/html.h"
#include "formats/project_rows.h"
#include "formats/readers.h"

#include <string.h>

static const char *const NEEDED =
    "documents.id|documents.name|documents.contents|tags.id|tags.path|tags.description|"
    "highlights.id|highlights.document_id|highlights.start_offset|highlights.end_offset|"
    "highlights.snippet|highlight_tags.highlight_id|highlight_tags.tag_id";

// The name that Taguette gives to the only user of a machine.
#define NOBODY "admin"

static propos_status take_document(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    project_source *source = project_add_source(p, project_row_key(p, PROJECT_KEY_SOURCE, row, 0),
                                                foreign_text(p->arena, row, 1));
    offsets_text html;
    const char *shown = propos_arena_printf(p->arena, "%s: %s", p->input->name,
                                            source->name == NULL ? "?" : source->name);
    propos_status status = foreign_source(p->arena, row, 2, shown, &html, error);
    if (status == PROPOS_OK) {
        formats_html_text(p->arena, html.text, html.length, &source->text);
    }
    return status;
}

// "stratégies.échappement" belongs under "stratégies" where there is such a tag. id, path,
// description
static propos_status take_tag(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    (void)error;
    const char *path = foreign_text(p->arena, row, 1);
    project_add_code(p, (project_code){
                            .key = project_row_key(p, PROJECT_KEY_CODE, row, 0),
                            .name = path == NULL ? "?" : path,
                            .definition = foreign_text(p->arena, row, 2),
                        });
    return PROPOS_OK;
}

// Gives each tag the longest other path that it begins with as its parent.
static void build_tree(project *p)
{
    propos_map paths = {0};
    const char **whole = propos_arena_alloc(p->arena, p->code_count + 1, sizeof *whole);
    for (size_t i = 0; i < p->code_count; i++) {
        whole[i] = p->codes[i].name;
        (void)propos_map_add(&paths, whole[i], i);
    }
    for (size_t i = 0; i < p->code_count; i++) {
        char *parent = propos_arena_strdup(p->arena, whole[i]);
        for (char *dot = strrchr(parent, '.'); dot != NULL && dot != parent;
             dot = strrchr(parent, '.')) {
            *dot = '\0';
            size_t index = propos_map_get(&paths, parent);
            if (index != PROPOS_MAP_NONE && index != i && dot[1] != '\0') {
                p->codes[i].parent = p->codes[index].key;
                p->codes[i].name = whole[i] + (dot + 1 - parent);
                break;
            }
        }
    }
    propos_map_free(&paths);
}

// The columns of project_row_coding; the quotation is HTML.
static propos_status take_highlight(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    size_t before = p->span_count;
    propos_status status = project_row_coding(p, row, error);
    if (status == PROPOS_OK && p->span_count > before) {
        project_span *span = &p->spans[before];
        if (span->quote != NULL) {
            offsets_text quote;
            formats_html_text(p->arena, span->quote, strlen(span->quote), &quote);
            span->quote = quote.text;
        }
        span->coder = span->coder != NULL && strcmp(span->coder, NOBODY) == 0 ? NULL : span->coder;
    }
    return status;
}

static propos_status take_projects(void *context, sqlite3_stmt *row, propos_error *error)
{
    project *p = context;
    (void)error;
    if (sqlite3_column_int64(row, 0) > 1) {
        PROJECT_DOUBT(p, NULL,
                      _("the database holds %lld projects; all are read as one study. To read one "
                        "alone, download it from Taguette"),
                      (long long)sqlite3_column_int64(row, 0));
    }
    build_tree(p);
    return PROPOS_OK;
}

#define HIGHLIGHT "SELECT t.tag_id, h.document_id, h.snippet, h.start_offset, h.end_offset, "
#define OF_HIGHLIGHTS                                                                              \
    ", NULL FROM highlights h JOIN highlight_tags t ON t.highlight_id = h.id "                     \
    "ORDER BY h.document_id, h.start_offset, h.id, t.tag_id"

static const project_query QUERIES[] = {
    {"documents", NULL, "SELECT id, name, contents FROM documents ORDER BY id", NULL,
     take_document},
    {"tags", NULL, "SELECT id, path, description FROM tags ORDER BY path, id", NULL, take_tag},
    {"commands", "payload",
     HIGHLIGHT
     "(SELECT c.user_login FROM commands c WHERE json_valid(c.payload) AND "
     "json_extract(c.payload, '$.type') = 'highlight_add' AND "
     "json_extract(c.payload, '$.highlight_id') = h.id ORDER BY c.id LIMIT 1)" OF_HIGHLIGHTS,
     HIGHLIGHT "NULL" OF_HIGHLIGHTS, take_highlight},
    {"projects", NULL, "SELECT count(DISTINCT project_id) FROM documents", "SELECT 1",
     take_projects},
};

static propos_status read_taguette(propos_arena *arena, const formats_input *input,
                                   formats_content *content, propos_error *error)
{
    project p = {
        .arena = arena, .input = input, .content = content, .usual = {.unit = OFFSETS_BYTES}};
    propos_status status =
        project_from_database(&p, input->path, _("Taguette's databases"), NEEDED, QUERIES,
                              sizeof QUERIES / sizeof QUERIES[0], error);
    project_free(&p);
    return status;
}

static bool recognises(const formats_input *input)
{
    return foreign_has_table(input->bytes, input->length, "highlights") &&
           foreign_has_table(input->bytes, input->length, "highlight_tags");
}

const formats_reader formats_read_taguette = {
    .name = "taguette",
    .what = N_("a Taguette project"),
    .extensions = "sqlite3|sqlite|db",
    .kind = FORMATS_PROJECT,
    .recognises = recognises,
    .read = read_taguette,
};
