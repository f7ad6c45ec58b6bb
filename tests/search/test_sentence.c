// Sentences, French and English: what is understood, printed in the query language. Each
// interpretation must read back as itself.
#include "tests/search/invented_names.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static propos_lists *lists;
static propos_names *names, *trio;

static void set_up(void)
{
    static propos_snapshot *studies[2];
    studies[0] = invented_study();
    studies[1] = invented_trio();
    lists = shipped_lists();
    names = propos_names_new(studies, 1);
    trio = propos_names_new(studies + 1, 1);
}

static void tear_down(void)
{
    propos_names_free(names);
    propos_names_free(trio);
    propos_lists_free(lists);
}

static void check_understood(const propos_names *known, const char *text, const char *expected)
{
    propos_arena *arena = propos_arena_new();
    propos_parsed parsed, again;
    propos_error error;
    propos_buffer printed = {0};
    propos_error_clear(&error);
    propos_status status = propos_query_parse(arena, text, known, lists, &parsed, &error);
    ck_assert_msg(status == PROPOS_OK, "%s: position %ld: %s", text, error.position, error.text);
    propos_query_print(parsed.tree, &printed);
    const char *shown = propos_buffer_text(&printed);
    ck_assert_msg(strcmp(shown, expected) == 0, "%s\n  gives    %s\n  expected %s", text, shown,
                  expected);
    status = propos_query_parse(arena, shown, known, lists, &again, &error);
    ck_assert_msg(status == PROPOS_OK && propos_query_same(parsed.tree, again.tree),
                  "%s is not read back as it was printed", shown);
    propos_buffer_free(&printed);
    propos_arena_free(arena);
}

typedef struct sentence_case {
    const char *text, *printed;
} sentence_case;

static const sentence_case coders[] = {
    {"all passages about fatigue coded by both researchers", "sur:fatigue codé-par:tous"},
    {"All passages about fatigue, coded by both of the coders", "sur:fatigue codé-par:tous"},
    {"tous les passages sur la fatigue codés par les deux chercheurs", "sur:fatigue codé-par:tous"},
    {"tous les passages sur l’épuisement codés par les deux chercheuses",
     "sur:épuisement codé-par:tous"},
    {"TOUS LES PASSAGES SUR LA FATIGUE CODÉS PAR LES DEUX CODEURS", "sur:FATIGUE codé-par:tous"},
    {"tous les passages sur la fatigue codes par les deux", "sur:fatigue codé-par:tous"},
    {"passages codés par tous les chercheurs", "codé-par:tous"},
    {"extraits que les deux chercheuses ont codés", "codé-par:tous"},
    {"passages both researchers coded about sleep", "sur:sleep codé-par:tous"},
    {"passages sur « petit jour » codés par les deux", "sur:\"petit jour\" codé-par:tous"},
    {"passages sur la charge de travail la nuit, codés par les deux codeuses",
     "sur:(charge travail nuit) codé-par:tous"},
    {"passages codés par A mais pas par B", "codé-par:A-B"},
    {"passages codés par B, mais pas A", "codé-par:B-A"},
    {"passages codés par A sans B", "codé-par:A-B"},
    {"ce que A a codé et pas B", "codé-par:A-B"},
    {"passages coded by A but not by B", "codé-par:A-B"},
    {"passages codés par A et B", "codé-par:A+B"},
    {"passages coded by both A and B", "codé-par:A+B"},
    {"passages sur le sommeil codés par A ou par B", "sur:sommeil codé-par:A,B"},
    {"passages codés seulement par A", "codé-par:A-B"},
    {"passages about sleep that only A coded", "sur:sleep codé-par:A-B"},
    {"passages codés par un seul chercheur", "codé-par:A-B OU codé-par:B-A"},
    {"passages codés par l'un ou l'autre", "codé:oui"},
    {"passages codés conjointement par A et B", "codé-par:A+B"},
    {"passages communs à A et à B", "codé-par:A+B"},
    {"les passages codés différemment par A et B", "codé-par:A+B accord:non"},
    {"Où A et B ne sont-ils pas d'accord ?", "codé-par:A+B accord:non"},
    {"désaccords entre codeurs sur la relève", "sur:relève accord:non"},
    {"passages où A et B ont mis le même code", "codé-par:A+B accord:même"},
    {"passages in which both coders agree", "accord:oui"},
    {"passages coded only by B about sleep", "sur:sleep codé-par:B-A"},
    {"tout ce que B a codé", "codé-par:B"},
    {"sommeil codé par A", "sur:sommeil codé-par:A"},
    {"passages codés par au moins deux codeurs", "codé-par:2+"},
    {"passages coded by at least two researchers", "codé-par:2+"},
    {"passages non codés", "codé:non"},
    {"passages sur la relève non codés", "relève codé:non"},
    {"les passages que personne n'a codés", "codé:non"},
    {"les passages qui n'ont pas été codés", "codé:non"},
    {"uncoded passages about sleep", "sleep codé:non"},
    {"passages that nobody coded", "codé:non"},
    {"passages où les chercheuses sont en désaccord", "accord:non"},
    {"passages sur la relève où les deux codeurs ne sont pas d'accord", "sur:relève accord:non"},
    {"passages where the researchers agree", "accord:oui"},
    {"passages codés par A et B avec le même code", "codé-par:A+B accord:même"},
    {"tous les passages sur la fatigue codés par les deux chercheurs groupe:CHL",
     "groupe:CHL sur:fatigue codé-par:tous"},
    // not about coding
    {"le code du travail", "le code du travail"},
    {"\"codés par les deux\"", "\"codés par les deux\""},
};

START_TEST(who_coded)
{
    check_understood(names, coders[_i].text, coders[_i].printed);
}
END_TEST

static const sentence_case three[] = {
    {"passages codés par les deux chercheurs", "codé-par:deux"},
    {"passages codés par tous les chercheurs", "codé-par:deux"},
    {"passages codés par Anne Roux", "codé-par:\"Anne Roux\""},
    {"passages sur la nuit codés par Anne Roux et Bilal", "sur:nuit codé-par:\"Anne Roux\"+Bilal"},
    {"passages codés par Jean-Luc mais pas par Bilal", "codé-par:\"Jean-Luc\"-Bilal"},
    {"passages codés par Bilal uniquement",
     "codé-par:Bilal-\"Anne Roux\" codé-par:Bilal-\"Jean-Luc\""},
};

START_TEST(who_coded_of_three)
{
    check_understood(trio, three[_i].text, three[_i].printed);
}
END_TEST

static const sentence_case asked[] = {
    {"que dit-on de la fatigue ?", "fatigue"},
    {"qui parle de la relève ?", "relève"},
    {"Trouve-moi tous les passages sur la relève.", "relève"},
    {"je voudrais voir les passages où on parle de la mort", "mort"},
    {"quels sont les extraits qui évoquent la solitude ?", "solitude"},
    {"pouvez-vous me trouver les citations sur le deuil ?", "deuil"},
    {"la relève : qui en parle ?", "relève"},
    {"cours, stages, ce qu'ils en pensent", "cours stages"},
    {"where do participants talk about death", "death"},
    {"give me the quotes about grief", "grief"},
    {"I want to find passages where people talk about grief", "grief"},
    {"Comment vivent-elles la nuit ?", "vivent nuit"},
    {"existe-t-il une relève ?", "existe relève"},
    {"rendez-vous manqués ?", "rendez-vous manqués"},
    // words that only look like asking are the subject
    {"recherche clinique et essais", "recherche clinique et essais"},
    {"dire la vérité au patient", "dire la vérité au patient"},
    {"rapport au corps", "rapport au corps"},
    {"unité de soins", "unité de soins"},
    {"liste d'attente", "liste attente"},
    {"question de principe", "question de principe"},
    // never emptied
    {"qui parle de quoi ?", "qui parle de quoi"},
    {"où", "où"},
    {"le la les", "le la les"},
};

START_TEST(what_is_asked)
{
    check_understood(names, asked[_i].text, asked[_i].printed);
}
END_TEST

static const sentence_case named[] = {
    // documents
    {"FG2 : qui refuse la nuit ?", "refuse nuit document:FG2"},
    {"la relève dans FG2", "relève document:FG2"},
    {"la relève (FG1)", "relève document:FG1"},
    {"fatigue uniquement dans l'entretien E-LO", "fatigue document:E-LO"},
    {"passages about sleep in FG1", "sleep document:FG1"},
    {"FG1 et FG2 : la relève", "relève (document:FG1 OU document:FG2)"},
    {"FG2", "document:FG2"},
    {"le sommeil comme pour FG2 le matin", "sommeil matin plutôt:(document:FG2)"},
    {"focus group 2 : la relève", "relève document:FG2"},
    {"entretien 3 : la nuit", "nuit document:E3"},
    {"entretien 9 : la nuit", "entretien 9 la nuit"},
    {"la nuit à Sainte Odile", "nuit plutôt:(document:E3)"},
    {"dans la Clinique Sainte Odile, la nuit", "nuit document:E3"},
    {"HAD la nuit à domicile", "HAD la nuit à domicile"},
    {"que pensent-ils de l'HAD ?", "HAD"},
    {"ni l'un ni l'autre", "ni un ni autre"},
    // groups
    {"ce que disent les kinésithérapeutes de la relève", "relève groupe:kinésithérapeutes"},
    {"ce que les kinésithérapeutes disent de la relève", "relève groupe:kinésithérapeutes"},
    {"selon les kinésithérapeutes, la relève arrive tard",
     "relève arrive tard groupe:kinésithérapeutes"},
    {"la relève (groupe des sages-femmes)", "relève groupe:\"sages-femmes libérales\""},
    {"la relève, groupe SF", "la relève groupe SF"},
    {"dans le groupe des kinésithérapeutes, la fatigue", "fatigue groupe:kinésithérapeutes"},
    {"les kinésithérapeutes seulement : la fatigue", "fatigue groupe:kinésithérapeutes"},
    {"fatigue des kinésithérapeutes",
     "fatigue kinésithérapeutes plutôt:(groupe:kinésithérapeutes)"},
    {"fatigue du kinésithérapeute", "fatigue du kinésithérapeute"},
    {"la relève au CHL", "relève plutôt:(groupe:CHL)"},
    {"dans l'Aubrac, la relève", "relève groupe:Aubrac"},
    {"dans l'Aubrac Nord et au CHL, la relève", "relève (groupe:\"Aubrac Nord\" OU groupe:CHL)"},
    {"chez les kinésithérapeutes, la fatigue", "fatigue groupe:kinésithérapeutes"},
    {"la fatigue chez les kinésithérapeutes en hiver",
     "fatigue kinésithérapeutes hiver plutôt:(groupe:kinésithérapeutes)"},
    {"le CHL est-il utile ?", "CHL utile plutôt:(groupe:CHL)"},
    {"qu'en pensent les kinésithérapeutes ?", "groupe:kinésithérapeutes"},
    {"kinésithérapeutes vs sages-femmes : la relève",
     "relève (groupe:kinésithérapeutes OU groupe:\"sages-femmes libérales\")"},
    {"difference between CHL and Aubrac Nord about sleep",
     "sleep (groupe:CHL OU groupe:\"Aubrac Nord\")"},
    {"comparer le CHL et l'hôpital", "hôpital plutôt:(groupe:CHL)"},
    {"la relève, mais pas dans FG1", "relève -document:FG1"},
    {"ailleurs que dans l'Aubrac, la relève", "relève -groupe:Aubrac"},
    {"elsewhere than in FG1, sleep", "sleep -document:FG1"},
    {"ils ne connaissent pas les kinésithérapeutes",
     "connaissent kinésithérapeutes plutôt:(groupe:kinésithérapeutes)"},
    {"FG2 : que dit-on du CHL ?", "CHL document:FG2"},
    {"que disent-elles des kinésithérapeutes ?",
     "kinésithérapeutes plutôt:(groupe:kinésithérapeutes)"},
    {"ce qu'on dit des kinésithérapeutes, la nuit",
     "kinésithérapeutes nuit plutôt:(groupe:kinésithérapeutes)"},
    {"CHL contre Aubrac Nord : la relève", "relève (groupe:CHL OU groupe:\"Aubrac Nord\")"},
    {"la relève : comparer les deux groupes", "relève"},
    {"Comparer le CHL et l'Aubrac Sud : la relève", "relève (groupe:CHL OU groupe:\"Aubrac Sud\")"},
    {"CHL", "CHL plutôt:(groupe:CHL)"},
    {"groupe:CHL kinésithérapeutes", "groupe:CHL kinésithérapeutes"},
    {"que disent les kinésithérapeutes des sages-femmes ?",
     "sages-femmes groupe:kinésithérapeutes"},
    {"les passages de FG2", "document:FG2"},
    {"fatigue hors FG2", "fatigue -document:FG2"},
    {"la relève, sauf le groupe des kinésithérapeutes", "relève -groupe:kinésithérapeutes"},
    {"Que ressentent les kinésithérapeutes la nuit ?", "nuit groupe:kinésithérapeutes"},
    // speakers, roles, attributes
    {"quotes by participant 8", "locuteur:8"},
    {"la relève, sauf ceux du modérateur", "relève -rôle:modérateur"},
    {"colère des patientes envers l'échographiste ?", "colère patientes échographiste"},
    {"participante 8 seulement : la nuit", "nuit locuteur:8"},
    {"ce que dit la participante 8 de la nuit", "nuit locuteur:8"},
    {"la nuit racontée à la participante 8", "nuit racontée plutôt:(locuteur:8)"},
    {"participante 77 : la nuit", "participante 77 la nuit"},
    {"locuteur VO2", "locuteur:VO2"},
    {"VO2 : la nuit", "nuit locuteur:VO2"},
    {"speaker 8 only", "locuteur:8"},
    {"huit ou 8 heures", "huit ou 8 heures"},
    {"les questions de la modératrice", "rôle:modérateur"},
    {"ce que dit le modérateur de la nuit", "nuit rôle:modérateur"},
    {"ce que disent les échographistes de la nuit", "nuit attribut.métier:échographiste"},
    {"la nuit des échographistes", "nuit échographistes plutôt:(attribut.métier:échographiste)"},
    {"médecins ruraux la nuit", "médecins ruraux nuit plutôt:(attribut.milieu:rural)"},
    {"médecins exerçant en milieu rural", "médecins exerçant en milieu rural"},
    {"sages-femmes travaillant en rural la nuit",
     "sages-femmes travaillant rural nuit plutôt:(groupe:\"sages-femmes libérales\") "
     "plutôt:(attribut.milieu:rural)"},
    {"le milieu rural", "le milieu rural"},
    {"que disent les femmes de la nuit ?", "nuit attribut.sexe:F"},
    {"what do women say about sleep?", "sleep attribut.sexe:F"},
    {"les femmes enceintes la nuit", "les femmes enceintes la nuit"},
    {"que disent les puéricultrices de la nuit ?",
     "nuit attribut.métier:\"puéricultrice de nuit\""},
    {"les puéricultrices et la nuit", "les puéricultrices et la nuit"},
    {"ce que disent les médecins de moins de 40 ans de la nuit", "nuit attribut.âge:<40"},
    {"les médecins de plus de 50 ans et la nuit", "nuit plutôt:(attribut.âge:>50)"},
    {"doctors under 40 years and sleep", "sleep plutôt:(attribut.âge:<40)"},
    {"les patients de plus de 75 ans", "les patients de plus de 75 ans"},
    {"le 8 du FG1 : la nuit", "nuit locuteur:8 document:FG1"},
    {"le cadre : quel rôle ?", "cadre rôle"},
    {"pas les modérateurs : la nuit", "nuit -rôle:modérateur"},
    {"les questions des modératrices", "rôle:modérateur"},
    // codes
    {"passages codés III.B", "code:III.B"},
    {"toutes les citations codées « Son calme » (III.C)", "code:III.C"},
    {"son calme (III.C), codé par les deux chercheuses", "codé-par:tous code:III.C"},
    {"passages codés III.B ou III.C", "code:III.B OU code:III.C"},
    {"passages codés « Son calme » et « Les nuits sans relève »", "code:III.C code:III.B"},
    {"passages coded with the code III.B about sleep", "sleep code:III.B"},
    {"son calme", "son calme"},
    {"III.B", "code:III.B"},
    {"III.B et III.C", "code:III.B code:III.C"},
    {"codes 2.3 ou 4.1", "code:FG1.2.3 OU code:FG2.4.1"},
    {"question 4", "code:Q4"},
    {"réponses à la question 4 sur la nuit", "nuit code:Q4"},
    {"la question 4 me gêne", "la question 4 me gêne"},
    {"passages codés III.B mais pas par B", "-codé-par:B code:III.B"},
    // what is left out
    {"la nuit, sans parler de la relève", "nuit -relève"},
    {"la nuit sauf la relève", "nuit -relève"},
    {"sleep, without talking about handover", "sleep -handover"},
    {"situations hors la loi", "situations hors la loi"},
    // memos
    {"mémos sur la relève", "mémo:relève"},
    {"memos about sleep", "mémo:sleep"},
    // lines, locators, questions of the guide
    {"FG2 l. 138", "ligne:138 document:FG2"},
    {"FG2, lignes 130 à 140", "ligne:130-140 document:FG2"},
    {"l.138", "ligne:138"},
    {"tout ce qui est repéré K1K7", "repère:K1K7"},
    {"K1K7", "repère:K1K7"},
    {"repère 12", "repère:12"},
    {"12 heures", "12 heures"},
    {"tour 39 du FG2", "tour:39 document:FG2"},
    {"FG2, tours 39 à 45", "tour:39-45 document:FG2"},
    {"turn 39", "tour:39"},
    {"FG2:39", "document:FG2 tour:39"},
    {"un tour de table", "un tour de table"},
    {"réponses à la question 2 sur la nuit", "nuit question:2"},
    {"question 9 : la nuit", "question 9 la nuit"},
};

START_TEST(what_is_named)
{
    check_understood(names, named[_i].text, named[_i].printed);
}
END_TEST

static const sentence_case marks[] = {
    {"où est-ce que les participants rient ?", "marque:rires"},
    {"À quels moments le groupe rit-il ? (rires, moqueries)", "marque:rires plutôt:(moqueries)"},
    {"Where do participants laugh?", "marque:rires"},
    {"où y a-t-il des silences ?", "marque:pause"},
    {"où rient les kinésithérapeutes ?",
     "rient kinésithérapeutes plutôt:(groupe:kinésithérapeutes)"},
    {"rires", "rires"},
    {"tous les rires", "marque:rires"},
    {"pauses et silences", "marque:pause"},
    {"où y a-t-il de longues pauses ?", "marque:pause"},
    {"quand se coupent-ils la parole ?", "marque:chevauchement"},
    {"quand parlent-ils tous en même temps ?", "marque:chevauchement"},
    {"when do they all talk at the same time?", "marque:chevauchement"},
    {"la relève en FG2", "relève document:FG2"},
    {"le rire comme défense", "le rire comme défense"},
};

START_TEST(what_is_heard)
{
    check_understood(names, marks[_i].text, marks[_i].printed);
}
END_TEST

START_TEST(tells_of_an_unknown_coder)
{
    propos_arena *arena = propos_arena_new();
    propos_parsed parsed;
    ck_assert_int_eq(
        propos_query_parse(arena, "passages codés par Zoé", names, lists, &parsed, NULL),
        PROPOS_OK);
    ck_assert_uint_eq(parsed.notice_count, 1);
    ck_assert_ptr_nonnull(strstr(parsed.notices[0], "Zoé"));
    propos_arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sentences");
    TCase *tests = tcase_create("sentences");
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, who_coded, 0, sizeof coders / sizeof *coders);
    tcase_add_loop_test(tests, who_coded_of_three, 0, sizeof three / sizeof *three);
    tcase_add_loop_test(tests, what_is_asked, 0, sizeof asked / sizeof *asked);
    tcase_add_loop_test(tests, what_is_named, 0, sizeof named / sizeof *named);
    tcase_add_loop_test(tests, what_is_heard, 0, sizeof marks / sizeof *marks);
    tcase_add_test(tests, tells_of_an_unknown_coder);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
