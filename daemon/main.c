// proposd: answers questions about studies to programs on this machine.
#include "analysis/analysis.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/paths.h"
#include "daemon/options.h"
#include "daemon/server.h"
#include "search/library.h"

#include <stdio.h>
#include <stdlib.h>

static int complain(const propos_error *error)
{
    char line[PROPOS_ERROR_TEXT + PROPOS_ERROR_FILE];
    (void)fprintf(stderr, "proposd: %s\n", propos_error_line(error, line, sizeof line));
    if (error->status == PROPOS_USAGE) {
        (void)fputs(_("Try \"proposd --help\".\n"), stderr);
    }
    return propos_exit_code(error->status);
}

static propos_status serve(const daemon_options *options, propos_error *error)
{
    char state[PROPOS_PATH_SIZE];
    propos_shelf *shelf = NULL;
    propos_status status = propos_state_dir(state, error);
    if (status == PROPOS_OK) {
        status = propos_shelf_new(state, options->studies, options->study_count, &shelf, error);
    }
    if (status == PROPOS_OK) {
        propos_analysis_add(shelf);
        char *home = realpath(state, NULL); // NULL while nothing has been indexed
        status = daemon_serve(shelf, home == NULL ? state : home, options, error);
        free(home);
    }
    propos_shelf_free(shelf);
    return status;
}

int main(int argc, char **argv)
{
    propos_language_init();
    json_object_seed(0); // once, before any thread
    propos_error error;
    propos_error_clear(&error);
    daemon_options options;
    propos_status status = daemon_options_read(argc, argv, &options, &error);
    if (status != PROPOS_OK) {
        error.status = status;
        return complain(&error);
    }
    if (options.help) {
        daemon_options_help();
    } else if (options.version) {
        (void)printf("proposd %s\n", PROPOS_VERSION);
    } else {
        status = serve(&options, &error);
        error.status = status;
    }
    daemon_options_free(&options);
    return status == PROPOS_OK ? 0 : complain(&error);
}
