#include "search/language.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "text/marks.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// By propos_filter. `other` holds further spellings, folded, separated by spaces.
static const struct filter_entry {
    const char *french, *folded, *english, *other;
} filters[] = {
    [PROPOS_BY_ABOUT] = {"sur", "sur", "about", "apropos a-propos"},
    [PROPOS_BY_TEXT] = {"texte", "texte", "text", ""},
    [PROPOS_BY_CODE] = {"code", "code", "code", "codes"},
    [PROPOS_BY_CODER] = {"codeur", "codeur", "coder", "codeuse"},
    [PROPOS_BY_CODED_BY] = {"codé-par", "code-par", "coded-by", "codee-par codepar codedby"},
    [PROPOS_BY_AGREED] = {"accord", "accord", "agreed", "agreement"},
    [PROPOS_BY_OVERLAP] = {"recouvrement", "recouvrement", "overlap", ""},
    [PROPOS_BY_SPEAKER] = {"locuteur", "locuteur", "speaker", "locutrice"},
    [PROPOS_BY_GROUP] = {"groupe", "groupe", "group", ""},
    [PROPOS_BY_ROLE] = {"rôle", "role", "role", ""},
    [PROPOS_BY_DOCUMENT] = {"document", "document", "document", "doc"},
    [PROPOS_BY_STUDY] = {"étude", "etude", "study", ""},
    [PROPOS_BY_QUESTION] = {"question", "question", "question", ""},
    [PROPOS_BY_LINE] = {"ligne", "ligne", "line", "lignes lines"},
    [PROPOS_BY_TURN] = {"tour", "tour", "turn", ""},
    [PROPOS_BY_LOCATOR] = {"repère", "repere", "locator", ""},
    [PROPOS_BY_MARK] = {"marque", "marque", "mark", ""},
    [PROPOS_BY_MEMO] = {"mémo", "memo", "memo", ""},
    // "code:" is the code; its participle is found by its accent (see propos_lex) or in English.
    [PROPOS_BY_CODED] = {"codé", "codé", "coded", "codée"},
    [PROPOS_BY_ATTRIBUTE] = {"", "", "", ""},
};
enum { FILTERS = sizeof filters / sizeof *filters };

// Longest filter name that is worth comparing by spelling.
enum { NAME_LONGEST = 40, NEAR_MOST = 3 };

const char *propos_filter_name(propos_filter filter)
{
    return filters[filter].french;
}

const char *propos_filter_english(propos_filter filter)
{
    return filters[filter].english;
}

static bool listed(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; length > 0 && (at = strstr(at, word)) != NULL; at += length) {
        if ((at == list || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' ')) {
            return true;
        }
    }
    return false;
}

bool propos_filter_from(const char *fold, propos_filter *filter)
{
    for (size_t i = 0; i < FILTERS; i++) {
        if (i != PROPOS_BY_ATTRIBUTE &&
            (strcmp(fold, filters[i].folded) == 0 || strcmp(fold, filters[i].english) == 0 ||
             listed(filters[i].other, fold))) {
            *filter = (propos_filter)i;
            return true;
        }
    }
    return false;
}

bool propos_filter_takes_words(propos_filter filter)
{
    return filter == PROPOS_BY_ABOUT || filter == PROPOS_BY_TEXT || filter == PROPOS_BY_MEMO;
}

bool propos_filter_is_prefer(const char *fold)
{
    return strcmp(fold, "plutot") == 0 || strcmp(fold, "prefer") == 0 ||
           strcmp(fold, "preferer") == 0;
}

// ---- near names ----

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

// Letters to change, add, leave out or swap to get from one name to the other (bytes of folded
// text).
static size_t spelling_distance(const char *a, const char *b)
{
    size_t rows[3][NAME_LONGEST + 1];
    size_t *above2 = rows[0], *above = rows[1], *row = rows[2];
    size_t m = strlen(a), n = strlen(b);
    if (m > NAME_LONGEST || n > NAME_LONGEST) {
        return NAME_LONGEST;
    }
    for (size_t j = 0; j <= n; j++) {
        above[j] = j;
    }
    for (size_t i = 1; i <= m; i++) {
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            row[j] =
                least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], above2[j - 2] + 1);
            }
        }
        size_t *spare = above2;
        above2 = above;
        above = row;
        row = spare;
    }
    return above[n];
}

typedef struct near_names {
    const char *asked;
    propos_buffer *out;
    size_t count;
} near_names;

static void add_near(void *context, const char *name)
{
    near_names *near = context;
    char *fold = propos_folded(name);
    size_t length = strlen(near->asked);
    size_t allowed = length <= 4 ? 1 : 2;
    bool begins = length >= 3 && strncmp(fold, near->asked, length) == 0;
    if (near->count < NEAR_MOST && (begins || spelling_distance(fold, near->asked) <= allowed)) {
        propos_buffer_printf(near->out, "%s%s:", near->count > 0 ? ", " : "", name);
        near->count++;
    }
    free(fold);
}

const char *propos_filter_near(const reading *in, const char *fold)
{
    propos_buffer text = {0};
    near_names near = {.asked = fold, .out = &text};
    for (size_t i = 0; i < PROPOS_BY_ATTRIBUTE; i++) {
        size_t before = near.count;
        add_near(&near, filters[i].french);
        if (near.count == before && strcmp(filters[i].folded, filters[i].english) != 0) {
            add_near(&near, filters[i].english);
        }
    }
    propos_names_attributes(in->names, add_near, &near);
    const char *out = propos_arena_strdup(in->arena, propos_buffer_text(&text));
    propos_buffer_free(&text);
    return out;
}

// ---- values ----

static bool is_one_of(const char *value, const char *list)
{
    char *fold = propos_folded(value);
    bool found = strchr(fold, ' ') == NULL && listed(list, fold);
    free(fold);
    return found;
}

static const char *skip_digits(const char *at)
{
    while (*at >= '0' && *at <= '9') {
        at++;
    }
    return at;
}

// 138, or 130-140
static bool is_range_of_numbers(const char *value)
{
    const char *at = skip_digits(value);
    if (at == value || at - value > 9) {
        return false;
    }
    if (*at == '-') {
        const char *second = at + 1;
        at = skip_digits(second);
        return at != second && at - second <= 9 && *at == '\0' &&
               strtol(value, NULL, 10) <= strtol(second, NULL, 10);
    }
    return *at == '\0';
}

// 50% or 50, 0.5 or 0,5 as a share
static bool is_share(const char *value)
{
    const char *at = skip_digits(value);
    if (at == value) {
        return false;
    }
    if (*at == '.' || *at == ',') {
        const char *decimals = at + 1;
        at = skip_digits(decimals);
        if (at == decimals) {
            return false;
        }
    }
    if (*at == '%') {
        at++;
    }
    return *at == '\0' && strtod(value, NULL) <= 100;
}

static bool is_role(const char *value)
{
    propos_role role;
    return propos_role_from(value, &role);
}

propos_status propos_filter_check(const reading *in, const token *filter)
{
    const char *value = filter->text;
    propos_mark_kind mark;
    switch (filter->filter) {
    case PROPOS_BY_AGREED:
        return is_one_of(value, "meme oui non same yes no")
                   ? PROPOS_OK
                   : propos_fail_query(in->error, filter->position,
                                       _("“%s” after “accord:”: expected même, oui or non"), value);
    case PROPOS_BY_CODED:
        return is_one_of(value, "oui non yes no")
                   ? PROPOS_OK
                   : propos_fail_query(in->error, filter->position,
                                       _("“%s” after “codé:”: expected oui or non"), value);
    case PROPOS_BY_LINE:
        return is_range_of_numbers(value)
                   ? PROPOS_OK
                   : propos_fail_query(in->error, filter->position,
                                       _("“%s” after “ligne:”: expected a line "
                                         "number (138) or a range (130-140)"),
                                       value);
    case PROPOS_BY_TURN:
        return is_range_of_numbers(value)
                   ? PROPOS_OK
                   : propos_fail_query(in->error, filter->position,
                                       _("“%s” after “tour:”: expected the number "
                                         "of a turn (39) or a range (39-45)"),
                                       value);
    case PROPOS_BY_OVERLAP:
        return is_share(value)
                   ? PROPOS_OK
                   : propos_fail_query(
                         in->error, filter->position,
                         _("“%s” after “recouvrement:”: expected a percentage, as in 50%%"), value);
    case PROPOS_BY_ROLE:
        return is_role(value)
                   ? PROPOS_OK
                   : propos_fail_query(in->error, filter->position,
                                       _("“%s” after “rôle:”: expected participant, modérateur, "
                                         "enquêteur or observateur"),
                                       value);
    case PROPOS_BY_MARK:
        return in->lists == NULL || propos_mark_from(in->lists, value, &mark)
                   ? PROPOS_OK
                   : propos_fail_query(in->error, filter->position,
                                       _("“%s” after “marque:”: expected rires, pause, "
                                         "chevauchement, inaudible or another mark"),
                                       value);
    case PROPOS_BY_ATTRIBUTE:
        return filter->quoted || value[strspn(value, "<>=")] != '\0'
                   ? PROPOS_OK
                   : propos_fail_query(in->error, filter->position,
                                       _("expected a number after “%s”"), value);
    default:
        return PROPOS_OK;
    }
}
