// propos-index: from the files of a study to its record and its index.
#include "base/i18n.h"
#include "base/json.h"
#include "base/paths.h"
#include "indexer/progress.h"
#include "indexer/reading.h"
#include "indexer/report.h"
#include "indexer/run.h"
#include "indexer/watch.h"
#include "indexer/withdraw.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct options {
    const char *path;
    const char *coder;
    const char *withdraw; // DOCUMENT:SPEAKER
    bool yes;
    bool dry_run, json, rebuild, watch;
} options;

static void print_help(FILE *out)
{
    (void)fputs(
        _("Usage: propos-index PATH [options]\n"
          "\n"
          "Reads a study (a folder, one transcript, or a project of another tool) and makes it\n"
          "searchable. Your files are only ever read; what is unchanged since the last run is "
          "not\n"
          "imported again.\n"
          "\n"
          "  --dry-run      show what would be read, with every doubt, and change nothing\n"
          "  --coder NAME   who coded, where the codings do not say\n"
          "  --withdraw DOCUMENT:SPEAKER   take this participant's words out, for good; asks "
          "first\n"
          "                 (--yes: does not)\n"
          "  --watch        stay, and read again a few seconds after files changed\n"
          "  --rebuild      build the index anew\n"
          "  --json         print the report as JSON\n"
          "  --help         this text\n"
          "  --version      the version\n"
          "\n"
          "Examples:\n"
          "  propos-index ~/these --dry-run\n"
          "  propos-index ~/these\n"
          "  propos-index entretien.vtt\n"
          "  propos-index claire.qda --coder Claire\n"
          "\n"
          "Exit status: 0 done, 2 something in the files must be mended first (nothing was\n"
          "imported), 3 not available, 4 internal error. See propos-index(1), propos-study(5).\n"),
        out);
}

// True: go on; false: leave with *code.
static bool read_options(int argc, char **argv, options *o, int *code)
{
    static const struct option known[] = {
        {"dry-run", no_argument, NULL, 'n'},
        {"coder", required_argument, NULL, 'c'},
        {"rebuild", no_argument, NULL, 'r'},
        {"watch", no_argument, NULL, 'w'},
        {"withdraw", required_argument, NULL, 'x'},
        {"retire", required_argument, NULL, 'x'},
        {"yes", no_argument, NULL, 'y'},
        {"oui", no_argument, NULL, 'y'},
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {NULL, 0, NULL, 0},
    };
    int option = 0;
    *code = 2;
    while ((option = getopt_long(argc, argv, "nh", known, NULL)) !=
           -1) { // NOLINT(concurrency-mt-unsafe)
        switch (option) {
        case 'n':
            o->dry_run = true;
            break;
        case 'c':
            o->coder = optarg;
            break;
        case 'r':
            o->rebuild = true;
            break;
        case 'w':
            o->watch = true;
            break;
        case 'x':
            o->withdraw = optarg;
            break;
        case 'y':
            o->yes = true;
            break;
        case 'j':
            o->json = true;
            break;
        case 'h':
            print_help(stdout);
            *code = 0;
            return false;
        case 'v':
            (void)printf("propos-index %s\n", PROPOS_VERSION);
            *code = 0;
            return false;
        default:
            (void)fputs(_("Try: propos-index --help\n"), stderr);
            return false;
        }
    }
    if (argc - optind != 1) {
        (void)fputs(optind < argc
                        ? _("propos-index: one PATH at a time\n")
                        : _("propos-index: which folder or file? Try: propos-index --help\n"),
                    stderr);
        return false;
    }
    o->path = argv[optind];
    return true;
}

static void print_error(const propos_error *error)
{
    char line[PROPOS_ERROR_TEXT + PROPOS_ERROR_FILE + 64];
    (void)fprintf(stderr, "propos-index: %s\n", propos_error_line(error, line, sizeof line));
}

static void print_json(json_t *object)
{
    (void)json_dumpf(object, stdout, JSON_INDENT(2));
    (void)putchar('\n');
    json_decref(object);
}

// Faults: nothing is imported. How many are shown: enough to mend, not so many that the first
// scrolls away.
static int refuse(const propos_reading *reading)
{
    enum { FAULTS_SHOWN = 20 };
    (void)fputs(_("propos-index: these must be mended first:\n"), stderr);
    propos_report_doubts(&reading->faults, FAULTS_SHOWN, stderr);
    (void)fputs(_("Nothing was imported.\n"), stderr);
    return propos_exit_code(PROPOS_BAD_INPUT);
}

static int import(const propos_reading *reading, const options *o, const char *withdrawn)
{
    propos_error error;
    propos_error_clear(&error);
    propos_progress_bar bar;
    propos_progress_start(&bar);
    propos_import_counts counts = {0};
    propos_run_options run = {.rebuild = o->rebuild,
                              .withdrawn = withdrawn[0] == '\0' ? NULL : withdrawn,
                              .progress = propos_progress_step,
                              .progress_context = &bar};
    propos_status status = propos_run(reading, &run, &counts, &error);
    propos_progress_end(&bar);
    if (status != PROPOS_OK) {
        print_error(&error);
        return propos_exit_code(status);
    }
    if (o->json) {
        print_json(propos_report_import_json(reading, &counts));
    } else {
        propos_report_import(reading, &counts, stdout);
    }
    return 0;
}

static int act(const propos_reading *reading, const options *o, const char *withdrawn)
{
    if (!o->dry_run) {
        return reading->faults.count > 0 ? refuse(reading) : import(reading, o, withdrawn);
    }
    if (o->json) {
        print_json(propos_report_reading_json(reading));
    } else {
        propos_report_reading(reading, stdout);
    }
    return reading->faults.count > 0 ? refuse(reading) : 0;
}

// Asks whether it is meant, and puts the participant on the study's list.
static propos_status withdraw(const propos_reading *reading, const options *o, propos_error *error)
{
    if (o->dry_run) {
        return propos_fail(error, PROPOS_USAGE, _("--withdraw does not go with --dry-run"));
    }
    if (!o->yes) {
        char answer[8] = "";
        if (!isatty(STDIN_FILENO)) {
            return propos_fail(error, PROPOS_USAGE,
                               _("this takes words out for good: say --yes if it is meant"));
        }
        (void)fprintf(stderr,
                      _("The words of %s are taken out of the study “%s” for good. Type yes: "),
                      o->withdraw, reading->study.title);
        if (fgets(answer, sizeof answer, stdin) == NULL ||
            (strcmp(answer, "yes\n") != 0 && strcmp(answer, "oui\n") != 0)) {
            return propos_fail(error, PROPOS_USAGE, _("nothing was changed"));
        }
    }
    return withdraw_add(reading, o->withdraw, error);
}

// Your files are not ours to change: whoever withdraws must hear that they still hold the words.
static void tell_withdrawn(const withdraw_counts *gone, const options *o)
{
    if (gone->turns == 0) {
        return;
    }
    (void)fprintf(stderr,
                  _("Withdrawn: the words of %zu turns, %zu codings of them, %zu quotations, memos "
                    "and the like that repeat them.\n"),
                  gone->turns, gone->codings, gone->texts);
    if (o->withdraw != NULL) {
        (void)fprintf(stderr,
                      _("Your own files still hold these words (transcripts, recordings, "
                        "codings, exports, backups): take them out there too. Keep this line in "
                        "study.ini, for other machines: [withdrawn] speakers = %s\n"),
                      o->withdraw);
    }
}

static int run_once(const options *o, propos_analyser *analyser)
{
    propos_error error;
    propos_error_clear(&error);
    propos_reading *reading = NULL;
    propos_status status = propos_reading_new(o->path, o->coder, analyser, &reading, &error);
    if (status != PROPOS_OK) {
        print_error(&error);
        return propos_exit_code(status);
    }
    propos_buffer withdrawn = {0};
    withdraw_counts gone;
    int code = 0;
    if (o->withdraw != NULL) {
        status = withdraw(reading, o, &error);
    }
    if (status == PROPOS_OK) {
        status = withdraw_apply(reading, &gone, &withdrawn, &error);
    }
    if (status != PROPOS_OK) {
        print_error(&error);
        code = propos_exit_code(status);
    } else {
        code = act(reading, o, propos_buffer_text(&withdrawn));
        if (code == 0) {
            tell_withdrawn(&gone, o);
        }
    }
    propos_buffer_free(&withdrawn);
    propos_reading_free(reading);
    return code;
}

// Runs at once and after each change, until a signal ends it. What cannot be taken in for now (a
// file that is half written, another run at work) is tried again.
static int run_and_watch(options o, propos_analyser *analyser)
{
    propos_error error;
    propos_error_clear(&error);
    propos_watch *watch = NULL;
    if (propos_watch_new(o.path, &watch, &error) != PROPOS_OK) {
        print_error(&error);
        return propos_exit_code(error.status);
    }
    do {
        if (run_once(&o, analyser) == propos_exit_code(PROPOS_BUSY)) {
            propos_watch_again(watch);
        }
        o.rebuild = false;
        o.withdraw = NULL;
        (void)fflush(stdout);
        (void)fprintf(stderr, _("propos-index: waiting for changes of %s (Ctrl-C ends it)\n"),
                      o.path);
    } while (propos_watch_wait(watch) == PROPOS_WATCH_CHANGED);
    propos_watch_free(watch);
    return 0;
}

int main(int argc, char **argv)
{
    propos_language_init();
    options o = {0};
    int code = 0;
    if (!read_options(argc, argv, &o, &code)) {
        return code;
    }
    propos_error error;
    propos_error_clear(&error);
    propos_lists *lists = NULL;
    propos_analyser *analyser = NULL;
    propos_status status = propos_lists_load(propos_stopwords_dir(), &lists, &error);
    if (status == PROPOS_OK) {
        status = propos_analyser_new(lists, &analyser, &error);
    }
    if (status == PROPOS_OK) {
        code = o.watch ? run_and_watch(o, analyser) : run_once(&o, analyser);
    } else {
        print_error(&error);
        code = propos_exit_code(status);
    }
    propos_analyser_free(analyser);
    propos_lists_free(lists);
    return code;
}
