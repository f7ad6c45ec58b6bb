// The XML of a REFI-QDA project is read whole or refused; every coding lies inside its turns.
#include "base/memory.h"
#include "formats/qde.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const formats_content *content)
{
    for (size_t i = 0; i < content->coding_count; i++) {
        const propos_coding_data *coding = &content->codings[i];
        if (coding->turn == 0 || coding->turn > coding->turn_end || coding->code == NULL ||
            (coding->turn == coding->turn_end && coding->start >= coding->end)) {
            abort();
        }
    }
    for (size_t i = 0; i < content->code_count; i++) {
        if (content->codes[i].id == NULL || content->codes[i].name == NULL) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    // Texts that are not in the XML: every source says the same.
    static const char text[] = "Meneuse : Et la nuit ?\nRose : On s'entraide.\n";
    propos_arena *arena = propos_arena_new();
    formats_input input = {.path = "/fuzz.qde", .name = "fuzz.qde"};
    formats_content content = {0};
    project p = {.arena = arena, .input = &input, .content = &content};
    qde q = {.p = &p};
    propos_error error;
    propos_error_clear(&error);
    char *xml = propos_strndup((const char *)data, size);
    if (qde_read(&q, xml, strlen(xml), "fuzz.qde", &error) == PROPOS_OK) {
        for (size_t i = 0; i < p.source_count; i++) {
            const char *own = q.texts[i].content == NULL ? text : q.texts[i].content;
            p.sources[i].text = (offsets_text){.text = own, .length = strlen(own)};
        }
        if (project_finish(&p, &error) == PROPOS_OK) {
            check(&content);
        }
    }
    free(xml);
    qde_free(&q);
    project_free(&p);
    propos_arena_free(arena);
    return 0;
}
