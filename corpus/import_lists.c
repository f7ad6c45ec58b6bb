// The lists around the documents: replaced as wholes.
#include "base/i18n.h"
#include "base/memory.h"
#include "corpus/import.h"

#include <stdlib.h>
#include <string.h>

propos_status corpus_refuse(propos_error *error, propos_source source, const char *what,
                            const char *name)
{
    return propos_fail_at(error, PROPOS_INTERNAL, source.file != NULL ? source.file : "",
                          source.line, "%s: %s", what, name);
}

static void add_coder(corpus_import *import, const char *name)
{
    if (name != NULL &&
        propos_map_add(&import->coder_map, name, import->coder_count) == import->coder_count) {
        import->coders[import->coder_count++] = name;
    }
}

static void list_coders(corpus_import *import)
{
    const propos_study_data *study = import->study;
    import->coders = propos_arena_alloc(
        import->arena, study->coder_count + study->coding_count + study->progress_count,
        sizeof *import->coders);
    for (size_t i = 0; i < study->coder_count; i++) {
        add_coder(import, study->coders[i]);
    }
    for (size_t i = 0; i < study->coding_count; i++) {
        add_coder(import, study->codings[i].coder);
    }
    for (size_t i = 0; i < study->progress_count; i++) {
        add_coder(import, study->progress[i].coder);
    }
}

// Every parent exists, and no code is its own ancestor.
static propos_status check_tree(const corpus_import *import, propos_error *error)
{
    const propos_study_data *study = import->study;
    for (size_t i = 0; i < study->code_count; i++) {
        const propos_code_data *code = &study->codes[i];
        size_t at = i;
        for (size_t steps = 0; study->codes[at].parent != NULL; steps++) {
            at = propos_map_get(&import->code_map, study->codes[at].parent);
            if (at == PROPOS_MAP_NONE) {
                return corpus_refuse(error, code->source, _("the parent of this code is unknown"),
                                     code->id);
            }
            if (steps > study->code_count) {
                return corpus_refuse(error, code->source, _("codes go in a circle"), code->id);
            }
        }
    }
    return PROPOS_OK;
}

propos_status corpus_import_names(corpus_import *import, propos_error *error)
{
    const propos_study_data *study = import->study;
    for (size_t i = 0; i < study->code_count; i++) {
        if (propos_map_add(&import->code_map, study->codes[i].id, i) != i) {
            return corpus_refuse(error, study->codes[i].source, _("this code is there twice"),
                                 study->codes[i].id);
        }
    }
    propos_status status = check_tree(import, error);
    if (status != PROPOS_OK) {
        return status;
    }
    list_coders(import);
    return corpus_import_speakers(import, error);
}

static propos_status put_speakers(corpus_import *import, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < import->speaker_count; i++) {
        const corpus_import_speaker *speaker = &import->speakers[i];
        const int64_t person = speaker->person == SIZE_MAX ? 0 : (int64_t)speaker->person + 1;
        status = corpus_run(import->record, SQL_SPEAKER_ADD, error, "iittit", (int64_t)i + 1,
                            import->documents[speaker->document].row, speaker->label,
                            speaker->alias_of, person, propos_role_name(speaker->role));
        for (size_t j = 0; status == PROPOS_OK && j < speaker->attribute_count; j++) {
            status = corpus_run(import->record, SQL_ATTRIBUTE_ADD, error, "iitt", (int64_t)i + 1,
                                (int64_t)j + 1, speaker->attributes[j].name,
                                speaker->attributes[j].value);
        }
    }
    return status;
}

static propos_status put_codes(corpus_import *import, propos_error *error)
{
    const propos_study_data *study = import->study;
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < study->code_count; i++) {
        const propos_code_data *code = &study->codes[i];
        const int64_t parent =
            code->parent == NULL ? 0 : (int64_t)propos_map_get(&import->code_map, code->parent) + 1;
        status = corpus_run(import->record, SQL_CODE_ADD, error, "ititt", (int64_t)i + 1, code->id,
                            parent, code->name, code->definition);
        if (status == PROPOS_OK) {
            status = corpus_run(import->record, SQL_CODE_TEXT_ADD, error, "itt", (int64_t)i + 1,
                                code->name, code->definition);
        }
    }
    for (size_t i = 0; status == PROPOS_OK && i < study->equivalence_count; i++) {
        const propos_equivalence_data *pair = &study->equivalences[i];
        const size_t code = propos_map_get(&import->code_map, pair->code);
        if (code == PROPOS_MAP_NONE) {
            return corpus_refuse(error, pair->source, _("an equivalence of an unknown code"),
                                 pair->code);
        }
        status = corpus_run(import->record, SQL_EQUIVALENCE_ADD, error, "it", (int64_t)code + 1,
                            pair->theme);
    }
    return status;
}

static propos_status put_coding(corpus_import *import, size_t index, propos_error *error)
{
    const propos_coding_data *coding = &import->study->codings[index];
    const size_t code = propos_map_get(&import->code_map, coding->code);
    const size_t document = propos_map_get(&import->document_map, coding->document);
    if (code == PROPOS_MAP_NONE || document == PROPOS_MAP_NONE) {
        return corpus_refuse(error, coding->source, _("a coding with an unknown code or document"),
                             code == PROPOS_MAP_NONE ? coding->code : coding->document);
    }
    const int64_t coder =
        coding->coder == NULL ? 0 : (int64_t)propos_map_get(&import->coder_map, coding->coder) + 1;
    propos_status status =
        corpus_run(import->record, SQL_CODING_ADD, error, "iiiiiiiittttt", (int64_t)index + 1,
                   coder, (int64_t)code + 1, import->documents[document].row, (int64_t)coding->turn,
                   (int64_t)coding->start, (int64_t)coding->turn_end, (int64_t)coding->end,
                   coding->quote, coding->memo, coding->unit,
                   coding->round != NULL ? coding->round : "individual", coding->status);
    if (status == PROPOS_OK && coding->memo != NULL) {
        status =
            corpus_run(import->record, SQL_MEMO_ADD, error, "it", (int64_t)index + 1, coding->memo);
    }
    return status;
}

static propos_status put_codings(corpus_import *import, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < import->coder_count; i++) {
        status = corpus_run(import->record, SQL_CODER_ADD, error, "it", (int64_t)i + 1,
                            import->coders[i]);
    }
    for (size_t i = 0; status == PROPOS_OK && i < import->study->coding_count; i++) {
        status = put_coding(import, i, error);
    }
    return status;
}

static propos_status put_guide(corpus_import *import, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < import->study->guide_count; i++) {
        const propos_guide_data *guide = &import->study->guide[i];
        const size_t document = propos_map_get(&import->document_map, guide->document);
        if (document == PROPOS_MAP_NONE) {
            return corpus_refuse(error, guide->source, _("a guide question of an unknown document"),
                                 guide->document);
        }
        status = corpus_run(import->record, SQL_QUESTION_ADD, error, "iitiit", (int64_t)i + 1,
                            import->documents[document].row, guide->question,
                            (int64_t)guide->first_turn, (int64_t)guide->last_turn, guide->text);
    }
    return status;
}

static propos_status put_progress(corpus_import *import, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < import->study->progress_count; i++) {
        const propos_progress_data *progress = &import->study->progress[i];
        const size_t document = propos_map_get(&import->document_map, progress->document);
        if (document == PROPOS_MAP_NONE) {
            return corpus_refuse(error, progress->source, _("progress on an unknown document"),
                                 progress->document);
        }
        const size_t coder = propos_map_get(&import->coder_map, progress->coder);
        status = corpus_run(import->record, SQL_PROGRESS_ADD, error, "iii",
                            import->documents[document].row, (int64_t)coder + 1,
                            (int64_t)progress->done);
    }
    return status;
}

static propos_status put_decisions(corpus_import *import, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < import->study->decision_count; i++) {
        const propos_decision_data *decision = &import->study->decisions[i];
        const size_t document = propos_map_get(&import->document_map, decision->document);
        if (document == PROPOS_MAP_NONE) {
            return corpus_refuse(error, decision->source, _("a decision on an unknown document"),
                                 decision->document);
        }
        const bool placed = decision->placed;
        status = corpus_run(
            import->record, SQL_DECISION_ADD, error, "iitttttttiiii", (int64_t)i + 1,
            import->documents[document].row, decision->quote, decision->coders, decision->code,
            decision->stage, decision->why, decision->date, decision->decided_by,
            placed ? (int64_t)decision->turn : -1, placed ? (int64_t)decision->start : -1,
            placed ? (int64_t)decision->turn_end : -1, placed ? (int64_t)decision->end : -1);
    }
    return status;
}

propos_status corpus_import_lists(corpus_import *import, propos_error *error)
{
    // 0 stands for "none" in a value; the columns hold NULL.
    propos_status status = put_speakers(import, error);
    if (status == PROPOS_OK) {
        status = put_codes(import, error);
    }
    if (status == PROPOS_OK) {
        status = put_codings(import, error);
    }
    if (status == PROPOS_OK) {
        status = put_guide(import, error);
    }
    if (status == PROPOS_OK) {
        status = put_progress(import, error);
    }
    if (status == PROPOS_OK) {
        status = put_decisions(import, error);
    }
    return status;
}

propos_status corpus_import_files(corpus_import *import, propos_error *error)
{
    propos_status status = corpus_exec(import->record, "DELETE FROM file", error);
    for (size_t i = 0; status == PROPOS_OK && i < import->study->file_count; i++) {
        const propos_file_data *file = &import->study->files[i];
        status = corpus_run(import->record, SQL_FILE_ADD, error, "ttii", file->path, file->digest,
                            (int64_t)file->size, (int64_t)file->mtime_ns);
    }
    return status;
}
