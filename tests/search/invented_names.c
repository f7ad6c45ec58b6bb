#include "tests/search/invented_names.h"

#include "base/paths.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

propos_snapshot *invented_study(void)
{
    static const char *groups[] = {"sages-femmes libérales", "kinésithérapeutes", "Aubrac Nord",
                                   "Aubrac Sud", "CHL"};
    static const char *coders[] = {"A", "B"};
    static const propos_snap_document documents[] = {
        {.id = "FG1", .title = "Focus group des sages-femmes"},
        {.id = "FG2", .title = "Focus group des kinésithérapeutes"},
        {.id = "E-LO", .title = "Entretien avec la responsable du service"},
        {.id = "NI"},
        {.id = "E3", .title = "Cadre de nuit, Clinique Sainte Odile"},
    };
    static const propos_attribute rural[] = {{"milieu", "rural"}, {"âge", "52"}};
    static const propos_attribute midwife[] = {{"métier", "échographiste"}, {"milieu", "urbain"}};
    static const propos_attribute nurse[] = {{"sexe", "F"}, {"métier", "puéricultrice de nuit"}};
    static const propos_snap_speaker speakers[] = {
        {.label = "1", .attributes = rural, .attribute_count = COUNT(rural)},
        {.label = "8", .attributes = midwife, .attribute_count = COUNT(midwife)},
        {.label = "VO2", .attributes = nurse, .attribute_count = COUNT(nurse)},
        {.label = "CADRE"},
        {.label = "M", .role = PROPOS_ROLE_MODERATOR},
    };
    static const propos_snap_code codes[] = {
        {.id = "III", .name = "La charge de travail"},
        {.id = "III.B", .name = "Les nuits sans relève"},
        {.id = "III.C", .name = "Son calme"},
        {.id = "FG1", .name = "Le groupe des sages-femmes"},
        {.id = "FG1.2.3", .name = "Les gardes"},
        {.id = "FG2.4.1", .name = "Le matériel"},
        {.id = "Q4", .name = "Question 4 : que faudrait-il changer ?"},
    };
    static const propos_snap_question questions[] = {{.question = "1"}, {.question = "2"}};
    static const propos_snap_turn turns[] = {
        {.locator = "K1K7"}, {.locator = NULL}, {.locator = "12"}};
    static propos_snapshot study = {
        .id = "veilleuses",
        .groups = groups,
        .group_count = COUNT(groups),
        .coders = coders,
        .coder_count = COUNT(coders),
        .documents = documents,
        .document_count = COUNT(documents),
        .speakers = speakers,
        .speaker_count = COUNT(speakers),
        .codes = codes,
        .code_count = COUNT(codes),
        .questions = questions,
        .question_count = COUNT(questions),
        .turns = turns,
        .turn_count = COUNT(turns),
    };
    return &study;
}

propos_snapshot *invented_trio(void)
{
    static const char *coders[] = {"Anne Roux", "Bilal", "Jean-Luc"};
    static propos_snapshot study = {.id = "trio", .coders = coders, .coder_count = COUNT(coders)};
    return &study;
}

propos_lists *shipped_lists(void)
{
    propos_lists *lists = NULL;
    propos_error error;
    propos_error_clear(&error);
    if (propos_lists_load(propos_stopwords_dir(), &lists, &error) != PROPOS_OK) {
        char line[PROPOS_ERROR_TEXT];
        (void)fprintf(stderr, "%s\n", propos_error_line(&error, line, sizeof line));
        abort();
    }
    return lists;
}
