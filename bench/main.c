// propos-bench: measures indexing, queries and the daemon in one run, as ratios to bare libraries.
#include "bench/bench.h"
#include "bench/generate.h"
#include "bench/relevance.h"

#include "base/i18n.h"
#include "engine/engine.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void bench_must(propos_status status, const propos_error *error, const char *what)
{
    if (status != PROPOS_OK) {
        (void)fprintf(stderr, "propos-bench: %s: %s\n", what, error->text);
        exit(1);
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return x < y ? -1 : x > y;
}

double bench_median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

static void print_help(void)
{
    (void)puts(
        "Usage: propos-bench [--passages N] [--seed N] [--runs N] [--only index|queries|daemon]\n"
        "                    [--class NAME] [--keep FOLDER]\n"
        "       propos-bench import [--seed N] [--runs N]\n"
        "       propos-bench relevance STUDY_FOLDER...\n"
        "       propos-bench check [--passages N]\n"
        "\n"
        "Makes a study of N passages (100000; 1000 to 1000000), indexes it, asks it, and has the "
        "daemon\n"
        "asked, each beside bare libxapian, bare FTS5 or an in-process loop in the same run. "
        "Medians.\n"
        "--class keeps to one class of queries; --keep leaves the study in FOLDER, and measures "
        "no indexing\n"
        "when it is there already.\n"
        "import imports a transcript of 300000 characters and a study of 2000 files, each beside "
        "merely\n"
        "reading and tokenising them.\n"
        "relevance asks the questions of each folder's questions.csv (no,question,relevant: "
        "DOC:TURN:GRADE…)\n"
        "with every means, and with each switched off in turn.");
}

static long number(const char *text, long least, long most)
{
    char *end = NULL;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || *end != '\0' || value < least || value > most) {
        (void)fprintf(stderr, "propos-bench: %s is not a number from %ld to %ld\n", text, least,
                      most);
        exit(2);
    }
    return value;
}

// A folder of our own, thrown away at the end, unless one is to be kept.
static void make_home(bench *b)
{
    propos_error error;
    propos_error_clear(&error);
    const char *folder = getenv("TMPDIR"); // NOLINT(concurrency-mt-unsafe): one thread yet
    if (b->keep != NULL) {
        (void)snprintf(b->home, sizeof b->home, "%.1000s", b->keep);
        bench_must(propos_make_dir(b->home, &error), &error, "folder");
        return;
    }
    (void)snprintf(b->home, sizeof b->home, "%.1000s/propos-bench.XXXXXX",
                   folder == NULL ? "/tmp" : folder);
    if (mkdtemp(b->home) == NULL) {
        perror(b->home);
        exit(1);
    }
}

static void remove_home(const bench *b)
{
    if (b->keep != NULL) {
        return;
    }
    char command[PROPOS_PATH_SIZE + 16];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", b->home);
    if (system(command) != 0) { // NOLINT(cert-env33-c): our own temporary folder
        (void)fprintf(stderr, "propos-bench: %s is left behind\n", b->home);
    }
}

static void make_analyser(bench *b)
{
    propos_error error;
    propos_error_clear(&error);
    bench_must(propos_lists_load(propos_stopwords_dir(), &b->lists, &error), &error, "word lists");
    bench_must(propos_analyser_new(b->lists, &b->analyser, &error), &error, "analyser");
}

static void free_analyser(bench *b)
{
    propos_analyser_free(b->analyser);
    propos_lists_free(b->lists);
}

static void set_up(bench *b)
{
    propos_error error;
    propos_error_clear(&error);
    char path[PROPOS_PATH_SIZE];
    make_home(b);
    bench_must(propos_path_join(b->study_dir, b->home, "bench", &error), &error, "folder");
    bench_must(propos_make_dir(b->study_dir, &error), &error, "folder");
    bench_must(propos_path_join(path, b->study_dir, PROPOS_RECORD_NAME, &error), &error, "folder");
    b->there = access(path, F_OK) == 0;
    make_analyser(b);
    bench_must(propos_record_open(path, PROPOS_RECORD_WRITE, b->analyser, &b->record, &error),
               &error, "record");
}

static void tear_down(bench *b)
{
    propos_record_close(b->record);
    free_analyser(b);
    remove_home(b);
}

int main(int argc, char **argv)
{
    static const struct option known[] = {
        {"passages", required_argument, NULL, 'p'}, {"seed", required_argument, NULL, 's'},
        {"runs", required_argument, NULL, 'r'},     {"only", required_argument, NULL, 'o'},
        {"class", required_argument, NULL, 'c'},    {"keep", required_argument, NULL, 'k'},
        {"help", no_argument, NULL, 'h'},           {NULL, 0, NULL, 0}};
    bench b = {.passages = 100000, .seed = 1, .runs = 3};
    const char *only = NULL;
    int option = 0;
    propos_language_init();
    while ((option = getopt_long(argc, argv, "h", known, NULL)) !=
           -1) { // NOLINT(concurrency-mt-unsafe)
        switch (option) {
        case 'p':
            b.passages = (size_t)number(optarg, 1000, 1000000);
            break;
        case 's':
            b.seed = (uint64_t)number(optarg, 0, 1000000000);
            break;
        case 'r':
            b.runs = (int)number(optarg, 1, 99);
            break;
        case 'o':
            only = optarg;
            break;
        case 'c':
            b.class = optarg;
            break;
        case 'k':
            b.keep = optarg;
            break;
        default:
            print_help();
            return option == 'h' ? 0 : 2;
        }
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if (optind < argc && strcmp(argv[optind], "relevance") == 0) {
        make_home(&b);
        bench_relevance(b.home, argv + optind + 1, argc - optind - 1);
        remove_home(&b);
        return 0;
    }
    bool french = bench_words_load();
    if (optind < argc && strcmp(argv[optind], "check") == 0) {
        only = "check";
    }
    if (optind < argc && strcmp(argv[optind], "import") == 0) {
        make_home(&b);
        make_analyser(&b);
        bench_import(&b);
        free_analyser(&b);
        remove_home(&b);
        return 0;
    }
    set_up(&b);
    (void)printf("%zu passages, seed %llu, median of %d, %s words\n", b.passages,
                 (unsigned long long)b.seed, b.runs, french ? "French" : "invented");
    if (b.there) { // other word lists than then need another index
        propos_error error;
        propos_error_clear(&error);
        bench_must(
            propos_index_update(b.study_dir, b.record, b.analyser, false, NULL, NULL, &error),
            &error, "index");
    } else {
        bench_indexing(&b);
    }
    if (only == NULL || strcmp(only, "queries") == 0) {
        bench_queries(&b);
    }
    if (only == NULL || strcmp(only, "check") == 0) {
        bench_check(&b);
    }
    if (only == NULL || strcmp(only, "daemon") == 0) {
        bench_daemon(&b);
    }
    tear_down(&b);
    return 0;
}
