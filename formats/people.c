#include "formats/people.h"

#include "base/map.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct person {
    const char *id, *name;
    propos_role role;
    propos_attribute *attributes;
    size_t attribute_count, attribute_capacity;
} person;

struct formats_people {
    propos_arena *arena;
    propos_map index; // id -> index in items
    propos_map names; // name -> how many times minus one, as an index in name_counts
    size_t *name_counts;
    size_t name_count, name_capacity;
    person *items;
    size_t count, capacity;
};

formats_people *formats_people_new(propos_arena *arena)
{
    formats_people *people = propos_alloc(1, sizeof *people);
    people->arena = arena;
    return people;
}

static person *person_with(formats_people *people, const char *id, size_t length)
{
    const char *key = propos_arena_strndup(people->arena, id, length);
    size_t at = propos_map_add(&people->index, key, people->count);
    if (at == people->count) {
        PROPOS_GROW(people->items, people->capacity, people->count + 1);
        people->items[people->count++] = (person){.id = key};
    }
    return &people->items[at];
}

static void count_name(formats_people *people, const char *name)
{
    size_t at = propos_map_add(&people->names, name, people->name_count);
    if (at == people->name_count) {
        PROPOS_GROW(people->name_counts, people->name_capacity, people->name_count + 1);
        people->name_counts[people->name_count++] = 0;
    }
    people->name_counts[at]++;
}

// Roles as CHAT and TEI name them.
static propos_role role_of(const char *word)
{
    static const struct {
        const char *word;
        propos_role role;
    } known[] = {
        {"investigator", PROPOS_ROLE_INTERVIEWER}, {"interviewer", PROPOS_ROLE_INTERVIEWER},
        {"int", PROPOS_ROLE_INTERVIEWER},          {"enquêteur", PROPOS_ROLE_INTERVIEWER},
        {"enquêtrice", PROPOS_ROLE_INTERVIEWER},   {"moderator", PROPOS_ROLE_MODERATOR},
        {"leader", PROPOS_ROLE_MODERATOR},         {"observer", PROPOS_ROLE_OBSERVER},
        {"participant", PROPOS_ROLE_PARTICIPANT},  {"interviewee", PROPOS_ROLE_PARTICIPANT},
        {"subject", PROPOS_ROLE_PARTICIPANT},      {"témoin", PROPOS_ROLE_PARTICIPANT},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcasecmp(known[i].word, word) == 0) {
            return known[i].role;
        }
    }
    propos_role role = PROPOS_ROLE_UNKNOWN;
    return propos_role_from(word, &role) ? role : PROPOS_ROLE_UNKNOWN;
}

void formats_people_add(formats_people *people, const char *id, size_t id_length, const char *name,
                        const char *role)
{
    person *one = person_with(people, id, id_length);
    if (name != NULL && name[0] != '\0' && one->name == NULL) {
        one->name = propos_arena_strdup(people->arena, name);
        count_name(people, one->name);
    }
    if (role != NULL && one->role == PROPOS_ROLE_UNKNOWN) {
        one->role = role_of(role);
    }
}

void formats_people_attribute(formats_people *people, const char *id, size_t id_length,
                              const char *name, const char *value)
{
    if (value == NULL || value[0] == '\0') {
        return;
    }
    person *one = person_with(people, id, id_length);
    PROPOS_GROW(one->attributes, one->attribute_capacity, one->attribute_count + 1);
    one->attributes[one->attribute_count++] = (propos_attribute){
        propos_arena_strdup(people->arena, name), propos_arena_strdup(people->arena, value)};
}

const char *formats_people_label(const formats_people *people, const char *id, size_t id_length)
{
    const char *key = propos_arena_strndup(people->arena, id, id_length);
    size_t at = propos_map_get(&people->index, key);
    const char *name = at == PROPOS_MAP_NONE ? NULL : people->items[at].name;
    if (name == NULL || people->name_counts[propos_map_get(&people->names, name)] > 1) {
        return key;
    }
    return name;
}

void formats_people_finish(formats_people *people, formats_content *content)
{
    content->speakers =
        propos_arena_alloc(people->arena, people->count + 1, sizeof *content->speakers);
    for (size_t i = 0; i < people->count; i++) {
        const person *one = &people->items[i];
        if (one->role != PROPOS_ROLE_UNKNOWN || one->attribute_count > 0) {
            content->speakers[content->speaker_count++] = (propos_speaker_data){
                .document = "",
                .label = formats_people_label(people, one->id, strlen(one->id)),
                .role = one->role,
                .attributes = propos_arena_copy(people->arena, one->attributes,
                                                one->attribute_count, sizeof *one->attributes),
                .attribute_count = one->attribute_count,
            };
        }
        free(one->attributes);
    }
    propos_map_free(&people->index);
    propos_map_free(&people->names);
    free(people->name_counts);
    free(people->items);
    free(people);
}
