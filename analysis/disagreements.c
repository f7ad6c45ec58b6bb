// The operations "disagreements": where coders differ, and "decision": the row of decisions.csv
// that settles one of them. This room never writes it: `propos decide` does.
#include "analysis/operations.h"

#include "analysis/counts.h"
#include "analysis/disputed.h"
#include "analysis/options.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "search/session.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef enum wanted_state { STATE_OPEN, STATE_SETTLED, STATE_ALL } wanted_state;

// What is asked for.
typedef struct wish {
    wanted_state state;
    bool kinds[PROPOS_DISPUTE_KINDS];
    bool any_kind; // none was named
} wish;

static propos_status read_state(const propos_session *session, wish *w, propos_error *error)
{
    static const struct {
        const char *word;
        wanted_state state;
    } STATES[] = {{"open", STATE_OPEN},       {"ouvert", STATE_OPEN},   {"ouverts", STATE_OPEN},
                  {"settled", STATE_SETTLED}, {"regle", STATE_SETTLED}, {"regles", STATE_SETTLED},
                  {"all", STATE_ALL},         {"tous", STATE_ALL}};
    const char *value = propos_session_parameter(session, "state");
    w->state = STATE_OPEN;
    if (value == NULL) {
        return PROPOS_OK;
    }
    char *folded = propos_folded(value);
    bool known = false;
    for (size_t i = 0; i < sizeof STATES / sizeof STATES[0]; i++) {
        if (strcmp(folded, STATES[i].word) == 0) {
            w->state = STATES[i].state;
            known = true;
        }
    }
    free(folded);
    return known ? PROPOS_OK
                 : propos_fail(error, PROPOS_USAGE, _("%s is “%s”, but it should be %s"), "state",
                               value, "open, settled, all");
}

// kind=only,code, or several times.
static propos_status read_kinds(const propos_session *session, wish *w, propos_error *error)
{
    w->any_kind = true;
    for (size_t i = 0; i < session->request->parameter_count; i++) {
        const propos_parameter *p = &session->request->parameters[i];
        for (const char *at = p->value; strcmp(p->name, "kind") == 0 && *at != '\0';) {
            size_t length = strcspn(at, ",");
            const char *word = propos_arena_strndup(propos_session_arena(session), at, length);
            propos_dispute_kind kind = disputed_kind_named(word);
            if (kind == PROPOS_DISPUTE_NONE) {
                return propos_fail(error, PROPOS_USAGE, _("%s is “%s”, but it should be %s"),
                                   "kind", word, "code, related, only, bounds");
            }
            w->kinds[kind] = true;
            w->any_kind = false;
            at += length + (at[length] == ',' ? 1 : 0);
        }
    }
    return PROPOS_OK;
}

static bool is_of_kind(const wish *w, const propos_dispute *dispute)
{
    bool is = w->any_kind;
    for (int k = PROPOS_DISPUTE_BOUNDS; k < PROPOS_DISPUTE_KINDS; k++) {
        is = is || (w->kinds[k] && dispute->letters[k] > 0);
    }
    return is;
}

// ---- one study ----

typedef struct search {
    propos_session *session;
    const propos_part *part;
    const propos_snapshot *snapshot;
    uint32_t *coders;
    size_t coder_count;
    const char *names;
    uint32_t code; // only what is about it, or PROPOS_NONE
    propos_disputes all;
    const propos_dispute **found; // in the part, and in dispute
    size_t found_count;
} search;

static disputed as_disputed(const search *s, const propos_dispute *dispute)
{
    return (disputed){.view = s->part->view,
                      .dispute = dispute,
                      .coders = s->coders,
                      .coder_count = s->coder_count,
                      .names = s->names};
}

// Two coders, or all: those have numbers.
static propos_status choose_coders(search *s, propos_error *error)
{
    propos_status status =
        options_coders(s->session, s->snapshot, &s->coders, &s->coder_count, error);
    if (status == PROPOS_OK && s->coder_count != 2 && s->coder_count != s->snapshot->coder_count) {
        status = propos_fail(error, PROPOS_USAGE,
                             _("name two coders to compare, or none for all of them together"));
    }
    s->names = propos_disputes_coders(s->snapshot, s->coders, s->coder_count,
                                      propos_session_arena(s->session));
    return status;
}

static bool is_asked_for(const search *s, const propos_dispute *dispute)
{
    bool in_part = false;
    bool of_code = s->code == PROPOS_NONE;
    for (size_t i = 0; i < dispute->coding_count && !(in_part && of_code); i++) {
        uint32_t coding = dispute->codings[i];
        in_part = in_part || propos_part_has_coding(s->part, coding);
        of_code = of_code ||
                  propos_snapshot_below(s->snapshot, s->snapshot->codings[coding].code, s->code);
    }
    return in_part && of_code;
}

// Returns the number of stretches that are asked for, disputed or not.
static size_t find(search *s)
{
    propos_arena *arena = propos_session_arena(s->session);
    size_t stretches = 0;
    propos_disputes_find(s->snapshot, s->coders, s->coder_count, arena, &s->all);
    s->found = propos_arena_alloc(arena, s->all.count + 1, sizeof *s->found);
    for (size_t i = 0; i < s->all.count; i++) {
        if (is_asked_for(s, &s->all.items[i])) {
            stretches++;
            if (s->all.items[i].part_count > 0) {
                s->found[s->found_count++] = &s->all.items[i];
            }
        }
    }
    return stretches;
}

// The weightiest first; the list is in text order, and so are equals.
static int by_weight(const void *a, const void *b)
{
    const propos_dispute *x = *(const propos_dispute *const *)a;
    const propos_dispute *y = *(const propos_dispute *const *)b;
    if (x->quarters != y->quarters) {
        return x->quarters > y->quarters ? -1 : 1;
    }
    return x < y ? -1 : x > y;
}

// Which documents count, and who is missing where.
static void add_documents(const search *s, json_t *object, size_t *compared)
{
    const propos_snapshot *snapshot = s->snapshot;
    json_t *documents = json_array();
    json_t *left_out = json_array();
    for (uint32_t d = 0; d < snapshot->document_count; d++) {
        json_t *missing = json_array();
        for (size_t i = 0; i < s->coder_count; i++) {
            if (!snapshot->finished[(size_t)d * snapshot->coder_count + s->coders[i]]) {
                (void)json_array_append_new(missing,
                                            propos_json_text(snapshot->coders[s->coders[i]]));
            }
        }
        json_t *id = propos_json_text(snapshot->documents[d].id);
        if (json_array_size(missing) == 0) {
            (void)json_array_append_new(documents, id);
            json_decref(missing);
        } else {
            json_t *row = json_object();
            propos_json_set(row, "document", id);
            propos_json_set(row, "not_finished_by", missing);
            (void)json_array_append_new(left_out, row);
        }
    }
    *compared = json_array_size(documents);
    propos_json_set(object, "documents", documents);
    propos_json_set(object, "left_out", left_out);
}

static size_t agreed_codings(const search *s)
{
    size_t agreed = 0;
    for (uint32_t i = 0; i < s->snapshot->coding_count; i++) {
        agreed += strcmp(s->snapshot->codings[i].round, "individual") != 0 &&
                          propos_part_has_coding(s->part, i)
                      ? 1
                      : 0;
    }
    return agreed;
}

static const char *study_name(const propos_snapshot *s)
{
    return s->title != NULL ? s->title : s->id;
}

// Why nothing can be compared, NULL when something can.
static const char *why_not(const search *s, size_t compared, size_t stretches, size_t agreed)
{
    propos_arena *arena = propos_session_arena(s->session);
    const char *study = study_name(s->snapshot);
    if (s->coder_count < 2) {
        return propos_arena_printf(
            arena, _("“%s” names fewer than two coders: nobody can disagree"), study);
    }
    if (compared == 0) {
        return propos_arena_printf(
            arena, _("no document of “%s” is finished by all the coders compared"), study);
    }
    if (stretches == 0 && agreed > 0) {
        return propos_arena_printf(arena,
                                   _("“%s” holds only the agreed result of its coders: what "
                                     "each coded alone is not there to be compared"),
                                   study);
    }
    if (stretches == 0) {
        return propos_arena_printf(arena, _("nothing in this part of “%s” is coded"), study);
    }
    return NULL;
}

// Codings, units, turns, people… that the disagreements listed touch.
static json_t *counts_of(const search *s, const propos_dispute *const *listed, size_t count)
{
    size_t room = 0;
    for (size_t i = 0; i < count; i++) {
        room += listed[i]->coding_count;
    }
    uint32_t *codings = propos_alloc(room + 1, sizeof *codings);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < listed[i]->coding_count; j++) {
            codings[at++] = listed[i]->codings[j];
        }
    }
    counter *counting = counter_new(s->part);
    counts n;
    counter_codings(counting, codings, at, &n);
    counter_free(counting);
    free(codings);
    return counts_json(&n);
}

static json_t *letters_of(const propos_dispute *const *listed, size_t count)
{
    json_t *object = json_object();
    for (int k = PROPOS_DISPUTE_KINDS - 1; k > PROPOS_DISPUTE_NONE; k--) {
        uint64_t letters = 0;
        for (size_t i = 0; i < count; i++) {
            letters += listed[i]->letters[k];
        }
        propos_json_set(object, disputed_kind_name((propos_dispute_kind)k),
                        json_integer((json_int_t)letters));
    }
    return object;
}

// Those that the wish leaves, ranked; *settled is how many of all are settled.
static const propos_dispute **list(const search *s, const wish *w, size_t *count, size_t *settled)
{
    const propos_dispute **listed =
        propos_arena_alloc(propos_session_arena(s->session), s->found_count + 1, sizeof *listed);
    *count = 0;
    *settled = 0;
    for (size_t i = 0; i < s->found_count; i++) {
        disputed d = as_disputed(s, s->found[i]);
        bool is_settled = disputed_is_settled(&d);
        *settled += is_settled ? 1 : 0;
        if (is_of_kind(w, s->found[i]) &&
            (w->state == STATE_ALL || is_settled == (w->state == STATE_SETTLED))) {
            listed[(*count)++] = s->found[i];
        }
    }
    qsort((void *)listed, *count, sizeof *listed, by_weight);
    return listed;
}

static propos_status add_items(const search *s, const propos_dispute *const *listed, size_t count,
                               json_t *object, propos_error *error)
{
    propos_arena *arena = propos_session_arena(s->session);
    const propos_parameters *p = &s->session->parameters;
    bool limited = propos_session_parameter(s->session, "limit") != NULL && p->limit > 0;
    json_t *items = json_array();
    propos_status status = PROPOS_OK;
    for (size_t i = p->offset; status == PROPOS_OK && i < count; i++) {
        if (limited && i - p->offset >= p->limit) {
            break;
        }
        disputed d = as_disputed(s, listed[i]);
        json_t *item = NULL;
        status = disputed_json(&d, arena, &item, error);
        if (status == PROPOS_OK) {
            propos_json_set(item, "rank", json_integer((json_int_t)i + 1));
            (void)json_array_append_new(items, item);
        }
    }
    propos_json_set(object, "items", items);
    return status;
}

static propos_status study_json(search *s, const wish *w, json_t *object, propos_error *error)
{
    size_t compared = 0;
    size_t agreed = agreed_codings(s);
    json_t *coders = json_array();
    for (size_t i = 0; i < s->coder_count; i++) {
        (void)json_array_append_new(coders, propos_json_text(s->snapshot->coders[s->coders[i]]));
    }
    propos_json_set(object, "study", propos_json_text(s->snapshot->id));
    propos_json_set(object, "coders", coders);
    add_documents(s, object, &compared);
    size_t stretches = s->coder_count < 2 ? 0 : find(s);
    const char *why = why_not(s, compared, stretches, agreed);
    if (why != NULL) {
        propos_session_notice(s->session, why);
    } else if (agreed > 0) {
        propos_session_notice(
            s->session,
            propos_arena_printf(propos_session_arena(s->session),
                                _("in “%s” %zu codings are an agreed result: they say nothing "
                                  "about agreement and are left out"),
                                study_name(s->snapshot), agreed));
    }
    size_t count = 0;
    size_t settled = 0;
    const propos_dispute **listed = list(s, w, &count, &settled);
    propos_json_set(object, "why_not", propos_json_text(why));
    propos_json_set(object, "stretches", json_integer((json_int_t)stretches));
    propos_json_set(object, "disagreements", json_integer((json_int_t)s->found_count));
    propos_json_set(object, "open", json_integer((json_int_t)(s->found_count - settled)));
    propos_json_set(object, "settled", json_integer((json_int_t)settled));
    propos_json_set(object, "listed", json_integer((json_int_t)count));
    propos_json_set(object, "counts", counts_of(s, listed, count));
    propos_json_set(object, "letters", letters_of(listed, count));
    return add_items(s, listed, count, object, error);
}

static json_t *weights_json(void)
{
    json_t *object = json_object();
    for (int k = PROPOS_DISPUTE_KINDS - 1; k > PROPOS_DISPUTE_NONE; k--) {
        propos_json_set(object, disputed_kind_name((propos_dispute_kind)k),
                        json_real((double)propos_dispute_quarters[k] / 4));
    }
    return object;
}

propos_status analysis_disagreements(propos_session *session, json_t **answer, propos_error *error)
{
    wish w = {0};
    propos_parts parts;
    bool moved = false;
    propos_status status = read_state(session, &w, error);
    if (status == PROPOS_OK) {
        status = read_kinds(session, &w, error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    status = propos_parts_make(session, &parts, &moved, error);
    json_t *studies = json_array();
    for (size_t i = 0; status == PROPOS_OK && !moved && i < parts.count; i++) {
        search s = {
            .session = session, .part = &parts.items[i], .snapshot = parts.items[i].view->snapshot};
        json_t *object = json_object();
        status = choose_coders(&s, error);
        if (status == PROPOS_OK) {
            status = options_code(session, s.snapshot, &s.code, error);
        }
        if (status == PROPOS_OK) {
            status = study_json(&s, &w, object, error);
        }
        (void)json_array_append_new(studies, object);
        free(s.all.items);
    }
    if (status == PROPOS_OK && !moved) {
        json_t *object = propos_parts_stamp(session, &parts);
        propos_json_set(object, "weights", weights_json());
        propos_json_set(object, "disagreements", json_incref(studies));
        *answer = object;
    }
    json_decref(studies);
    propos_parts_free(&parts);
    return status;
}

// ---- a decision ----

// The numbered place of a study that "D-014" or a key names; NULL: there is none.
static const propos_snap_number *named(const propos_snapshot *s, const char *name)
{
    const char *digits = name + strspn(name, "dD-");
    bool is_number = digits[0] != '\0' && digits[strspn(digits, "0123456789")] == '\0';
    unsigned long number = is_number ? strtoul(digits, NULL, 10) : 0;
    for (uint32_t i = 0; i < s->number_count; i++) {
        if (is_number ? s->numbers[i].number == number : strcmp(s->numbers[i].key, name) == 0) {
            return &s->numbers[i];
        }
    }
    return NULL;
}

// The coders whose number it is.
static void coders_of(search *s, const propos_snap_number *number)
{
    propos_arena *arena = propos_session_arena(s->session);
    uint32_t count = s->snapshot->coder_count;
    s->coders = propos_arena_alloc(arena, (size_t)count + 1, sizeof *s->coders);
    for (uint32_t i = 0; i < count; i++) {
        s->coders[i] = i;
    }
    s->coder_count = count;
    s->names = propos_disputes_coders(s->snapshot, s->coders, count, arena);
    for (uint32_t i = 0; i < count && strcmp(s->names, number->coders) != 0; i++) {
        for (uint32_t j = i + 1; j < count && strcmp(s->names, number->coders) != 0; j++) {
            s->coders[0] = i;
            s->coders[1] = j;
            s->coder_count = 2;
            s->names = propos_disputes_coders(s->snapshot, s->coders, 2, arena);
        }
    }
}

static const propos_dispute *dispute_of(search *s, const propos_snap_number *number)
{
    coders_of(s, number);
    propos_disputes_find(s->snapshot, s->coders, s->coder_count, propos_session_arena(s->session),
                         &s->all);
    for (size_t i = 0; i < s->all.count; i++) {
        if (propos_dispute_number(s->snapshot, s->names, &s->all.items[i]) == number) {
            return &s->all.items[i];
        }
    }
    return NULL;
}

// "reheard", "discussed", "director", from French or English.
static propos_status read_stage(const propos_session *session, const char **stage,
                                propos_error *error)
{
    static const char *const WORDS[][2] = {{"reheard", "reheard"},     {"reecoute", "reheard"},
                                           {"discussed", "discussed"}, {"discute", "discussed"},
                                           {"director", "director"},   {"direction", "director"},
                                           {"directeur", "director"},  {"directrice", "director"}};
    const char *value = propos_session_parameter(session, "stage");
    char *folded = propos_folded(value != NULL ? value : "");
    *stage = NULL;
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        *stage = strcmp(folded, WORDS[i][0]) == 0 ? WORDS[i][1] : *stage;
    }
    free(folded);
    return *stage != NULL
               ? PROPOS_OK
               : propos_fail(error, PROPOS_USAGE, _("%s is “%s”, but it should be %s"), "stage",
                             value != NULL ? value : "", "reheard, discussed, director");
}

// The code settled on; "none", "aucun": these words are not to be coded.
static propos_status read_code(const propos_session *session, const propos_snapshot *s,
                               const char **code, propos_error *error)
{
    const char *value = propos_session_parameter(session, "code");
    if (value == NULL || value[0] == '\0') {
        return propos_fail(error, PROPOS_USAGE,
                           _("say which code it is to be: --code CODE, or --code none when these "
                             "words are not to be coded"));
    }
    uint32_t index = PROPOS_NONE;
    propos_status status = options_code(session, s, &index, error);
    if (status == PROPOS_OK) {
        *code = s->codes[index].id;
        return PROPOS_OK;
    }
    char *folded = propos_folded(value);
    bool none = strcmp(folded, "none") == 0 || strcmp(folded, "aucun") == 0;
    free(folded);
    *code = "none";
    return none ? PROPOS_OK : status;
}

// Where the study's decisions are kept; NULL: it came from one file, and has no folder of its own.
static const char *decisions_file(const search *s)
{
    const char *source = s->snapshot->source_path;
    struct stat info;
    bool is_folder = source != NULL && stat(source, &info) == 0 && S_ISDIR(info.st_mode);
    return is_folder
               ? propos_arena_printf(propos_session_arena(s->session), "%s/decisions.csv", source)
               : NULL;
}

static propos_status decision_json(search *s, const propos_dispute *dispute, json_t **answer,
                                   propos_error *error)
{
    const char *stage = NULL;
    const char *code = NULL;
    json_t *item = NULL;
    propos_status status = read_code(s->session, s->snapshot, &code, error);
    if (status == PROPOS_OK) {
        status = read_stage(s->session, &stage, error);
    }
    if (status == PROPOS_OK) {
        disputed d = as_disputed(s, dispute);
        status = disputed_json(&d, propos_session_arena(s->session), &item, error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    json_t *row = json_object();
    propos_json_set(row, "document",
                    propos_json_text(s->snapshot->documents[dispute->document].id));
    propos_json_set(row, "turn", json_incref(json_object_get(item, "turn")));
    propos_json_set(row, "quote", json_incref(json_object_get(item, "text")));
    propos_json_set(row, "coders", propos_json_text(s->names));
    propos_json_set(row, "code", propos_json_text(code));
    propos_json_set(row, "stage", propos_json_text(stage));
    propos_json_set(row, "why", propos_json_text(propos_session_parameter(s->session, "why")));
    json_t *object = json_object();
    propos_json_set(object, "study", propos_json_text(s->snapshot->id));
    propos_json_set(object, "source", propos_json_text(s->snapshot->source_path));
    propos_json_set(object, "file", propos_json_text(decisions_file(s)));
    propos_json_set(object, "row", row);
    propos_json_set(object, "disagreement", item);
    *answer = object;
    return PROPOS_OK;
}

propos_status analysis_decision(propos_session *session, json_t **answer, propos_error *error)
{
    const char *name = session->request->subject != NULL ? session->request->subject : "";
    const propos_snap_number *number = NULL;
    propos_part part = {0};
    size_t found = 0;
    for (size_t i = 0; i < session->study_count; i++) {
        const propos_snap_number *here = named(session->studies[i]->view.snapshot, name);
        if (here != NULL) {
            number = here;
            part.view = &session->studies[i]->view;
            found++;
        }
    }
    if (found == 0) {
        return propos_fail(error, PROPOS_NOT_FOUND,
                           _("there is no disagreement “%s” (see propos disagreements)"), name);
    }
    if (found > 1) {
        return propos_fail(error, PROPOS_USAGE,
                           _("several studies have a disagreement “%s”: name one with --study"),
                           name);
    }
    search s = {.session = session, .part = &part, .snapshot = part.view->snapshot};
    const propos_dispute *dispute = dispute_of(&s, number);
    propos_status status =
        dispute == NULL
            ? propos_fail(error, PROPOS_NOT_FOUND,
                          _("there is no disagreement “%s” (see propos disagreements)"), name)
            : decision_json(&s, dispute, answer, error);
    free(s.all.items);
    return status;
}
