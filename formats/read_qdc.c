// REFI-QDA code books (.qdc): codes alone.
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/qde.h"
#include "formats/readers.h"

#include <stdlib.h>

static propos_status read_qdc(propos_arena *arena, const formats_input *input,
                              formats_content *content, propos_error *error)
{
    project p = {.arena = arena, .input = input, .content = content};
    qde q = {.p = &p};
    propos_status status = qde_read(&q, input->bytes, input->length, input->name, error);
    if (status == PROPOS_OK) {
        const char **ids = propos_alloc(p.code_count + 1, sizeof *ids);
        project_codes(&p, ids);
        free((void *)ids);
    }
    qde_free(&q);
    project_free(&p);
    return status;
}

static bool recognises(const formats_input *input)
{
    return qde_is_codebook(input->bytes, input->length);
}

const formats_reader formats_read_qdc = {
    .name = "qdc",
    .what = N_("a REFI-QDA code book"),
    .extensions = "qdc",
    .kind = FORMATS_CODEBOOK,
    .recognises = recognises,
    .read = read_qdc,
};
