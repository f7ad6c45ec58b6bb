#include "search/answer.h"

#include "base/memory.h"
#include "search/citation.h"
#include "search/highlight.h"
#include "search/places.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

static const char *const LEVELS[] = {
    [PROPOS_LEVEL_NONE] = "none",
    [PROPOS_LEVEL_RELATED] = "related",
    [PROPOS_LEVEL_SAME] = "same",
};

char *propos_answer_address(const propos_snapshot *snapshot, uint32_t passage)
{
    const propos_snap_passage *p = &snapshot->passages[passage];
    const propos_snap_turn *turn = &snapshot->turns[p->turn];
    return propos_printf("%s/%s/%u.%u", snapshot->id, snapshot->documents[turn->document].id,
                         (unsigned)turn->number, (unsigned)p->number);
}

uint32_t propos_answer_passage(const propos_snapshot *s, const char *address)
{
    size_t length = strlen(s->id);
    if (strncmp(address, s->id, length) != 0 || address[length] != '/') {
        return PROPOS_NONE;
    }
    const char *document = address + length + 1;
    const char *slash = strrchr(document, '/');
    if (slash == NULL) {
        return PROPOS_NONE;
    }
    char *id = propos_strndup(document, (size_t)(slash - document));
    uint32_t d = propos_snapshot_document(s, id);
    free(id);
    char *end;
    unsigned long turn = strtoul(slash + 1, &end, 10);
    unsigned long number = 1;
    if (*end == '.') {
        number = strtoul(end + 1, &end, 10);
    }
    if (d == PROPOS_NONE || *end != '\0') {
        return PROPOS_NONE;
    }
    for (uint32_t i = 0; i < s->documents[d].turn_count; i++) {
        const propos_snap_turn *t = &s->turns[s->documents[d].first_turn + i];
        if (t->number == turn && number >= 1 && number <= t->passage_count) {
            return t->first_passage + (uint32_t)number - 1;
        }
    }
    return PROPOS_NONE;
}

json_t *propos_answer_speaker(const propos_snapshot *snapshot, uint32_t speaker)
{
    if (speaker == PROPOS_NONE) {
        return json_null();
    }
    const propos_snap_speaker *s = &snapshot->speakers[speaker];
    json_t *object = json_object();
    json_t *attributes = json_object();
    for (size_t i = 0; i < s->attribute_count; i++) {
        propos_json_set(attributes, s->attributes[i].name,
                        propos_json_text(s->attributes[i].value));
    }
    propos_json_set(object, "label", propos_json_text(s->label));
    propos_json_set(object, "role", propos_json_text(propos_role_name(s->role)));
    propos_json_set(object, "attributes", attributes);
    return object;
}

json_t *propos_answer_question(const propos_snapshot *snapshot, uint32_t question)
{
    if (question == PROPOS_NONE) {
        return json_null();
    }
    const char *text = snapshot->questions[question].question;
    size_t digits = strspn(text, "0123456789");
    if (digits > 0 && digits <= 9 && text[digits] == '\0') {
        return json_integer(strtol(text, NULL, 10));
    }
    return propos_json_text(text);
}

json_t *propos_answer_lines(const propos_snapshot *snapshot, uint32_t turn, uint32_t start,
                            uint32_t end, bool *estimated)
{
    int32_t lines[2];
    *estimated = false;
    if (!propos_snapshot_lines(snapshot, turn, start, end, lines, estimated)) {
        return json_null();
    }
    return propos_json_pair(lines[0], lines[1]);
}

// ---- codings ----

static json_t *path_of(const propos_snapshot *snapshot, uint32_t code)
{
    json_t *path = json_array();
    for (; code != PROPOS_NONE; code = snapshot->codes[code].parent) {
        (void)json_array_insert_new(path, 0, propos_json_text(snapshot->codes[code].name));
    }
    return path;
}

static json_t *coding_json(const propos_snapshot *snapshot, const propos_snap_coding *coding,
                           uint32_t turn, uint32_t start, uint32_t end)
{
    uint32_t from = coding->first_turn == turn ? coding->start : 0;
    uint32_t to = coding->last_turn == turn ? coding->end : UINT32_MAX;
    bool before = coding->first_turn < turn || from < start;
    bool after = coding->last_turn > turn || to > end;
    from = from < start ? start : from;
    to = to > end ? end : to;
    json_t *object = json_object();
    propos_json_set(object, "coder",
                    coding->coder == PROPOS_NONE
                        ? json_null()
                        : propos_json_text(snapshot->coders[coding->coder]));
    propos_json_set(object, "code", propos_json_text(snapshot->codes[coding->code].id));
    propos_json_set(object, "path", path_of(snapshot, coding->code));
    propos_json_set(object, "start", json_integer(from - start));
    propos_json_set(object, "end", json_integer(to - start));
    json_t *continues = json_array();
    (void)json_array_append_new(continues, json_boolean(before));
    (void)json_array_append_new(continues, json_boolean(after));
    propos_json_set(object, "continues", continues);
    propos_json_set(object, "quote", propos_json_text(coding->quote));
    propos_json_set(object, "memo", propos_json_text(coding->memo));
    propos_json_set(object, "unit", propos_json_text(coding->unit));
    propos_json_set(object, "round", propos_json_text(coding->round));
    propos_json_set(object, "status", propos_json_text(coding->status));
    return object;
}

json_t *propos_answer_codings(const propos_snapshot *snapshot, const uint32_t *codings,
                              size_t count, uint32_t turn, uint32_t start, uint32_t end)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(
            list, coding_json(snapshot, &snapshot->codings[codings[i]], turn, start, end));
    }
    return list;
}

size_t propos_answer_codings_on(const propos_snapshot *snapshot, const propos_find *find,
                                uint32_t **out)
{
    size_t room = 0;
    for (uint32_t p = find->first; p <= find->last; p++) {
        room += snapshot->passages[p].span_count;
    }
    uint32_t *codings = propos_alloc(room + 1, sizeof *codings);
    size_t count = 0;
    for (uint32_t p = find->first; p <= find->last; p++) {
        const propos_snap_passage *passage = &snapshot->passages[p];
        for (uint32_t i = 0; i < passage->span_count; i++) {
            uint32_t coding = snapshot->spans[passage->first_span + i].coding;
            bool known = false;
            for (size_t j = 0; p > find->first && j < count; j++) {
                known = known || codings[j] == coding;
            }
            if (!known) {
                codings[count++] = coding;
            }
        }
    }
    *out = codings;
    return count;
}

// ---- agreement ----

static void add_name(json_t *list, const char *name)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (strcmp(json_string_value(json_array_get(list, i)), name) == 0) {
            return;
        }
    }
    (void)json_array_append_new(list, propos_json_text(name));
}

// How the coders meet on the hit: seen through the query's own coder filters when it has some.
static json_t *agreement(const propos_snapshot *snapshot, const propos_plan *plan,
                         const propos_find *find, uint32_t start)
{
    const propos_span_query *query =
        plan != NULL && plan->decisions != NULL && !plan->decisions->excluded
            ? &plan->decisions->query
            : NULL;
    propos_arena *arena = propos_arena_new();
    propos_ranges overlap = {0};
    json_t *coders = json_array();
    json_t *codes = json_array();
    propos_level level = PROPOS_LEVEL_NONE;
    bool any = false;
    for (uint32_t p = find->first; p <= find->last; p++) {
        propos_meeting meeting;
        if (!propos_spans_meeting(arena, snapshot, p, query, &meeting)) {
            continue;
        }
        any = true;
        if (meeting.level > level) {
            level = meeting.level;
            (void)json_array_clear(codes);
        }
        for (size_t i = 0; i < meeting.coder_count; i++) {
            add_name(coders, snapshot->coders[meeting.coders[i]]);
        }
        for (size_t i = 0; meeting.level == level && i < meeting.code_count; i++) {
            add_name(codes, snapshot->codes[meeting.codes[i]].id);
        }
        for (size_t i = 0; i < meeting.overlap.count; i++) {
            propos_ranges_add(&overlap, meeting.overlap.items[i].start - start,
                              meeting.overlap.items[i].end - start);
        }
        propos_ranges_free(&meeting.overlap);
    }
    propos_ranges_merge(&overlap);
    json_t *ranges = json_array();
    for (size_t i = 0; i < overlap.count; i++) {
        (void)json_array_append_new(
            ranges, propos_json_pair((long)overlap.items[i].start, (long)overlap.items[i].end));
    }
    propos_ranges_free(&overlap);
    propos_arena_free(arena);
    json_t *object = json_object();
    propos_json_set(object, "coders", coders);
    propos_json_set(object, "overlap", ranges);
    propos_json_set(object, "level", propos_json_text(LEVELS[level]));
    propos_json_set(object, "codes", codes);
    if (!any) {
        json_decref(object);
        return json_null();
    }
    return object;
}

// ---- the turns around ----

static propos_status turn_json(const propos_view *view, uint32_t turn, json_t **out,
                               propos_error *error)
{
    const propos_snap_turn *t = &view->snapshot->turns[turn];
    propos_buffer text = {0};
    propos_status status = propos_record_turn_text(view->record, t->id, &text, error);
    if (status == PROPOS_OK) {
        *out = json_object();
        propos_json_set(*out, "turn", json_integer(t->number));
        propos_json_set(*out, "speaker", propos_answer_speaker(view->snapshot, t->speaker));
        propos_json_set(*out, "text", propos_json_text_n(propos_buffer_text(&text), text.length));
    }
    propos_buffer_free(&text);
    return status;
}

// `count` turns from `first` on; none in documents whose order means nothing.
static propos_status turns_json(const propos_view *view, uint32_t first, uint32_t count,
                                json_t **list, propos_error *error)
{
    *list = json_array();
    propos_status status = PROPOS_OK;
    for (uint32_t i = 0; i < count && status == PROPOS_OK; i++) {
        json_t *turn = NULL;
        status = turn_json(view, first + i, &turn, error);
        if (status == PROPOS_OK) {
            (void)json_array_append_new(*list, turn);
        }
    }
    return status;
}

static propos_status add_context(const propos_view *view, uint32_t turn, uint32_t context,
                                 json_t *hit, propos_error *error)
{
    const propos_snap_document *d =
        &view->snapshot->documents[view->snapshot->turns[turn].document];
    uint32_t before = turn - d->first_turn;
    uint32_t after = d->first_turn + d->turn_count - 1 - turn;
    before = before < context ? before : context;
    after = after < context ? after : context;
    if (!d->conversation) {
        before = after = 0;
    }
    json_t *list;
    propos_status status = turns_json(view, turn - before, before, &list, error);
    propos_json_set(hit, "before", list);
    if (status == PROPOS_OK) {
        status = turns_json(view, turn + 1, after, &list, error);
        propos_json_set(hit, "after", list);
    }
    return status;
}

// ---- a hit ----

static json_t *document_json(const propos_snap_document *d)
{
    json_t *object = json_object();
    propos_json_set(object, "id", propos_json_text(d->id));
    propos_json_set(object, "title", propos_json_text(d->title));
    propos_json_set(object, "kind", propos_json_text(d->kind));
    propos_json_set(object, "date", propos_json_text(d->date));
    return object;
}

void propos_answer_place(const propos_snapshot *snapshot, const propos_find *find, json_t *hit)
{
    const propos_snap_passage *first = &snapshot->passages[find->first];
    const propos_snap_turn *turn = &snapshot->turns[first->turn];
    const propos_snap_document *document = &snapshot->documents[turn->document];
    uint32_t end = snapshot->passages[find->last].end;
    bool estimated;
    propos_json_set(hit, "document", document_json(document));
    propos_json_set(hit, "group",
                    document->group == PROPOS_NONE
                        ? json_null()
                        : propos_json_text(snapshot->groups[document->group]));
    propos_json_set(hit, "speaker", propos_answer_speaker(snapshot, turn->speaker));
    propos_json_set(hit, "turn", json_integer(turn->number));
    propos_json_set(hit, "span", propos_json_pair(first->start, end));
    propos_json_set(hit, "lines",
                    propos_answer_lines(snapshot, first->turn, first->start, end, &estimated));
    propos_json_set(hit, "lines_estimated", json_boolean(estimated));
    propos_json_set(hit, "locator", propos_json_text(turn->locator));
    propos_json_set(hit, "time_ms", turn->time_ms < 0 ? json_null() : json_integer(turn->time_ms));
    propos_json_set(hit, "question", propos_answer_question(snapshot, turn->question));
}

propos_status propos_answer_text(const propos_view *view, const propos_find *find,
                                 propos_buffer *out, propos_error *error)
{
    const propos_snapshot *s = view->snapshot;
    const propos_snap_passage *first = &s->passages[find->first];
    if (find->first == find->last) {
        return propos_record_passage_text(view->record, first->id, out, error);
    }
    propos_buffer turn = {0};
    propos_status status =
        propos_record_turn_text(view->record, s->turns[first->turn].id, &turn, error);
    if (status == PROPOS_OK) {
        const char *text = propos_buffer_text(&turn);
        size_t start = propos_utf8_offset(text, turn.length, first->start);
        size_t end = propos_utf8_offset(text, turn.length, s->passages[find->last].end);
        propos_buffer_add(out, text + start, end - start);
    }
    propos_buffer_free(&turn);
    return status;
}

static const char *reason_of(const propos_plan *plan, const propos_find *find, const char *lacks)
{
    for (propos_decision *d = plan->decisions; d != NULL; d = d->next) {
        const char *reason =
            d->excluded ? NULL : propos_decision_reason(d, plan->arena, find->first);
        if (reason != NULL) {
            return reason;
        }
    }
    return lacks;
}

static void add_words(const propos_scene *scene, const propos_plan *plan, json_t *hit)
{
    const char *reason = NULL;
    if (plan == NULL) {
        propos_json_set(hit, "highlights", json_array());
        propos_json_set(hit, "why", json_array());
    } else {
        propos_json_set(hit, "highlights", propos_highlights(scene, plan));
        propos_json_set(hit, "why", propos_why_found(scene, plan, &reason));
        reason = scene->find->partial ? reason_of(plan, scene->find, reason) : NULL;
    }
    propos_json_set(hit, "reason", propos_json_text(reason));
}

// The codings, each with "asked": the query's code and coder filters look at it; and what to quote
// of the hit.
static void add_codings(const propos_scene *scene, const propos_plan *plan, json_t *hit)
{
    const propos_snapshot *s = scene->view->snapshot;
    const propos_snap_passage *first = &s->passages[scene->find->first];
    uint32_t *codings;
    size_t count = propos_answer_codings_on(s, scene->find, &codings);
    json_t *list = propos_answer_codings(s, codings, count, first->turn, first->start,
                                         s->passages[scene->find->last].end);
    for (size_t i = 0; i < count; i++) {
        bool asked = plan != NULL && propos_plan_sees(plan, &s->codings[codings[i]]);
        propos_json_set(json_array_get(list, i), "asked", json_boolean(asked));
    }
    propos_json_set(hit, "codings", list);
    const json_t *word = json_array_get(json_object_get(hit, "highlights"), 0);
    propos_range highlight = {(uint32_t)json_integer_value(json_array_get(word, 0)),
                              (uint32_t)json_integer_value(json_array_get(word, 1))};
    propos_quotable quotable = {.snapshot = s,
                                .plan = plan,
                                .turn = first->turn,
                                .start = first->start,
                                .text = scene->text,
                                .length = scene->length,
                                .codings = codings,
                                .coding_count = count,
                                .highlight = word != NULL ? &highlight : NULL};
    propos_json_set(hit, "citation", propos_citation(&quotable));
    free(codings);
}

propos_status propos_answer_hit(const propos_view *view, const propos_plan *plan,
                                const propos_find *find, size_t rank, uint32_t context,
                                json_t **hit, propos_error *error)
{
    const propos_snapshot *s = view->snapshot;
    const propos_snap_passage *first = &s->passages[find->first];
    propos_buffer text = {0};
    propos_status status = propos_answer_text(view, find, &text, error);
    if (status != PROPOS_OK) {
        propos_buffer_free(&text);
        return status;
    }
    propos_scene scene = {
        .view = view, .find = find, .text = propos_buffer_text(&text), .length = text.length};
    if (plan != NULL) {
        propos_tokens_of(view->analyser, scene.text, scene.length, &scene.tokens);
    }
    json_t *object = json_object();
    char *address = propos_answer_address(s, find->first);
    propos_json_set(object, "passage", propos_json_text(address));
    propos_json_set(object, "rank", json_integer((json_int_t)rank));
    propos_json_set(object, "score", json_real(find->score));
    propos_json_set(object, "partial", json_boolean(find->partial));
    propos_json_set(object, "study", propos_json_text(s->id));
    propos_answer_place(s, find, object);
    propos_json_set(object, "text", propos_json_text_n(scene.text, scene.length));
    add_words(&scene, plan, object);
    add_codings(&scene, plan, object);
    propos_json_set(object, "agreement", agreement(s, plan, find, first->start));
    status = propos_places_add(&scene, plan, object, error);
    if (status == PROPOS_OK) {
        status = add_context(view, first->turn, context, object, error);
    }
    free(address);
    propos_tokens_free(&scene.tokens);
    propos_buffer_free(&text);
    if (status != PROPOS_OK) {
        json_decref(object);
        return status;
    }
    *hit = object;
    return PROPOS_OK;
}
