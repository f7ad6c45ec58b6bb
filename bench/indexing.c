// Passages a second: the record's import, the Xapian phase against bare libxapian with the same
// terms, FTS5 alone.
#include "bench/bare.h"
#include "bench/bench.h"
#include "bench/clock.h"
#include "bench/generate.h"

#include "base/memory.h"
#include "engine/engine.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// As engine/index.c commits.
enum { COMMIT_EVERY = 10000 };

// Documents of the bare loop that are kept ready at a time, outside its clock.
typedef struct bare_run {
    bench *b;
    bare_writer *writer;
    engine_document document;
    size_t count;
    double seconds; // in libxapian alone
    double cpu;
} bare_run;

static bool bare_passage(void *context, const propos_passage_row *row)
{
    bare_run *run = context;
    engine_document_set(&run->document, run->b->analyser, row);
    double wall = bench_wall();
    double cpu = bench_thread_cpu();
    bare_writer_add(run->writer, &run->document);
    if (++run->count % COMMIT_EVERY == 0) {
        bare_writer_commit(run->writer);
    }
    run->seconds += bench_wall() - wall;
    run->cpu += bench_thread_cpu() - cpu;
    return true;
}

static void run_bare(bench *b, double *wall, double *cpu)
{
    propos_error error;
    propos_error_clear(&error);
    char path[PROPOS_PATH_SIZE];
    bench_must(propos_path_join(path, b->home, "bare", &error), &error, "bare");
    bare_run run = {.b = b, .writer = bare_writer_new(path)};
    bench_must(propos_record_passages(b->record, 0, bare_passage, &run, &error), &error, "bare");
    double start = bench_wall();
    double start_cpu = bench_thread_cpu();
    bare_writer_commit(run.writer);
    *wall = run.seconds + bench_wall() - start;
    *cpu = run.cpu + bench_thread_cpu() - start_cpu;
    bare_writer_free(run.writer);
    engine_document_free(&run.document);
}

static bool fts_passage(void *context, const propos_passage_row *row)
{
    sqlite3_stmt *insert = context;
    const char *columns[] = {row->text, row->codes, row->memos, row->definitions, row->context};
    (void)sqlite3_bind_int64(insert, 1, row->id);
    for (int i = 0; i < 5; i++) {
        (void)sqlite3_bind_text(insert, i + 2, columns[i], -1, SQLITE_STATIC);
    }
    (void)sqlite3_step(insert);
    (void)sqlite3_reset(insert);
    return true;
}

// FTS5 with the same tokeniser, in a database of its own, in memory: nothing but FTS5.
static double run_fts(bench *b)
{
    propos_error error;
    propos_error_clear(&error);
    sqlite3 *db = propos_record_sqlite(b->record);
    sqlite3_stmt *insert = NULL;
    (void)sqlite3_exec(
        db,
        "CREATE VIRTUAL TABLE temp.bare_fts USING fts5(text, codes, memos, definitions,"
        " context, content='', tokenize='propos'); BEGIN",
        NULL, NULL, NULL);
    if (sqlite3_prepare_v2(
            db,
            "INSERT INTO temp.bare_fts(rowid, text, codes, memos, definitions, context)"
            " VALUES (?,?,?,?,?,?)",
            -1, &insert, NULL) != SQLITE_OK) {
        (void)fprintf(stderr, "propos-bench: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
    double start = bench_wall();
    bench_must(propos_record_passages(b->record, 0, fts_passage, insert, &error), &error, "fts5");
    (void)sqlite3_finalize(insert);
    (void)sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    double seconds = bench_wall() - start;
    (void)sqlite3_exec(db, "DROP TABLE temp.bare_fts", NULL, NULL, NULL);
    return seconds;
}

static double import(bench *b)
{
    propos_error error;
    propos_error_clear(&error);
    propos_arena *arena = propos_arena_new();
    propos_study_data *study = bench_study(arena, b->seed, b->passages);
    propos_import_counts counts;
    double start = bench_wall();
    bench_must(propos_record_import(b->record, study, NULL, NULL, &counts, &error), &error,
               "import");
    double seconds = bench_wall() - start;
    propos_arena_free(arena);
    return seconds;
}

static bool has_answer(bench *b)
{
    propos_error error;
    propos_error_clear(&error);
    propos_engine *engine = NULL;
    propos_matches matches = {0};
    char word[48];
    propos_arena *arena = propos_arena_new();
    bench_word(3, word);
    propos_match_options options = {.limit = 10};
    bench_must(propos_engine_open_fallback(b->record, b->analyser, &engine, &error), &error,
               "fts5");
    bench_must(propos_engine_match(
                   engine, propos_node_term(arena, PROPOS_FIELD_TEXT, PROPOS_CHANNEL_EXACT, word),
                   &options, &matches, &error),
               &error, "fts5");
    bool found = matches.count > 0;
    propos_matches_free(&matches);
    propos_engine_close(engine);
    propos_arena_free(arena);
    return found;
}

void bench_indexing(bench *b)
{
    propos_error error;
    propos_error_clear(&error);
    double n = (double)b->passages;
    double seconds = import(b);
    (void)printf("import of the record         %9.0f passages/s\n", n / seconds);
    (void)printf("searchable before the index  %9s\n", has_answer(b) ? "yes" : "NO");
    double *ours = propos_alloc((size_t)b->runs, sizeof *ours);
    double *bare = propos_alloc((size_t)b->runs, sizeof *bare);
    double *ratio = propos_alloc((size_t)b->runs, sizeof *ratio);
    double *cpu_ratio = propos_alloc((size_t)b->runs, sizeof *cpu_ratio);
    for (int i = 0; i < b->runs; i++) { // in turn, so that a slow moment hits both
        double cpu = bench_process_cpu();
        double start = bench_wall();
        bench_must(
            propos_index_update(b->study_dir, b->record, b->analyser, true, NULL, NULL, &error),
            &error, "index");
        ours[i] = bench_wall() - start;
        cpu = bench_process_cpu() - cpu;
        double bare_cpu = 0;
        run_bare(b, &bare[i], &bare_cpu);
        ratio[i] = bare[i] / ours[i];
        cpu_ratio[i] = bare_cpu / cpu;
    }
    (void)printf("Xapian phase                 %9.0f passages/s\n",
                 n / bench_median(ours, b->runs));
    (void)printf("bare libxapian, same terms   %9.0f passages/s\n",
                 n / bench_median(bare, b->runs));
    (void)printf("  speed ours/bare            %9.2f (of CPU time: %.2f)\n",
                 bench_median(ratio, b->runs), bench_median(cpu_ratio, b->runs));
    double fts = run_fts(b);
    (void)printf("bare FTS5, same tokeniser    %9.0f passages/s\n", n / fts);
    free(ours);
    free(bare);
    free(ratio);
    free(cpu_ratio);
}
