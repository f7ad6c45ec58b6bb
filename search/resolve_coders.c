// The values of codé-par: and codeur:, which have operators of their own.
#include "base/i18n.h"
#include "base/memory.h"
#include "search/resolve.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

typedef struct coder_operator {
    const char *sign; // folded
    propos_coders_kind kind;
} coder_operator;

// Longer signs first where one begins like another.
static const coder_operator OPERATORS[] = {
    {" et pas par ", PROPOS_CODERS_WITHOUT},
    {" mais pas par ", PROPOS_CODERS_WITHOUT},
    {" mais pas ", PROPOS_CODERS_WITHOUT},
    {" but not by ", PROPOS_CODERS_WITHOUT},
    {" but not ", PROPOS_CODERS_WITHOUT},
    {" sans ", PROPOS_CODERS_WITHOUT},
    {" without ", PROPOS_CODERS_WITHOUT},
    {" - ", PROPOS_CODERS_WITHOUT},
    {"-", PROPOS_CODERS_WITHOUT},
    {" et ", PROPOS_CODERS_BOTH},
    {" and ", PROPOS_CODERS_BOTH},
    {" + ", PROPOS_CODERS_BOTH},
    {"+", PROPOS_CODERS_BOTH},
    {" & ", PROPOS_CODERS_BOTH},
    {"&", PROPOS_CODERS_BOTH},
    {" ou ", PROPOS_CODERS_EITHER},
    {" or ", PROPOS_CODERS_EITHER},
    {", ", PROPOS_CODERS_EITHER},
    {",", PROPOS_CODERS_EITHER},
};

static const coder_operator *operator_at(const char *at)
{
    for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++) {
        if (strncmp(at, OPERATORS[i].sign, strlen(OPERATORS[i].sign)) == 0) {
            return &OPERATORS[i];
        }
    }
    return NULL;
}

// The coder with the longest name that begins at `at` and ends before an operator or the end.
static uint32_t coder_at(const propos_resolver *r, const char *at, size_t *length)
{
    uint32_t best = PROPOS_NONE;
    *length = 0;
    for (uint32_t i = 0; i < r->snapshot->coder_count; i++) {
        size_t n = strlen(r->catalogue->coders[i]);
        if (n > *length && strncmp(at, r->catalogue->coders[i], n) == 0 &&
            (at[n] == '\0' || operator_at(at + n) != NULL)) {
            best = i;
            *length = n;
        }
    }
    return best;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcmp(word, *words) == 0) {
            return true;
        }
    }
    return false;
}

static bool refuse(propos_resolver *r, const propos_query *filter, const char *name, size_t length)
{
    char *typed = propos_strndup(name, length);
    const char *known = propos_resolver_list(r, r->snapshot->coders, r->snapshot->coder_count);
    propos_resolver_unknown(r, filter,
                            propos_arena_printf(r->arena,
                                                _("no coder is called “%s”; the coders are: %s"),
                                                typed, known));
    free(typed);
    return false;
}

// A coder's whole name: as written, else whatever its case and accents.
static uint32_t whole_name(const propos_resolver *r, const char *typed, const char *folded)
{
    uint32_t coder = propos_snapshot_coder(r->snapshot, typed);
    for (uint32_t i = 0; coder == PROPOS_NONE && i < r->snapshot->coder_count; i++) {
        coder = strcmp(r->catalogue->coders[i], folded) == 0 ? i : PROPOS_NONE;
    }
    return coder;
}

// tous, deux, 2+
static bool counted(propos_resolver *r, const char *folded, propos_coders *out)
{
    static const char *const ALL[] = {"tous",       "toutes", "all", "tous les codeurs",
                                      "all coders", "chacun", NULL};
    static const char *const TWO[] = {"deux", "both", "les deux", "the two", NULL};
    if (is_one_of(folded, ALL)) {
        out->kind = PROPOS_CODERS_ALL;
        return true;
    }
    if (is_one_of(folded, TWO)) {
        if (r->snapshot->coder_count <= 2) {
            out->kind = PROPOS_CODERS_ALL;
            return true;
        }
        out->kind = PROPOS_CODERS_COUNT;
        out->least = 2;
        propos_notices_add(
            r->notices,
            propos_arena_printf(r->arena,
                                _("the study “%s” has %u coders: “both” was read as any two of "
                                  "them (codé-par:2+)"),
                                r->snapshot->title != NULL ? r->snapshot->title : r->snapshot->id,
                                (unsigned)r->snapshot->coder_count));
        return true;
    }
    size_t digits = strspn(folded, "0123456789");
    if (digits > 0 && digits <= 4 && folded[0] != '0' && strcmp(folded + digits, "+") == 0) {
        out->kind = PROPOS_CODERS_COUNT;
        out->least = (uint32_t)strtoul(folded, NULL, 10);
        return true;
    }
    return false;
}

// A, A+B, A,B, A-B with names that the study knows.
static bool named(propos_resolver *r, const propos_query *filter, const char *folded,
                  propos_coders *out)
{
    uint32_t *coders = propos_arena_alloc(r->arena, strlen(folded) + 1, sizeof *coders);
    out->kind = PROPOS_CODERS_ONE;
    out->coders = coders;
    for (const char *at = folded;;) {
        size_t length;
        uint32_t coder = coder_at(r, at, &length);
        if (coder == PROPOS_NONE) {
            size_t end = 0;
            while (at[end] != '\0' && operator_at(at + end) == NULL) {
                end++;
            }
            end = end > 0 ? end : strlen(at);
            // A name that stands alone is shown as it was typed, one of several as it was compared.
            bool alone = at == folded && at[end] == '\0';
            return alone ? refuse(r, filter, filter->text, strlen(filter->text))
                         : refuse(r, filter, at, end);
        }
        coders[out->count++] = coder;
        at += length;
        if (*at == '\0') {
            return true;
        }
        const coder_operator *sign = operator_at(at);
        if (out->kind != PROPOS_CODERS_ONE && out->kind != sign->kind) {
            propos_resolver_unknown(r, filter,
                                    _("one kind of link between coders at a time: A+B (both), "
                                      "A,B (either) or A-B (A without B)"));
            return false;
        }
        out->kind = sign->kind;
        at += strlen(sign->sign);
    }
}

// codé-par:"Anne Roux"+B: the quotes only hold a name's words together.
static void without_quotes(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from != '"') {
            *to++ = *from;
        }
    }
    *to = '\0';
}

bool propos_resolve_coders(propos_resolver *resolver, const propos_query *filter,
                           propos_coders *out)
{
    *out = (propos_coders){0};
    char *folded = propos_folded(filter->text);
    uint32_t whole = whole_name(resolver, filter->text, folded);
    bool known;
    if (whole != PROPOS_NONE) {
        out->kind = PROPOS_CODERS_ONE;
        out->coders = propos_arena_copy(resolver->arena, &whole, 1, sizeof whole);
        out->count = 1;
        known = true;
    } else if (filter->quoted) {
        known = refuse(resolver, filter, filter->text, strlen(filter->text));
    } else {
        without_quotes(folded);
        known = counted(resolver, folded, out) || named(resolver, filter, folded, out);
    }
    free(folded);
    return known;
}
