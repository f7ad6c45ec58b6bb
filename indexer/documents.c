// documents.csv and the documents of the sources, in the order of analysis.
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *kind;
    const char *names; // folded
} KINDS[] = {
    {"focus-group", "focus-group|focus group|groupe|groupe de discussion|entretien collectif"},
    {"interview", "interview|entretien|entretien individuel"},
    {"quotes", "quotes|citations|extraits|verbatims"},
};

static const char *kind_named(const char *word)
{
    char *folded = propos_folded(word);
    const char *kind = NULL;
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0] && kind == NULL; i++) {
        for (const char *at = KINDS[i].names; *at != '\0' && kind == NULL;) {
            size_t length = strcspn(at, "|");
            if (length == strlen(folded) && strncmp(at, folded, length) == 0) {
                kind = KINDS[i].kind;
            }
            at += length + (at[length] == '|');
        }
    }
    free(folded);
    return kind;
}

propos_document_data *reading_add_document(propos_reading *reading, const char *id,
                                           propos_source source)
{
    propos_study_data *study = &reading->study;
    size_t index = study->document_count;
    if (propos_map_add(&reading->document_index, id, index) != index) {
        return NULL;
    }
    PROPOS_GROW(study->documents, reading->document_capacity, index + 1);
    study->documents[index] = (propos_document_data){.id = id, .source = source};
    study->document_count++;
    return &study->documents[index];
}

typedef struct columns {
    int id, title, group, kind, date, place, order;
} columns;

static void read_row(propos_reading *reading, const propos_table *table, size_t row,
                     const columns *c)
{
    propos_source source = {table->file, table->lines[row]};
    const char *id = reading_cell(reading, table, row, c->id);
    if (id == NULL) {
        READING_FAULT(reading, NULL, source.file, source.line, _("this row names no document"));
        return;
    }
    propos_document_data *document = reading_add_document(reading, id, source);
    if (document == NULL) {
        READING_FAULT(reading, id, source.file, source.line,
                      _("the document “%s” is listed twice (first on line %ld)"), id,
                      reading_document(reading, id)->source.line);
        return;
    }
    document->title = reading_cell(reading, table, row, c->title);
    document->group = reading_cell(reading, table, row, c->group);
    document->date = reading_cell(reading, table, row, c->date);
    document->place = reading_cell(reading, table, row, c->place);
    (void)reading_number(reading, table, row, c->order, (long)row + 1, &document->order);
    const char *kind = reading_cell(reading, table, row, c->kind);
    if (kind != NULL && (document->kind = kind_named(kind)) == NULL) {
        READING_DOUBT(reading, id, source.file, source.line,
                      _("“%s” is no kind of document that Propos knows (focus-group, interview, "
                        "quotes); taken as a conversation"),
                      kind);
    }
}

static void read_documents_csv(propos_reading *reading)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        propos_table table;
        if (reading->files[i].kind != READING_DOCUMENTS ||
            !reading_table(reading, &reading->files[i], &table)) {
            continue;
        }
        columns c = {
            .id = reading_needed_column(reading, &table, "document|id|identifiant"),
            .title = reading_column(reading, &table, "title|titre"),
            .group = reading_column(reading, &table, "group|groupe"),
            .kind = reading_column(reading, &table, "kind|genre|type"),
            .date = reading_column(reading, &table, "date"),
            .place = reading_column(reading, &table, "place|lieu"),
            .order = reading_column(reading, &table, "order|ordre"),
        };
        for (size_t row = 0; c.id >= 0 && row < table.row_count; row++) {
            read_row(reading, &table, row, &c);
        }
    }
}

static int by_order(const void *a, const void *b)
{
    const propos_document_data *x = a;
    const propos_document_data *y = b;
    if (x->order != y->order) {
        return x->order < y->order ? -1 : 1;
    }
    return x->source.line < y->source.line ? -1 : x->source.line > y->source.line;
}

// Drops documents without a transcript (with a doubt) and sorts the rest into the order of
// analysis.
static void settle(propos_reading *reading)
{
    propos_study_data *study = &reading->study;
    size_t kept = 0;
    for (size_t i = 0; i < study->document_count; i++) {
        propos_document_data *document = &study->documents[i];
        if (document->turns == NULL && document->source.line > 0) { // documents.csv's row alone
            READING_DOUBT(reading, document->id, document->source.file, document->source.line,
                          _("no transcript of “%s” was found; it is left out"), document->id);
            continue;
        }
        study->documents[kept++] = *document;
    }
    study->document_count = kept;
    if (kept > 0) {
        qsort(study->documents, kept, sizeof *study->documents, by_order);
    }
    propos_map_free(&reading->document_index);
    for (size_t i = 0; i < kept; i++) {
        (void)propos_map_add(&reading->document_index, study->documents[i].id, i);
    }
}

void reading_documents(propos_reading *reading)
{
    read_documents_csv(reading);
    reading_merge_documents(reading);
    settle(reading);
}
