// A quotation looked up and laid beside what was said, beside a plain query of the same words.
#include "bench/bench.h"
#include "bench/clock.h"
#include "bench/generate.h"

#include "analysis/analysis.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/memory.h"
#include "corpus/snapshot.h"
#include "search/library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Quotations of so many words, the fifth of them changed.
enum { QUOTATIONS = 40, WORDS = 14, CHANGED = 5 };

// Words [first, first + count) of a text, parted by blanks; one of them changed when `changed` is
// not negative.
static void take_words(const char *text, int first, int count, int changed, propos_buffer *out)
{
    int word = 0;
    propos_buffer_puts(out, "");
    for (const char *at = text; *at != '\0' && word < first + count;) {
        size_t length = strcspn(at, " ");
        if (word >= first) {
            propos_buffer_puts(out, out->length > 0 ? " " : "");
            propos_buffer_add(out, at, length);
            propos_buffer_puts(out, word - first == changed ? "zz" : "");
        }
        word++;
        at += length;
        at += strspn(at, " ");
    }
}

// The quotations as parameter "quotes", and three words of each as plain queries.
static char *make_quotations(const bench *b, char **queries)
{
    propos_error error;
    propos_error_clear(&error);
    propos_snapshot *s = NULL;
    bench_must(propos_snapshot_load(b->record, &s, &error), &error, "snapshot");
    bench_random random = {b->seed};
    json_t *rows = json_array();
    for (int i = 0; i < QUOTATIONS;) {
        const propos_snap_turn *turn = &s->turns[bench_below(&random, s->turn_count)];
        propos_buffer text = {0};
        propos_buffer quote = {0};
        propos_buffer query = {0};
        bench_must(propos_record_turn_text(b->record, turn->id, &text, &error), &error, "turn");
        take_words(propos_buffer_text(&text), 2, WORDS, CHANGED, &quote);
        take_words(propos_buffer_text(&text), 2, 3, -1, &query);
        if (query.length > 0) {
            json_t *row = json_object();
            propos_json_set(row, "quote", propos_json_text(propos_buffer_text(&quote)));
            (void)json_array_append_new(rows, row);
            queries[i++] = propos_buffer_take(&query);
        }
        propos_buffer_free(&text);
        propos_buffer_free(&quote);
        propos_buffer_free(&query);
    }
    char *all = json_dumps(rows, JSON_COMPACT);
    json_decref(rows);
    propos_snapshot_release(s);
    return all;
}

static json_t *ask(propos_library *library, const char *operation, const char *name,
                   const char *value)
{
    propos_error error;
    propos_error_clear(&error);
    propos_parameter parameter = {name, value};
    propos_request request = {
        .operation = operation, .parameters = &parameter, .parameter_count = 1};
    json_t *answer = NULL;
    bench_must(propos_library_answer(library, &request, &answer, &error), &error, operation);
    return answer;
}

static size_t found_in(const json_t *answer)
{
    size_t found = 0;
    size_t i = 0;
    const json_t *quote = NULL;
    json_array_foreach(json_object_get(answer, "quotes"), i, quote)
    {
        found += json_is_object(json_object_get(quote, "found"));
    }
    return found;
}

void bench_check(bench *b)
{
    propos_error error;
    propos_error_clear(&error);
    propos_shelf *shelf = NULL;
    propos_library *library = NULL;
    char *queries[QUOTATIONS];
    char *quotations = make_quotations(b, queries);
    double *checks = propos_alloc((size_t)b->runs, sizeof *checks);
    double *searches = propos_alloc((size_t)b->runs, sizeof *searches);
    size_t found = 0;
    bench_must(propos_shelf_new(b->home, NULL, 0, &shelf, &error), &error, "shelf");
    propos_analysis_add(shelf);
    bench_must(propos_library_new(shelf, &library, &error), &error, "library");
    for (int run = -1; run < b->runs; run++) { // the first one warms up
        double start = bench_thread_cpu();
        json_t *answer = ask(library, "check", "quotes", quotations);
        double checked = bench_thread_cpu();
        for (int i = 0; i < QUOTATIONS; i++) {
            json_decref(ask(library, "search", "q", queries[i]));
        }
        double searched = bench_thread_cpu();
        found = found_in(answer);
        json_decref(answer);
        if (run >= 0) {
            checks[run] = (checked - start) / QUOTATIONS;
            searches[run] = (searched - checked) / QUOTATIONS;
        }
    }
    double check = bench_median(checks, b->runs) * 1e6;
    double search = bench_median(searches, b->runs) * 1e6;
    (void)printf("check    %6.0f µs a quotation, %6.0f µs a plain query of 3 of its words: %.2f "
                 "times; %zu of %d found\n",
                 check, search, check / search, found, (int)QUOTATIONS);
    for (int i = 0; i < QUOTATIONS; i++) {
        free(queries[i]);
    }
    free(checks);
    free(searches);
    free(quotations);
    propos_library_free(library);
    propos_shelf_free(shelf);
}
