#include "indexer/report.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Turns of each document that --dry-run shows, and how much of each.
enum { TURNS_SHOWN = 3, CHARACTERS_SHOWN = 70 };

typedef struct label_count {
    const char *label; // NULL: without a speaker
    size_t turns;
} label_count;

static bool count_word(void *context, const propos_token *token)
{
    size_t *words = context;
    *words += propos_token_is_word(token) ? 1 : 0;
    return true;
}

static size_t words_of(const propos_reading *reading, const propos_document_data *document)
{
    size_t words = 0;
    for (size_t i = 0; i < document->turn_count; i++) {
        const char *text = document->turns[i].text;
        propos_analyse(reading->analyser, text, strlen(text), count_word, &words);
    }
    return words;
}

// The labels of a document in the order in which they first speak; malloc'ed.
static label_count *labels_of(const propos_document_data *document, size_t *count)
{
    label_count *labels = propos_alloc(document->turn_count, sizeof *labels);
    propos_map seen = {0};
    *count = 0;
    for (size_t i = 0; i < document->turn_count; i++) {
        const char *label = document->turns[i].speaker;
        size_t at = propos_map_add(&seen, label == NULL ? "" : label, *count);
        if (at == *count) {
            labels[(*count)++] = (label_count){label, 0};
        }
        labels[at].turns++;
    }
    propos_map_free(&seen);
    return labels;
}

static void print_source(const propos_doubt *doubt, FILE *out)
{
    if (doubt->source.file != NULL && doubt->source.line > 0) {
        (void)fprintf(out, "%s:%ld: ", doubt->source.file, doubt->source.line);
    } else if (doubt->source.file != NULL) {
        (void)fprintf(out, "%s: ", doubt->source.file);
    }
}

void propos_report_doubts(const propos_doubts *doubts, size_t most, FILE *out)
{
    size_t shown = most == 0 || doubts->count < most ? doubts->count : most;
    for (size_t i = 0; i < shown; i++) {
        (void)fputs("  ", out);
        print_source(&doubts->items[i], out);
        (void)fprintf(out, "%s\n", doubts->items[i].what);
    }
    if (shown < doubts->count) {
        size_t left = doubts->count - shown;
        (void)fputs("  ", out);
        (void)fprintf(out, propos_plural("… and %zu more", "… and %zu more", left), left);
        (void)fputc('\n', out);
    }
}

static void print_first_turns(const propos_document_data *document, FILE *out)
{
    for (size_t i = 0; i < document->turn_count && i < TURNS_SHOWN; i++) {
        const propos_turn_data *turn = &document->turns[i];
        size_t length = strlen(turn->text);
        size_t cut = propos_utf8_offset(turn->text, length, CHARACTERS_SHOWN);
        (void)fprintf(out, "      %4u", turn->number);
        if (turn->line_count > 0) {
            (void)fprintf(out, _(" (l. %d)"), turn->lines[0].line);
        }
        (void)fprintf(out, "  %s%s%.*s%s\n", turn->speaker == NULL ? "" : turn->speaker,
                      turn->speaker == NULL ? "" : _(": "), (int)cut, turn->text,
                      cut < length ? "…" : "");
    }
}

// How the document was read: by which reader, and how a project's offsets were understood.
static void print_reader(const propos_reading *reading, const propos_document_data *document,
                         FILE *out)
{
    const reading_source *source = reading_source_of(reading, document->id);
    if (source == NULL) {
        return;
    }
    (void)fprintf(out, _("    read as %s"), _(source->reader->what));
    if (source->content.convention != NULL) {
        (void)fprintf(out, _("; offsets: %s (certain to %.0f %%)"), source->content.convention,
                      source->content.confidence * 100);
    }
    (void)fputc('\n', out);
}

static void print_document(const propos_reading *reading, const propos_document_data *document,
                           FILE *out)
{
    size_t count = 0;
    label_count *labels = labels_of(document, &count);
    size_t words = words_of(reading, document);
    (void)fprintf(out, "  %s", document->id);
    if (document->title != NULL) {
        (void)fprintf(out, " — %s", document->title);
    }
    (void)fputs("\n    ", out);
    (void)fprintf(out, propos_plural("%zu turn", "%zu turns", document->turn_count),
                  document->turn_count);
    (void)fputs(", ", out);
    (void)fprintf(out, propos_plural("%zu word", "%zu words", words), words);
    (void)fputs(_("; speakers:"), out);
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(out, "%s %s (%zu)", i == 0 ? "" : ",",
                      labels[i].label == NULL ? _("without a label") : labels[i].label,
                      labels[i].turns);
    }
    (void)fputc('\n', out);
    print_reader(reading, document, out);
    print_first_turns(document, out);
    free(labels);
}

void propos_report_reading(const propos_reading *reading, FILE *out)
{
    const propos_study_data *study = &reading->study;
    (void)fprintf(out, _("Study %s — %s\n"), study->id, study->title);
    for (size_t i = 0; i < study->document_count; i++) {
        print_document(reading, &study->documents[i], out);
    }
    (void)fprintf(out, _("%zu documents, %zu codes, %zu codings\n"), study->document_count,
                  study->code_count, study->coding_count);
    if (reading->doubts.count > 0) {
        (void)fprintf(out,
                      propos_plural("%zu doubt, to be looked at:\n",
                                    "%zu doubts, to be looked at:\n", reading->doubts.count),
                      reading->doubts.count);
        propos_report_doubts(&reading->doubts, 0, out);
    }
}

static json_t *doubt_json(const propos_doubt *doubt)
{
    json_t *object = json_object();
    propos_json_set(object, "file", propos_json_text(doubt->source.file));
    propos_json_set(object, "line",
                    doubt->source.line > 0 ? json_integer(doubt->source.line) : json_null());
    propos_json_set(object, "what", propos_json_text(doubt->what));
    return object;
}

// The doubts of one document, or those of none of the study's documents (NULL).
static json_t *doubts_json(const propos_reading *reading, const propos_doubts *doubts,
                           const char *document)
{
    json_t *array = json_array();
    for (size_t i = 0; i < doubts->count; i++) {
        const char *of = doubts->items[i].document;
        bool known = of != NULL && reading_document(reading, of) != NULL;
        if (document == NULL ? !known : known && strcmp(of, document) == 0) {
            (void)json_array_append_new(array, doubt_json(&doubts->items[i]));
        }
    }
    return array;
}

static json_t *all_doubts_json(const propos_doubts *doubts)
{
    json_t *array = json_array();
    for (size_t i = 0; i < doubts->count; i++) {
        (void)json_array_append_new(array, doubt_json(&doubts->items[i]));
    }
    return array;
}

static json_t *document_json(const propos_reading *reading, const propos_document_data *document)
{
    json_t *object = json_object();
    size_t count = 0;
    label_count *labels = labels_of(document, &count);
    json_t *speakers = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *speaker = json_object();
        propos_json_set(speaker, "label", propos_json_text(labels[i].label));
        propos_json_set(speaker, "turns", json_integer((json_int_t)labels[i].turns));
        (void)json_array_append_new(speakers, speaker);
    }
    free(labels);
    propos_json_set(object, "id", propos_json_text(document->id));
    propos_json_set(object, "kind", propos_json_text(document->kind));
    const reading_source *source = reading_source_of(reading, document->id);
    propos_json_set(object, "reader",
                    propos_json_text(source == NULL ? NULL : source->reader->name));
    propos_json_set(object, "turns", json_integer((json_int_t)document->turn_count));
    propos_json_set(object, "words", json_integer((json_int_t)words_of(reading, document)));
    propos_json_set(object, "speakers", speakers);
    propos_json_set(object, "doubts", doubts_json(reading, &reading->doubts, document->id));
    return object;
}

json_t *propos_report_reading_json(const propos_reading *reading)
{
    const propos_study_data *study = &reading->study;
    json_t *object = json_object();
    json_t *documents = json_array();
    for (size_t i = 0; i < study->document_count; i++) {
        (void)json_array_append_new(documents, document_json(reading, &study->documents[i]));
    }
    propos_json_set(object, "study", propos_json_text(study->id));
    propos_json_set(object, "documents", documents);
    propos_json_set(object, "codes", json_integer((json_int_t)study->code_count));
    propos_json_set(object, "codings", json_integer((json_int_t)study->coding_count));
    propos_json_set(object, "doubts", doubts_json(reading, &reading->doubts, NULL));
    propos_json_set(object, "faults", all_doubts_json(&reading->faults));
    return object;
}

static size_t turns_in(const propos_study_data *study)
{
    size_t turns = 0;
    for (size_t i = 0; i < study->document_count; i++) {
        turns += study->documents[i].turn_count;
    }
    return turns;
}

void propos_report_import(const propos_reading *reading, const propos_import_counts *counts,
                          FILE *out)
{
    const propos_study_data *study = &reading->study;
    (void)fprintf(out, _("Study %s — %s\n"), study->id, study->title);
    (void)fprintf(out, _("  documents  %zu (%zu new, %zu changed, %zu removed, %zu as before)\n"),
                  study->document_count, counts->documents_added, counts->documents_changed,
                  counts->documents_removed, counts->documents_kept);
    (void)fprintf(out, _("  turns      %zu\n"), turns_in(study));
    (void)fprintf(out, _("  codes      %zu\n"), study->code_count);
    (void)fprintf(out, _("  codings    %zu"), study->coding_count);
    for (size_t i = 0; i < study->coder_count; i++) {
        size_t own = 0;
        for (size_t j = 0; j < study->coding_count; j++) {
            const char *coder = study->codings[j].coder;
            own += coder != NULL && strcmp(coder, study->coders[i]) == 0;
        }
        (void)fprintf(out, "%s%s %zu", i == 0 ? " (" : ", ", study->coders[i], own);
    }
    (void)fputs(study->coder_count > 0 ? ")\n" : "\n", out);
    if (reading->doubts.count > 0) {
        enum { DOUBTS_SHOWN = 10 };
        (void)fprintf(out,
                      propos_plural("%zu doubt, to be looked at (all of them: --dry-run):\n",
                                    "%zu doubts, to be looked at (all of them: --dry-run):\n",
                                    reading->doubts.count),
                      reading->doubts.count);
        propos_report_doubts(&reading->doubts, DOUBTS_SHOWN, out);
    }
}

json_t *propos_report_import_json(const propos_reading *reading, const propos_import_counts *counts)
{
    const propos_study_data *study = &reading->study;
    json_t *object = json_object();
    propos_json_set(object, "study", propos_json_text(study->id));
    propos_json_set(object, "revision", json_integer((json_int_t)counts->revision));
    propos_json_set(object, "documents", json_integer((json_int_t)study->document_count));
    propos_json_set(object, "added", json_integer((json_int_t)counts->documents_added));
    propos_json_set(object, "changed", json_integer((json_int_t)counts->documents_changed));
    propos_json_set(object, "removed", json_integer((json_int_t)counts->documents_removed));
    propos_json_set(object, "kept", json_integer((json_int_t)counts->documents_kept));
    propos_json_set(object, "turns", json_integer((json_int_t)turns_in(study)));
    propos_json_set(object, "codes", json_integer((json_int_t)study->code_count));
    propos_json_set(object, "codings", json_integer((json_int_t)study->coding_count));
    propos_json_set(object, "doubts", all_doubts_json(&reading->doubts));
    return object;
}
