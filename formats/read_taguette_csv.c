// Taguette's exports as tables: highlights (id, document, tag, content), which name neither coder
// nor positions, and the code book (tag, description, number of highlights).
#include "base/i18n.h"
#include "base/map.h"
#include "formats/content.h"
#include "formats/csv.h"
#include "formats/readers.h"

#include <string.h>

// The header is looked for this far: a byte order mark, quotes and a few long names.
enum { HEADER_BYTES = 256 };

static bool header_is(const formats_input *input, const char *const *names, size_t count)
{
    const char *at = input->bytes;
    if (at == NULL) {
        return false;
    }
    size_t left = input->length < HEADER_BYTES ? input->length : (size_t)HEADER_BYTES;
    if (left >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0) {
        at += 3;
        left -= 3;
    }
    for (size_t i = 0; i < count; i++) {
        size_t quote = left > 0 && *at == '"' ? 1 : 0;
        size_t length = strlen(names[i]);
        size_t need = length + 2 * quote;
        if (left < need + 1 || strncmp(at + quote, names[i], length) != 0 ||
            strchr(i + 1 < count ? ",;" : "\r\n", at[need]) == NULL) {
            return false;
        }
        at += need + 1;
        left -= need + 1;
    }
    return true;
}

static propos_status read_table(propos_arena *arena, const formats_input *input,
                                propos_table *table, propos_error *error)
{
    const char *text = NULL;
    size_t length = 0;
    propos_status status = formats_content_text(arena, input, &text, &length, error);
    return status == PROPOS_OK ? propos_csv_read(arena, text, length, input->name, table, error)
                               : status;
}

// The rows' tags become codes, each once; "a.b" stays whole, as Taguette shows it.
static void take_codes(propos_arena *arena, const propos_table *table, const char *file,
                       formats_content *content)
{
    int tag = propos_csv_column(table, "tag");
    int description = propos_csv_column(table, "description");
    propos_map seen = {0};
    content->codes = propos_arena_alloc(arena, table->row_count + 1, sizeof *content->codes);
    for (size_t row = 0; row < table->row_count; row++) {
        const char *name = propos_csv_cell(table, row, tag);
        const char *said = propos_csv_cell(table, row, description);
        if (name[0] != '\0' && propos_map_add(&seen, name, row) == row) {
            content->codes[content->code_count++] = (propos_code_data){
                .id = name,
                .name = name,
                .definition = said[0] == '\0' ? NULL : said,
                .source = {file, table->lines[row]},
            };
        }
    }
    propos_map_free(&seen);
}

static const char *const HIGHLIGHTS[] = {"id", "document", "tag", "content"};
static const char *const CODEBOOK[] = {"tag", "description", "number of highlights"};

static propos_status read_highlights(propos_arena *arena, const formats_input *input,
                                     formats_content *content, propos_error *error)
{
    propos_table table;
    propos_status status = read_table(arena, input, &table, error);
    if (status != PROPOS_OK) {
        return status;
    }
    const char *file = propos_arena_strdup(arena, input->name);
    int document = propos_csv_column(&table, "document");
    int tag = propos_csv_column(&table, "tag");
    int quote = propos_csv_column(&table, "content");
    int unit = propos_csv_column(&table, "id");
    take_codes(arena, &table, file, content);
    content->codings = propos_arena_alloc(arena, table.row_count + 1, sizeof *content->codings);
    for (size_t row = 0; row < table.row_count; row++) {
        const char *name = propos_csv_cell(&table, row, document);
        const char *code = propos_csv_cell(&table, row, tag);
        const char *words = propos_csv_cell(&table, row, quote);
        if (name[0] == '\0' || code[0] == '\0' || words[0] == '\0') {
            FORMATS_DOUBT(arena, content, input, table.lines[row],
                          _("this row names no document, no tag or no text; it is left out"));
            continue;
        }
        const char *number = propos_csv_cell(&table, row, unit);
        content->codings[content->coding_count++] = (propos_coding_data){
            .code = code,
            .document = name,
            .quote = words,
            .unit = number[0] == '\0' ? NULL : number,
            .source = {file, table.lines[row]},
        };
    }
    if (input->coder == NULL && content->coding_count > 0) {
        FORMATS_DOUBT(arena, content, input, 0,
                      _("the project does not say who coded; name the coder: --coder NAME, or "
                        "“coder = NAME” under [import %s] in study.ini"),
                      input->name);
    }
    return PROPOS_OK;
}

static propos_status read_codebook(propos_arena *arena, const formats_input *input,
                                   formats_content *content, propos_error *error)
{
    propos_table table;
    propos_status status = read_table(arena, input, &table, error);
    if (status == PROPOS_OK) {
        take_codes(arena, &table, propos_arena_strdup(arena, input->name), content);
    }
    return status;
}

static bool recognises_highlights(const formats_input *input)
{
    return header_is(input, HIGHLIGHTS, sizeof HIGHLIGHTS / sizeof HIGHLIGHTS[0]);
}

static bool recognises_codebook(const formats_input *input)
{
    return header_is(input, CODEBOOK, sizeof CODEBOOK / sizeof CODEBOOK[0]);
}

const formats_reader formats_read_taguette_highlights = {
    .name = "taguette-highlights",
    .what = N_("Taguette's table of highlights"),
    .extensions = "",
    .kind = FORMATS_CODINGS,
    .recognises = recognises_highlights,
    .read = read_highlights,
};

const formats_reader formats_read_taguette_codebook = {
    .name = "taguette-codebook",
    .what = N_("Taguette's code book"),
    .extensions = "",
    .kind = FORMATS_CODEBOOK,
    .recognises = recognises_codebook,
    .read = read_codebook,
};
