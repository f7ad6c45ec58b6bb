// The operation "speakers": who says how much, with which marks; and, for a theme, which of its
// words the moderator said first.
#include "analysis/operations.h"

#include "analysis/options.h"
#include "analysis/said_first.h"
#include "analysis/speaking.h"
#include "base/i18n.h"
#include "base/memory.h"

#include <stdlib.h>

// One study while it is counted.
typedef struct counting {
    propos_session *session;
    const propos_part *part;
    const propos_snapshot *snapshot;
    speaking *people;    // by speaker index; labels of one person together
    speaking *documents; // by document
    size_t *events;      // by document: turns that nobody speaks
} counting;

static propos_status count_turns(counting *c, propos_error *error)
{
    const propos_snapshot *s = c->snapshot;
    propos_buffer text = {0};
    propos_status status = PROPOS_OK;
    for (uint32_t t = 0; t < s->turn_count && status == PROPOS_OK; t++) {
        if (!propos_part_has_turn(c->part, t)) {
            continue;
        }
        speaking here = {0};
        status = speaking_add_turn(c->part, t, &text, &here, error);
        uint32_t document = s->turns[t].document;
        if (s->turns[t].speaker == PROPOS_NONE) {
            c->events[document]++;
            here.turns = 0; // {rires} as a turn of its own is nobody's; its marks still count
            here.words = 0;
        } else {
            speaking_join(&c->people[speaking_person(s, s->turns[t].speaker)], &here);
        }
        speaking_join(&c->documents[document], &here);
    }
    propos_buffer_free(&text);
    return status;
}

// A share of the words; null for lists of quotations, where who was chosen says nothing about who
// spoke.
static json_t *share(size_t words, size_t all, bool conversation)
{
    return conversation && all > 0 ? json_real((double)words / (double)all) : json_null();
}

static const char *filter(const counting *c, const char *name, const char *value)
{
    propos_buffer text = {0};
    propos_buffer_printf(&text, "%s:\"", name);
    for (const char *at = value; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') {
            propos_buffer_putc(&text, '\\');
        }
        propos_buffer_putc(&text, *at);
    }
    propos_buffer_putc(&text, '"');
    const char *kept =
        propos_arena_strdup(propos_session_arena(c->session), propos_buffer_text(&text));
    propos_buffer_free(&text);
    return kept;
}

// ---- speakers ----

static json_t *aliases_of(const propos_snapshot *s, uint32_t speaker)
{
    json_t *aliases = json_array();
    for (uint32_t i = 0; i < s->speaker_count; i++) {
        if (i != speaker && s->speakers[i].person == speaker) {
            (void)json_array_append_new(aliases, propos_json_text(s->speakers[i].label));
        }
    }
    return aliases;
}

static json_t *speaker_json(const counting *c, uint32_t speaker)
{
    const propos_snapshot *s = c->snapshot;
    const propos_snap_speaker *p = &s->speakers[speaker];
    const propos_snap_document *d = &s->documents[p->document];
    const speaking *said = &c->people[speaker];
    json_t *attributes = json_object();
    for (size_t i = 0; i < p->attribute_count; i++) {
        propos_json_set(attributes, p->attributes[i].name,
                        propos_json_text(p->attributes[i].value));
    }
    json_t *object = json_object();
    propos_json_set(object, "study", propos_json_text(s->id));
    propos_json_set(object, "document", propos_json_text(d->id));
    propos_json_set(object, "label", propos_json_text(p->label));
    propos_json_set(object, "role", propos_json_text(propos_role_name(p->role)));
    propos_json_set(object, "aliases", aliases_of(s, speaker));
    propos_json_set(object, "attributes", attributes);
    speaking_json(said, object);
    propos_json_set(object, "share",
                    share(said->words, c->documents[p->document].words, d->conversation));
    propos_json_set(object, "query",
                    propos_json_text(propos_arena_printf(propos_session_arena(c->session), "%s %s",
                                                         filter(c, "document", d->id),
                                                         filter(c, "locuteur", p->label))));
    return object;
}

static void add_speakers(const counting *c, json_t *list)
{
    const propos_snapshot *s = c->snapshot;
    for (uint32_t i = 0; i < s->speaker_count; i++) {
        bool listed = c->part->whole || c->people[i].turns > 0;
        if (listed && speaking_person(s, i) == i) {
            (void)json_array_append_new(list, speaker_json(c, i));
        }
    }
}

// ---- roles ----

static json_t *role_json(const counting *c, propos_role role, size_t all_words)
{
    const propos_snapshot *s = c->snapshot;
    speaking said = {0};
    json_int_t people = 0;
    for (uint32_t i = 0; i < s->speaker_count; i++) {
        if (s->speakers[i].role == role && s->documents[s->speakers[i].document].conversation &&
            c->people[i].turns > 0) {
            speaking_join(&said, &c->people[i]);
            people++;
        }
    }
    if (people == 0) {
        return NULL;
    }
    json_t *object = json_object();
    propos_json_set(object, "study", propos_json_text(s->id));
    propos_json_set(object, "role", propos_json_text(propos_role_name(role)));
    propos_json_set(object, "speakers", json_integer(people));
    speaking_json(&said, object);
    propos_json_set(object, "share", share(said.words, all_words, true));
    propos_json_set(object, "query", propos_json_text(filter(c, "rôle", propos_role_name(role))));
    return object;
}

static void add_roles(const counting *c, json_t *list)
{
    static const propos_role ROLES[] = {PROPOS_ROLE_MODERATOR, PROPOS_ROLE_INTERVIEWER,
                                        PROPOS_ROLE_OBSERVER, PROPOS_ROLE_PARTICIPANT,
                                        PROPOS_ROLE_UNKNOWN};
    size_t words = 0;
    for (uint32_t d = 0; d < c->snapshot->document_count; d++) {
        words += c->snapshot->documents[d].conversation ? c->documents[d].words : 0;
    }
    for (size_t i = 0; i < sizeof ROLES / sizeof *ROLES; i++) {
        json_t *role = role_json(c, ROLES[i], words);
        if (role != NULL) {
            (void)json_array_append_new(list, role);
        }
    }
}

// ---- documents ----

static void add_documents(const counting *c, json_t *list)
{
    const propos_snapshot *s = c->snapshot;
    bool quotations = false;
    for (uint32_t i = 0; i < s->document_count; i++) {
        const propos_snap_document *d = &s->documents[i];
        if (!c->part->whole && c->documents[i].turns == 0) {
            continue;
        }
        quotations = quotations || !d->conversation;
        json_t *object = json_object();
        propos_json_set(object, "study", propos_json_text(s->id));
        propos_json_set(object, "document", propos_json_text(d->id));
        propos_json_set(object, "title", propos_json_text(d->title));
        propos_json_set(object, "conversation", json_boolean(d->conversation));
        speaking_json(&c->documents[i], object);
        propos_json_set(object, "events", json_integer((json_int_t)c->events[i]));
        (void)json_array_append_new(list, object);
    }
    if (quotations) {
        propos_session_notice(c->session,
                              _("Lists of quotations are no conversations: who was chosen to be "
                                "quoted says nothing about who spoke how much. No shares of speech "
                                "are given for them, and the roles are counted without them."));
    }
}

// ---- the answer ----

typedef struct lists {
    json_t *speakers, *roles, *documents;
    json_t *said_first; // NULL: no theme was asked
} lists;

static propos_status add_study(propos_session *session, const propos_part *part,
                               const lists *answer, propos_error *error)
{
    const propos_snapshot *s = part->view->snapshot;
    counting c = {.session = session,
                  .part = part,
                  .snapshot = s,
                  .people = propos_alloc((size_t)s->speaker_count + 1, sizeof(speaking)),
                  .documents = propos_alloc((size_t)s->document_count + 1, sizeof(speaking)),
                  .events = propos_alloc((size_t)s->document_count + 1, sizeof(size_t))};
    uint32_t code = PROPOS_NONE;
    propos_status status = options_code(session, s, &code, error);
    if (status == PROPOS_OK) {
        status = count_turns(&c, error);
    }
    if (status == PROPOS_OK) {
        add_speakers(&c, answer->speakers);
        add_roles(&c, answer->roles);
        add_documents(&c, answer->documents);
    }
    if (status == PROPOS_OK && answer->said_first != NULL) {
        status = said_first_list(session, part, code, answer->said_first, error);
    }
    free(c.people);
    free(c.documents);
    free(c.events);
    return status;
}

propos_status analysis_speakers(propos_session *session, json_t **answer, propos_error *error)
{
    propos_parts parts = {0};
    bool moved = false;
    const char *code = propos_session_parameter(session, "code");
    propos_status status = propos_parts_make(session, &parts, &moved, error);
    bool theme = code != NULL || parts.interpreted != NULL;
    lists all = {.speakers = json_array(),
                 .roles = json_array(),
                 .documents = json_array(),
                 .said_first = theme ? json_array() : NULL};
    for (size_t i = 0; status == PROPOS_OK && !moved && i < parts.count; i++) {
        status = add_study(session, &parts.items[i], &all, error);
    }
    if (status == PROPOS_OK && !moved) {
        json_t *object = propos_parts_stamp(session, &parts);
        propos_json_set(object, "code", propos_json_text(code));
        propos_json_set(object, "speakers", json_incref(all.speakers));
        propos_json_set(object, "roles", json_incref(all.roles));
        propos_json_set(object, "documents", json_incref(all.documents));
        propos_json_set(object, "said_first", theme ? json_incref(all.said_first) : json_null());
        *answer = object;
    }
    json_decref(all.speakers);
    json_decref(all.roles);
    json_decref(all.documents);
    json_decref(all.said_first);
    propos_parts_free(&parts);
    return status;
}
