// French and English: every sentence that a user reads goes through _() or ngettext-like
// propos_plural(). The English sentence is the key; po/fr.po holds the French.
//
// The language belongs to the thread, because each request to the daemon names its own. gettext's
// own choice (LANGUAGE, an installed locale) is set once by propos_language_init() so that the
// French catalogue can be read on a machine that has no French locale installed.
#ifndef PROPOS_BASE_I18N_H
#define PROPOS_BASE_I18N_H

typedef enum propos_language { PROPOS_ENGLISH, PROPOS_FRENCH } propos_language;

// Sets up gettext and this thread's language from LC_ALL, LC_MESSAGES, LANG (the first that is set,
// LANGUAGE before them as in gettext). Call once, at the start of main().
void propos_language_init(void);

// The language of this thread; a new thread starts with that of the environment.
void propos_language_set(propos_language language);
propos_language propos_language_get(void);

// The language that a tag ("fr", "fr-FR,en;q=0.5", "en_GB.UTF-8") asks for; `otherwise` if none of
// ours.
propos_language propos_language_named(const char *tag, propos_language otherwise);

// The sentence in this thread's language.
const char *propos_translate(const char *english) __attribute__((format_arg(1)));

// The same for a sentence with a number in it: French counts 0 as one, English does not.
const char *propos_plural(const char *one, const char *many, unsigned long number)
    __attribute__((format_arg(1))) __attribute__((format_arg(2)));

// What the system says of an errno, in this thread's language: strerror() follows the process
// instead.
const char *propos_system_message(int number);

#define _(english) propos_translate(english)
// Marks a sentence for translation that is translated later.
#define N_(english) english

#endif
