#include "base/i18n.h"

#include "base/paths.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const DOMAIN = "propos";

static _Thread_local int thread_language = -1; // -1: not set, use the environment's

static propos_language environment_language(void)
{
    const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]); // NOLINT(concurrency-mt-unsafe): read at start only
        if (value != NULL && value[0] != '\0') {
            return propos_language_named(value, PROPOS_ENGLISH);
        }
    }
    return PROPOS_ENGLISH;
}

static propos_language start_language = PROPOS_ENGLISH; // written once, before any thread starts

void propos_language_init(void)
{
    start_language = environment_language();
    // C.UTF-8 exists on every Debian; with it gettext follows LANGUAGE even where no French locale
    // is installed. English is the key itself, so the catalogue is always the French one.
    (void)setlocale(LC_ALL, "");
    (void)setlocale(LC_NUMERIC, "C");
    (void)setlocale(LC_MESSAGES, "C.UTF-8");
    (void)setenv("LANGUAGE", "fr", 1);
    (void)bindtextdomain(DOMAIN, propos_locale_dir());
    (void)bind_textdomain_codeset(DOMAIN, "UTF-8");
    thread_language = (int)start_language;
}

void propos_language_set(propos_language language)
{
    thread_language = (int)language;
}

propos_language propos_language_get(void)
{
    return thread_language < 0 ? start_language : (propos_language)thread_language;
}

propos_language propos_language_named(const char *tag, propos_language otherwise)
{
    if (tag == NULL) {
        return otherwise;
    }
    for (const char *at = tag; *at != '\0';) {
        at += strspn(at, " ,:");
        size_t length = strcspn(at, " ,:;");
        if (length >= 2 && (length == 2 || strchr("-_.@", at[2]) != NULL)) {
            if (strncasecmp(at, "fr", 2) == 0) {
                return PROPOS_FRENCH;
            }
            if (strncasecmp(at, "en", 2) == 0) {
                return PROPOS_ENGLISH;
            }
        }
        at += strcspn(at, ",:");
    }
    return otherwise;
}

const char *propos_translate(const char *english)
{
    return propos_language_get() == PROPOS_FRENCH ? dgettext(DOMAIN, english) : english;
}

const char *propos_plural(const char *one, const char *many, unsigned long number)
{
    if (propos_language_get() == PROPOS_FRENCH) {
        return dngettext(DOMAIN, one, many, number);
    }
    return number == 1 ? one : many;
}

const char *propos_system_message(int number)
{
    const char *english = strerrordesc_np(number);
    if (english == NULL) {
        return "?";
    }
    return propos_language_get() == PROPOS_FRENCH ? dgettext("libc", english) : english;
}
