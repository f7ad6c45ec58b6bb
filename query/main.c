// propos: the query tool.
#include "base/i18n.h"
#include "query/ask.h"
#include "query/options.h"
#include "query/print.h"

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

static void print_search(const query_options *options, const json_t *answer)
{
    query_style style = query_style_for(stdout, options->format == QUERY_FORMAT_PLAIN);
    switch (options->format) {
    case QUERY_FORMAT_CSV:
        query_print_csv(answer, stdout);
        break;
    case QUERY_FORMAT_MARKDOWN:
        query_print_markdown(answer, stdout);
        break;
    case QUERY_FORMAT_CITATION:
        query_print_citations(answer, stdout);
        break;
    default:
        query_print_plain(answer, options->facets, &style, stdout);
    }
}

// What a table cannot say on stdout goes to stderr: notices, and that the order is provisional.
static void print_asides(const query_options *options, const json_t *answer)
{
    static const char *const lists[] = {"degraded", "notices"};
    if (options->format == QUERY_FORMAT_AUTO || options->format == QUERY_FORMAT_PLAIN ||
        options->format == QUERY_FORMAT_JSON || options->format == QUERY_FORMAT_MARKDOWN) {
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        size_t j = 0;
        const json_t *sentence = NULL;
        json_array_foreach(json_object_get(answer, lists[i]), j, sentence)
        {
            (void)fprintf(stderr, "propos: %s\n", json_string_value(sentence));
        }
    }
}

// Exit status of an answer: 1 when it is empty.
static int print_answer(const query_options *options, const json_t *answer)
{
    const char *operation = options->command->operation;
    query_style style = query_style_for(stdout, options->format == QUERY_FORMAT_PLAIN);
    if (options->format == QUERY_FORMAT_JSON) {
        print_json(answer);
    } else if (strcmp(operation, "search") == 0) {
        print_search(options, answer);
    } else if (strcmp(operation, "document") == 0) {
        query_print_document(answer, &style, stdout);
    } else if (strcmp(operation, "codes") == 0) {
        query_print_codes(answer, &style, stdout);
    } else if (strcmp(operation, "speakers") == 0) {
        query_print_speakers(answer, &style, stdout);
    } else {
        query_print_status(answer, &style, stdout);
    }
    if (strcmp(operation, "search") == 0) {
        print_asides(options, answer);
        return json_array_size(json_object_get(answer, "hits")) > 0 ||
                       json_integer_value(json_object_get(answer, "total")) > 0
                   ? 0
                   : 1;
    }
    return 0;
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
        propos_status status = query_ask(&options, &answer, &error);
        if (status == PROPOS_OK) {
            code = print_answer(&options, answer);
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
