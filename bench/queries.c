// From a parsed query to ranked matches, CPU per class, beside a bare libxapian loop over the same
// Xapian query.
#include "bench/bare.h"
#include "bench/bench.h"
#include "bench/clock.h"
#include "bench/generate.h"
#include "bench/spans.h"

#include "base/memory.h"
#include "engine/engine.h"
#include "search/catalogue.h"
#include "search/facets.h"
#include "search/kinship.h"
#include "search/match.h"
#include "search/plan.h"
#include "search/query.h"
#include "search/weights.h"
#include "text/dictionary.h"
#include "text/thesaurus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUERIES = 40, LIMIT = 10, REPEATS = 5 };

// %1 %2 %3 stand for words of the class's ranks.
typedef struct query_class {
    const char *name, *pattern;
    uint32_t from_rank, to_rank;
    bool facets; // counts and facets too
    bool words;  // bare words: these are what is expanded
    bool coders; // only spans can decide it
    bool kin;    // more hits than a page are looked at, for what they are coded with
} query_class;

// What the bare side does.
typedef struct yardstick {
    size_t limit;
    bool decided; // a plain loop over spans decides what only they can
} yardstick;

static const query_class CLASSES[] = {
    {"rare", "texte:%1", 3000, 9000, .words = true},
    {"common", "texte:%1", 2, 60, .words = true},
    {"or", "texte:(%1 OU %2 OU %3)", 5, 500, .words = true},
    {"and", "texte:(%1 ET %2)", 5, 500, .words = true},
    {"phrase", "texte:\"%1 %2\"", 2, 30, .words = false},
    {"near", "texte:(%1 ~5 %2)", 2, 60, .words = false},
    {"prefix", "texte:%1*", 500, 2000, .words = false},
    {"filter", "groupe:familles profession:médecin", 0, 1, .words = false},
    {"bare words", "%1 %2 %3 %1", 5, 500, .words = true, .kin = true},
    {"both coders", "code:1.2 codé-par:tous", 0, 1, .coders = true},
    {"about, both", "sur:%1 codé-par:tous", 5, 100, .words = true, .coders = true},
    {"facets", "texte:%1", 2, 60, .facets = true, .words = true},
};

typedef struct asker {
    bench *b;
    propos_engine *engine;
    bare_reader *bare;
    propos_snapshot *snapshot;
    propos_catalogue *catalogue;
    propos_names *names;
    const propos_weights *weights; // NULL: the usual ones
    propos_thesaurus *thesaurus;   // NULL: none
    propos_dictionary *dictionary;
} asker;

static const char *query_text(propos_arena *arena, bench_random *random, const query_class *class)
{
    char words[5][48];
    for (int i = 0; i < 5; i++) {
        bench_word(class->from_rank + bench_below(random, class->to_rank - class->from_rank),
                   words[i]);
    }
    propos_buffer text = {0};
    for (const char *at = class->pattern; *at != '\0'; at++) {
        if (*at == '%') {
            propos_buffer_puts(&text, words[*++at - '1']);
        } else {
            propos_buffer_putc(&text, *at);
        }
    }
    const char *kept = propos_arena_strdup(arena, propos_buffer_text(&text));
    propos_buffer_free(&text);
    return kept;
}

static void plan_query(asker *a, propos_arena *arena, const propos_query *tree, propos_plan *plan,
                       propos_notices *notices)
{
    propos_error error;
    propos_error_clear(&error);
    *notices = (propos_notices){.arena = arena};
    *plan = (propos_plan){.arena = arena,
                          .snapshot = a->snapshot,
                          .catalogue = a->catalogue,
                          .analyser = a->b->analyser,
                          .record = a->b->record,
                          .weights = a->weights,
                          .thesaurus = a->thesaurus,
                          .dictionary = a->dictionary == NULL ? NULL : &a->dictionary,
                          .notices = notices};
    bench_must(propos_plan_make(plan, tree, &error), &error, "plan");
}

// Our side: plan and match; with `facets`, exact counts and facets too. Returns CPU seconds.
static double ask_ours(asker *a, const propos_query *tree, bool facets)
{
    propos_error error;
    propos_error_clear(&error);
    double start = bench_thread_cpu();
    for (int i = 0; i < REPEATS; i++) {
        propos_arena *arena = propos_arena_new();
        propos_plan plan;
        propos_notices notices;
        propos_found found = {0};
        plan_query(a, arena, tree, &plan, &notices);
        propos_wanted wanted = {.window = LIMIT, .counts = facets};
        bench_must(propos_match_run(a->engine, &plan, &wanted, &found, &error), &error, "match");
        if (facets) {
            propos_tally tally = {.faceted = true};
            propos_tally_add(&tally, &plan, &found);
            json_decref(propos_tally_facets(&tally));
            propos_tally_free(&tally);
        }
        propos_found_free(&found);
        propos_notices_free(&notices);
        propos_plan_free(&plan);
        propos_arena_free(arena);
    }
    return (bench_thread_cpu() - start) / REPEATS;
}

// The bare side: the tree that our plan would rank, as a plain Xapian query.
static double ask_bare(asker *a, const propos_query *tree, bool exact, yardstick bare)
{
    propos_arena *arena = propos_arena_new();
    propos_plan plan;
    propos_notices notices;
    plan_query(a, arena, tree, &plan, &notices);
    const propos_node *node = plan.one_order && plan.wide != NULL ? plan.wide : plan.full;
    double start = bench_thread_cpu();
    for (int i = 0; i < REPEATS; i++) {
        bare_spans spans = {.decision = plan.decisions};
        (void)bare_match(a->bare, node, bare.limit, exact, bare.decided ? bare_spans_hold : NULL,
                         &spans);
        bare_spans_free(&spans);
    }
    double seconds = (bench_thread_cpu() - start) / REPEATS;
    propos_notices_free(&notices);
    propos_plan_free(&plan);
    propos_arena_free(arena);
    return seconds;
}

static void parse_class(asker *a, propos_arena *arena, const query_class *class,
                        propos_parsed parsed[QUERIES])
{
    bench_random random = {a->b->seed + 17};
    propos_error error;
    propos_error_clear(&error);
    for (int i = 0; i < QUERIES; i++) {
        bench_must(propos_query_parse(arena, query_text(arena, &random, class), a->names,
                                      a->b->lists, &parsed[i], &error),
                   &error, class->name);
    }
}

// One line of the table.
static void run_row(asker *a, const query_class *class, const char *name, yardstick yard)
{
    double ours[QUERIES];
    double bare[QUERIES];
    double *ratios = propos_alloc((size_t)a->b->runs, sizeof *ratios);
    propos_arena *arena = propos_arena_new();
    propos_parsed parsed[QUERIES];
    parse_class(a, arena, class, parsed);
    for (int run = 0; run < a->b->runs; run++) {
        double our_sum = 0;
        double bare_sum = 0;
        for (int i = 0; i < QUERIES; i++) {
            // Who comes second finds the processor's caches warm: each in turn.
            for (int side = 0; side < 2; side++) {
                if ((run + i + side) % 2 == 0) {
                    ours[i] = ask_ours(a, parsed[i].tree, class->facets);
                } else {
                    bare[i] = ask_bare(a, parsed[i].tree, class->facets, yard);
                }
            }
            our_sum += ours[i];
            bare_sum += bare[i];
        }
        ratios[run] = our_sum / bare_sum;
    }
    double middle = bench_median(ours, QUERIES);
    (void)printf("  %-18s %8.0f %8.0f %12.0f %10.2f\n", name, middle * 1e6,
                 ours[QUERIES * 95 / 100] * 1e6, bench_median(bare, QUERIES) * 1e6,
                 bench_median(ratios, a->b->runs));
    propos_arena_free(arena);
    free(ratios);
}

static void run_class(asker *a, const query_class *class)
{
    propos_weights plain = propos_weights_usual;
    memset(plain.bridge, 0, sizeof plain.bridge);
    a->weights = &plain;
    run_row(a, class, class->name, (yardstick){LIMIT, false});
    if (class->coders) {
        run_row(a, class, "  bare decides too", (yardstick){LIMIT, true});
    }
    if (class->kin) {
        run_row(a, class, "  bare asks 100", (yardstick){PROPOS_KINSHIP_WINDOW, false});
    }
    a->weights = NULL;
    if (class->words) {
        run_row(a, class, "  expanded", (yardstick){LIMIT, false});
    }
}

// What expansions cost: the 95th percentile of a question of five words with every means, beside
// the same question with the bridges off (they are not even looked up).
static void run_price(asker *a)
{
    static const query_class FIVE = {"five words", "%1 %2 %3 %4 %5", 20, 4000, .words = true};
    propos_weights plain = propos_weights_usual;
    memset(plain.bridge, 0, sizeof plain.bridge);
    propos_error error;
    propos_error_clear(&error);
    if (propos_thesaurus_open(&a->thesaurus, &error) != PROPOS_OK ||
        propos_dictionary_open(&a->dictionary, &error) != PROPOS_OK) {
        (void)printf("  price of expansions: %s\n", error.text);
    }
    double wide[QUERIES];
    double bare[QUERIES];
    double *ratios = propos_alloc((size_t)a->b->runs, sizeof *ratios);
    propos_arena *arena = propos_arena_new();
    propos_parsed parsed[QUERIES];
    parse_class(a, arena, &FIVE, parsed);
    for (int run = 0; run < a->b->runs; run++) {
        for (int i = 0; i < QUERIES; i++) {
            a->weights = NULL;
            wide[i] = ask_ours(a, parsed[i].tree, false);
            a->weights = &plain;
            bare[i] = ask_ours(a, parsed[i].tree, false);
        }
        (void)bench_median(wide, QUERIES);
        (void)bench_median(bare, QUERIES);
        ratios[run] = wide[QUERIES * 95 / 100] / bare[QUERIES * 95 / 100];
    }
    (void)printf("  five words: p50 %.0f, p95 %.0f with expansions; p50 %.0f, p95 %.0f without; "
                 "p95 ratio %.2f\n",
                 wide[QUERIES / 2] * 1e6, wide[QUERIES * 95 / 100] * 1e6, bare[QUERIES / 2] * 1e6,
                 bare[QUERIES * 95 / 100] * 1e6, bench_median(ratios, a->b->runs));
    a->weights = NULL;
    propos_arena_free(arena);
    free(ratios);
    propos_dictionary_free(a->dictionary);
    propos_thesaurus_free(a->thesaurus);
    a->dictionary = NULL;
    a->thesaurus = NULL;
}

void bench_queries(bench *b)
{
    propos_error error;
    propos_error_clear(&error);
    char path[PROPOS_PATH_SIZE];
    asker a = {.b = b};
    bench_must(propos_path_join(path, b->study_dir, PROPOS_INDEX_NAME, &error), &error, "index");
    bench_must(
        propos_engine_open_xapian(path, propos_analyser_version(b->analyser), &a.engine, &error),
        &error, "index");
    bench_must(propos_snapshot_load(b->record, &a.snapshot, &error), &error, "snapshot");
    a.bare = bare_reader_new(path);
    a.catalogue = propos_catalogue_new(a.snapshot, b->analyser);
    a.names = propos_names_new(&a.snapshot, 1);
    (void)printf("\nqueries, CPU µs a query            p50      p95     bare p50  ours/bare\n");
    for (size_t i = 0; i < sizeof CLASSES / sizeof CLASSES[0]; i++) {
        if (b->class == NULL || strcmp(b->class, CLASSES[i].name) == 0) {
            run_class(&a, &CLASSES[i]);
        }
    }
    if (b->class == NULL || strcmp(b->class, "five words") == 0) {
        run_price(&a);
    }
    propos_names_free(a.names);
    propos_catalogue_free(a.catalogue);
    propos_snapshot_release(a.snapshot);
    bare_reader_free(a.bare);
    propos_engine_close(a.engine);
}
