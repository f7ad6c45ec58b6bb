// propos: the query tool.
#include "base/i18n.h"
#include "query/ask.h"
#include "query/check.h"
#include "query/commands.h"
#include "query/decide.h"
#include "query/export.h"
#include "query/options.h"
#include "query/picture.h"

#include <stdio.h>
#include <string.h>

static void print_error(const query_options *options, const propos_error *error)
{
    char line[PROPOS_ERROR_TEXT + PROPOS_ERROR_FILE + 64];
    (void)fprintf(stderr, "propos: %s\n", propos_error_line(error, line, sizeof line));
    if (error->status == PROPOS_BAD_QUERY && error->position >= 0 && options->query.length > 0) {
        (void)fprintf(stderr, "  %s\n  %*s^\n", propos_buffer_text(&options->query),
                      (int)error->position, "");
    }
}

static void print_json(const json_t *answer)
{
    (void)json_dumpf(answer, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    (void)putchar('\n');
}

// Exit status of an answer: 1 when it is empty.
static int print_answer(const query_options *options, const json_t *answer)
{
    const query_command *command = options->command;
    if (options->format == QUERY_FORMAT_JSON) {
        print_json(answer);
    } else {
        command->print(options, answer, stdout);
    }
    return command->found == NULL || command->found(answer) ? 0 : 1;
}

int main(int argc, char **argv)
{
    propos_language_init();
    query_options options;
    int code = 0;
    if (query_options_read(argc, argv, &options, &code)) {
        propos_error error;
        propos_error_clear(&error);
        json_t *answer = NULL;
        bool whole = options.to != NULL && options.query.length == 0;
        propos_status status = whole                  ? query_export_study(&options, &error)
                               : options.file != NULL ? query_check(&options, &answer, &error)
                                                      : query_ask(&options, &answer, &error);
        if (status == PROPOS_OK && options.to != NULL && !whole) {
            status = query_export(answer, options.to, &error);
        }
        if (status == PROPOS_OK && query_decides(&options)) {
            status = query_decide(answer, &error);
        }
        if (status == PROPOS_OK && options.svg != NULL) {
            status = query_picture_write(&options, answer, &error);
        }
        if (status == PROPOS_OK) {
            code = options.to != NULL ? 0 : print_answer(&options, answer);
            if (fflush(stdout) != 0) {
                perror("propos");
                code = 4;
            }
        } else {
            print_error(&options, &error);
            code = propos_exit_code(status);
        }
        json_decref(answer);
    }
    query_options_free(&options);
    return code;
}
