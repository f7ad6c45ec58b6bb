#include "text/inclusive.h"

#include "text/unicode.h"

#include <stdio.h>
#include <string.h>

// The longest ending with its terminator ("eresse" and an s, accents counted double).
#define ENDING_SIZE 16
// A first part is no longer than this; longer ones are no French word, and leave room for endings.
#define BASE_BYTES_MAX 120
// Full stops, slashes and hyphens have other uses: there a first part has at least so many letters.
#define PLAIN_BASE_MIN 3

// How the written ending of the feminine is read: the first part loses `loses` and takes `takes`.
typedef struct rule {
    const char *ending, *loses, *takes;
    bool anywhere; // unmistakable after a full stop, slash or hyphen too ("dit-elle", "fini.Le" are
                   // not)
} rule;

static const rule rules[] = {
    {"e", "er", "ère", true},         // infirmier·e
    {"e", "", "e", true},             // patient·e
    {"ne", "n", "nne", false},        // citoyen·ne
    {"le", "l", "lle", false},        // professionnel·le
    {"te", "t", "tte", false},        // cet·te
    {"se", "eur", "euse", false},     // chercheur·se
    {"se", "x", "se", false},         // heureux·se
    {"se", "s", "sse", false},        // gros·se
    {"euse", "eur", "euse", true},    // chercheur·euse
    {"euse", "eux", "euse", true},    // heureux·euse
    {"teuse", "teur", "teuse", true}, // acheteur·teuse
    {"rice", "eur", "rice", true},    // acteur·rice
    {"ice", "eur", "rice", true},     // lecteur·ice
    {"trice", "teur", "trice", true}, // directeur·trice
    {"ive", "if", "ive", true},       // sportif·ive
    {"ve", "f", "ve", false},         // sportif·ve
    {"ère", "er", "ère", true},       // infirmier·ère
    {"ere", "er", "ère", true},
    {"ière", "ier", "ière", true},
    {"re", "er", "ère", false},
    {"elle", "eau", "elle", false}, // nouveau·elle
    {"elle", "el", "elle", false},  // professionnel·elle
    {"enne", "en", "enne", true},   // citoyen·enne
    {"ienne", "ien", "ienne", true},
    {"onne", "on", "onne", true},
    {"ine", "ain", "ine", false}, // copain·ine
    {"ale", "al", "ale", false},
    {"que", "c", "que", false},  // public·que
    {"che", "c", "che", false},  // blanc·che
    {"esse", "e", "esse", true}, // maître·esse
    {"sse", "e", "esse", false},
    {"eresse", "eur", "eresse", true},
};

// Words that follow no rule: both parts as written, and what they mean.
typedef struct pair {
    const char *first, *second;
    const char *forms[TEXT_FORMS_MAX];
} pair;

static const pair pairs[] = {
    {"tou", "te", {"tout", "toute", "tous", "toutes"}},
    {"tous", "tes", {"tous", "toutes"}},
    {"tous", "toutes", {"tous", "toutes"}},
    {"toutes", "tous", {"toutes", "tous"}},
    {"ceux", "celles", {"ceux", "celles"}},
    {"celles", "ceux", {"celles", "ceux"}},
    {"ceux", "elles", {"ceux", "celles"}},
    {"celui", "celle", {"celui", "celle"}},
    {"celle", "celui", {"celle", "celui"}},
    {"il", "elle", {"il", "elle"}},
    {"elle", "il", {"elle", "il"}},
    {"ils", "elles", {"ils", "elles"}},
    {"elles", "ils", {"elles", "ils"}},
    {"lui", "elle", {"lui", "elle"}},
    {"eux", "elles", {"eux", "elles"}},
    {"elles", "eux", {"elles", "eux"}},
    {"le", "la", {"le", "la"}},
    {"la", "le", {"la", "le"}},
    {"ce", "tte", {"ce", "cette"}},
    {"vieux", "vieille", {"vieux", "vieille"}},
    {"fou", "folle", {"fou", "folle"}},
};

// The written tail after the first part.
typedef struct tail {
    uint32_t sign; // its separator, every middle dot being '·'
    char ending[ENDING_SIZE];
    bool plural;   // "·s" or "s" after it
    bool separate; // the plural has a separator of its own
    bool lower;    // no capital in it
    size_t end;
} tail;

#define MIDDLE_DOT 0xB7

static uint32_t sign_of(uint32_t value)
{
    switch (value) {
    case 0xB7:
    case 0x2022: // bullet
    case 0x2027: // hyphenation point
    case 0x2219: // bullet operator
    case 0x22C5: // dot operator
        return MIDDLE_DOT;
    case '.':
    case '-':
    case '/':
    case '(':
        return value;
    default:
        return 0;
    }
}

// Writes the letters from `at` on into `out`; returns where they end, 0 when they do not fit.
static size_t read_letters(const text_letter *letters, size_t count, size_t at, char *out,
                           size_t size, bool *lower)
{
    size_t length = 0;
    for (; at < count && text_in_word(&letters[at]); at++) {
        if (letters[at].class != TEXT_LETTER || length + 5 > size)
            return 0;
        length += propos_utf8_write(letters[at].value, out + length);
        *lower = *lower && !letters[at].upper;
    }
    out[length] = '\0';
    return length > 0 ? at : 0;
}

static bool is_plural_sign(const text_letter *letters, size_t count, size_t at)
{
    return at < count && (letters[at].value == 's' || letters[at].value == 'x') &&
           (at + 1 == count || !text_in_word(&letters[at + 1]));
}

// "(e)", "(e)s", "(e)(s)"
static bool read_parenthesis(const text_letter *letters, size_t count, size_t at, tail *out)
{
    size_t end = read_letters(letters, count, at + 1, out->ending, sizeof out->ending, &out->lower);
    if (end == 0 || end >= count || letters[end].value != ')')
        return false;
    end++;
    if (is_plural_sign(letters, count, end)) {
        out->plural = out->separate = true;
        end++;
    } else if (end + 2 < count && letters[end].value == '(' &&
               is_plural_sign(letters, count, end + 1) && letters[end + 2].value == ')') {
        out->plural = out->separate = true;
        end += 3;
    }
    out->end = end;
    return end == count || !text_in_word(&letters[end]);
}

// "·e", "·es", "·e·s"
static bool read_dotted(const text_letter *letters, size_t count, size_t at, tail *out)
{
    size_t end = read_letters(letters, count, at + 1, out->ending, sizeof out->ending, &out->lower);
    if (end == 0)
        return false;
    if (end < count && sign_of(letters[end].value) == out->sign &&
        is_plural_sign(letters, count, end + 1)) {
        out->plural = out->separate = true;
        out->lower = out->lower && (out->sign == MIDDLE_DOT || !letters[end + 1].upper);
        end += 2;
    }
    out->end = end;
    return true;
}

static bool read_tail(const text_letter *letters, size_t count, size_t at, tail *out)
{
    *out = (tail){.lower = true};
    out->sign = sign_of(letters[at].value);
    if (out->sign == 0 || at + 1 >= count || letters[at + 1].class != TEXT_LETTER)
        return false;
    return out->sign == '(' ? read_parenthesis(letters, count, at, out)
                            : read_dotted(letters, count, at, out);
}

static bool ends_with(const char *word, const char *ending)
{
    size_t length = strlen(word);
    size_t size = strlen(ending);
    return length >= size && strcmp(word + length - size, ending) == 0;
}

static const rule *rule_for(const char *base, const tail *t)
{
    bool plain_sign = t->sign == '.' || t->sign == '-' || t->sign == '/';
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(rules[i].ending, t->ending) == 0 && ends_with(base, rules[i].loses) &&
            (rules[i].anywhere || !plain_sign || t->separate))
            return &rules[i];
    }
    return NULL;
}

static void add_form(text_inclusive *out, const char *form)
{
    for (size_t i = 0; i < out->count; i++) {
        if (strcmp(out->forms[i], form) == 0)
            return;
    }
    if (out->count < TEXT_FORMS_MAX)
        (void)snprintf(out->forms[out->count++], sizeof out->forms[0], "%s", form);
}

static void add_plural(text_inclusive *out, const char *word)
{
    char plural[PROPOS_WORD_BYTES + 1];
    int length = (int)strlen(word);
    if (ends_with(word, "s") || ends_with(word, "x") || ends_with(word, "z"))
        (void)snprintf(plural, sizeof plural, "%s", word);
    else if (ends_with(word, "al"))
        (void)snprintf(plural, sizeof plural, "%.*saux", length - 2, word);
    else
        (void)snprintf(plural, sizeof plural, "%s%s", word,
                       ends_with(word, "eau") || ends_with(word, "eu") ? "x" : "s");
    add_form(out, plural);
}

// "étudiants·es": a first part already in the plural. After i, u, o or a the s belongs to the word
// (français, mis, reclus).
static bool is_plural_base(const char *base)
{
    size_t length = strlen(base);
    return length > 2 && base[length - 1] == 's' && !strchr("iuoas", base[length - 2]);
}

static bool read_pair(const char *base, const tail *t, text_inclusive *out)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (strcmp(pairs[i].first, base) != 0 || strcmp(pairs[i].second, t->ending) != 0)
            continue;
        for (size_t j = 0; j < TEXT_FORMS_MAX && pairs[i].forms[j]; j++)
            add_form(out, pairs[i].forms[j]);
        return true;
    }
    return false;
}

// Splits "es" into "e" and a plural, unless it is an ending by itself.
static void split_plural(tail *t)
{
    size_t length = strlen(t->ending);
    if (!t->plural && length > 1 && t->ending[length - 1] == 's') {
        t->plural = true;
        t->ending[length - 1] = '\0';
    }
}

static bool make_forms(char *base, tail *t, text_inclusive *out)
{
    // "cadre·s", "patient(s)"
    if (!t->plural && (strcmp(t->ending, "s") == 0 || strcmp(t->ending, "x") == 0)) {
        if (t->sign == '-' || ends_with(base, "s") || ends_with(base, "x"))
            return false;
        add_form(out, base);
        add_plural(out, base);
        return true;
    }
    split_plural(t);
    if (t->plural && !t->separate && is_plural_base(base))
        base[strlen(base) - 1] = '\0';
    const rule *found = rule_for(base, t);
    if (!found)
        return false;
    char feminine[PROPOS_WORD_BYTES + 1];
    (void)snprintf(feminine, sizeof feminine, "%.*s%s", (int)(strlen(base) - strlen(found->loses)),
                   base, found->takes);
    add_form(out, base);
    add_form(out, feminine);
    if (t->plural) {
        add_plural(out, base);
        add_plural(out, feminine);
    }
    return true;
}

bool text_inclusive_read(const text_letter *letters, size_t count, size_t start, size_t end,
                         text_inclusive *out)
{
    tail t;
    char base[BASE_BYTES_MAX + 8];
    bool lower = true;
    if (end >= count || !read_tail(letters, count, end, &t))
        return false;
    if (read_letters(letters, end, start, base, BASE_BYTES_MAX, &lower) != end)
        return false;
    bool plain_sign = t.sign == '.' || t.sign == '-' || t.sign == '/';
    if (plain_sign && (!t.lower || (end - start < PLAIN_BASE_MIN && strcmp(base, "un") != 0)))
        return false;
    out->count = 0;
    out->end = t.end;
    return (!plain_sign && read_pair(base, &t, out)) || make_forms(base, &t, out);
}
