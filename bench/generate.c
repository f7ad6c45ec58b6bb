#include "bench/generate.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/paths.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TURNS = 200, SPEAKERS = 8, SHORTEST = 20, LONGEST = 120, ROOTS = 3, BRANCHES = 8 };

// About as many of a text's words are function words as in speech.
enum { FUNCTION_PERCENT = 45 };

static const char *const FUNCTION_WORDS[] = {
    "de",   "la",   "le",   "et", "les",  "des",  "en",  "un",   "du",    "une",  "que",   "est",
    "pour", "qui",  "dans", "a",  "par",  "plus", "pas", "au",   "sur",   "ne",   "se",    "ce",
    "il",   "sont", "je",   "on", "mais", "nous", "ça",  "donc", "alors", "avec", "c'est", "l'on"};
enum { FUNCTION_COUNT = sizeof FUNCTION_WORDS / sizeof FUNCTION_WORDS[0] };

static const char *const SYLLABLES[] = {"ba",  "ché", "di",  "fo",  "gu", "la", "mé",
                                        "ni",  "pou", "ra",  "sé",  "ti", "va", "bri",
                                        "cla", "dou", "flé", "gra", "mi", "né"};
enum { SYLLABLE_COUNT = sizeof SYLLABLES / sizeof SYLLABLES[0] };
static const char *const ENDINGS[] = {"ment", "tion", "s", "er", "e", "eur", "age", "é"};
enum { ENDING_COUNT = sizeof ENDINGS / sizeof ENDINGS[0] };

uint64_t bench_next(bench_random *random)
{
    uint64_t z = random->state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

uint32_t bench_below(bench_random *random, uint32_t limit)
{
    return (uint32_t)(((bench_next(random) >> 32) * limit) >> 32);
}

// ---- French words, when a thesaurus is installed ----

// Headwords of the thesaurus, shuffled. Read once, before any thread.
static char **french;
static size_t french_count;
enum { WORD_LONGEST = 40 };

static bool is_plain_word(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)line[i];
        if (c < 0x80 && !(c >= 'a' && c <= 'z')) {
            return false;
        }
    }
    return length > 3 && length < WORD_LONGEST;
}

bool bench_words_load(void)
{
    const char *place = getenv("PROPOS_THESAURUS"); // NOLINT(concurrency-mt-unsafe): one thread
    char path[PROPOS_PATH_SIZE];
    char line[256];
    size_t capacity = 0;
    (void)snprintf(path, sizeof path, "%.1000s",
                   place != NULL ? place : "/usr/share/mythes/th_fr_FR_v2.dat");
    size_t length = strlen(path);
    (void)snprintf(path + (length > 4 ? length - 4 : length), 5, ".idx");
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        size_t end = strcspn(line, "|");
        if (line[end] == '|' && is_plain_word(line, end)) {
            PROPOS_GROW(french, capacity, french_count + 1);
            french[french_count++] = propos_strndup(line, end);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    bench_random random = {1};
    for (size_t i = french_count; i > 1; i--) { // Fisher and Yates
        size_t j = bench_below(&random, (uint32_t)i);
        char *other = french[j];
        french[j] = french[i - 1];
        french[i - 1] = other;
    }
    return french_count > 0;
}

// Each word stands at two ranks: as the thesaurus has it, and in another of its forms.
static void french_form(uint32_t rank, char *out)
{
    const char *word = french[rank / 2];
    size_t length = strlen(word);
    bool verb = length > 4 && strcmp(word + length - 2, "er") == 0;
    bool plural = strchr("sxz", word[length - 1]) == NULL;
    (void)snprintf(out, 48, "%.*s%s", (int)(rank % 2 == 1 && verb ? length - 2 : length), word,
                   rank % 2 == 0 ? ""
                   : verb        ? "ait"
                   : plural      ? "s"
                                 : "");
}

void bench_word(uint32_t rank, char *out)
{
    if (rank / 2 < french_count) {
        french_form(rank, out);
        return;
    }
    uint32_t left = rank;
    int length = 0;
    do {
        length += snprintf(out + length, 8, "%s", SYLLABLES[left % SYLLABLE_COUNT]);
        left /= SYLLABLE_COUNT;
    } while (left > 0);
    (void)snprintf(out + length, 8, "%s", ENDINGS[rank % ENDING_COUNT]);
}

// Log-uniform ranks are Zipf's law with s = 1.
static uint32_t zipf(bench_random *random, double log_limit)
{
    double u = (double)(bench_next(random) >> 11) / 9007199254740992.0;
    return (uint32_t)exp(u * log_limit) - 1;
}

static const char *turn_text(propos_arena *arena, bench_random *random, double log_limit)
{
    propos_buffer text = {0};
    uint32_t words = SHORTEST + bench_below(random, LONGEST - SHORTEST);
    for (uint32_t i = 0; i < words; i++) {
        char word[48];
        const char *next = word;
        if (bench_below(random, 100) < FUNCTION_PERCENT) {
            next = FUNCTION_WORDS[bench_below(random, FUNCTION_COUNT)];
        } else {
            bench_word(zipf(random, log_limit), word);
        }
        propos_buffer_puts(&text, i == 0 ? "" : bench_below(random, 14) == 0 ? ". " : " ");
        propos_buffer_puts(&text, next);
    }
    propos_buffer_putc(&text, '.');
    const char *kept = propos_arena_strndup(arena, text.bytes, text.length);
    propos_buffer_free(&text);
    return kept;
}

static void add_codes(propos_arena *arena, propos_study_data *study)
{
    size_t most = ROOTS + ROOTS * BRANCHES + ROOTS * BRANCHES * BRANCHES;
    study->codes = propos_arena_alloc(arena, most, sizeof *study->codes);
    char word[48];
    for (uint32_t r = 0; r < ROOTS; r++) {
        const char *root = propos_arena_printf(arena, "%u", r + 1);
        bench_word(200 + r, word);
        study->codes[study->code_count++] =
            (propos_code_data){.id = root, .name = propos_arena_strdup(arena, word)};
        for (uint32_t b = 0; b < BRANCHES; b++) {
            const char *branch = propos_arena_printf(arena, "%s.%u", root, b + 1);
            bench_word(300 + r * BRANCHES + b, word);
            study->codes[study->code_count++] = (propos_code_data){
                .id = branch, .parent = root, .name = propos_arena_strdup(arena, word)};
            for (uint32_t l = 0; l < BRANCHES; l++) {
                bench_word(400 + (r * BRANCHES + b) * BRANCHES + l, word);
                study->codes[study->code_count++] =
                    (propos_code_data){.id = propos_arena_printf(arena, "%s.%u", branch, l + 1),
                                       .parent = branch,
                                       .name = propos_arena_strdup(arena, word)};
            }
        }
    }
}

static void add_speakers(propos_arena *arena, propos_study_data *study, const char *document)
{
    static const char *const professions[] = {"infirmière", "médecin", "aide-soignant",
                                              "psychologue"};
    for (uint32_t i = 0; i <= SPEAKERS; i++) {
        propos_attribute *attribute = propos_arena_alloc(arena, 1, sizeof *attribute);
        *attribute = (propos_attribute){"profession", professions[i % 4]};
        study->speakers[study->speaker_count++] = (propos_speaker_data){
            .document = document,
            .label = i == 0 ? "M" : propos_arena_printf(arena, "%u", i),
            .role = i == 0 ? PROPOS_ROLE_MODERATOR : PROPOS_ROLE_PARTICIPANT,
            .attributes = attribute,
            .attribute_count = 1,
        };
    }
}

static void add_coding(propos_arena *arena, bench_random *random, propos_study_data *study,
                       const char *coder, const propos_document_data *document, uint32_t turn)
{
    uint32_t length =
        (uint32_t)strlen(document->turns[turn].text) / 2; // in bytes: an end inside the text
    uint32_t leaf = bench_below(random, ROOTS * BRANCHES * BRANCHES);
    study->codings[study->coding_count++] = (propos_coding_data){
        .coder = coder,
        .code = propos_arena_printf(arena, "%u.%u.%u", leaf / (BRANCHES * BRANCHES) + 1,
                                    leaf / BRANCHES % BRANCHES + 1, leaf % BRANCHES + 1),
        .document = document->id,
        .turn = turn + 1,
        .start = bench_below(random, 10),
        .turn_end = turn + 1,
        .end = 11 + bench_below(random, length),
        .round = "individual",
    };
}

static void add_document(propos_arena *arena, bench_random *random, propos_study_data *study,
                         size_t turns, double log_limit)
{
    propos_document_data *document = &study->documents[study->document_count++];
    static const char *const groups[] = {"soignants", "familles", "patients", "cadres"};
    document->id = propos_arena_printf(arena, "D%zu", study->document_count);
    document->group = groups[study->document_count % 4];
    document->kind = "focus-group";
    document->order = (long)study->document_count;
    document->turns = propos_arena_alloc(arena, turns, sizeof *document->turns);
    document->turn_count = turns;
    for (uint32_t i = 0; i < turns; i++) {
        document->turns[i] = (propos_turn_data){
            .number = i + 1,
            .speaker = i % 7 == 0
                           ? "M"
                           : propos_arena_printf(arena, "%u", 1 + bench_below(random, SPEAKERS)),
            .text = turn_text(arena, random, log_limit),
            .time_ms = -1,
        };
        bool first = bench_below(random, 100) < 30;
        if (first) {
            add_coding(arena, random, study, "A", document, i);
        }
        if (bench_below(random, 100) < (first ? 50 : 20)) {
            add_coding(arena, random, study, "B", document, i);
        }
    }
    add_speakers(arena, study, document->id);
}

propos_study_data *bench_study(propos_arena *arena, uint64_t seed, size_t passages)
{
    bench_random random = {seed};
    propos_study_data *study = propos_arena_alloc(arena, 1, sizeof *study);
    size_t documents = (passages + TURNS - 1) / TURNS;
    *study = (propos_study_data){
        .id = "bench", .title = "Bench", .language = "fr", .source_path = "/bench"};
    study->coders = propos_arena_alloc(arena, 2, sizeof *study->coders);
    study->coders[0] = "A";
    study->coders[1] = "B";
    study->coder_count = 2;
    study->documents = propos_arena_alloc(arena, documents, sizeof *study->documents);
    study->speakers =
        propos_arena_alloc(arena, documents * (SPEAKERS + 1), sizeof *study->speakers);
    study->codings = propos_arena_alloc(arena, passages * 2 + 2, sizeof *study->codings);
    add_codes(arena, study);
    // Heaps' law: the vocabulary grows with a power of the text's length.
    double log_limit = log(500 * pow((double)passages, 0.55));
    for (size_t left = passages; left > 0;) {
        size_t turns = left < TURNS ? left : TURNS;
        add_document(arena, &random, study, turns, log_limit);
        left -= turns;
    }
    return study;
}
