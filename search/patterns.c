#include "search/sentence.h"

#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Classes of words that patterns name with "@", folded, French and English.
static const struct {
    const char *name, *words;
} classes[] = {
    {"coded", "code codee codes codees annote annotee annotes annotees coded annotated tagged"},
    {"researchers", "chercheur chercheurs chercheuse chercheuses codeur codeurs codeuse codeuses "
                    "coder coders researcher researchers analyste analystes analyst analysts "
                    "auteur auteurs auteure auteures annotateur annotateurs annotatrices"},
    {"passages", "passage passages extrait extraits citation citations segment segments verbatim "
                 "verbatims propos excerpt excerpts quotes quotations quotation quote "
                 "everything anything"},
    {"find", "trouve trouvez trouver retrouve retrouvez cherche cherchez affiche affichez montre "
             "montrez find show search"},
    {"speaks", "parle parlent parlait parlaient parler dit disent disait disaient evoque evoquent "
               "mentionne mentionnent aborde abordent pense pensent talk talks talked talking say "
               "says said saying mention mentions mentioned discuss discussed speak speaks think "
               "thinks"},
    {"want", "voudrais voudrait aimerais aimerait souhaite souhaiterais veux voir avoir want need "
             "would like see trouver find have"},
    {"pronoun", "je on ils elles il elle nous vous ce en they we you i he she do does did people"},
    {"only", "seulement uniquement exclusivement only solely"},
    {"says", "dit disent disait disaient ont-dit pense pensent pensait raconte racontent exprime "
             "expriment evoque evoquent rapporte rapportent explique expliquent parle parlent "
             "temoigne temoignent repond repondent ressent ressentent say says said think thinks "
             "thought tell tells told mention "
             "mentions mentioned describe describes talk talks"},
    {"what", "que quoi ce comment what how where qu"},
    {"asks", "que quoi qui comment pourquoi quand quel quelle quels quelles combien est-ce est "
             "lesquels lesquelles what where who how why when which"},
    {"the", "le la les l du de des d un une aux au chez the of an of"},
    {"in", "dans en in from within"},
    {"compare", "comparer comparez compare comparaison comparons comparing comparison versus vs "
                "contre opposer difference differences"},
    {"group", "groupe groupes group groups fg focus-group"},
    {"document", "document documents entretien entretiens transcription transcript fichier "
                 "interview interviews fg focus-group"},
    {"speaker", "participant participante locuteur locutrice intervenant intervenante enquete "
                "enquetee speaker interviewee personne"},
    {"beside",
     "petit petite petits petites gros grosse grand grande grands grandes long longue longs "
     "longues court courte courts courtes bref breve brefs collectif collectifs nerveux "
     "gene genes gros vrai vrais loud long short"},
    {"jointly", "conjointement ensemble jointly together"},
    {"except", "sauf hormis hors excepte sans except excluding without"},
    {"have", "a ai as avons ont has have avait avaient had"},
    {"be", "est sont soit soient etaient etait are is were was be"},
    {"people", "participant participants participante participantes personne personnes gens groupe "
               "groupes locuteurs monde people group groups speakers they anyone someone"},
    {"person", "medecin medecins docteur docteurs participant participants participante "
               "participantes personne personnes doctor doctors"},
};

static bool listed(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = words; length > 0 && (at = strstr(at, word)) != NULL; at += length) {
        if ((at == words || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' ')) {
            return true;
        }
    }
    return false;
}

// True when the word with its accents, case apart, is `word`: what tells "où" from "ou".
static bool accented_is(const sentence *s, size_t at, const char *word)
{
    char *normal = propos_normalised(s->items[at].text);
    bool same = strcmp(normal, word) == 0;
    free(normal);
    return same;
}

// One alternative of a pattern's word: a class, a form, or "=" and a form whose accents count.
static bool alternative_is(const sentence *s, size_t at, const char *wanted)
{
    const char *form = s->forms[at];
    if (wanted[0] == '=') {
        return accented_is(s, at, wanted + 1);
    }
    if (wanted[0] == '@') {
        for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
            if (strcmp(classes[i].name, wanted + 1) == 0) {
                return listed(classes[i].words, form);
            }
        }
        return false;
    }
    return strcmp(form, wanted) == 0;
}

bool propos_word_is(const sentence *s, size_t at, const char *alternatives)
{
    if (at >= s->count || s->items[at].kind != TOKEN_WORD || s->seen[at] != WORD_FREE) {
        return false;
    }
    char one[64];
    while (*alternatives != '\0') {
        size_t length = strcspn(alternatives, "|");
        if (length < sizeof one) {
            memcpy(one, alternatives, length);
            one[length] = '\0';
            if (alternative_is(s, at, one)) {
                return true;
            }
        }
        alternatives += length;
        alternatives += *alternatives == '|';
    }
    return false;
}

// "8", "deux", "three"
static long number_at(const sentence *s, size_t at)
{
    static const char *const words[][2] = {
        {"un", "one"}, {"deux", "two"}, {"trois", "three"}, {"quatre", "four"}, {"cinq", "five"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(s->forms[at], words[i][0]) == 0 || strcmp(s->forms[at], words[i][1]) == 0) {
            return (long)i + 1;
        }
    }
    const char *text = s->forms[at];
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits < 4 && text[digits] == '\0' ? strtol(text, NULL, 10) : 0;
}

// A coder's name at `at`: of the study, or any capitalised word when no study is known.
static size_t coder_at(const sentence *s, size_t at, const char **coder)
{
    name_match match;
    size_t free_words = 0;
    while (at + free_words < s->count && s->seen[at + free_words] == WORD_FREE) {
        free_words++;
    }
    if (propos_names_find(s->in->names, NAME_CODER, &s->items[at], free_words, &match)) {
        *coder = match.value;
        return match.tokens;
    }
    const char *text = s->items[at].text;
    if (s->in->names == NULL && s->items[at].kind == TOKEN_WORD && text[0] >= 'A' &&
        text[0] <= 'Z') {
        *coder = text;
        return 1;
    }
    return 0;
}

// Matches one element; sets *next to the token after it.
static bool element_at(const sentence *s, size_t at, const char *element, found_words *found,
                       size_t *next)
{
    if (at >= s->count || s->seen[at] != WORD_FREE) {
        return false;
    }
    if (strcmp(element, "<coder>") == 0) {
        const char *coder;
        size_t taken = found->coder_count < PROPOS_SENTENCE_CODERS ? coder_at(s, at, &coder) : 0;
        if (taken == 0) {
            return false;
        }
        found->coders[found->coder_count++] = coder;
        *next = at + taken;
        return true;
    }
    if (s->items[at].kind != TOKEN_WORD) {
        return false;
    }
    *next = at + 1;
    if (strcmp(element, "<number>") == 0) {
        found->number = number_at(s, at);
        return found->number > 0;
    }
    return propos_word_is(s, at, element);
}

static size_t past_comma(const sentence *s, size_t at)
{
    bool comma = at < s->count && s->items[at].kind == TOKEN_PUNCT && s->items[at].text[0] == ',';
    return comma ? at + 1 : at;
}

static bool match_rest(const sentence *s, size_t at, const char *pattern, bool first,
                       found_words *found)
{
    while (*pattern == ' ') {
        pattern++;
    }
    if (*pattern == '\0') {
        found->end = at;
        return true;
    }
    char element[256];
    size_t length = strcspn(pattern, " ");
    bool may_miss = pattern[length - 1] == '?';
    size_t word = may_miss ? length - 1 : length;
    if (word >= sizeof element) {
        return false;
    }
    memcpy(element, pattern, word);
    element[word] = '\0';
    found_words with = *found;
    size_t next, from = first ? at : past_comma(s, at);
    if (element_at(s, from, element, &with, &next) &&
        match_rest(s, next, pattern + length, false, &with)) {
        *found = with;
        return true;
    }
    return may_miss && match_rest(s, at, pattern + length, first, found);
}

bool propos_pattern_at(const sentence *s, size_t at, const char *pattern, found_words *found)
{
    *found = (found_words){0};
    return match_rest(s, at, pattern, true, found) && found->end > at;
}
