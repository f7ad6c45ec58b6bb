#include "analysis/dimension.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

typedef enum kind {
    BY_CODE,
    BY_CODER,
    BY_GROUP,
    BY_SPEAKER,
    BY_DOCUMENT,
    BY_ROLE,
    BY_QUESTION,
    BY_ATTRIBUTE
} kind;

// English and French, folded.
static const struct {
    kind kind;
    const char *english, *french;
} NAMES[] = {
    {BY_CODE, "code", "code"},
    {BY_CODER, "coder", "codeur"},
    {BY_GROUP, "group", "groupe"},
    {BY_SPEAKER, "speaker", "locuteur"},
    {BY_DOCUMENT, "document", "document"},
    {BY_ROLE, "role", "role"},
    {BY_QUESTION, "question", "question"},
};

struct dimension {
    propos_arena *arena;
    const propos_snapshot *snapshot;
    kind kind;
    uint32_t level;
    const char *attribute; // folded
    dimension_value *values;
    size_t count, capacity;
    size_t *of_turn;   // by turn
    uint32_t *of_code; // by code: its row, or PROPOS_NONE
    propos_map by_key;
};

static size_t add(dimension *d, const char *key, dimension_value value)
{
    size_t found = propos_map_add(&d->by_key, propos_arena_strdup(d->arena, key), d->count);
    if (found == d->count) {
        if (d->count == d->capacity) {
            size_t capacity = propos_grown(d->capacity, d->count + 1);
            dimension_value *more = propos_arena_alloc(d->arena, capacity, sizeof *more);
            if (d->count > 0) {
                memcpy(more, d->values, d->count * sizeof *more);
            }
            d->values = more;
            d->capacity = capacity;
        }
        d->values[d->count++] = value;
    }
    return found;
}

static const char *filter(dimension *d, const char *name, const char *value)
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
    const char *kept = propos_arena_strdup(d->arena, propos_buffer_text(&text));
    propos_buffer_free(&text);
    return kept;
}

// ---- codes ----

static void lay_codes(dimension *d)
{
    const propos_snapshot *s = d->snapshot;
    d->of_code = propos_arena_alloc(d->arena, (size_t)s->code_count + 1, sizeof *d->of_code);
    // Parents stand before their children, but a tree is read branch by branch.
    for (uint32_t root = 0; root < s->code_count; root++) {
        d->of_code[root] = PROPOS_NONE;
    }
    uint32_t *stack = propos_alloc((size_t)s->code_count + 1, sizeof *stack);
    uint32_t *first = propos_alloc((size_t)s->code_count + 1, sizeof *first);
    uint32_t *next = propos_alloc((size_t)s->code_count + 1, sizeof *next);
    uint32_t roots = PROPOS_NONE;
    for (uint32_t i = 0; i < s->code_count; i++) {
        first[i] = PROPOS_NONE;
    }
    for (uint32_t i = s->code_count; i-- > 0;) {
        uint32_t *list = s->codes[i].parent == PROPOS_NONE ? &roots : &first[s->codes[i].parent];
        next[i] = *list;
        *list = i;
    }
    size_t depth = 0;
    for (uint32_t code = roots; code != PROPOS_NONE;) {
        const propos_snap_code *c = &s->codes[code];
        if (d->level == 0 || c->depth + 1 == d->level) {
            d->of_code[code] = (uint32_t)add(d, c->id,
                                             (dimension_value){.value = c->id,
                                                               .name = c->name,
                                                               .query = filter(d, "code", c->id),
                                                               .depth = c->depth});
        }
        stack[depth++] = next[code];
        code = first[code];
        while (code == PROPOS_NONE && depth > 0) {
            code = stack[--depth];
        }
    }
    free(stack);
    free(first);
    free(next);
}

// ---- what turns say ----

static const char *attribute_of(const dimension *d, const propos_snap_speaker *speaker)
{
    for (size_t i = 0; i < speaker->attribute_count; i++) {
        char *folded = propos_folded(speaker->attributes[i].name);
        bool same = strcmp(folded, d->attribute) == 0;
        free(folded);
        if (same) {
            return speaker->attributes[i].value;
        }
    }
    return NULL;
}

static size_t unknown(dimension *d)
{
    return add(d, "\n", (dimension_value){0});
}

static size_t named(dimension *d, const char *filter_name, const char *value, const char *name)
{
    return add(
        d, value,
        (dimension_value){.value = value, .name = name, .query = filter(d, filter_name, value)});
}

static size_t speaker_value(dimension *d, const propos_snap_turn *turn)
{
    const propos_snapshot *s = d->snapshot;
    uint32_t person = s->speakers[turn->speaker].person;
    if (person == PROPOS_NONE) {
        return unknown(d);
    }
    const char *label = s->speakers[person].label;
    const char *document = s->documents[turn->document].id;
    const char *key = propos_arena_printf(d->arena, "%s\n%s", document, label);
    const char *query = propos_arena_printf(d->arena, "%s %s", filter(d, "document", document),
                                            filter(d, "locuteur", label));
    const char *value =
        s->document_count == 1 ? label : propos_arena_printf(d->arena, "%s : %s", document, label);
    return add(d, key, (dimension_value){.value = value, .query = query});
}

static size_t value_of_turn(dimension *d, const propos_snap_turn *turn)
{
    const propos_snapshot *s = d->snapshot;
    const propos_snap_document *document = &s->documents[turn->document];
    const propos_snap_speaker *speaker = &s->speakers[turn->speaker];
    const char *text = NULL;
    switch (d->kind) {
    case BY_GROUP:
        return document->group == PROPOS_NONE
                   ? unknown(d)
                   : named(d, "groupe", s->groups[document->group], NULL);
    case BY_DOCUMENT:
        return named(d, "document", document->id, document->title);
    case BY_SPEAKER:
        return speaker_value(d, turn);
    case BY_ROLE:
        return named(d, "rôle", propos_role_name(speaker->role), NULL);
    case BY_QUESTION:
        return turn->question == PROPOS_NONE
                   ? unknown(d)
                   : named(d, "question", s->questions[turn->question].question,
                           s->questions[turn->question].text);
    default:
        text = attribute_of(d, speaker);
        return text == NULL ? unknown(d)
                            : named(d, propos_arena_printf(d->arena, "attribut.%s", d->attribute),
                                    text, NULL);
    }
}

static void lay_turns(dimension *d, const propos_part *part)
{
    const propos_snapshot *s = d->snapshot;
    d->of_turn = propos_arena_alloc(d->arena, (size_t)s->turn_count + 1, sizeof *d->of_turn);
    for (uint32_t i = 0; i < s->turn_count; i++) {
        bool counts = s->turns[i].speaker != PROPOS_NONE && propos_part_has_turn(part, i);
        d->of_turn[i] = counts ? value_of_turn(d, &s->turns[i]) : SIZE_MAX;
    }
}

// ---- making ----

static bool has_attribute(const dimension *d)
{
    bool has = false;
    for (uint32_t i = 0; !has && i < d->snapshot->speaker_count; i++) {
        has = attribute_of(d, &d->snapshot->speakers[i]) != NULL;
    }
    return has;
}

static propos_status no_such(const dimension *d, const char *name, propos_error *error)
{
    propos_buffer list = {0};
    propos_map met = {0};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        propos_buffer_printf(&list, "%s%s", i > 0 ? ", " : "", NAMES[i].english);
    }
    for (uint32_t i = 0; i < d->snapshot->speaker_count; i++) {
        const propos_snap_speaker *speaker = &d->snapshot->speakers[i];
        for (size_t j = 0; j < speaker->attribute_count; j++) {
            if (propos_map_get(&met, speaker->attributes[j].name) == PROPOS_MAP_NONE) {
                (void)propos_map_add(&met, speaker->attributes[j].name, 1);
                propos_buffer_printf(&list, ", %s", speaker->attributes[j].name);
            }
        }
    }
    propos_map_free(&met);
    propos_status status =
        propos_fail(error, PROPOS_USAGE, _("a table cannot be laid out by “%s”; there are: %s"),
                    name, propos_buffer_text(&list));
    propos_buffer_free(&list);
    return status;
}

propos_status dimension_new(const propos_session *session, const propos_part *part,
                            const char *name, uint32_t level, dimension **out, propos_error *error)
{
    propos_arena *arena = propos_session_arena(session);
    dimension *d = propos_arena_alloc(arena, 1, sizeof *d);
    *d = (dimension){
        .arena = arena, .snapshot = part->view->snapshot, .kind = BY_ATTRIBUTE, .level = level};
    char *folded = propos_folded(name);
    d->attribute = propos_arena_strdup(arena, folded);
    free(folded);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (strcmp(d->attribute, NAMES[i].english) == 0 ||
            strcmp(d->attribute, NAMES[i].french) == 0) {
            d->kind = NAMES[i].kind;
        }
    }
    propos_status status = PROPOS_OK;
    if (d->kind == BY_ATTRIBUTE && !has_attribute(d)) {
        status = no_such(d, name, error);
    } else if (d->kind == BY_CODE) {
        lay_codes(d);
    } else if (d->kind == BY_CODER) {
        for (uint32_t i = 0; i < d->snapshot->coder_count; i++) {
            (void)named(d, "codé-par", d->snapshot->coders[i], NULL);
        }
    } else {
        lay_turns(d, part);
    }
    for (uint32_t i = 0; d->kind == BY_CODER && i < d->snapshot->coding_count; i++) {
        if (d->snapshot->codings[i].coder == PROPOS_NONE) {
            (void)unknown(d); // stands after the coders, see dimension_of()
        }
    }
    propos_map_free(&d->by_key);
    *out = d;
    return status;
}

size_t dimension_count(const dimension *d)
{
    return d->count;
}

const dimension_value *dimension_at(const dimension *d, size_t index)
{
    return &d->values[index];
}

bool dimension_is_of_codes(const dimension *d)
{
    return d->kind == BY_CODE;
}

bool dimension_is_of_turns(const dimension *d)
{
    return d->of_turn != NULL;
}

size_t dimension_of_turn(const dimension *d, uint32_t turn)
{
    return d->of_turn == NULL ? SIZE_MAX : d->of_turn[turn];
}

size_t dimension_of(const dimension *d, uint32_t coding, uint32_t turn, size_t *out)
{
    const propos_snapshot *s = d->snapshot;
    size_t count = 0;
    if (d->kind == BY_CODE) {
        for (uint32_t code = s->codings[coding].code;
             code != PROPOS_NONE && count < DIMENSION_DEPTH; code = s->codes[code].parent) {
            if (d->of_code[code] != PROPOS_NONE) {
                out[count++] = d->of_code[code];
            }
        }
    } else if (d->kind == BY_CODER) {
        uint32_t coder = s->codings[coding].coder;
        out[count++] = coder == PROPOS_NONE ? s->coder_count : coder;
    } else if (d->of_turn[turn] != SIZE_MAX) {
        out[count++] = d->of_turn[turn];
    }
    return count;
}
