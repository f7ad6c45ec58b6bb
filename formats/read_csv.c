// A table with a row for each turn, or for each person who answered a questionnaire.
#include "base/i18n.h"
#include "formats/content.h"
#include "formats/questionnaire.h"
#include "formats/readers.h"

// Columns that only a conversation has.
static const char *const CONVERSATION = "speaker|locuteur|locutrice|turn|tour|tour de parole|"
                                        "time|temps";

// Other tables are CSV too: only the name says so, and the columns when it is read.
static bool recognises(const formats_input *input)
{
    (void)input;
    return false;
}

static propos_status read_csv(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    const char *text = NULL;
    size_t length = 0;
    propos_status status = formats_content_text(arena, input, &text, &length, error);
    if (status != PROPOS_OK) {
        return status;
    }
    propos_table table;
    status = propos_csv_read(arena, text, length, input->name, &table, error);
    if (status != PROPOS_OK) {
        return status;
    }
    int column = propos_csv_column(&table, "text|texte");
    int answers = column >= 0 ? column : formats_answers_column(input, &table);
    if (answers < 0) {
        return propos_fail_at(error, PROPOS_BAD_INPUT, input->name, 1,
                              _("no column is called \"text\" (or \"texte\"), and none holds "
                                "sentences: a transcript needs one, with the words of each turn"));
    }
    if (column < 0 && propos_csv_column(&table, CONVERSATION) < 0) {
        formats_questionnaire_read(arena, input, &table, answers, content);
        return PROPOS_OK;
    }
    if (column < 0) {
        FORMATS_DOUBT(arena, content, input, 1,
                      _("no column is called \"text\" (or \"texte\"); “%s” was taken for it"),
                      table.columns[answers]);
    }
    propos_document_data *document = formats_content_document(arena, input, content);
    return formats_transcript_table(arena, &table, answers, document, &content->doubts, error);
}

const formats_reader formats_read_csv = {
    .name = "csv",
    .what = N_("a table with a row for each turn"),
    .extensions = "csv",
    .kind = FORMATS_TRANSCRIPT,
    .recognises = recognises,
    .read = read_csv,
};
