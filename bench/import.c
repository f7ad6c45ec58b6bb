// What an import costs beside merely reading the files and tokenising their text: one long
// transcript, and a study of many files. The whole way of propos-index, in this process.
#include "bench/bench.h"
#include "bench/clock.h"
#include "bench/generate.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "formats/encoding.h"
#include "indexer/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The length at which users of other tools complain, and a study larger than any thesis.
enum { LONG_CHARACTERS = 300000, MANY_FILES = 2000, FILE_CHARACTERS = 5000 };
// Turns of 5 to 60 words, as people talk.
enum { SHORTEST_TURN = 5, LONGEST_TURN = 60, LABELS = 5, WORD_RANKS = 20000 };

static void add_turn(propos_buffer *text, bench_random *random)
{
    uint32_t words = SHORTEST_TURN + bench_below(random, LONGEST_TURN - SHORTEST_TURN);
    propos_buffer_printf(text, "%s :", bench_below(random, 3) == 0 ? "M" : "P");
    if (text->bytes[text->length - 3] == 'P') {
        propos_buffer_cut(text, text->length - 2);
        propos_buffer_printf(text, "%u :", 1 + bench_below(random, LABELS));
    }
    for (uint32_t i = 0; i < words; i++) {
        char word[48];
        // The product of two draws leans to frequent words, as speech does.
        uint32_t rank = bench_below(random, 1 + bench_below(random, WORD_RANKS));
        bench_word(rank, word);
        propos_buffer_printf(text, " %s%s", bench_below(random, 8) == 0 ? "l'" : "", word);
    }
    propos_buffer_puts(text, ".\n\n");
}

static void write_transcript(const char *folder, size_t number, size_t characters,
                             bench_random *random)
{
    char path[PROPOS_PATH_SIZE];
    propos_buffer text = {0};
    while (text.length < characters) {
        add_turn(&text, random);
    }
    (void)snprintf(path, sizeof path, "%.1000s/transcripts/E%04zu.txt", folder, number);
    FILE *file = fopen(path, "we");
    if (file == NULL || fwrite(text.bytes, 1, text.length, file) != text.length ||
        fclose(file) != 0) {
        perror(path);
        exit(1);
    }
    propos_buffer_free(&text);
}

static bool count_token(void *context, const propos_token *token)
{
    (void)token;
    ++*(size_t *)context;
    return true;
}

// Reads each file, makes it UTF-8, and takes its text apart: what nothing can do without.
static double read_and_tokenise(bench *b, const char *folder, size_t files, size_t *tokens)
{
    propos_error error;
    propos_error_clear(&error);
    double start = bench_wall();
    *tokens = 0;
    for (size_t i = 0; i < files; i++) {
        char path[PROPOS_PATH_SIZE];
        char *bytes = NULL;
        char *text = NULL;
        size_t length = 0;
        size_t size = 0;
        propos_encoding found = PROPOS_ENCODING_UTF8;
        (void)snprintf(path, sizeof path, "%.1000s/transcripts/E%04zu.txt", folder, i);
        bench_must(propos_read_file(path, PROPOS_FILE_BYTES, &bytes, &size, &error), &error, path);
        bench_must(propos_to_utf8(bytes, size, path, NULL, &text, &length, &found, &error), &error,
                   path);
        propos_analyse(b->analyser, text, length, count_token, tokens);
        free(text);
        free(bytes);
    }
    return bench_wall() - start;
}

typedef struct stages {
    double imported; // when the record was complete
} stages;

static void note_stage(void *context, propos_stage stage, double part)
{
    stages *at = context;
    if (stage == PROPOS_STAGE_IMPORT && part >= 1) {
        at->imported = bench_wall();
    }
}

typedef struct price {
    double bare, reading, record, whole;
} price;

static price measure(bench *b, const char *folder, size_t files, int run)
{
    propos_error error;
    propos_error_clear(&error);
    char home[PROPOS_PATH_SIZE];
    size_t tokens = 0;
    (void)snprintf(home, sizeof home, "%.1000s/state-%zu-%d", b->home, files, run);
    bench_must(propos_make_dir(home, &error), &error, "folder");
    (void)setenv("PROPOS_HOME", home, 1); // NOLINT(concurrency-mt-unsafe): one thread
    price p = {.bare = read_and_tokenise(b, folder, files, &tokens)};
    double start = bench_wall();
    propos_reading *reading = NULL;
    propos_import_counts counts;
    stages at = {0};
    propos_run_options options = {.progress = note_stage, .progress_context = &at};
    bench_must(propos_reading_new(folder, NULL, b->analyser, &reading, &error), &error, folder);
    p.reading = bench_wall() - start;
    bench_must(propos_run(reading, &options, &counts, &error), &error, folder);
    p.whole = bench_wall() - start;
    p.record = at.imported - start;
    if (reading->study.document_count != files || tokens == 0) {
        (void)fprintf(stderr, "propos-bench: %zu of %zu documents were imported\n",
                      reading->study.document_count, files);
        exit(1);
    }
    propos_reading_free(reading);
    return p;
}

static void compare(bench *b, const char *name, size_t files, size_t characters)
{
    propos_error error;
    propos_error_clear(&error);
    char folder[PROPOS_PATH_SIZE];
    char transcripts[PROPOS_PATH_SIZE];
    bench_random random = {b->seed};
    bench_must(propos_path_join(folder, b->home, name, &error), &error, name);
    bench_must(propos_path_join(transcripts, folder, "transcripts", &error), &error, name);
    bench_must(propos_make_dir(folder, &error), &error, name);
    bench_must(propos_make_dir(transcripts, &error), &error, name);
    for (size_t i = 0; i < files; i++) {
        write_transcript(folder, i, characters, &random);
    }
    double *bare = propos_alloc((size_t)b->runs, sizeof *bare);
    double *shares[3]; // of reading, record and whole
    for (int j = 0; j < 3; j++) {
        shares[j] = propos_alloc((size_t)b->runs, sizeof *shares[j]);
    }
    for (int i = 0; i < b->runs; i++) {
        price p = measure(b, folder, files, i);
        bare[i] = p.bare;
        shares[0][i] = p.reading / p.bare;
        shares[1][i] = p.record / p.bare;
        shares[2][i] = p.whole / p.bare;
    }
    (void)printf("%s: %zu x %zu characters\n", name, files, characters);
    (void)printf("  reading and tokenising alone       %9.0f ms\n",
                 1000 * bench_median(bare, b->runs));
    static const char *const WHAT[] = {"speakers and turns found", "in the record, and searchable",
                                       "with the Xapian index"};
    for (int j = 0; j < 3; j++) {
        (void)printf("  %-30s     %9.2f times that\n", WHAT[j], bench_median(shares[j], b->runs));
        free(shares[j]);
    }
    free(bare);
}

void bench_import(bench *b)
{
    compare(b, "long", 1, LONG_CHARACTERS);
    compare(b, "many", MANY_FILES, FILE_CHARACTERS);
}
