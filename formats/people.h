// People whom a transcript lists by a short id with a name, a role and attributes (CHAT, TEI).
#ifndef PROPOS_FORMATS_PEOPLE_H
#define PROPOS_FORMATS_PEOPLE_H

#include "formats/reader.h"

#include <stddef.h>

typedef struct formats_people formats_people;

// Free with formats_people_finish().
formats_people *formats_people_new(propos_arena *arena);

// Notes somebody; what is NULL or "" is not known (yet). A later note adds to an earlier one.
void formats_people_add(formats_people *people, const char *id, size_t id_length, const char *name,
                        const char *role);
void formats_people_attribute(formats_people *people, const char *id, size_t id_length,
                              const char *name, const char *value);

// How the person is shown: the name, where nobody else has it, else the id. In the arena.
const char *formats_people_label(const formats_people *people, const char *id, size_t id_length);

// Gives those with a role or attributes to `content`, and frees the rest.
void formats_people_finish(formats_people *people, formats_content *content);

#endif
