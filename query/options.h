// The command line of `propos`.
#ifndef PROPOS_QUERY_OPTIONS_H
#define PROPOS_QUERY_OPTIONS_H

#include "base/buffer.h"
#include "search/library.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum query_format {
    QUERY_FORMAT_AUTO, // plain, with colours on a terminal
    QUERY_FORMAT_PLAIN,
    QUERY_FORMAT_JSON,
    QUERY_FORMAT_CSV,
    QUERY_FORMAT_MARKDOWN,
    QUERY_FORMAT_CITATION,
    QUERY_FORMAT_HTML, // analyses only
    QUERY_FORMAT_ODT   // analyses only
} query_format;

// --kwic-sort
typedef enum query_kwic_sort {
    QUERY_KWIC_ANSWER, // as the hits come
    QUERY_KWIC_LEFT,   // by the words before, the nearest first
    QUERY_KWIC_RIGHT,  // by the words after
    QUERY_KWIC_TEXT    // as in the transcripts
} query_kwic_sort;

typedef struct query_command query_command; // query/commands.h
typedef struct query_report query_report;   // query/report.h

// Most --study options: more studies than a person has.
enum { QUERY_MOST_STUDIES = 64, QUERY_MOST_PARAMETERS = QUERY_MOST_STUDIES + 16 };

typedef struct query_options {
    const query_command *command;
    query_format format;
    const char *socket; // --socket, or NULL
    bool direct;        // --direct: do not ask a daemon
    bool facets;        // --facets: print the distribution
    bool kwic;          // --kwic: a concordance
    query_kwic_sort kwic_sort;
    const char *to;       // export's --to, or NULL: stdout
    const char *svg;      // --svg, or NULL: the picture's file
    query_report *report; // where --odt collects its tables; NULL without it
    const char *subject;
    const char *file; // a draft to check, or NULL
    propos_buffer query;
    propos_parameter parameters[QUERY_MOST_PARAMETERS];
    size_t parameter_count;
    char *paths[QUERY_MOST_STUDIES]; // absolute forms of --study PATH, owned
    size_t path_count;
} query_options;

// Reads the command line. False: leave with *code (a message or the help was printed).
bool query_options_read(int argc, char **argv, query_options *options, int *code);
void query_options_free(query_options *options);

#endif
