#include "invented_study.h"

#include "base/memory.h"
#include "indexer/run.h"

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// ---- the study "marche" ----

static const char *const MARKET[][2] = {
    {"study.ini", "[study]\nid = marche\ntitle = Le marché couvert en hiver\ncoders = Ana, Bob\n"},
    {"documents.csv", "document,title,group,kind\n"
                      "FG1,Les vendeurs,vendeurs de la halle,focus-group\n"
                      "E1,Une cliente,clients,interview\n"
                      "C1,Citations du chapitre,,quotes\n"},
    {"participants.csv", "document,label,role,métier,age,alias_of\n"
                         "FG1,M,moderator,,,\n"
                         "FG1,1,participant,poissonnier,58,\n"
                         "FG1,2,participant,fromagère,41,\n"
                         "FG1,JO,participant,,,2\n"
                         "E1,I,interviewer,,,\n"
                         "E1,P,participant,retraitée,70,\n"},
    {"guide.csv", "document,question,first_turn,last_turn,text\n"
                  "FG1,1,1,4,Qu'est-ce qui vous inquiète ?\n"
                  "FG1,2,5,8,Et les clients ?\n"},
    {"codes.csv", "code,parent,name,definition\n"
                  "T1,,Les inquiétudes,\n"
                  "T1.1,T1,Le loyer et ses échéances,tout ce qui touche au bailleur\n"
                  "T1.2,T1,La concurrence,\n"
                  "T2,,Le métier,\n"
                  "T3,,Le froid et la pluie,\n"},
    {"progress.csv", "document,coder,state\n"
                     "FG1,Ana,done\nFG1,Bob,done\nE1,Ana,done\n"},
    {"synonyms.txt", "halle = marché couvert\n"},
    {"transcripts/FG1.csv",
     "turn,speaker,line,text\n"
     "1,M,1,Qu'est-ce qui vous inquiète ici ?\n"
     "2,1,3,\"L'échéance du loyer me fait peur (.) surtout en janvier, quand il gèle.\"\n"
     "3,2,5,Moi c'est la concurrence {rires} la concurrence du supermarché.\n"
     "4,1,7,Les échéances tombent toujours quand il pleut. On vend moins de poisson ces jours-là.\n"
     "5,M,9,\"Vous parliez de l'échéance, et les clients ?\"\n"
     "6,JO,11,Ils trouvent la halle trop froide. C'est notre côté cœur de ville.\n"
     "7,1,13,Une cliente m'a dit qu'elle préférait la cote du quai.\n"
     "8,,,{silence}\n"},
    {"transcripts/E1.csv", "turn,speaker,text\n"
                           "1,I,Vous venez souvent ?\n"
                           "2,P,Chaque semaine. Le marché couvert me plaît même quand il gèle.\n"
                           "3,I,Et le prix du poisson ?\n"
                           "4,P,\"Il a doublé, comme le loyer.\"\n"},
    {"transcripts/C1.csv", "turn,speaker,locator,text\n"
                           "1,,P3V1,Le bailleur ne répond jamais.\n"
                           "2,,P3V2,On se serre les coudes.\n"},
    {"codings/ana.csv", "coder,code,document,turn,start,turn_end,end,memo\n"
                        "Ana,T1.1,FG1,2,0,2,32,\n"
                        "Ana,T3,FG1,2,37,2,71,\n"
                        "Ana,T1.2,FG1,3,10,3,24,une vraie crainte\n"
                        "Ana,T1.1,FG1,4,0,4,46,\n"
                        "Ana,T2,FG1,6,34,7,10,\n"
                        "Ana,T1.1,E1,4,11,4,28,\n"},
    {"codings/bob.csv", "coder,code,document,turn,start,turn_end,end,memo\n"
                        "Bob,T1,FG1,2,2,2,20,\n"
                        "Bob,T1.1,FG1,2,20,2,32,\n"
                        "Bob,T1.2,FG1,3,33,3,62,\n"
                        "Bob,T3,FG1,4,30,4,46,le temps qu'il fait\n"},
};

static const char *const QUAY[][2] = {
    {"study.ini", "[study]\nid = quai\ntitle = Le quai des pêcheurs\n"},
    {"transcripts/Q1.csv", "turn,speaker,text\n"
                           "1,A,Le poisson se vend sur le quai avant sept heures.\n"
                           "2,B,\"Le loyer du quai, lui, ne bouge pas.\"\n"},
};

void invented_study_write(const char *source, const char *name, const char *text)
{
    char path[2 * PROPOS_PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", source, name);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    ck_assert_int_eq(propos_make_dir(path, NULL), PROPOS_OK);
    *slash = '/';
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

// A long turn of two passages, which one coding covers: sentences enough for the passages to be
// cut.
static void write_long_turn(const char *source)
{
    propos_buffer text = {0};
    propos_buffer_puts(&text, "turn,speaker,text\n1,P,\"");
    for (int i = 0; i < 24; i++) {
        propos_buffer_printf(&text, "%s",
                             i == 2    ? "Le tabouret bleu était à ma grand-mère. "
                             : i == 21 ? "Le tabouret rouge aussi venait d'elle, je crois. "
                                       : "On raconte beaucoup de choses sur cette place, le soir "
                                         "après la fermeture. ");
    }
    propos_buffer_puts(&text, "\"\n");
    invented_study_write(source, "transcripts/E2.csv", propos_buffer_text(&text));
    invented_study_write(source, "codings/long.csv",
                         "coder,code,document,turn,start,turn_end,end\n"
                         "Ana,T2,E2,1,20,1,1500\n");
    propos_buffer_free(&text);
}

void invented_study_index(const char *source)
{
    propos_error error;
    propos_error_clear(&error);
    propos_lists *lists = NULL;
    propos_analyser *analyser = NULL;
    propos_reading *reading = NULL;
    propos_import_counts counts;
    ck_assert_int_eq(propos_lists_load(propos_stopwords_dir(), &lists, &error), PROPOS_OK);
    ck_assert_int_eq(propos_analyser_new(lists, &analyser, &error), PROPOS_OK);
    ck_assert_int_eq(propos_reading_new(source, NULL, analyser, &reading, &error), PROPOS_OK);
    for (size_t i = 0; i < reading->faults.count; i++) {
        ck_abort_msg("%s:%ld: %s", reading->faults.items[i].source.file,
                     reading->faults.items[i].source.line, reading->faults.items[i].what);
    }
    propos_run_options options = {0};
    propos_status status = propos_run(reading, &options, &counts, &error);
    ck_assert_msg(status == PROPOS_OK, "%s", error.text);
    propos_reading_free(reading);
    propos_analyser_free(analyser);
    propos_lists_free(lists);
}

void invented_study_make(invented_study *study)
{
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(study->folder, sizeof study->folder, "%s/propos-answer-XXXXXX",
                   tmp != NULL ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(study->folder));
    ck_assert_int_eq(propos_path_join(study->state, study->folder, "state", NULL), PROPOS_OK);
    ck_assert_int_eq(propos_path_join(study->source, study->folder, "marche", NULL), PROPOS_OK);
    ck_assert_int_eq(propos_path_join(study->other, study->folder, "quai", NULL), PROPOS_OK);
    for (size_t i = 0; i < sizeof MARKET / sizeof *MARKET; i++) {
        invented_study_write(study->source, MARKET[i][0], MARKET[i][1]);
    }
    write_long_turn(study->source);
    for (size_t i = 0; i < sizeof QUAY / sizeof *QUAY; i++) {
        invented_study_write(study->other, QUAY[i][0], QUAY[i][1]);
    }
    ck_assert_int_eq(setenv("PROPOS_HOME", study->state, 1), 0);
    // What is found must not depend on what this machine has installed.
    ck_assert_int_eq(setenv("PROPOS_DICTIONARY", "/nowhere", 1), 0);
    ck_assert_int_eq(setenv("PROPOS_THESAURUS", "/nowhere", 1), 0);
    invented_study_index(study->source);
    invented_study_index(study->other);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

void invented_study_remove(invented_study *study)
{
    (void)nftw(study->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

propos_status invented_study_ask(propos_library *library, const char *operation,
                                 const char *subject, const char *parameters, json_t **answer,
                                 propos_error *error)
{
    enum { MOST = 16 };
    propos_parameter items[MOST];
    size_t count = 0;
    char *copy = propos_strdup(parameters);
    char *rest = NULL;
    for (char *item = strtok_r(copy, "&", &rest); item != NULL && count < MOST;
         item = strtok_r(NULL, "&", &rest)) {
        char *equals = strchr(item, '=');
        ck_assert_ptr_nonnull(equals);
        *equals = '\0';
        items[count++] = (propos_parameter){item, equals + 1};
    }
    propos_request request = {
        .operation = operation, .subject = subject, .parameters = items, .parameter_count = count};
    propos_error_clear(error);
    propos_status status = propos_library_answer(library, &request, answer, error);
    free(copy);
    return status;
}
