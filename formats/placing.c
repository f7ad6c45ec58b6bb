#include "formats/placing.h"

// The first letter of a turn's own text at or after source position `at`, and before `limit`.
static bool first_from(const propos_document_data *document, uint32_t at, uint32_t limit,
                       formats_place *place)
{
    uint32_t best = limit;
    for (size_t t = 0; t < document->turn_count; t++) {
        const propos_turn_data *turn = &document->turns[t];
        for (size_t r = 0; r < turn->run_count; r++) {
            const propos_text_run *run = &turn->runs[r];
            uint32_t from = run->source > at ? run->source : at;
            if (from < best && from - run->source < run->length) {
                best = from;
                place->turn = turn->number;
                place->start = run->start + (from - run->source);
            }
        }
    }
    return best < limit;
}

// The end of the last letter of a turn's own text before source position `end`, at or after
// `start`.
static bool last_before(const propos_document_data *document, uint32_t start, uint32_t end,
                        formats_place *place)
{
    uint32_t best = start;
    for (size_t t = 0; t < document->turn_count; t++) {
        const propos_turn_data *turn = &document->turns[t];
        for (size_t r = 0; r < turn->run_count; r++) {
            const propos_text_run *run = &turn->runs[r];
            uint32_t run_end = run->source + run->length;
            uint32_t to = run_end < end ? run_end : end;
            if (to > best && to > run->source) {
                best = to;
                place->turn_end = turn->number;
                place->end = run->start + (to - run->source);
            }
        }
    }
    return best > start;
}

bool formats_place_source(const propos_document_data *document, uint32_t start, uint32_t end,
                          formats_place *place)
{
    return start < end && first_from(document, start, end, place) &&
           last_before(document, start, end, place);
}
