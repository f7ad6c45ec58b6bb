// IRaMuTeQ's corpus format: a line of "*name_value" variables before each text.
// http://www.iramuteq.org
#include "base/memory.h"
#include "formats/write_study.h"
#include "text/unicode.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// Letters without accents and digits; the rest is left out, as the tool does not take it.
static void put_name(propos_buffer *out, const char *name)
{
    char *folded = propos_folded(name);
    for (const char *at = folded; *at != '\0'; at++) {
        if (isalnum((unsigned char)*at)) {
            propos_buffer_putc(out, *at);
        }
    }
    free(folded);
}

static void put_variable(propos_buffer *out, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0') {
        propos_buffer_puts(out, " *");
        put_name(out, name);
        propos_buffer_putc(out, '_');
        put_name(out, value);
    }
}

static void put_attributes(propos_buffer *out, const propos_study_data *study, const char *document,
                           const char *label)
{
    for (size_t i = 0; i < study->speaker_count; i++) {
        const propos_speaker_data *speaker = &study->speakers[i];
        if (strcmp(speaker->document, document) == 0 && strcmp(speaker->label, label) == 0) {
            for (size_t j = 0; j < speaker->attribute_count; j++) {
                put_variable(out, speaker->attributes[j].name, speaker->attributes[j].value);
            }
        }
    }
}

void formats_write_iramuteq(const propos_study_data *study, propos_buffer *out)
{
    for (size_t i = 0; i < study->document_count; i++) {
        const propos_document_data *document = &study->documents[i];
        for (size_t j = 0; j < document->turn_count; j++) {
            const propos_turn_data *turn = &document->turns[j];
            propos_buffer_puts(out, "****");
            put_variable(out, "document", document->id);
            put_variable(out, "groupe", document->group);
            put_variable(out, "locuteur", turn->speaker);
            if (turn->speaker != NULL) {
                put_attributes(out, study, document->id, turn->speaker);
            }
            propos_buffer_putc(out, '\n');
            for (const char *at = turn->text; *at != '\0'; at++) {
                bool sign = *at == '*' || *at == '\n' || *at == '\r';
                propos_buffer_putc(out, (char)(sign ? ' ' : *at));
            }
            propos_buffer_puts(out, "\n\n");
        }
    }
}
