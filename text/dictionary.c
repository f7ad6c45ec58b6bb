#include "text/dictionary.h"

#include "base/digest.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "text/unicode.h"

#include <hunspell.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Where Debian's hunspell-fr puts it; the second name is that of its link for France.
static const char *const PLACES[] = {"/usr/share/hunspell/fr", "/usr/share/hunspell/fr_FR"};

// Debian's has 2.6 MB of words; a larger file than this is something else.
#define DICTIONARY_BYTES_MAX ((size_t)64 << 20)
// Raised when the way in which lemmas are looked up changes.
#define RULES "1"
// Dictionary words of one form: "suis" has two, none has come near this.
#define LEMMAS_MAX 16

struct propos_dictionary {
    Hunhandle *words;
    char version[PROPOS_DIGEST_SIZE];
};

static const char *const ENDINGS[] = {".aff", ".dic"};

static bool is_there(const char *base)
{
    bool there = true;
    for (size_t i = 0; i < 2; i++) {
        char *path = propos_printf("%s%s", base, ENDINGS[i]);
        there = there && access(path, R_OK) == 0;
        free(path);
    }
    return there;
}

// The place of the dictionary, without its ending; NULL when none is installed.
static const char *place(void)
{
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
    const char *own = getenv("PROPOS_DICTIONARY");
    if (own != NULL) {
        return is_there(own) ? own : NULL;
    }
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        if (is_there(PLACES[i])) {
            return PLACES[i];
        }
    }
    return NULL;
}

bool propos_dictionary_is_installed(void)
{
    return place() != NULL;
}

// A digest of both files: Debian may put new words into files of the same name.
static propos_status version_of(const char *base, char out[PROPOS_DIGEST_SIZE], propos_error *error)
{
    propos_buffer digests = {0};
    propos_status status = PROPOS_OK;
    propos_buffer_puts(&digests, RULES);
    for (size_t i = 0; i < 2 && status == PROPOS_OK; i++) {
        char *path = propos_printf("%s%s", base, ENDINGS[i]);
        char *bytes = NULL;
        size_t length = 0;
        status = propos_read_file(path, DICTIONARY_BYTES_MAX, &bytes, &length, error);
        if (status == PROPOS_OK) {
            char digest[PROPOS_DIGEST_SIZE];
            propos_digest(bytes, length, digest);
            propos_buffer_puts(&digests, digest);
        }
        free(bytes);
        free(path);
    }
    propos_digest(propos_buffer_text(&digests), digests.length, out);
    propos_buffer_free(&digests);
    return status;
}

static propos_status not_installed(propos_error *error)
{
    return propos_fail(error, PROPOS_UNAVAILABLE,
                       _("the French dictionary is not installed (package hunspell-fr)"));
}

propos_status propos_dictionary_installed_version(propos_buffer *out, propos_error *error)
{
    char version[PROPOS_DIGEST_SIZE];
    const char *base = place();
    propos_status status = base == NULL ? not_installed(error) : version_of(base, version, error);
    if (status == PROPOS_OK) {
        propos_buffer_puts(out, version);
    }
    return status;
}

propos_status propos_dictionary_open(propos_dictionary **out, propos_error *error)
{
    const char *base = place();
    if (base == NULL) {
        return not_installed(error);
    }
    propos_dictionary *dictionary = propos_alloc(1, sizeof *dictionary);
    propos_status status = version_of(base, dictionary->version, error);
    if (status == PROPOS_OK) {
        char *affixes = propos_printf("%s.aff", base);
        char *words = propos_printf("%s.dic", base);
        dictionary->words = Hunspell_create(affixes, words);
        free(affixes);
        free(words);
        *out = dictionary;
    } else {
        propos_dictionary_free(dictionary);
    }
    return status;
}

void propos_dictionary_free(propos_dictionary *dictionary)
{
    if (dictionary != NULL) {
        if (dictionary->words != NULL) {
            Hunspell_destroy(dictionary->words);
        }
        free(dictionary);
    }
}

const char *propos_dictionary_version(const propos_dictionary *dictionary)
{
    return dictionary->version;
}

typedef struct lemmas {
    char *items[LEMMAS_MAX];
    size_t count;
} lemmas;

// Takes the word over.
static void add(lemmas *found, char *word)
{
    bool wanted = word[0] != '\0' && found->count < LEMMAS_MAX;
    for (size_t i = 0; i < found->count && wanted; i++) {
        wanted = strcmp(found->items[i], word) != 0;
    }
    if (wanted) {
        found->items[found->count++] = word;
    } else {
        free(word);
    }
}

static void look_up(const propos_dictionary *dictionary, const char *form, lemmas *found)
{
    char **list = NULL;
    int count = Hunspell_stem(dictionary->words, &list, form);
    for (int i = 0; i < count; i++) {
        add(found, propos_normalised(list[i]));
    }
    Hunspell_free_list(dictionary->words, &list, count);
}

// `form` with every `from` made `to`; NULL when there is none.
static char *respelled(const char *form, const char *from, const char *to)
{
    if (strstr(form, from) == NULL) {
        return NULL;
    }
    propos_buffer out = {0};
    for (const char *at = form; *at != '\0';) {
        const char *next = strstr(at, from);
        size_t length = next != NULL ? (size_t)(next - at) : strlen(at);
        propos_buffer_add(&out, at, length);
        at += length;
        if (next != NULL) {
            propos_buffer_puts(&out, to);
            at += strlen(from);
        }
    }
    return propos_buffer_take(&out);
}

void propos_dictionary_lemmas(const propos_dictionary *dictionary, const char *form,
                              void (*each)(void *context, const char *lemma), void *context)
{
    // Transcribers write "coeur"; the dictionary has "cœur" alone, and "coexister" alone.
    static const char *const LIGATURES[][2] = {{"oe", "œ"}, {"œ", "oe"}, {"ae", "æ"}, {"æ", "ae"}};
    lemmas found = {0};
    look_up(dictionary, form, &found);
    for (size_t i = 0; i < sizeof LIGATURES / sizeof *LIGATURES && found.count == 0; i++) {
        char *other = respelled(form, LIGATURES[i][0], LIGATURES[i][1]);
        if (other != NULL) {
            look_up(dictionary, other, &found);
            free(other);
        }
    }
    for (size_t i = 0; i < found.count; i++) {
        each(context, found.items[i]);
        free(found.items[i]);
    }
}
