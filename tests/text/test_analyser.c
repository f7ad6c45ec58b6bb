// What a text becomes: every rule of DESIGN section 5, in French.
//
// A token is shown as POSITION:word and signs: ' split at an apostrophe, ~ hesitation, + repeat, #
// the whole of a hyphenated word, | a further reading at the same place; [start-end] are code
// points.
#include "tests/text/french.h"

#include "base/buffer.h"
#include "text/unicode.h"

#include <stdio.h>
#include <string.h>

static bool with_offsets;

static bool show(void *context, const propos_token *token)
{
    propos_buffer *out = context;
    if (out->length > 0)
        propos_buffer_putc(out, ' ');
    propos_buffer_printf(
        out, "%u:%s%s%s%s%s%s", token->position, token->terms[PROPOS_CHANNEL_EXACT],
        token->flags & PROPOS_TOKEN_ELIDED ? "'" : "",
        token->flags & PROPOS_TOKEN_HESITATION ? "~" : "",
        token->flags & PROPOS_TOKEN_REPEAT ? "+" : "", token->flags & PROPOS_TOKEN_WHOLE ? "#" : "",
        token->flags & PROPOS_TOKEN_VARIANT ? "|" : "");
    if (with_offsets)
        propos_buffer_printf(out, "[%u-%u]", token->start, token->end);
    return true;
}

typedef struct row {
    const char *text, *tokens;
} row;

static void check_row(const row *r)
{
    propos_buffer out = {0};
    propos_analyse(analyser, r->text, strlen(r->text), show, &out);
    ck_assert_msg(strcmp(propos_buffer_text(&out), r->tokens) == 0,
                  "« %s »\n  gives    %s\n  expected %s", r->text, propos_buffer_text(&out),
                  r->tokens);
    propos_buffer_free(&out);
}

static const row words[] = {
    {"", ""},
    {" ?! … ", ""},
    {"Le médecin m'a rappelée hier.", "1:le 2:médecin 3:m' 4:a 5:rappelée 6:hier"},

    // apostrophes: straight, curly, and those of other keyboards
    {"l'échappement", "1:l' 2:échappement"},
    {"l’échappement", "1:l' 2:échappement"},
    {"l‘hôpital lʼhôpital l＇hôpital l´hôpital",
     "1:l' 2:hôpital 3:l' 4:hôpital 5:l' 6:hôpital 7:l' 8:hôpital"},
    {"l' échappement", "1:l' 2:échappement"},
    {"L'HÔPITAL", "1:l' 2:hôpital"},
    {"qu'il n'y a qu'une chose", "1:qu' 2:il 3:n' 4:y 5:a 6:qu' 7:une 8:chose"},
    {"jusqu'ici, lorsqu'elle, puisqu'on, quoiqu'il",
     "1:jusqu' 2:ici 3:lorsqu' 4:elle 5:puisqu' 6:on 7:quoiqu' 8:il"},
    {"t'as vu, j'suis là, y'avait, ç'aurait",
     "1:t' 2:as 3:vu 4:j' 5:suis 6:là 7:y' 8:avait 9:ç' 10:aurait"},

    // words that keep their apostrophe
    {"aujourd'hui", "1:aujourd'hui"},
    {"Aujourd’hui, jusqu'aujourd'hui", "1:aujourd'hui 2:jusqu' 3:aujourd'hui"},
    {"une presqu'île, presqu'autant", "1:une 2:presqu'île 3:presqu' 4:autant"},
    {"quelqu'un et quelqu’une", "1:quelqu'un 2:et 3:quelqu'une"},
    {"les prud'hommes, entr'ouvert", "1:les 2:prud'hommes 3:entr'ouvert"},
    {"du rock'n'roll", "1:du 2:rock'n'roll"},
    {"‘bonjour’ dit-il", "1:bonjour 2:dit-il# 2:dit 3:il"},

    // hyphens
    {"un rendez-vous manqué", "1:un 2:rendez-vous# 2:rendez 3:vous 4:manqué"},
    {"rendez‐vous rendez‑vous ren­dez-vous", "1:rendez-vous# 1:rendez 2:vous 3:rendez-vous# "
                                             "3:rendez 4:vous 5:rendez-vous# 5:rendez 6:vous"},
    {"peut-être", "1:peut-être# 1:peut 2:être"},
    {"peut être", "1:peut 2:être"},
    {"qu'est-ce que c'est", "1:qu'est-ce# 1:qu' 2:est 3:ce 4:que 5:c' 6:est"},
    {"c'est-à-dire", "1:c'est-à-dire# 1:c' 2:est 3:à 4:dire"},
    {"c’est‑à‑dire", "1:c'est-à-dire# 1:c' 2:est 3:à 4:dire"},
    {"y a-t-il", "1:y 2:a-t-il# 2:a 3:t 4:il"},
    {"l'après-midi", "1:l' 2:après-midi# 2:après 3:midi"},
    {"d'un chef-d'œuvre", "1:d' 2:un 3:chef-d'œuvre# 3:chef 4:d' 5:œuvre"},
    {"- oui -- non -", "1:oui 2:non"},
    {"post-COVID-19", "1:post-covid-19# 1:post 2:covid 3:19"},

    // inclusive writing
    {"les patient·e·s", "1:les 2:patient 2:patiente| 2:patients| 2:patientes|"},
    {"patient.e.s", "1:patient 1:patiente| 1:patients| 1:patientes|"},
    {"patient(e)s", "1:patient 1:patiente| 1:patients| 1:patientes|"},
    {"patient-e-s", "1:patient 1:patiente| 1:patients| 1:patientes|"},
    {"patient•es patient(e)(s)", "1:patient 1:patiente| 1:patients| 1:patientes| 1:patient+ "
                                 "1:patiente| 1:patients| 1:patientes|"},
    {"étudiants·es", "1:étudiant 1:étudiante| 1:étudiants| 1:étudiantes|"},
    {"français·es", "1:français 1:française| 1:françaises|"},
    {"un·e ami·e", "1:un 1:une| 2:ami 2:amie|"},
    {"acteur·rice·s", "1:acteur 1:actrice| 1:acteurs| 1:actrices|"},
    {"lecteur·ice, directeur·trice", "1:lecteur 1:lectrice| 2:directeur 2:directrice|"},
    {"chercheur·euse·s, chercheur·se",
     "1:chercheur 1:chercheuse| 1:chercheurs| 1:chercheuses| 1:chercheur+ 1:chercheuse|"},
    {"sportif·ive", "1:sportif 1:sportive|"},
    {"infirmier·e·s infirmier(ère)",
     "1:infirmier 1:infirmière| 1:infirmiers| 1:infirmières| 1:infirmier+ 1:infirmière|"},
    {"professionnel·le·s",
     "1:professionnel 1:professionnelle| 1:professionnels| 1:professionnelles|"},
    {"nouveau·elle", "1:nouveau 1:nouvelle|"},
    {"heureux·se·s", "1:heureux 1:heureuse| 1:heureuses|"},
    {"médical·e·s", "1:médical 1:médicale| 1:médicaux| 1:médicales|"},
    {"tou·te·s, celles·ceux", "1:tout 1:toute| 1:tous| 1:toutes| 2:celles 2:ceux|"},
    {"cadre·s, enfant(s)", "1:cadre 1:cadres| 2:enfant 2:enfants|"},
    {"l'étudiant·e", "1:l' 2:étudiant 2:étudiante|"},
    {"c'est fini.Le docteur dit-elle", "1:c' 2:est 3:fini 4:le 5:docteur 6:dit-elle# 6:dit 7:elle"},
    {"voilà.et puis (et après)", "1:voilà 2:et 3:puis 4:et 5:après"},

    // marks take no place
    {"un tout (.) petit peu", "1:un 2:tout 3:petit 4:peu"},
    {"elle nous {rires} a dit [ merci", "1:elle 2:nous 3:a 4:dit 5:merci"},
    {"il parle= =oui… non", "1:il 2:parle 3:oui 4:non"},
    {"{pause de 17 secondes} bon", "1:bon"},
    {"{accord de tête 7 et 3} bon", "1:bon"},
    {"je (rire) pense (long silence) que (1'25) oui", "1:je 2:pense 3:que 4:oui"},
    {"la prostate (pas le sein)", "1:la 2:prostate 3:pas 4:le 5:sein"},
    {"il [0:08:47] part [vers la mer]", "1:il 2:part 3:vers 4:la 5:mer"},
    {"une accolade { jamais fermée", "1:une 2:accolade 3:jamais 4:fermée"},
    {"l'échap[pement", "1:l' 2:échappement"},

    // hesitations and repeats take no place of their own
    {"c'est euh compliqué", "1:c' 2:est 2:euh~ 3:compliqué"},
    {"euh bah alors", "1:euh~ 1:bah~ 1:alors"},
    {"euuuuh, hmmmm oui", "1:euuuuh~ 1:hmmmm~ 1:oui"},
    {"la la peur de de de mourir", "1:la 1:la+ 2:peur 3:de 3:de+ 3:de+ 4:mourir"},
    {"de euh de (.) de moi", "1:de 1:euh~ 1:de+ 1:de+ 2:moi"},
    {"l' l'infirmière", "1:l' 1:l'+ 2:infirmière"},
    {"Nous, nous y allons", "1:nous 1:nous+ 2:y 3:allons"},

    // letters, figures, capitals
    {"ÉCHAPPEMENT Œdème", "1:échappement 2:œdème"},
    {"3C, T2A, COVID-19", "1:3c 2:t2a 3:covid-19# 3:covid 4:19"},
    {"2 000 euros, 3,5 %", "1:2 2:000 3:euros 4:3 5:5"},
    {"la ﬁn de l’eﬀort", "1:la 2:fin 3:de 4:l' 5:effort"},
    {"«mot»“mot2”", "1:mot 2:mot2"},
    {"日本 привет", "1:日本 2:привет"},
};

START_TEST(every_rule_on_words)
{
    with_offsets = false;
    check_row(&words[_i]);
}
END_TEST

static const row places[] = {
    {"l’échappement", "1:l'[0-1] 2:échappement[2-13]"},
    {"l'e\xCC\x81"
     "chappe\xCC\x80 la",
     "1:l'[0-1] 2:échappè[2-11] 3:la[12-14]"},
    {"les patient·e·s là", "1:les[0-3] 2:patient[4-15] 2:patiente|[4-15] 2:patients|[4-15] "
                           "2:patientes|[4-15] 3:là[16-18]"},
    {"c'est-à-dire", "1:c'est-à-dire#[0-12] 1:c'[0-1] 2:est[2-5] 3:à[6-7] 4:dire[8-12]"},
    {"un (.) petit {rires} peu", "1:un[0-2] 2:petit[7-12] 3:peu[21-24]"},
    {"ren\xC2\xAD"
     "dez",
     "1:rendez[0-7]"},
    {"a\xFF"
     "b \xE2\x82 c",
     "1:a[0-1] 2:b[2-3] 3:c[7-8]"},
    {"👍 oui", "1:oui[2-5]"},
    {"la ﬁn", "1:la[0-2] 2:fin[3-5]"},
};

START_TEST(places_are_code_points_of_the_text)
{
    with_offsets = true;
    check_row(&places[_i]);
}
END_TEST

typedef struct channel_row {
    const char *text; // its first token's terms are shown
    const char *terms;
} channel_row;

static const channel_row channels[] = {
    {"échappement", "échappement S=échapp F=echapp G=echapp"},
    {"échappent", "échappent S=échapp F=echapp G=echapp"},
    {"cœurs", "cœurs S=cœur F=coeur G=coeur"},
    {"coeurs", "coeurs S=coeur F=coeur G=coeur"},
    {"médecine", "médecine S=médecin F=medecin G=medecin"},
    {"infirmière", "infirmière S=infirmi F=infirmi G=infirmier"},
    {"patients", "patients S=patient F=patient G=patient"},
    {"expriment", "expriment S=exprim F=exprim G=exprim"},
    {"traitement", "traitement S=trait F=trait G=trait"},
    {"adolescent", "adolescent S=adolescent F=adolescent G=adolescent"},
    {"week-end", "week-end S=week-end F=weekend G=weekend"},
    {"COVID-19", "covid-19 S=covid-19 F=covid19 G=covid19"},
    {"20-30", "20-30 S=20-30 F=20-30 G=20-30"},
    // never stemmed: short words, figures, acronyms
    {"dû", "dû S=dû F=du G=du"},
    {"3CS", "3cs S=3cs F=3cs G=3cs"},
    {"RCPS oui", "rcps S=rcps F=rcps G=rcps"},
    {"EHPAD", "ehpad S=ehpad F=ehpad G=ehpad"},
    // capitals that are no acronym
    {"SOINS oui", "soins S=soin F=soin G=soin"},
    {"VIES ET MORTS", "vies S=vi F=vi G=vi"},
};

static bool keep_first(void *context, const propos_token *token)
{
    char *out = context;
    (void)snprintf(out, 200, "%s S=%s F=%s G=%s", token->terms[0], token->terms[1], token->terms[2],
                   token->terms[3]);
    return false;
}

START_TEST(channels_of_a_word)
{
    char out[200] = "";
    const channel_row *r = &channels[_i];
    propos_analyse(analyser, r->text, strlen(r->text), keep_first, out);
    ck_assert_str_eq(out, r->terms);
}
END_TEST

#define DECOMPOSED                                                                                 \
    ("e\xCC\x81"                                                                                   \
     "chappement")

// Each of these, typed as a query, must find all the others.
static const char *const one_word[] = {"échappement", "ECHAPPEMENT", "Échappement",
                                       "echappement", DECOMPOSED,    "échappe",
                                       "échappent",   "échapper",    "ÉCHAPPER"};

START_TEST(spellings_of_one_word_meet)
{
    const char *asked[PROPOS_CHANNELS];
    const char *found[PROPOS_CHANNELS];
    char fold[100];
    char fold_stem[100];
    (void)propos_analyse_word(analyser, one_word[_i], asked);
    (void)snprintf(fold, sizeof fold, "%s", asked[PROPOS_CHANNEL_FOLD]);
    (void)snprintf(fold_stem, sizeof fold_stem, "%s", asked[PROPOS_CHANNEL_FOLD_STEM]);
    for (size_t i = 0; i < sizeof one_word / sizeof *one_word; i++) {
        (void)propos_analyse_word(analyser, one_word[i], found);
        ck_assert_str_eq(found[PROPOS_CHANNEL_FOLD], fold);
        ck_assert_str_eq(found[PROPOS_CHANNEL_FOLD_STEM], fold_stem);
    }
}
END_TEST

START_TEST(single_words_and_their_flags)
{
    const char *terms[PROPOS_CHANNELS];
    unsigned flags = propos_analyse_word(analyser, "  échappement ! ", terms);
    ck_assert_str_eq(terms[PROPOS_CHANNEL_EXACT], "échappement");
    ck_assert_uint_eq(flags, 0);
    flags = propos_analyse_word(analyser, "echappement", terms);
    ck_assert_uint_eq(flags, PROPOS_TOKEN_UNACCENTED);
    flags = propos_analyse_word(analyser, "l’hôpital", terms);
    ck_assert_str_eq(terms[PROPOS_CHANNEL_EXACT], "hôpital");
    ck_assert_uint_eq(flags, 0);
    flags = propos_analyse_word(analyser, "l'", terms);
    ck_assert_str_eq(terms[PROPOS_CHANNEL_EXACT], "l");
    ck_assert_uint_eq(flags & PROPOS_TOKEN_ELIDED, PROPOS_TOKEN_ELIDED);
    flags = propos_analyse_word(analyser, "peut-être", terms);
    ck_assert_str_eq(terms[PROPOS_CHANNEL_EXACT], "peut-être");
    ck_assert_uint_eq(flags & PROPOS_TOKEN_WHOLE, PROPOS_TOKEN_WHOLE);
    flags = propos_analyse_word(analyser, "euh", terms);
    ck_assert_uint_eq(flags & PROPOS_TOKEN_HESITATION, PROPOS_TOKEN_HESITATION);
    flags = propos_analyse_word(analyser, " (.) ", terms);
    ck_assert_str_eq(terms[PROPOS_CHANNEL_EXACT], "");
    ck_assert_str_eq(terms[PROPOS_CHANNEL_FOLD_STEM], "");
    ck_assert_uint_eq(flags, 0);
}
END_TEST

START_TEST(composed_and_decomposed_text_give_the_same_words)
{
    const char *nfc = "L’élève naïf a mangé ça à Noël, où ?";
    const char *nfd = "L’e\xCC\x81le\xCC\x80ve nai\xCC\x88"
                      "f a mange\xCC\x81 c\xCC\xA7"
                      "a a\xCC\x80 "
                      "Noe\xCC\x88l, ou\xCC\x80 ?";
    propos_tokens a;
    propos_tokens b;
    propos_tokens_of(analyser, nfc, strlen(nfc), &a);
    propos_tokens_of(analyser, nfd, strlen(nfd), &b);
    ck_assert_uint_eq(a.count, b.count);
    ck_assert_uint_eq(a.count, 9);
    for (size_t i = 0; i < a.count; i++) {
        for (int c = 0; c < PROPOS_CHANNELS; c++)
            ck_assert_str_eq(a.items[i].terms[c], b.items[i].terms[c]);
    }
    // "où" ends before " ?": three code points and two more bytes than characters
    ck_assert_uint_eq(b.items[8].end, propos_utf8_count(nfd, strlen(nfd)) - 2);
    ck_assert_uint_eq(b.items[8].end_byte, strlen(nfd) - 2);
    propos_tokens_free(&a);
    propos_tokens_free(&b);
}
END_TEST

START_TEST(a_very_long_word_is_cut_at_a_character)
{
    char text[1001];
    const char *terms[PROPOS_CHANNELS];
    for (size_t i = 0; i < 1000; i += 2)
        memcpy(text + i, "é", 2);
    text[1000] = '\0';
    (void)propos_analyse_word(analyser, text, terms);
    for (int c = 0; c < PROPOS_CHANNELS; c++) {
        ck_assert_uint_le(strlen(terms[c]), PROPOS_WORD_BYTES);
        ck_assert(propos_utf8_valid(terms[c], strlen(terms[c])));
    }
    ck_assert_uint_ge(strlen(terms[0]), PROPOS_WORD_BYTES - 4);
}
END_TEST

static bool stop_at_second(void *context, const propos_token *token)
{
    (void)token;
    return ++*(int *)context < 2;
}

START_TEST(the_receiver_may_stop)
{
    int seen = 0;
    propos_analyse(analyser, "un peut-être trois quatre", 25, stop_at_second, &seen);
    ck_assert_int_eq(seen, 2);
}
END_TEST

START_TEST(the_version_tells_lists_and_stemmer)
{
    const char *version = propos_analyser_version(analyser);
    ck_assert_ptr_nonnull(strstr(version, propos_lists_index_digest(lists)));
    ck_assert_ptr_nonnull(strstr(version, "libstemmer"));
    ck_assert_ptr_eq(propos_analyser_lists(analyser), lists);
}
END_TEST

// Reading no further than a place gives the tokens up to there, as reading on would.
START_TEST(tokens_up_to_a_place)
{
    static const char *const TEXT =
        "C'est c'est euh le rendez-vous (.) de de l'aide-soignante, peut-être ; les patient·e·s…";
    propos_tokens all;
    propos_tokens_of(analyser, TEXT, strlen(TEXT), &all);
    for (uint32_t end = 0; end <= strlen(TEXT); end++) {
        propos_tokens some;
        propos_tokens_until(analyser, TEXT, strlen(TEXT), end, &some);
        ck_assert_uint_le(some.count, all.count);
        for (size_t i = 0; i < some.count; i++) {
            ck_assert_str_eq(some.items[i].terms[PROPOS_CHANNEL_FOLD],
                             all.items[i].terms[PROPOS_CHANNEL_FOLD]);
            ck_assert_uint_eq(some.items[i].position, all.items[i].position);
        }
        // What touches the text before `end` is there, with all of its parts.
        for (size_t i = 0; i < all.count && all.items[i].start < end; i++) {
            for (size_t j = i; j < all.count && all.items[j].start < all.items[i].end; j++) {
                ck_assert_uint_gt(some.count, j);
            }
        }
        propos_tokens_free(&some);
    }
    propos_tokens_free(&all);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("analyser");
    tcase_add_test(tests, tokens_up_to_a_place);
    tcase_add_loop_test(tests, every_rule_on_words, 0, sizeof words / sizeof *words);
    tcase_add_loop_test(tests, places_are_code_points_of_the_text, 0,
                        sizeof places / sizeof *places);
    tcase_add_loop_test(tests, channels_of_a_word, 0, sizeof channels / sizeof *channels);
    tcase_add_loop_test(tests, spellings_of_one_word_meet, 0, sizeof one_word / sizeof *one_word);
    tcase_add_test(tests, single_words_and_their_flags);
    tcase_add_test(tests, composed_and_decomposed_text_give_the_same_words);
    tcase_add_test(tests, a_very_long_word_is_cut_at_a_character);
    tcase_add_test(tests, the_receiver_may_stop);
    tcase_add_test(tests, the_version_tells_lists_and_stemmer);
    return french_run(tests, "text: analyser");
}
