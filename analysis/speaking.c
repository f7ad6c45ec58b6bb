#include "analysis/speaking.h"

#include <stdlib.h>

typedef struct reading {
    const propos_part *part;
    uint32_t turn;
    speaking *out;
} reading;

static bool is_inside(const propos_part *part, uint32_t turn, uint32_t place)
{
    const propos_snapshot *s = part->view->snapshot;
    const propos_snap_turn *t = &s->turns[turn];
    bool inside = part->whole;
    for (uint32_t i = 0; !inside && i < t->passage_count; i++) {
        const propos_snap_passage *p = &s->passages[t->first_passage + i];
        inside = p->start <= place && place < p->end &&
                 propos_bits_has(&part->passages, t->first_passage + i);
    }
    return inside;
}

static bool count_word(void *context, const propos_token *token)
{
    const reading *r = context;
    if (propos_token_is_word(token) && is_inside(r->part, r->turn, token->start)) {
        r->out->words++;
    }
    return true;
}

propos_status speaking_add_turn(const propos_part *part, uint32_t turn, propos_buffer *text,
                                speaking *out, propos_error *error)
{
    const propos_view *view = part->view;
    propos_buffer_cut(text, 0);
    propos_status status =
        propos_record_turn_text(view->record, view->snapshot->turns[turn].id, text, error);
    if (status != PROPOS_OK) {
        return status;
    }
    reading r = {.part = part, .turn = turn, .out = out};
    out->turns++;
    propos_analyse(view->analyser, propos_buffer_text(text), text->length, count_word, &r);
    propos_mark *marks = NULL;
    size_t count = propos_marks_of(propos_analyser_lists(view->analyser), propos_buffer_text(text),
                                   text->length, &marks);
    for (size_t i = 0; i < count; i++) {
        if (is_inside(part, turn, marks[i].start)) {
            out->marks[marks[i].kind]++;
        }
    }
    free(marks);
    return PROPOS_OK;
}

void speaking_join(speaking *sum, const speaking *more)
{
    sum->turns += more->turns;
    sum->words += more->words;
    for (size_t i = 0; i < PROPOS_MARK_KINDS; i++) {
        sum->marks[i] += more->marks[i];
    }
}

void speaking_json(const speaking *said, json_t *object)
{
    json_t *marks = json_object();
    for (size_t i = 0; i < PROPOS_MARK_KINDS; i++) {
        if (said->marks[i] > 0) {
            propos_json_set(marks, propos_mark_name((propos_mark_kind)i),
                            json_integer((json_int_t)said->marks[i]));
        }
    }
    propos_json_set(object, "turns", json_integer((json_int_t)said->turns));
    propos_json_set(object, "words", json_integer((json_int_t)said->words));
    propos_json_set(object, "marks", marks);
}

bool speaking_asks(propos_role role)
{
    return role == PROPOS_ROLE_MODERATOR || role == PROPOS_ROLE_INTERVIEWER ||
           role == PROPOS_ROLE_OBSERVER;
}

uint32_t speaking_person(const propos_snapshot *snapshot, uint32_t speaker)
{
    uint32_t person = snapshot->speakers[speaker].person;
    return person == PROPOS_NONE ? speaker : person;
}
