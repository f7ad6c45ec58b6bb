#include "query/options.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "query/commands.h"
#include "query/export.h"
#include "query/picture.h"
#include "query/report.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_help(void)
{
    (void)fputs(
        _("Usage: propos [search] [options] QUERY\n"
          "       propos show [options] DOCUMENT\n"
          "       propos codes|speakers|status [options]\n"
          "       propos export [options] --to FILE [QUERY]\n"
          "       propos check [options] FILE [QUERY]\n"
          "       propos disagreements [options] [QUERY]\n"
          "       propos decide D-NUMBER --code CODE --stage STAGE [--why WHY]\n"
          "       propos synonyms [options] WORD\n"
          "       propos gaps [options] --code CODE [--coder NAME] [QUERY]\n"
          "       propos similar [options] STUDY/DOCUMENT/TURN.N\n"
          "       propos names [options] [QUERY]\n"
          "       propos complete [options] BEGINNING\n"
          "\n"
          "Finds what was said, and what it was coded. Asks the daemon where one runs, and opens "
          "the\n"
          "studies itself otherwise.\n"
          "\n"
          "  --study PATH|ID     this study only (may be given again); default: all\n"
          "  --limit N           hits to show (20; 0: all)       --offset N  hits to pass over\n"
          "  --sort relevance|text                               --context N turns around each "
          "hit\n"
          "  --match auto|all|any  how many of the words must be there\n"
          "  --in all|said|coded   look at what was said, or at the names of codes, only\n"
          "  --json --csv --markdown --plain --citation          how to print\n"
          "  --kwic              a concordance aligned on the words found, all of them; with "
          "--csv and\n"
          "                      --markdown too            --kwic-sort left|right|text\n"
          "  --facets            the distribution over groups, speakers, codes\n"
          "  --to FILE           export: the file to write, all hits: .csv, .odt, .docx; .qdpx\n"
          "                      (REFI-QDA) and .txt (IRaMuTeQ) also without QUERY: the whole "
          "study\n"
          "  --state open|settled|all, --kind code|related|only|bounds   disagreements to show\n"
          "  --code CODE         decide: the code settled on (or none)   --why WHY\n"
          "  --stage reheard|discussed|director   decide: how it was settled\n"
          "  --socket PATH       the daemon's socket             --direct    do not ask a daemon\n"
          "  --list commands|options  for shells                 --help --version\n"
          "\n"
          "Examples:\n"
          "  propos échappement\n"
          "  propos \"all passages about échappement coded by both researchers\"\n"
          "  propos 'fatigue groupe:soignants -rôle:modérateur' --citation\n"
          "  propos show FG1\n"
          "\n"
          "Exit status: 0 found, 1 nothing found, 2 wrong option or query, 3 not available,\n"
          "4 internal error. The query language: propos-query(7).\n"),
        stdout);
    (void)fputs(
        _("\n"
          "Figures, of all or of the part that QUERY selects:\n"
          "  propos agreement    how far coders agree      --unit characters|passages|turns\n"
          "  propos compare      codings as a table        --rows --columns code|group|speaker|\n"
          "                      coder|document|role|question|ATTRIBUTE\n"
          "  propos saturation   codes by the document they appear in first\n"
          "  propos speakers     turns, words, shares of speech, marks; with --code, the words "
          "that\n"
          "                      the moderator said first\n"
          "  --level N  --coder A,B  --code X     --plain --csv --markdown --html --json\n"
          "  --odt > FILE.odt  a document          --svg FILE.svg  a picture beside the table\n"),
        stdout);
}

static bool add(query_options *options, const char *name, const char *value)
{
    if (options->parameter_count == QUERY_MOST_PARAMETERS) {
        (void)fputs(_("propos: too many options\n"), stderr);
        return false;
    }
    options->parameters[options->parameter_count++] = (propos_parameter){name, value};
    return true;
}

// A study given as a path is sent as its absolute path: the daemon stands elsewhere.
static bool add_study(query_options *options, const char *value)
{
    char *absolute = strchr(value, '/') != NULL || value[0] == '.' ? realpath(value, NULL) : NULL;
    if (absolute != NULL) {
        if (options->path_count == QUERY_MOST_STUDIES) {
            free(absolute);
            (void)fputs(_("propos: too many options\n"), stderr);
            return false;
        }
        options->paths[options->path_count++] = absolute;
    }
    return add(options, "study", absolute != NULL ? absolute : value);
}

enum {
    OPTION_STUDY = 1,
    OPTION_PARAMETER, // passed on under its own name: the operation says whether it takes it
    OPTION_IN,
    OPTION_FACETS,
    OPTION_KWIC,
    OPTION_KWIC_SORT,
    OPTION_TO,
    OPTION_SVG,
    OPTION_SOCKET,
    OPTION_DIRECT,
    OPTION_LIST,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_FORMAT // + a query_format
};

static const struct option KNOWN[] = {
    {"study", required_argument, NULL, OPTION_STUDY},
    {"limit", required_argument, NULL, OPTION_PARAMETER},
    {"offset", required_argument, NULL, OPTION_PARAMETER},
    {"sort", required_argument, NULL, OPTION_PARAMETER},
    {"context", required_argument, NULL, OPTION_PARAMETER},
    {"match", required_argument, NULL, OPTION_PARAMETER},
    {"in", required_argument, NULL, OPTION_IN},
    {"dans", required_argument, NULL, OPTION_IN},
    {"facets", no_argument, NULL, OPTION_FACETS},
    {"kwic", no_argument, NULL, OPTION_KWIC},
    {"concordance", no_argument, NULL, OPTION_KWIC},
    {"kwic-sort", required_argument, NULL, OPTION_KWIC_SORT},
    {"tri-concordance", required_argument, NULL, OPTION_KWIC_SORT},
    {"to", required_argument, NULL, OPTION_TO},
    {"vers", required_argument, NULL, OPTION_TO},
    {"socket", required_argument, NULL, OPTION_SOCKET},
    {"direct", no_argument, NULL, OPTION_DIRECT},
    {"list", required_argument, NULL, OPTION_LIST},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {"json", no_argument, NULL, OPTION_FORMAT + QUERY_FORMAT_JSON},
    {"csv", no_argument, NULL, OPTION_FORMAT + QUERY_FORMAT_CSV},
    {"markdown", no_argument, NULL, OPTION_FORMAT + QUERY_FORMAT_MARKDOWN},
    {"plain", no_argument, NULL, OPTION_FORMAT + QUERY_FORMAT_PLAIN},
    {"citation", no_argument, NULL, OPTION_FORMAT + QUERY_FORMAT_CITATION},
    {"html", no_argument, NULL, OPTION_FORMAT + QUERY_FORMAT_HTML},
    {"odt", no_argument, NULL, OPTION_FORMAT + QUERY_FORMAT_ODT},
    {"svg", required_argument, NULL, OPTION_SVG},
    {"unit", required_argument, NULL, OPTION_PARAMETER},
    {"level", required_argument, NULL, OPTION_PARAMETER},
    {"coder", required_argument, NULL, OPTION_PARAMETER},
    {"code", required_argument, NULL, OPTION_PARAMETER},
    {"state", required_argument, NULL, OPTION_PARAMETER},
    {"état", required_argument, NULL, OPTION_PARAMETER},
    {"kind", required_argument, NULL, OPTION_PARAMETER},
    {"sorte", required_argument, NULL, OPTION_PARAMETER},
    {"stage", required_argument, NULL, OPTION_PARAMETER},
    {"étape", required_argument, NULL, OPTION_PARAMETER},
    {"why", required_argument, NULL, OPTION_PARAMETER},
    {"pourquoi", required_argument, NULL, OPTION_PARAMETER},
    {"rows", required_argument, NULL, OPTION_PARAMETER},
    {"columns", required_argument, NULL, OPTION_PARAMETER},
    {"unité", required_argument, NULL, OPTION_PARAMETER},
    {"niveau", required_argument, NULL, OPTION_PARAMETER},
    {"codeur", required_argument, NULL, OPTION_PARAMETER},
    {"lignes", required_argument, NULL, OPTION_PARAMETER},
    {"colonnes", required_argument, NULL, OPTION_PARAMETER},
    {NULL, 0, NULL, 0},
};

// The name of the parameter that an option gives.
static const char *parameter_of(const char *option)
{
    static const char *const NAMES[][2] = {
        {"état", "state"},   {"sorte", "kind"},  {"étape", "stage"},
        {"pourquoi", "why"}, {"unité", "unit"},  {"niveau", "level"},
        {"codeur", "coder"}, {"lignes", "rows"}, {"colonnes", "columns"}};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcmp(option, NAMES[i][0]) == 0) {
            return NAMES[i][1];
        }
    }
    return option;
}

// Asking for an order asks for the concordance.
static bool take_kwic_sort(query_options *options, const char *word)
{
    static const struct {
        const char *name;
        query_kwic_sort sort;
    } NAMES[] = {
        {"left", QUERY_KWIC_LEFT},    {"gauche", QUERY_KWIC_LEFT}, {"right", QUERY_KWIC_RIGHT},
        {"droite", QUERY_KWIC_RIGHT}, {"text", QUERY_KWIC_TEXT},   {"texte", QUERY_KWIC_TEXT},
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcmp(word, NAMES[i].name) == 0) {
            options->kwic = true;
            options->kwic_sort = NAMES[i].sort;
            return true;
        }
    }
    (void)fprintf(stderr, _("propos: --kwic-sort is “%s”, but it should be left, right or text\n"),
                  word);
    return false;
}

// What a shell completes with: the subcommands, or the options.
static bool print_list(const char *what)
{
    if (strcmp(what, "commands") == 0) {
        query_commands_list(stdout);
        return true;
    }
    for (size_t i = 0; strcmp(what, "options") == 0 && KNOWN[i].name != NULL; i++) {
        (void)printf("--%s\n", KNOWN[i].name);
    }
    return strcmp(what, "options") == 0;
}

static bool is_given(const query_options *options, const char *name)
{
    for (size_t i = 0; i < options->parameter_count; i++) {
        if (strcmp(options->parameters[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

// A concordance is of all that was found, unless the asker says otherwise.
static bool complete_kwic(query_options *options)
{
    return !options->kwic || ((is_given(options, "limit") || add(options, "limit", "0")) &&
                              (options->kwic_sort != QUERY_KWIC_TEXT || is_given(options, "sort") ||
                               add(options, "sort", "text")));
}

// An export is of all hits, unless the asker says otherwise; only it writes a file.
static bool complete_export(query_options *options)
{
    if (strcmp(options->command->name, "export") != 0) {
        if (options->to != NULL) {
            (void)fputs(_("propos: --to goes with propos export\n"), stderr);
        }
        return options->to == NULL;
    }
    if (options->to != NULL && !query_export_knows(options->to)) {
        (void)fprintf(stderr,
                      _("propos: the name %s says no format: end it in .csv, .odt, .docx, .qdpx or "
                        ".txt\n"),
                      options->to);
        return false;
    }
    if (!is_given(options, "q") &&
        (options->to == NULL || !query_export_takes_study(options->to))) {
        (void)fputs(_("propos: what are you looking for? Try: propos --help\n"), stderr);
        return false;
    }
    return is_given(options, "limit") || add(options, "limit", "0");
}

// Documents and pictures are made of tables, and a document does not go to a terminal.
static bool complete_tables(query_options *options)
{
    if (options->svg != NULL && !query_picture_knows(options->command->operation)) {
        (void)fputs(_("propos: --svg goes with propos agreement, compare, saturation and "
                      "speakers\n"),
                    stderr);
        return false;
    }
    if (options->format != QUERY_FORMAT_ODT && options->format != QUERY_FORMAT_HTML) {
        return true;
    }
    if (!query_command_prints_tables(options->command)) {
        (void)fputs(_("propos: --odt and --html go with tables of figures, such as propos compare; "
                      "for quotations: propos export --to FILE.odt\n"),
                    stderr);
        return false;
    }
    if (options->format == QUERY_FORMAT_ODT && isatty(STDOUT_FILENO)) {
        (void)fputs(_("propos: --odt writes a document: send it into a file, for instance "
                      "> table.odt\n"),
                    stderr);
        return false;
    }
    options->report = options->format == QUERY_FORMAT_ODT ? query_report_new() : NULL;
    return true;
}

// The French values of --dans; others are left to be refused by name.
static const char *in_english(const char *word)
{
    static const char *const NAMES[][2] = {
        {"dit", "said"}, {"codé", "coded"}, {"code", "coded"}, {"tout", "all"}};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcmp(word, NAMES[i][0]) == 0) {
            return NAMES[i][1];
        }
    }
    return word;
}

// One option, the `index`-th of KNOWN when it is a long one; false: leave with *code.
static bool take_option(query_options *options, int option, int index, int *code)
{
    switch (option) {
    case OPTION_STUDY:
        return add_study(options, optarg);
    case OPTION_IN:
        return add(options, "in", in_english(optarg));
    case OPTION_PARAMETER:
        return add(options, parameter_of(KNOWN[index].name), optarg);
    case OPTION_FACETS:
        options->facets = true;
        return true;
    case OPTION_KWIC:
        options->kwic = true;
        return true;
    case OPTION_KWIC_SORT:
        return take_kwic_sort(options, optarg);
    case OPTION_TO:
        options->to = optarg;
        return true;
    case OPTION_SVG:
        options->svg = optarg;
        return true;
    case OPTION_SOCKET:
        options->socket = optarg;
        return true;
    case OPTION_DIRECT:
        options->direct = true;
        return true;
    case OPTION_LIST:
        *code = print_list(optarg) ? 0 : 2;
        return false;
    case OPTION_HELP:
        print_help();
        *code = 0;
        return false;
    case OPTION_VERSION:
        (void)printf("propos %s\n", PROPOS_VERSION);
        *code = 0;
        return false;
    default:
        if (option >= OPTION_FORMAT && option <= OPTION_FORMAT + (int)QUERY_FORMAT_ODT) {
            options->format = (query_format)(option - OPTION_FORMAT);
            return true;
        }
        (void)fputs(_("Try: propos --help. A query that starts with - goes after --\n"), stderr);
        return false;
    }
}

static bool take_query(query_options *options, int argc, char **argv, int at)
{
    bool needed = options->command->argument == QUERY_WORDS;
    if (at == argc && needed) {
        (void)fputs(_("propos: what are you looking for? Try: propos --help\n"), stderr);
        return false;
    }
    for (int i = at; i < argc; i++) {
        propos_buffer_puts(&options->query, i > at ? " " : "");
        propos_buffer_puts(&options->query, argv[i]);
    }
    return at == argc || add(options, "q", propos_buffer_text(&options->query));
}

static bool take_arguments(query_options *options, int argc, char **argv)
{
    int at = optind;
    options->command = at < argc ? query_command_named(argv[at]) : NULL;
    if (options->command != NULL) {
        at++;
    } else {
        options->command = query_command_usual();
    }
    query_argument wanted = options->command->argument;
    if (wanted == QUERY_FILE) {
        if (at == argc) {
            (void)fprintf(stderr, _("propos: “%s” wants a file\n"), options->command->name);
            return false;
        }
        options->file = argv[at++];
        return take_query(options, argc, argv, at);
    }
    if (wanted == QUERY_WORDS || wanted == QUERY_PERHAPS_WORDS) {
        return take_query(options, argc, argv, at);
    }
    bool subject =
        wanted == QUERY_DOCUMENT || wanted == QUERY_PASSAGE || wanted == QUERY_DISAGREEMENT;
    if (wanted == QUERY_DISAGREEMENT && argc - at != 1) {
        (void)fprintf(stderr,
                      _("propos: “%s” wants the number of one disagreement, as propos "
                        "disagreements shows it\n"),
                      options->command->name);
        return false;
    }
    if (argc - at != (subject ? 1 : 0)) {
        const char *fault = wanted == QUERY_DOCUMENT
                                ? _("propos: “%s” wants the id of one document\n")
                                : _("propos: “%s” takes no argument; to search for it: propos "
                                    "search …\n");
        (void)fprintf(stderr,
                      wanted == QUERY_PASSAGE
                          ? _("propos: “%s” wants the address of one passage (STUDY/DOCUMENT/"
                              "TURN.N)\n")
                          : fault,
                      options->command->name);
        return false;
    }
    options->subject = subject ? argv[at] : NULL;
    return true;
}

bool query_options_read(int argc, char **argv, query_options *options, int *code)
{
    *options = (query_options){0};
    *code = 2;
    int option = 0;
    int index = 0;
    while ((option = getopt_long(argc, argv, "h", KNOWN, &index)) !=
           -1) { // NOLINT(concurrency-mt-unsafe)
        if (!take_option(options, option == 'h' ? OPTION_HELP : option, index, code)) {
            return false;
        }
    }
    if (!take_arguments(options, argc, argv) || !complete_kwic(options) ||
        !complete_export(options) || !complete_tables(options) ||
        !add(options, "lang", propos_language_get() == PROPOS_FRENCH ? "fr" : "en")) {
        return false;
    }
    bool wants_facets = options->facets || options->format == QUERY_FORMAT_JSON;
    return !options->command->facets || add(options, "facets", wants_facets ? "on" : "off");
}

void query_options_free(query_options *options)
{
    for (size_t i = 0; i < options->path_count; i++) {
        free(options->paths[i]);
    }
    query_report_free(options->report);
    propos_buffer_free(&options->query);
}
