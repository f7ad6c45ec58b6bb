#include "invented.h"

#include "base/arena.h"
#include "base/memory.h"
#include "base/paths.h"

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint32_t chance_below(chance *c, uint32_t limit)
{
    c->state ^= c->state >> 12;
    c->state ^= c->state << 25;
    c->state ^= c->state >> 27;
    return (uint32_t)((c->state * UINT64_C(2685821657736338717)) >> 33) % limit;
}

#define PICK(c, words) (words)[chance_below((c), sizeof(words) / sizeof(words)[0])]

static const char *const WORDS[] = {
    "médecin",
    "médecine",
    "généraliste",
    "patient",
    "patiente",
    "hôpital",
    "échappe",
    "échapper",
    "échappement",
    "échappent",
    "echapper",
    "écoute",
    "écouter",
    "soin",
    "soigner",
    "soignante",
    "peur",
    "travail",
    "fatigue",
    "fatiguée",
    "nuit",
    "jour",
    "dire",
    "dit",
    "sœur",
    "cœur",
    "œuvre",
    "naïf",
    "forêt",
    "été",
    "ete",
    "père",
    "pere",
    "perte",
    "pèse",
    "3C",
    "MG",
    "IRM",
    "tension",
    "traitement",
    "traitant",
    "annonce",
    "annoncé",
    "cancer",
    "cancers",
    "confiance",
    "parler",
    "parle",
    "temps",
    "moment",
    "toujours",
    "jamais",
    "peut-être",
    "rendez-vous",
    "après-midi",
    "c'est-à-dire",
    "quelqu'un",
    "aujourd'hui",
    "l'hôpital",
    "l’échappement",
    "qu'elle",
    "d'accord",
    "j'écoute",
    "s'échapper",
    "n'est",
    "patient·e·s",
    "infirmier·ère",
    "de",
    "la",
    "le",
    "les",
    "et",
    "à",
    "ça",
    "un",
    "petit",
    "peu",
    "nous",
    "elles",
    "on",
    "pas",
    "est-ce",
    "ÉCHAPPEMENT",
    "Médecin",
};
static const char *const MARKS[] = {
    "(.)", "{rires}", "{pause de 3 secondes}", "…", "[", "=", "(Rire.)", "{accord de tête}",
};
static const char *const ENDS[] = {". ", " ? ", ", ", " ! ", "\n", "; "};
static const char *const CODE_WORDS[] = {
    "échappement",
    "perte de contrôle",
    "relation de soin",
    "rendez-vous",
    "médecin généraliste",
    "l'annonce",
    "peur",
    "œuvre",
    "temps",
    "confiance",
};
static const char *const MEMOS[] = {
    "à revoir : la peur de l'annonce", "échappement, mais pas le même",
    "voir le père\net la mère",        "quel rendez-vous ?",
    "médecin ou médecine ?",           "de de de la fatigue",
};

// What a turn says: words, with everything that interrupts them.
static const char *speech(propos_arena *arena, chance *c, size_t words)
{
    propos_buffer text = {0};
    const char *last = "oui";
    for (size_t i = 0; i < words; i++) {
        uint32_t what = chance_below(c, 20);
        if (what == 0) {
            propos_buffer_puts(&text, "euh");
        } else if (what == 1) {
            propos_buffer_puts(&text, last);
        } else if (what == 2) {
            propos_buffer_puts(&text, PICK(c, MARKS));
        } else {
            last = PICK(c, WORDS);
            propos_buffer_puts(&text, last);
        }
        propos_buffer_puts(&text, chance_below(c, 8) == 0 ? PICK(c, ENDS) : " ");
    }
    propos_buffer_puts(&text, "voilà.");
    const char *kept = propos_arena_strdup(arena, text.bytes);
    propos_buffer_free(&text);
    return kept;
}

static const char *const LABELS[] = {"M", "1", "2", "3"};
enum { SPEAKERS = 4, CODES = 12 };

static void add_document(propos_arena *arena, chance *c, propos_document_data *document, size_t at,
                         size_t turns)
{
    document->id = propos_arena_printf(arena, "E%zu", at + 1);
    document->kind = at % 3 == 2 ? "quotes" : "focus-group";
    document->group = at % 2 == 0 ? "Généralistes" : "Hôpital";
    document->order = (long)at + 1;
    document->turn_count = turns;
    document->turns = propos_arena_alloc(arena, turns, sizeof *document->turns);
    for (size_t t = 0; t < turns; t++) {
        propos_turn_data *turn = &document->turns[t];
        turn->number = (uint32_t)t + 1;
        turn->speaker = chance_below(c, 12) == 0 ? NULL : LABELS[chance_below(c, SPEAKERS)];
        turn->text = speech(arena, c, chance_below(c, 15) == 0 ? 400 : 3 + chance_below(c, 40));
        turn->time_ms = -1;
    }
}

static void add_speakers(propos_arena *arena, propos_study_data *study)
{
    study->speaker_count = study->document_count * SPEAKERS;
    study->speakers = propos_arena_alloc(arena, study->speaker_count, sizeof *study->speakers);
    for (size_t i = 0; i < study->speaker_count; i++) {
        study->speakers[i] = (propos_speaker_data){
            .document = study->documents[i / SPEAKERS].id,
            .label = LABELS[i % SPEAKERS],
            .role = i % SPEAKERS == 0 ? PROPOS_ROLE_MODERATOR : PROPOS_ROLE_PARTICIPANT,
        };
    }
}

static void add_codes(propos_arena *arena, chance *c, propos_study_data *study)
{
    study->code_count = CODES;
    study->codes = propos_arena_alloc(arena, CODES, sizeof *study->codes);
    for (size_t i = 0; i < CODES; i++) {
        propos_code_data *code = &study->codes[i];
        code->id = propos_arena_printf(arena, "C%zu", i);
        code->parent = i < 3 ? NULL : propos_arena_printf(arena, "C%zu", (i - 1) / 3);
        code->name = propos_arena_printf(arena, "%s %s", PICK(c, CODE_WORDS), PICK(c, WORDS));
        code->definition = i % 2 == 0 ? speech(arena, c, 6) : NULL;
    }
}

static void add_codings(propos_arena *arena, chance *c, propos_study_data *study, size_t turns)
{
    static const char *const CODERS[] = {"Anne", "Benoît"};
    study->coders = propos_arena_copy(arena, CODERS, 2, sizeof CODERS[0]);
    study->coder_count = 2;
    study->coding_count = study->document_count * turns;
    study->codings = propos_arena_alloc(arena, study->coding_count, sizeof *study->codings);
    for (size_t i = 0; i < study->coding_count; i++) {
        const propos_document_data *document =
            &study->documents[chance_below(c, (uint32_t)study->document_count)];
        uint32_t turn = 1 + chance_below(c, (uint32_t)turns);
        uint32_t start = chance_below(c, 4);
        study->codings[i] = (propos_coding_data){
            .coder = PICK(c, CODERS),
            .code = study->codes[chance_below(c, CODES)].id,
            .document = document->id,
            .turn = turn,
            .start = start,
            .turn_end = turn,
            .end = start + 5,
            .memo = chance_below(c, 3) == 0 ? PICK(c, MEMOS) : NULL,
        };
    }
}

void invented_import(invented *study, uint64_t seed, size_t documents, size_t turns)
{
    propos_arena *arena = propos_arena_new();
    chance c = {seed * 2 + 1};
    propos_study_data data = {.id = "inventee", .title = "Étude inventée", .language = "fr"};
    propos_import_counts counts;
    propos_error error;
    propos_error_clear(&error);
    data.source_path = study->dir;
    data.document_count = documents;
    data.documents = propos_arena_alloc(arena, documents, sizeof *data.documents);
    for (size_t i = 0; i < documents; i++) {
        add_document(arena, &c, &data.documents[i], i, turns);
    }
    add_speakers(arena, &data);
    add_codes(arena, &c, &data);
    add_codings(arena, &c, &data, turns);
    propos_status status = propos_record_import(study->record, &data, NULL, NULL, &counts, &error);
    ck_assert_msg(status == PROPOS_OK, "import: %s", error.text);
    propos_arena_free(arena);
}

void invented_open(invented *study)
{
    propos_error error;
    propos_error_clear(&error);
    memset(study, 0, sizeof *study);
    (void)snprintf(study->dir, sizeof study->dir, "/tmp/propos-engine-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(study->dir));
    (void)snprintf(study->index, sizeof study->index, "%s/%s", study->dir, PROPOS_INDEX_NAME);
    (void)snprintf(study->record_path, sizeof study->record_path, "%s/%s", study->dir,
                   PROPOS_RECORD_NAME);
    ck_assert_msg(propos_lists_load(propos_stopwords_dir(), &study->lists, &error) == PROPOS_OK,
                  "lists: %s", error.text);
    ck_assert_int_eq(propos_analyser_new(study->lists, &study->analyser, &error), PROPOS_OK);
    ck_assert_msg(propos_record_open(study->record_path, PROPOS_RECORD_WRITE, study->analyser,
                                     &study->record, &error) == PROPOS_OK,
                  "record: %s", error.text);
}

void invented_index(invented *study)
{
    propos_error error;
    propos_error_clear(&error);
    propos_status status =
        propos_index_update(study->dir, study->record, study->analyser, false, NULL, NULL, &error);
    ck_assert_msg(status == PROPOS_OK, "index: %s", error.text);
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *where)
{
    (void)about;
    (void)type;
    (void)where;
    return remove(path);
}

void invented_close(invented *study)
{
    propos_record_close(study->record);
    propos_analyser_free(study->analyser);
    propos_lists_free(study->lists);
    (void)nftw(study->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
