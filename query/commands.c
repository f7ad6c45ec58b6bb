#include "query/commands.h"

#include "query/decide.h"
#include "query/export.h"
#include "query/print.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

static query_style style_of(const query_options *options, FILE *out)
{
    return query_style_for(out, options->format == QUERY_FORMAT_PLAIN);
}

// What a table cannot say on stdout goes to stderr: notices, and that the order is provisional.
static void print_asides(const json_t *answer)
{
    static const char *const lists[] = {"degraded", "notices"};
    for (size_t i = 0; i < 2; i++) {
        size_t j = 0;
        const json_t *sentence = NULL;
        json_array_foreach(json_object_get(answer, lists[i]), j, sentence)
        {
            (void)fprintf(stderr, "propos: %s\n", json_string_value(sentence));
        }
    }
}

static void print_search(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = style_of(options, out);
    if (options->kwic) {
        query_print_kwic(options, answer, &style, out);
        print_asides(answer);
        return;
    }
    switch (options->format) {
    case QUERY_FORMAT_CSV:
        query_print_csv(answer, out);
        print_asides(answer);
        break;
    case QUERY_FORMAT_MARKDOWN:
        query_print_markdown(answer, out);
        break;
    case QUERY_FORMAT_CITATION:
        query_print_citations(answer, out);
        print_asides(answer);
        break;
    default:
        query_print_plain(answer, options->facets, &style, out);
    }
}

static bool search_found(const json_t *answer)
{
    return json_array_size(json_object_get(answer, "hits")) > 0 ||
           json_integer_value(json_object_get(answer, "total")) > 0;
}

static void print_document(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = style_of(options, out);
    query_print_document(answer, &style, out);
}

static void print_codes(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = style_of(options, out);
    query_print_codes(answer, &style, out);
}

static void print_status(const query_options *options, const json_t *answer, FILE *out)
{
    query_style style = style_of(options, out);
    query_print_status(answer, &style, out);
}

// One a line, for shells.
static void print_completions(const query_options *options, const json_t *answer, FILE *out)
{
    (void)options;
    size_t i = 0;
    const json_t *token = NULL;
    json_array_foreach(json_object_get(answer, "completions"), i, token)
    {
        (void)fprintf(out, "%s\n", json_string_value(token));
    }
}

static bool completions_found(const json_t *answer)
{
    return json_array_size(json_object_get(answer, "completions")) > 0;
}

static const query_command COMMANDS[] = {
    {"search", "cherche", "search", "/v1/search", QUERY_WORDS, true, print_search, search_found},
    {"export", "exporte", "search", "/v1/search", QUERY_PERHAPS_WORDS, true, query_print_export,
     search_found},
    {"show", "montre", "document", "/v1/documents/", QUERY_DOCUMENT, false, print_document, NULL},
    {"codes", "codes", "codes", "/v1/codes", QUERY_NO_ARGUMENT, false, print_codes, NULL},
    {"speakers", "locuteurs", "speakers", "/v1/speakers", QUERY_PERHAPS_WORDS, false,
     query_print_speakers, NULL},
    {"agreement", "accord", "agreement", "/v1/agreement", QUERY_PERHAPS_WORDS, false,
     query_print_agreement, query_agreement_found},
    {"disagreements", "desaccords", "disagreements", "/v1/disagreements", QUERY_PERHAPS_WORDS,
     false, query_print_disagreements, query_disagreements_found},
    {"decide", "decide", "decision", "/v1/decisions/", QUERY_DISAGREEMENT, false,
     query_print_decision, NULL},
    {"gaps", "oublis", "gaps", "/v1/gaps", QUERY_PERHAPS_WORDS, false, query_print_gaps,
     query_gaps_found},
    {"names", "noms", "names", "/v1/names", QUERY_PERHAPS_WORDS, false, query_print_names,
     query_names_found},
    {"similar", "semblables", "similar", "/v1/similar/", QUERY_PASSAGE, false, query_print_similar,
     query_similar_found},
    {"check", "verifie", "check", "/v1/check", QUERY_FILE, false, query_print_check,
     query_check_found},
    {"compare", "compare", "compare", "/v1/compare", QUERY_PERHAPS_WORDS, false,
     query_print_compare, query_compare_found},
    {"saturation", "saturation", "saturation", "/v1/saturation", QUERY_PERHAPS_WORDS, false,
     query_print_saturation, query_saturation_found},
    {"complete", "complete", "complete", "/v1/complete", QUERY_WORDS, false, print_completions,
     completions_found},
    {"synonyms", "synonymes", "synonyms", "/v1/synonyms", QUERY_WORDS, false, query_print_synonyms,
     query_synonyms_found},
    {"status", "etat", "status", "/v1/status", QUERY_NO_ARGUMENT, false, print_status, NULL},
};

const query_command *query_command_named(const char *word)
{
    char *folded = propos_folded(word);
    const query_command *found = NULL;
    for (size_t i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0] && found == NULL; i++) {
        if (strcmp(folded, COMMANDS[i].name) == 0 || strcmp(folded, COMMANDS[i].french) == 0) {
            found = &COMMANDS[i];
        }
    }
    free(folded);
    return found;
}

bool query_command_prints_tables(const query_command *command)
{
    static void (*const OTHERS[])(const query_options *options, const json_t *answer, FILE *out) = {
        print_search,      print_document,     print_codes,          print_status,
        print_completions, query_print_export, query_print_synonyms, query_print_decision};
    bool tables = true;
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        tables = tables && command->print != OTHERS[i];
    }
    return tables;
}

void query_commands_list(FILE *out)
{
    for (size_t i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0]; i++) {
        (void)fprintf(out, "%s\n", COMMANDS[i].name);
        if (strcmp(COMMANDS[i].name, COMMANDS[i].french) != 0) {
            (void)fprintf(out, "%s\n", COMMANDS[i].french);
        }
    }
}

const query_command *query_command_usual(void)
{
    return &COMMANDS[0];
}
