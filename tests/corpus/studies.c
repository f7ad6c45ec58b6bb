#include "studies.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/paths.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void bench_open(bench *b)
{
    memset(b, 0, sizeof *b);
    propos_error_clear(&b->error);
    snprintf(b->dir, sizeof b->dir, "%s/propos-corpus-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(b->dir));
    snprintf(b->path, sizeof b->path, "%s/record.db", b->dir);
    b->arena = propos_arena_new();
    ck_ok(b, propos_lists_load(propos_stopwords_dir(), &b->lists, &b->error));
    ck_ok(b, propos_analyser_new(b->lists, &b->analyser, &b->error));
    ck_ok(b, propos_record_open(b->path, PROPOS_RECORD_WRITE, b->analyser, &b->record, &b->error));
}

void bench_close(bench *b)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    propos_record_close(b->record);
    propos_analyser_free(b->analyser);
    propos_lists_free(b->lists);
    propos_arena_free(b->arena);
    for (size_t i = 0; i < 3; i++) {
        char path[320];
        snprintf(path, sizeof path, "%s%s", b->path, ends[i]);
        unlink(path);
    }
    rmdir(b->dir);
}

propos_import_counts bench_import(bench *b, const propos_study_data *study)
{
    propos_import_counts counts;
    ck_ok(b, propos_record_import(b->record, study, NULL, NULL, &counts, &b->error));
    return counts;
}

// ---- the study ----

static const propos_attribute NURSE[] = {{"métier", "infirmière"}, {"Âge", "42"}};
static const propos_attribute DOCTOR[] = {{"métier", "médecin"}, {"Âge", "58"}};

static const propos_line_mark WHOLE[] = {{0, 10}, {40, 11}, {90, 12}};
static const propos_line_mark FIRST_1[] = {{0, 1}};
static const propos_line_mark FIRST_3[] = {{0, 3}};
static const propos_line_mark FIRST_9[] = {{0, 9}};

static const propos_turn_data FG[] = {
    {.number = 1,
     .speaker = "M",
     .text = "Comment se passe la fin du service ?",
     .lines = FIRST_1,
     .line_count = 1,
     .time_ms = -1},
    {.number = 2,
     .speaker = "1",
     .text = "On a l'impression que les patients nous échappent (.) une fois rentrés chez eux, on "
             "ne sait plus rien de ce qu'ils deviennent, et personne ne nous rappelle pour nous le "
             "dire, jamais.",
     .lines = FIRST_3,
     .line_count = 1,
     .time_ms = -1},
    {.number = 3, .text = "{rires}", .time_ms = -1},
    {.number = 4,
     .speaker = "Zoé",
     .text = "Moi, je téléphone le lendemain.",
     .lines = FIRST_9,
     .line_count = 1,
     .time_ms = 61000},
    {.number = 5,
     .speaker = "2",
     .text = "Le médecin de famille reprend la main ; il nous écrit, et cela suffit. Parfois il "
             "vient nous voir dans le service.",
     .lines = WHOLE,
     .line_count = 3,
     .lines_complete = true,
     .time_ms = -1},
    {.number = 6, .speaker = "?", .text = "Pas toujours…", .time_ms = -1},
};

static const propos_turn_data QUOTES[] = {
    {.number = 1,
     .speaker = "A",
     .text = "Je rappelle toujours.",
     .locator = "V2V6",
     .time_ms = -1},
    {.number = 2,
     .speaker = "B",
     .text = "Le téléphone sonne sans arrêt.",
     .locator = "V3V1",
     .time_ms = -1},
};

static propos_turn_data *interview(propos_arena *arena)
{
    const propos_turn_data turns[] = {
        {.number = 1, .speaker = "E", .text = "Racontez-moi une journée.", .time_ms = -1},
        {.number = 2, .speaker = "I", .text = long_speech(arena, 500), .time_ms = -1},
        {.number = 3, .speaker = "E", .text = "Et la nuit ?", .time_ms = -1},
    };
    return propos_arena_copy(arena, turns, 3, sizeof turns[0]);
}

propos_study_data *study_of_nurses(propos_arena *arena)
{
    static const propos_speaker_data speakers[] = {
        {.document = "FG", .label = "M", .role = PROPOS_ROLE_MODERATOR},
        {.document = "FG",
         .label = "1",
         .role = PROPOS_ROLE_PARTICIPANT,
         .attributes = NURSE,
         .attribute_count = 2},
        {.document = "FG",
         .label = "2",
         .role = PROPOS_ROLE_PARTICIPANT,
         .attributes = DOCTOR,
         .attribute_count = 2},
        {.document = "FG", .label = "Zoé", .alias_of = "1"},
        {.document = "ENT", .label = "E", .role = PROPOS_ROLE_INTERVIEWER},
    };
    static const propos_code_data codes[] = {
        {.id = "1.1",
         .parent = "1",
         .name = "Le suivi perdu",
         .definition = "On ne sait plus\nce que devient le patient"},
        {.id = "1", .name = "La sortie"},
        {.id = "1.2", .parent = "1", .name = "Le téléphone"},
        {.id = "2", .name = "Le médecin de famille"},
        {.id = "2.1", .parent = "2", .name = "Le courrier"},
    };
    static const propos_equivalence_data same[] = {{.code = "1.2", .theme = "lien"},
                                                   {.code = "2.1", .theme = "lien"}};
    static const propos_coding_data codings[] = {
        {.coder = "Anne",
         .code = "1.1",
         .document = "FG",
         .turn = 2,
         .start = 5,
         .turn_end = 2,
         .end = 49,
         .memo = "Le mot fort",
         .unit = "7"},
        {.coder = "Anne",
         .code = "1.2",
         .document = "FG",
         .turn = 2,
         .start = 60,
         .turn_end = 4,
         .end = 10,
         .unit = "8"},
        {.coder = "Anne",
         .code = "2",
         .document = "FG",
         .turn = 2,
         .start = 60,
         .turn_end = 4,
         .end = 10,
         .unit = "8"},
        {.coder = "Basile",
         .code = "1",
         .document = "FG",
         .turn = 2,
         .start = 20,
         .turn_end = 2,
         .end = 30,
         .round = "consensus"},
        {.coder = "Basile",
         .code = "2.1",
         .document = "FG",
         .turn = 5,
         .start = 30,
         .turn_end = 5,
         .end = 30},
        {.coder = "Basile",
         .code = "1.1",
         .document = "VERB",
         .turn = 1,
         .start = 0,
         .turn_end = 1,
         .end = 5},
        {.code = "1.2", .document = "VERB", .turn = 2, .start = 0, .turn_end = 2, .end = 5},
    };
    static const propos_guide_data guide[] = {{.document = "FG",
                                               .question = "Q1",
                                               .first_turn = 1,
                                               .last_turn = 3,
                                               .text = "La fin du service"}};
    static const propos_progress_data progress[] = {
        {.document = "FG", .coder = "Basile", .done = false},
        {.document = "ENT", .coder = "Anne", .done = true},
    };
    static const propos_file_data files[] = {
        {.path = "transcripts/FG.txt", .digest = "d1", .size = 100, .mtime_ns = 5}};
    static const char *coders[] = {"Anne", "Basile"};
    const propos_document_data documents[] = {
        {.id = "ENT", .kind = "interview", .order = 2, .turns = interview(arena), .turn_count = 3},
        {.id = "FG",
         .title = "Les infirmières",
         .group = "Service d'Été",
         .kind = "focus-group",
         .date = "2020-01-02",
         .place = "Nantes",
         .order = 1,
         .turns = propos_arena_copy(arena, FG, 6, sizeof FG[0]),
         .turn_count = 6,
         .source = {"transcripts/FG.txt", 1}},
        {.id = "VERB",
         .kind = "quotes",
         .group = "Service d'Été",
         .order = 3,
         .turns = propos_arena_copy(arena, QUOTES, 2, sizeof QUOTES[0]),
         .turn_count = 2},
    };
    const propos_study_data study = {
        .id = "infirmieres",
        .title = "Après la sortie",
        .language = "fr",
        .source_path = "/études/infirmières",
        .coders = propos_arena_copy(arena, coders, 2, sizeof coders[0]),
        .coder_count = 2,
        .documents = propos_arena_copy(arena, documents, 3, sizeof documents[0]),
        .document_count = 3,
        .speakers = propos_arena_copy(arena, speakers, 5, sizeof speakers[0]),
        .speaker_count = 5,
        .codes = propos_arena_copy(arena, codes, 5, sizeof codes[0]),
        .code_count = 5,
        .equivalences = propos_arena_copy(arena, same, 2, sizeof same[0]),
        .equivalence_count = 2,
        .codings = propos_arena_copy(arena, codings, 7, sizeof codings[0]),
        .coding_count = 7,
        .guide = propos_arena_copy(arena, guide, 1, sizeof guide[0]),
        .guide_count = 1,
        .progress = propos_arena_copy(arena, progress, 2, sizeof progress[0]),
        .progress_count = 2,
        .files = propos_arena_copy(arena, files, 1, sizeof files[0]),
        .file_count = 1};
    return propos_arena_copy(arena, &study, 1, sizeof study);
}

char *long_speech(propos_arena *arena, size_t words)
{
    static const char *const some[] = {"le",      "patient", "arrive", "tôt",   "et",     "la",
                                       "famille", "attend",  "devant", "notre", "bureau", "fermé"};
    propos_buffer text = {0};
    for (size_t i = 0; i < words; i++) {
        const bool first = i % 12 == 0;
        propos_buffer_puts(&text, i == 0 ? "" : first ? ". " : " ");
        if (first) {
            propos_buffer_printf(&text, "Alors%zu", i / 12);
        } else {
            propos_buffer_puts(&text, some[(i * 7 + i / 12) % 12]);
        }
    }
    propos_buffer_puts(&text, ".");
    char *copy = propos_arena_strdup(arena, propos_buffer_text(&text));
    propos_buffer_free(&text);
    return copy;
}

// ---- looking inside ----

static void dump_table(sqlite3 *db, const char *table, propos_buffer *out)
{
    sqlite3_stmt *statement = NULL;
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", table);
    propos_buffer_printf(out, "== %s\n", table);
    ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            if (sqlite3_column_type(statement, i) == SQLITE_BLOB) { // may hold zeros
                const unsigned char *bytes = sqlite3_column_blob(statement, i);
                for (int k = 0; k < sqlite3_column_bytes(statement, i); k++) {
                    propos_buffer_printf(out, "%02x", bytes[k]);
                }
            } else {
                const char *text = (const char *)sqlite3_column_text(statement, i);
                propos_buffer_puts(out, text != NULL ? text : "NULL");
            }
            propos_buffer_putc(out, '|');
        }
        propos_buffer_putc(out, '\n');
    }
    sqlite3_finalize(statement);
}

char *dump(bench *b)
{
    sqlite3 *db = propos_record_sqlite(b->record);
    sqlite3_stmt *tables = NULL;
    propos_buffer out = {0};
    ck_assert_int_eq(
        sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
                           -1, &tables, NULL),
        SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        dump_table(db, (const char *)sqlite3_column_text(tables, 0), &out);
    }
    sqlite3_finalize(tables);
    char *copy = propos_arena_strdup(b->arena, propos_buffer_text(&out));
    propos_buffer_free(&out);
    return copy;
}
