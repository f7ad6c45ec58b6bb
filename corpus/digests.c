#include "corpus/digests.h"

#include <string.h>

// Bytes that are gathered before they are replaced by their digest: a study of any size takes this
// much.
enum { GATHER = 1 << 16 };

static void add(corpus_digest *digest, const void *bytes, size_t length)
{
    propos_buffer_add(&digest->bytes, bytes, length);
    if (digest->bytes.length > GATHER) {
        char so_far[PROPOS_DIGEST_SIZE];
        propos_digest(digest->bytes.bytes, digest->bytes.length, so_far);
        propos_buffer_cut(&digest->bytes, 0);
        propos_buffer_add(&digest->bytes, so_far, PROPOS_DIGEST_SIZE - 1);
    }
}

void corpus_digest_number(corpus_digest *digest, int64_t number)
{
    unsigned char bytes[8]; // by hand, so that a record may move between machines
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
    }
    add(digest, bytes, sizeof bytes);
}

void corpus_digest_bytes(corpus_digest *digest, const char *bytes, size_t length)
{
    corpus_digest_number(digest, (int64_t)length);
    add(digest, bytes, length);
}

void corpus_digest_text(corpus_digest *digest, const char *text)
{
    if (text == NULL) {
        corpus_digest_number(digest, -1);
    } else {
        corpus_digest_bytes(digest, text, strlen(text));
    }
}

void corpus_digest_end(corpus_digest *digest, char out[PROPOS_DIGEST_SIZE])
{
    propos_digest(propos_buffer_text(&digest->bytes), digest->bytes.length, out);
    propos_buffer_free(&digest->bytes);
    *digest = (corpus_digest){0};
}

void corpus_digest_document(const propos_document_data *document, char out[PROPOS_DIGEST_SIZE])
{
    corpus_digest digest = {0};
    for (size_t i = 0; i < document->turn_count; i++) {
        const propos_turn_data *turn = &document->turns[i];
        corpus_digest_number(&digest, turn->number);
        corpus_digest_text(&digest, turn->speaker);
        corpus_digest_text(&digest, turn->text);
        corpus_digest_number(&digest, (int64_t)turn->line_count);
        for (size_t j = 0; j < turn->line_count; j++) {
            corpus_digest_number(&digest, turn->lines[j].start);
            corpus_digest_number(&digest, turn->lines[j].line);
        }
        corpus_digest_number(&digest, turn->lines_complete);
        corpus_digest_text(&digest, turn->locator);
        corpus_digest_number(&digest, turn->time_ms);
    }
    corpus_digest_end(&digest, out);
}

void corpus_digest_sources(const propos_document_data *document, char out[PROPOS_DIGEST_SIZE])
{
    corpus_digest digest = {0};
    corpus_digest_text(&digest, document->source.file);
    corpus_digest_number(&digest, document->source.line);
    for (size_t i = 0; i < document->turn_count; i++) {
        corpus_digest_number(&digest, document->turns[i].source.line);
    }
    corpus_digest_end(&digest, out);
}

static void add_speakers(corpus_digest *digest, const propos_study_data *study)
{
    corpus_digest_number(digest, (int64_t)study->speaker_count);
    for (size_t i = 0; i < study->speaker_count; i++) {
        const propos_speaker_data *speaker = &study->speakers[i];
        corpus_digest_text(digest, speaker->document);
        corpus_digest_text(digest, speaker->label);
        corpus_digest_text(digest, speaker->alias_of);
        corpus_digest_number(digest, speaker->role);
        corpus_digest_number(digest, (int64_t)speaker->attribute_count);
        for (size_t j = 0; j < speaker->attribute_count; j++) {
            corpus_digest_text(digest, speaker->attributes[j].name);
            corpus_digest_text(digest, speaker->attributes[j].value);
        }
    }
}

static void add_codes(corpus_digest *digest, const propos_study_data *study)
{
    corpus_digest_number(digest, (int64_t)study->code_count);
    for (size_t i = 0; i < study->code_count; i++) {
        const propos_code_data *code = &study->codes[i];
        corpus_digest_text(digest, code->id);
        corpus_digest_text(digest, code->parent);
        corpus_digest_text(digest, code->name);
        corpus_digest_text(digest, code->definition);
    }
    corpus_digest_number(digest, (int64_t)study->equivalence_count);
    for (size_t i = 0; i < study->equivalence_count; i++) {
        corpus_digest_text(digest, study->equivalences[i].code);
        corpus_digest_text(digest, study->equivalences[i].theme);
    }
}

static void add_codings(corpus_digest *digest, const propos_study_data *study)
{
    corpus_digest_number(digest, (int64_t)study->coder_count);
    for (size_t i = 0; i < study->coder_count; i++) {
        corpus_digest_text(digest, study->coders[i]);
    }
    corpus_digest_number(digest, (int64_t)study->coding_count);
    for (size_t i = 0; i < study->coding_count; i++) {
        const propos_coding_data *coding = &study->codings[i];
        corpus_digest_text(digest, coding->coder);
        corpus_digest_text(digest, coding->code);
        corpus_digest_text(digest, coding->document);
        corpus_digest_number(digest, coding->turn);
        corpus_digest_number(digest, coding->start);
        corpus_digest_number(digest, coding->turn_end);
        corpus_digest_number(digest, coding->end);
        corpus_digest_text(digest, coding->quote);
        corpus_digest_text(digest, coding->memo);
        corpus_digest_text(digest, coding->unit);
        corpus_digest_text(digest, coding->round);
        corpus_digest_text(digest, coding->status);
    }
}

static void add_guide_and_progress(corpus_digest *digest, const propos_study_data *study)
{
    corpus_digest_number(digest, (int64_t)study->guide_count);
    for (size_t i = 0; i < study->guide_count; i++) {
        const propos_guide_data *guide = &study->guide[i];
        corpus_digest_text(digest, guide->document);
        corpus_digest_text(digest, guide->question);
        corpus_digest_number(digest, guide->first_turn);
        corpus_digest_number(digest, guide->last_turn);
        corpus_digest_text(digest, guide->text);
    }
    corpus_digest_number(digest, (int64_t)study->progress_count);
    for (size_t i = 0; i < study->progress_count; i++) {
        corpus_digest_text(digest, study->progress[i].document);
        corpus_digest_text(digest, study->progress[i].coder);
        corpus_digest_number(digest, study->progress[i].done);
    }
}

static void add_decisions(corpus_digest *digest, const propos_study_data *study)
{
    corpus_digest_number(digest, (int64_t)study->decision_count);
    for (size_t i = 0; i < study->decision_count; i++) {
        const propos_decision_data *decision = &study->decisions[i];
        corpus_digest_text(digest, decision->document);
        corpus_digest_text(digest, decision->quote);
        corpus_digest_text(digest, decision->coders);
        corpus_digest_text(digest, decision->code);
        corpus_digest_text(digest, decision->stage);
        corpus_digest_text(digest, decision->why);
        corpus_digest_text(digest, decision->date);
        corpus_digest_text(digest, decision->decided_by);
        corpus_digest_number(digest, decision->placed);
        if (decision->placed) {
            corpus_digest_number(digest, decision->turn);
            corpus_digest_number(digest, decision->start);
            corpus_digest_number(digest, decision->turn_end);
            corpus_digest_number(digest, decision->end);
        }
    }
}

void corpus_digest_rest(const propos_study_data *study, char out[PROPOS_DIGEST_SIZE])
{
    corpus_digest digest = {0};
    corpus_digest_text(&digest, study->id);
    corpus_digest_text(&digest, study->title);
    corpus_digest_text(&digest, study->language);
    corpus_digest_number(&digest, (int64_t)study->document_count);
    for (size_t i = 0; i < study->document_count; i++) {
        const propos_document_data *document = &study->documents[i];
        corpus_digest_text(&digest, document->id);
        corpus_digest_text(&digest, document->title);
        corpus_digest_text(&digest, document->group);
        corpus_digest_text(&digest, document->kind);
        corpus_digest_text(&digest, document->date);
        corpus_digest_text(&digest, document->place);
        corpus_digest_number(&digest, document->order);
    }
    add_speakers(&digest, study);
    add_codes(&digest, study);
    add_codings(&digest, study);
    add_guide_and_progress(&digest, study);
    add_decisions(&digest, study);
    corpus_digest_end(&digest, out);
}
