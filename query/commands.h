// The subcommands of `propos`: what each asks, and how its answer is printed. A new subcommand is a
// row of the table in commands.c.
#ifndef PROPOS_QUERY_COMMANDS_H
#define PROPOS_QUERY_COMMANDS_H

#include "base/json.h"
#include "query/options.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

// What follows the subcommand on the command line.
typedef enum query_argument {
    QUERY_NO_ARGUMENT,
    QUERY_DOCUMENT,      // the id of one document: the request's subject
    QUERY_DISAGREEMENT,  // the number of one disagreement: the request's subject
    QUERY_PASSAGE,       // the address of one passage: the request's subject
    QUERY_FILE,          // a file, then a query or nothing
    QUERY_WORDS,         // a query: the arguments, joined; parameter q
    QUERY_PERHAPS_WORDS, // a query, or nothing
} query_argument;

struct query_command {
    const char *name;      // English; what follows `propos`
    const char *french;    // French, folded
    const char *operation; // of propos_request
    const char *path;      // of the daemon; ends in '/' when a subject follows
    query_argument argument;
    bool facets; // takes the parameter facets
    // Prints the answer in any form but JSON.
    void (*print)(const query_options *options, const json_t *answer, FILE *out);
    // False: the answer is empty, and the program leaves with 1. NULL: never empty.
    bool (*found)(const json_t *answer);
};

// The subcommand that a word names, in French or English, accents or not; NULL: none.
const query_command *query_command_named(const char *word);

// True when the answer is printed as tables of figures, which may go into a page or a document too.
bool query_command_prints_tables(const query_command *command);

// Prints the names of all, one a line, English and French ones.
void query_commands_list(FILE *out);

// What `propos` does when no subcommand is named: search.
const query_command *query_command_usual(void);

#endif
