#include "text/terms.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "text/letters.h"
#include "text/lists_parts.h"
#include "text/unicode.h"
#include "text/wordmap.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

// Words remembered: the vocabulary of a large study; with their terms about 10 MB.
#define REMEMBERED_MAX 60000
#define FIRST_SLOTS 4096
// Words of so many characters are never stemmed.
#define SHORT_WORD ((size_t)2)

typedef struct slot {
    const char *word; // NULL: free
    uint32_t hash;
    uint32_t length;
    text_word_kind kind;
    text_terms *terms; // in the arena: it stays where it is while the table grows
} slot;

struct text_termbook {
    const propos_lists *lists; // not owned
    struct sb_stemmer *stemmer;
    propos_arena *arena; // words and terms
    slot *slots;
    size_t capacity; // a power of two
    size_t count;
    propos_buffer scratch;
};

propos_status text_termbook_new(const propos_lists *lists, text_termbook **out, propos_error *error)
{
    struct sb_stemmer *stemmer = sb_stemmer_new("french", "UTF_8");
    *out = NULL;
    if (!stemmer)
        return propos_fail(error, PROPOS_INTERNAL,
                           _("the stemming library (libstemmer) has no French"));
    text_termbook *book = propos_alloc(1, sizeof *book);
    book->lists = lists;
    book->stemmer = stemmer;
    book->arena = propos_arena_new();
    book->capacity = FIRST_SLOTS;
    book->slots = propos_alloc(book->capacity, sizeof *book->slots);
    *out = book;
    return PROPOS_OK;
}

void text_termbook_free(text_termbook *book)
{
    if (!book)
        return;
    sb_stemmer_delete(book->stemmer);
    propos_arena_free(book->arena);
    free(book->slots);
    propos_buffer_free(&book->scratch);
    free(book);
}

void text_termbook_trim(text_termbook *book)
{
    if (book->count <= REMEMBERED_MAX)
        return;
    propos_arena_free(book->arena);
    free(book->slots);
    book->arena = propos_arena_new();
    book->capacity = FIRST_SLOTS;
    book->slots = propos_alloc(book->capacity, sizeof *book->slots);
    book->count = 0;
}

// The length of `text` cut to PROPOS_WORD_BYTES at a character's edge.
static size_t cut_length(const char *text, size_t length)
{
    if (length <= PROPOS_WORD_BYTES)
        return length;
    length = PROPOS_WORD_BYTES;
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return length;
}

// A copy in the arena, or `same` when it says the same.
static const char *keep(text_termbook *book, const char *text, size_t length, const char *same)
{
    length = cut_length(text, length);
    if (length == 0 || (strlen(same) == length && memcmp(same, text, length) == 0))
        return same;
    return propos_arena_strndup(book->arena, text, length);
}

// libstemmer's stem; that of the singular for a verb in the plural (échappent -> échappe ->
// échapp).
static const char *stem_of(text_termbook *book, const char *word)
{
    char singular[PROPOS_WORD_BYTES + 1];
    size_t length = strlen(word);
    const char *input = word;
    if (length <= PROPOS_WORD_BYTES && text_is_plural_verb(book->lists, word, length)) {
        memcpy(singular, word, length);
        singular[length - strlen("nt")] = '\0';
        length -= strlen("nt");
        input = singular;
    }
    const sb_symbol *stem = sb_stemmer_stem(book->stemmer, (const sb_symbol *)input, (int)length);
    if (!stem)
        return word; // libstemmer is out of memory
    return keep(book, (const char *)stem, (size_t)sb_stemmer_length(book->stemmer), word);
}

static const char *fold_of(text_termbook *book, const char *word)
{
    propos_buffer_cut(&book->scratch, 0);
    text_fold(word, strlen(word), &book->scratch);
    return keep(book, propos_buffer_text(&book->scratch), book->scratch.length, word);
}

// The word without its hyphens.
static const char *joined(text_termbook *book, const char *word)
{
    propos_buffer_cut(&book->scratch, 0);
    for (const char *at = word; *at; at++) {
        if (*at != '-')
            propos_buffer_putc(&book->scratch, *at);
    }
    return keep(book, propos_buffer_text(&book->scratch), book->scratch.length, word);
}

static bool is_stemmed(const char *word, size_t length, text_word_kind kind)
{
    if (kind == TEXT_WORD_ACRONYM)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (word[i] >= '0' && word[i] <= '9')
            return false;
    }
    return length > SHORT_WORD * 4 || propos_utf8_count(word, length) > SHORT_WORD;
}

static void make_terms(text_termbook *book, const char *word, size_t length, text_word_kind kind,
                       text_terms *terms)
{
    const char **channel = terms->channel;
    const char *folded = fold_of(book, word);
    if (folded == word)
        terms->flags |= PROPOS_TOKEN_UNACCENTED;
    channel[PROPOS_CHANNEL_EXACT] = word;
    if (!is_stemmed(word, length, kind)) {
        terms->flags |= PROPOS_TOKEN_UNSTEMMED;
        channel[PROPOS_CHANNEL_STEM] = word;
        // covid-19: covid19; but 20-30 is not 2030
        if (kind == TEXT_WORD_COMPOUND && strspn(folded, "0123456789-") < strlen(folded))
            folded = joined(book, folded);
        channel[PROPOS_CHANNEL_FOLD] = channel[PROPOS_CHANNEL_FOLD_STEM] = folded;
    } else {
        const char *compact = kind == TEXT_WORD_COMPOUND ? joined(book, word) : word;
        channel[PROPOS_CHANNEL_STEM] = stem_of(book, word);
        channel[PROPOS_CHANNEL_FOLD] =
            fold_of(book, compact == word ? channel[PROPOS_CHANNEL_STEM] : stem_of(book, compact));
        channel[PROPOS_CHANNEL_FOLD_STEM] = stem_of(book, fold_of(book, compact));
    }
    if (kind == TEXT_WORD_PLAIN && text_is_hesitation(book->lists, word, length))
        terms->flags |= PROPOS_TOKEN_HESITATION;
}

static slot *find(const text_termbook *book, const char *word, size_t length, text_word_kind kind,
                  uint32_t hash)
{
    size_t at = hash & (book->capacity - 1);
    for (;;) {
        slot *one = &book->slots[at];
        if (!one->word || (one->hash == hash && one->length == length && one->kind == kind &&
                           memcmp(one->word, word, length) == 0))
            return one;
        at = (at + 1) & (book->capacity - 1);
    }
}

static void grow(text_termbook *book)
{
    slot *old = book->slots;
    size_t old_capacity = book->capacity;
    book->capacity *= 2;
    book->slots = propos_alloc(book->capacity, sizeof *book->slots);
    for (size_t i = 0; i < old_capacity; i++) {
        if (old[i].word)
            *find(book, old[i].word, old[i].length, old[i].kind, old[i].hash) = old[i];
    }
    free(old);
}

const text_terms *text_terms_of(text_termbook *book, const char *word, size_t length,
                                text_word_kind kind)
{
    uint32_t hash = text_hash(word, length) + (uint32_t)kind;
    slot *one = find(book, word, length, kind, hash);
    if (!one->word) {
        if ((book->count + 1) * 2 > book->capacity) {
            grow(book);
            one = find(book, word, length, kind, hash);
        }
        one->word = propos_arena_strndup(book->arena, word, length);
        one->hash = hash;
        one->length = (uint32_t)length;
        one->kind = kind;
        one->terms = propos_arena_alloc(book->arena, 1, sizeof *one->terms);
        make_terms(book, one->word, length, kind, one->terms);
        book->count++;
    }
    return one->terms;
}

// Words whose French stems have differed between Snowball releases or that exercise its rules:
// elisions, verbs, -ent, -aux, -euse, doubled consonants, é and è, names.
static const char *const probes[] = {"échappement",  "échappent",  "continuellement",
                                     "généralement", "hôpitaux",   "hospitalisation",
                                     "aujourd'hui",  "qu'il",      "jusqu'à",
                                     "médecine",     "médecin",    "infirmière",
                                     "chirurgienne", "voyageuse",  "évidemment",
                                     "précédent",    "pleuraient", "finissions",
                                     "connaissance", "naïveté",    "ambiguïté",
                                     "œuvre",        "cœurs",      "yeux",
                                     "travailleurs", "activité",   "logique",
                                     "publique",     "majestueux", "jouissance",
                                     "quelconque",   "mangerions", "ennuyeux",
                                     "payer",        "essayions",  "hypothèse",
                                     "cancers",      "guérison",   "ouvrit",
                                     "dit",          "parlerait",  "suffisamment",
                                     "complètement", "espace",     "interne",
                                     "ouïe",         "haïr",       "théologie",
                                     "ressembler",   "nouvelle",   "anciennes",
                                     "annuelles",    "nette",      "formation"};

void text_stemmer_fingerprint(text_termbook *book, propos_buffer *out)
{
    propos_buffer stems = {0};
    char digest[PROPOS_DIGEST_SIZE];
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++)
        propos_buffer_printf(&stems, "%s\n", stem_of(book, probes[i]));
    propos_digest(propos_buffer_text(&stems), stems.length, digest);
    propos_buffer_add(out, digest, 16);
    propos_buffer_free(&stems);
}
