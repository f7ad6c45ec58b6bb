// Judged questions: nDCG@10 and recall@20 with every means, and what is lost without each.
#include "bench/relevance.h"

#include "bench/bench.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/memory.h"
#include "formats/csv.h"
#include "search/expand.h"
#include "search/library.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GAINED = 10, RECALLED = 20, LIMIT_ASKED = 50, STUDIES_MOST = 64 };

// ---- the means ----

// One means: the weight that stands for it. Off, the weight is 0 and it is not looked for.
typedef struct means {
    const char *name;
    size_t offset; // in propos_weights
} means;

static const means MEANS[] = {
    {"exact", offsetof(propos_weights, exact)},
    {"stem", offsetof(propos_weights, stem)},
    {"fold_stem", offsetof(propos_weights, fold_stem)},
    {"exact_phrase", offsetof(propos_weights, exact_phrase)},
    {"code", offsetof(propos_weights, code)},
    {"memo", offsetof(propos_weights, memo)},
    {"definition", offsetof(propos_weights, definition)},
    {"context", offsetof(propos_weights, context)},
    {"prefer", offsetof(propos_weights, prefer)},
};
enum {
    PLAIN_MEANS = sizeof MEANS / sizeof *MEANS,
    VARIANTS = 1 + PLAIN_MEANS + PROPOS_BRIDGES + 1
};

// The weights of a variant and its name: 0 all means, then each switched off, last all the bridges
// at once.
static const char *variant(int number, propos_weights *weights)
{
    *weights = propos_weights_usual;
    if (number == 0) {
        return "every means";
    }
    if (number <= PLAIN_MEANS) {
        *(double *)(void *)((char *)weights + MEANS[number - 1].offset) = 0;
        return MEANS[number - 1].name;
    }
    int bridge = number - 1 - PLAIN_MEANS;
    if (bridge < PROPOS_BRIDGES) {
        weights->bridge[bridge] = 0;
        return propos_bridge_name((propos_bridge)bridge);
    }
    memset(weights->bridge, 0, sizeof weights->bridge);
    return "all bridges";
}

// ---- judged questions ----

typedef struct judged {
    const char *place; // "DOC:TURN"
    int grade;
} judged;

typedef struct question {
    const char *text;
    judged *places;
    size_t count;
} question;

typedef struct study {
    const char *folder, *name;
    question *questions;
    size_t count;
} study;

typedef struct scores {
    double gain, recall;
    size_t count;
} scores;

static void give_up(const char *path, const char *what)
{
    (void)fprintf(stderr, "propos-bench: %s: %s\n", path, what);
    exit(1);
}

static void read_file(const char *path, propos_buffer *out)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        give_up(path, strerror(errno)); // NOLINT(concurrency-mt-unsafe): one thread
    }
    char bytes[8192];
    size_t got;
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0) {
        propos_buffer_add(out, bytes, got);
    }
    (void)fclose(file);
}

// "DOC:TURN:GRADE DOC:TURN:GRADE …"
static void read_places(propos_arena *arena, const char *cell, const char *path, question *q)
{
    q->places = propos_arena_alloc(arena, strlen(cell) / 4 + 1, sizeof *q->places);
    for (const char *at = cell + strspn(cell, " "); *at != '\0'; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        char *place = propos_arena_strndup(arena, at, length);
        char *colon = strrchr(place, ':');
        if (colon == NULL || colon == place) {
            give_up(path, "a judged place is DOCUMENT:TURN:GRADE");
        }
        *colon = '\0';
        q->places[q->count++] = (judged){.place = place, .grade = (int)strtol(colon + 1, NULL, 10)};
        at += length;
    }
    if (q->count == 0) {
        give_up(path, "a question has no judged place");
    }
}

static void read_questions(propos_arena *arena, study *s)
{
    propos_error error;
    propos_error_clear(&error);
    char path[PROPOS_PATH_SIZE];
    propos_buffer text = {0};
    propos_table table;
    bench_must(propos_path_join(path, s->folder, "questions.csv", &error), &error, "questions");
    read_file(path, &text);
    bench_must(propos_csv_read(arena, propos_buffer_text(&text), text.length, path, &table, &error),
               &error, "questions");
    int asked = propos_csv_column(&table, "question");
    int relevant = propos_csv_column(&table, "relevant");
    if (asked < 0 || relevant < 0 || table.row_count == 0) {
        give_up(path, "the columns question and relevant are needed, and a row");
    }
    s->questions = propos_arena_alloc(arena, table.row_count, sizeof *s->questions);
    for (size_t i = 0; i < table.row_count; i++) {
        question *q = &s->questions[s->count++];
        q->text = propos_arena_strdup(arena, propos_csv_cell(&table, i, asked));
        read_places(arena, propos_csv_cell(&table, i, relevant), path, q);
    }
    propos_buffer_free(&text);
}

static void index_study(const char *home, const char *folder)
{
    pid_t child = fork();
    if (child == 0) {
        (void)setenv("PROPOS_HOME", home, 1); // NOLINT(concurrency-mt-unsafe): one thread
        if (freopen("/dev/null", "w", stdout) == NULL) {
            _exit(127);
        }
        (void)execl(PROPOS_BENCH_INDEX, "propos-index", folder, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0) {
        give_up(folder, "propos-index failed");
    }
}

// ---- scoring: gain 2^grade - 1, discounted by log2(rank + 1) ----

static int by_grade(const void *a, const void *b)
{
    return ((const judged *)b)->grade - ((const judged *)a)->grade;
}

static double gain_at(int grade, size_t rank)
{
    return (exp2(grade) - 1) / log2((double)rank + 2);
}

static int grade_of(const question *q, const char *place)
{
    for (size_t i = 0; i < q->count; i++) {
        if (strcmp(q->places[i].place, place) == 0) {
            return q->places[i].grade;
        }
    }
    return 0;
}

// Adds what the hits of an answer are worth. A turn counts once, at its best place.
static void score(const question *q, const json_t *hits, scores *into)
{
    char seen[RECALLED][PROPOS_PATH_SIZE];
    size_t rank = 0;
    double gain = 0;
    double best = 0;
    size_t found = 0;
    for (size_t i = 0; i < json_array_size(hits) && rank < RECALLED; i++) {
        const json_t *hit = json_array_get(hits, i);
        (void)snprintf(seen[rank], sizeof seen[rank], "%s:%lld",
                       json_string_value(json_object_get(json_object_get(hit, "document"), "id")),
                       (long long)json_integer_value(json_object_get(hit, "turn")));
        bool known = false;
        for (size_t j = 0; j < rank && !known; j++) {
            known = strcmp(seen[j], seen[rank]) == 0;
        }
        if (!known) {
            int grade = grade_of(q, seen[rank]);
            gain += rank < GAINED ? gain_at(grade, rank) : 0;
            found += grade > 0 ? 1 : 0;
            rank++;
        }
    }
    qsort(q->places, q->count, sizeof *q->places, by_grade);
    for (size_t i = 0; i < q->count && i < GAINED; i++) {
        best += gain_at(q->places[i].grade, i);
    }
    into->gain += best > 0 ? gain / best : 0;
    into->recall += (double)found / (double)q->count;
    into->count++;
}

static scores ask_study(propos_library *library, const study *s, const propos_weights *weights)
{
    scores sum = {0};
    for (size_t i = 0; i < s->count; i++) {
        propos_error error;
        propos_error_clear(&error);
        char limit[16];
        (void)snprintf(limit, sizeof limit, "%d", LIMIT_ASKED);
        propos_parameter parameters[] = {
            {"q", s->questions[i].text}, {"study", s->folder}, {"limit", limit}};
        propos_request request = {.operation = "search",
                                  .parameters = parameters,
                                  .parameter_count = 3,
                                  .weights = weights};
        json_t *answer = NULL;
        bench_must(propos_library_answer(library, &request, &answer, &error), &error,
                   s->questions[i].text);
        score(&s->questions[i], json_object_get(answer, "hits"), &sum);
        json_decref(answer);
    }
    return sum;
}

// ---- the table ----

static void print_head(const study *studies, int count)
{
    (void)printf("%-14s", "");
    for (int i = 0; i < count; i++) {
        (void)printf("  %15.15s", studies[i].name);
    }
    (void)printf("  %15s\n%-14s", "all", "");
    for (int i = 0; i <= count; i++) {
        (void)printf("    nDCG  recall");
        (void)printf(" ");
    }
    (void)printf("\n");
}

// With every means the figures themselves, else what the means brings: them less those without it.
static void print_row(const char *name, const scores *with, const scores *now, int count)
{
    (void)printf("%-14s", name);
    for (int i = 0; i <= count; i++) {
        double n = now[i].count > 0 ? (double)now[i].count : 1;
        if (with == now) {
            (void)printf("    %.3f  %.3f ", now[i].gain / n, now[i].recall / n);
        } else {
            (void)printf("   %+.3f %+.3f ", (with[i].gain - now[i].gain) / n,
                         (with[i].recall - now[i].recall) / n);
        }
    }
    (void)printf("\n");
}

void bench_relevance(const char *home, char *const *folders, int count)
{
    propos_error error;
    propos_error_clear(&error);
    propos_arena *arena = propos_arena_new();
    static scores with[STUDIES_MOST + 1];
    study *studies = propos_arena_alloc(arena, (size_t)count, sizeof *studies);
    if (count < 1 || count > STUDIES_MOST) {
        give_up("relevance", "name the study folders (64 at most)");
    }
    for (int i = 0; i < count; i++) {
        char *folder = realpath(folders[i], NULL);
        if (folder == NULL) {
            give_up(folders[i], strerror(errno)); // NOLINT(concurrency-mt-unsafe): one thread
        }
        studies[i].folder = propos_arena_strdup(arena, folder);
        studies[i].name = strrchr(studies[i].folder, '/') + 1;
        free(folder);
        read_questions(arena, &studies[i]);
        index_study(home, studies[i].folder);
    }
    propos_shelf *shelf = NULL;
    propos_library *library = NULL;
    bench_must(propos_shelf_new(home, NULL, 0, &shelf, &error), &error, "shelf");
    bench_must(propos_library_new(shelf, &library, &error), &error, "library");
    print_head(studies, count);
    for (int v = 0; v < VARIANTS; v++) {
        propos_weights weights;
        const char *name = variant(v, &weights);
        scores now[STUDIES_MOST + 1] = {0};
        for (int i = 0; i < count; i++) {
            now[i] = ask_study(library, &studies[i], &weights);
            now[count].gain += now[i].gain;
            now[count].recall += now[i].recall;
            now[count].count += now[i].count;
        }
        if (v == 0) {
            memcpy(with, now, sizeof with);
            print_row(name, with, with, count);
            (void)printf("what each brings (the figure with it less the figure without):\n");
        } else {
            print_row(name, with, now, count);
        }
    }
    propos_library_free(library);
    propos_shelf_free(shelf);
    propos_arena_free(arena);
}
