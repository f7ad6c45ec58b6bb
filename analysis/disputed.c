#include "analysis/disputed.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "search/answer.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *french; // folded
} KINDS[PROPOS_DISPUTE_KINDS] = {
    [PROPOS_DISPUTE_BOUNDS] = {"bounds", "bornes"},
    [PROPOS_DISPUTE_ONLY] = {"only", "seul"},
    [PROPOS_DISPUTE_RELATED] = {"related", "proche"},
    [PROPOS_DISPUTE_CODE] = {"code", "autre"},
};

const char *disputed_kind_name(propos_dispute_kind kind)
{
    return KINDS[kind].name;
}

propos_dispute_kind disputed_kind_named(const char *word)
{
    char *folded = propos_folded(word);
    propos_dispute_kind found = PROPOS_DISPUTE_NONE;
    for (int kind = PROPOS_DISPUTE_BOUNDS; kind < PROPOS_DISPUTE_KINDS; kind++) {
        if (strcmp(folded, KINDS[kind].name) == 0 || strcmp(folded, KINDS[kind].french) == 0) {
            found = (propos_dispute_kind)kind;
        }
    }
    free(folded);
    return found;
}

// ---- decisions ----

// True when `list` ("Hugo, Claire") names exactly these coders, in any order.
static bool names_them(const disputed *d, const char *list)
{
    size_t named = 0;
    for (const char *at = list; *at != '\0';) {
        size_t length = strcspn(at, "+,;");
        char *name = propos_strndup(at, length);
        char *folded = propos_folded(name);
        bool known = folded[0] == '\0';
        for (size_t i = 0; i < d->coder_count && !known; i++) {
            char *coder = propos_folded(d->view->snapshot->coders[d->coders[i]]);
            known = strcmp(coder, folded) == 0;
            named += known ? 1 : 0;
            free(coder);
        }
        free(folded);
        free(name);
        if (!known) {
            return false;
        }
        at += length + (at[length] != '\0' ? 1 : 0);
    }
    return named == d->coder_count;
}

// True when the decision is about these coders; one that names none is about all.
static bool is_theirs(const disputed *d, const propos_snap_decision *decision)
{
    return decision->document == d->dispute->document && decision->first_turn != PROPOS_NONE &&
           (decision->coders == NULL || strcmp(decision->coders, d->names) == 0 ||
            names_them(d, decision->coders));
}

// Where the decision's words end in this turn, when they hold the letter at `at`; else 0.
static uint32_t end_of_cover(const propos_snapshot *s, const propos_snap_decision *decision,
                             uint32_t turn, uint32_t at)
{
    if (turn < decision->first_turn || turn > decision->last_turn) {
        return 0;
    }
    uint32_t start = turn == decision->first_turn ? decision->start : 0;
    uint32_t end = turn == decision->last_turn ? decision->end : s->turns[turn].length;
    return start <= at && at < end ? end : 0;
}

static bool is_covered(const disputed *d, const propos_dispute_part *part)
{
    const propos_snapshot *s = d->view->snapshot;
    uint32_t at = part->start;
    for (bool further = true; further && at < part->end;) {
        uint32_t reach = at;
        for (uint32_t i = 0; i < s->decision_count; i++) {
            uint32_t end = end_of_cover(s, &s->decisions[i], part->turn, at);
            if (end > reach && is_theirs(d, &s->decisions[i])) {
                reach = end;
            }
        }
        further = reach > at;
        at = reach;
    }
    return at >= part->end;
}

bool disputed_is_settled(const disputed *d)
{
    bool settled = d->dispute->part_count > 0 && d->view->snapshot->decision_count > 0;
    for (size_t i = 0; i < d->dispute->part_count && settled; i++) {
        settled = is_covered(d, &d->dispute->parts[i]);
    }
    return settled;
}

static bool touches(const disputed *d, const propos_snap_decision *decision)
{
    const propos_dispute *p = d->dispute;
    bool before = decision->last_turn < p->first_turn ||
                  (decision->last_turn == p->first_turn && decision->end <= p->start);
    bool after = p->last_turn < decision->first_turn ||
                 (p->last_turn == decision->first_turn && p->end <= decision->start);
    return !before && !after;
}

static json_t *decisions_json(const disputed *d)
{
    const propos_snapshot *s = d->view->snapshot;
    json_t *list = json_array();
    for (uint32_t i = 0; i < s->decision_count; i++) {
        const propos_snap_decision *decision = &s->decisions[i];
        if (!is_theirs(d, decision) || !touches(d, decision)) {
            continue;
        }
        uint32_t code =
            decision->code != NULL ? propos_snapshot_code(s, decision->code) : PROPOS_NONE;
        json_t *one = json_object();
        propos_json_set(one, "code", propos_json_text(decision->code));
        propos_json_set(one, "name",
                        propos_json_text(code != PROPOS_NONE ? s->codes[code].name : NULL));
        propos_json_set(one, "stage", propos_json_text(decision->stage));
        propos_json_set(one, "why", propos_json_text(decision->why));
        propos_json_set(one, "date", propos_json_text(decision->date));
        propos_json_set(one, "decided_by", propos_json_text(decision->decided_by));
        propos_json_set(one, "quote", propos_json_text(decision->quote));
        (void)json_array_append_new(list, one);
    }
    return list;
}

// ---- its words ----

// Code points between turns in the words of a stretch: " / " (propos_dispute_words()).
enum { BETWEEN_TURNS = 3 };

// Where code point `at` of a turn stands in the words of the stretch.
static uint32_t place_in_words(const disputed *d, uint32_t turn, uint32_t at)
{
    const propos_dispute *p = d->dispute;
    uint32_t before = 0;
    for (uint32_t i = p->first_turn; i < turn; i++) {
        before += d->view->snapshot->turns[i].length - (i == p->first_turn ? p->start : 0) +
                  BETWEEN_TURNS;
    }
    return before + at - (turn == p->first_turn ? p->start : 0);
}

static json_t *parts_json(const disputed *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->dispute->part_count; i++) {
        const propos_dispute_part *part = &d->dispute->parts[i];
        uint32_t start = place_in_words(d, part->turn, part->start);
        json_t *one = json_object();
        propos_json_set(one, "span", propos_json_pair(start, start + part->end - part->start));
        propos_json_set(one, "kind", propos_json_text(disputed_kind_name(part->kind)));
        (void)json_array_append_new(list, one);
    }
    return list;
}

static json_t *path_json(const propos_snapshot *s, uint32_t code)
{
    json_t *path = json_array();
    for (; code != PROPOS_NONE; code = s->codes[code].parent) {
        (void)json_array_insert_new(path, 0, propos_json_text(s->codes[code].name));
    }
    return path;
}

static json_t *coding_json(const disputed *d, uint32_t index, const propos_buffer *words)
{
    const propos_snapshot *s = d->view->snapshot;
    const propos_snap_coding *coding = &s->codings[index];
    uint32_t start = place_in_words(d, coding->first_turn, coding->start);
    uint32_t end = place_in_words(d, coding->last_turn, coding->end);
    const char *bytes = propos_buffer_text(words);
    size_t from = propos_utf8_offset(bytes, words->length, start);
    size_t to = propos_utf8_offset(bytes, words->length, end);
    json_t *one = json_object();
    propos_json_set(one, "code", propos_json_text(s->codes[coding->code].id));
    propos_json_set(one, "name", propos_json_text(s->codes[coding->code].name));
    propos_json_set(one, "path", path_json(s, coding->code));
    propos_json_set(one, "span", propos_json_pair(start, end));
    propos_json_set(one, "text", propos_json_text_n(bytes + from, to - from));
    propos_json_set(one, "memo", propos_json_text(coding->memo));
    propos_json_set(one, "unit", propos_json_text(coding->unit));
    propos_json_set(one, "status", propos_json_text(coding->status));
    return one;
}

// Side by side: every coder compared, also one who has nothing here.
static json_t *coders_json(const disputed *d, const propos_buffer *words)
{
    const propos_snapshot *s = d->view->snapshot;
    json_t *list = json_array();
    for (size_t i = 0; i < d->coder_count; i++) {
        json_t *codings = json_array();
        for (size_t j = 0; j < d->dispute->coding_count; j++) {
            if (s->codings[d->dispute->codings[j]].coder == d->coders[i]) {
                (void)json_array_append_new(codings, coding_json(d, d->dispute->codings[j], words));
            }
        }
        json_t *one = json_object();
        propos_json_set(one, "coder", propos_json_text(s->coders[d->coders[i]]));
        propos_json_set(one, "codings", codings);
        (void)json_array_append_new(list, one);
    }
    return list;
}

// ---- all of it ----

const char *disputed_id(const disputed *d, propos_arena *arena)
{
    const propos_snap_number *n = propos_dispute_number(d->view->snapshot, d->names, d->dispute);
    return n == NULL ? NULL : propos_arena_printf(arena, "D-%03u", n->number);
}

json_t *disputed_kinds(const propos_dispute *dispute)
{
    bool shown[PROPOS_DISPUTE_KINDS] = {false};
    json_t *kinds = json_array();
    for (;;) {
        int best = PROPOS_DISPUTE_NONE;
        uint64_t most = 0;
        for (int k = PROPOS_DISPUTE_KINDS - 1; k > PROPOS_DISPUTE_NONE; k--) {
            uint64_t weight = dispute->letters[k] * propos_dispute_quarters[k];
            if (!shown[k] && weight > most) {
                best = k;
                most = weight;
            }
        }
        if (best == PROPOS_DISPUTE_NONE) {
            return kinds;
        }
        shown[best] = true;
        json_t *one = json_object();
        propos_json_set(one, "kind",
                        propos_json_text(disputed_kind_name((propos_dispute_kind)best)));
        propos_json_set(one, "letters", json_integer((json_int_t)dispute->letters[best]));
        (void)json_array_append_new(kinds, one);
    }
}

static json_t *passages_json(const disputed *d)
{
    const propos_snapshot *s = d->view->snapshot;
    const propos_dispute *p = d->dispute;
    json_t *list = json_array();
    for (uint32_t turn = p->first_turn; turn <= p->last_turn; turn++) {
        uint32_t start = turn == p->first_turn ? p->start : 0;
        uint32_t end = turn == p->last_turn ? p->end : s->turns[turn].length;
        for (uint32_t i = 0; i < s->turns[turn].passage_count; i++) {
            uint32_t passage = s->turns[turn].first_passage + i;
            if (s->passages[passage].start < end && start < s->passages[passage].end) {
                char *address = propos_answer_address(s, passage);
                (void)json_array_append_new(list, propos_json_text(address));
                free(address);
            }
        }
    }
    return list;
}

static json_t *document_json(const propos_snap_document *document)
{
    json_t *object = json_object();
    propos_json_set(object, "id", propos_json_text(document->id));
    propos_json_set(object, "title", propos_json_text(document->title));
    propos_json_set(object, "kind", propos_json_text(document->kind));
    propos_json_set(object, "date", propos_json_text(document->date));
    return object;
}

// The printed lines from the first letter to the last.
static void add_lines(const disputed *d, json_t *object)
{
    const propos_snapshot *s = d->view->snapshot;
    const propos_dispute *p = d->dispute;
    int32_t first[2];
    int32_t last[2];
    bool estimated = false;
    bool also = false;
    bool one_turn = p->first_turn == p->last_turn;
    bool known = propos_snapshot_lines(s, p->first_turn, p->start,
                                       one_turn ? p->end : s->turns[p->first_turn].length, first,
                                       &estimated);
    last[1] = known ? first[1] : 0;
    if (known && !one_turn) {
        known = propos_snapshot_lines(s, p->last_turn, 0, p->end, last, &also);
    }
    propos_json_set(object, "lines", known ? propos_json_pair(first[0], last[1]) : NULL);
    propos_json_set(object, "lines_estimated", json_boolean(known && (estimated || also)));
}

static void add_place(const disputed *d, json_t *object)
{
    const propos_snapshot *s = d->view->snapshot;
    const propos_dispute *p = d->dispute;
    const propos_snap_document *document = &s->documents[p->document];
    const propos_snap_turn *turn = &s->turns[p->first_turn];
    propos_json_set(object, "document", document_json(document));
    propos_json_set(
        object, "group",
        propos_json_text(document->group != PROPOS_NONE ? s->groups[document->group] : NULL));
    propos_json_set(object, "speaker", propos_answer_speaker(s, turn->speaker));
    propos_json_set(object, "turn", json_integer(turn->number));
    propos_json_set(object, "start", json_integer(p->start));
    propos_json_set(object, "turn_end", json_integer(s->turns[p->last_turn].number));
    propos_json_set(object, "end", json_integer(p->end));
    add_lines(d, object);
    propos_json_set(object, "question", propos_answer_question(s, turn->question));
    propos_json_set(object, "passages", passages_json(d));
}

propos_status disputed_json(const disputed *d, propos_arena *arena, json_t **out,
                            propos_error *error)
{
    propos_buffer words = {0};
    propos_status status =
        propos_dispute_words(d->view->record, d->view->snapshot, d->dispute, &words, error);
    if (status == PROPOS_OK) {
        const propos_snap_number *number =
            propos_dispute_number(d->view->snapshot, d->names, d->dispute);
        uint64_t letters = 0;
        for (int k = PROPOS_DISPUTE_BOUNDS; k < PROPOS_DISPUTE_KINDS; k++) {
            letters += d->dispute->letters[k];
        }
        json_t *kinds = disputed_kinds(d->dispute);
        json_t *object = json_object();
        propos_json_set(object, "id", propos_json_text(disputed_id(d, arena)));
        propos_json_set(object, "key", propos_json_text(number != NULL ? number->key : NULL));
        propos_json_set(object, "state",
                        propos_json_text(disputed_is_settled(d) ? "settled" : "open"));
        propos_json_set(object, "kind",
                        json_incref(json_object_get(json_array_get(kinds, 0), "kind")));
        propos_json_set(object, "kinds", kinds);
        propos_json_set(object, "letters", json_integer((json_int_t)letters));
        propos_json_set(object, "weight", json_real((double)d->dispute->quarters / 4));
        add_place(d, object);
        propos_json_set(object, "text",
                        propos_json_text_n(propos_buffer_text(&words), words.length));
        propos_json_set(object, "disputed", parts_json(d));
        propos_json_set(object, "coders", coders_json(d, &words));
        propos_json_set(object, "decisions", decisions_json(d));
        *out = object;
    }
    propos_buffer_free(&words);
    return status;
}
