#include "analysis/words.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <stdlib.h>

typedef struct reading {
    word_starts *words;
    const axis *axis;
    uint32_t turn;
    axis_stretches one; // scratch
} reading;

static bool take(void *context, const propos_token *token)
{
    reading *r = context;
    if (propos_token_is_word(token)) {
        const propos_snap_coding here = {.first_turn = r->turn,
                                         .last_turn = r->turn,
                                         .start = token->start,
                                         .end = token->start + 1};
        r->one.count = 0;
        axis_add_coding(r->axis, &here, &r->one);
        if (r->one.count > 0) { // a word between two pieces of the part is in none
            PROPOS_GROW(r->words->starts, r->words->capacity, r->words->count + 1);
            r->words->starts[r->words->count++] = r->one.items[0].start;
        }
    }
    return true;
}

propos_status words_of(const axis *on, const propos_part *part, word_starts *words,
                       propos_error *error)
{
    const propos_snapshot *s = part->view->snapshot;
    reading r = {.words = words, .axis = on};
    propos_buffer text = {0};
    propos_status status = PROPOS_OK;
    for (uint32_t turn = 0; status == PROPOS_OK && turn < s->turn_count; turn++) {
        if (on->first_piece[turn] == on->first_piece[turn + 1]) {
            continue;
        }
        propos_buffer_cut(&text, 0);
        status = propos_record_turn_text(part->view->record, s->turns[turn].id, &text, error);
        if (status == PROPOS_OK) {
            r.turn = turn;
            propos_analyse(part->view->analyser, propos_buffer_text(&text), text.length, take, &r);
        }
    }
    propos_buffer_free(&text);
    axis_stretches_free(&r.one);
    return status;
}

void words_free(word_starts *words)
{
    free(words->starts);
    *words = (word_starts){0};
}

// The number of words that begin before `at`.
static size_t before(const word_starts *words, uint64_t at)
{
    size_t low = 0;
    size_t high = words->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (words->starts[middle] < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t words_within(const word_starts *words, const axis_stretches *set)
{
    size_t count = 0;
    for (size_t i = 0; i < set->count; i++) {
        count += before(words, set->items[i].end) - before(words, set->items[i].start);
    }
    return count;
}
