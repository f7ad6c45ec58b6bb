#include "base/study.h"

#include <string.h>
#include <strings.h>

static const struct {
    propos_role role;
    const char *const words[10]; // the first one is the name in JSON; accents may be left out
} ROLES[] = {
    {PROPOS_ROLE_UNKNOWN, {"unknown", "inconnu", "inconnue", "?", NULL}},
    {PROPOS_ROLE_PARTICIPANT,
     {"participant", "participante", "enquêté", "enquêtée", "enquete", "enquetee", NULL}},
    {PROPOS_ROLE_MODERATOR,
     {"moderator", "modérateur", "modératrice", "moderateur", "moderatrice", "animateur",
      "animatrice", NULL}},
    {PROPOS_ROLE_INTERVIEWER,
     {"interviewer", "enquêteur", "enquêtrice", "enqueteur", "enquetrice", "intervieweur",
      "intervieweuse", NULL}},
    {PROPOS_ROLE_OBSERVER, {"observer", "observateur", "observatrice", NULL}},
};

const char *propos_role_name(propos_role role)
{
    for (size_t i = 0; i < sizeof ROLES / sizeof ROLES[0]; i++) {
        if (ROLES[i].role == role) {
            return ROLES[i].words[0];
        }
    }
    return ROLES[0].words[0];
}

bool propos_role_from(const char *word, propos_role *role)
{
    *role = PROPOS_ROLE_UNKNOWN;
    if (word == NULL || word[0] == '\0') {
        return true;
    }
    for (size_t i = 0; i < sizeof ROLES / sizeof ROLES[0]; i++) {
        for (size_t j = 0; ROLES[i].words[j] != NULL; j++) {
            if (strcasecmp(word, ROLES[i].words[j]) == 0) {
                *role = ROLES[i].role;
                return true;
            }
        }
    }
    return false;
}

bool propos_role_asks(propos_role role)
{
    return role == PROPOS_ROLE_MODERATOR || role == PROPOS_ROLE_INTERVIEWER;
}
